"""Write anew what the documents take from tests: the table of boundaries, the glossary, the list of pages."""

from __future__ import annotations

from tests.documents import boundaries, glossary, index
from tests.documents.pages import INDEX

if __name__ == "__main__":
    boundaries.PAGE.write_text(boundaries.with_tables(boundaries.PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    glossary.PAGE.write_text(glossary.page(), encoding="utf-8")
    INDEX.write_text(index.with_listing(INDEX.read_text(encoding="utf-8")), encoding="utf-8")

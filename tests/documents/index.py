"""The list of all pages at the end of the index; it grows by itself with `python -m tests.documents` (`make docs`)."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tests.documents.pages import DOCS, INDEX

BEGIN = "<!-- all pages: written by `make docs`; edits here are lost -->"
END = "<!-- end of all pages -->"
KINDS = {
    "Learn": ("tutorial", "concepts", "glossary"),
    "Do": ("how-to/*", "discover", "graph", "lint", "what-if"),
    "Trust": ("claims", "limitations", "privacy"),
    "Look up": ("*", "reference/*"),
    "Why it is so": ("architecture", "decisions/*"),
}
"""Headings, and which pages stand under each; a page stands where it is first named in full, else by its folder."""


def title(page: Path) -> str:
    """A page's first heading."""
    (found,) = re.findall(r"\A# (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return str(found)


def kind_of(page: Path) -> str:
    """Under which heading a page stands."""
    name = page.relative_to(DOCS).with_suffix("").as_posix()
    folder = f"{name.rpartition('/')[0]}/*".removeprefix("/")
    for wanted in (name, folder):
        for kind, names in KINDS.items():
            if wanted in names:
                return kind
    raise AssertionError(f"no heading of the index is for {name}: see KINDS in {__file__}")


def listing() -> str:
    """All pages by kind."""
    pages = [page for page in sorted(DOCS.rglob("*.md")) if page != INDEX]
    lines = []
    for kind in KINDS:
        lines += [f"**{kind}**", ""]
        lines += [f"- [{title(page)}]({_relative(page)})" for page in pages if kind_of(page) == kind]
        lines += [""]
    return "\n".join(lines)


def _relative(page: Path) -> str:
    return Path(os.path.relpath(page, DOCS)).as_posix()


def with_listing(page: str) -> str:
    """The index with the list between its marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{listing()}\n{END}{rest.partition(END)[2]}"

"""The glossary: the report's own words, the reasons of undecided verdicts, and the words of `glossary.yaml`.

`python -m tests.documents` (`make docs`) writes `docs/glossary.md` anew.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from analyzer.reports.glossary import GLOSSARY
from analyzer.reports.words import REASONS
from tests.documents.pages import DOCS

OWN = Path(__file__).with_name("glossary.yaml")
PAGE = DOCS / "glossary.md"
_HEAD = """\
# Glossary

<!-- Written by `make docs`; edits here are lost. -->

The words of reports, commands and definitions. How they hang together: [concepts](concepts.md).

| term | meaning |
|---|---|
"""
_REASONS = """
## Why a verdict is undecided

| reason | what is not known | what would decide it |
|---|---|---|
"""


def own() -> dict[str, dict[str, str]]:
    """The terms that no report explains, with meaning and the page that says more."""
    found: dict[str, dict[str, str]] = yaml.safe_load(OWN.read_text(encoding="utf-8"))
    return found


def terms() -> dict[str, str]:
    """Every term with its meaning, in the order of the alphabet."""
    found = {term: said["meaning"] for term, said in own().items()} | dict(GLOSSARY)
    return dict(sorted(found.items(), key=lambda one: one[0].casefold()))


def page() -> str:
    """The whole page; a term leads to the page that says more."""
    links = {term: f"[{term}]({said['see']})" for term, said in own().items()}
    lines = "".join(f"| {links.get(term, term)} | {meaning} |\n" for term, meaning in terms().items())
    reasons = "".join(f"| `{reason}` | {what} | {way} |\n" for reason, (what, way) in REASONS.items())
    return _HEAD + lines + _REASONS + reasons

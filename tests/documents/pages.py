"""The pages of the documents, and what stands in them: blocks, links and headings.

Knows Markdown as these pages use it, and nothing of what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
INDEX = DOCS / "README.md"
TOLD = (DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md")))
"""Pages that are followed step by step, each in a folder of its own."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block.

    Attributes
    ----------
    language : str
        The first word after the fence.
    options : dict
        What else stands there, as `file=NAME`.
    text : str
        Ends with a newline.
    """

    language: str
    text: str
    options: dict[str, str] = field(default_factory=dict)


def pages() -> list[Path]:
    """Every page that people read."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), ROOT / "notebooks" / "README.md"]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found = re.findall(r"^```([^\n]*)\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [_block(words.split(), text) for words, text in found]


def _block(words: list[str], text: str) -> Block:
    return Block(words[0] if words else "", text, dict(word.split("=", 1) for word in words[1:]))


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchor(heading: str) -> str:
    """The anchor that a forge makes of a heading's text."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    made: set[str] = set()
    for heading in re.findall(r"^#+ +(.*)$", prose(page), flags=re.MULTILINE):
        name = anchor(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading))
        made.add(next(one for one in [name, *(f"{name}-{again}" for again in range(1, 99))] if one not in made))
    return made


def links(page: Path) -> list[tuple[str, str]]:
    """The links of a page to places beside it: path and anchor, each may be empty."""
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [tuple(one.partition("#")[::2]) for one in targets if not re.match(r"[a-z]+:", one)]

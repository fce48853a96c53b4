"""Every page can be reached from the index, and every link leads somewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.documents.index import BEGIN, END, with_listing
from tests.documents.pages import DOCS, INDEX, ROOT, anchors, links, pages

PAGES = [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in pages()]


def target(page: Path, path: str) -> Path:
    return Path(os.path.normpath(page.parent / path)) if path else page


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = [
        f"{path}#{anchor}"
        for path, anchor in links(page)
        if not target(page, path).exists()
        or (anchor and target(page, path).suffix == ".md" and anchor not in anchors(target(page, path)))
    ]
    assert not broken


@pytest.mark.parametrize("page", PAGES)
def test_no_link_leaves_the_project(page: Path) -> None:
    assert all(target(page, path).is_relative_to(ROOT) for path, _ in links(page))


def test_every_page_can_be_reached_from_what_the_index_says_to_its_readers() -> None:
    """The list of all pages aside, which names whatever is there; decisions stand in that list only."""
    chosen = INDEX.read_text(encoding="utf-8").partition(BEGIN)[0]
    ways = {target(INDEX, path) for path, _ in links(INDEX) if f"({path}" in chosen}
    seen: set[Path] = set()
    while ways:
        page = ways.pop()
        seen.add(page)
        if page.suffix == ".md":
            ways |= {target(page, path) for path, _ in links(page)} - seen - {INDEX}
    lost = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md") if page not in seen | {INDEX}}
    lost = sorted(page for page in lost if not page.startswith("decisions/"))
    assert not lost, f"no page leads to {lost}; docs/README.md says for whom each page is"


def test_the_index_lists_every_page() -> None:
    page = INDEX.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert with_listing(page) == page, "run `make docs`"


def test_the_readme_leads_to_the_index() -> None:
    assert INDEX in {target(ROOT / "README.md", path) for path, _ in links(ROOT / "README.md")}

"""The truth table of the boundaries: what the page says is what the engine does."""

from __future__ import annotations

import pytest

from tests.documents.boundaries import BEGIN, END, PAGE, Group, Row, groups, judged, with_tables

ROWS = [
    pytest.param(group, row, id=f"{group.title}: {row.situation}".replace("/", " "))
    for group in groups()
    for row in group.rows
]


@pytest.mark.parametrize(("group", "row"), ROWS)
def test_a_boundary_is_judged_as_the_page_says(group: Group, row: Row) -> None:
    assert judged(group, row) == [*row.verdicts]


def test_the_page_holds_the_boundaries_that_are_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert with_tables(page) == page, "run `make docs`"


def test_there_are_boundaries_enough() -> None:
    assert len(ROWS) >= 100
    assert len({(group.title, row.situation) for group in groups() for row in group.rows}) == len(ROWS)

"""The accounts of an import as text: every part that there may be, and long lists cut short."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.reports import accounts_line, accounts_text

COUNTS = {
    "applications": 2,
    "requisitions": 1,
    "events": 1,
    "stage_changes": 1,
    "strangers": 3,
    "fetched": 1,
    "unplaced_changes": 0,
    "unplaced_roles": 0,
    "logged": 0,
}
EMPTY: dict[str, Any] = {
    "counts": COUNTS, "files": [], "left_out": [], "set_aside": [], "records_set_aside": [], "unresolved": [],
    "ambiguous": [], "mergers": [], "kept_apart": [], "unknown_stages": [], "idle_settings": [],
    "numbers_without_country": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        pytest.param(
            {},
            "1 message and 1 change of stage, of 2 applications on 1 requisition; "
            "2 messages in which nobody is a candidate were looked at and not kept",
            id="exports",
        ),
        pytest.param(
            {"events": 1000, "stage_changes": 0, "fetched": 3},
            "1,000 messages and 0 changes of stage, of 2 applications on 1 requisition",
            id="no-strangers",
        ),
        pytest.param(
            {"applications": 0, "events": 0, "stage_changes": 0, "strangers": 0, "fetched": 0, "logged": 13},
            "13 events of event logs, as they are",
            id="event-logs-only",
        ),
        pytest.param(
            {"logged": 1, "fetched": 3},
            "1 message and 1 change of stage, of 2 applications on 1 requisition; 1 event of event logs, as they are",
            id="both",
        ),
    ],
)
def test_the_line_says_what_came_of_it(counts: dict[str, int], said: str) -> None:
    assert accounts_line(EMPTY | {"counts": COUNTS | counts}) == said


def test_long_lists_are_cut_and_the_rest_is_counted() -> None:
    many = range(1, 6)
    text = accounts_text(
        EMPTY
        | {
            "files": [
                {"file": f"{each}.mbox", "rows": 2, "analysed": 1, "quarantined": 1, "duplicates": 0, "out_of_scope": 0}
                for each in many
            ],
            "set_aside": [{"code": "E420", "title": "no time", "rows": 5}],
            "records_set_aside": [
                {"file": f"{each}.mbox", "record": 2, "code": "E420", "reason": "no time (Date)"} for each in many
            ],
            "ambiguous": [{"file": "1.mbox", "record": each, "possible": ["A", "B"], "message": ""} for each in many],
        },
        most=2,
    )
    assert "3 more files 6 3 3 0 0" in " ".join(text.split())
    assert "record 2 of 2.mbox: E420 no time (Date)\n  and 3 more" in text
    assert "record 3 of 3.mbox" not in text
    assert text.count("and 3 more") == 2


def test_no_line_is_wider_than_the_terminal_where_it_can_be_wrapped() -> None:
    party = {"party": "x@example.com", "why": "unknown", "help": "Declare it. " * 20, "messages": 1, "cases": 1}
    text = accounts_text(EMPTY | {"unresolved": [party]}, width=60)
    assert max(map(len, text.splitlines())) <= 60


@pytest.mark.parametrize(
    ("changes", "roles", "said"),
    [
        pytest.param(1, 0, "1 change of stage, of applications that no export has", id="changes"),
        pytest.param(0, 2, "2 roles, of people whom no export has", id="roles"),
    ],
)
def test_what_hangs_on_nothing_is_told(changes: int, roles: int, said: str) -> None:
    counts = COUNTS | {"unplaced_changes": changes, "unplaced_roles": roles}
    text = accounts_text(EMPTY | {"counts": counts}, width=200)
    assert text.endswith(f"\nRead, but not in the log: {said}\n")
    assert "not in the log" not in accounts_text(EMPTY)

"""Every record has one fate, the weightiest that was said, and the counts agree whatever was said in whatever order."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.events.quality import AccountingError
from analyzer.importing import ledger
from analyzer.importing.codes import IMPORT_CODES
from analyzer.importing.ledger import DUPLICATE, OPEN, OUT_OF_SCOPE, QUARANTINED, USED, FileLedger, Ledger

ROWS = [code for code, meaning in IMPORT_CODES.items() if meaning.where == "row"]
SCOPES = [code for code, meaning in IMPORT_CODES.items() if meaning.where == "scope"]
SAYINGS = st.one_of(
    st.tuples(st.just(USED), st.just("")),
    st.tuples(st.just(DUPLICATE), st.just("")),
    st.tuples(st.just(QUARANTINED), st.sampled_from(ROWS)),
    st.tuples(st.just(OUT_OF_SCOPE), st.sampled_from(SCOPES)),
)


def say(file: FileLedger, number: int, fate: int, code: str) -> None:
    if fate == USED:
        file.use(number)
    elif fate == DUPLICATE:
        file.duplicate(number)
    elif fate == QUARANTINED:
        file.set_aside(number, code, f"detail {code}")
    else:
        file.leave_out(number, code)


@settings(deadline=None)
@given(st.integers(1, 6), st.lists(st.tuples(st.integers(0, 5), SAYINGS)))
def test_all_records_are_counted_once_whatever_is_said_of_them(rows: int, drawn: list) -> None:
    said = [(1 + place % rows, saying) for place, saying in drawn]
    file = FileLedger("x", "ics")
    assert [file.open().number for _ in range(rows)] == list(range(1, rows + 1))
    expected: dict[int, tuple[int, str]] = {}
    for number, (fate, code) in said:
        say(file, number, fate, code)
        if fate > expected.get(number, (OPEN, ""))[0]:
            expected[number] = (fate, code)
    counted = Counter(fate for fate, _ in expected.values())
    assert {fate: file.count(fate) for fate in (USED, QUARANTINED, DUPLICATE, OUT_OF_SCOPE)} == {
        fate: counted[fate] for fate in (USED, QUARANTINED, DUPLICATE, OUT_OF_SCOPE)
    }
    assert file.rows == rows == sum(file.count(fate) for fate in (OPEN, USED, QUARANTINED, DUPLICATE, OUT_OF_SCOPE))
    scopes = Counter(code for fate, code in expected.values() if fate == OUT_OF_SCOPE)
    assert file.out_of_scope() == dict(sorted(scopes.items()))
    assert list(file.set_aside_rows()) == [
        (number, code, f"detail {code}") for number, (fate, code) in sorted(expected.items()) if fate == QUARANTINED
    ]
    assert [file.code(number) for number in range(1, rows + 1)] == [
        expected.get(number, (OPEN, ""))[1] for number in range(1, rows + 1)
    ]
    if len(expected) == rows:
        file.check()
    else:
        with pytest.raises(AccountingError, match=f"of {rows - len(expected)} records"):
            file.check()


def test_a_record_that_nobody_spoke_of_stops_the_run_and_is_named() -> None:
    file = Ledger().file("a.ics", "ics")
    for _ in range(3):
        file.open()
    file.use(1)
    with pytest.raises(AccountingError, match=r"a\.ics: .* 2 records, the first is 2"):
        file.check()


@pytest.mark.parametrize(("fate", "code"), [(QUARANTINED, "E450"), (OUT_OF_SCOPE, "E420"), (QUARANTINED, "E405")])
def test_a_code_of_another_fate_is_refused(fate: int, code: str) -> None:
    file = FileLedger("x", "ics")
    file.open()
    with pytest.raises(AccountingError, match=code):
        say(file, 1, fate, code)


def test_details_are_cut_and_can_be_written() -> None:
    file = FileLedger("x", "ics")
    file.open()
    file.set_aside(1, "E432", "\ud800" + "x" * 500)
    ((_, _, detail),) = file.set_aside_rows()
    assert detail == "?" + "x" * 119 + "..."


def test_millions_of_records_that_are_set_aside_need_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "_MOST_DETAILS", 2)
    file = FileLedger("x", "ics")
    for number in range(1, 5):
        file.open()
        file.set_aside(number, "E432", f"field {number}")
    assert [detail for _, _, detail in file.set_aside_rows()] == ["field 1", "field 2", "", ""]
    assert [file.code(number) for number in range(1, 5)] == ["E432"] * 4

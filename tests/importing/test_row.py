"""A record may stand for several rows of its file: all of them share its fate."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyzer.importing.ledger import DUPLICATE, OUT_OF_SCOPE, QUARANTINED, USED, FileLedger
from analyzer.importing.records import Row


@pytest.mark.parametrize(
    ("say", "fate"),
    [
        pytest.param(Row.use, USED, id="used"),
        pytest.param(Row.duplicate, DUPLICATE, id="duplicate"),
        pytest.param(lambda row: row.set_aside("E421", "Date"), QUARANTINED, id="set-aside"),
        pytest.param(lambda row: row.leave_out("E450"), OUT_OF_SCOPE, id="left-out"),
    ],
)
def test_what_becomes_of_a_record_becomes_of_those_that_tell_of_the_same(say: Callable[[Row], None], fate: int) -> None:
    file = FileLedger("trace.csv", "message-trace")
    first, other, second, third = (file.open() for _ in range(4))
    say(first.with_also([second]).with_also([third]))
    assert [file.fate(row.number) for row in (first, second, third)] == [fate] * 3
    assert file.count(fate) == 3
    assert file.fate(other.number) not in (USED, DUPLICATE, QUARANTINED, OUT_OF_SCOPE)


def test_a_record_alone_decides_for_itself_only() -> None:
    file = FileLedger("trace.csv", "message-trace")
    first, second = file.open(), file.open()
    first.set_aside("E421", "Date")
    second.use()
    file.check()
    assert list(file.set_aside_rows()) == [(1, "E421", "Date")]

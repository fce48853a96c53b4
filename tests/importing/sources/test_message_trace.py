"""Message traces: the rows of a message become one message and share what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.ledger import DUPLICATE, OUT_OF_SCOPE, QUARANTINED, USED, Ledger
from analyzer.importing.opening import members
from analyzer.importing.records import Message, Party
from analyzer.importing.sources import message_trace

MAIL = Path(__file__).parents[1] / "fixtures" / "mail"
HEADING = "Received,SenderAddress,RecipientAddress,Subject,Status,MessageId,MessageTraceId"


def read(path: Path) -> tuple[list[Message], Ledger]:
    ledger = Ledger()
    return list(message_trace.read(members(path), How(timezone="America/New_York"), ledger)), ledger


def rows(tmp_path: Path, *lines: str, heading: str = HEADING, encoding: str = "utf-8") -> tuple[list[Message], Ledger]:
    path = tmp_path / "trace.csv"
    path.write_text("\n".join([heading, *lines]) + "\n", encoding=encoding)
    return read(path)


def to(message: Message) -> list[str]:
    return [party.value for party in message.recipients]


def moment(message: Message) -> str:
    return datetime.fromtimestamp(message.time / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")


def test_rows_of_a_message_become_one_with_all_whom_it_reached() -> None:
    first, second, _ = read(MAIL / "trace.csv")[0]
    assert first.sender == Party("email", "cand-0001@example.org")
    assert to(first) == ["recruiter-03@example.com", "hiring-team@example.com"]
    assert moment(first) == "2026-01-05 09:00:00"
    assert (first.message_id, first.subject, first.channel) == ("first-1@mail.example.org", "Question", "email")
    assert (first.row.number, first.row.also) == (1, (3,))
    assert first.body is None
    assert second.marks == ("auto_reply",)
    assert moment(second) == "2026-01-05 10:00:00", "a time without a zone is UTC, whatever zone is declared"


def test_rows_without_a_message_id_are_brought_together_by_the_trace() -> None:
    *_, last = read(MAIL / "trace.csv")[0]
    assert (last.message_id, to(last)) == ("", ["cand-0002@example.org", "manager-07@example.com"])


def test_every_row_is_accounted_for() -> None:
    messages, ledger = read(MAIL / "trace.csv")
    (file,) = ledger.files
    for message in messages:
        message.row.use()
    file.check()
    fates = [file.fate(number) for number in range(1, file.rows + 1)]
    assert fates == [USED, USED, USED, OUT_OF_SCOPE, DUPLICATE, *[QUARANTINED] * 3, USED, USED, QUARANTINED]
    assert file.out_of_scope() == {"E456": 1}
    assert list(file.set_aside_rows()) == [
        (6, "E420", "Received"),
        (7, "E424", "SenderAddress"),
        (8, "E425", "RecipientAddress"),
        (11, "E430", "MessageId"),
    ]


def test_a_historical_search_has_all_recipients_in_one_row() -> None:
    (message,), ledger = read(MAIL / "historical.csv")
    assert to(message) == ["recruiter-03@example.com"]
    assert message.message_id == "first-1@mail.example.org"
    assert ledger.files[0].out_of_scope() == {"E456": 1}


@pytest.mark.parametrize(
    ("status", "reached"),
    [
        pytest.param("Delivered", True, id="delivered"),
        pytest.param("Expanded", True, id="distribution-list"),
        pytest.param("GettingStatus", True, id="not-yet-known"),
        pytest.param("", True, id="not-told"),
        pytest.param("Failed", False, id="failed"),
        pytest.param("Filtered as spam", False, id="spam"),
        pytest.param("Quarantined", False, id="quarantined"),
        pytest.param("Pending", False, id="pending"),
        pytest.param("None", False, id="none"),
    ],
)
def test_whom_a_message_did_not_reach_is_left_out(tmp_path: Path, status: str, reached: bool) -> None:
    messages, ledger = rows(tmp_path, f"2026-01-05T09:00:00Z,a@example.org,b@example.com,x,{status},<1@m>,t")
    assert bool(messages) is reached
    assert ledger.files[0].out_of_scope() == ({} if reached else {"E456": 1})


def test_one_id_used_by_two_senders_is_two_messages(tmp_path: Path) -> None:
    messages, _ = rows(
        tmp_path,
        "2026-01-05T09:00:00Z,a@example.org,b@example.com,x,Delivered,<1@m>,t",
        "2026-01-05T09:00:00Z,c@example.org,b@example.com,x,Delivered,<1@m>,t",
        "2026-01-05T09:00:01Z,A@example.org,d@example.com,x,Delivered,<1@m>,t",
    )
    assert [to(message) for message in messages] == [["b@example.com", "d@example.com"], ["b@example.com"]]


def test_more_than_a_thousand_recipients_are_set_aside_together(tmp_path: Path) -> None:
    many = [f"2026-01-05T09:00:00Z,a@example.org,b{n}@example.com,x,Delivered,<1@m>,t" for n in range(1001)]
    messages, ledger = rows(tmp_path, *many)
    assert messages == []
    assert ledger.files[0].count(QUARANTINED) == 1001
    assert {code for _, code, _ in ledger.files[0].set_aside_rows()} == {"E426"}


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param(["1/25/2026 1:05 PM", "1/5/2026 12:00:01 AM"], ["01-25 13:05", "01-05 00:00"], id="month-first"),
        pytest.param(["25/01/2026 13:05:00", "05/01/2026 00:00"], ["01-25 13:05", "01-05 00:00"], id="day-first"),
        pytest.param(["25.01.2026 13:05:00", "05.01.2026 0:00:01"], ["01-25 13:05", "01-05 00:00"], id="dots"),
        pytest.param(["5/5/2026 13:05:00"], ["05-05 13:05"], id="the-same-either-way"),
        pytest.param(["2026-01-05 13:05:00"], ["01-05 13:05"], id="year-first"),
        pytest.param(["2026-01-05T13:05:00.1234567"], ["01-05 13:05"], id="to-string-o"),
        pytest.param(["2026-01-05T14:05:00+01:00"], ["01-05 13:05"], id="offset"),
        pytest.param(["1/5/2026 13:05:00", "1/6/2026 13:05:00"], ["E435", "E435"], id="either"),
        pytest.param(["1/25/2026 13:05:00", "25/1/2026 13:05:00"], ["E435", "E435"], id="both"),
        pytest.param(["13/13/2026 13:05:00"], ["E421"], id="neither"),
        pytest.param(["25/02/2026 13:05:00", "30/02/2026 13:05:00"], ["02-25 13:05", "E421"], id="no-such-day"),
        pytest.param(["soon", "2026-01-05"], ["E421", "E421"], id="no-time"),
        pytest.param(["1900-01-05T00:00:00", "2200-01-05T00:00:00"], ["E423", "E423"], id="other-centuries"),
    ],
)
def test_times_are_utc_in_whatever_way_they_are_written(tmp_path: Path, times: list[str], expected: list[str]) -> None:
    lines = [f"{time},a@example.org,b@example.com,x,Delivered,<{n}@m>,t" for n, time in enumerate(times)]
    messages, ledger = rows(tmp_path, *lines)
    found = {message.row.number: moment(message)[5:16] for message in messages}
    found |= {number: code for number, code, _ in ledger.files[0].set_aside_rows()}
    assert [found[number] for number in sorted(found)] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_of_every_encoding_and_separator_are_read(tmp_path: Path, encoding: str, separator: str) -> None:
    line = "2026-01-05T09:00:00Z,a@example.org,b@example.com,Grüße,Delivered,<1@m>,t".replace(",", separator)
    (message,), _ = rows(tmp_path, line, heading=HEADING.replace(",", separator), encoding=encoding)
    assert message.subject == "Grüße"
    assert message_trace.looks_like(members(tmp_path / "trace.csv"))


def test_a_subject_may_hold_separators_quotes_and_ends_of_lines(tmp_path: Path) -> None:
    line = '2026-01-05T09:00:00Z,a@example.org,b@example.com,"one, ""two""\nthree",Delivered,<1@m>,t'
    (message,), ledger = rows(tmp_path, line)
    assert (message.subject, ledger.files[0].rows) == ('one, "two" three', 1)


def test_a_short_row_lacks_its_last_cells(tmp_path: Path) -> None:
    messages, ledger = rows(tmp_path, "2026-01-05T09:00:00Z,a@example.org", "")
    assert messages == []
    assert list(ledger.files[0].set_aside_rows()) == [(1, "E430", "MessageId")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"a,b,c\n1,2,3\n", "E407", id="other-table"),
        pytest.param(b"", "E407", id="empty"),
        pytest.param(HEADING.encode() + b'\n2026,"' + b"x" * 200_000, "E405", id="quote-without-end"),
        pytest.param(HEADING.encode() + b"\n" + b"x" * 2_000_000, "E405", id="line-without-end"),
        pytest.param(HEADING.encode("utf-16") + b"\n", "E405", id="half-a-character"),
    ],
)
def test_a_file_that_is_no_trace_or_damaged_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "trace.csv").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(tmp_path / "trace.csv")
    assert caught.value.code == code


def test_it_is_told_from_its_headings(tmp_path: Path) -> None:
    assert message_trace.looks_like(members(MAIL / "trace.csv"))
    assert message_trace.looks_like(members(MAIL / "historical.csv"))
    for name in ("single.eml", "graph.json", "box"):
        assert not message_trace.looks_like(members(MAIL / name))
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    assert not message_trace.looks_like(members(tmp_path))

"""RingCentral: one call is one message, whoever's phone rang; every record has its fate."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.opening import members
from analyzer.importing.records import Party
from tests.importing.exports import fates, messages, read, reader_of, unaccounted

PHONE = Path(__file__).parents[1] / "fixtures" / "phone"
CALLS = PHONE / "ringcentral.json"
MINUTE = 60_000_000
MORNING = 1_772_616_600_000_000  # 2026-03-04 09:30 UTC


def test_every_record_of_a_call_log_has_a_fate() -> None:
    records, ledger = read("ringcentral", CALLS)
    assert fates(ledger.files[0]) == [
        *("duplicate", "message", "message", "message", "left out E457", "set aside E432", "left out E456"),
        *("message", "left out E455", "set aside E430", "set aside E420", "set aside E421", "set aside E432"),
        *("set aside E430", "set aside E424", "set aside E432", "set aside E432", "set aside E423", "set aside E434"),
    ]
    assert not unaccounted(records, ledger)


def test_the_record_of_who_took_the_call_counts_at_the_time_when_it_began() -> None:
    call = messages(read("ringcentral", CALLS)[0])[0]
    assert (call.time, call.channel, call.message_id, call.marks) == (MORNING, "phone", "ringcentral:s1", ())
    assert call.sender == Party("phone", "+12025550101", "Candidate 0001")
    assert call.recipients == (Party("user", "ringcentral:12", "Manager 02"),)
    assert call.more == (
        *(("duration_s", "62"), ("direction", "inbound"), ("outcome", "answered"), ("reason", "Accepted")),
    )


def test_a_voicemail_is_one_and_its_owner_is_known_from_the_extension() -> None:
    call = messages(read("ringcentral", CALLS, how=How(region="US"))[0])[1]
    assert (call.channel, call.marks, dict(call.more)["outcome"]) == ("voicemail", (), "voicemail")
    assert (call.sender, call.recipients) == (
        Party("phone", "+12025550102"),
        (Party("user", "ringcentral:11"),),
    )


def test_a_call_that_nobody_took_is_missed_and_its_length_may_be_pending() -> None:
    call = messages(read("ringcentral", CALLS)[0])[2]
    assert (call.channel, call.marks) == ("phone", ("missed",))
    assert dict(call.more) == {"direction": "outbound", "outcome": "missed", "reason": "No Answer"}


def test_milliseconds_short_numbers_and_names_are_read() -> None:
    call = messages(read("ringcentral", CALLS)[0])[3]
    assert (call.time, call.message_id) == (MORNING + 150 * MINUTE, "ringcentral:r8")
    assert (call.sender, call.recipients) == (Party("user", "ringcentral:ext-101"), (Party("name", "Front desk"),))


@pytest.mark.parametrize("backwards", [False, True])
def test_the_order_of_the_records_of_a_call_does_not_matter(tmp_path: Path, backwards: bool) -> None:
    records = json.loads(CALLS.read_text())["records"][:2]
    (tmp_path / "x.json").write_text(json.dumps(records[::-1] if backwards else records))
    (call,) = messages(read("ringcentral", tmp_path / "x.json")[0])
    assert (call.time, call.recipients[0].value) == (MORNING, "ringcentral:12")


def test_a_table_has_the_same_fields_as_headings() -> None:
    records, ledger = read("ringcentral", PHONE / "ringcentral.csv")
    assert fates(ledger.files[0]) == ["message", "message", "set aside E432"]
    first, second = messages(records)
    assert (first.time, first.sender, first.recipients[0].value) == (
        MORNING,
        Party("phone", "+12025550101", "Candidate 0001"),
        "ringcentral:12",
    )
    assert (second.marks, second.sender, dict(second.more)["duration_s"]) == (
        ("missed",),
        Party("name", "Recruiter 03"),
        "0",
    )


@pytest.mark.parametrize("heading", ["from.phoneNumber", "from/phoneNumber", "from_phoneNumber"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_are_written_in_several_ways(tmp_path: Path, heading: str, mark: str) -> None:
    lines = [["id", "startTime", "direction", "result", heading], ["1", "2026-03-04T09:30:00Z", "Inbound", "Missed"]]
    lines[1].append("+12025550101")
    (tmp_path / "x.csv").write_text("\ufeff" + "\r\n".join(mark.join(line) for line in lines), encoding="utf-8")
    (call,) = messages(read("ringcentral", tmp_path / "x.csv")[0])
    assert call.sender == Party("phone", "+12025550101")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        pytest.param("x.csv", b"Direction,Type,Date\nIn,Voice,1\n", "E407", id="other-table"),
        pytest.param("x.csv", b"startTime,startTime\n", "E407", id="heading-twice"),
        pytest.param("x.csv", b"", "E407", id="empty-table"),
        pytest.param("x.csv", b'id,startTime\n1,"' + b"x" * 200_000, "E405", id="field-without-end"),
        pytest.param("x.json", b'{"records": [{"id": 1}', "E405", id="cut-off"),
        pytest.param("x.bin", b"\x89PNG", "E407", id="neither"),
        pytest.param("x.json", b'[{"id": 1, "startTime": "2026-03-04T09:30:00"}]', "E409", id="no-zone"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        read("ringcentral", tmp_path / name)
    assert caught.value.code == code


def test_a_line_that_is_no_text_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"id,startTime\n1,\xff\n")
    assert fates(read("ringcentral", tmp_path / "x.csv")[1].files[0]) == ["set aside E429"]


def test_call_logs_are_recognised_and_others_are_not(tmp_path: Path) -> None:
    looks_like = reader_of("ringcentral").looks_like
    assert looks_like(members(CALLS))
    assert looks_like(members(PHONE / "ringcentral.csv"))
    assert not looks_like(members(PHONE / "aircall.json"))
    (tmp_path / "x.json.gz").write_bytes(b"\x1f\x8b\x08broken")
    assert not looks_like(members(tmp_path))


def spoiled(value: Any, rng: random.Random) -> Any:
    """Replace some values, at any depth, by what nobody expects."""
    if rng.random() < 0.06:
        odd = [
            None,
            1,
            -1,
            10**40,
            1.5,
            True,
            "",
            "x",
            "\0",
            "9" * 300,
            "1e999",
            [],
            {},
            [[]],
            [None],
            {"id": {}},
            "\u2067",
        ]
        return rng.choice(odd)
    if isinstance(value, dict):
        return {key: spoiled(each, rng) for key, each in value.items() if rng.random() > 0.02}
    return [spoiled(each, rng) for each in value] if isinstance(value, list) else value


def test_damage_at_random_never_gives_anything_but_fates_and_refusals(tmp_path: Path) -> None:
    rng = random.Random(1)
    whole, table = json.loads(CALLS.read_text()), (PHONE / "ringcentral.csv").read_bytes()
    outcomes = set()
    for number in range(400):
        path = tmp_path / ("x.json" if number % 4 else "x.csv")
        if number % 4:
            path.write_text(json.dumps(spoiled(whole, rng)))
        else:
            data = bytearray(table)
            for _ in range(4):
                data[rng.randrange(len(data))] = rng.choice(b'",\n\0\xff;9')
            path.write_bytes(data)
        try:
            records, ledger = read("ringcentral", path)
            assert not unaccounted(records, ledger)
            outcomes.add("read")
        except InputError as error:
            outcomes.add(error.code)
    assert "read" in outcomes
    assert outcomes <= {"read", "E405", "E407", "E409"}

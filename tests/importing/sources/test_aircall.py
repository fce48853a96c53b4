"""Aircall: who rang whom and whether it was taken; every call has its fate."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.importing.opening import members
from analyzer.importing.records import Party
from tests.importing.exports import fates, messages, read, reader_of, unaccounted
from tests.importing.sources.test_ringcentral import MORNING, spoiled

CALLS = Path(__file__).parents[1] / "fixtures" / "phone" / "aircall.json"


def test_every_call_has_a_fate() -> None:
    records, ledger = read("aircall", CALLS)
    assert fates(ledger.files[0]) == [
        *("message", "message", "message", "message", "duplicate", "set aside E432", "message", "set aside E424"),
        *("set aside E430", "set aside E420", "set aside E421", "set aside E423", "set aside E432", "set aside E430"),
        *("set aside E432", "set aside E432", "set aside E434"),
    ]
    assert not unaccounted(records, ledger)


def test_a_call_that_was_taken_says_by_whom() -> None:
    call = messages(read("aircall", CALLS)[0])[0]
    assert (call.time, call.channel, call.message_id, call.marks) == (MORNING, "phone", "aircall:1", ())
    assert call.sender == Party("phone", "+12025550101", "Candidate 0001")
    assert call.recipients == (Party("email", "recruiter-03@example.com", "Recruiter 03"),)
    assert call.more == (("duration_s", "72"), ("direction", "inbound"), ("outcome", "answered"))


def test_a_call_that_nobody_took_went_to_the_line() -> None:
    call = messages(read("aircall", CALLS)[0])[1]
    assert (call.marks, call.recipients) == (("missed",), (Party("phone", "+12025550199", "Hiring"),))
    assert dict(call.more)["reason"] == "no_available_agent"


def test_a_voicemail_is_one() -> None:
    call = messages(read("aircall", CALLS)[0])[2]
    assert (call.channel, call.marks, call.recipients) == (
        "voicemail",
        (),
        (Party("user", "aircall:6", "Manager 02"),),
    )


def test_outbound_calls_are_made_by_the_user() -> None:
    call = messages(read("aircall", CALLS)[0])[3]
    assert (call.sender and call.sender.value, call.recipients[0].value) == ("recruiter-03@example.com", "+12025550101")


def test_behind_a_withheld_number_the_contact_is_known() -> None:
    assert messages(read("aircall", CALLS)[0])[4].sender == Party("email", "cand-0002@example.org", "Candidate")


def test_comments_are_never_read() -> None:
    assert "never stored" not in repr(read("aircall", CALLS)[0])


@pytest.mark.parametrize("form", ["array", "lines"])
def test_an_array_and_lines_are_read_like_the_dump(tmp_path: Path, form: str) -> None:
    calls = [call for call in json.loads(CALLS.read_text())["calls"] if isinstance(call, dict)]
    text = json.dumps(calls) if form == "array" else "\n".join(map(json.dumps, calls))
    (tmp_path / "x.json").write_text(text)
    records, ledger = read("aircall", tmp_path / "x.json")
    assert [call.message_id for call in messages(records)] == [f"aircall:{number}" for number in (1, 2, 3, 4, 6)]
    assert fates(ledger.files[0]) == fates(read("aircall", CALLS)[1].files[0])[:-1]


def test_calls_are_recognised_and_others_are_not() -> None:
    looks_like = reader_of("aircall").looks_like
    assert looks_like(members(CALLS))
    assert not looks_like(members(CALLS.with_name("ringcentral.json")))
    assert not looks_like(members(CALLS.with_name("ringcentral.csv")))


def test_damage_at_random_never_gives_anything_but_fates_and_refusals(tmp_path: Path) -> None:
    rng = random.Random(2)
    whole = json.loads(CALLS.read_text())
    outcomes = set()
    for number in range(400):
        data = bytearray(json.dumps(spoiled(whole, rng)).encode())
        if number % 4 == 0:
            data[rng.randrange(len(data))] = rng.randrange(256)
        (tmp_path / "x.json").write_bytes(data)
        try:
            records, ledger = read("aircall", tmp_path / "x.json")
            assert not unaccounted(records, ledger)
            outcomes.add("read")
        except InputError as error:
            outcomes.add(error.code)
    assert "read" in outcomes
    assert outcomes <= {"read", "E405", "E407"}

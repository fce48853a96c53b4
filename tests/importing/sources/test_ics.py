"""Calendars: what was held, with whom and when; every entry has its fate."""

from __future__ import annotations

import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.opening import members
from analyzer.importing.records import Message, Party
from analyzer.importing.sources import ics
from tests.importing.exports import fates, messages, read, reader_of, unaccounted

MARCH = Path(__file__).parents[1] / "fixtures" / "ics" / "march.ics"
PEOPLE = "ORGANIZER:mailto:recruiter-03@example.com\nATTENDEE:mailto:cand-0001@example.org"


def entry(*lines: str, uid: str = "a", people: str = PEOPLE) -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, *([people] if people else []), "END:VEVENT"])


def calendar(*entries: str, head: str = "") -> str:
    return "\n".join(["BEGIN:VCALENDAR", *([head] if head else []), *entries, "END:VCALENDAR", ""])


def of(folder: Path, text: str | bytes, how: How | None = None) -> tuple[list[Message], list[str]]:
    path = folder / "x.ics"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    records, ledger = read("ics", path, how=how)
    assert not unaccounted(records, ledger)
    return messages(records), fates(ledger.files[0])


def when(message: Message) -> str:
    return datetime.fromtimestamp(message.time / 1e6, UTC).strftime("%Y-%m-%d %H:%M")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def test_a_calendar_gives_its_meetings_and_every_entry_has_a_fate() -> None:
    records, ledger = read("ics", MARCH)
    found = messages(records)
    assert [(when(each), each.message_id) for each in found] == [
        ("2026-03-04 09:00", "ics:interview-0001@example.com"),
        ("2026-03-23 08:00", "ics:weekly@example.com/2026-03-23T08:00:00Z"),
        ("2026-04-07 09:00", "ics:weekly@example.com/2026-04-06T07:00:00Z"),
        ("2026-03-05 13:00", "ics:floating@example.com"),
        ("2026-03-05 15:00", "ics:own-zone@example.com"),
    ]
    assert fates(ledger.files[0]) == [
        *("message", "duplicate", "message", "message", "left out E453", "message", "message"),
        *("left out E457", "left out E454", "left out E450", "left out E457"),
    ]
    assert {(each.channel, each.activity) for each in found} == {("meeting", "meeting")}


def test_a_meeting_says_who_was_there_and_until_when() -> None:
    interview = messages(read("ics", MARCH)[0])[0]
    assert interview.sender == Party("email", "recruiter-03@example.com", "Recruiter 03")
    assert interview.recipients == (
        Party("email", "cand-0001@example.org", "Candidate 0001"),
        Party("email", "manager-02@example.com"),
    )
    assert interview.copied == (Party("email", "coordinator-01@example.com"),)
    assert interview.subject == "Talk, first round"
    assert interview.more == (("ends", "2026-03-04T09:45:00Z"), ("partstat", "accepted;tentative"), ("declined", "1"))


def test_who_has_no_address_is_a_name() -> None:
    assert messages(read("ics", MARCH)[0])[-1].recipients == (Party("name", "Candidate 0003"),)


@pytest.mark.parametrize(
    ("written", "fate"),
    [
        pytest.param(["SUMMARY:x"], "set aside E420", id="no-begin"),
        pytest.param(["DTSTART:soon"], "set aside E421", id="no-time"),
        pytest.param(["DTSTART:20261301T000000Z"], "set aside E421", id="month-13"),
        pytest.param(["DTSTART;TZID=Nowhere/At all:20260304T100000"], "set aside E421", id="zone-not-known"),
        pytest.param(["DTSTART:20260329T023000"], "set aside E422", id="hour-that-was-skipped"),
        pytest.param(["DTSTART:18990101T000000Z"], "set aside E423", id="1899"),
        pytest.param(["DTSTART:20260304T100000Z", "DTEND:20260304T090000Z"], "set aside E432", id="ends-too-early"),
        pytest.param(["DTSTART:20260304T100000Z", "DURATION:long"], "set aside E432", id="no-duration"),
        pytest.param(["DTSTART:20260304T100000Z", "SEQUENCE:x"], "set aside E432", id="sequence-is-no-number"),
        pytest.param(["DTSTART:20260304T100000Z", "RRULE:FREQ=SECONDLY"], "set aside E432", id="every-second"),
        pytest.param(["DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;INTERVAL=0"], "set aside E432", id="interval-0"),
        pytest.param(
            ["DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60)))],
            "set aside E432",
            id="every-minute",
        ),
        pytest.param(
            ["DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;BYDAY=XX;COUNT=2"], "set aside E432", id="bad-rule"
        ),
        pytest.param(["DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY"], "set aside E433", id="series-without-an-end"),
        pytest.param(["DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;COUNT=1001"], "set aside E439", id="1001-meetings"),
        pytest.param(["DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;COUNT=999999999"], "set aside E439", id="many"),
        pytest.param(["DTSTART:20260304T100000Z", "SUMMARY:" + "x" * 70_000], "set aside E432", id="long-line"),
        pytest.param(["DTSTART:20260304T100000Z", "RDATE:soon"], "set aside E421", id="rdate"),
        pytest.param(
            ["DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260304T100000Z"],
            "left out E453",
            id="all-taken-out",
        ),
        pytest.param(["DTSTART:20260304T100000Z", "STATUS:CANCELLED"], "left out E453", id="called-off"),
        pytest.param(["DTSTART:20260304T100000Z", "CLASS:CONFIDENTIAL"], "left out E454", id="confidential"),
    ],
)
def test_an_entry_that_gives_nothing_says_why(tmp_path: Path, written: list[str], fate: str) -> None:
    found, told = of(tmp_path, calendar(entry(*written)), How(timezone="Europe/Berlin"))
    assert (found, told) == ([], [fate])


def test_bytes_that_are_no_text_spoil_one_entry_only(tmp_path: Path) -> None:
    text = calendar(entry("DTSTART:20260304T100000Z", "SUMMARY:@"), entry("DTSTART:20260304T100000Z", uid="b"))
    found, told = of(tmp_path, text.encode().replace(b"@\n", b"\xff\n", 1))
    assert ([each.message_id for each in found], told) == (["ics:b"], ["set aside E429", "message"])


def test_an_entry_without_its_end_spoils_no_other(tmp_path: Path) -> None:
    text = calendar("BEGIN:VEVENT\nUID:x", entry("DTSTART:20260304T100000Z"))
    assert of(tmp_path, text)[1] == ["set aside E432", "message"]


def test_an_entry_without_an_id_is_set_aside(tmp_path: Path) -> None:
    assert of(tmp_path, calendar("BEGIN:VEVENT\nDTSTART:20260304T100000Z\nEND:VEVENT"))[1] == ["set aside E430"]


def test_more_than_1000_recipients_are_set_aside(tmp_path: Path) -> None:
    people = "\n".join(f"ATTENDEE:mailto:cand-{n:04}@example.org" for n in range(1001))
    assert of(tmp_path, calendar(entry("DTSTART:20260304T100000Z", people=people)))[1] == ["set aside E426"]
    found, _ = of(tmp_path, calendar(entry("DTSTART:20260304T100000Z", people=people.partition("\n")[2])))
    assert len(found[0].recipients) == 1000


def test_a_series_is_unfolded_by_the_clock_on_the_wall_and_as_far_as_asked(tmp_path: Path) -> None:
    text = calendar(entry("DTSTART;TZID=Europe/Berlin:20260320T090000", "RRULE:FREQ=WEEKLY"))
    found, told = of(tmp_path, text, How(until=at("2026-04-10")))
    assert [when(each) for each in found] == ["2026-03-20 08:00", "2026-03-27 08:00", "2026-04-03 07:00"]
    assert told == ["message"]
    found, _ = of(tmp_path, text, How(since=at("2026-03-27 08:00"), until=at("2026-04-03 07:00")))
    assert [when(each) for each in found] == ["2026-03-27 08:00"]
    assert of(tmp_path, text, How(until=at("2026-03-01")))[1] == ["left out E458"]


def test_a_series_has_1000_meetings_at_most_and_each_once(tmp_path: Path) -> None:
    also = "RDATE:20260305T100000Z,20260306T100000Z"
    text = calendar(entry("DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;COUNT=1000", also))
    found, told = of(tmp_path, text)
    assert (len(found), len({each.message_id for each in found}), told) == (1000, 1000, ["message"])


def test_a_line_that_is_too_long_does_not_go_on_in_the_next(tmp_path: Path) -> None:
    text = calendar(entry("DTSTART:20260304T100000Z", "SUMMARY:" + "x" * 70_000 + "\n y", "STATUS:CONFIRMED"))
    assert of(tmp_path, text)[1] == ["set aside E432"]
    text = calendar(entry("DTSTART:20260304T100000Z", "SUMMARY:" + "\n ".join(["x" * 1000] * 70)))
    assert of(tmp_path, text)[1] == ["set aside E432"]


def test_utc_in_a_calendar_with_a_zone_repeats_by_that_zone(tmp_path: Path) -> None:
    text = calendar(entry("DTSTART:20260327T080000Z", "RRULE:FREQ=WEEKLY;COUNT=2"), head="X-WR-TIMEZONE:Europe/Berlin")
    assert [when(each) for each in of(tmp_path, text)[0]] == ["2026-03-27 08:00", "2026-04-03 07:00"]


def test_a_series_longer_than_the_limit_is_read_in_the_part_that_was_asked_for(tmp_path: Path) -> None:
    text = calendar(entry("DTSTART:20150105T080000Z", "RRULE:FREQ=DAILY"))
    found, _ = of(tmp_path, text, How(since=at("2026-03-01"), until=at("2026-03-03")))
    assert [when(each) for each in found] == ["2026-03-01 08:00", "2026-03-02 08:00"]


@pytest.mark.parametrize(("since", "until"), [("2026-03-05", None), (None, "2026-03-04"), (None, "2026-03-04 10:00")])
def test_only_what_was_asked_for_is_read(tmp_path: Path, since: str | None, until: str | None) -> None:
    how = How(since=at(since) if since else None, until=at(until) if until else None)
    assert of(tmp_path, calendar(entry("DTSTART:20260304T100000Z")), how) == ([], ["left out E458"])


def test_all_later_meetings_are_moved_where_the_change_says_so(tmp_path: Path) -> None:
    moved = ["RECURRENCE-ID;RANGE=THISANDFUTURE:20260309T100000Z", "DTSTART:20260309T120000Z"]
    text = calendar(entry("DTSTART:20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3"), entry(*moved))
    found, told = of(tmp_path, text)
    assert [when(each) for each in found] == ["2026-03-02 10:00", "2026-03-09 12:00", "2026-03-16 12:00"]
    assert told == ["message", "message"]


def test_a_change_of_a_series_that_is_not_there_is_a_meeting(tmp_path: Path) -> None:
    text = calendar(entry("RECURRENCE-ID:20260309T100000Z", "DTSTART:20260309T120000Z"))
    assert [each.message_id for each in of(tmp_path, text)[0]] == ["ics:a/2026-03-09T10:00:00Z"]


@pytest.mark.parametrize(
    ("method", "lines", "told"),
    [
        pytest.param("CANCEL", [], ["duplicate", "left out E453"], id="the-whole-series"),
        pytest.param("CANCEL", ["RECURRENCE-ID:20260304T100000Z"], ["message", "left out E453"], id="one-meeting"),
        pytest.param("REPLY", [], ["message", "left out E452"], id="a-reply"),
        pytest.param("REQUEST", [], ["message", "duplicate"], id="the-same-again"),
    ],
)
def test_what_is_sent_about_a_meeting_changes_it(
    tmp_path: Path, method: str, lines: list[str], told: list[str]
) -> None:
    series = calendar(entry("DTSTART:20260304T100000Z", "RRULE:FREQ=DAILY;COUNT=2", "DTSTAMP:20260301T000000Z"))
    sent = calendar(entry("DTSTART:20260304T100000Z", *lines), head=f"METHOD:{method}")
    found, fate = of(tmp_path, series + sent)
    assert fate == told
    assert len(found) == {"duplicate": 0}.get(told[0], 1 if lines else 2)


def test_a_meeting_that_all_declined_was_not_held(tmp_path: Path) -> None:
    people = PEOPLE.replace("ATTENDEE:", "ATTENDEE;PARTSTAT=DECLINED:")
    assert of(tmp_path, calendar(entry("DTSTART:20260304T100000Z", people=people)))[1] == ["left out E453"]


def test_the_same_meeting_in_two_calendars_is_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.ics", calendar(entry("DTSTART:20260304T100000Z")))
        archive.writestr("b.ics", calendar(entry("DTSTART:20260305T100000Z", "SEQUENCE:2")))
    records, ledger = read("ics", tmp_path / "x.zip")
    assert [when(each) for each in messages(records)] == ["2026-03-05 10:00"]
    assert [fates(file) for file in ledger.files] == [["duplicate"], ["message"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n", "E405", id="cut-off"),
        pytest.param(b"BEGIN:VCALENDAR\n", "E405", id="cut-off-at-once"),
        pytest.param(b"subject,start\n", "E407", id="no-calendar"),
        pytest.param(calendar().encode("utf-16"), "E407", id="utf-16"),
        pytest.param(calendar(entry("DTSTART:20260304T100000")).encode(), "E409", id="no-zone"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        of(tmp_path, data)
    assert caught.value.code == code


def test_a_calendar_of_endless_entries_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics, "_MOST_ENTRIES", 3)
    assert len(of(tmp_path, calendar(*["BEGIN:VTODO\nEND:VTODO"] * 3))[1]) == 3
    with pytest.raises(InputError, match="more than 3 entries") as caught:
        of(tmp_path, calendar(*["BEGIN:VTODO\nEND:VTODO"] * 4))
    assert caught.value.code == "E403"


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Europe/Berlin", 9), ("Eastern Standard Time", 15), ("/mozilla.org/20070129_1/America/New_York", 15)],
)
def test_zones_are_known_by_many_names(tmp_path: Path, zone: str, hour: int) -> None:
    found, _ = of(tmp_path, calendar(entry(f"DTSTART;TZID={zone}:20260304T100000")))
    assert when(found[0]) == f"2026-03-04 {hour:02}:00"


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=1", "FREQ=YEARLY;INTERVAL=0"])
def test_a_zone_whose_rules_would_take_for_ever_is_not_known(tmp_path: Path, rule: str) -> None:
    zone = f"BEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:{rule}\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD"
    head = f"BEGIN:VTIMEZONE\nTZID:Own\n{zone}\nEND:VTIMEZONE"
    text = calendar(entry("DTSTART;TZID=Own:20260304T100000"), head=head)
    assert of(tmp_path, text)[1] == ["set aside E421"]


def test_two_files_may_define_different_zones_of_one_name(tmp_path: Path) -> None:
    for name, offset in (("a", "+0300"), ("b", "+0500")):
        zone = f"BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD"
        head = f"BEGIN:VTIMEZONE\nTZID:Own\n{zone}\nEND:VTIMEZONE"
        text = calendar(entry("DTSTART;TZID=Own:20260304T100000", uid=name), head=head)
        (tmp_path / f"{name}.ics").write_text(text, encoding="utf-8")
    assert [when(each) for each in messages(read("ics", tmp_path)[0])] == ["2026-03-04 07:00", "2026-03-04 05:00"]


def test_calendars_are_recognised_and_other_files_are_not(tmp_path: Path) -> None:
    looks_like = reader_of("ics").looks_like
    assert looks_like(members(MARCH))
    assert looks_like(members(MARCH.parent))
    for name, data in [("x.json", b"[]"), ("x.ics.gz", b"\x1f\x8b\x08broken"), ("x.mbox", b"From x"), ("e.ics", b"")]:
        (tmp_path / name).write_bytes(data)
        assert not looks_like(members(tmp_path / name))


def test_damage_at_random_never_gives_anything_but_fates_and_refusals(tmp_path: Path) -> None:
    rng = random.Random(20260304)
    whole = MARCH.read_bytes()
    parts = [b"\n", b":", b";", b"=", b"\xff", b"\0", b"BEGIN:VEVENT\n", b"END:VEVENT\n", b"9" * 12, b"\n ", b"Z", b","]
    outcomes = set()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            place = rng.randrange(len(data))
            data[place : place + rng.choice((0, 1, 1, 5, 40))] = rng.choice(parts)
        try:
            of(tmp_path, bytes(data), How(until=at("2026-06-01")))
            outcomes.add("read")
        except InputError as error:
            outcomes.add(error.code)
    assert {"read", "E405"} <= outcomes <= {"read", "E405", "E407", "E409"}


def test_rules_at_random_come_to_an_end(tmp_path: Path) -> None:
    rng = random.Random(5)
    names = ["COUNT", "UNTIL", "INTERVAL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS", "BYHOUR", "WKST"]
    values = ["1", "0", "-1", "31", "366", "MO", "-1SU", "2,30", "20260401T000000Z", "20260401", "12", "MO,TU", "5FR"]
    told = set()
    for _ in range(300):
        rule = ";".join(f"{rng.choice(names)}={rng.choice(values)}" for _ in range(rng.randint(1, 3)))
        freq = rng.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
        lines = ["DTSTART;TZID=Europe/Berlin:20260102T090000", f"RRULE:FREQ={freq};{rule}"]
        told.update(of(tmp_path, calendar(entry(*lines)), How(until=at("2027-01-01")))[1])
    assert {"message", "set aside E432"} <= told

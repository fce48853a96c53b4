"""Slack: who wrote to whom, in which thread; every record of every file has its fate."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.importing.opening import members
from analyzer.importing.records import Message, Party, Person
from analyzer.importing.sources.slack import readable
from tests.importing.exports import fates, messages, read, reader_of, unaccounted
from tests.importing.sources.test_ringcentral import spoiled

EXPORT = Path(__file__).parents[1] / "fixtures" / "slack" / "export"
REC = Party("user", "slack:U01", "rec03")
MAN = Party("user", "slack:U02", "Manager 02")
CAND = Party("user", "slack:U03", "Candidate 0001")


def test_every_record_of_an_export_has_a_fate() -> None:
    records, ledger = read("slack", EXPORT)
    told = {Path(file.file).relative_to(EXPORT).as_posix(): fates(file) for file in ledger.files}
    assert told == {
        "users.json": [*["used"] * 3, "left out E457", "left out E457", "set aside E430", "set aside E434"],
        "channels.json": ["used", "set aside E432"],
        "dms.json": ["used"],
        "mpims.json": ["used"],
        "D01/2026-03-02.json": ["message", "message"],
        "hiring/2026-03-02.json": [
            *("left out E452", "message", "message", "left out E457", "left out E457", "left out E457"),
            *("left out E455", "message", "duplicate", "set aside E424", "set aside E420", "set aside E421"),
            *("set aside E432", "set aside E423", "left out E457", "set aside E434"),
        ],
        "mpdm-rec03--manager02--cand0001-1/2026-03-03.json": ["message"],
    }
    assert not unaccounted(records, ledger)


def test_users_are_persons_and_guests_are_outside() -> None:
    persons = [record for record in read("slack", EXPORT)[0] if isinstance(record, Person)]
    assert [(person.name, person.side) for person in persons] == [
        ("Recruiter 03", "staff"),
        ("Manager 02", "staff"),
        ("Candidate 0001", "outside"),
    ]
    assert [(party.kind, party.value) for party in persons[0].parties] == [
        ("user", "slack:U01"),
        ("email", "recruiter-03@example.com"),
        ("phone", "+12025550103"),
    ]


def of(folder: str) -> list[Message]:
    return [message for message in messages(read("slack", EXPORT)[0]) if f"/{folder}" in message.row.file.file]


def test_what_is_written_in_a_channel_goes_to_those_it_names() -> None:
    first, second, third = of("hiring")
    assert (first.sender, first.recipients, first.marks) == (REC, (MAN,), ())
    assert (second.sender, second.recipients, second.marks) == (MAN, (), ("list",))
    assert {message.channel for message in (first, second, third)} == {"chat"}


def test_times_are_exact_and_threads_are_kept() -> None:
    first, second, third = of("hiring")
    assert (first.time, first.message_id) == (1_772_441_400_000_200, "slack:C01:1772441400.000200")
    assert (first.thread, first.in_reply_to) == ("slack:C01:1772441400.000200", "")
    assert (second.thread, second.in_reply_to) == ("slack:C01:1772441400.000200", "slack:C01:1772441400.000200")
    assert (third.thread, third.in_reply_to) == ("", "")


def test_what_is_written_directly_goes_to_all_others() -> None:
    asked, sent = of("D01")
    assert (asked.sender, asked.recipients, asked.marks) == (CAND, (MAN,), ())
    assert (sent.sender, sent.recipients) == (MAN, (CAND,))
    (thanks,) = of("mpdm")
    assert (thanks.sender, thanks.recipients) == (CAND, (REC, MAN))
    assert thanks.message_id == "slack:G01:1772530000.000000"


def test_the_text_is_given_only_when_asked_for() -> None:
    first = of("hiring")[0]
    assert first.body is not None
    assert first.body() == "@Manager 02 please see the plan & @rec03"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<!here> <!subteam^S01|@hiring>", "@here @hiring"),
        ("<#C01|general> <#C02>", "#general #C02"),
        ("<https://example.com> <mailto:x@example.org|x@example.org>", "https://example.com x@example.org"),
        ("<@U99> <@U98|other>", "@U99 @other"),
        ("1 &lt; 2 &amp;&amp; <", "1 < 2 && <"),
    ],
)
def test_markup_is_made_readable(written: str, shown: str) -> None:
    assert readable(written, {}) == shown


@pytest.mark.parametrize("top", ["", "Company export/"])
def test_a_zip_is_read_like_its_folder(tmp_path: Path, top: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for path in sorted(EXPORT.rglob("*.json")):
            archive.write(path, f"{top}{path.relative_to(EXPORT)}")
    assert reader_of("slack").looks_like(members(tmp_path / "x.zip"))
    zipped, folder = messages(read("slack", tmp_path / "x.zip")[0]), messages(read("slack", EXPORT)[0])
    assert [message.message_id for message in zipped] == [message.message_id for message in folder]
    assert [message.recipients for message in zipped] == [message.recipients for message in folder]


def test_an_export_without_lists_still_gives_its_messages(tmp_path: Path) -> None:
    shutil.copytree(EXPORT / "hiring", tmp_path / "x" / "C0HIRING")
    found = messages(read("slack", tmp_path / "x")[0])
    assert found[0].message_id == "slack:C0HIRING:1772441400.000200"
    assert found[0].sender == Party("user", "slack:U01")


def test_more_than_1000_who_are_named_are_set_aside(tmp_path: Path) -> None:
    text = " ".join(f"<@U{number:05}>" for number in range(1001))
    (tmp_path / "general").mkdir()
    record = {"type": "message", "user": "U1", "ts": "1772441400.000200", "text": text}
    (tmp_path / "general" / "2026-03-02.json").write_text(json.dumps([record]))
    assert fates(read("slack", tmp_path)[1].files[0]) == ["set aside E426"]


@pytest.mark.parametrize("files", [{}, {"users.json": "[]", "channels.json": "[]"}, {"2026-03-02.json": "[]"}])
def test_a_folder_without_messages_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as caught:
        read("slack", tmp_path)
    assert caught.value.code == "E407"


def test_exports_are_recognised_and_other_folders_are_not(tmp_path: Path) -> None:
    looks_like = reader_of("slack").looks_like
    assert looks_like(members(EXPORT))
    (tmp_path / "users.json").write_text("[]")
    (tmp_path / "candidates.json").write_text("[]")
    assert not looks_like(members(tmp_path))
    assert not looks_like(members(EXPORT / "hiring"))


def test_damage_at_random_never_gives_anything_but_fates_and_refusals(tmp_path: Path) -> None:
    rng = random.Random(3)
    whole = {path.relative_to(EXPORT): json.loads(path.read_text()) for path in sorted(EXPORT.rglob("*.json"))}
    outcomes = set()
    for number in range(300):
        for path, value in whole.items():
            (tmp_path / path).parent.mkdir(exist_ok=True)
            data = bytearray(json.dumps(spoiled(value, rng)).encode())
            if number % 5 == 0 and rng.random() < 0.3:
                data[rng.randrange(len(data))] = rng.randrange(256)
            (tmp_path / path).write_bytes(data)
        try:
            records, ledger = read("slack", tmp_path)
            assert not unaccounted(records, ledger)
            assert all(message.body is None or message.body() is not None for message in messages(records))
            outcomes.add("read")
        except InputError as error:
            outcomes.add(error.code)
    assert {"read", "E405"} <= outcomes <= {"read", "E405", "E407"}

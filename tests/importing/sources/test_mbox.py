"""Mailboxes, single mails and folders of them: every mail becomes a message, or says why not."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.importing.how import How
from analyzer.importing.ledger import Ledger
from analyzer.importing.opening import members
from analyzer.importing.own_words import own_words
from analyzer.importing.records import Message
from analyzer.importing.sources import mbox

FIXTURES = Path(__file__).parents[1] / "fixtures"
MAIL = FIXTURES / "mail"
HEAD = (
    b"Message-ID: <%b@mail.example.com>\nDate: Tue, 6 Jan 2026 10:00:00 +0000\n"
    b"From: recruiter-03@example.com\nTo: cand-0002@example.org\n"
)
OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FROM = b"From recruiter-03@example.com Tue Jan  6 10:00:00 2026\n"


def mail(name: str, more: bytes = b"", body: bytes = b"words\n") -> bytes:
    return HEAD % name.encode() + more + b"\n" + body


def read(path: Path, how: How | None = None) -> tuple[list[Message], Ledger]:
    ledger = Ledger()
    return list(mbox.read(members(path), how or How(), ledger)), ledger


def accounts(ledger: Ledger) -> list[tuple[str, int]]:
    return [(Path(file.file).name, file.rows) for file in ledger.files]


def ids(messages: list[Message]) -> list[str]:
    return [message.message_id.partition("@")[0] for message in messages]


def body(message: Message) -> str:
    assert message.body is not None
    return own_words(message.body())


def test_a_mailbox_gives_its_mails_in_order() -> None:
    messages, ledger = read(MAIL / "box")
    assert ids(messages) == ["first-1", "second-1", "third-1"]
    assert [message.row.number for message in messages] == [1, 2, 3]
    assert [message.marks for message in messages] == [(), (), ("auto_reply",)]
    assert [len(message.recipients) for message in messages] == [2, 1, 1]
    assert [party.value for party in messages[0].copied] == ["assistant-01@example.com", "assistant-02@example.com"]
    assert messages[1].more == (("sent_by", "assistant-01@example.com"),)
    assert [message.thread for message in messages] == ["gmail:1001", "", ""]
    assert accounts(ledger) == [("inbox.mbox", 3)]


def test_a_record_that_gives_a_message_is_marked_by_who_takes_it() -> None:
    messages, ledger = read(MAIL / "box")
    assert ledger.files[0].count(0) == len(messages) == 3


def test_bodies_are_read_when_asked_for_and_without_quotation_marks_of_the_mailbox() -> None:
    first, second, _ = read(MAIL / "box")[0]
    assert "\nFrom here on I am away.\n\nFrom Tuesday on" in body(first)
    assert body(second) == "By Friday."


def test_a_single_mail_is_not_searched_for_others(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(mail("one", body=b"see\n\n" + FROM + mail("two")))
    messages, ledger = read(path)
    assert ids(messages) == ["one"]
    assert accounts(ledger) == [("one.eml", 1)]


def test_a_mail_of_html_alone_has_a_text() -> None:
    (message,) = read(MAIL / "single.eml")[0]
    assert body(message) == "Café & more\n\nRegards"
    assert [party.value for party in message.copied] == ["recruiter-03@example.com"]
    assert message.thread == "exchange:01d924000102030405060708090a0b0c0d0e0f101112"


def make_maildir(root: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (root / name).mkdir(parents=True)
    (root / "cur" / "1767690000.M1.host_2,S").write_bytes(mail("one"))
    (root / "cur" / "1767690001.M2.host_2,S").write_bytes(mail("two"))
    (root / "new" / "1767690002.M3.host").write_bytes(mail("three", body=FROM + b"words"))
    (root / "tmp" / "1767690003.M4.host").write_bytes(b"half a ma")
    (root / "dovecot-uidlist").write_bytes(b"3 V1\n")


def test_maildir_is_read_and_what_lies_beside_the_mails_is_left_out(tmp_path: Path) -> None:
    make_maildir(tmp_path / "mail")
    messages, ledger = read(tmp_path / "mail")
    assert ids(messages) == ["one", "two", "three"]
    assert accounts(ledger) == [("cur", 2), ("mail", 1), ("new", 1), ("tmp", 1)]
    assert [file.out_of_scope() for file in ledger.files] == [{}, {"E457": 1}, {}, {"E457": 1}]


@pytest.mark.parametrize(
    ("header", "draft"),
    [
        pytest.param(b"X-Unsent: 1\n", True, id="outlook"),
        pytest.param(b"X-Unsent: 0\n", False, id="outlook-sent"),
        pytest.param(b"X-Mozilla-Draft-Info: internal/draft; vcard=0\n", True, id="thunderbird"),
        pytest.param(b"X-Gmail-Labels: Opened,Drafts\n", True, id="gmail"),
        pytest.param(b"X-Gmail-Labels: =?UTF-8?Q?Wichtig,Entw=C3=BCrfe?=\n", True, id="gmail-german"),
        pytest.param(b"X-Gmail-Labels: Sent,Drafts of letters\n", False, id="a-label-of-ones-own"),
    ],
)
def test_drafts_are_left_out_because_nobody_got_them(tmp_path: Path, header: bytes, draft: bool) -> None:
    path = tmp_path / "box.mbox"
    path.write_bytes(FROM + mail("one", header))
    messages, ledger = read(path)
    assert len(messages) == (not draft)
    assert ledger.files[0].out_of_scope() == ({"E456": 1} if draft else {})


def test_drafts_of_maildir_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "cur").mkdir()
    (tmp_path / "cur" / "1767690000.M1.host_2,DS").write_bytes(mail("one"))
    (tmp_path / "cur" / "1767690001.MD.host_2,S").write_bytes(mail("two"))
    messages, ledger = read(tmp_path)
    assert ids(messages) == ["two"]
    assert ledger.files[0].out_of_scope() == {"E456": 1}


def test_folders_of_mails_and_mailboxes_are_counted_by_folder_and_by_mailbox(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail("one"))
    (tmp_path / "b.eml").write_bytes(mail("two"))
    (tmp_path / "Inbox").write_bytes(FROM + mail("three") + b"\n" + FROM + mail("four"))
    (tmp_path / "Inbox.msf").write_bytes(b"// <!-- index -->")
    (tmp_path / "old.mbox.gz").write_bytes(gzip.compress(FROM + mail("five")))
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "Drafts").write_bytes(b"")
    messages, ledger = read(tmp_path)
    assert sorted(ids(messages)) == ["five", "four", "one", "three", "two"]
    assert sorted(accounts(ledger)) == sorted([("Inbox", 2), (tmp_path.name, 3), ("old.mbox.gz", 1)])


def test_an_archive_is_read_like_the_folder(tmp_path: Path) -> None:
    make_maildir(tmp_path / "mail")
    with zipfile.ZipFile(tmp_path / "mail.zip", "w") as archive:
        for path in sorted((tmp_path / "mail").rglob("*.*")):
            archive.write(path, path.relative_to(tmp_path))
        archive.writestr("box.mbox", FROM + mail("four"))
    messages, ledger = read(tmp_path / "mail.zip")
    assert sorted(ids(messages)) == ["four", "one", "three", "two"]
    assert sum(file.rows for file in ledger.files) == 5


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param(HEAD.replace(b"Date", b"X-Date") % b"x" + b"\n", "E420", id="no-date"),
        pytest.param(HEAD.replace(b"Tue, 6 Jan 2026 10:00:00 +0000", b"soon") % b"x" + b"\n", "E421", id="bad-date"),
        pytest.param(HEAD.replace(b"2026", b"1900") % b"x" + b"\n", "E423", id="1900"),
        pytest.param(HEAD.replace(b"2026", b"2200") % b"x" + b"\n", "E423", id="2200"),
        pytest.param(HEAD.replace(b"From:", b"X-From:") % b"x" + b"\n", "E424", id="nobody-who-sent"),
        pytest.param(HEAD.replace(b"To:", b"X-To:") % b"x" + b"\n", "E425", id="nobody-who-received"),
        pytest.param(HEAD % b"x" + b"Cc: " + b", ".join(
            b"c%d@example.com" % number for number in range(10_000)) + b"\n\n", "E426", id="ten-thousand-recipients"),
        pytest.param(HEAD % b"x" + b"To: " + b"a" * 300_000 + b"\n\n", "E432", id="an-address-beyond-measure"),
        pytest.param(HEAD % b"x" + b"X-Long: " + b"a" * 1_100_000 + b"\n\n", "E427", id="headers-of-a-megabyte"),
        pytest.param(b"\nwords without headers\n", "E428", id="no-headers"),
        pytest.param(b"\x00\x01\x02 rubbish\n\n", "E428", id="rubbish"),
    ],
)  # fmt: skip
def test_a_mail_that_cannot_be_used_is_set_aside_alone(tmp_path: Path, more: bytes, code: str) -> None:
    path = tmp_path / "box.mbox"
    path.write_bytes(FROM + mail("one") + b"\n" + FROM + more + b"\n" + FROM + mail("three"))
    messages, ledger = read(path)
    assert ids(messages) == ["one", "three"]
    assert [(number, told) for number, told, _ in ledger.files[0].set_aside_rows()] == [(2, code)]


def test_a_clock_change_is_told(tmp_path: Path) -> None:
    path = tmp_path / "box.mbox"
    path.write_bytes(FROM + mail("one").replace(b"Tue, 6 Jan 2026 10:00:00 +0000", b"Sun, 29 Mar 2026 02:30:00"))
    _, ledger = read(path, How(timezone="Europe/Berlin"))
    assert list(ledger.files[0].set_aside_rows()) == [(1, "E422", "2026-03-29 02:30:00")]


def test_what_is_told_of_a_mail_set_aside_names_nobody(tmp_path: Path) -> None:
    path = tmp_path / "box.mbox"
    private = b"From: secret@example.org\nTo: secret@example.com\nSubject: secret\nDate: secret\n\nsecret\n"
    path.write_bytes(FROM + private)
    assert ledger_text(read(path)[1]) == "1 E421 Date"


def ledger_text(ledger: Ledger) -> str:
    return "; ".join(f"{number} {code} {detail}" for number, code, detail in ledger.files[0].set_aside_rows())


@pytest.mark.parametrize(
    ("name", "data", "code", "word"),
    [
        pytest.param("mail.msg", OUTLOOK + b"\0" * 500, "E407", "Outlook message", id="msg"),
        pytest.param("mail.pst", b"!BDN" + b"\0" * 500, "E407", "PST", id="pst"),
        pytest.param("box.mbox", FROM + mail("x").replace(b" +0000", b""), "E409", "no zone", id="no-zone-declared"),
        pytest.param("box.mbox.gz", gzip.compress(FROM + mail("x") * 900)[:-9], "E405", "box.mbox.gz", id="cut-gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, data: bytes, code: str, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.code == code
    assert word in str(caught.value)


def test_files_of_outlook_are_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(mail("one"))
    (tmp_path / "two.msg").write_bytes(OUTLOOK)
    with pytest.raises(InputError) as caught:
        read(tmp_path)
    assert "mbox or EML" in str(caught.value.help)


def test_quotations_become_messages_only_when_asked_for() -> None:
    assert len(read(MAIL / "box")[0]) == 3
    messages, ledger = read(MAIL / "box", How(quoted=True))
    assert [message.marks for message in messages] == [(), (), ("quoted",), ("auto_reply",)]
    assert messages[2].row.number == 2
    assert messages[2].time == messages[0].time
    assert ledger.files[0].rows == 3


def test_an_invitation_in_a_part_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    part = b"--cut\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--cut--\n"
    path.write_bytes(mail("one", b'Content-Type: multipart/mixed; boundary="cut"\n', part))
    assert read(path)[0][0].marks == ("calendar",)


def test_reading_twice_gives_the_same() -> None:
    first, again = (read(MAIL, How(quoted=True))[0] for _ in range(2))
    assert [(each.message_id, each.time, each.recipients, body(each)) for each in first] == [
        (each.message_id, each.time, each.recipients, body(each)) for each in again
    ]


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def archive_of_json(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("channels.json", "[]")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(lambda path: path.write_bytes(FROM + mail("one")), True, id="mailbox"),
        pytest.param(lambda path: path.with_suffix(".eml").write_bytes(mail("one")), True, id="mail"),
        pytest.param(make_maildir, True, id="maildir"),
        pytest.param(lambda path: path.write_bytes(gzip.compress(FROM + mail("one"))), True, id="packed"),
        pytest.param(lambda path: path.write_bytes(mail("one")), False, id="no-ending-that-says-mail"),
        pytest.param(lambda path: path.write_bytes(b"From Monday on\nwe: meet"), False, id="words"),
        pytest.param(lambda path: path.write_bytes(b"\x1f\x8b damaged"), False, id="damaged"),
        pytest.param(nothing, False, id="empty"),
        pytest.param(archive_of_json, False, id="other-archive"),
    ],
)
def test_it_is_told_from_its_content(tmp_path: Path, make: Callable[[Path], object], expected: bool) -> None:
    make(tmp_path / "x")
    assert mbox.looks_like(members(tmp_path)) is expected


def test_other_kinds_of_mail_do_not_look_like_mailboxes() -> None:
    for name in ("trace.csv", "historical.csv", "graph.json"):
        assert not mbox.looks_like(members(MAIL / name))


SCRIPT = """
import sys
from pathlib import Path
from benchmarks.mailbox import peak_mb, read_mailbox
from analyzer.importing.sources import mbox
read_mailbox(Path(sys.argv[2]))
before = peak_mb()
told = read_mailbox(Path(sys.argv[1]))
print(told["mails"], peak_mb() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux how much memory a process has had")
def test_mails_with_huge_attachments_are_read_in_little_memory(tmp_path: Path) -> None:
    path, small = tmp_path / "box.mbox", tmp_path / "small.mbox"
    small.write_bytes(FROM + mail("one"))
    line = b"QUJD" * 19 + b"\n"
    with path.open("wb") as file:
        for name in ("one", "two"):
            file.write(FROM + mail(name))
            for _ in range(60):
                file.write(line * 14_000)
        file.write(b"\n" + FROM + mail("three"))
    command = [sys.executable, "-c", SCRIPT, str(path), str(small)]
    root = Path(__file__).parents[3]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)
    mails, megabytes = told.stdout.split()
    assert int(mails) == 3
    assert path.stat().st_size > 120_000_000
    assert float(megabytes) < 24


def test_a_generated_mailbox_is_read_whole(tmp_path: Path) -> None:
    from benchmarks.mailbox import write_mailbox

    write_mailbox(tmp_path / "box.mbox", mails=400, seed=3)
    messages, ledger = read(tmp_path / "box.mbox")
    assert ids(messages) == [f"mail-{number}" for number in range(400)]
    assert ledger.files[0].rows == 400
    assert {message.marks for message in messages} == {()}
    assert any("\nFrom here on we wait.\n" in body(message) for message in messages)

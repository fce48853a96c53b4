"""Mailboxes: the manager's shows what the recruiter's cannot."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.importing.ends.judging import assert_the_story, import_and_check
from tests.importing.ends.story import MANAGER, RECRUITER, TOLD, VERDICTS, Said, write_applications


def as_mail(said: Said) -> EmailMessage:
    mail = EmailMessage()
    mail["Message-ID"] = f"<{said.id}@mail.example.com>"
    mail["From"], mail["To"] = said.sender, said.to
    if said.copied:
        mail["Cc"] = said.copied
    if said.reply:
        mail["In-Reply-To"] = mail["References"] = f"<{said.reply}@mail.example.com>"
    mail["Date"], mail["Subject"] = format_datetime(said.when), said.subject
    mail.set_content(said.text)
    return mail


def mailbox_of(owner: str) -> list[Said]:
    """What somebody sent or got."""
    return [said for said in TOLD if owner in (said.sender, said.to, said.copied)]


def write_mbox(path: Path, mails: Iterable[Said]) -> None:
    separator = b"From somebody@example.com Mon Mar  2 09:00:00 2026\n"
    path.write_bytes(b"".join(separator + as_mail(said).as_bytes() + b"\n" for said in mails))


def write_folder(path: Path, mails: Iterable[Said]) -> None:
    path.mkdir()
    for said in mails:
        (path / f"{said.id}.eml").write_bytes(as_mail(said).as_bytes())


def write_zip(path: Path, mails: Iterable[Said]) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for said in mails:
            packed.writestr(f"inbox/{said.id}.eml", as_mail(said).as_bytes())


def test_two_mailboxes_tell_the_story(tmp_path: Path) -> None:
    write_mbox(tmp_path / "recruiter.mbox", mailbox_of(RECRUITER))
    write_mbox(tmp_path / "manager.mbox", mailbox_of(MANAGER))
    applications = write_applications(tmp_path / "applications.csv")
    boxes = (tmp_path / "recruiter.mbox", tmp_path / "manager.mbox")
    found = import_and_check(tmp_path, applications, *boxes, "-d", "in-house")
    assert_the_story(found)
    assert found.files() == {
        str(applications): (5, 0, 0, 0),
        str(boxes[0]): (2, 0, 1, 0),  # the mail with the recruiter in copy is in both
        str(boxes[1]): (6, 0, 0, 1),  # one is private
    }
    assert found.accounts["left_out"] == [{"code": "E450", "title": "nobody in it is a candidate", "records": 1}]
    assert "Lunch" not in found.log.read_text() + str(found.accounts)


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_single_mails_tell_the_story(tmp_path: Path, form: str) -> None:
    applications = write_applications(tmp_path / "applications.csv")
    path = tmp_path / ("mails.zip" if form == "zip" else "mails")
    (write_zip if form == "zip" else write_folder)(path, TOLD)
    found = import_and_check(tmp_path, applications, path, "-d", "in-house")
    assert_the_story(found)
    assert found.files() == {
        str(applications): (5, 0, 0, 0),
        str(path / "inbox" if form == "zip" else path): (8, 0, 0, 1),
    }


def test_a_broken_mail_is_set_aside_and_the_story_stands(tmp_path: Path) -> None:
    applications = write_applications(tmp_path / "applications.csv")
    write_mbox(tmp_path / "all.mbox", TOLD)
    undated = as_mail(TOLD[0])
    del undated["Date"], undated["Message-ID"]
    with (tmp_path / "all.mbox").open("ab") as box:
        box.write(b"From x@example.com Mon Mar  2 09:00:00 2026\n" + undated.as_bytes() + b"\n")
    found = import_and_check(
        tmp_path, applications, tmp_path / "all.mbox", "-d", "in-house", "--max-quarantined", "10%"
    )
    assert_the_story(found)
    assert found.files()[str(tmp_path / "all.mbox")] == (8, 1, 0, 1)
    assert [each["code"] for each in found.accounts["set_aside"]] == ["E420"]


def test_an_answer_whose_mailer_left_out_what_it_answers_is_no_finding(tmp_path: Path) -> None:
    """Nobody knows who wrote first then; the subject shows that somebody did."""
    applications = write_applications(tmp_path / "applications.csv")
    mails = [as_mail(said) for said in TOLD]
    for mail in mails:
        del mail["In-Reply-To"], mail["References"]
    box = b"".join(b"From x@example.com Mon Mar  2 09:00:00 2026\n" + mail.as_bytes() + b"\n" for mail in mails)
    (tmp_path / "all.mbox").write_bytes(box)
    found = import_and_check(tmp_path, applications, tmp_path / "all.mbox", "-d", "in-house")
    assert found.verdicts() == VERDICTS | {"5": "undecided"}
    assert found.open() == [("1", "contact"), ("1", "status-past-recruiter")]

"""Applicant system, mailboxes, calendar and telephone of one month become one log, of which the truth is known."""

import random

import pytest

from analyzer.analysis import analyze
from analyzer.definitions import read_definition
from analyzer.events import read_log, to_frame
from analyzer.events.writers import write_log
from analyzer.importing import Tagger, Telling, import_log
from tests.importing.together.month import write_month

TRUTH = """\
101 03-02 08:00 stage       ats     -> applied
101 03-03 08:30 stage       ats     recruiter -> screening
101 03-03 09:00 message     email   candidate -> recruiter | hiring_manager
101 03-03 10:00 message     email   recruiter -> candidate
101 03-05 08:30 stage       ats     recruiter -> interview
101 03-10 14:00 interview   meeting coordinator -> interviewer, candidate
101 03-11 09:00 message     phone   recruiter -> candidate
101 03-12 09:00 message     email   candidate -> hiring_manager about status_inquiry
101 03-12 11:00 message     email   hiring_manager -> recruiter
101 03-18 09:00 message     email   interviewer -> candidate
102 03-02 08:00 stage       ats     -> applied
102 03-03 08:30 stage       ats     recruiter -> screening
102 03-04 09:00 message     email   candidate -> recruiter about status_inquiry
102 03-05 08:30 stage       ats     recruiter -> interview
102 03-06 09:00 message     email   candidate -> recruiter about status_inquiry
102 03-10 14:00 interview   meeting coordinator -> interviewer, candidate
102 03-17 09:00 message     email   candidate -> hiring_manager about status_inquiry
103 03-02 08:00 stage       ats     -> applied
103 03-03 08:30 stage       ats     recruiter -> screening
103 03-05 08:30 stage       ats     recruiter -> interview
103 03-11 10:00 missed_call phone   candidate -> recruiter
103 03-13 08:00 message     email   candidate -> hiring_manager about thank_you
103 03-16 10:00 meeting     meeting recruiter -> candidate
103 03-19 09:00 auto_reply  email   candidate -> recruiter about out_of_office
"""

ACCOUNTS = {  # records: used, set aside, copies, left out
    "recruiter.mbox": (6, 0, 1, 1),  # a mail that the manager has, too; a newsletter
    "manager.mbox": (4, 0, 0, 1),  # a private one
    "interviews.ics": (1, 0, 2, 1),  # both interviews are in the applicant system; a meeting of colleagues
    "calls.json": (2, 0, 0, 1),  # a stranger
    "dump/activity_feed/1.json": (3, 0, 1, 0),  # a mail that stands in a mailbox
}


def told(row) -> str:
    case, time = row["case_id"].rpartition(":")[2], f"{row['timestamp']:%m-%d %H:%M}"
    to, copied, about = ((row[name] or "").replace(";", ", ") for name in ("recipient_roles", "copied_roles", "topics"))
    to = row["stage"] or to
    copied, about = copied and f" | {copied}", about and f" about {about}"
    sender = f"{row['sender_role']} " if row["sender_role"] else ""
    return f"{case} {time} {row['activity']:<11} {row['channel']:<7} {sender}-> {to}{copied}{about}"


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    folder = tmp_path_factory.mktemp("month")
    return folder, write_month(folder)


def imported(month, paths=None):
    folder, everything = month
    telling = Telling(Tagger(read_definition("in-house")))
    return import_log(paths or everything, settings=folder / "settings.yaml", telling=telling)


def rows(log) -> list[dict]:
    table = log.table.take(log.rows)
    return sorted(table.to_pylist(), key=lambda row: (row["case_id"], row["timestamp"], row["event_id"]))


def test_the_log_is_the_truth(month):
    assert [told(row) for row in rows(imported(month).log)] == TRUTH.splitlines()


def test_every_record_is_accounted_for(month):
    folder, _ = month
    quality = imported(month).log.quality
    found = {
        each.file.removeprefix(f"{folder}/"): (each.analysed, each.quarantined, each.duplicates, each.out_of_scope)
        for each in quality.files
    }
    assert {name: found[name] for name in ACCOUNTS} == ACCOUNTS
    assert quality.rows == sum(sum(each) for each in found.values())


def test_nothing_is_open_about_who_is_who(month):
    outcome = imported(month)
    assert (outcome.unresolved, outcome.ambiguous) == ((), ())
    assert [(each.reason, len(each.records)) for each in outcome.directory.mergers] == [("the settings say so", 3)]


def test_the_planted_bypass_is_found_and_the_excused_one_is_excused(month):
    analysis = analyze(imported(month).log, read_definition("in-house"), as_of="2026-04-01")
    found = analysis.findings.query("rule == 'status-past-recruiter'")
    assert dict(zip(found["case_id"], found["verdict"], strict=True)) == {
        "greenhouse:101": "violated",
        "greenhouse:102": "excused",
    }
    (excuse,) = found.query("verdict == 'excused'")["excuse"]
    assert excuse == "recruiter-silent"


def test_the_private_mail_is_nowhere(month, tmp_path):
    outcome = imported(month)
    write_log(outcome.log, tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text() + repr(outcome.to_dict())
    for word in ("Lunch", "friend@", "Newsletter", "news@", "Planning", "5555555", "full time", "private-1"):
        assert word not in text, word


def test_the_order_of_the_exports_changes_nothing(month):
    first = rows(imported(month).log)
    for seed in range(4):
        paths = month[1].copy()
        random.Random(seed).shuffle(paths)
        assert rows(imported(month, paths).log) == first


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl.gz", "log.parquet"])
def test_the_written_log_is_the_log(month, tmp_path, name):
    outcome = imported(month)
    write_log(outcome.log, tmp_path / name)
    again = read_log(tmp_path / name)
    assert again.quality.quarantined.num_rows == 0
    columns = ["event_id", "case_id", "sender_role", "topics", "stage", "thread_id", "in_reply_to"]
    assert to_frame(again)[columns].fillna("").equals(to_frame(outcome.log)[columns].fillna(""))

"""Every report from a real analysis of a few events, one of them about a protected topic."""

import json

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import analyzer as hpa
from analyzer import reports
from analyzer.reports import html
from tests.reports.decoding import blocks

SECRET = "Wheelchair access for the interview"
HEADS = ["timestamp", "activity", "sender_role", "recipient_roles", "topics", "channel", "stage", "subject", "event_id"]
EVENTS = [
    ("2026-03-02 10:00", "stage", "", "", "", "", "applied", "", "e1"),
    ("2026-03-02 11:00", "stage", "", "", "", "", "screening", "", "e2"),
    ("2026-03-02 12:00", "stage", "", "", "", "", "interview", "", "e3"),
    ("2026-03-03 09:00", "message", "candidate", "hiring_manager", "accommodation", "email", "", SECRET, "e-protected"),
    ("2026-03-04 09:30", "message", "candidate", "hiring_manager", "status_inquiry", "email", "", "Any news?", "e5"),
    ("2026-03-05 09:30", "message", "candidate", "recruiter", "status_inquiry", "email", "", "=1+1", "e6"),
]


@pytest.fixture(scope="module")
def analysis():
    frame = pd.DataFrame(EVENTS, columns=HEADS).assign(
        case_id="APP-1", sender="", thread_id=[f"t{i}" for i in range(len(EVENTS))], in_reply_to="", needs_reply=""
    )
    frame["timestamp"] = pd.to_datetime(frame["timestamp"]).dt.tz_localize("America/New_York")
    return hpa.analyze(hpa.log_from_frame(frame), hpa.read_definition("in-house"), as_of="2026-03-20")


@pytest.fixture(scope="module")
def folder(analysis, tmp_path_factory):
    out = tmp_path_factory.mktemp("real") / "out"
    reports.write_report(analysis, out)
    return out


def test_every_form_of_the_report_tells_the_same_numbers(analysis, folder):
    still = analysis.summary["findings"]["open"]
    assert still >= 3, "past the recruiter, off the contacts, and the recruiter's own answer"
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["findings"]["open"] == still
    assert pq.read_table(folder / "findings.parquet").to_pandas()["open"].sum() == still
    book = openpyxl.load_workbook(folder / "findings.xlsx", read_only=True)
    verdicts = [row[1] for row in book["Findings"].iter_rows(min_row=2, values_only=True)]
    assert verdicts.count("open") == still
    assert f"OUTSIDE LIMITS: {still} open findings" in reports.summary_text(analysis)
    assert f"{still} open findings of severity medium or above" in (folder / "report.html").read_text(encoding="utf-8")
    assert sum(row["open"] for row in json.loads(reports.findings_as_json(analysis))["findings"]) == still
    assert len(reports.findings_as_github(analysis).splitlines()) == still + 1  # the first says which run it was


def test_an_event_about_a_protected_topic_is_in_no_report(analysis, folder):
    page = html.render_html(analysis)
    shown = [page, str(blocks(page)), reports.summary_text(analysis, top=99), reports.findings_as_json(analysis)]
    shown += [path.read_text(encoding="utf-8-sig") for path in folder.rglob("*") if path.suffix in (".csv", ".json")]
    shown += [str(pq.read_table(path).to_pylist()) for path in folder.glob("*.parquet")]
    book = openpyxl.load_workbook(folder / "findings.xlsx", read_only=True)
    shown += [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    for text in shown:
        assert SECRET not in text
        assert "e-protected" not in text


def test_the_duties_of_the_workbook_are_those_of_the_summary(analysis, folder):
    rows = list(openpyxl.load_workbook(folder / "findings.xlsx")["Duties by owner"].iter_rows(values_only=True))
    due = rows[0].index("Due")
    assert sum(row[due] for row in rows[1:]) == sum(duty["due"] for duty in analysis.summary["duties"])

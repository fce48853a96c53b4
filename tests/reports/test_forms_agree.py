"""Every form of the report tells the same numbers of the sample, each read back from what was written.

What is expected is counted here from `findings.csv` and `activations.parquet` with the meaning that the manual gives,
not taken from the analysis.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from email import message_from_bytes, policy
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from markdown_it import MarkdownIt

import analyzer as hpa
from analyzer.insights import rules_table
from analyzer.reports import summary_text, write_pdf
from analyzer.reports.facts import facts_of
from tests.cli.shell import run
from tests.reports.decoding import blocks, decode

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "quarter.csv"
ARGUMENTS = (SAMPLE, "-d", "in-house", "--as-of", "2026-04-01")
SEVERITIES = ("high", "medium", "low")
Numbers = dict[str, Any]


class Cells(HTMLParser):
    """Text of a page, and its tables as rows of cells."""

    SPACED = frozenset({"td", "th", "span", "small", "p", "div", "a", "h1", "h2", "h3", "li", "tr", "br", "bdi"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.rows: list[list[str]] = []
        self.inside, self.hidden = False, False
        self.feed(page)
        self.text = " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden = self.hidden or tag in ("script", "style")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self.inside = True
        if tag in self.SPACED:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = self.hidden and tag not in ("script", "style")
        self.inside = self.inside and tag not in ("td", "th")
        if tag in self.SPACED:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)
            if self.inside:
                self.rows[-1][-1] += data


def whole(text: str) -> int:
    return int(text.replace(",", ""))


def found(pattern: str, text: str) -> list[int]:
    hit = re.search(pattern.replace("#", r"([\d,]+)"), text)
    assert hit, pattern
    return [whole(part) for part in hit.groups()]


# ---------------------------------------------------------------- the sample, written once


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("forms") / "q1"
    mail = ("--digest", "--from", "a@example.org", "--to", "b@example.org")
    assert run("report", *ARGUMENTS, "-o", out, *mail, "-q").code == 1
    return out


@pytest.fixture(scope="module")
def analysis() -> hpa.Analysis:
    return hpa.analyze(hpa.read_log(SAMPLE), hpa.read_definition("in-house"), as_of="2026-04-01")


@pytest.fixture(scope="module")
def titles(analysis: hpa.Analysis) -> dict[str, str]:
    return {rule.id: rule.title for rule in analysis.definition.rules}


@pytest.fixture(scope="module")
def expected(folder: Path) -> Numbers:
    """Counted row by row."""
    with (folder / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        still = [row for row in csv.DictReader(stream) if row["open"] == "true"]
    with (folder / "cases.csv").open(encoding="utf-8-sig", newline="") as stream:
        people = {row["candidate_id"] or row["case_id"] for row in csv.DictReader(stream)}
    activations = pq.read_table(folder / "activations.parquet").to_pylist()
    contact = [row["verdict"] for row in activations if row["rule"] == "contact"]
    duties: dict[str, list[int]] = {}
    for row in activations:
        if row["verb"] == "require after" and row["verdict"] in ("satisfied", "violated", "settled"):
            counts = duties.setdefault(row["rule"], [0, 0])
            counts[0] += 1
            counts[1] += row["verdict"] == "satisfied"
    rules = {row["rule"] for row in still}
    return {
        "open": len(still),
        "severities": [sum(row["severity"] == severity for row in still) for severity in SEVERITIES],
        "past": len({row["candidate_id"] or row["case_id"] for row in still if row["past_recruiter"] == "true"}),
        "candidates": len(people),
        "allowed": contact.count("satisfied"),
        "judged": len(contact) - contact.count("undecided"),
        "rules": {rule: sum(row["rule"] == rule for row in still) for rule in rules},
        "duties": duties,
    }


def test_the_sample_has_something_to_agree_on(expected: Numbers) -> None:
    assert expected["open"] > 300
    assert len(expected["rules"]) > 10
    assert len(expected["duties"]) == 4
    assert min(expected["severities"]) > 0
    assert 0 < expected["past"] < expected["candidates"]


# ---------------------------------------------------------------- for programs


def of_summary(summary: Any) -> Numbers:
    return {
        "open": summary["findings"]["open"],
        "severities": [summary["findings"]["by_severity"][severity] for severity in SEVERITIES],
        "past": summary["past_recruiter"]["candidates"],
        "candidates": summary["past_recruiter"]["of"],
        "allowed": summary["contact"]["allowed"],
        "judged": summary["contact"]["judged"],
        "rules": {rule: n["violated"] for rule, n in summary["verdicts"].items() if "violated" in n},
        "duties": {duty["rule"]: [duty["due"], duty["in_time"]] for duty in summary["duties"] if duty["due"]},
    }


def test_the_summary_as_json_agrees(folder: Path, expected: Numbers) -> None:
    assert of_summary(json.loads((folder / "summary.json").read_text(encoding="utf-8"))) == expected


def test_the_summary_in_a_notebook_agrees(analysis: hpa.Analysis, expected: Numbers) -> None:
    assert of_summary(analysis.summary) == expected


def test_what_a_notebook_shows_agrees(analysis: hpa.Analysis, expected: Numbers) -> None:
    read = Cells(analysis._repr_html_())
    assert found("# open findings", read.text) == [expected["open"]]
    place = next(row for row in read.rows if row[:2] == ["rule", "title"]).index("violated")
    told = {row[0]: whole(row[place]) for row in read.rows if row[0] != "rule"}
    assert {rule: n for rule, n in told.items() if n} == expected["rules"]


def test_the_short_forms_count_what_a_rule_judged_as_charts_and_page_do(analysis: hpa.Analysis) -> None:
    table = rules_table(analysis)
    drawn = dict(zip(table["rule"], table["judged"], strict=True))
    told = {line.rule: line.judged for line in facts_of(analysis).rules}
    assert told == {rule: drawn[rule] for rule in told}
    assert sum(table["pending"]) > 0, "something that is not judged yet, so that the two could differ"
    heads = f"{'open':>7}  {'of':>7}  {'excused':>7}  {'undecided':>9}"
    text = summary_text(analysis, width=100)
    assert heads in text
    line = next(line for line in text.splitlines() if "Recruiter answers a status question" in line)
    assert line.split()[-3] == f"{drawn['answer-the-candidate']:,}"


def rows_agree(rows: list[dict[str, Any]], expected: Numbers) -> None:
    still = [row for row in rows if row["open"]]
    assert len(still) == expected["open"]
    assert [sum(row["severity"] == one for row in still) for one in SEVERITIES] == expected["severities"]
    assert len({row["candidate_id"] for row in still if row["past_recruiter"]}) == expected["past"]
    assert {rule: sum(row["rule"] == rule for row in still) for rule in {row["rule"] for row in still}} == expected[
        "rules"
    ]


def test_the_findings_as_parquet_agree(folder: Path, expected: Numbers) -> None:
    rows_agree(pq.read_table(folder / "findings.parquet").to_pylist(), expected)


def test_the_findings_as_json_agree(expected: Numbers) -> None:
    rows_agree(json.loads(run("check", *ARGUMENTS, "--format", "json", "-q").out)["findings"], expected)


def test_the_annotations_for_github_agree(expected: Numbers) -> None:
    notice, *lines = run("check", *ARGUMENTS, "--format", "github", "-q").out.splitlines()
    assert len(lines) == expected["open"]
    assert found(r"# open \(# high, # medium, # low\)", notice) == [expected["open"], *expected["severities"]]


@pytest.mark.parametrize("name", ["duties.csv", "duties.parquet"])
def test_the_duties_by_owner_add_up(folder: Path, expected: Numbers, name: str) -> None:
    if name.endswith(".csv"):
        with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
            rows: list[dict[str, Any]] = list(csv.DictReader(stream))
    else:
        rows = pq.read_table(folder / name).to_pylist()
    sums = {
        rule: [sum(int(row[column]) for row in rows if row["rule"] == rule) for column in ("due", "in_time")]
        for rule in {row["rule"] for row in rows}
    }
    assert sums == expected["duties"]


def test_the_cases_agree(folder: Path, expected: Numbers) -> None:
    table = pq.read_table(folder / "cases.parquet").to_pylist()
    assert sum(row["open_findings"] for row in table) == expected["open"]


# ---------------------------------------------------------------- for people


def sentences_agree(text: str, expected: Numbers) -> None:
    """The numbers of the first screen, however they are laid out."""
    assert found(r"# high, # medium, # low", text) == expected["severities"]
    assert found(r"# of #(?: judged| messages)", text) == [expected["allowed"], expected["judged"]]


def tables_agree(rows: list[list[str]], expected: Numbers, titles: dict[str, str]) -> None:
    """Rows of a table of rules (title, severity, open) and of duties (role, title, due, in time)."""
    by_title = {title: rule for rule, title in titles.items()}
    rules = {by_title[row[0]]: whole(row[2]) for row in rows if row[0] in by_title and row[1] in SEVERITIES}
    assert {rule: n for rule, n in rules.items() if n} == expected["rules"]
    duties = {by_title[row[1]]: [whole(row[2]), whole(row[3])] for row in rows if len(row) > 6 and row[1] in by_title}
    assert duties == expected["duties"]


def test_the_console_agrees(expected: Numbers, titles: dict[str, str]) -> None:
    out = " ".join(run("check", *ARGUMENTS, "-q").out.split())
    sentences_agree(out, expected)
    assert found(r"Findings # open", out) == [expected["open"]]
    assert found(r"# of # candidates with an open finding", out) == [expected["past"], expected["candidates"]]
    for rule, n in expected["rules"].items():
        assert whole(re.search(rf"{re.escape(titles[rule][:24])}.*?(?:high|medium|low) +([\d,]+)", out)[1]) == n, rule  # type: ignore[index]
    for rule, (due, in_time) in expected["duties"].items():
        assert re.search(rf"{in_time:,} of {due:,} \([^)]*\)[^:]*: {re.escape(titles[rule])}", out), rule


@pytest.mark.parametrize("form", ["file", "command"])
def test_the_markdown_agrees(folder: Path, expected: Numbers, titles: dict[str, str], form: str) -> None:
    written = (folder / "summary.md").read_text(encoding="utf-8")
    text = written if form == "file" else run("check", *ARGUMENTS, "--format", "markdown", "-q").out
    read = Cells(MarkdownIt("commonmark").enable("table").render(text))
    sentences_agree(read.text, expected)
    assert found(r"Open findings # ", read.text) == [expected["open"]]
    assert found(r"past the recruiter # of #", read.text) == [expected["past"], expected["candidates"]]
    tables_agree(read.rows, expected, titles)


def test_the_mail_agrees_in_text_and_in_html(folder: Path, expected: Numbers, titles: dict[str, str]) -> None:
    message = message_from_bytes((folder / "digest.eml").read_bytes(), policy=policy.default)
    plain = " ".join(message.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
    read = Cells(message.get_body(("html",)).get_content())  # type: ignore[union-attr]
    for text in (plain.replace(": ", " "), read.text):
        sentences_agree(text, expected)
        assert found(r"Open findings # ", text) == [expected["open"]]
        assert found(r"past the recruiter # of #", text) == [expected["past"], expected["candidates"]]
    tables_agree(read.rows, expected, titles)
    for rule, n in expected["rules"].items():
        assert f"{titles[rule]} [" in plain
        assert found(rf"{re.escape(titles[rule])} \[\w+\]: # open", plain) == [n]
    (attached,) = message.iter_attachments()  # type: ignore[attr-defined]
    assert attached.get_content() == (folder / "findings.xlsx").read_bytes()


def test_the_page_agrees(folder: Path, expected: Numbers, titles: dict[str, str]) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    read = Cells(page)
    sentences_agree(read.text, expected)
    assert found(r"Open findings # ", read.text) == [expected["open"]]
    assert found(r"Candidates with an open finding past the recruiter # of #", read.text) == [
        expected["past"],
        expected["candidates"],
    ]
    table = [[" ".join(cell.split()) for cell in row] for row in read.rows]
    place = next(row for row in table if row[:2] == ["Rule", "Open"]).index("Open")
    told = {
        rule: whole(row[place].split()[0])  # its share of what was judged stands behind it
        for rule, title in titles.items()
        for row in table
        if row and row[0].startswith(title) and len(row) > 4 and re.fullmatch(r"[\d,]+( [\d.]+%)?", row[place])
    }
    assert told == expected["rules"]


def test_the_list_of_the_page_agrees(folder: Path, expected: Numbers) -> None:
    head, *parts = blocks((folder / "report.html").read_text(encoding="utf-8"))
    verdicts = [
        value
        for part in (head, *parts)
        for name, column in columns_of(part)
        if name == "verdict"
        for value in decode(column)
    ]
    assert sum(value in ("violated", "open") for value in verdicts) == expected["open"]


def columns_of(part: Any) -> Any:
    """Coded columns of a block of the page, wherever in it they lie."""
    if isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, dict) and set(value) & {"v", "d", "c", "g", "n"}:
                yield name, value
            yield from columns_of(value)


def test_the_workbook_agrees_on_every_sheet(folder: Path, expected: Numbers, titles: dict[str, str]) -> None:
    book = openpyxl.load_workbook(folder / "findings.xlsx", data_only=True)
    rows = [list(row) for row in book["Summary"].iter_rows(values_only=True)]
    told = {row[0]: row[1] for row in reversed(rows) if row[0]}  # the numbers stand above what they count
    assert told["Open findings"] == expected["open"]
    assert [told[f"Open findings, {severity}"] for severity in SEVERITIES] == expected["severities"]
    assert told["Candidates with an open finding past the recruiter"] == expected["past"]
    assert (told["Candidates"], told["Messages on an allowed contact"], told["Messages judged"]) == (
        expected["candidates"],
        expected["allowed"],
        expected["judged"],
    )
    assert {row[1]: row[3] for row in rows if row[1] in titles and row[3]} == expected["rules"]
    by_title = {title: rule for rule, title in titles.items()}
    duties = {by_title[row[0]]: [row[2], row[3]] for row in rows if row[0] in by_title and isinstance(row[2], int)}
    assert duties == expected["duties"]
    heads, *findings = book["Findings"].iter_rows(values_only=True)
    still = [dict(zip(heads, row, strict=True)) for row in findings]
    still = [row for row in still if row["Verdict"] == "open"]
    assert len(still) == expected["open"]
    assert len({row["Candidate"] for row in still if row["Past the recruiter"] == "yes"}) == expected["past"]
    heads, *owners = book["Duties by owner"].iter_rows(values_only=True)
    due = [dict(zip(heads, row, strict=True)) for row in owners]
    assert {
        by_title[title]: [sum(row[name] for row in due if row["Duty"] == title) for name in ("Due", "In time")]
        for title in {row["Duty"] for row in due}
    } == expected["duties"]
    drawn = [list(row) for row in book["Charts"].iter_rows(values_only=True)]
    assert {by_title[row[0]]: row[1] for row in drawn if row[0] in by_title and row[1]} == expected["rules"]
    weeks = [row[1:4] for row in drawn if hasattr(row[0], "year")]
    assert [sum(column) for column in zip(*weeks, strict=True)] == expected["severities"]


@pytest.mark.skipif(find_spec("weasyprint") is None, reason="needs WeasyPrint: pip install '.[pdf]'")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (Debian: poppler-utils)")
def test_the_document_for_print_agrees(
    analysis: hpa.Analysis, tmp_path: Path, expected: Numbers, titles: dict[str, str]
) -> None:
    path = write_pdf(analysis, tmp_path / "report.pdf", drawings=[])
    ran = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, timeout=60)
    text = " ".join(ran.stdout.decode().split())
    sentences_agree(text, expected)
    assert found(r"Open findings # ", text) == [expected["open"]]
    assert found(r"past the recruiter # of #", text) == [expected["past"], expected["candidates"]]
    for rule, n in expected["rules"].items():
        told = re.findall(rf"{re.escape(titles[rule])} (?:high|medium|low) ([\d,]+)", text)
        assert [whole(one) for one in told] == [n], rule

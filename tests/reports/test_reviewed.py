"""Waivers and changes since an earlier report, in every form of the report."""

import csv
import json

import openpyxl
import pandas as pd
import pytest

from analyzer.analysis.columns import SINCE, WAIVERS
from analyzer.reports import (
    Envelope,
    bundle,
    changes_text,
    digest_of,
    html,
    payload,
    pdf,
    reviewed,
    summary_markdown,
    summary_text,
    write_excel,
    write_report,
)
from analyzer.review import Changes
from tests.reports import fakes
from tests.reports.decoding import decode
from tests.reports.test_digest import bodies
from tests.reports.test_html import Page


def changed(**counts):
    """Two new findings, one reopened, two no longer open (one gone with its case) and one still open."""
    made = fakes.small().findings.set_index("finding_id", drop=False)
    ids = list(made.index)
    rows = [(ids[0], "new", "happened since", "", "violated"), (ids[1], "new", "fell due since", "", "violated"),
            (ids[2], "reopened", "excused", "excused", "violated"),
            (ids[5], "no longer open", "waived", "violated", "waived"),
            ("ffffffffffff", "no longer open", "case gone", "violated", ""),
            (ids[3], "still open", "", "violated", "violated")]  # fmt: skip
    said = pd.DataFrame(rows, columns=["finding_id", "change", "detail", "verdict_before", "verdict"])
    others = [c.name for c in SINCE if c.name not in said.columns]
    known = made[others].reindex(said["finding_id"]).reset_index(drop=True)
    gone = said["finding_id"] == "ffffffffffff"
    known.loc[gone, :] = known.iloc[[0]].assign(case_id=fakes.HOSTILE[2], title=fakes.HOSTILE[1]).to_numpy()
    table = pd.concat([said, known], axis=1)[[column.name for column in SINCE]]
    numbers = {
        "new": 2, "reopened": 1, "no_longer_open": 2, "still_open": 1, "became": {"case gone": 1, "waived": 1},
        "open_before": 3, "open_now": 4, "past_recruiter_before": 3, "past_recruiter_now": 2,
    } | counts  # fmt: skip
    note = f"the definition is another: {fakes.HOSTILE[1]}"
    return Changes(table, numbers, pd.Timestamp("2026-03-15T04:00:00Z"), "somewhere/last-week", (note,))


@pytest.fixture
def waived():
    made = fakes.small()
    made.waivers = fakes.waivers(
        {},
        {"waiver": "other", "reason": fakes.HOSTILE[1], "granted_by": fakes.HOSTILE[0], "note": fakes.HOSTILE[6],
         "state": "in force", "covered": 0, "remark": "matches nothing", "scope": fakes.HOSTILE[4]},
    )  # fmt: skip
    return made


# ---------------------------------------------------------------- where there is nothing to say


def test_without_waivers_and_an_earlier_report_nothing_is_shown(analysis, tmp_path):
    page = Page(html.render_html(analysis))
    assert not {"changes", "waivers"} & {section.get("id") for section in page.all("section")}
    assert not {"#changes", "#waivers"} & {link["href"] for link in page.all("a")}
    text = summary_text(analysis)
    assert "WAIVERS" not in text
    assert "SINCE" not in text
    book = openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx"))
    assert not {"Waivers", "Changes"} & set(book.sheetnames)
    assert reviewed.write_review_tables(analysis, tmp_path, None) == []


# ---------------------------------------------------------------- short forms


def short(form, made, changes):
    if form == "markdown":
        return summary_markdown(made, changes=changes).replace("\\", "")
    if form == "print":
        return Page(pdf.render_print(made, fail_on="medium", drawings={}, changes=changes)).text()
    plain, page = bodies(digest_of(made, Envelope("a@example.org", ("b@example.org",)), changes=changes))
    return " ".join(plain.split()) if form == "mail" else Page(page).text()


@pytest.mark.parametrize("form", ["markdown", "print", "mail", "mail-in-html"])
def test_the_short_forms_tell_waivers_and_changes(waived, form):
    text = short(form, waived, changed())
    for told in ("spring", "case APP-3", "2026-04-14", "ending soon", "3 new or reopened, 2 no longer open",
                 "3 on 2026-03-15", "1 fell due since, 1 happened since", "The definition is another"):  # fmt: skip
        assert told in text, told
    assert "changes since 2026-03-15 00:00 edt" in text.casefold()
    if form != "print":  # findings one by one are not in the document for print
        assert "new and reopened (3 of 3, the gravest rules first)" in text.casefold()


@pytest.mark.parametrize("form", ["markdown", "print", "mail", "mail-in-html"])
def test_the_short_forms_say_nothing_of_waivers_and_changes_that_there_are_not(analysis, form):
    text = short(form, analysis, None).casefold()
    assert "changes since" not in text
    assert "findings waived" not in text
    assert "new and reopened" not in text


# ---------------------------------------------------------------- page


def test_the_page_tells_each_waiver_with_who_why_until_when_and_what_it_covers(waived):
    page = Page(html.render_html(waived))
    text = page.text()
    assert "Waivers ending soon 1 of 2" in text
    for told in ("spring", "waivers.yaml:1", "case APP-3", "agreed in spring", "people-office", "2026-04-14",
                 "ending soon", "matches nothing"):  # fmt: skip
        assert told in text
    assert {"#waivers", "#verdict=waived"} <= {link["href"] for link in page.all("a")}


def test_the_page_tells_what_has_changed(waived):
    page = Page(html.render_html(waived, changes=changed()))
    text = page.text()
    assert "What has changed since 2026-03-15?" in text
    assert "New 2 1 fell due since, 1 happened since" in text
    assert "Reopened 1 findings then, but not open" in text
    assert "No longer open 2 1 the definition has no such" not in text
    assert "No longer open 2 1 the log has no such case any more, 1 waived" in text
    assert "3 on 2026-03-15" in text
    assert "3 new or reopened, 2 no longer open since 2026-03-15" in text
    assert "last-week , complete before 2026-03-15 00:00 EDT)" in text
    assert "was excused" in text
    ids = list(waived.findings["finding_id"])
    links = {link["href"] for link in page.all("a")}
    assert {f"#finding={name}" for name in (ids[0], ids[1], ids[2], ids[5])} <= links
    assert "#finding=ffffffffffff" not in links, "a finding that is gone has no card to lead to"
    assert f"#finding={ids[3]}" not in links, "what goes on is counted, not listed"


def test_what_people_wrote_is_text_on_the_page(waived):
    page = Page(html.render_html(waived, changes=changed()))
    assert "alert(1)" not in "".join(page.inside.values())
    assert {"img"} & {name for name, attributes in page.elements if "onerror" in attributes} == set()
    assert not [attributes for name, attributes in page.elements if name == "script" and "src" in attributes]
    assert fakes.HOSTILE[1] in page.text()


def test_the_first_of_many_changes_are_listed_and_the_rest_are_counted(analysis, monkeypatch):
    monkeypatch.setattr(reviewed, "MOST_ROWS", 1)
    page = Page(html.render_html(analysis, changes=changed()))
    assert "The gravest first; 2 more are in the workbook." in page.text()
    since = reviewed.reviewed_of(analysis, changed()).since
    assert (len(since.opened), since.more_opened, len(since.closed), since.more_closed) == (1, 2, 1, 1)
    assert since.opened[0].severity == "high"


def test_the_case_view_says_by_which_waiver_a_finding_is_waived(analysis):
    head = payload.payload_of(analysis).head["findings"]
    verdicts, reasons = decode(head["verdict"]), decode(head["reasons"])
    told = dict(zip(verdicts, reasons, strict=True))
    assert told["waived"] == f"by people-office until 2026-06-30: {fakes.HOSTILE[1]} [spring]"
    assert told["undecided"] == "topic-unknown"
    assert not told["violated"]


# ---------------------------------------------------------------- console


def test_the_console_tells_waivers_and_changes(waived):
    text = summary_text(waived, changes=changed(), width=100)
    assert "  spring: 1 finding waived, ending soon (until 2026-04-14)\n" in text
    assert "    contact; case APP-3; granted by people-office: agreed in spring\n" in text
    assert "    Matches nothing.\n" in text
    assert "SINCE 2026-03-15 00:00 EDT (last-week)\n" in text
    assert "  No longer open   2: 1 the log has no such case any more, 1 waived\n" in text
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text


def test_one_line_says_what_is_new(analysis):
    first, note = changes_text(analysis, changed()).splitlines()
    assert first == "Since 2026-03-15 00:00 EDT: 2 new, 1 reopened, 2 no longer open, 1 still open."
    assert note.startswith("Note: The definition is another: ")


# ---------------------------------------------------------------- workbook and tables


def cells(sheet):
    head, *rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_workbook_has_a_sheet_of_waivers_and_one_of_changes(waived, tmp_path):
    path = write_excel(waived, tmp_path / "a.xlsx", changes=changed())
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[-2:] == ["Waivers", "Changes"]
    first, second = cells(book["Waivers"])
    assert (first["Waiver"], first["Findings waived"], first["State"]) == ("spring", 1, "ending soon")
    assert second["Granted by"] == fakes.HOSTILE[0], "text, not a formula"
    assert book["Waivers"]["J3"].data_type == "s"
    rows = cells(book["Changes"])
    assert [row["Change"] for row in rows] == ["new", "new", "reopened", *["no longer open"] * 2, "still open"]
    assert [rows[2]["Verdict then"], rows[2]["Verdict now"], rows[3]["Verdict now"]] == ["excused", "open", "waived"]
    assert rows[4]["Which"] == "the log has no such case any more"
    finding = book["Findings"]
    at = {finding.cell(row, 1).value: row for row in range(2, finding.max_row + 1)}
    links = {cell.value: cell.hyperlink for cell in book["Changes"]["A"][1:]}
    for name, link in links.items():
        if name in at:
            assert str(at[name]) in (link.location if link else book["Changes"].cell(2, 1).value)
    told = {row["Finding"]: row["Waived by"] for row in cells(book["Findings"])}
    assert [text for text in told.values() if text] == [f"people-office until 2026-06-30: {fakes.HOSTILE[1]} [spring]"]


def test_the_summary_of_the_workbook_leads_to_both_sheets_and_tells_what_has_changed(waived, tmp_path):
    sheet = openpyxl.load_workbook(write_excel(waived, tmp_path / "a.xlsx", changes=changed()))["Summary"]
    led = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert (led["Waivers"], led["Changes"]) == ("'Waivers'!A1", "'Changes'!A1")
    told = [tuple(row[:3]) for row in sheet.iter_rows(values_only=True)]
    assert ("Changes since 2026-03-15 00:00 EDT", None, None) in told
    assert ("New", 2, "1 fell due since, 1 happened since") in told
    (note,) = [row[1] for row in told if row[0] == "Note"]
    assert note.startswith("The definition is another: ")


def test_the_summary_of_the_workbook_leads_to_no_sheet_that_is_not_there(analysis, tmp_path):
    book = openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx"))
    led = [cell.value for cell in book["Summary"]["A"] if cell.hyperlink]
    assert led == book.sheetnames[1:]


def test_the_folder_has_the_tables_and_the_manifest_knows_them(waived, tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "chart_files", lambda _: iter(()))
    write_report(waived, tmp_path / "out", changes=changed())
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {"waivers.csv", "changes.csv", "changes.json"} <= set(manifest)
    told = json.loads((tmp_path / "out" / "changes.json").read_text(encoding="utf-8"))
    assert told["counts"] == changed().counts
    assert told["since"] == "2026-03-15T04:00:00+00:00"
    with (tmp_path / "out" / "waivers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [column.name for column in WAIVERS]
    assert rows[1]["granted_by"] == "'" + fakes.HOSTILE[0]
    with (tmp_path / "out" / "changes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["change"] for row in csv.DictReader(file)][:3] == ["new", "new", "reopened"]

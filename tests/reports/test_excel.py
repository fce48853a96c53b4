import ast
import inspect
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.analysis.past import PAST_RECRUITER
from analyzer.reports import annex_sheets, chart_sheet, excel, long_tables, sheets, write_excel
from analyzer.reports.facts import facts_of
from tests.reports import fakes


@pytest.fixture
def path(analysis, tmp_path):
    return write_excel(analysis, tmp_path / "a.xlsx")


@pytest.fixture
def book(path):
    return openpyxl.load_workbook(path, data_only=True)


@pytest.fixture
def formulas(path):
    return openpyxl.load_workbook(path)


def rows_of(sheet):
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_sheets_stand_in_order(book):
    assert book.sheetnames == [
        "Summary", "Charts", "Findings", "Evidence", "Duties by owner", "Stage times", "Coverage and quality",
        "Rows set aside", "Definition",
    ]  # fmt: skip


def test_every_finding_has_a_row_with_its_text_as_it_was(book, analysis):
    rows = rows_of(book["Findings"])
    assert [row["Finding"] for row in rows] == list(analysis.findings["finding_id"])
    assert [row["Verdict"] for row in rows] == ["open", "open", "open", "excused", "settled", "waived", "undecided"]
    assert rows[0]["Subject"] == fakes.HOSTILE[0]
    assert rows[0]["Sender"] == fakes.HOSTILE[1]
    assert rows[4]["Sender"] == fakes.HOSTILE[6]
    assert rows[4]["Subject"] == fakes.HOSTILE[5].replace("\x07", "\ufffd").replace("\x1b", "\ufffd")
    assert rows[2]["Hours left (+) or lacking (-)"] == -2


LINK = re.compile(r'=HYPERLINK\("#(Findings|Evidence)!A(\d+)","([A-Za-z0-9.-]+)"\)')


def test_no_cell_of_the_workbook_is_a_formula_but_a_link_to_another_row(formulas):
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row]
    assert {cell.column for cell in cells if cell.data_type == "f"} == {1}
    assert all(LINK.fullmatch(cell.value) for cell in cells if cell.data_type == "f")
    texts = [cell for cell in cells if cell.data_type == "s" and cell.value.startswith("=")]
    assert texts


def test_instants_stand_on_the_wall_clock_of_the_zone(book):
    when = rows_of(book["Findings"])[0]["When (America/New_York)"]
    assert f"{when:%Y-%m-%d %H:%M}" == "2026-01-05 16:00"
    assert rows_of(book["Findings"])[0]["Due (America/New_York)"] is None


def test_findings_and_evidence_lead_to_each_other(formulas, book):
    for one, other in (("Findings", "Evidence"), ("Evidence", "Findings")):
        for row in range(2, formulas[one].max_row + 1):
            sheet, place, shown = LINK.fullmatch(formulas[one].cell(row, 1).value).groups()
            assert sheet == other
            assert shown == book[one].cell(row, 1).value == book[other].cell(int(place), 1).value


def test_the_summary_leads_to_every_sheet_and_to_the_line_of_each_rule(book, analysis):
    leading = [cell for row in book["Summary"].iter_rows() for cell in row if cell.hyperlink]
    assert not [cell for cell in leading if cell.hyperlink.target], "none leads out of the workbook"
    targets = {cell.value: cell.hyperlink.location for cell in leading}
    assert {name: targets.pop(name) for name in book.sheetnames[1:]} == {
        name: f"'{name}'!A1" for name in book.sheetnames[1:]
    }
    for rule in analysis.definition.rules:
        sheet, _, place = targets.pop(rule.id).rpartition("!")
        assert sheet == "'Definition'"
        assert book["Definition"][place].value == rule.place.line
    assert targets == {}
    others = [sheet for sheet in book if sheet.title != "Summary"]
    assert not [cell for sheet in others for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def cells_of(book, reference):
    """Values of the cells that a chart names."""
    name, _, area = reference.rpartition("!")
    return [row[0].value for row in book[name.strip("'")][area.replace("$", "")]]


def test_the_charts_are_drawn_from_cells_that_hold_the_numbers(book, analysis):
    by_rule, by_week, by_role = book["Charts"]._charts
    lines = [line for line in facts_of(analysis).rules if line.of("violated") or line.of("excused")]
    assert cells_of(book, by_rule.series[0].cat.strRef.f)[: len(lines)] == [line.title for line in lines]
    assert [cells_of(book, series.val.numRef.f)[: len(lines)] for series in by_rule.series[:2]] == [
        [line.of("violated") for line in lines],
        [line.of("excused") for line in lines],
    ]
    weeks = [sum(week) for week in zip(*(cells_of(book, one.val.numRef.f) for one in by_week.series), strict=True)]
    assert sum(weeks) == 3
    assert len(weeks) > 1
    duties = {role: numbers for role, *numbers in zip(
        cells_of(book, by_role.series[0].cat.strRef.f), *(cells_of(book, one.val.numRef.f) for one in by_role.series),
        strict=True)}  # fmt: skip
    assert duties == {"Recruiter": [15, 3, 2], "Hiring manager": [6, 4, 0], "Candidate": [8, 0, 0]}


def test_series_differ_without_colour(book):
    for chart in book["Charts"]._charts:
        fills = [
            (
                one.spPr.pattFill.prst if one.spPr.pattFill else "solid",
                one.spPr.solidFill and one.spPr.solidFill.srgbClr,
            )
            for one in chart.series
        ]
        assert len({str(fill) for fill in fills}) == len(fills)


def test_each_chart_asks_a_question_and_is_described_for_those_who_cannot_see_it(tmp_path, analysis):
    with zipfile.ZipFile(write_excel(analysis, tmp_path / "a.xlsx")) as archive:
        titles = [archive.read(f"xl/charts/chart{n}.xml").decode() for n in (1, 2, 3)]
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    assert [re.search(r"<a:t>([^<]+\?)</a:t>", title)[1] for title in titles] == re.findall(
        r'descr="([^?]+\?)', drawing
    )


def test_charts_with_nothing_to_draw_say_so(analysis, tmp_path, monkeypatch):
    from analyzer import insights

    analysis.summary["verdicts"], analysis.summary["duties"] = {}, []
    empty = insights.findings_by_week(analysis).iloc[:0]
    monkeypatch.setattr(insights, "findings_by_week", lambda _: empty)
    sheet = openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx"))["Charts"]
    assert sheet._charts == []
    told = {row[0] for row in sheet.iter_rows(values_only=True)}
    assert {"No rule has a finding.", "The log has no week.", "No answer was due."} <= told


def test_a_name_that_might_be_more_than_a_name_is_no_link(analysis, tmp_path):
    analysis.findings["finding_id"] = ['"&cmd', *analysis.findings["finding_id"][1:]]
    sheet = openpyxl.load_workbook(write_excel(analysis, tmp_path / "b.xlsx"))["Findings"]
    assert (sheet["A2"].data_type, sheet["A2"].value, sheet["A3"].data_type) == ("s", '"&cmd', "f")


def test_evidence_has_each_witness_with_its_event(book):
    rows = rows_of(book["Evidence"])[:2]
    assert [(row["Event"], row["Part"]) for row in rows] == [
        ("APP-1-e1", "proof"),
        ("APP-1-e2", "what the finding is about"),
    ]
    assert rows[1]["To (roles)"] == "hiring_manager"


def test_an_event_that_may_not_be_shown_leaves_its_cells_empty(analysis, tmp_path):
    every = analysis.events_of
    analysis.events_of = lambda ids: every(ids)[lambda events: events["event_id"] != "APP-1-e1"]
    rows = rows_of(openpyxl.load_workbook(write_excel(analysis, tmp_path / "b.xlsx"))["Evidence"])
    hidden = [row for row in rows if row["Event"] == "APP-1-e1"]
    assert hidden
    assert {row["Subject"] for row in hidden} == {None} == {row["Sender"] for row in hidden}


def test_the_summary_shows_the_numbers_of_the_analysis(book, analysis):
    told = {row[0]: row[1] for row in reversed(list(book["Summary"].iter_rows(values_only=True)))}
    assert told["Open findings"] == analysis.summary["findings"]["open"] == 3
    assert told["Cases"] == 4
    assert told["Candidates with an open finding past the recruiter"] == 1
    assert told["Share of candidates with an open finding past the recruiter"] == 0.25
    assert told["Rows set aside"] == 4
    assert told["Other rows that no verdict looks at"] == "5 repeated, 1 out of scope"
    assert told["Coverage"].startswith("not declared")


@pytest.mark.parametrize("fail_on", ["never", None])
def test_without_a_limit_the_workbook_says_so(analysis, tmp_path, fail_on):
    rows = list(openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx", fail_on=fail_on))["Summary"].values)
    assert rows[0][0].startswith("No limit set: ")
    assert rows[1][0] == "3 open findings."
    assert "Within limits" not in str(rows)


def test_whom_the_number_past_the_recruiter_counts_stands_in_the_workbook(book):
    assert PAST_RECRUITER in str(list(book["Summary"].values))
    marks = [row["Past the recruiter"] for row in rows_of(book["Findings"])]
    assert marks == ["yes", "yes", None, "yes", "yes", "yes", None]


def test_candidates_are_one_row_among_the_owners(analysis, tmp_path):
    rows = [
        fakes.finding(n, "answer-the-recruiter", "violated", f"APP-{n}", owner=f"cand-{n}", owner_role="candidate")
        for n in range(1, 5)
    ]
    analysis.activations = pd.concat([pd.DataFrame(rows), analysis.activations], ignore_index=True)
    book = openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx"))
    told = [(row["Owed by"], row["Owner"], row["Due"]) for row in rows_of(book["Duties by owner"])]
    assert told == [
        ("Candidate", "(all together)", 4),
        ("Recruiter", "recruiter-03", 1),
        ("Hiring manager", None, 0),
    ]


def test_every_row_set_aside_is_listed_without_what_stands_in_it(book):
    rows = rows_of(book["Rows set aside"])
    assert [(row["File"], row["Row"]) for row in rows] == [(row[0], row[1]) for row in fakes.ASIDE]
    assert rows[1]["Column"] == fakes.HOSTILE[0]
    assert {row["Code"] for row in rows} == {"E325"}
    assert fakes.SECRET not in str([list(sheet.values) for sheet in book])


def test_the_stages_stand_with_their_times(book):
    rows = {row["Stage"]: row for row in rows_of(book["Stage times"])}
    assert list(rows) == ["applied", "interview", "offer"]
    assert (rows["applied"]["Cases"], rows["applied"]["Still in it"], rows["interview"]["Still in it"]) == (4, 0, 4)
    assert rows["applied"]["Half have gone on after"] == 1
    assert (rows["applied"]["Limit"], rows["applied"]["Limit as written"]) == (0.5, "12 hours")
    assert (rows["applied"]["Seen longer than the limit"], rows["applied"]["Estimated share longer"]) == (4, 1)
    assert rows["interview"]["Seen longer than the limit"] is None


def test_tables_have_a_frozen_heading_and_a_filter(book):
    for name in ("Findings", "Evidence", "Duties by owner", "Stage times", "Coverage and quality", "Rows set aside"):
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref.startswith("A1:")


def test_the_definition_stands_line_by_line(book):
    rows = list(book["Definition"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == (1, "format: 1")
    assert rows[4] == (5, "    forbid: asks_manager")


def test_every_file_counts_to_the_last_row(book):
    rows = rows_of(book["Coverage and quality"])
    counts = {row["What"]: row["How many"] for row in rows if row["Details"] == "quarter.csv"}
    assert counts["rows read"] == sum(n for name, n in counts.items() if name != "rows read") == 26


def test_equal_analyses_give_equal_bytes(analysis, tmp_path):
    first = write_excel(analysis, tmp_path / "a.xlsx").read_bytes()
    assert write_excel(fakes.small(), tmp_path / "b.xlsx").read_bytes() == first


def test_the_date_of_the_file_is_the_horizon_not_the_clock(book):
    assert f"{book.properties.created:%Y-%m-%d %H:%M}" == "2026-03-31 04:00"


def test_an_analysis_without_findings_gives_a_workbook_with_headings(analysis, tmp_path):
    nothing = fakes.assembled(analysis.findings.iloc[:0].copy(), analysis.events_of(["APP-1"]))
    book = openpyxl.load_workbook(write_excel(nothing, tmp_path / "a.xlsx"))
    assert book["Findings"].max_row == 1
    assert book["Evidence"]["A1"].value == "Finding"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("a\x00\x0b\ufffeb", "a\ufffd\ufffd\ufffdb", id="characters-xml-forbids"),
        pytest.param("<r>&boom;</r>", " <r>&boom;</r>", id="text-that-looks-like-ready-markup"),
        pytest.param("tab\tline\nend", "tab\tline\nend", id="tabs-and-lines-stay"),
        pytest.param(None, "", id="none"),
    ],
)
def test_a_cell_holds_any_text(text, kept):
    assert sheets.cell_text(text) == kept


@pytest.mark.parametrize("sign", ["x", "😀"], ids=["one-unit", "two-units"])
def test_a_text_longer_than_a_cell_is_cut_with_a_mark(sign):
    text = sheets.cell_text(sign * 40_000)
    assert text.endswith(" [cut]")
    assert len(text.encode("utf-16-le")) // 2 in (sheets.MOST_TEXT, sheets.MOST_TEXT - 1)


@pytest.mark.parametrize("text", [" a ", "<b>&amp;", "a\nb", "=1", "<r>a</r>", "'", "\u202e"])
def test_ready_rows_read_back_as_they_were_written(text, analysis, tmp_path):
    analysis.findings["subject"] = text
    book = openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx"))
    assert rows_of(book["Findings"])[0]["Subject"] == sheets.cell_text(text)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert archive.testzip() is None


def test_a_text_of_the_shape_of_an_escape_is_escaped(analysis, tmp_path):
    analysis.findings["subject"] = "_x0041_"
    book = openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx"))
    assert rows_of(book["Findings"])[0]["Subject"] == "_x005F_x0041_", "openpyxl shows what Excel reads as _x0041_"


def test_the_library_is_used_through_what_it_documents():
    documented = {name for name in dir(Worksheet) + dir(Workbook) + dir(Format) if not name.startswith("_")}
    for module in (sheets, excel, annex_sheets, chart_sheet):
        tree = ast.parse(inspect.getsource(module))
        used = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in ("sheet", "library")
        }
        assert used <= documented, module.__name__
        assert not [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr[0] == "_"]
        bases = [base.id for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for base in node.bases]
        assert bases == [], "nothing of the library is derived from"
    assert not hasattr(long_tables, "xlsxwriter")


def test_rows_that_no_sheet_can_hold_are_counted(monkeypatch, analysis, tmp_path):
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    book = openpyxl.load_workbook(write_excel(analysis, tmp_path / "a.xlsx"))
    assert book["Findings"].cell(5, 1).value == "4 more rows do not fit a sheet; findings.parquet has all."

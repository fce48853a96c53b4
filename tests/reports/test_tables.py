import csv
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analyzer.reports import write_summary, write_tables
from analyzer.reports.dictionary import FILES
from analyzer.reports.tables import LONG, inert, tables_of, write_csv
from tests.reports import fakes


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1"])
def test_a_text_that_a_spreadsheet_would_run_is_marked(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "'=1", "1-1", "é", "Re: +1"])
def test_any_other_text_is_left_as_it_is(text):
    assert inert(text) == text


def test_the_csv_holds_every_finding_with_formulas_disarmed(analysis, tmp_path):
    write_tables(analysis, tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["finding_id"] for row in rows] == list(analysis.findings["finding_id"])
    assert rows[0]["subject"] == "'" + fakes.HOSTILE[0]
    assert rows[2]["slack_seconds"] == "-7200.0", "a number is no text and not marked"
    assert rows[2]["due"] == "2026-01-08T11:00:00.000000Z"
    assert (rows[0]["due"], rows[0]["slack_seconds"], rows[0]["open"]) == ("", "", "true")
    assert max(len(row["sender"]) for row in rows) == 5000
    assert not [cell for row in rows for name, cell in row.items() if cell[:1] in "=+@" and cell]


def test_the_parquet_holds_the_findings_as_they_are(analysis, tmp_path):
    write_tables(analysis, tmp_path)
    back = pq.read_table(tmp_path / "findings.parquet").to_pandas()
    pd.testing.assert_frame_equal(back, analysis.findings, check_dtype=False)
    assert str(back["timestamp"].dtype) == "datetime64[us, UTC]"


def test_the_summary_is_json_with_sorted_keys(analysis, tmp_path):
    text = write_summary(analysis, tmp_path / "summary.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["findings"]["open"] == 3
    assert list(told) == sorted(told)


def test_equal_tables_give_equal_bytes(analysis, tmp_path):
    first = [path.read_bytes() for path in write_tables(analysis, tmp_path)]
    assert [path.read_bytes() for path in write_tables(fakes.small(), tmp_path)] == first


def test_a_table_without_rows_has_its_headings(tmp_path):
    write_csv(fakes.small().findings.iloc[:0], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("finding_id,rule,")


# ---------------------------------------------------------------- the tables beside the findings


def test_every_table_of_the_dictionary_has_its_files_and_the_long_ones_no_csv(analysis, tmp_path):
    names = {path.name for path in write_tables(analysis, tmp_path)}
    assert {name.partition(".")[0] for name in names} == set(FILES)
    assert not {f"{name}.csv" for name in LONG} & names


def test_parquet_tells_of_each_column_what_it_holds(analysis, tmp_path):
    write_tables(analysis, tmp_path)
    for name in tables_of(analysis):
        told = {column.name: column for column in FILES[name]}
        for field in pq.read_schema(tmp_path / f"{name}.parquet"):
            if field.name in told:
                assert field.metadata[b"description"].decode() == told[field.name].meaning
                assert field.metadata[b"kind"].decode() == told[field.name].kind


def test_the_dictionary_in_the_folder_lists_every_column_of_every_file(analysis, tmp_path):
    write_tables(analysis, tmp_path)
    text = (tmp_path / "columns.csv").read_text(encoding="utf-8-sig")
    rows = [(row["table"], row["column"]) for row in csv.DictReader(text.splitlines())]
    assert rows == [(name, column.name) for name, columns in FILES.items() for column in columns]


def test_evidence_has_a_row_for_each_finding_and_witness(analysis, tmp_path):
    write_tables(analysis, tmp_path)
    back = pq.read_table(tmp_path / "evidence.parquet").to_pandas()
    told = [
        (finding, event)
        for finding, cell in zip(analysis.findings["finding_id"], analysis.findings["witness"], strict=True)
        for event in cell.split("; ")
    ]
    assert sorted(zip(back["finding_id"], back["event_id"], strict=True)) == sorted(told)
    about = dict(zip(analysis.findings["finding_id"], analysis.findings["event_id"], strict=True))
    parts = {(row.finding_id, row.event_id): row.part for row in back.itertuples()}
    assert {part for (finding, event), part in parts.items() if about[finding] == event} == {"about"}
    assert {part for (finding, event), part in parts.items() if about[finding] != event} == {"proof"}


def test_candidates_stand_in_no_row_of_their_own_among_the_duties(analysis, tmp_path):
    write_tables(analysis, tmp_path)
    back = pq.read_table(tmp_path / "duties.parquet").to_pandas()
    assert "recruiter-03" in set(back["owner"]), "people of other roles do"
    assert not set(back["owner"]) & set(analysis.findings["candidate_id"])

import csv
import json

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analyzer.reports import write_summary, write_tables
from analyzer.reports.tables import inert, write_csv
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

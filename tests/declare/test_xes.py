"""XES as pm4py reads it: what is written here says there the same; what pm4py writes is read here."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

from analyzer.events import read_log, to_frame
from analyzer.events.writers import log_table, write_xes

pm4py = pytest.importorskip("pm4py", reason="pm4py is not installed beside the project")
pytestmark = [pytest.mark.deep, pytest.mark.filterwarnings("ignore")]

SAMPLE = Path(__file__).parents[2] / "sample_data" / "quarter.csv"
CASE, ACTIVITY, TIME = "case:concept:name", "concept:name", "time:timestamp"


def read_there(path: Path) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pm4py.convert_to_dataframe(pm4py.read_xes(str(path)))


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_pm4py_reads_what_is_written(tmp_path: Path, name: str) -> None:
    log = read_log(SAMPLE)
    write_xes(log, tmp_path / name)
    there = read_there(tmp_path / name)
    here = log_table(log, names="pm4py").to_pandas()
    assert len(there) == len(here) == 25_799
    assert [str(each) for each in pd.to_datetime(there[TIME], utc=True)] == [str(each) for each in here[TIME]]
    for column in here.columns:
        if column != TIME:
            said = there[column].fillna("").astype(str) if column in there else pd.Series([""] * len(there))
            assert said.tolist() == here[column].fillna("").astype(str).tolist(), column


def test_what_pm4py_writes_is_read(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            CASE: ["A", "A", "B"],
            ACTIVITY: ["apply", "interview & <talk>", "apply"],
            TIME: [pd.Timestamp(f"2026-03-0{day}T10:00:00.123Z") for day in (2, 3, 4)],
            "org:resource": ["rec-1", "rec-2", "rec-1"],
            "case:office": ["Bern", "Bern", "Süd"],
            "rounds": [1, 2, 3],
        }
    )
    path = tmp_path / "log.xes"
    pm4py.write_xes(frame, str(path))
    log = to_frame(read_log(path))
    assert log["case_id"].tolist() == ["A", "A", "B"]
    assert log["activity"].tolist() == frame[ACTIVITY].tolist()
    assert log["timestamp"].tolist() == frame[TIME].tolist()
    assert log["sender"].tolist() == ["rec-1", "rec-2", "rec-1"]
    assert log["case:office"].tolist() == ["Bern", "Bern", "Süd"]
    assert log["rounds"].tolist() == ["1", "2", "3"]

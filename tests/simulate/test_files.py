"""Files: the sample in the repository is what the code writes, byte for byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analyzer.errors import UsageError
from analyzer.simulate import COLUMNS, PATTERNS, TRUTH_COLUMNS, simulate, simulate_chunks, write_log, write_sample
from analyzer.simulate.manual import DICTIONARY

SAMPLE = Path(__file__).parents[2] / "sample_data"
NAMES = ("quarter.csv", "quarter_truth.csv", "README.md")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sample") / "made" / "by it"
    write_sample(directory)
    return directory


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_is_what_the_code_writes(written: Path, name: str) -> None:
    assert (written / name).read_bytes() == (SAMPLE / name).read_bytes()


def test_the_command_in_the_readme_writes_the_sample(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "analyzer.simulate", tmp_path], check=True, cwd=SAMPLE.parent)
    assert [(tmp_path / name).read_bytes() for name in NAMES] == [(SAMPLE / name).read_bytes() for name in NAMES]


def test_the_sample_is_a_quarter_of_about_a_thousand_applications() -> None:
    sample = pd.read_csv(SAMPLE / "quarter.csv", keep_default_na=False)
    assert sample["case_id"].nunique() == 1000
    assert 22_000 < len(sample) < 28_000
    assert sample["timestamp"].min() >= "2026-01-05T14"
    assert sample["timestamp"].max() < "2026-04-01T04"
    assert (SAMPLE / "quarter.csv").stat().st_size < 6_000_000


@pytest.mark.parametrize("name", NAMES)
def test_lines_end_in_lf(name: str) -> None:
    content = (SAMPLE / name).read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_the_readme_explains_every_column_and_pattern() -> None:
    page = (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert set(DICTIONARY) == {*COLUMNS, *TRUTH_COLUMNS}
    for name in (*COLUMNS, *TRUTH_COLUMNS, *(pattern.name for pattern in PATTERNS)):
        assert f"| `{name}` |" in page
    assert "Simulated" in page


def test_parquet_and_csv_hold_the_same_log(tmp_path: Path) -> None:
    rows = write_log(simulate_chunks(applications=40, chunk=15), tmp_path / "log.parquet")
    write_log([simulate(applications=40)], tmp_path / "log.csv", truth=tmp_path / "truth.parquet")
    columnar = pq.read_table(tmp_path / "log.parquet").to_pandas().fillna("")
    text = pd.read_csv(tmp_path / "log.csv", keep_default_na=False, parse_dates=["timestamp"])
    assert rows == len(columnar) == len(text)
    assert columnar.astype(str).equals(text.astype(str))
    assert pq.read_table(tmp_path / "truth.parquet").equals(simulate(applications=40).truth)


def test_the_truth_of_all_chunks_is_written(tmp_path: Path) -> None:
    write_log(simulate_chunks(applications=90, chunk=20), tmp_path / "log.csv", truth=tmp_path / "truth.csv")
    truth = pd.read_csv(tmp_path / "truth.csv", keep_default_na=False)
    assert len(truth) == simulate(applications=90).truth.num_rows > 0


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv or \.parquet"):
        write_log([], tmp_path / "log.xlsx")

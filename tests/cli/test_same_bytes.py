"""The same input gives the same bytes, whatever the process: hash seed, zone, language, threads, home."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "quarter.csv"
CASES = 40
MAIL = ("--digest", "--from", "a@example.org", "--to", "b@example.org")
PROCESSES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C", "LC_ALL": "C", "OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1"},
    {"PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "", "OMP_NUM_THREADS": "4",
     "OPENBLAS_NUM_THREADS": "4", "ARROW_IO_THREADS": "8", "COLUMNS": "40", "PYTHONUTF8": "1"},
    {"PYTHONHASHSEED": "random", "TZ": "America/Los_Angeles", "LANG": "de_DE.UTF-8", "LC_ALL": "C.UTF-8",
     "OMP_NUM_THREADS": "2"},
)  # fmt: skip
"""The first two differ in everything; the third is tried on the whole sample only."""


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def report_in(process: dict[str, str], folder: Path, log: Path, *more: str) -> tuple[dict[str, bytes], bytes]:
    """Files of a report that a process of its own writes, and what it prints."""
    folder.mkdir()
    (folder / "matplotlibrc").write_text(f"lines.linewidth: {len(folder.name)}", encoding="utf-8")
    command = [sys.executable, "-B", "-m", "analyzer", "report", log, "-d", "in-house", "--as-of", "2026-04-01", "-q"]
    elsewhere = {"HOME": str(folder), "MPLCONFIGDIR": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "-o", "out", *more],
        cwd=folder,
        env=os.environ | elsewhere | process,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return files_in(folder / "out"), done.stdout


def assert_equal(runs: list[tuple[dict[str, bytes], bytes]]) -> None:
    first, printed = runs[0]
    for files, out in runs[1:]:
        assert set(files) == set(first)
        assert [name for name in first if files[name] != first[name] and name != "run.json"] == []
        assert out == printed


def test_processes_that_differ_in_everything_write_the_same_bytes(tmp_path: Path) -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        heads, *rows = csv.reader(stream)
    place = heads.index("case_id")
    kept = set(sorted({row[place] for row in rows})[:CASES])
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([heads, *(row for row in rows if row[place] in kept)])
    runs = [
        report_in(process, tmp_path / f"place{'x' * n}", tmp_path / "log.csv", *MAIL)
        for n, process in enumerate(PROCESSES[:2])
    ]
    assert {"digest.eml", "report.html", "findings.xlsx", "summary.md", "evidence.parquet"} <= set(runs[0][0])
    assert_equal(runs)


@pytest.mark.deep
def test_three_processes_write_the_same_bytes_of_the_whole_sample(tmp_path: Path) -> None:
    """With the document for print, where WeasyPrint is installed."""
    more = (*MAIL, "--pdf") if find_spec("weasyprint") else MAIL
    assert_equal(
        [report_in(process, tmp_path / f"place{'x' * n}", SAMPLE, *more) for n, process in enumerate(PROCESSES)]
    )

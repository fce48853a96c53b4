"""What was planted is found, and nothing else: the simulator's truth against the analysis.

The sample is written without any code of the analysis, so that agreement says something about both.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import analyzer
from analyzer.analysis import Analysis
from analyzer.simulate import PATTERNS, simulate

ROOT = Path(__file__).parents[2]
KEY = ["case_id", "event_id", "rule", "verdict"]


def rows(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    return set(frame[KEY].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def truth() -> pd.DataFrame:
    return pd.read_csv(ROOT / "sample_data" / "quarter_truth.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    log = analyzer.read_log(ROOT / "sample_data" / "quarter.csv")
    return analyzer.analyze(log, analyzer.read_definition("in-house"), as_of="2026-04-01")


def test_every_planted_departure_is_found_with_its_verdict(truth: pd.DataFrame, analysis: Analysis) -> None:
    missing = rows(truth) - rows(analysis.findings)
    assert not missing


def test_nothing_else_is_found(truth: pd.DataFrame, analysis: Analysis) -> None:
    unexpected = rows(analysis.findings) - rows(truth)
    assert not unexpected


def test_findings_are_open_exactly_where_the_truth_says_violated(truth: pd.DataFrame, analysis: Analysis) -> None:
    violated = truth.query("verdict == 'violated'")
    assert rows(analysis.findings.query("open")) == rows(violated)


def test_excuses_and_reasons_are_those_of_the_truth(truth: pd.DataFrame, analysis: Analysis) -> None:
    named = analysis.findings.assign(named=lambda found: found["excuse"].where(found["excuse"] != "", found["reasons"]))
    found = named.set_index(KEY)["named"].to_dict()
    said = truth.query("excuse != ''").set_index(KEY)["excuse"].to_dict()
    assert {key: found.get(key) for key in said} == said


def test_the_sample_shows_every_pattern(truth: pd.DataFrame) -> None:
    assert {pattern.name for pattern in PATTERNS} == set(truth["pattern"])


def test_every_row_of_the_sample_is_analysed(analysis: Analysis) -> None:
    quality = analysis.summary["quality"]
    assert quality["rows"] == quality["analysed"] > 20_000


def test_protected_messages_are_in_the_sample_and_never_found(analysis: Analysis) -> None:
    log = pd.read_csv(ROOT / "sample_data" / "quarter.csv", keep_default_na=False)
    protected = log[log["topics"].str.contains("accommodation|complaint")]
    assert len(protected) > 30
    assert not set(protected["event_id"]) & set(analysis.activations["event_id"])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_application_that_keeps_to_the_process_has_no_finding(seed: int) -> None:
    log = analyzer.log_from_frame(simulate(applications=400, seed=seed, departures=0).frame())
    found = analyzer.analyze(log, analyzer.read_definition("in-house"), as_of="2026-04-06").findings
    assert found.empty, found[[*KEY, "reasons"]].to_string()


@pytest.mark.parametrize("seed", [4, 5])
def test_truth_is_complete_whatever_the_seed(seed: int) -> None:
    simulation = simulate(applications=600, seed=seed, departures=3)
    log = analyzer.log_from_frame(simulation.frame())
    found = analyzer.analyze(log, analyzer.read_definition("in-house"), as_of="2026-04-06").findings
    assert rows(found) == rows(simulation.truth.to_pandas())

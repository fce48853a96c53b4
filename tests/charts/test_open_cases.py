"""The age of open cases: its bars by band, and from when the days are counted."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from analyzer.charts import open_cases
from tests.charts.tables import ages, texts
from tests.charts.test_rules_broken import lightness


def cases(*days, stage="interview", older=False):
    as_of = pd.Timestamp("2026-04-01 04:00", tz="UTC")
    return pd.DataFrame({"stage": stage, "days_open": days, "days_quiet": [day / 10 for day in days], "as_of": as_of,
                         "older_than_log": older})  # fmt: skip


def bars(ax):
    return [[bar.get_width() for bar in bars] for bars in ax.containers]


def test_a_case_is_in_the_band_of_its_age_and_begins_a_band_at_its_lower_end():
    ax = open_cases(cases(0.0, 6.9, 7.0, 13.9, 14.0, 30.0, 59.9, 60.0, 400.0))
    assert bars(ax) == [[2], [2], [1], [2], [2]]
    labels = [container.get_label() for container in ax.containers]
    assert labels == ["less than 7 days", "7 to 14 days", "14 to 30 days", "30 to 60 days", "60 days or more"]


def test_the_days_may_be_counted_from_the_last_event():
    ax = open_cases(cases(6.0, 80.0), since="last_event")
    assert bars(ax) == [[1], [1], [0], [0], [0]]
    assert ax.get_title(loc="left") == "How long has nothing happened in the open cases?"
    assert "days since the last event of each" in "\n".join(texts(ax))


def test_any_other_beginning_is_refused():
    with pytest.raises(ValueError, match="'opened' or 'last_event', not since 'birth'"):
        open_cases(cases(1.0), since="birth")


def test_a_row_says_how_many_and_how_old():
    assert "3 cases\nmedian 20.0 days, at most 90.0" in texts(open_cases(cases(1.0, 20.0, 90.0)))


def test_the_line_below_says_when_and_that_older_cases_are_at_least_that_old():
    said = "\n".join(texts(open_cases(cases(1.0, 20.0, older=True))))
    assert "Snapshot · 2 open cases on 1 Apr 2026, 04:00 UTC\ndays since the first event of each" in said
    assert "2 began before the log and are at least that old" in said


def test_the_moment_is_told_in_the_zone_of_the_table():
    table = cases(1.0)
    table["as_of"] = table["as_of"].dt.tz_convert("America/New_York")
    assert "1 open case on 1 Apr 2026, 00:00 EDT" in "\n".join(texts(open_cases(table)))


def test_a_stage_that_is_not_known_says_so():
    assert "stage unknown" in texts(open_cases(ages(3)))


def test_older_bands_are_darker_and_neighbours_differ_in_hatch():
    first = [container[0] for container in open_cases(cases(1.0)).containers]
    shades = [lightness(bar.get_facecolor()) for bar in first]
    assert shades == sorted(shades, reverse=True)
    assert all(one.get_hatch() != other.get_hatch() for one, other in pairwise(first))

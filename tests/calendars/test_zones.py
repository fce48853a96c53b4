"""Local time and UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from analyzer.calendars import (
    DAY,
    HOUR,
    MINUTE,
    NO_TIME,
    format_instant,
    load_zone,
    local_to_utc,
    parse_instant,
    utc_to_local,
    zone_names,
)
from analyzer.calendars.steps import CHUNK
from analyzer.calendars.zones import offset_table
from tests.calendars.wall_clock import microseconds

ZONES = [
    "UTC",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Europe/Berlin",
    "Africa/Monrovia",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Apia",
    "Pacific/Chatham",
]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAIVE_EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)


def one(value: int) -> np.ndarray:
    return np.array([value], dtype=np.int64)


def local_by_zoneinfo(instant: int, zone: str) -> int:
    local = (EPOCH + instant * MICROSECOND).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return (local - NAIVE_EPOCH) // MICROSECOND


def instants_showing(local: int, zone: str) -> list[int]:
    """Every instant at which the wall clock shows a local time, by trying each fold of it and looking back."""
    naive = NAIVE_EPOCH + local * MICROSECOND
    tried = {(naive.replace(tzinfo=ZoneInfo(zone), fold=fold) - EPOCH) // MICROSECOND for fold in (0, 1)}
    return sorted(instant for instant in tried if local_by_zoneinfo(instant, zone) == local)


# Whole seconds to some years that matter, and the neighbourhood of the changes of 2026.
moments = st.one_of(
    st.integers(microseconds("1965-01-01"), microseconds("2050-01-01")),
    st.builds(
        lambda day, rest: microseconds(day) + rest,
        st.sampled_from(
            ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2011-12-30"]
        ),
        st.integers(-36 * HOUR, 36 * HOUR),
    ),
)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(instants=st.lists(moments, min_size=1, max_size=20), zone=st.sampled_from(ZONES))
def test_the_wall_clock_shows_what_zoneinfo_says(instants: list[int], zone: str) -> None:
    expected = [local_by_zoneinfo(instant, zone) for instant in instants]
    assert utc_to_local(np.array(instants, dtype=np.int64), zone).tolist() == expected


@settings(derandomize=True, max_examples=150, deadline=None)
@given(locals_=st.lists(moments, min_size=1, max_size=20), zone=st.sampled_from(ZONES))
def test_each_local_time_has_no_one_or_two_instants(locals_: list[int], zone: str) -> None:
    utc, gap, fold = local_to_utc(np.array(locals_, dtype=np.int64), zone)
    for local, found, is_gap, is_fold in zip(locals_, utc.tolist(), gap.tolist(), fold.tolist(), strict=True):
        instants = instants_showing(local, zone)
        assert (is_gap, is_fold) == (not instants, len(instants) == 2)
        if instants:
            assert found == instants[0]


GAP_OF_MARCH = microseconds("2026-03-08 02:00")
FOLD_OF_NOVEMBER = microseconds("2026-11-01 01:00")


@pytest.mark.parametrize(
    ("local", "gap", "fold", "utc"),
    [
        pytest.param(GAP_OF_MARCH - 1, False, False, GAP_OF_MARCH - 1 + 5 * HOUR, id="last-before-the-gap"),
        pytest.param(GAP_OF_MARCH, True, False, GAP_OF_MARCH + 5 * HOUR, id="first-in-the-gap"),
        pytest.param(GAP_OF_MARCH + HOUR - 1, True, False, GAP_OF_MARCH + 6 * HOUR - 1, id="last-in-the-gap"),
        pytest.param(GAP_OF_MARCH + HOUR, False, False, GAP_OF_MARCH + 5 * HOUR, id="first-after-the-gap"),
        pytest.param(FOLD_OF_NOVEMBER - 1, False, False, FOLD_OF_NOVEMBER - 1 + 4 * HOUR, id="last-before-the-fold"),
        pytest.param(FOLD_OF_NOVEMBER, False, True, FOLD_OF_NOVEMBER + 4 * HOUR, id="first-in-the-fold"),
        pytest.param(FOLD_OF_NOVEMBER + HOUR - 1, False, True, FOLD_OF_NOVEMBER + 5 * HOUR - 1, id="last-in-the-fold"),
        pytest.param(FOLD_OF_NOVEMBER + HOUR, False, False, FOLD_OF_NOVEMBER + 6 * HOUR, id="first-after-the-fold"),
    ],
)
def test_gaps_and_folds_begin_and_end_to_the_microsecond(local: int, gap: bool, fold: bool, utc: int) -> None:
    found = local_to_utc(one(local), "America/New_York")
    assert [column.tolist()[0] for column in found] == [utc, gap, fold]


@pytest.mark.parametrize("length", [0, 1, CHUNK + 7])
def test_columns_of_any_length_keep_their_order_and_their_empty_cells(length: int) -> None:
    instants = microseconds("2026-01-01") + (np.arange(length, dtype=np.int64) * 7919 % 8760) * HOUR
    instants[::3] = NO_TIME
    local = utc_to_local(instants, "America/New_York")
    back, gap, fold = local_to_utc(local, "America/New_York")
    assert (local[::3] == NO_TIME).all()
    assert (back[::3] == NO_TIME).all()
    assert ((back == instants) | fold).all()
    assert not gap.any()
    assert local[1:2].tolist() == [local_by_zoneinfo(each, "America/New_York") for each in instants[1:2].tolist()]
    assert not np.shares_memory(local, instants)


def test_a_column_of_empty_cells_stays_empty() -> None:
    assert utc_to_local(one(NO_TIME), "Asia/Kolkata").tolist() == [NO_TIME]
    utc, gap, fold = local_to_utc(one(NO_TIME), "Asia/Kolkata")
    assert (utc.tolist(), gap.tolist(), fold.tolist()) == ([NO_TIME], [False], [False])


def test_years_that_no_calendar_has_do_no_harm() -> None:
    far = np.array([microseconds("2026-07-01"), 2**62, -(2**62)], dtype=np.int64)
    local = utc_to_local(far, "America/New_York")
    assert local[0] == far[0] - 4 * HOUR
    utc, _, _ = local_to_utc(far, "America/New_York")
    assert utc[0] == far[0] + 4 * HOUR


@pytest.mark.parametrize("zone", ZONES)
def test_the_table_holds_every_change_of_the_offset(zone: str) -> None:
    """The table is found by probing every five days; here every hour is looked at."""
    start = microseconds("2009-06-01")
    table = offset_table(zone, start, start + 1200 * DAY)
    hours = start + np.arange(1200 * 24, dtype=np.int64) * HOUR
    offsets = [local_by_zoneinfo(each, zone) - each for each in hours.tolist()]
    assert table.offsets[np.searchsorted(table.changes.breaks, hours, side="right")].tolist() == offsets


@pytest.mark.parametrize(
    ("zone", "after"),
    [
        ("America/Recife", "2000-10-08 03:00"),
        ("America/Boa_Vista", "2000-10-08 04:00"),
        ("Africa/Tunis", "1943-04-17 00:00"),
        *[("Asia/Gaza", after) for after in ("2040-10-20 00:00", "2054-03-28 00:00", "2072-10-22 00:00")],
    ],
)
@pytest.mark.parametrize("shift", range(0, 40, 10), ids="decade-{}".format)
def test_changes_that_follow_each_other_closely_are_both_found(zone: str, after: str, shift: int) -> None:
    change = microseconds(after)
    table = offset_table(zone, change - shift * 366 * DAY, change + DAY)
    at = table.changes.breaks.tolist().index(change)
    assert table.changes.breaks[at + 1] - change <= 9 * DAY
    assert table.offsets[at] == table.offsets[at + 2]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Gaza", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_one_far_date_in_a_column_is_converted_like_any_other(zone: str) -> None:
    years = [1, 1700, 1900, 2026, 2099, 2101, 2499, 2500, 2501, 2899, 2900, 5000, 9999]
    days = [f"{year:04}-{day}" for year in years for day in ("01-02", "03-28", "07-01", "10-20", "11-01", "12-30")]
    instants = [microseconds(day) for day in days]
    expected = [local_by_zoneinfo(each, zone) for each in instants]
    assert utc_to_local(np.array(instants, dtype=np.int64), zone).tolist() == expected


# ---------------------------------------------------------------- zones by name


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("America/NewYork", "did you mean 'America/New_York'"),
        ("new york", "did you mean 'America/New_York'"),
        ("Europe/Berln", "did you mean 'Europe/Berlin'"),
        ("EST5", "write an IANA name"),
        ("", "write an IANA name"),
        ("../zones", "write an IANA name"),
    ],
)
def test_an_unknown_zone_is_refused_with_a_suggestion(name: str, instead: str) -> None:
    with pytest.raises(ValueError, match=f"there is no time zone .*; {instead}"):
        load_zone(name)


def test_every_zone_of_the_package_can_be_loaded() -> None:
    assert {load_zone(name).key for name in zone_names()} == zone_names()


# ---------------------------------------------------------------- single texts


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-03-04", "America/New_York", "2026-03-04 05:00 UTC"),
        ("2026-03-04 09:30", "America/New_York", "2026-03-04 14:30 UTC"),
        ("2026-07-04T09:30:15", "America/New_York", "2026-07-04 13:30:15 UTC"),
        ("2026-07-04 09:30:15.25", "America/New_York", "2026-07-04 13:30:15.25 UTC"),
        ("2026-07-04 09:30:15.000001", "UTC", "2026-07-04 09:30:15.000001 UTC"),
        ("2026-03-04T09:30Z", "America/New_York", "2026-03-04 09:30 UTC"),
        ("2026-03-04 09:30 +05:30", "America/New_York", "2026-03-04 04:00 UTC"),
        ("2026-03-04T09:30:00-0500", "UTC", "2026-03-04 14:30 UTC"),
        (" 2026-03-04 ", "UTC", "2026-03-04 00:00 UTC"),
        pytest.param("2026-11-01T01:30-05:00", "America/New_York", "2026-11-01 06:30 UTC", id="fold-with-offset"),
        pytest.param("2026-03-29", "Asia/Beirut", "2026-03-28 22:00 UTC", id="midnight-skipped"),
        pytest.param("2026-11-01", "America/Havana", "2026-11-01 04:00 UTC", id="midnight-twice"),
        pytest.param("2011-12-31", "Pacific/Apia", "2011-12-30 10:00 UTC", id="after-a-skipped-day"),
        pytest.param("2012-02-29", "UTC", "2012-02-29 00:00 UTC", id="leap-day"),
    ],
)
def test_an_iso_text_is_an_instant(text: str, zone: str, utc: str) -> None:
    assert format_instant(parse_instant(text, zone), "UTC") == utc


@pytest.mark.parametrize(
    ("text", "zone", "why"),
    [
        (
            "2026-03-08 02:30",
            "America/New_York",
            "does not exist: there the clock was put forward over it; "
            "write '2026-03-08 02:30-05:00' or '2026-03-08 02:30-04:00'",
        ),
        (
            "2026-11-01 01:30",
            "America/New_York",
            "is ambiguous: there the clock was put back and showed it twice; "
            "write '2026-11-01 01:30-04:00' or '2026-11-01 01:30-05:00'",
        ),
        ("2026-04-05 01:45", "Australia/Lord_Howe", "write '2026-04-05 01:45+11:00' or '2026-04-05 01:45+10:30'"),
        ("2026-10-04 02:15", "Australia/Lord_Howe", "write '2026-10-04 02:15+10:30' or '2026-10-04 02:15+11:00'"),
        ("2011-12-30", "Pacific/Apia", "does not exist in Pacific/Apia: the calendar skipped this day"),
        ("2026-02-29", "UTC", "'2026-02-29' is not a time: day is out of range"),
        ("2026-03-04 24:00", "UTC", "is not a time: hour must be in"),
        ("2026-03-04T09", "UTC", "is not a time; write '2026-03-04'"),
        ("2026-03-04 09:30:00.1234567", "UTC", "is not a time; write"),
        ("2026-W10-3", "UTC", "is not a time; write"),
        ("20260304", "UTC", "is not a time; write"),
        ("2026-03-04Z", "UTC", "is not a time; write"),
        ("٢٠٢٦-03-04", "UTC", "is not a time; write"),
        ("yesterday", "UTC", "is not a time; write"),
        ("", "UTC", "is not a time; write"),
        ("2026-03-04", "Mars/Olympus", "there is no time zone 'Mars/Olympus'"),
    ],
)
def test_other_texts_are_refused_and_never_guessed(text: str, zone: str, why: str) -> None:
    with pytest.raises(ValueError) as error:
        parse_instant(text, zone)
    assert why in str(error.value)


@pytest.mark.parametrize(
    ("after", "zone", "text"),
    [
        (0, "America/New_York", "2026-03-04 09:30 EST"),
        (0, "UTC", "2026-03-04 14:30 UTC"),
        (0, "America/Sao_Paulo", "2026-03-04 11:30 UTC-03"),
        (0, "Asia/Kathmandu", "2026-03-04 20:15 UTC+0545"),
        (5_000_000, "Europe/Berlin", "2026-03-04 15:30:05 CET"),
        (500_000, "Europe/Berlin", "2026-03-04 15:30:00.5 CET"),
        (1, "Europe/Berlin", "2026-03-04 15:30:00.000001 CET"),
        (150 * DAY, "Europe/Berlin", "2026-08-01 16:30 CEST"),
        (-60 * 366 * DAY, "UTC", "1966-01-18 14:30 UTC"),
    ],
)
def test_an_instant_is_written_as_the_wall_clock_shows_it(after: int, zone: str, text: str) -> None:
    assert format_instant(microseconds("2026-03-04 14:30") + after, zone) == text


def test_the_two_passes_of_a_fold_are_told_apart() -> None:
    first = parse_instant("2026-11-01T01:30-04:00", "UTC")
    texts = [format_instant(first + after, "America/New_York") for after in (0, 60 * MINUTE)]
    assert texts == ["2026-11-01 01:30 EDT", "2026-11-01 01:30 EST"]

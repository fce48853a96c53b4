"""Written times to instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from analyzer.events.times import read_times

US = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // US


def column(*cells: object, kind: pa.DataType | None = None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(list(cells), kind or pa.string())])


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        pytest.param("2026-03-02T10:00:00Z", "2026-03-02T10:00:00+00:00", id="Z"),
        pytest.param("2026-03-02t10:00:00z", "2026-03-02T10:00:00+00:00", id="small-letters"),
        pytest.param("2026-03-02 10:00:00 UTC", "2026-03-02T10:00:00+00:00", id="UTC"),
        pytest.param("2026-03-02T10:00Z", "2026-03-02T10:00:00+00:00", id="no-seconds"),
        pytest.param("2026-03-02T10Z", "2026-03-02T10:00:00+00:00", id="no-minutes"),
        pytest.param("2026-03-02T10:00:00+05:30", "2026-03-02T04:30:00+00:00", id="offset"),
        pytest.param("2026-03-02T10:00:00-0530", "2026-03-02T15:30:00+00:00", id="offset-without-colon"),
        pytest.param("2026-03-02T10:00:00+05", "2026-03-02T05:00:00+00:00", id="offset-of-hours"),
        pytest.param("2026-03-02T10:00:00 -07:00", "2026-03-02T17:00:00+00:00", id="blank-before-the-offset"),
        pytest.param("2026-03-02 10:00:00.5Z", "2026-03-02T10:00:00.500000+00:00", id="tenths"),
        pytest.param("2026-03-02 10:00:00,125Z", "2026-03-02T10:00:00.125000+00:00", id="comma"),
        pytest.param("2026-03-02 10:00:00.123456Z", "2026-03-02T10:00:00.123456+00:00", id="microseconds"),
        pytest.param("  2026-03-02T10:00:00Z ", "2026-03-02T10:00:00+00:00", id="blanks-around"),
        pytest.param("2024-02-29T00:00:00Z", "2024-02-29T00:00:00+00:00", id="leap-day"),
        pytest.param("1970-01-01T00:00:00Z", "1970-01-01T00:00:00+00:00", id="the-first-instant"),
        pytest.param("2100-12-31T23:59:59Z", "2100-12-31T23:59:59+00:00", id="the-last-second"),
    ],
)
@pytest.mark.parametrize("beside", [pytest.param((), id="alone"), pytest.param(("rubbish",), id="beside-rubbish")])
def test_times_with_a_zone_are_read(written: str, utc: str, beside: tuple[str, ...]) -> None:
    found = read_times(column(written, *beside))
    assert (found.code[0], int(found.time[0])) == (0, instant(utc))
    assert found.code[1:].tolist() == [325] * len(beside)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param("", 324, id="empty"),
        pytest.param("  ", 324, id="blank"),
        pytest.param(None, 324, id="null"),
        pytest.param("soon", 325, id="word"),
        pytest.param("2026-02-30T10:00:00Z", 325, id="30-february"),
        pytest.param("2025-02-29T10:00:00Z", 325, id="no-leap-year"),
        pytest.param("2026-13-01T10:00:00Z", 325, id="month-13"),
        pytest.param("2026-00-01T10:00:00Z", 325, id="month-0"),
        pytest.param("2026-01-00T10:00:00Z", 325, id="day-0"),
        pytest.param("2026-03-02T24:00:00Z", 325, id="24-hours"),
        pytest.param("2026-03-02T10:60:00Z", 325, id="60-minutes"),
        pytest.param("2026-03-02T10:00:60Z", 325, id="leap-second"),
        pytest.param("2026-03-02T10:00:00+24:00", 325, id="offset-of-a-day"),
        pytest.param("2026-03-02T10:00:00+01:60", 325, id="offset-with-60-minutes"),
        pytest.param("02.03.2026 10:00", 325, id="german"),
        pytest.param("3/2/2026 10:00", 325, id="american"),
        pytest.param("2026-03-02T10:00:00Zz", 325, id="something-behind"),
        pytest.param("2026-03-02T1\uff10:00:00Z", 325, id="digits-of-another-script"),
        pytest.param("2026-03-02T10:00:00Z" + "0" * 5000, 325, id="endless"),
        pytest.param("2026-03-02", 326, id="date"),
        pytest.param("2026-03-08 02:30", 327, id="skipped"),
        pytest.param("2026-03-08 02:00", 327, id="first-skipped"),
        pytest.param("2026-03-08 02:59:59.999999", 327, id="last-skipped"),
        pytest.param("2026-11-01 01:30", 328, id="twice"),
        pytest.param("2026-11-01 01:00", 328, id="first-twice"),
        pytest.param("1969-12-31T23:59:59Z", 329, id="before-1970"),
        pytest.param("2101-01-01T00:00:00Z", 329, id="after-2100"),
        pytest.param("0001-01-01T00:00:00Z", 329, id="year-1"),
        pytest.param("9999-12-31 23:59", 329, id="year-9999"),
        pytest.param("0000-01-01T00:00:00Z", 329, id="year-0"),
    ],
)
@pytest.mark.parametrize("beside", ["2026-03-02T10:00:00Z", "2026-03-02 10:00", "x"])
def test_cells_that_are_no_instant_say_why(written: str | None, code: int, beside: str) -> None:
    found = read_times(column(written, beside), zone="America/New_York")
    assert (found.code[0], found.time[0]) == (code, 0)
    assert found.code[1] == (325 if beside == "x" else 0)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        pytest.param("2026-03-08 01:59:59.999999", "2026-03-08T06:59:59.999999+00:00", id="just-before-the-gap"),
        pytest.param("2026-03-08 03:00", "2026-03-08T07:00:00+00:00", id="just-after-the-gap"),
        pytest.param("2026-11-01 00:59:59", "2026-11-01T04:59:59+00:00", id="just-before-the-fold"),
        pytest.param("2026-11-01 02:00", "2026-11-01T07:00:00+00:00", id="just-after-the-fold"),
        pytest.param("2026-07-01 12:00", "2026-07-01T16:00:00+00:00", id="summer"),
        pytest.param("2026-01-01 12:00", "2026-01-01T17:00:00+00:00", id="winter"),
    ],
)
def test_local_times_are_read_in_the_declared_zone(written: str, utc: str) -> None:
    found = read_times(column(written), zone="America/New_York")
    assert (found.code[0], int(found.time[0])) == (0, instant(utc))


def test_mixed_rows_are_read_row_by_row() -> None:
    found = read_times(column("2026-01-01 12:00", "2026-01-01T12:00Z"), zone="Asia/Tokyo")
    assert found.time.tolist() == [instant("2026-01-01T03:00:00+00:00"), instant("2026-01-01T12:00:00+00:00")]


def test_the_first_row_without_a_zone_is_named_if_none_is_declared() -> None:
    found = read_times(column("2026-01-01T12:00Z", "soon", "2026-01-01 12:00", "2026-01-01 13:00"))
    assert found.naive == 2
    assert found.code.tolist() == [0, 325, 305, 305]
    assert read_times(column("2026-01-01T12:00Z")).naive == -1


def test_what_is_finer_than_a_microsecond_is_cut_and_counted() -> None:
    found = read_times(column("2026-01-01T12:00:00.1234567Z", "2026-01-01T12:00:00.1234560Z", "2026-01-01T12:00:00Z"))
    assert found.time[0] == found.time[1] == instant("2026-01-01T12:00:00.123456+00:00")
    assert found.cut == 1


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_arrow_timestamps_are_read(unit: str) -> None:
    stamp = datetime(2026, 1, 1, 12, tzinfo=UTC)
    zoned = read_times(column(stamp, None, kind=pa.timestamp(unit, "Europe/Paris")))
    assert zoned.time.tolist() == [instant("2026-01-01T12:00:00+00:00"), 0]
    assert zoned.code.tolist() == [0, 324]
    naive = column(stamp.replace(tzinfo=None), kind=pa.timestamp(unit))
    assert read_times(naive).naive == 0
    assert read_times(naive, zone="Europe/Paris").time[0] == instant("2026-01-01T11:00:00+00:00")


def test_arrow_timestamps_finer_than_microseconds_are_cut() -> None:
    cells = pa.array([1_767_268_800_000_000_001, 1_767_268_800_000_000_000]).cast(pa.timestamp("ns", "UTC"))
    assert read_times(pa.chunked_array([cells])).cut == 1


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
@pytest.mark.parametrize("value", [2**62, -(2**62), 2**53])
def test_arrow_timestamps_beyond_all_calendars_are_implausible(unit: str, value: int) -> None:
    cells = pa.array([value]).cast(pa.timestamp(unit, "UTC"))
    assert read_times(pa.chunked_array([cells])).code.tolist() == [329]


def test_dates_are_days_and_nothing_finer() -> None:
    dates = column(datetime(2026, 3, 8).date(), kind=pa.date32())
    assert read_times(dates, zone="UTC").code.tolist() == [326]
    assert read_times(dates, zone="America/New_York", precision="day").time[0] == instant("2026-03-08T05:00:00+00:00")


@pytest.mark.parametrize(
    ("written", "zone", "first", "hours"),
    [
        pytest.param("2026-03-07", "America/New_York", "2026-03-07T05:00:00+00:00", 24, id="plain-day"),
        pytest.param("2026-03-08", "America/New_York", "2026-03-08T05:00:00+00:00", 23, id="clocks-go-forward"),
        pytest.param("2026-11-01", "America/New_York", "2026-11-01T04:00:00+00:00", 25, id="clocks-go-back"),
        pytest.param("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00+00:00", 23, id="no-midnight"),
        pytest.param("2026-03-07 15:30", "America/New_York", "2026-03-07T05:00:00+00:00", 24, id="time-of-day-is-cut"),
        pytest.param("2026-03-07T03:00Z", "America/New_York", "2026-03-06T05:00:00+00:00", 24, id="zoned-is-converted"),
        pytest.param("2026-03-07T03:00+02:00", None, "2026-03-06T22:00:00+00:00", 24, id="zoned-without-declaration"),
    ],
)
def test_days_begin_at_local_midnight(written: str, zone: str | None, first: str, hours: int) -> None:
    found = read_times(column(written), zone=zone, precision="day")
    assert int(found.time[0]) == instant(first)
    assert found.width is not None
    assert int(found.width[0]) + 1 == hours * 3_600_000_000


def test_a_day_that_the_calendar_skipped_is_reported() -> None:
    assert read_times(column("2011-12-30"), zone="Pacific/Apia", precision="day").code.tolist() == [327]


def test_minutes_are_cut() -> None:
    found = read_times(column("2026-03-07T03:00:59Z"), precision="minute")
    assert int(found.time[0]) == instant("2026-03-07T03:00:00+00:00")
    assert found.width is not None
    assert found.width.tolist() == [59_999_999]


@pytest.mark.parametrize(
    ("written", "layout", "utc"),
    [
        pytest.param("02.03.2026 10:05", "%d.%m.%Y %H:%M", "2026-03-02T09:05:00+00:00", id="german"),
        pytest.param("3/2/2026 10:05 PM", "%m/%d/%Y %I:%M %p", "2026-03-02T21:05:00+00:00", id="american"),
        pytest.param("2026-03-02 10:05 +0000", "%Y-%m-%d %H:%M %z", "2026-03-02T10:05:00+00:00", id="with-offset"),
        pytest.param("1772445900", "epoch-seconds", "2026-03-02T10:05:00+00:00", id="seconds"),
        pytest.param("1772445900.25", "epoch-seconds", "2026-03-02T10:05:00.250000+00:00", id="fractions"),
        pytest.param("1772445900000", "epoch-milliseconds", "2026-03-02T10:05:00+00:00", id="milliseconds"),
        pytest.param("1772445900000000", "epoch-microseconds", "2026-03-02T10:05:00+00:00", id="microseconds"),
    ],
)
def test_declared_formats_are_read(written: str, layout: str, utc: str) -> None:
    found = read_times(column(written, "rubbish", None, ""), layout=layout, zone="Europe/Berlin")
    assert int(found.time[0]) == instant(utc)
    assert found.code.tolist() == [0, 325, 324, 324]


def test_a_declared_format_is_strict_about_days() -> None:
    found = read_times(column("31.02.2026 10:00", "31.01.2026 10:00"), layout="%d.%m.%Y %H:%M", zone="UTC")
    assert found.code.tolist() == [325, 0]


def test_a_declared_format_without_hours_gives_days() -> None:
    assert read_times(column("31.01.2026"), layout="%d.%m.%Y", zone="UTC").code.tolist() == [326]
    assert read_times(column("31.01.2026"), layout="%d.%m.%Y", zone="UTC", precision="day").code.tolist() == [0]


def test_numbers_are_read_with_an_epoch_format_only() -> None:
    numbers = column(1_772_445_900, None, kind=pa.int64())
    assert read_times(numbers, layout="epoch-seconds").code.tolist() == [0, 324]
    assert read_times(numbers, zone="UTC").code.tolist() == [325, 324]


def test_dictionary_coded_times_are_read_like_plain_ones() -> None:
    cells = ["2026-03-02T10:00:00Z", "x", None, "2026-03-02T10:00:00Z"]
    plain, coded = column(*cells), pa.chunked_array([pa.array(cells).dictionary_encode()])
    assert read_times(plain).time.tolist() == read_times(coded).time.tolist()
    assert read_times(plain).code.tolist() == read_times(coded).code.tolist()


def test_no_rows_are_no_instants() -> None:
    assert len(read_times(column()).time) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)),
            st.sampled_from(["Z", "+00:00", "-05:30", "+1345", "+09"]),
            st.sampled_from(["T", " "]),
            st.sampled_from(["minutes", "seconds", "microseconds"]),
        ),
        min_size=1,
        max_size=20,
    ),
    st.booleans(),
)
def test_iso_texts_are_read_as_python_reads_them(
    moments: list[tuple[datetime, str, str, str]], with_rubbish: bool
) -> None:
    texts = [moment.isoformat(sep, timespec=spec) + zone for moment, zone, sep, spec in moments]
    found = read_times(column(*texts, *(["?"] if with_rubbish else [])))
    assert found.time[: len(texts)].tolist() == [instant(text) for text in texts]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("0123456789-:TZ. +", max_size=24), min_size=1, max_size=8))
def test_rubbish_is_never_read_as_a_time_that_python_refuses(texts: list[str]) -> None:
    found = read_times(column(*texts), zone="UTC")
    for text, code, time in zip(texts, found.code.tolist(), found.time.tolist(), strict=True):
        if code == 0:
            with_zone = datetime.fromisoformat(text.strip().replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
            with_zone = with_zone if with_zone.tzinfo else with_zone.replace(tzinfo=UTC)
            assert time == (with_zone - EPOCH) // US


def test_many_shapes_of_rubbish_do_no_harm() -> None:
    texts = [f"{'abcdefghijkl'[i % 12]}{i:09d}" + "x" * (i % 7) + chr(97 + i % 26) for i in range(300)]
    good = "2026-03-02T10:00:00Z"
    found = read_times(column(*texts, good))
    assert np.count_nonzero(found.code == 0) == 1

"""Times of single records: read exactly, refused with a reason, and never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from analyzer.errors import InputError
from analyzer.importing.instants import instant, microseconds, since_epoch
from analyzer.importing.ledger import Unusable

NOON = int(datetime(2026, 3, 4, 12, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        pytest.param("2026-03-04T12:00:00Z", None, NOON, id="utc"),
        pytest.param("2026-03-04T12:00:00.000Z", None, NOON, id="milliseconds"),
        pytest.param("2026-03-04T12:00:00.1234567Z", None, NOON + 123_456, id="finer-than-microseconds"),
        pytest.param("2026-03-04T12:00:00,5Z", None, NOON + 500_000, id="comma"),
        pytest.param("2026-03-04 12:00:00 UTC", None, NOON, id="utc-as-a-word"),
        pytest.param("2026-03-04T13:00:00+01:00", "Asia/Tokyo", NOON, id="its-own-offset-counts"),
        pytest.param("2026-03-04T13:00", "Europe/Berlin", NOON, id="declared-zone"),
        pytest.param(" 20260304T1200Z ", None, NOON, id="compact"),
    ],
)
def test_times_are_read_exactly(text: str, zone: str | None, expected: int) -> None:
    assert instant(text, zone=zone, where="x") == expected


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        pytest.param(None, "E420", "", id="none"),
        pytest.param("", "E420", "", id="empty"),
        pytest.param("  ", "E420", "", id="blank"),
        pytest.param("2026-03-04", "E421", "2026-03-04", id="a-day"),
        pytest.param("2026-13-04T12:00:00Z", "E421", "2026-13-04T12:00:00Z", id="month-13"),
        pytest.param(12, "E421", "12", id="number"),
        pytest.param([["x"]], "E421", "list", id="list"),
        pytest.param(True, "E421", "bool", id="bool"),
        pytest.param(10**5000, "E421", "int", id="5000-digits"),
        pytest.param("cand-0001@example.org", "E421", "a text", id="an-address-is-not-repeated"),
        pytest.param("2026-03-04T12:00:00Z" + " " * 10**6, "E421", "a text", id="very-long"),
        pytest.param("\ud800" * 20, "E421", "a text", id="halves"),
        pytest.param("1969-12-31T23:59:59Z", "E423", "1969-12-31", id="before-1970"),
        pytest.param("0001-01-01T00:00:00+14:00", "E423", "", id="before-the-year-1"),
        pytest.param("2101-01-01T00:00:00Z", "E423", "2101-01-01", id="after-2100"),
        pytest.param("2026-03-29T02:30:00", "E422", "2026-03-29 02:30:00", id="skipped"),
        pytest.param("2026-10-25T02:30:00", "E422", "2026-10-25 02:30:00", id="made-twice"),
    ],
)
def test_what_is_no_time_says_why(text: object, code: str, detail: str) -> None:
    with pytest.raises(Unusable) as caught:
        instant(text, zone="Europe/Berlin", where="x")
    assert (caught.value.code, caught.value.detail) == (code, detail)


def test_a_time_without_a_zone_asks_for_one() -> None:
    with pytest.raises(InputError, match=r"x\.json: the time 2026-03-04 12:00:00 says no zone") as caught:
        instant("2026-03-04T12:00:00", zone=None, where="x.json")
    assert caught.value.code == "E409"


@pytest.mark.parametrize(
    ("number", "per_second", "expected"),
    [
        pytest.param(1772625600, 1, NOON, id="seconds"),
        pytest.param(1772625600000, 1000, NOON, id="milliseconds"),
        pytest.param("1772625600.000200", 1, NOON + 200, id="text-exactly"),
        pytest.param(Decimal("1772625600.9999999"), 1, NOON + 999_999, id="finer-parts-are-cut"),
        pytest.param(0, 1, 0, id="1970"),
    ],
)
def test_counted_times_are_read_exactly(number: object, per_second: int, expected: int) -> None:
    assert since_epoch(number, per_second=per_second) == expected


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *((None, "E420"), ("", "E420"), ("x", "E421"), ([], "E421"), ({}, "E421"), (True, "E421"), ("pending", "E421")),
        *(("NaN", "E421"), ("sNaN", "E421"), (Decimal("NaN"), "E421"), ("1" * 10**6, "E423"), ([[1]], "E421")),
        *((Decimal("1e999"), "E423"), ("1e999999999", "E423"), (Decimal("1e999999999999"), "E423")),
        *(("Infinity", "E423"), (Decimal("-Infinity"), "E423"), (-1, "E423"), (10**30, "E423"), (10**17, "E423")),
        (float("inf"), "E423"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_counted_times_beyond_measure_are_refused_at_once(number: object, code: str) -> None:
    with pytest.raises(Unusable) as caught:
        since_epoch(number, per_second=1)
    assert caught.value.code == code


def test_the_years_1970_to_2100_are_read_to_their_ends() -> None:
    last = datetime(2101, 1, 1, tzinfo=UTC) - timedelta(microseconds=1)
    assert microseconds(datetime(1970, 1, 1, tzinfo=UTC)) == 0
    assert microseconds(last) == 4_133_980_799_999_999

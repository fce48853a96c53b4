"""Dates of mails mean what `email.utils` says; no zone is guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given, settings, strategies as st

from analyzer.errors import InputError
from analyzer.importing.ledger import Unusable
from analyzer.importing.mail import dates
from analyzer.importing.mail.dates import sent


def read(value: str | None, zone: str | None = None) -> datetime:
    return datetime.fromtimestamp(sent(value, zone=zone, where="x.mbox") / 1e6, UTC)


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        pytest.param("Mon, 5 Jan 2026 10:00:00 +0100", None, "2026-01-05T09:00", id="usual"),
        pytest.param("Mon,  5 Jan 2026 10:00:00 +0100 (CET)", None, "2026-01-05T09:00", id="comment"),
        pytest.param("5 Jan 2026 10:00 GMT", None, "2026-01-05T10:00", id="greenwich"),
        pytest.param("Mon, 5 Jan 2026 10:00:00 -0000", None, "2026-01-05T10:00", id="utc-of-unknown-place"),
        pytest.param("Mon, 5 Jan 2026 10:00:00 -0000", "Europe/Berlin", "2026-01-05T10:00", id="utc-though-declared"),
        pytest.param("Mon, 5 Jan 2026 10:00:00 EST", None, "2026-01-05T15:00", id="name-that-the-standard-lists"),
        pytest.param("Mon, 5 Jan 26 10:00:00 +0100", None, "2026-01-05T09:00", id="two-digits"),
        pytest.param("Mon Jan  5 10:00:00 2026", "Europe/Berlin", "2026-01-05T09:00", id="no-zone-but-declared"),
        pytest.param("Mon, 5 Jan 2026 10:00:00 CET", "Europe/Berlin", "2026-01-05T09:00", id="the-declared-zones-name"),
        pytest.param("Thu, 31 Dec 2026 23:59:60 +0000", None, "2026-12-31T23:59:59", id="leap-second"),
        pytest.param("MON, 05 JAN 2026 10:00:00 +0100", None, "2026-01-05T09:00", id="capitals"),
    ],
)
def test_dates_are_read(value: str, zone: str | None, expected: str) -> None:
    assert read(value, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "zone", "code"),
    [
        pytest.param(None, None, "E420", id="none"),
        pytest.param("  ", None, "E420", id="blank"),
        pytest.param("yesterday", None, "E421", id="words"),
        pytest.param("Mon, 32 Jan 2026 10:00:00 +0000", None, "E421", id="no-such-day"),
        pytest.param("Mon, 5 Jan 2026 25:00:00 +0000", None, "E421", id="no-such-hour"),
        pytest.param("Mon, 5 Jan 2026 10:00:00 +2500", None, "E421", id="no-such-offset"),
        pytest.param("Mon, 5 Jan 2026 10:00:00 CET", None, "E421", id="name-of-a-zone-none-declared"),
        pytest.param("Mon, 5 Jan 2026 10:00:00 CET", "America/New_York", "E421", id="name-of-another-zone"),
        pytest.param("5 Jan 2026 10:00:00 " + "x" * 300, None, "E421", id="far-too-long"),
        pytest.param("Sun, 29 Mar 2026 02:30:00", "Europe/Berlin", "E422", id="skipped"),
        pytest.param("Sun, 25 Oct 2026 02:30:00", "Europe/Berlin", "E422", id="twice"),
        pytest.param("Mon, 1 Jan 1900 10:00:00 +0000", None, "E423", id="1900"),
        pytest.param("Wed, 31 Dec 1969 23:59:59 +0000", None, "E423", id="just-before-1970"),
        pytest.param("Sat, 1 Jan 2101 00:00:00 +0000", None, "E423", id="after-2100"),
        pytest.param("Sun, 2 Jan 2101 00:00:00", "Europe/Berlin", "E423", id="after-2100-local"),
    ],
)
def test_what_is_no_usable_date_says_why(value: str | None, zone: str | None, code: str) -> None:
    with pytest.raises(Unusable) as caught:
        read(value, zone)
    assert caught.value.code == code


def test_a_date_without_zone_is_refused_where_none_is_declared() -> None:
    with pytest.raises(InputError) as caught:
        read("Mon, 5 Jan 2026 10:00:00")
    assert caught.value.code == "E409"
    assert "--timezone" in str(caught.value.help)


@settings(max_examples=300)
@given(
    moment=st.datetimes(datetime(1971, 1, 1), datetime(2100, 12, 30)),
    weekday=st.sampled_from(["Mon, ", ""]),
    day=st.sampled_from(["%d", "%e"]),
    zone=st.one_of(
        st.builds("{}{:02}{:02}".format, st.sampled_from("+-"), st.integers(0, 14), st.integers(0, 59)),
        st.sampled_from(["GMT", "EST", "PDT"]),
    ),
    seconds=st.booleans(),
)
@example(datetime(2026, 2, 28, 23, 59), "", "%e", "-1459", False)
def test_dates_mean_what_the_standard_library_says(
    moment: datetime, weekday: str, day: str, zone: str, seconds: bool
) -> None:
    clock = "%H:%M:%S" if seconds else "%H:%M"
    value = f"{weekday}{moment.strftime(f'{day} %b %Y {clock}').strip()} {zone}"
    expected = parsedate_to_datetime(value)
    expected = expected if expected.tzinfo is not None else expected.replace(tzinfo=UTC)
    assert read(value) == expected


def test_the_usual_shape_does_not_need_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dates, "_any", lambda *_: pytest.fail("the library was asked"))
    assert read("Mon, 05 Jan 2026 10:00:00 -0800 (PST)").hour == 18

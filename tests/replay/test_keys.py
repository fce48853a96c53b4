"""Correlation, compared with a search event by event."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.replay.keys import Keys
from analyzer.replay.scans import NONE


@pytest.mark.parametrize("unknown_agrees", [False, True])
def test_the_nearest_event_that_agrees_is_found(unknown_agrees):
    rng = np.random.default_rng(5)
    found = 0
    for _ in range(150):
        count = int(rng.integers(1, 12))
        codes = rng.integers(-1, int(rng.integers(1, 4)), count).astype(np.int32)
        among = np.flatnonzero(rng.random(count) < rng.choice([0.2, 0.6, 1.0]))
        of = rng.integers(0, count, 8)
        low, high = np.sort(rng.integers(0, count + 1, (2, 8)), axis=0)

        def agreeing(event: int, first: int, last: int, codes=codes, among=among) -> list[int]:
            """The events of the set in a range of positions that agree with an event, itself left out."""
            return [
                other
                for other in among.tolist()
                if first <= other <= last
                and other != event
                and (codes[other] == codes[event] >= 0 or (unknown_agrees and (codes[other] < 0 or codes[event] < 0)))
            ]

        keys = Keys(codes)
        last = np.minimum(high, count - 1)
        latest = [max(agreeing(*one), default=NONE) for one in zip(of, low, last, strict=True)]
        assert keys.latest(among, of, last, low, unknown_agrees=unknown_agrees).tolist() == latest
        earliest = [min(agreeing(*one), default=NONE) for one in zip(of, low, high - 1, strict=True)]
        assert keys.earliest(among, of, low, high, unknown_agrees=unknown_agrees).tolist() == earliest
        found += sum(one != NONE for one in latest + earliest)
    assert found > 300


def test_an_empty_cell_is_no_key():
    keys = Keys(np.array([0, -1, 3], dtype=np.int32))
    assert keys.known(np.array([2, 1, 0, 1])).tolist() == [True, False, True, False]


def test_in_a_block_of_no_events_nothing_is_found():
    nothing = np.zeros(0, dtype=np.int64)
    keys = Keys(nothing.astype(np.int32))
    for unknown_agrees in (False, True):
        assert keys.latest(nothing, nothing, nothing, nothing, unknown_agrees=unknown_agrees).tolist() == []
        assert keys.earliest(nothing, nothing, nothing, nothing, unknown_agrees=unknown_agrees).tolist() == []

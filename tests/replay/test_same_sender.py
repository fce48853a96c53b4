"""The last event by somebody else, compared with a search event by event."""

from __future__ import annotations

import numpy as np

from analyzer.replay.scans import NONE
from analyzer.replay.verbs.same_sender import _last_but_of


def test_the_last_event_by_anybody_else_is_found():
    rng = np.random.default_rng(11)
    found = 0
    for _ in range(200):
        count = int(rng.integers(1, 12))
        person = rng.integers(-1, int(rng.integers(1, 4)), count)
        events = np.flatnonzero(rng.random(count) < rng.choice([0.3, 0.7, 1.0]))
        at = np.sort(rng.integers(0, count, 8))
        last = np.minimum(at + rng.integers(0, 3, 8), count - 1)
        floor = rng.integers(0, at + 1)
        expected = [
            max(
                (
                    event
                    for event in events.tolist()
                    if low <= event <= high and event != one and not person[event] == person[one] >= 0
                ),
                default=NONE,
            )
            for one, low, high in zip(at.tolist(), floor.tolist(), last.tolist(), strict=True)
        ]
        assert _last_but_of(person, events, at, last, floor).tolist() == expected
        found += sum(one != NONE for one in expected)
    assert found > 200

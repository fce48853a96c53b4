"""Did you mean: the nearest name, or the list of names, or nothing rather than a guess."""

from __future__ import annotations

import pytest

from analyzer.definitions.suggest import closest, did_you_mean

REASONS = ["topic-unknown", "stage-unknown", "thread-unknown", "channel-not-covered"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("topic-unkown", "topic-unknown", id="a-letter-missing"),
        pytest.param("Topic_Unknown", "topic-unknown", id="case-and-hyphens"),
        pytest.param("channel", "channel-not-covered", id="part-of-one-name"),
        pytest.param("nown", None, id="part-of-several-names"),
        pytest.param("not", None, id="too-short-a-part"),
        pytest.param("weather", None, id="nothing-like-it"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_nearest_name_is_found(word: str, expected: str | None) -> None:
    assert closest(word, REASONS) == expected


def test_the_order_of_the_names_does_not_matter() -> None:
    names = ["asks_a", "asks_b", "asks_c"]
    assert closest("asks_x", names) == closest("asks_x", reversed(names)) == "asks_c"


def test_many_names_are_not_listed() -> None:
    names = [f"n{number}" for number in range(13)]
    assert did_you_mean("weather", names[:12], plural="names").startswith("known names: n0, n1")
    assert did_you_mean("weather", names, plural="names") == ""


def test_where_there_are_no_names_it_says_so() -> None:
    assert did_you_mean("weather", [], plural="topics") == "the definition has no topics"

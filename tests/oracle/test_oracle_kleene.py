"""Truth with reasons."""

from __future__ import annotations

import pytest

from tests.oracle.kleene import conjunction, disjunction, negation, some_way, unknown

TOPIC, ROLE, STAGE = unknown("topic"), unknown("role"), unknown("stage")


@pytest.mark.parametrize(
    ("values", "every", "some"),
    [
        pytest.param([], True, False, id="nothing"),
        pytest.param([True, False], False, True, id="known"),
        pytest.param([TOPIC, False], False, TOPIC, id="a-false-one-settles-all"),
        pytest.param([TOPIC, True], TOPIC, True, id="a-true-one-settles-some"),
        pytest.param([TOPIC, ROLE], TOPIC | ROLE, TOPIC | ROLE, id="both-reasons"),
    ],
)
def test_all_and_some_carry_the_reasons_that_matter(values, every, some):
    assert conjunction(values) == every
    assert disjunction(values) == some


def test_the_negation_of_an_unknown_is_the_same_unknown():
    assert (negation(TOPIC), negation(True)) == (TOPIC, False)


@pytest.mark.parametrize(
    ("ways", "outcome"),
    [
        pytest.param([], False, id="no-way"),
        pytest.param([{}], True, id="a-way-without-conditions"),
        pytest.param([{"a": TOPIC}, {"b": True}], True, id="one-sure-way"),
        pytest.param([{"a": TOPIC, "b": False}], False, id="a-closed-way"),
        pytest.param([{"a": TOPIC}, {"a": TOPIC, "b": ROLE}], TOPIC, id="the-longer-way-is-superfluous"),
        pytest.param([{"a": TOPIC, "c": STAGE}, {"b": ROLE}], TOPIC | ROLE | STAGE, id="two-ways"),
        pytest.param([{"a": TOPIC, "b": True}, {"a": TOPIC}], TOPIC, id="known-parts-do-not-count"),
    ],
)
def test_an_unknown_is_a_reason_when_it_alone_can_change_the_outcome(ways, outcome):
    assert some_way(ways) == outcome

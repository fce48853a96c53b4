"""Conversations by hashed ids, against a plain walk through all of them."""

import random

import numpy as np
from hypothesis import given, settings, strategies as st

from analyzer.importing.threads import Conversations, Strangers

IDS = st.lists(st.lists(st.integers(1, 12), max_size=3).map(tuple), max_size=12)


def connected(groups: list[tuple[int, ...]], seeds: set[int]) -> list[int]:
    """Groups that hang on some ids, found by going round until nothing is added."""
    known, taken = set(seeds), set()
    while True:
        more = {place for place, ids in enumerate(groups) if known & set(ids)} - taken
        if not more:
            return sorted(taken)
        taken |= more
        known |= {one for place in more for one in groups[place]}


@given(IDS, st.sets(st.integers(1, 12), max_size=4))
@settings(max_examples=300)
def test_strangers_are_found_as_by_walking(groups, seeds):
    strangers = Strangers()
    for ids in groups:
        strangers.add(ids)
    assert strangers.on_threads_of(seeds).tolist() == connected(groups, seeds)


@given(IDS)
@settings(max_examples=300)
def test_a_conversation_has_its_smallest_id_whatever_the_order(groups):
    filled = [ids for ids in groups if ids]
    orders = [filled, filled[::-1], random.Random(1).sample(filled, len(filled))]
    for order in orders:
        conversations = Conversations()
        for ids in order:
            conversations.add(ids)
        for ids in filled:
            reached = {one for place in connected(filled, {ids[0]}) for one in filled[place]}
            assert {conversations.of(one) for one in ids} == {min(reached)}


def test_a_million_strangers_cost_a_few_bytes_each():
    strangers = Strangers()
    for number in range(100_000):
        strangers.add((number, number + 1))
    size = sum(len(part) * part.itemsize for part in vars(strangers).values())
    assert size <= 100_000 * (2 * 8 + 8)
    assert np.array_equal(strangers.on_threads_of({99_999_999}), [])

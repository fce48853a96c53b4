"""Whether one event can meet several selectors: what is said to be impossible is, on every event that there can be."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.definitions.lint.possible import MOST_ALTERNATIVES, alternatives, follows, possible
from analyzer.definitions.model import AllOf, AnyOf, Anything, Fields, Names, Not, Selector

ROLES = ("a", "b", "c")
TOPICS = ("x", "y", "z")


def some(names: Names) -> list[frozenset[str]]:
    return [frozenset(each) for each in chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))]


EVENTS = [
    {"sender": sender, "to": to, "cc": cc, "topics": topics, "stage": stage}
    for sender, to, cc, topics, stage in product(ROLES, some(ROLES), some(ROLES), some(TOPICS), ("early", "late"))
]
"""Small events of every kind; a role and a topic (`c`, `z`) are there that selectors need not name."""


def holds(selector: Selector, event: dict[str, object]) -> bool:
    """What SEMANTICS section 2 says, for an event of which everything is known."""
    match selector:
        case Anything():
            return True
        case Not(part=part):
            return not holds(part, event)
        case AllOf(parts=parts):
            return all(holds(part, event) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, event) for part in parts)
        case Fields():
            return fields_hold(selector, event)


def fields_hold(fields: Fields, event: dict[str, object]) -> bool:
    sender, to, cc, topics = (event[name] for name in ("sender", "to", "cc", "topics"))
    assert isinstance(to, frozenset)
    assert isinstance(cc, frozenset)
    assert isinstance(topics, frozenset)
    written_to = to if to - {sender} or not cc else cc
    tests = {
        "sender": {sender},
        "stage": {event["stage"]},
        "to": written_to,
        "copied": to | cc,
        "party": to | cc | {sender},
        "about": topics,
    }
    for name, has in tests.items():
        wanted = getattr(fields, name)
        if wanted is not None and not has & set(wanted):
            return False
    if fields.not_copied is not None and (to | cc) & set(fields.not_copied):
        return False
    return fields.only_about is None or (bool(topics) and topics <= set(fields.only_about))


roles = st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True).map(tuple)
topics = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2, unique=True).map(tuple)
maybe_roles, maybe_topics = st.none() | roles, st.none() | topics
plain = st.builds(
    Fields,
    sender=maybe_roles,
    to=maybe_roles,
    copied=maybe_roles,
    not_copied=maybe_roles,
    party=maybe_roles,
    about=maybe_topics,
    only_about=maybe_topics,
    stage=st.sampled_from([None, ("early",), ("late",)]),
)
selectors: st.SearchStrategy[Selector] = st.recursive(
    plain | st.just(Anything()),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(AllOf),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(AnyOf),
        inner.map(Not),
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(selectors)
def test_what_some_event_meets_is_never_said_to_be_impossible(selector: Selector) -> None:
    if not possible(selector):
        assert not any(holds(selector, event) for event in EVENTS)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(plain, plain)
def test_what_is_said_to_follow_does(known: Selector, other: Selector) -> None:
    if follows(known, than=other):
        assert all(holds(other, event) for event in EVENTS if holds(known, event))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(plain)
def test_one_mapping_that_no_event_meets_is_found_out(fields: Fields) -> None:
    met = any(holds(fields, event) for event in EVENTS)
    assert possible(fields) == met


CANDIDATE = Fields(sender=("candidate",))


@pytest.mark.parametrize(
    ("known", "other", "expected"),
    [
        pytest.param(CANDIDATE, Fields(sender=("candidate", "recruiter")), True, id="more-senders"),
        pytest.param(Fields(sender=("candidate", "recruiter")), CANDIDATE, False, id="fewer-senders"),
        pytest.param(Fields(only_about=("x",)), Fields(about=("x", "y")), True, id="only-about-is-about"),
        pytest.param(Fields(about=("x",)), Fields(only_about=("x",)), False, id="about-is-not-only-about"),
        pytest.param(Fields(to=("a",)), Fields(copied=("a",)), True, id="written-to-is-copied"),
        pytest.param(Fields(copied=("a",)), Fields(to=("a",)), False, id="copied-is-not-written-to"),
        pytest.param(Fields(copied=("a",)), Not(Fields(not_copied=("a",))), True, id="copied-or-not"),
        pytest.param(Not(Fields(party=("a",))), Fields(not_copied=("a",)), True, id="no-party-is-not-copied"),
        pytest.param(Fields(where=(("k", ("1",)),)), Fields(where=(("k", ("1", "2")),)), True, id="column"),
        pytest.param(Fields(where=(("k", ("1",)),)), Fields(where=(("m", ("1",)),)), False, id="another-column"),
        pytest.param(Anything(), CANDIDATE, False, id="anything"),
        pytest.param(AnyOf((CANDIDATE, Fields(party=("candidate",)))), Fields(party=("candidate",)), True, id="either"),
    ],
)
def test_follows(known: Selector, other: Selector, expected: bool) -> None:
    assert follows(known, than=other) is expected


def test_too_many_alternatives_are_not_looked_at() -> None:
    two = AnyOf((Fields(about=("x",)), Fields(about=("y",))))
    many = AllOf((two,) * 10)
    assert MOST_ALTERNATIVES < 2**10
    assert alternatives(many) is None
    assert possible(many, CANDIDATE, Not(CANDIDATE))

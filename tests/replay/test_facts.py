"""What a run knows of definition and log: which unknowns may matter to a rule, and what selectors ask for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.errors import UsageError
from analyzer.replay import Assumptions
from tests.replay.small import block_of, replayed, rule, run
from tests.replay.worlds import world

ASK = "2026-03-02 10:00 | candidate -> recruiter | status"
NO_TOPIC = "2026-03-02 10:00 | candidate -> recruiter | -"
ABOUT = rule(forbid="{from: candidate, about: status}")
SENDER = rule(forbid="{from: candidate}")
DUTY = """
  duty:
    title: The recruiter answers
    require: {from: recruiter, to: candidate}
    after: {from: candidate, about: status}
    within: 2 days
"""


@pytest.mark.parametrize(
    ("text", "lines", "reasons"),
    [
        pytest.param(SENDER, ASK, (), id="nothing unknown"),
        pytest.param(SENDER, NO_TOPIC, (), id="topics that the rule does not ask for"),
        pytest.param(ABOUT, ASK, (), id="topics that are all there"),
        pytest.param(ABOUT, f"{NO_TOPIC}\n{ASK}", ("topic-unknown",), id="about"),
        pytest.param(rule(forbid="{only_about: status}"), f"{NO_TOPIC}\n{ASK}", ("topic-unknown",), id="only_about"),
        pytest.param(rule(forbid="{stage: offer}"), ASK, ("stage-unknown",), id="stage"),
        pytest.param(
            rule(forbid="{from: candidate}", unless="[{after: {stage: offer}}]"),
            ASK,
            ("stage-unknown",),
            id="in an excuse",
        ),
        pytest.param(rule(forbid="{thread_started_by: recruiter}"), ASK, ("thread-unknown",), id="starter"),
        pytest.param(SENDER, f"{ASK}\n2026-03-02 10:00 | ? -> recruiter | -", ("role-unknown",), id="a sender"),
        pytest.param(SENDER, f"{ASK}\n2026-03-02 10:00 | candidate -> ? | -", ("role-unknown",), id="a recipient"),
        pytest.param(
            SENDER, f"{ASK}\n2026-03-02 10:00 | candidate -> recruiter | - | copied ?", ("role-unknown",), id="in copy"
        ),
        pytest.param(
            rule(route="{from: candidate, to: hiring_manager, about: status, through: recruiter, within: 1 day}"),
            f"{ASK}\n{NO_TOPIC}",
            ("topic-unknown",),
            id="a route",
        ),
        pytest.param(
            rule(forbid="{from: candidate}", when="[{open: duty}]") + DUTY,
            f"{ASK}\n{NO_TOPIC}",
            ("topic-unknown",),
            id="a rule that is asked about",
        ),
    ],
)
def test_which_unknowns_may_matter_to_a_rule(text, lines, reasons):
    facts = replayed(text, a=lines).result.facts
    assert facts.reasons_of(facts.rule("it")) == reasons


@pytest.mark.parametrize(
    ("text", "assume"),
    [
        pytest.param(ABOUT, {"topic": "other"}, id="topic"),
        pytest.param(rule(forbid="{stage: offer}"), {"stage": "any"}, id="stage"),
        pytest.param(rule(forbid="{thread_started_by: recruiter}"), {"thread_started_by": "none"}, id="thread"),
    ],
)
def test_what_is_assumed_is_not_unknown(text, assume):
    facts = replayed(text, assume=assume, a=f"{NO_TOPIC}\n{ASK}").result.facts
    assert facts.reasons_of(facts.rule("it")) == ()


@pytest.mark.parametrize(
    ("text", "assume", "verdicts"),
    [
        pytest.param(ABOUT, {}, {"a1": "undecided"}, id="topic, not assumed"),
        pytest.param(ABOUT, {"topic": "other"}, {}, id="an unknown topic is none of those named"),
        pytest.param(
            rule(forbid="{from: candidate, not: {about: status}}"),
            {"topic": "other"},
            {"a1": "violated"},
            id="nor here",
        ),
        pytest.param(rule(forbid="{stage: offer}"), {}, {"a1": "undecided"}, id="stage, not assumed"),
        pytest.param(rule(forbid="{stage: offer}"), {"stage": "any"}, {"a1": "violated"}, id="any stage"),
        pytest.param(
            rule(forbid="{from: candidate}", unless="[{stage: offer}]"),
            {"stage": "any"},
            {"a1": "excused"},
            id="as an excuse",
        ),
        pytest.param(rule(forbid="{thread_started_by: recruiter}"), {}, {"a1": "undecided"}, id="starter, not assumed"),
        pytest.param(
            rule(forbid="{thread_started_by: recruiter}"),
            {"thread_started_by": "none"},
            {},
            id="an unknown starter is nobody",
        ),
        pytest.param(
            rule(forbid="{from: candidate}", unless="[{thread_started_by: recruiter}]"),
            {"thread_started_by": "none"},
            {"a1": "violated"},
            id="no excuse from the thread",
        ),
    ],
)
def test_what_an_assumption_makes_of_a_verdict(text, assume, verdicts):
    lines = "2026-03-02 10:00 | candidate -> recruiter | - | in_reply_to=x"
    assert replayed(text, older="a", assume=assume, a=lines).verdicts("it") == verdicts


def test_a_kind_of_event_that_names_no_stage_has_no_code_of_one():
    facts = replayed(SENDER, a=f"{ASK}\n2026-03-02 11:00 | stage | applied").result.facts
    assert [facts.kind_stage[code] for code in facts.kind_stage.argsort()] == [-1, 0]


@pytest.mark.parametrize("written", [{"stage": "offer"}, {"weather": "fine"}, {"topic": "other", "stage": "none"}])
def test_nothing_else_can_be_assumed(written):
    with pytest.raises(UsageError, match="what can be assumed: thread_started_by=none, stage=any, topic=other"):
        Assumptions.parse(written)


def with_role(log, old: str, new: str):
    """The log with one role written otherwise."""
    kinds = []
    for kind in log.kinds:
        sets = {
            name: frozenset(new if role == old else role for role in getattr(kind, name))
            for name in ("recipient_roles", "copied_roles")
        }
        kinds.append(replace(kind, **sets, sender_role=new if kind.sender_role == old else kind.sender_role))
    return replace(log, kinds=tuple(kinds))


@pytest.mark.parametrize(
    ("line", "verdicts"),
    [
        pytest.param("candidate -> coordinator", {"a1": "violated"}, id="as a recipient"),
        pytest.param("coordinator -> recruiter", {"a1": "violated"}, id="as the sender"),
        pytest.param("coordinator -> coordinator", {}, id="to the same role"),
        pytest.param("candidate -> recruiter", {}, id="not at all"),
        pytest.param("candidate -> candidate | - | copied coordinator", {"a1": "violated"}, id="in cc that stands in"),
    ],
)
def test_a_role_that_the_definition_does_not_declare_is_another_role(line, verdicts):
    text = "contacts:\n  - {between: [candidate, recruiter]}\n"
    line = line if "|" in line else f"{line} | -"
    definition, log = world(text, a=f"2026-03-02 10:00 | {line}")
    found = run(definition, with_role(log, "coordinator", "guest"))
    assert found.verdicts("contact") == verdicts


@pytest.mark.parametrize(
    ("contacts", "lines", "reasons"),
    [
        pytest.param("{between: [candidate, recruiter]}", NO_TOPIC, (), id="roles only"),
        pytest.param("{from: candidate, to: recruiter, about: [status]}", NO_TOPIC, ("topic-unknown",), id="topic"),
        pytest.param("{from: candidate, to: recruiter, stage: [offer]}", ASK, ("stage-unknown",), id="stage"),
    ],
)
def test_contacts_bring_the_unknowns_of_their_fields(contacts, lines, reasons):
    facts = replayed(f"contacts:\n  - {contacts}\n", a=lines).result.facts
    assert facts.reasons_of(facts.rule("contact")) == reasons
    assert facts.reasons_of(facts.rule("stage-order")) == ("stage-unknown",)


@pytest.mark.parametrize(
    ("text", "uses", "columns"),
    [
        pytest.param(SENDER, False, (), id="neither"),
        pytest.param(rule(forbid="{thread_started_by: recruiter, where: {b: x}}"), True, ("b",), id="both"),
        pytest.param(
            rule(forbid="{from: candidate}", unless="[{where: {c: x, a: y}}, {after: {thread_started_by: recruiter}}]"),
            True,
            ("a", "c"),
            id="in conditions",
        ),
        pytest.param(
            "contacts:\n  - {from: candidate, to: recruiter, where: {b: x}}\n", False, ("b",), id="in contacts"
        ),
    ],
)
def test_what_selectors_ask_of_threads_and_columns(text, uses, columns):
    facts = block_of(text, a=ASK).facts
    assert (facts.uses_thread_starter, facts.columns) == (uses, columns)


def test_a_column_that_the_log_lacks_is_equal_to_nothing():
    found = replayed(rule(forbid="{from: candidate, where: {urgent: 'yes'}}"), a=ASK)
    assert found.verdicts("it") == {}
    found = replayed(rule(forbid="{from: candidate, not: {where: {urgent: 'yes'}}}"), a=ASK)
    assert found.verdicts("it") == {"a1": "violated"}


def test_an_empty_cell_is_equal_to_nothing():
    definition, log = world(
        rule(forbid="{from: candidate, where: {urgent: ['yes', 'no']}}"),
        a=f"{ASK} | urgent=no\n{ASK}",
        b=f"{ASK} | urgent=soon",
    )
    for size in (1, 100):
        assert run(definition, log, block_events=size).verdicts("it") == {"a1": "violated"}

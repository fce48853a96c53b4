"""Single changes to definitions: which there are, where they stand, which are left out since they change nothing."""

from __future__ import annotations

import pytest

from analyzer.definitions import load_definition, preset_text
from analyzer.definitions.covering import covers, ways
from analyzer.definitions.model import Contact, Fields, RequireAfter, Unanswered
from analyzer.definitions.mutations import Mutant, mutants
from analyzer.errors import Place
from tests.definitions.texts import load


def changed(*lines: str) -> list[Mutant]:
    """The mutants of a small definition that concern the lines added to it."""
    return [mutant for mutant in mutants(load(*lines)) if mutant.place.line > 15]


def said(*lines: str) -> set[str]:
    return {mutant.what for mutant in changed(*lines)}


def rule(*parts: str) -> str:
    return f"rules: {{r: {{{', '.join(parts)}}}}}"


BOTH = "the contact candidate <-> recruiter/coordinator"
ANSWER = ("require: answers", "after: asks", "within: 2 business days")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [rule(*ANSWER)],
            {
                "`within: 2 business days` of rule 'r' could be `3 business days`",
                "`within: 2 business days` of rule 'r' could be `1 business day`",
                "`within: 2 business days` of rule 'r' could be `2 days`",
                "exactly 2 business days could be too long for `within: 2 business days` of rule 'r'",
                "rule 'r' could say `on_close: cancel`",
                "rule 'r' could say `pairing: each`",
            },
            id="a-limit-and-the-modifiers-left-to-their-default",
        ),
        pytest.param(
            [rule(*ANSWER, "not_before: 1 hour", "on_close: cancel", "pairing: each", "correlate: thread")],
            {
                "`not_before: 1 hour` of rule 'r' could be `2 hours`",
                "`not_before: 1 hour` of rule 'r' could be `1 business hour`",
                "exactly 1 hour could be too short for `not_before: 1 hour` of rule 'r'",
                "`on_close: cancel` of rule 'r' could be `due`",
                "`pairing: each` of rule 'r' could be `any`",
                "`correlate: thread` could be left out of rule 'r'",
            },
            id="lower-limits-and-modifiers-written",
        ),
        pytest.param(
            [rule("limit: {from: candidate, about: [status, thanks]}", "at_most: 1", "per: 1 week",
                  "across: candidate")],
            {
                "`from: candidate` could be left out of rule 'r'",
                "`from: candidate` of rule 'r' could be `recruiter`",
                "`from: candidate` of rule 'r' could be `coordinator`",
                "`about: [status, thanks]` could be left out of rule 'r'",
                "`about: [status, thanks]` of rule 'r' could be `only_about`",
                "`status` could be left out of `about` of rule 'r'",
                "`thanks` could be left out of `about` of rule 'r'",
                "`at_most: 1` of rule 'r' could be `2`",
                "`at_most: 1` of rule 'r' could be `0`",
                "`per: 1 week` of rule 'r' could be `2 weeks`",
                "`per: 1 week` of rule 'r' could be `7 business days`",
                "exactly 1 week could be too long for `per: 1 week` of rule 'r'",
                "`across: candidate` could be left out of rule 'r'",
            },
            id="a-selector-a-count-and-across",
        ),
        pytest.param(
            [rule("forbid: asks", "unless: [in-copy, {after: answers, within: 1 day}]", "when: {by: [email, phone]}",
                  "while: closed", "settled_by: answers", "settled_within: 1 day")],
            {
                "`in-copy` could be left out of `unless` of rule 'r'",
                "`{after: answers, within: 1 day}` could be left out of `unless` of rule 'r'",
                "`within: 1 day` of rule 'r' could be `2 days`",
                "`when: {by: [email, phone]}` could be left out of rule 'r'",
                "`email` could be left out of `by` of rule 'r'",
                "`while: closed` could be left out of rule 'r'",
                "`settled_by` could be left out of rule 'r'",
                "`settled_within: 1 day` of rule 'r' could be `1 business day`",
            },
            id="excuses-conditions-repair-and-while",
        ),
        pytest.param(
            [rule("forbid: {all_of: [asks, {not: {copied: recruiter}}]}")],
            {
                "`asks` could be left out of `all_of` of rule 'r'",
                "`{not: {copied: recruiter}}` could be left out of `all_of` of rule 'r'",
                "`copied: recruiter` of rule 'r' could be `coordinator`",
            },
            id="combinators",
        ),
        pytest.param(
            [rule("route: {from: candidate, to: hiring_manager, about: guarded, through: recruiter, within: 1 day, "
                  "indirect: true}")],
            {
                "`indirect: true` of rule 'r' could be `false`",
                "`through: recruiter` of rule 'r' could be `coordinator`",
                "`within: 1 day` of rule 'r' could be `2 days`",
            },
            id="a-route",
        ),
        pytest.param(
            [rule("require: answers", "next_after: asks", "in: thread")],
            {"`in: thread` could be left out of rule 'r'", "rule 'r' could say `on_close: cancel`"},
            id="the-next-message",
        ),
        pytest.param(
            ["contacts: [{between: [candidate, [recruiter, coordinator]], about: status, copied: hiring_manager}]"],
            {
                f"{BOTH} could hold for candidate -> recruiter/coordinator only",
                f"{BOTH} could hold for recruiter/coordinator -> candidate only",
                "`coordinator` could be left out of `between` of the contact candidate <-> recruiter/coordinator",
                "`copied: hiring_manager` could be left out of the contact candidate <-> recruiter/coordinator",
                "`about: status` of the contact candidate <-> recruiter/coordinator could be `only_about`",
            },
            id="a-contact-both-ways",
        ),
        pytest.param(
            ["contacts: [{from: candidate, to: recruiter}, {from: recruiter, to: coordinator}]"],
            {
                "the contact candidate -> recruiter could be left out",
                "`to: recruiter` of the contact candidate -> recruiter could be `coordinator`",
            },
            id="a-contact-one-way",
        ),
    ],
)  # fmt: skip
def test_every_part_of_the_language_is_changed(lines: list[str], expected: set[str]) -> None:
    assert expected <= said(*lines)


def test_sections_are_changed_too() -> None:
    definition = load(rule("forbid: asks"), "protected: [thanks]")
    text = definition.source.replace("next: [interview]", "next: [interview, hired], at_most: 1 day")
    what = {mutant.what: mutant.place.line for mutant in mutants(load_definition(text))}
    assert what["`interview` could be left out of `next` of stage 'applied'"] == 8
    assert what["`at_most: 1 day` of stage 'applied' could be `2 days`"] == 8
    assert what["`[hired]` could be left out of `next` of stage 'interview'"] == 8
    assert what["stage 'hired' could be one that does not close a case"] == 8
    assert what["`from: candidate` could be left out of event 'asks'"] == 11
    assert what["`[thanks]` could be left out of `protected`"] == 17


def test_a_changed_limit_is_the_one_that_is_said() -> None:
    within = {}
    for mutant in changed(rule(*ANSWER)):
        verb = mutant.definition.rule("r").verb
        assert isinstance(verb, RequireAfter)
        within[mutant.what] = verb.within
    two = load(rule(*ANSWER)).rule("r").verb
    assert isinstance(two, RequireAfter)
    assert within["exactly 2 business days could be too long for `within: 2 business days` of rule 'r'"].amount == (
        two.within.amount - 1
    )
    assert str(within["`within: 2 business days` of rule 'r' could be `3 business days`"]) == "3 business days"


def test_the_shortest_wait_of_an_excuse_is_nudged_up() -> None:
    excuse = "{unanswered: asks, by: answers, for: 1 day, at_least: 2}"
    waits = {}
    for mutant in changed(rule("forbid: asks", f"unless: [{excuse}]")):
        conditions = [named.condition for named in mutant.definition.rule("r").unless]
        if conditions and isinstance(conditions[0], Unanswered):
            waits[mutant.what] = (conditions[0].waited.amount, conditions[0].at_least)
    day = 24 * 3600 * 1_000_000
    assert waits["exactly 1 day could be too short for `for: 1 day` of rule 'r'"] == (day + 1, 2)
    assert waits["`at_least: 2` of rule 'r' could be `3`"] == (day, 3)
    assert waits["`at_least: 2` of rule 'r' could be `1`"] == (day, 1)


def test_a_condition_written_in_place_keeps_its_name_when_it_is_changed() -> None:
    names = {
        named.name
        for mutant in changed(rule("forbid: asks", "unless: [{copied: recruiter, by: email}]"))
        for named in mutant.definition.rule("r").unless
    }
    assert names == {"copied: recruiter, by: email"}


def test_a_mutant_keeps_the_examples_and_places_of_the_original() -> None:
    definition = load_definition(preset_text("in-house"), path="in_house.yaml")
    for mutant in mutants(definition):
        assert mutant.definition.examples is definition.examples
        assert mutant.definition.declared == definition.declared
        assert {rule.place for rule in mutant.definition.rules} <= {rule.place for rule in definition.rules}
        assert mutant.definition != definition


def test_the_same_text_gives_the_same_mutants() -> None:
    once, again = (list(mutants(load(rule(*ANSWER)))) for _ in range(2))
    assert once == again
    assert len({mutant.what for mutant in once}) == len(once) > 10


# ---------------------------------------------------------------- changes that change nothing


@pytest.mark.parametrize(
    ("lines", "left_out"),
    [
        pytest.param(
            ["contacts: [{from: candidate, to: recruiter}, {from: candidate, to: recruiter, about: status}]"],
            "`about: status` of the contact candidate -> recruiter could be `only_about`",
            id="a-contact-that-another-one-covers",
        ),
        pytest.param(
            ["contacts: [{from: candidate, to: recruiter}]"],
            "`status` could be left out of `guarded`",
            id="a-list-that-no-rule-uses",
        ),
        pytest.param(
            [rule("forbid: asks")], "`copied: recruiter` of excuse 'in-copy' could be `coordinator`", id="unused-excuse"
        ),
    ],
)  # fmt: skip
def test_a_change_that_changes_no_verdict_is_no_mutant(lines: list[str], left_out: str) -> None:
    assert left_out not in {mutant.what for mutant in mutants(load(*lines))}


def test_where_no_case_closes_a_close_makes_no_difference() -> None:
    text = load(rule(*ANSWER)).source.replace("closes: true", "at_most: 1 day")
    what = {mutant.what for mutant in mutants(load_definition(text))}
    assert "rule 'r' could say `on_close: cancel`" not in what
    assert "rule 'r' could say `pairing: each`" in what


def test_a_change_that_cannot_be_read_is_no_mutant() -> None:
    limits = rule("require: answers", "after: asks", "within: 2 days", "not_before: 2 days")
    what = said(limits)
    assert "`within: 2 days` of rule 'r' could be `3 days`" in what
    assert "`within: 2 days` of rule 'r' could be `1 day`" not in what  # not_before would be longer


ONE = Fields(only_about=("a",), stage=("s",), by=("x",))


@pytest.mark.parametrize(
    ("wide", "covered"),
    [
        pytest.param(Fields(), True, id="no-condition"),
        pytest.param(Fields(about=("a", "b")), True, id="only-about-a-is-about-a"),
        pytest.param(Fields(only_about=("b", "a"), stage=("t", "s")), True, id="more-alternatives"),
        pytest.param(Fields(about=("b",)), False, id="another-topic"),
        pytest.param(Fields(stage=("t",)), False, id="another-stage"),
        pytest.param(Fields(copied=("r",)), False, id="one-condition-more"),
        pytest.param(Fields(not_copied=("r",)), False, id="one-negative-condition-more"),
        pytest.param(Fields(where=(("c", ("1",)),)), False, id="a-column"),
    ],
)
def test_one_way_covers_another(wide: Fields, covered: bool) -> None:
    assert covers(wide, ONE) is covered


def test_not_copied_covers_the_other_way_round() -> None:
    few, many = Fields(not_copied=("a",)), Fields(not_copied=("a", "b"))
    assert covers(few, many)
    assert not covers(many, few)


def test_ways_are_those_between_different_roles_that_no_other_one_covers() -> None:
    place = Place("x", 1, 1)
    contacts = (
        Contact(("a", "b"), ("b",), Fields(), place),
        Contact(("a",), ("b",), Fields(about=("t",)), place),
        Contact(("b",), ("a",), Fields(about=("t", "s")), place),
    )
    assert ways(contacts) == {("a", "b", Fields()), ("b", "a", Fields(about=("s", "t")))}

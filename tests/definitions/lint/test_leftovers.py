"""Names that nothing refers to or that are easily confused, phrases, columns, examples."""

from __future__ import annotations

import pytest

from analyzer.definitions import lint, load_definition
from analyzer.definitions.lint.names import COLUMNS, plain
from analyzer.definitions.lint.phrases import stands_within
from analyzer.events.columns import KNOWN
from tests.definitions.lint.texts import read, said

USED = (
    "topics: [news]\nroles: [candidate, recruiter, hiring_manager]\n"
    "rules: {r: {forbid: {from: candidate, to: hiring_manager, about: news}}}\n"
)
"""Nothing of this is unused."""


def example_of(line: str, expect: str) -> str:
    return f"examples:\n  - name: one\n    events: [2026-03-02 10:00 | {line}]\n    expect: {expect}\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("events: {e: {from: candidate}}\n", ["4:10 D202 event 'e' is not used"], id="event"),
        pytest.param("excuses: {x: {copied: recruiter}}\n", ["4:11 D202 excuse 'x' is not used"], id="excuse"),
        pytest.param(
            "events: {e: {from: candidate}}\nexcuses: {x: {after: e}}\n",
            ["5:11 D202 excuse 'x' is not used"],
            id="used-by-what-is-not-used",
        ),
        pytest.param("channels: [email]\n", [], id="channels-need-no-rule"),
    ],
)
def test_names_that_nothing_refers_to_are_found(lines: str, expected: list[str]) -> None:
    assert said(USED + lines, "D202") == expected


def test_an_unused_topic_is_found_even_if_examples_mention_it() -> None:
    example = example_of("candidate -> recruiter | weather", "none")
    lines = USED.replace("[news]", "[news, weather]") + example
    assert said(lines, "D202") == ["1:16 D202 topic 'weather' is not used"]


def test_an_unused_role_is_found() -> None:
    lines = USED.replace("hiring_manager]", "hiring_manager, referrer]")
    assert said(lines, "D202") == ["2:47 D202 role 'referrer' is not used"]
    assert said(lines + "contacts: [{from: any, to: recruiter}]\n", "D202") == []
    assert said(lines + "contacts: [{from: referrer, to: recruiter}]\n", "D202") == []


# ---------------------------------------------------------------- alike


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        pytest.param("role-question", "role_question", "D232", id="hyphen"),
        pytest.param("Role question", "role_question", "D232", id="case-and-blank"),
        pytest.param("scheduling", "schedulling", "D233", id="a-letter-more"),
        pytest.param("scheduling", "scheduing", "D233", id="a-letter-less"),
        pytest.param("scheduling", "scheduleng", "D233", id="another-letter"),
        pytest.param("scheduling", "schdeuling", "D233", id="two-swapped"),
        pytest.param("scheduling", "schdeulingg", None, id="two-slips"),
        pytest.param("round_1", "round_2", None, id="numbers"),
        pytest.param("offer", "offers", None, id="short"),
        pytest.param("role_question", "role_answer", None, id="different"),
    ],
)
def test_names_that_are_easily_confused_are_found(first: str, second: str, code: str | None) -> None:
    found = said(f"topics: [news, '{first}', '{second}']\n", "D232", "D233")
    assert [line.split(" ")[1] for line in found] == ([] if code is None else [code])
    assert all(f"the topics {first!r} and {second!r}" in line for line in found)


@pytest.mark.parametrize(
    ("section", "kind", "place"),
    [
        pytest.param("channels: [phone_call, phone-call]\n", "channel", "1:24", id="channels"),
        pytest.param(
            "stages: {in_touch: {next: [in-touch]}, in-touch: {closes: true}}\n", "stage", "1:40", id="stages"
        ),
        pytest.param("events:\n  a_b: {from: candidate}\n  a-b: {from: recruiter}\n", "event", "3:3", id="events"),
        pytest.param(
            "excuses:\n  a_b: {copied: candidate}\n  a-b: {copied: recruiter}\n", "excuse", "3:3", id="excuses"
        ),
        pytest.param(
            "rules:\n  a_b: {forbid: {from: candidate}}\n  a-b: {forbid: {from: recruiter}}\n",
            "rule",
            "3:3",
            id="rules",
        ),
    ],
)
def test_every_kind_of_name_is_looked_at(section: str, kind: str, place: str) -> None:
    (found,) = said(section, "D232")
    assert found.startswith(f"{place} D232 the {kind}s ")


def test_names_of_different_kinds_may_be_alike() -> None:
    lines = "events: {interview: {activity: interview}}\nexcuses: {thanked: {after: interview}}\n"
    assert said(lines, "D232", "D233", "D234") == []


def test_an_excuse_should_not_be_called_as_an_event() -> None:
    lines = "events: {silent: {from: recruiter}}\nexcuses: {silent: {not_after: silent}}\n"
    assert said(lines, "D234") == ["2:11 D234 'silent' is an excuse and an event"]


@pytest.mark.parametrize(
    ("activity", "meant"),
    [
        pytest.param("messages", "message", id="plural"),
        pytest.param("Message", "message", id="case"),
        pytest.param("mesage", "message", id="a-letter-less"),
        pytest.param("stages", "stage", id="stages"),
        pytest.param("message", None, id="message"),
        pytest.param("interview", None, id="interview"),
        pytest.param("usage", None, id="another-word"),
    ],
)
def test_an_activity_that_is_nearly_a_known_one_is_found(activity: str, meant: str | None) -> None:
    found = said(f"events:\n  e: {{activity: {activity}}}\n", "D233")
    assert found == ([] if meant is None else [f"2:17 D233 the activity {activity!r} is much like {meant!r}"])


def test_plain_names_leave_out_what_nobody_hears() -> None:
    assert plain("Hiring Manager") == plain("hiring-manager") == "hiringmanager"


# ---------------------------------------------------------------- phrases


def phrases(first: str, second: str) -> list[str]:
    lines = f"topics:\n  news: {{title: N, phrases: ['{first}']}}\n  terms: {{title: T, phrases: ['{second}']}}\n"
    return said(lines, "D235", "D236")


def test_a_phrase_of_two_topics_is_found() -> None:
    assert phrases("any news", "Any news") == [
        "3:31 D235 the phrase 'Any news' belongs to the topics 'news' and 'terms'"
    ]


def test_a_phrase_within_one_of_another_topic_is_found() -> None:
    assert phrases("any news", r"\bany news today\b") == [
        r"3:31 D236 whatever has the phrase '\\bany news today\\b' of 'terms' has 'any news' of 'news' too"
    ]


def test_a_phrase_within_another_of_its_topic_is_found() -> None:
    lines = "topics: {news: {title: N, phrases: ['any news today', 'news']}, terms: T}\n"
    assert said(lines, "D236") == ["1:37 D236 the phrase 'any news today' finds nothing that 'news' does not find"]


@pytest.mark.parametrize(
    ("short", "long", "within"),
    [
        pytest.param("news", "any news", True, id="at-the-end"),
        pytest.param(r"\bnews\b", r"\bany news\b", True, id="whole-words"),
        pytest.param(r"\bnews\b", "any newsletter", False, id="part-of-a-word"),
        pytest.param(r"\bnews", "any newsletter", True, id="beginning-of-a-word"),
        pytest.param(r"\bnews\b", "any news", False, id="a-word-that-may-go-on"),
        pytest.param("step", "next steps?", True, id="before-what-is-optional"),
        pytest.param("steps", "next steps?", False, id="optional-end"),
        pytest.param("news", "any (news|word)", False, id="one-of-two"),
        pytest.param("news", "any news|any word", False, id="alternatives"),
        pytest.param("any", "any (news|word)", True, id="beside-a-bracket"),
        pytest.param("t", r"any\t", False, id="part-of-an-escape"),
        pytest.param("ab", "ab{0,2}", False, id="repeated"),
        pytest.param("a.b", "a.b c", False, id="patterns-are-not-compared"),
        pytest.param("any", "[many] words", False, id="in-a-class"),
    ],
)
def test_a_phrase_stands_within_another_only_where_it_surely_does(short: str, long: str, within: bool) -> None:
    assert stands_within(short, long) is within


# ---------------------------------------------------------------- columns and examples


@pytest.mark.parametrize(
    ("column", "help_"),
    [
        pytest.param("channel", "write `by:` instead", id="channel"),
        pytest.param("sender_role", "write `from:` instead", id="sender-role"),
        pytest.param("candidate_id", "test a further column of the log; this one is no list of values", id="id"),
        pytest.param("needs_reply", None, id="further-column"),
    ],
)
def test_columns_that_where_does_not_look_at_are_found(column: str, help_: str | None) -> None:
    lines = f"events:\n  e: {{all_of: [{{where: {{{column}: 'yes'}}}}]}}\n"
    found = [(one.place.column, one.help) for one in lint(read(lines)) if one.code == "D239"]
    assert found == ([] if help_ is None else [(25, help_)])


def test_the_log_and_the_linter_know_the_same_columns() -> None:
    assert set(COLUMNS) == set(KNOWN)


def test_rules_without_an_example_are_told_together_and_others_not() -> None:
    example = example_of("candidate -> hiring_manager | news", "{r: violated}")
    rules = "rules:\n  r: {forbid: {about: news}}\n  s: {forbid: {about: terms}}\n"
    assert said(rules + example, "D238") == [
        "4:1 D238 no example expects a verdict of 'stage-order' (d.yaml:7), 's' (d.yaml:11)"
    ]
    assert said("stages: [interview]\n" + rules.replace("  s: {forbid: {about: terms}}\n", "") + example, "D238") == []


# ---------------------------------------------------------------- the whole


def test_nothing_to_say_is_nothing_said() -> None:
    assert lint(load_definition("{format: 1, process: p, gatekeeper: a, roles: [a]}")) == ()


def test_a_definition_changed_after_loading_is_still_looked_at() -> None:
    definition = read(USED).replace_rule("r", id="renamed")
    places = [one.place.line for one in lint(definition) if "renamed" in one.message]
    assert places
    assert all(line >= 1 for line in places)
    assert lint(definition.replace(source="")) != ()


def test_remarks_come_in_the_order_of_their_places_and_are_the_same_each_time() -> None:
    definition = read("events: {e: {activity: messages}}\nexcuses: {e: {after: e}}\ntopics: [news, News, terms]\n")
    found = lint(definition)
    assert len(found) > 3
    assert list(found) == sorted(found) == list(lint(definition))

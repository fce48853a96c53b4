"""Remarks on definitions that can be used: gaps, contradictions, leftovers; and the graph behind the chief of them."""

from __future__ import annotations

import pytest

from analyzer.definitions import Definition, lint, load_definition
from analyzer.definitions.graph import contact_graph, way_round
from tests.definitions.texts import BASE

HEAD = """\
format: 1
process: p
gatekeeper: recruiter
roles: [candidate, recruiter, coordinator, hiring_manager, interviewer]
topics: [news, terms, times]
guarded: [news, terms]
"""
RULE = "rules: {r: {forbid: {from: candidate, to: hiring_manager, about: [news, terms, times]}}}\n"
"""Keeps the remarks on unused topics and on guarded topics without a rule away."""


def read(*lines: str, head: str = HEAD, rules: str = RULE) -> Definition:
    return load_definition(head + rules + "\n".join(lines) + "\n", path="folder/d.yaml")


def remarks(definition: Definition) -> list[str]:
    return [f"{remark.place.line} {remark.code} {remark.message}" for remark in lint(definition)]


# ---------------------------------------------------------------- does the gatekeeper stand between?


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param(
            ["{between: [candidate, recruiter]}", "{between: [recruiter, hiring_manager]}"],
            [],
            id="only-by-the-gatekeeper",
        ),
        pytest.param(
            ["{between: [candidate, hiring_manager]}"],
            ["D201 candidate -> hiring_manager about news, terms (d.yaml:9) does not pass recruiter"],
            id="direct",
        ),
        pytest.param(["{between: [candidate, hiring_manager], copied: recruiter}"], [], id="gatekeeper-in-copy"),
        pytest.param(
            ["{between: [candidate, hiring_manager], copied: coordinator}"],
            ["D201 candidate -> hiring_manager about news, terms (d.yaml:9) does not pass recruiter"],
            id="somebody-else-in-copy",
        ),
        pytest.param(
            ["{from: candidate, to: coordinator}", "{from: coordinator, to: hiring_manager}"],
            [
                "D201 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:9, :10) does not"
                " pass recruiter"
            ],
            id="by-way-of-another",
        ),
        pytest.param(
            [
                "{from: candidate, to: coordinator, only_about: [news, times]}",
                "{from: coordinator, to: hiring_manager}",
            ],
            ["D201 candidate -> coordinator -> hiring_manager about news (d.yaml:9, :10) does not pass recruiter"],
            id="one-topic-only",
        ),
        pytest.param(
            ["{from: candidate, to: coordinator, only_about: times}", "{from: coordinator, to: hiring_manager}"],
            [],
            id="only-about-closes-it",
        ),
        pytest.param(
            ["{from: candidate, to: coordinator, about: times}", "{from: coordinator, to: hiring_manager}"],
            [
                "D209 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:9, :10), riding along with"
                " another topic"
            ],
            id="about-lets-others-ride-along",
        ),
        pytest.param(
            ["{from: hiring_manager, to: coordinator}", "{from: coordinator, to: candidate}"],
            [],
            id="the-other-direction",
        ),
        pytest.param(
            [
                "{from: candidate, to: coordinator}",
                "{from: coordinator, to: interviewer}",
                "{from: interviewer, to: hiring_manager}",
                "{from: candidate, to: interviewer}",
            ],
            [
                "D201 candidate -> interviewer -> hiring_manager about news, terms (d.yaml:12, :11) does not"
                " pass recruiter"
            ],
            id="the-shortest-way",
        ),
    ],
)
def test_ways_round_the_gatekeeper_are_found(contacts: list[str], expected: list[str]) -> None:
    definition = read("contacts:", *(f"  - {contact}" for contact in contacts))
    found = remarks(definition)
    assert [line.split(" ", 1)[1] for line in found] == expected


def test_a_way_round_is_told_at_the_line_of_its_first_contact() -> None:
    (remark,) = lint(
        read("contacts:", "  - {from: candidate, to: coordinator}", "  - {from: coordinator, to: hiring_manager}")
    )
    assert remark.render().splitlines() == [
        "folder/d.yaml:9:5: D201 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:9, :10)"
        " does not pass recruiter",
        "   9 |   - {from: candidate, to: coordinator}",
        "     |     ^",
        "  help: restrict one of these contacts, or ask for recruiter in copy",
    ]


WATCH = "{from: candidate, to: hiring_manager, about: guarded, through: recruiter, within: 3 days, indirect: true}"


def test_a_route_rule_that_watches_the_way_is_named() -> None:
    rules = RULE.rstrip("}\n") + f"}}}}, watch: {{route: {WATCH}}}}}\n"
    ways = ["contacts:", "  - {from: candidate, to: coordinator}", "  - {from: coordinator, to: hiring_manager}"]
    (remark,) = lint(read(*ways, rules=rules))
    assert remark.help.endswith("(such chains of messages are judged by 'watch')")


def test_what_may_only_ride_along_is_no_gap_where_a_route_rule_watches() -> None:
    rules = RULE.rstrip("}\n") + f"}}}}, watch: {{route: {WATCH}}}}}\n"
    ways = [
        "contacts:",
        "  - {from: candidate, to: coordinator, about: times}",
        "  - {from: coordinator, to: hiring_manager}",
    ]
    assert lint(read(*ways, rules=rules)) == ()


def test_a_route_rule_watches_its_own_topics_only() -> None:
    rules = RULE.rstrip("}\n") + f"}}}}, watch: {{route: {WATCH.replace('guarded', 'news')}}}}}\n"
    ways = ["  - {from: candidate, to: coordinator, about: times}", "  - {from: coordinator, to: hiring_manager}"]
    (line,) = remarks(read("contacts:", *ways, rules=rules))
    assert "about terms (" in line


def test_an_indirect_route_rule_does_not_watch_the_direct_way() -> None:
    rules = RULE.rstrip("}\n") + f"}}}}, watch: {{route: {WATCH}}}}}\n"
    (remark,) = lint(read("contacts: [{from: candidate, to: hiring_manager}]", rules=rules))
    assert "watch" not in remark.help


def test_the_direction_that_a_rule_forbids_is_looked_at_too() -> None:
    rules = RULE.rstrip("}\n") + "}}, back: {forbid: {from: hiring_manager, to: candidate, about: news}}}\n"
    ways = ["contacts:", "  - {from: hiring_manager, to: interviewer}", "  - {from: interviewer, to: candidate}"]
    (line,) = remarks(read(*ways, rules=rules))
    assert "hiring_manager -> interviewer -> candidate about news, terms" in line


def test_the_graph_holds_every_role_and_the_contacts_of_each_way() -> None:
    definition = read(
        "contacts:", "  - {between: [candidate, [recruiter, coordinator]]}", "  - {from: candidate, to: recruiter}"
    )
    graph = contact_graph(definition)
    assert list(graph) == ["candidate", "recruiter", "coordinator", "hiring_manager", "interviewer"]
    assert sorted(graph.edges) == [
        ("candidate", "coordinator"),
        ("candidate", "recruiter"),
        ("coordinator", "candidate"),
        ("recruiter", "candidate"),
    ]
    assert [contact.place.line for contact in graph.edges["candidate", "recruiter"]["contacts"]] == [9, 10]
    assert "recruiter" not in contact_graph(definition, without=["recruiter"])


def test_there_is_no_way_to_a_role_that_nobody_has() -> None:
    assert way_round(read("contacts: [{between: [candidate, recruiter]}]"), "news", "candidate", "boss") is None


# ---------------------------------------------------------------- the other remarks


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["events: {e: {from: candidate}}"], ["8 D202 event 'e' is not used"], id="event"),
        pytest.param(["excuses: {x: {copied: recruiter}}"], ["8 D202 excuse 'x' is not used"], id="excuse"),
        pytest.param(
            ["events: {e: {from: candidate}}", "excuses: {x: {after: e}}"],
            ["9 D202 excuse 'x' is not used"],
            id="used-by-what-is-not-used",
        ),
        pytest.param(
            ["stages: {a: {next: [b]}, b: {closes: true}, c: {closes: true}}"],
            ["8 D203 no way leads from stage 'a' to 'c'"],
            id="out-of-reach",
        ),
        pytest.param(
            ["stages: {a: {next: [b]}, b: {closes: true}, c: {next: [d]}, d: {next: [c]}}"],
            ["8 D203 no way leads from stage 'a' to 'c'", "8 D203 no way leads from stage 'a' to 'd'"],
            id="island",
        ),
        pytest.param(
            ["stages: {a: {next: [b]}, b: {at_most: 3 days}}"],
            ["8 D204 stage 'b' neither leads on nor closes the case"],
            id="dead-end",
        ),
        pytest.param(["stages: [a, b]"], [], id="stages-without-order"),
    ],
)
def test_leftovers_are_found(lines: list[str], expected: list[str]) -> None:
    assert remarks(read(*lines)) == expected


def test_an_unused_topic_is_found() -> None:
    assert remarks(read(head=HEAD.replace("times]", "times, weather]"))) == ["5 D202 topic 'weather' is not used"]


def test_a_topic_that_only_examples_mention_is_unused() -> None:
    line = "    events: [2026-03-02 10:00 | candidate -> recruiter | weather]"
    lines = ["examples:", "  - name: one", line, "    expect: none"]
    assert remarks(read(*lines, head=HEAD.replace("times]", "times, weather]"))) == [
        "5 D202 topic 'weather' is not used"
    ]


def test_a_guarded_topic_that_no_rule_is_about_is_found() -> None:
    rules = "rules: {r: {forbid: {from: candidate, about: [news, times]}}}\n"
    assert remarks(read(rules=rules)) == ["5 D205 no `forbid` or `route` is about 'terms'"]


def test_guarded_topics_need_a_gatekeeper() -> None:
    found = remarks(read(head=HEAD.replace("gatekeeper: recruiter\n", "")))
    assert found == ["4 D210 topics are guarded, but there is no gatekeeper"]


def rule_in_base(rule: str) -> list[str]:
    rules = (
        f"rules:\n  r: {rule}\n  s: {{forbid: {{any_of: [meeting, answers, {{about: [status, thanks, terms]}}]}}}}\n"
    )
    text = BASE + rules + "  t: {forbid: asks, unless: [in-copy]}\n"
    return remarks(load_definition(text, path="d.yaml"))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(
            "{forbid: {stage: hired}}", ["17 D208 rule 'r' asks for a stage that closes the case"], id="closed-stage"
        ),
        pytest.param("{forbid: {stage: [interview, hired]}}", [], id="open-or-closed-stage"),
        pytest.param(
            "{forbid: asks, unless: {n: {from: recruiter}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="sender",
        ),
        pytest.param(
            "{forbid: {not_copied: recruiter}, unless: in-copy}",
            ["17 D206 excuse 'in-copy' can never hold in rule 'r'"],
            id="copy",
        ),
        pytest.param(
            "{forbid: {not_copied: recruiter}, unless: {n: {to: recruiter}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="recipient",
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {only_about: thanks}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="topics",
        ),
        pytest.param(
            "{forbid: {copied: recruiter}, unless: {n: {not_copied: recruiter}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="copy-the-other-way",
        ),
        pytest.param(
            "{forbid: {only_about: thanks}, unless: {n: {about: status}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="topics-the-other-way",
        ),
        pytest.param(
            "{require: answers, before: asks, unless: {n: {from: recruiter}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="the-judged-event-of-a-requirement",
        ),
        pytest.param("{forbid: asks, unless: {n: {about: thanks}}}", [], id="a-message-may-have-two-topics"),
        pytest.param(
            "{forbid: asks, unless: {n: {all_of: [{from: recruiter}, {after: meeting}]}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="a-part",
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {any_of: [{from: recruiter}, {after: meeting}]}}}", [], id="an-alternative"
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {activity: interview}}}",
            ["17 D206 excuse 'n' can never hold in rule 'r'"],
            id="activity",
        ),
        pytest.param(
            "{forbid: asks, unless: {n: {from: [candidate, recruiter]}}}",
            ["17 D207 excuse 'n' always holds in rule 'r'"],
            id="always",
        ),
        pytest.param("{forbid: asks, unless: {n: {from: candidate, copied: recruiter}}}", [], id="sometimes"),
        pytest.param(
            "{forbid: asks, unless: {n: {from: candidate, where: {a: b}}}}", [], id="columns-are-not-looked-at"
        ),
    ],
)
def test_rules_and_excuses_that_cannot_work_are_found(rule: str, expected: list[str]) -> None:
    assert rule_in_base(rule) == expected


def test_a_rule_about_closed_cases_may_ask_for_a_stage_that_closes() -> None:
    text = BASE + "rules: {r: {forbid: {stage: hired}, while: closed}}\n"
    found = lint(load_definition(text))
    assert "D208" not in {remark.code for remark in found}


def test_nothing_to_say_is_nothing_said() -> None:
    assert lint(read()) == ()

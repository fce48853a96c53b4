"""Does the gatekeeper really stand between? Ways round it, what limits them, and the rules that watch them."""

from __future__ import annotations

import pytest

from analyzer.definitions import Definition, gatekeeping, lint, load_definition
from analyzer.definitions.graph import contact_graph, stations, ways

HEAD = """\
format: 1
process: p
gatekeeper: recruiter
roles: [candidate, recruiter, coordinator, hiring_manager, interviewer]
topics: [news, terms, times]
guarded: [news, terms]
stages: {applied: {next: [interview]}, interview: {next: [offer]}, offer: {next: [hired]}, hired: {closes: true}}
rules: {}
contacts:
  - {between: [candidate, recruiter]}
  - {between: [recruiter, hiring_manager]}
"""
"""Contacts that a test adds begin on line 12."""

WAYS = {"D201", "D209", "D211"}


def read(*contacts: str, rules: str = "{r: {forbid: {from: recruiter, about: [news, terms]}}}") -> Definition:
    text = HEAD.replace("rules: {}", f"rules: {rules}") + "".join(f"  - {contact}\n" for contact in contacts)
    return load_definition(text, path="folder/d.yaml", allow_unevaluated=True)


def told(definition: Definition) -> list[str]:
    return [
        f"{remark.place.line}:{remark.place.column} {remark.code} {remark.message}"
        for remark in lint(definition)
        if remark.code in WAYS
    ]


def hint(definition: Definition) -> str:
    (remark,) = (remark for remark in lint(definition) if remark.code in WAYS)
    return remark.help


PAST = "does not pass recruiter"
RIDING = "riding along with another topic"


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param([], [], id="only-by-the-gatekeeper"),
        pytest.param(
            ["{between: [candidate, hiring_manager]}"],
            [f"12:5 D201 candidate -> hiring_manager about news, terms (d.yaml:12) {PAST}"],
            id="direct",
        ),
        pytest.param(["{between: [candidate, hiring_manager], copied: recruiter}"], [], id="gatekeeper-in-copy"),
        pytest.param(["{between: [candidate, hiring_manager], party: recruiter}"], [], id="gatekeeper-takes-part"),
        pytest.param(
            ["{between: [candidate, hiring_manager], copied: [recruiter, coordinator]}"],
            [f"12:5 D201 candidate -> hiring_manager about news, terms (d.yaml:12) {PAST}"],
            id="gatekeeper-or-somebody-else-in-copy",
        ),
        pytest.param(
            ["{from: candidate, to: coordinator}", "{from: coordinator, to: hiring_manager}"],
            [f"12:5 D201 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:12, :13) {PAST}"],
            id="by-way-of-another",
        ),
        pytest.param(
            [
                "{from: candidate, to: coordinator, only_about: [news, times]}",
                "{from: coordinator, to: hiring_manager}",
            ],
            [f"12:5 D201 candidate -> coordinator -> hiring_manager about news (d.yaml:12, :13) {PAST}"],
            id="one-topic-only",
        ),
        pytest.param(
            ["{from: candidate, to: coordinator, only_about: times}", "{from: coordinator, to: hiring_manager}"],
            [],
            id="only-about-closes-it",
        ),
        pytest.param(
            ["{from: candidate, to: coordinator}", "{from: coordinator, to: hiring_manager, about: times}"],
            [f"13:5 D209 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:12, :13), {RIDING}"],
            id="about-lets-others-ride-along",
        ),
        pytest.param(
            ["{from: candidate, to: hiring_manager, about: [news, times], only_about: [news, times]}"],
            [f"12:5 D201 candidate -> hiring_manager about news (d.yaml:12) {PAST}"],
            id="both-kinds-of-list",
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
            [f"15:5 D201 candidate -> interviewer -> hiring_manager about news, terms (d.yaml:15, :14) {PAST}"],
            id="the-shortest-way",
        ),
        pytest.param(
            [
                "{from: candidate, to: hiring_manager, about: times}",
                "{from: candidate, to: hiring_manager, stage: offer}",
            ],
            [f"13:5 D201 candidate -> hiring_manager about news, terms (d.yaml:13 in stage offer) {PAST}"],
            id="alone-in-a-stage-before-riding-along",
        ),
    ],
)
def test_ways_round_the_gatekeeper_are_found(contacts: list[str], expected: list[str]) -> None:
    assert told(read(*contacts)) == expected


@pytest.mark.parametrize(
    ("first", "second", "limits"),
    [
        pytest.param(
            "stage: [applied, offer]",
            "stage: interview",
            "12 in stage applied or offer, :13 in stage interview",
            id="in-turn",
        ),
        pytest.param(
            "stage: interview", "stage: interview", "12 in stage interview, :13 in stage interview", id="at-once"
        ),
        pytest.param("stage: offer", "stage: interview", None, id="too-late-for-the-second"),
        pytest.param("stage: hired", "by: any", None, id="only-after-the-close"),
        pytest.param("stage: applied", "stage: hired", None, id="ends-after-the-close"),
        pytest.param(
            "thread_started_by: recruiter",
            "where: {urgent: 'yes'}",
            "12 in a thread that recruiter started, :13 where urgent is yes",
            id="thread-and-column",
        ),
    ],
)
def test_what_limits_a_hop_is_told_and_stages_must_come_in_turn(first: str, second: str, limits: str | None) -> None:
    found = told(
        read(f"{{from: candidate, to: coordinator, {first}}}", f"{{from: coordinator, to: hiring_manager, {second}}}")
    )
    wanted = f"12:5 D201 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:{limits}) {PAST}"
    assert found == ([] if limits is None else [wanted])


def test_a_way_round_is_told_at_the_line_of_its_first_contact() -> None:
    definition = read("{from: candidate, to: coordinator}", "{from: coordinator, to: hiring_manager}")
    (remark,) = (remark for remark in lint(definition) if remark.code == "D201")
    assert remark.render().splitlines() == [
        "folder/d.yaml:12:5: D201 warning: candidate -> coordinator -> hiring_manager about news, terms"
        " (d.yaml:12, :13) does not pass recruiter",
        "  12 |   - {from: candidate, to: coordinator}",
        "     |     ^",
        "  help: restrict one of these contacts, or ask for recruiter in copy; every way round passes coordinator;"
        " closing d.yaml:12 or :13 alone would do",
    ]


def test_the_help_says_which_line_all_ways_round_need() -> None:
    definition = read(
        "{from: candidate, to: coordinator}",
        "{from: coordinator, to: hiring_manager}",
        "{from: coordinator, to: interviewer}",
        "{from: interviewer, to: hiring_manager}",
    )
    assert hint(definition).endswith("; every way round passes coordinator; closing d.yaml:12 alone would do")


def test_the_help_says_when_there_are_others() -> None:
    definition = read(
        "{from: candidate, to: [coordinator, interviewer]}",
        "{from: coordinator, to: hiring_manager}",
        "{from: interviewer, to: hiring_manager}",
    )
    assert hint(definition).endswith("in copy; closing d.yaml:12 alone would do")
    definition = read(
        "{between: [candidate, coordinator]}",
        "{between: [coordinator, hiring_manager]}",
        "{between: [candidate, interviewer]}",
        "{between: [interviewer, hiring_manager]}",
    )
    assert hint(definition).endswith("in copy; there are others beside this one")


# ---------------------------------------------------------------- watched

ROUTE = "route: {from: candidate, to: hiring_manager, about: guarded, through: recruiter, within: 3 days%s}"
BY_COORDINATOR = ("{from: candidate, to: coordinator%s}", "{from: coordinator, to: hiring_manager}")


def by_coordinator(limit: str = "") -> tuple[str, str]:
    return BY_COORDINATOR[0] % limit, BY_COORDINATOR[1]


@pytest.mark.parametrize(
    ("rule", "watches"),
    [
        pytest.param(ROUTE % "", True, id="route"),
        pytest.param(ROUTE % ", indirect: true", True, id="indirect-route"),
        pytest.param("forbid: {from: candidate, to: coordinator, about: guarded}", True, id="forbids-the-first-hop"),
        pytest.param(
            "forbid: {to: hiring_manager, not_copied: recruiter, about: guarded}, unless: {x: {copied: interviewer}}",
            True,
            id="excuses-do-not-matter",
        ),
        pytest.param(
            "forbid: {from: candidate, to: coordinator, about: news, stage: offer}", False, id="in-one-stage-only"
        ),
        pytest.param(
            "forbid: {from: candidate, to: coordinator, about: guarded}, while: closed", False, id="closed-cases"
        ),
        pytest.param(
            "forbid: {from: candidate, to: coordinator, about: guarded}, when: {x: {copied: interviewer}}",
            False,
            id="under-a-condition",
        ),
        pytest.param(f"{ROUTE % ''}, when: {{x: {{stage: offer}}}}", False, id="a-route-under-a-condition"),
        pytest.param(ROUTE.replace("through: recruiter", "through: interviewer") % "", False, id="another-gatekeeper"),
        pytest.param(ROUTE.replace("to: hiring_manager", "to: interviewer") % "", False, id="another-end"),
        pytest.param(ROUTE.replace("to: hiring_manager", "to: coordinator") % "", True, id="a-part-of-the-way"),
        pytest.param(
            ROUTE.replace("to: hiring_manager", "to: coordinator") % ", indirect: true",
            False,
            id="a-part-that-is-direct",
        ),
    ],
)
def test_a_rule_that_watches_the_way_is_named(rule: str, watches: bool) -> None:
    found = told(read(*by_coordinator(), rules=f"{{watch: {{{rule}}}}}"))
    mine = [line for line in found if "candidate -> coordinator -> hiring_manager" in line]
    assert len(mine) == 1
    assert mine[0].endswith("; watched by 'watch' (d.yaml:8)") == watches
    assert (" D211 " in mine[0]) == watches


def test_what_rides_along_on_a_watched_way_is_a_note_too() -> None:
    (line,) = told(read(*by_coordinator(", about: times"), rules=f"{{watch: {{{ROUTE % ''}}}}}"))
    assert line == (
        "12:5 D211 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:12, :13) does not pass"
        " recruiter, riding along with another topic; watched by 'watch' (d.yaml:8)"
    )


def test_a_rule_watches_its_own_topics_only() -> None:
    found = told(read(*by_coordinator(), rules=f"{{watch: {{{ROUTE.replace('guarded', 'news') % ''}}}}}"))
    assert [line.split(" ")[1] for line in found] == ["D201", "D211"]
    assert "about terms (" in found[0]
    assert "about news (" in found[1]


def test_an_unwatched_way_is_told_before_a_shorter_one_that_is_watched() -> None:
    rules = "{watch: {forbid: {from: candidate, to: hiring_manager, about: guarded}}}"
    (line,) = told(read("{from: candidate, to: hiring_manager}", *by_coordinator(), rules=rules))
    assert "D201 candidate -> coordinator -> hiring_manager" in line


def test_a_long_way_on_which_the_topic_goes_alone_is_told_before_a_short_one_on_which_it_rides_along() -> None:
    (line,) = told(read("{from: candidate, to: hiring_manager, about: times}", *by_coordinator()))
    assert "D201 candidate -> coordinator -> hiring_manager" in line


def test_of_many_contacts_the_unwatched_one_is_found() -> None:
    watched = "{watch: {forbid: {about: guarded, by: phone}}}"
    head = HEAD.replace("topics:", "channels: [email, phone]\ntopics:").replace("rules: {}", f"rules: {watched}")
    hops = ("from: candidate, to: coordinator", "from: coordinator, to: hiring_manager")
    contacts = [f"  - {{{hop}, by: {channel}}}\n" for hop in hops for channel in ["phone"] * 9 + ["email"]]
    (line,) = told(load_definition(head + "".join(contacts), path="d.yaml"))
    assert (
        "D201 candidate -> coordinator -> hiring_manager about news, terms (d.yaml:22 by email, :32 by email)" in line
    )


def test_a_watched_hop_may_be_taken_under_another_contact() -> None:
    rules = "{watch: {forbid: {from: candidate, to: hiring_manager, about: guarded, by: email}}}"
    head = HEAD.replace("topics:", "channels: [email, phone]\ntopics:").replace("rules: {}", f"rules: {rules}")
    contacts = (
        "  - {from: candidate, to: hiring_manager, by: email}\n  - {from: candidate, to: hiring_manager, by: phone}\n"
    )
    (line,) = told(load_definition(head + contacts, path="d.yaml"))
    assert "D201 candidate -> hiring_manager about news, terms (d.yaml:14 by phone)" in line


def test_the_direction_that_a_rule_forbids_is_looked_at_too() -> None:
    rules = "{back: {forbid: {all_of: [{from: hiring_manager}, {to: candidate, about: news}]}}}"
    (line,) = told(read("{from: hiring_manager, to: interviewer}", "{from: interviewer, to: candidate}", rules=rules))
    assert "D201 hiring_manager -> interviewer -> candidate about news, terms" in line


# ---------------------------------------------------------------- the way that is meant, and guarded topics


def test_the_way_by_the_gatekeeper_must_be_there() -> None:
    text = HEAD.replace(
        "  - {between: [candidate, recruiter]}", "  - {between: [candidate, recruiter], only_about: terms}"
    )
    (remark,) = (remark for remark in lint(read_text(text)) if remark.code == "D213")
    assert (remark.place.line, remark.message) == (9, "no contacts lead from candidate to recruiter about news")


def read_text(text: str) -> Definition:
    return load_definition(text.replace("rules: {}", "rules: {r: {forbid: {about: guarded}}}"), path="d.yaml")


def test_nothing_is_asked_without_contacts_or_gatekeeper_or_of_protected_topics() -> None:
    base = HEAD.replace("rules: {}", "rules: {r: {forbid: {about: guarded}}}")
    assert gatekeeping(load_definition(base.split("contacts:")[0])) == ()
    assert gatekeeping(load_definition(base.replace("gatekeeper: recruiter\n", ""))) == ()
    kept = gatekeeping(load_definition(base + "protected: [news]\n"))
    assert [one.topic for one in kept] == ["terms"]


def test_the_answer_is_there_as_values() -> None:
    kept = {one.topic: one for one in gatekeeping(read(*by_coordinator(", only_about: [times, news]")))}
    assert kept["terms"].stands
    assert kept["terms"].asked
    assert kept["terms"].passed_on
    detour = kept["news"].detour
    assert detour is not None
    assert (detour.roles, detour.stations, detour.alone) == (
        ("candidate", "coordinator", "hiring_manager"),
        ("coordinator",),
        True,
    )
    assert [place.line for place in detour.closers] == [12, 13]


def test_a_guarded_topic_that_no_rule_is_about_is_found() -> None:
    found = [remark for remark in lint(read(rules="{r: {forbid: {about: [news, times]}}}")) if remark.code == "D205"]
    assert [(remark.place.line, remark.place.column, remark.message) for remark in found] == [
        (5, 16, "no `forbid` or `route` is about 'terms'")
    ]


# ---------------------------------------------------------------- the graph


def test_the_graph_holds_every_role_and_the_contacts_of_each_way() -> None:
    graph = contact_graph(read("{between: [candidate, [recruiter, coordinator]]}"))
    assert list(graph) == ["candidate", "recruiter", "coordinator", "hiring_manager", "interviewer"]
    assert [contact.place.line for contact in graph.edges["candidate", "recruiter"]["contacts"]] == [10, 12]
    assert ("coordinator", "candidate") in graph.edges
    assert "recruiter" not in contact_graph(read(), without=["recruiter"])


def test_a_contact_with_the_gatekeeper_or_another_in_copy_stays_without_the_gatekeeper() -> None:
    contacts = (
        "{from: candidate, to: interviewer, copied: recruiter}",
        "{from: candidate, to: coordinator, copied: [recruiter, interviewer]}",
    )
    assert list(contact_graph(read(*contacts), without=["recruiter"]).edges) == [("candidate", "coordinator")]


def test_ways_and_stations_of_roles_that_nobody_has_are_none() -> None:
    assert list(ways([("a", "b")], "a", "boss")) == []
    assert stations([("a", "b")], "a", "boss") == ()
    assert stations([("a", "b")], "b", "a") == ()

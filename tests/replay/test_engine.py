"""The replay as a whole: blocks, the ends of cases, what is hidden, what is told of progress."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyzer.findings import Verdict
from analyzer.replay.engine import _bounds
from analyzer.replay.verbs import VERBS, code_of
from tests.replay.small import replayed, rule, run
from tests.replay.worlds import world

ASK = "2026-03-02 10:00 | candidate -> recruiter | status"


def sized(*sizes: int):
    """A log of cases of these sizes."""
    cases = {f"c{number}": "\n".join([ASK] * size) for number, size in enumerate(sizes)}
    return world(rule(forbid="{from: candidate}"), **cases)[1]


@pytest.mark.parametrize(
    ("sizes", "at_most", "bounds"),
    [
        pytest.param((2, 3, 1), 100, [(0, 6)], id="all at once"),
        pytest.param((2, 3, 1), 6, [(0, 6)], id="just all"),
        pytest.param((2, 3, 1), 5, [(0, 5), (5, 6)], id="cut between cases"),
        pytest.param((2, 3, 1), 4, [(0, 2), (2, 6)], id="cut before a case that does not fit"),
        pytest.param((2, 3, 1), 1, [(0, 2), (2, 5), (5, 6)], id="larger cases are blocks of their own"),
        pytest.param((1, 1, 1), 1, [(0, 1), (1, 2), (2, 3)], id="one event each"),
        pytest.param((5,), 2, [(0, 5)], id="one case"),
    ],
)
def test_a_log_is_cut_between_cases(sizes, at_most, bounds):
    assert list(_bounds(sized(*sizes).case, at_most)) == bounds


def test_an_empty_log():
    definition, log = world(rule(forbid="{from: candidate}"), a=ASK)
    found = run(definition, log, as_of="2026-03-01 00:00").result
    assert len(found.log) == 0
    assert (found.closed_at.tolist(), found.older.tolist(), found.last_stage.tolist()) == ([], [], [])
    assert found.stages_of(found.log).tolist() == []
    part = found.results[-1]
    assert (part.rows.at.tolist(), part.evidence.row.tolist(), part.count(Verdict.VIOLATED)) == ([], [], 0)
    assert [len(getattr(part.rows, name)) for name in ("plain", "reasons", "slack")] == [0, 0, 0]
    assert part.evidence.witness.shape == (0, 0)


def test_progress_is_told_after_every_block():
    told = []
    definition, log = world("", a=ASK, b=f"{ASK}\n{ASK}\n{ASK}")
    run(definition, log, block_events=1, progress=lambda word, share: told.append((word, share)))
    assert told == [("replay", 0.25), ("replay", 1.0)]


def test_plainly_kept_activations_are_counted_as_satisfied():
    text = "contacts:\n  - {between: [candidate, recruiter]}\n"
    found = replayed(text, a=f"{ASK}\n{ASK}\n2026-03-02 11:00 | candidate -> hiring_manager | status", b=ASK)
    part = found.part("contact")
    assert found.plain("contact") == ["a1", "a2", "b1"]
    assert [part.count(verdict) for verdict in (Verdict.SATISFIED, Verdict.VIOLATED, Verdict.SETTLED)] == [3, 1, 0]


def test_what_the_contact_rule_does_not_apply_to_is_not_kept_either():
    text = "contacts:\n  - {between: [candidate, recruiter]}\n"
    text += "contact_rule: {when: [{by: email}, {after: {about: thanks}}]}\n"
    other = "2026-03-02 09:00 | recruiter -> candidate | thanks | phone"
    found = replayed(text, a=f"{other}\n{ASK} | email\n{ASK} | phone\n{ASK} | email", b=f"{ASK} | email")
    assert found.all_verdicts("contact") == {"a2": "satisfied", "a4": "satisfied"}


def test_positions_are_those_of_the_log_whatever_the_blocks():
    text = "contacts:\n  - {between: [candidate, recruiter]}\n" + rule(
        forbid="{from: candidate, to: hiring_manager}", settled_by="{from: hiring_manager}", settled_within="1 day"
    )
    lines = (
        f"{ASK}\n2026-03-02 11:00 | candidate -> hiring_manager | -\n2026-03-02 12:00 | hiring_manager -> candidate | -"
    )
    definition, log = world(text, a=lines, b=lines)
    for size in (1, 100):
        found = run(definition, log, block_events=size)
        assert found.plain("contact") == ["a1", "b1"]
        assert [(one.event, one.settled) for one in found.rows("it")] == [("a2", "a3"), ("b2", "b3")]
        assert found.witness("it") == {"a2": ["a2", "a3"], "b2": ["b2", "b3"]}


def test_protected_events_are_no_activations_and_do_not_show():
    text = rule(forbid="{from: candidate}", settled_by="{from: recruiter}", settled_within="1 day")
    found = replayed(text, a="2026-03-02 10:00 | candidate -> recruiter | complaint", b=ASK)
    assert found.verdicts("it") == {"b1": "violated"}


def test_the_stage_at_each_event_of_some_cases():
    definition, log = world("", a="2026-03-01 10:00 | stage | offer", b=f"{ASK}\n2026-03-02 11:00 | stage | applied")
    found = run(definition, log).result
    assert found.stages_of(log).tolist() == [found.stage_names.index("offer"), -1, found.stage_names.index("applied")]


def test_stages_that_only_the_log_names_have_codes_after_the_declared_ones():
    definition, log = world("", a="2026-03-01 10:00 | stage | offer")
    log = replace(log, kinds=tuple(replace(kind, stage="lunch") for kind in log.kinds))
    found = run(definition, log).result
    assert found.stage_names == ("applied", "interview", "offer", "hired", "rejected", "lunch")
    assert found.last_stage.tolist() == [5]
    assert found.closed_at.tolist() == [np.iinfo(np.int64).min]


def test_every_verb_that_is_evaluated_has_its_code():
    assert len({kind for kind, _ in VERBS}) == len(VERBS) == len({code.name for _, code in VERBS})
    definition, _ = world(rule(forbid="{from: candidate}"), a=ASK)
    assert [code_of(one).name for one in definition.rules] == ["stage-order", "stage-time", "forbid"]


def test_a_verb_that_is_not_evaluated_is_refused():
    definition, _ = world(rule(forbid="{from: candidate}"), a=ASK)
    with pytest.raises(TypeError, match="rule it is not evaluated"):
        code_of(replace(definition.rule("it"), verb=object()))


@pytest.mark.parametrize("name", ["stage-order", "stage-time"])
def test_stages_are_judged_in_closed_cases_too(name):
    lines = (
        "2026-03-02 09:00 | stage | rejected\n2026-03-03 09:00 | stage | interview\n2026-03-08 09:00 | stage | offer"
    )
    assert replayed("", a=lines).verdicts(name) == {"a2": "violated"}

"""Which single changes the examples of a definition notice, and that the short cuts taken to find out are sound."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

import analyzer
from analyzer.analysis.examples import differences
from analyzer.analysis.mutation import MutationRun
from analyzer.definitions import load_definition, preset_names, read_definition
from analyzer.definitions.mutations import mutants
from analyzer.errors import UsageError

CASES = Path(__file__).parents[1] / "cases"
ENOUGH = 0.97
"""So many changes the examples of a preset notice at least."""

BASE = """\
format: 1
process: small
roles: {candidate: Candidate, recruiter: Recruiter, hiring_manager: Hiring manager}
channels: [email]
topics: {status: Asks for status, thanks: Says thanks}
calendar: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
rules:
  answer:
    require: {from: recruiter}
    after: {from: candidate, about: status}
    within: 2 business days
examples:
"""
IN_TIME = """\
  - name: at the last minute
    as_of: 2026-03-20 00:00
    events:
      - 2026-03-05 10:00 | candidate -> recruiter | status | email
      - 2026-03-09 10:00 | recruiter -> candidate | thanks | email
    expect: none
"""
LATE = """\
  - name: and one minute later
    as_of: 2026-03-20 00:00
    events:
      - 2026-03-05 10:00 | candidate -> recruiter | status | email
      - 2026-03-09 10:01 | recruiter -> candidate | thanks | email
    expect: {answer: violated}
"""


def tried(*examples: str) -> MutationRun:
    return analyzer.run_mutants(load_definition(BASE + "".join(examples), path="small.yaml"))


def unnoticed(*examples: str) -> set[str]:
    return {one.mutant.what for one in tried(*examples).unnoticed}


LIMIT = "`within: 2 business days` of rule 'answer'"


@pytest.mark.parametrize(
    ("examples", "noticed", "left"),
    [
        pytest.param(
            [IN_TIME],
            [f"{LIMIT} could be `1 business day`", f"{LIMIT} could be `2 days`",
             f"exactly 2 business days could be too long for {LIMIT}"],
            [f"{LIMIT} could be `3 business days`"],
            id="an-answer-in-time",
        ),
        pytest.param(
            [LATE],
            [f"{LIMIT} could be `3 business days`"],
            [f"{LIMIT} could be `1 business day`", f"exactly 2 business days could be too long for {LIMIT}"],
            id="an-answer-too-late",
        ),
        pytest.param(
            [IN_TIME, LATE],
            [f"{LIMIT} could be `3 business days`", f"{LIMIT} could be `1 business day`"],
            ["rule 'answer' could say `pairing: each`"],
            id="both",
        ),
    ],
)  # fmt: skip
def test_an_example_at_a_limit_notices_that_it_moves(examples: list[str], noticed: list[str], left: list[str]) -> None:
    open_ones = unnoticed(*examples)
    assert not open_ones & set(noticed)
    assert set(left) <= open_ones


def test_a_change_that_nothing_notices_is_told_with_its_line_and_what_would_notice_it() -> None:
    run = tried(IN_TIME)
    (one,) = [trial for trial in run.unnoticed if "3 business days" in trial.mutant.what]
    assert str(one) == f"no example notices that {LIMIT} could be `3 business days`: small.yaml:11"
    assert one.mutant.hint == (
        "an example in which it takes more than 2 business days and no more than 3 business days"
    )


def test_a_change_that_is_noticed_names_the_example() -> None:
    (one,) = [trial for trial in tried(IN_TIME, LATE).trials if "3 business days" in trial.mutant.what]
    assert one.noticed_by == "and one minute later"
    assert str(one).startswith("'and one minute later' notices that `within: 2 business days`")


def test_the_numbers_of_a_run_agree() -> None:
    run = tried(IN_TIME, LATE)
    told = run.as_dict()
    assert told["changes"] == len(run.trials) == len(run.frame)
    assert told["noticed"] == run.noticed == int((run.frame["noticed_by"] != "").sum())
    assert len(told["unnoticed"]) == len(run.unnoticed) == len(run.trials) - run.noticed
    assert told["rate"] == round(run.noticed / len(run.trials), 4)
    assert 0.3 < run.rate < 1
    assert told["unnoticed"][0]["file"] == "small.yaml"


def test_a_notebook_shows_what_is_not_noticed() -> None:
    run = tried(IN_TIME)
    page = run._repr_html_()
    assert "3 business days" in page
    assert f"{run.noticed} ({run.rate:.1%})" in repr(run)


def test_progress_is_told_up_to_the_end() -> None:
    shares: list[float] = []
    definition = load_definition(BASE + IN_TIME)
    run = analyzer.run_mutants(definition, progress=lambda _, share: shares.append(share))
    assert len(shares) == len(run.trials)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_examples_that_fail_as_they_are_cannot_notice_anything() -> None:
    with pytest.raises(UsageError, match=r"example 'at the last minute' of small\.yaml fails as it is"):
        tried(LATE, IN_TIME.replace("03-09 10:00", "03-10 10:00"))


def test_a_definition_without_examples_is_refused() -> None:
    with pytest.raises(UsageError, match="has no examples that could notice a change"):
        analyzer.run_mutants(load_definition(BASE.replace("examples:\n", "")))


def test_a_rule_that_a_change_does_away_with_is_missed() -> None:
    text = """\
format: 1
process: small
roles: [candidate, recruiter]
stages: {applied: {next: [interview], at_most: 5 days}, interview: {closes: true}}
examples:
  - name: backwards
    events: [2026-03-02 10:00 | stage | interview, 2026-03-03 10:00 | stage | applied]
    expect: {stage-order: violated}
"""
    (one,) = [trial for trial in analyzer.run_mutants(load_definition(text)).trials if "`next`" in trial.mutant.what]
    assert "stage-order" not in {rule.id for rule in one.mutant.definition.rules}
    assert one.noticed_by == "backwards"


def test_a_change_reaches_the_rules_that_ask_whether_an_answer_is_open() -> None:
    more = """\
  patience:
    forbid: {from: candidate, to: hiring_manager}
    when: {waits: {open: answer}}
"""
    nothing_open = """\
  - name: thanks leave nothing open
    events:
      - 2026-03-05 10:00 | candidate -> recruiter | thanks | email
      - 2026-03-05 11:00 | candidate -> hiring_manager | thanks | email
    expect: none
"""
    text = BASE.replace("examples:\n", f"{more}examples:\n") + nothing_open
    what = "`about: status` could be left out of rule 'answer'"
    (one,) = [trial for trial in analyzer.run_mutants(load_definition(text)).trials if trial.mutant.what == what]
    assert one.noticed_by == "thanks leave nothing open"


@pytest.mark.parametrize(
    "table",
    ["pairing", "stages", "contact_conditions", "closed_cases"],
)
def test_trying_examples_side_by_side_finds_what_trying_each_alone_finds(table: str) -> None:
    definition = read_definition(str(CASES / f"{table}.yaml"))
    for trial in analyzer.run_mutants(definition).trials[::4]:
        alone = any(differences(trial.mutant.definition, example) for example in definition.examples)
        assert bool(trial.noticed_by) is alone, trial


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.deep)], ids=["every-third", "all"])
@pytest.mark.parametrize("name", preset_names())
def test_the_examples_of_a_preset_notice_nearly_every_change(
    name: str, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.analysis.mutation.mutants", lambda of: islice(mutants(of), 0, None, every))
    run = analyzer.run_mutants(read_definition(name))
    assert len(run.trials) > 200 / every
    assert run.rate >= ENOUGH, "\n".join(map(str, run.unnoticed))

"""Whatever the definition and the log: a cut changes no verdict, and shows its recipient nothing about candidates."""

from __future__ import annotations

import random
from functools import cache

import pandas as pd
import pytest

import analyzer as hpa
from analyzer.events import log_from_frame
from tests.oracle.comparing import moment
from tests.oracle.engine_input import to_coverage, to_frame
from tests.oracle.randomlogs import random_run

WORDS = ["excuses_tried"]
"""What may say how a candidate's open question stands."""

SEEDS = (1, 3, 6, 14)
"""Runs of which every recipient is shown much."""

every_seed = pytest.mark.parametrize(
    "seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.deep) for seed in range(16) if seed not in SEEDS)]
)


@cache
def judged(seed, cases=30):
    """A random run under a random definition, with persons to whom the messages went, and requisitions."""
    run = random_run(seed, cases=cases)
    rng = random.Random(seed)
    frame = to_frame(run)
    people = [f"p{number}" for number in range(6)]
    frame["recipients"] = [";".join(rng.choice(people) for _ in cell.split("; ") if cell) for cell in
                           frame["recipient_roles"]]  # fmt: skip
    frame["copied"] = [";".join(rng.choice(people) for _ in cell.split("; ") if cell) for cell in
                       frame["copied_roles"]]  # fmt: skip
    frame["requisition_id"] = [f"req-{case[-1]}" if rng.random() < 0.8 else "" for case in frame["case_id"]]
    definition = run.definition.replace(gatekeeper="recruiter")
    return hpa.analyze(
        log_from_frame(frame),
        definition,
        as_of=moment(run.as_of),
        complete_from=None if run.complete_from is None else moment(run.complete_from),
        assume=run.assume or None,
        coverage=to_coverage(run),
    )


def cuts_of(whole):
    for each in ("recruiter", "hiring_manager", "coordinator", "requisition"):
        for name in whole.recipients(each)["recipient"].tolist()[:3]:
            yield each, name
    for name in sorted(set(whole.findings["owner"]) - {""})[:4]:
        yield "owner", name


def rows(frame, *, without=()):
    """Each row as a tuple of texts, by what it judges."""
    told = frame.drop(columns=list(without)).astype(object).fillna("").astype(str)
    keys = told[["rule", "case_id", "event_id"]].apply(tuple, axis=1)
    return dict(zip(keys, told.apply(tuple, axis=1), strict=True)) if len(told) else {}


@every_seed
def test_a_cut_changes_no_verdict_and_no_cell_of_one(seed):
    whole = judged(seed)
    activations, findings = rows(whole.activations), rows(whole.findings, without=WORDS)
    cases = whole.cases.set_index("case_id")
    seen = 0
    for each, name in cuts_of(whole):
        part = whole.cut_for(each, name)
        for table, of_whole, without in (("activations", activations, ()), ("findings", findings, WORDS)):
            of_part = rows(getattr(part, table), without=without)
            assert of_part.items() <= of_whole.items(), (each, name, table)
            seen += len(of_part)
        own = part.cases.set_index("case_id")
        facts = ["requisition_id", "candidate_id", "stage", "closed", "closed_at", "older_than_log"]
        pd.testing.assert_frame_equal(own[facts], cases.loc[own.index, facts])
        assert set(part.activations["case_id"]) <= set(own.index)
        assert set(part.stays["case_id"]) <= set(own.index)
    assert seen


@every_seed
def test_a_cut_of_a_cut_shows_no_more_than_either(seed):
    whole = judged(seed)
    for name in whole.recipients("requisition")["recipient"].tolist()[:4]:
        outer = whole.cut_for("requisition", name)
        for each in ("recruiter", "hiring_manager"):
            for person in outer.recipients(each)["recipient"].tolist()[:3]:
                part, alone = outer.cut_for(each, person), whole.cut_for(each, person)
                shown = rows(part.activations)
                assert shown.items() <= rows(outer.activations).items()
                assert shown.items() <= rows(alone.activations).items()
                assert set(part.cases["case_id"]) <= set(outer.cases["case_id"]) & set(alone.cases["case_id"])
                assert part.summary["past_recruiter"] is None


@every_seed
def test_every_case_of_a_gatekeeper_is_in_the_report_of_one(seed):
    whole = judged(seed)
    found = set()
    for name, count in whole.recipients("recruiter").itertuples(index=False):
        part = whole.cut_for("recruiter", name)
        assert part.summary["cases"]["total"] == count == len(part.cases) == part.part.cases
        found |= set(part.cases["case_id"])
    events = whole.events_of(whole.cases["case_id"])
    assert found <= set(whole.cases["case_id"])
    assert set(events.loc[(events["sender_role"] == "recruiter") & (events["sender"] != ""), "case_id"]) <= found


@every_seed
def test_nothing_in_a_cut_is_about_a_candidate(seed):
    whole = judged(seed)
    candidate = whole.cases.set_index("case_id")["candidate_id"]
    events = whole.events_of(whole.cases["case_id"])
    sent_as = set(
        events.loc[events["sender_role"] == "candidate", ["case_id", "sender"]].itertuples(index=False, name=None)
    )
    for each, name in cuts_of(whole):
        if each in ("recruiter", "owner"):  # who owns may be the candidate
            continue
        part = whole.cut_for(each, name)
        shown = part.activations
        assert not any("candidate" in roles.split("/") for roles in shown["owner_role"])
        assert not (shown["owner"] == shown["case_id"].map(candidate)).where(shown["owner"] != "", other=False).any()
        assert not set(shown[["case_id", "owner"]].itertuples(index=False, name=None)) & {
            one for one in sent_as if one[1]
        }
        assert not part.findings["past_recruiter"].any()
        assert part.summary["protected_events"] == 0

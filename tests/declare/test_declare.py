"""Rules about order alone say what DECLARE says (the templates of pm4py), case by case.

pm4py is not needed by the product and not installed with it: `make test-declare` makes an environment that has both.
The tests use a small random log, and a log of one's own (`.xes`, `.xes.gz`) if ANALYZER_DECLARE_LOG names one.

pm4py takes events in the order of rows. Here events of one instant have no order; so that both judge the same thing,
each event gets a time of its own, its place among the rows of its case, and an event `END` closes the case.
"""

from __future__ import annotations

import os
import random
import warnings
from collections.abc import Iterator

import pandas as pd
import pytest

from analyzer.analysis import analyze
from analyzer.definitions import load_definition
from analyzer.events import log_from_frame

pm4py = pytest.importorskip("pm4py", reason="pm4py is not installed beside the project")
pytestmark = [pytest.mark.deep, pytest.mark.filterwarnings("ignore")]

CASE, ACTIVITY, TIME = "case:concept:name", "concept:name", "time:timestamp"
BEGIN = pd.Timestamp("2026-01-01", tz="UTC")
ONE, TWO = "alpha", "beta"
ON_ONE = {
    "absence": ["{forbid: A}"],
    "existence": ["{require: A, by: close}"],
    "exactly_one": ["{require: A, by: close}", "{limit: A, at_most: 1}"],
    "init": ["{require: A, before: not-A}"],
}
"""Templates on one activity, as rules; a case keeps the template if it keeps all of them."""
ON_TWO = {
    "responded_existence": ["{require: B, by: close, when: {after: A}}"],
    "response": ["{require: B, after: A, within: 1 day}"],
    "precedence": ["{require: A, before: B}"],
    "altresponse": ["{require: B, after: A, within: 1 day}", "{forbid: A, between: [A, B]}"],
    "altprecedence": ["{require: A, before: B}", "{forbid: B, between: [B, A]}"],
    "chainresponse": ["{require: B, next_after: A}"],
    "chainprecedence": ["{require: not-B, next_after: not-A}", "{require: anything, before: B}"],
}
PAIRS = 30
"""So many pairs of activities are drawn, with a fixed seed."""


def own_log() -> pd.DataFrame:
    """Short random cases over five activities."""
    rng = random.Random(7)
    rows = [
        (f"case-{case:04}", rng.choice("vwxyz"), BEGIN + pd.Timedelta(seconds=place))
        for case in range(400)
        for place in range(rng.randrange(1, 9))
    ]
    return pd.DataFrame(rows, columns=[CASE, ACTIVITY, TIME])


def logs() -> Iterator[object]:
    yield pytest.param(own_log(), id="random")
    named = os.environ.get("ANALYZER_DECLARE_LOG")
    if named:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it recommends another reader
            read = pm4py.read_xes(named)[[CASE, ACTIVITY, TIME]]
        yield pytest.param(read.reset_index(drop=True), id="named")


def in_order(log: pd.DataFrame) -> pd.DataFrame:
    """Every event at a time of its own: its place among the rows of its case."""
    place = log.groupby(CASE, sort=False).cumcount()
    return log.assign(**{TIME: BEGIN + pd.to_timedelta(place, unit="s")})


def as_messages(log: pd.DataFrame, code: dict[str, str]) -> pd.DataFrame:
    """Events as messages about a topic, each case with a last one about `end` that closes it."""
    lengths = log.groupby(CASE, sort=False).size()
    ends = pd.DataFrame({"case_id": lengths.index, "timestamp": BEGIN + pd.to_timedelta(lengths.to_numpy(), unit="s")})
    events = pd.DataFrame({"case_id": log[CASE], "timestamp": log[TIME], "topics": log[ACTIVITY].map(code)})
    both = pd.concat([events, ends.assign(topics="end", stage="closed")], ignore_index=True)
    both["event_id"] = [f"e{number:07}" for number in range(len(both))]
    return both.assign(activity="message", sender_role="candidate", recipient_roles="recruiter")


def definition_of(rules: list[str], topics: list[str], one: str, two: str):
    lines = "".join(
        f"  r{number}: {rule if rule.startswith('{') else '{' + rule + '}'}\n" for number, rule in enumerate(rules)
    )
    return load_definition(
        "format: 1\nprocess: declare\nroles: [candidate, recruiter]\n"
        f"topics: [{', '.join([*topics, 'end'])}]\n"
        "stages: {closed: {closes: true}}\n"
        f"events:\n  A: {{about: {one}}}\n  B: {{about: {two}}}\n"
        "  not-A: {all_of: [{activity: message}, {not: {about: [" + one + ", end]}}]}\n"
        "  not-B: {all_of: [{activity: message}, {not: {about: " + two + "}}]}\n"
        "  anything: {activity: message}\n"
        f"rules:\n{lines}"
    )


def violating(log, definition) -> set[str]:
    """Cases that break some rule."""
    activations = analyze(log, definition, as_of=BEGIN + pd.Timedelta(days=30)).activations
    assert set(activations["verdict"]) <= {"satisfied", "violated"}
    return set(activations.loc[activations["verdict"] == "violated", "case_id"])


def deviating(log: pd.DataFrame, template: str, activities: tuple[str, ...]) -> set[str]:
    """Cases of which pm4py says the same."""
    key = activities[0] if len(activities) == 1 else activities
    model = {template: {key: {"support": 1.0, "confidence": 1.0}}}
    found = pm4py.conformance_declare(log, model)
    cases = log[CASE].drop_duplicates().tolist()
    return {case for case, one in zip(cases, found, strict=True) if one["no_dev_total"] > 0}


@pytest.mark.parametrize("log", list(logs()))
@pytest.mark.parametrize("template", [*ON_ONE, *ON_TWO])
def test_a_template_is_judged_as_pm4py_judges_it(log, template):
    ordered = in_order(log)
    names = sorted(ordered[ACTIVITY].unique())
    code = {name: f"t{number}" for number, name in enumerate(names)}
    mine = log_from_frame(as_messages(ordered, code))
    pairs = [(name,) for name in names] if template in ON_ONE else [(a, b) for a in names for b in names if a != b]
    chosen = random.Random(3).sample(pairs, min(PAIRS, len(pairs)))
    broken = 0
    for activities in chosen:
        rules = (ON_ONE | ON_TWO)[template]
        definition = definition_of(rules, list(code.values()), code[activities[0]], code[activities[-1]])
        ours, theirs = violating(mine, definition), deviating(ordered, template, activities)
        assert ours == theirs, (template, activities, sorted(ours ^ theirs)[:3])
        broken += len(ours)
    assert broken, "no case breaks it: the comparison shows nothing"

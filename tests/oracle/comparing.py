"""The engine and the oracle side by side: run both, compare row by row, shrink what differs, show it as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from analyzer.analysis import analyze
from analyzer.definitions.model import Definition, RequireAfter, RequireBefore
from tests.oracle.engine_input import to_coverage, to_log
from tests.oracle.oracle import evaluate
from tests.oracle.randomlogs import Run, clock_of
from tests.oracle.records import OracleEvent, Row

Key = tuple[str, str, str]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row on which the two disagree; None where one of them has no row."""

    key: Key
    engine: Row | None
    oracle: Row | None

    @property
    def what(self) -> str:
        """What differs first: verdict, excuse, reasons, due or answers."""
        if self.engine is None or self.oracle is None or self.engine.verdict != self.oracle.verdict:
            return "verdict"
        for name in ("excuse", "reasons", "due"):
            if getattr(self.engine, name) != getattr(self.oracle, name):
                return name
        return "answers"

    def kind(self, definition: Definition) -> tuple[str, ...]:
        """Differences of one kind have probably one cause."""
        rule = definition.rule(self.key[0])
        said = [type(rule.verb).__name__, "each" if rule.pairing == "each" else "", "across" if rule.across else ""]
        verb = " ".join(word for word in (*said, "correlated" if rule.correlate else "") if word)
        return (verb, self.what, verdict_of(self.engine), verdict_of(self.oracle))


def verdict_of(row: Row | None) -> str:
    return "no row" if row is None else row.verdict


def moment(instant: int) -> datetime:
    return EPOCH + timedelta(microseconds=instant)


def engine_activations(run: Run, **options: Any) -> pd.DataFrame:
    """What the engine says of a run."""
    return analyze(
        to_log(run),
        run.definition,
        as_of=moment(run.as_of),
        complete_from=None if run.complete_from is None else moment(run.complete_from),
        assume=run.assume or None,
        coverage=to_coverage(run),
        **options,
    ).activations


def engine_rows(run: Run) -> dict[Key, Row]:
    table = engine_activations(run)
    dues = table["due"].astype("datetime64[us, UTC]").astype("int64").where(table["due"].notna(), None)
    columns = (table[name].tolist() for name in ("rule", "case_id", "event_id", "verdict", "excuse", "reasons"))
    rows: dict[Key, Row] = {}
    for rule, case, event, verdict, excuse, reasons, due, answer in zip(
        *columns, dues.tolist(), table["answer_event_id"].tolist(), strict=True
    ):
        why = tuple(sorted(reasons.split("; "))) if reasons else ()
        due_at = None if due is None or pd.isna(due) else int(due)
        row = Row(rule, case, event, verdict, excuse, why, due_at, frozenset({answer}))
        assert row.key() not in rows, f"two rows of the engine for {row.key()}"
        rows[row.key()] = row
    return rows


def oracle_rows(run: Run) -> dict[Key, Row]:
    rows = evaluate(
        run.definition,
        run.events,
        as_of=run.as_of,
        clock=clock_of(run.definition.calendar),
        opened_at=run.opened_at,
        complete_from=run.complete_from,
        assume=run.assume,
        coverage=run.coverage,
    )
    assert len({row.key() for row in rows}) == len(rows), "two rows of the oracle for one event"
    return {row.key(): row for row in rows}


def agree(definition: Definition, engine: Row | None, oracle: Row | None, *, every_reason: bool = False) -> bool:
    """Whether two rows say the same.

    The oracle finds every unknown that alone could change the verdict, whatever the others are. The engine names at
    least one, and none that could not; with `every_reason` it must name them all.
    """
    if engine is None or oracle is None:
        return engine is oracle
    if replace(engine, answers=frozenset(), reasons=()) != replace(oracle, answers=frozenset(), reasons=()):
        return False
    if bool(engine.reasons) != bool(oracle.reasons) or not set(engine.reasons) <= set(oracle.reasons):
        return False
    if every_reason and engine.reasons != oracle.reasons:
        return False
    verb = definition.rule(engine.rule).verb
    named = (isinstance(verb, RequireAfter) and engine.verdict in ("satisfied", "violated")) or (
        isinstance(verb, RequireBefore) and engine.verdict == "satisfied"
    )
    return not named or engine.answers <= (oracle.answers or {""})


def compare(run: Run, *, every_reason: bool = False) -> tuple[int, list[Difference]]:
    """How many verdicts the oracle gave, and where the engine differs (see `agree`)."""
    engine, oracle = engine_rows(run), oracle_rows(run)
    found = [
        Difference(key, engine.get(key), oracle.get(key))
        for key in sorted(engine.keys() | oracle.keys())
        if not agree(run.definition, engine.get(key), oracle.get(key), every_reason=every_reason)
    ]
    return len(oracle), found


# ---------------------------------------------------------------- shrinking


def shrink(run: Run, difference: Difference) -> tuple[Run, Difference]:
    """A smaller run with a difference of the same kind on the same row: fewer rules, conditions and events."""
    kind = difference.kind(run.definition)

    def still(smaller: Run) -> Difference | None:
        try:
            _, found = compare(smaller)
        except Exception:  # a smaller definition may be one that neither side accepts
            return None
        return next((one for one in found if one.key == difference.key and one.kind(run.definition) == kind), None)

    rule = difference.key[0]
    cases = cases_tied_to(run, difference.key[1])
    smaller = run.changed(events=tuple(event for event in run.events if event.case_id in cases))
    if not still(smaller):
        return run, difference
    smaller = _without_rules(smaller, rule, still)
    smaller = _without_events(smaller, still)
    smaller = _without_parts(smaller, rule, still)
    smaller = _without_rules(smaller, rule, still)
    return smaller, still(smaller) or difference


def cases_tied_to(run: Run, case_id: str) -> set[str]:
    """A case and those that share a candidate with it, directly or by way of other cases."""
    cases = {case_id}
    while True:
        candidates = {event.candidate for event in run.events if event.case_id in cases} - {None}
        more = {event.case_id for event in run.events if event.candidate in candidates} | cases
        if more == cases:
            return cases
        cases = more


Still = Callable[[Run], "Difference | None"]


def _without_rules(run: Run, rule: str, still: Still) -> Run:
    """Only the rule itself and those that it asks about by `open:`, or else as few as possible."""
    needed = {rule}
    while True:
        text = repr([one for one in run.definition.rules if one.id in needed])
        more = {one.id for one in run.definition.rules if f"Open(rule={one.id!r})" in text} | needed
        if more == needed:
            break
        needed = more
    rules = tuple(one for one in run.definition.rules if one.id in needed)
    smaller = run.changed(definition=run.definition.replace(rules=rules))
    return smaller if still(smaller) else run


def _without_events(run: Run, still: Still) -> Run:
    for event in run.events:
        smaller = run.changed(events=tuple(one for one in run.events if one is not event))
        run = smaller if still(smaller) else run
    return run


def _without_parts(run: Run, rule: str, still: Still) -> Run:
    """Leave out conditions, the repair, contacts and options, one at a time."""
    plain = (("on_close", "due"), ("pairing", "any"), ("correlate", None), ("across", None), ("while_closed", False))
    for field, empty in (("settled_by", None), *plain):
        changes = {field: empty} | ({"settled_within": None} if field == "settled_by" else {})
        smaller = run.changed(definition=run.definition.replace_rule(rule, **changes))
        run = smaller if still(smaller) else run
    for field in ("when", "unless"):
        for part in getattr(run.definition.rule(rule), field):
            rest = tuple(one for one in getattr(run.definition.rule(rule), field) if one is not part)
            smaller = run.changed(definition=run.definition.replace_rule(rule, **{field: rest}))
            run = smaller if still(smaller) else run
    for contact in run.definition.contacts:
        rest = tuple(one for one in run.definition.contacts if one is not contact)
        smaller = run.changed(definition=run.definition.replace(contacts=rest))
        run = smaller if still(smaller) else run
    for line in run.coverage or ():
        rest = tuple(one for one in run.coverage or () if one is not line)
        smaller = run.changed(coverage=rest)
        run = smaller if still(smaller) else run
    for option, empty in (("assume", {}), ("opened_at", {}), ("complete_from", None)):
        smaller = run.changed(**{option: empty})
        run = smaller if still(smaller) else run
    return run


# ---------------------------------------------------------------- as text


def report(run: Run, difference: Difference) -> str:
    """A difference as text from which it can be understood and repeated."""
    definition = run.definition
    lines = [f"seed {run.seed}: {' / '.join(difference.kind(definition))} at {', '.join(difference.key)}"]
    lines += [f"  engine: {_short(difference.engine)}", f"  oracle: {_short(difference.oracle)}"]
    opened = {case: at for case, at in run.opened_at.items() if case == difference.key[1]}
    lines += [f"  as of {run.as_of}; assume {run.assume}; opened {opened}, complete from {run.complete_from}"]
    lines += [f"  covered {_plain(line)}" for line in run.coverage or ()]
    calendar = definition.calendar
    lines += [f"  calendar {None if calendar is None else (calendar.timezone, calendar.hours, calendar.country)}"]
    for rule in definition.rules:
        lines.append(f"  rule {rule.id}: {_plain(rule.verb)}")
        for word in ("when", "unless"):
            lines += [f"    {word} {one.name}: {_plain(one.condition)}" for one in getattr(rule, word)]
        if rule.settled_by is not None:
            lines.append(f"    settled by {_plain(rule.settled_by)} within {_plain(rule.settled_within)}")
        written = {"on_close": "due", "while_closed": False, "pairing": "any", "correlate": None, "across": None}
        changed = [f"{name} {getattr(rule, name)}" for name, usual in written.items() if getattr(rule, name) != usual]
        lines += [f"    {', '.join(changed)}"] if changed else []
    if any(rule.id == "contact" for rule in definition.rules):
        lines += [f"  contact {c.senders} -> {c.recipients} {_plain(c.under)}" for c in definition.contacts]
    if any(event.stage for event in run.events):
        lines += [f"  stage {one.id} -> {one.next} {one.at_most} closes={one.closes}" for one in definition.stages]
    lines += [f"  {_event(event)}" for event in sorted(run.events, key=OracleEvent.sort_key)]
    return "\n".join(lines)


def _short(row: Row | None) -> str:
    if row is None:
        return "no row"
    return f"{row.verdict} excuse={row.excuse!r} reasons={row.reasons} due={row.due} answers={sorted(row.answers)}"


def _plain(value: object) -> str:
    """A value of the model without its empty fields."""
    return _dropped(re.sub(r"Duration\(clock=<[^>]*>, amount=\d+, text=('[^']*')\)", r"\1", repr(value)))


def _dropped(text: str) -> str:
    for empty in ("=None", "=()"):
        while empty in text:
            end = text.index(empty) + len(empty)
            start = max(text.rfind(", ", 0, end - len(empty)), text.rfind("(", 0, end - len(empty)))
            if text[start] == "(":
                start, end = start + 1, end + (2 if text[end : end + 2] == ", " else 0)
            text = text[:start] + text[end:]
    return text


def _event(event: OracleEvent) -> str:
    parts = [f"{event.time} {event.case_id} {event.event_id} {event.activity}"]
    if event.sender_role or event.recipient_roles or event.copied_roles:
        parts.append(f"{event.sender_role} -> {sorted(event.recipient_roles)} cc {sorted(event.copied_roles)}")
    for name in ("topics", "stage", "thread", "channel", "has_reply", "sender", "candidate"):
        value = getattr(event, name)
        if value is not None:
            parts.append(f"{name}={sorted(value) if isinstance(value, frozenset) else value}")
    return " | ".join([*parts, *(f"{name}={value}" for name, value in event.columns)])

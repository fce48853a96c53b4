"""What another definition would change: two analyses of one log, held against each other activation by activation.

An activation is known by its rule, its case and its event. Both analyses hold the same events at the same positions, so
columns of positions are merged and only what differs is put into words: a million activations are no trouble.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.analysis.columns import BY_RULE, CHANGES
from analyzer.analysis.frames import NO_FINDING, EventTexts, Positions, instants, reason_texts
from analyzer.analysis.showing import frame_html
from analyzer.definitions.model import Rule
from analyzer.errors import UsageError
from analyzer.findings import VERDICT_WORDS, Verdict
from analyzer.replay import Replay, RuleResult

if TYPE_CHECKING:
    from analyzer.analysis.result import Analysis
    from analyzer.events.log import EventLog

NOT_JUDGED = len(VERDICT_WORDS)
"""Stands for no activation, where a verdict's number would."""
WORDS = np.array([*VERDICT_WORDS, ""], dtype=object)
KINDS = np.array(["appears", "vanishes", "verdict", "grounds", "quiet", "rule added", "rule removed"], dtype=object)
"""How an activation may differ, as the column `change` has it."""
APPEARS, VANISHES, VERDICT, GROUNDS, QUIET, ADDED, REMOVED = range(len(KINDS))
COUNTED = {"appear": APPEARS, "vanish": VANISHES, "other_verdict": VERDICT, "other_grounds": GROUNDS, "quiet": QUIET}
"""Column of `by_rule` and the kind of change that it counts."""
SHOWN = ("rule", "only_in", *COUNTED, "open_before", "open_after")
"""Columns of the notebook's table."""
_SAID = (
    ("finding appears", "findings appear"),
    ("finding vanishes", "findings vanish"),
    ("finding changes its verdict", "findings change their verdict"),
    ("finding stands on other grounds", "findings stand on other grounds"),
    ("activation changes without a finding", "activations change without a finding"),
    ("rule has another severity", "rules have another severity"),
    ("rule is only in the old definition", "rules are only in the old definition"),
    ("rule is only in the new definition", "rules are only in the new definition"),
)
"""One and many of everything that may differ: the columns that `COUNTED` names, then what is told of whole rules."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comparison:
    """What one log came to under two definitions.

    Attributes
    ----------
    before, after : Analysis
        Under the one definition and under the other; the same log, horizon and assumptions.
    changes : DataFrame
        One row for every activation that came to something else, and for every finding of a rule that only one of the
        definitions has; by case, time and rule. Documented in `analyzer.analysis.columns`.
    by_rule : DataFrame
        One row a rule, those of `before` first; documented there too.
    notes : tuple of str
        What a reader must know; sentences without a full stop.
    """

    before: Analysis
    after: Analysis
    changes: pd.DataFrame
    by_rule: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs: no verdict, excuse or reason, no rule that only one has, no severity."""
        rules = self.by_rule
        alike = (rules["only_in"] == "") & (rules["severity_before"] == rules["severity_after"])
        return self.changes.empty and bool(alike.all())

    @property
    def headline(self) -> str:
        """What differs, in a sentence.

        Findings of a rule that only one definition has are no changes of a verdict and are told apart.
        """
        if self.same:
            return "Nothing differs: every rule of one definition is in the other, and every verdict is the same."
        said = [_times(number, *words) for number, words in zip(self._numbers(), _SAID, strict=True) if number]
        return f"{', '.join(said[:-1])} and {said[-1]}." if len(said) > 1 else f"{said[0]}."

    def _numbers(self) -> list[int]:
        """Count what `_SAID` has words for."""
        rules = self.by_rule
        severities = (rules["only_in"] == "") & (rules["severity_before"] != rules["severity_after"])
        alone = [int((rules["only_in"] == side).sum()) for side in ("before", "after")]
        return [*(int(rules[name].sum()) for name in COUNTED), int(severities.sum()), *alone]

    def __repr__(self) -> str:
        return f"<comparison: {self.headline}>"

    def _repr_html_(self) -> str:
        """Show the counts by rule in a notebook; rules that differ in nothing are left out."""
        rules = self.by_rule
        differs = (rules[list(COUNTED)].sum(axis=1) > 0) | (rules["only_in"] != "")
        differs |= rules["severity_before"] != rules["severity_after"]
        table = frame_html(rules.loc[differs, list(SHOWN)]) if differs.any() else ""
        notes = "".join(f"<li>{escape(note)}</li>" for note in self.notes)
        return f"<p><b>{escape(self.headline)}</b></p>{table}<ul>{notes}</ul>"


def _times(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def compare(before: Analysis, after: Analysis, old: Replay, new: Replay) -> Comparison:
    """Hold two analyses of one log against each other.

    Parameters
    ----------
    before, after : Analysis
    old, new : Replay
        What they were made from.

    Raises
    ------
    UsageError
        They are not about the same events, horizon, beginning and assumptions, so that a difference would not be the
        definition's doing.
    """
    _insist_on_one_run(old, new)
    hidden = (old.facts.protected | new.facts.protected)[old.log.kind]
    olds, news = ({result.rule.id: result for result in one.results} for one in (old, new))
    rules = [*olds, *(rule for rule in news if rule not in olds)]
    found = [_differences(olds.get(rule), news.get(rule)) for rule in rules]
    left_out = int(sum(hidden[one["at"]].sum() for one in found))
    found = [one[~hidden[one["at"]]] for one in found]
    changes = _worded(old, found, [(olds.get(rule), news.get(rule)) for rule in rules])
    by_rule = pd.DataFrame(
        [_counts(olds.get(rule), news.get(rule), one) for rule, one in zip(rules, found, strict=True)],
        columns=[column.name for column in BY_RULE],
    )
    return Comparison(before, after, changes, by_rule, tuple(_notes(before, after, left_out)))


# ---------------------------------------------------------------- one log, one horizon


def _declared(replay: Replay) -> object:
    return None if replay.coverage is None else replay.coverage.declared


def _insist_on_one_run(old: Replay, new: Replay) -> None:
    a, b = old.facts, new.facts
    if a.as_of != b.as_of:
        raise UsageError(_unlike("have different horizons (as_of); without a zone, an instant is in the definition's"))
    if a.complete_from != b.complete_from or not _alike(a.older, b.older):
        raise UsageError(_unlike("take other cases as older than the log (complete_from, older)"))
    if _declared(old) != _declared(new):
        raise UsageError(_unlike("take different channels as covered (coverage)"))
    if dict(a.assume.written) != dict(b.assume.written):
        raise UsageError(_unlike("assume different things where the log does not tell (assume)"))
    if not _same_events(old.log, new.log):
        raise UsageError(_unlike("are not about the same events"))


def _unlike(how: str) -> str:
    return f"the two analyses {how}; `analysis.compare(analysis.under(definition))` compares like with like"


def _alike(a: NDArray[np.bool_] | None, b: NDArray[np.bool_] | None) -> bool:
    return a is b or (a is not None and b is not None and np.array_equal(a, b))


def _same_events(a: EventLog, b: EventLog) -> bool:
    """Whether two logs hold the same events at the same positions."""
    if a is b:
        return True
    if len(a) != len(b) or a.kinds != b.kinds or not a.case_ids.equals(b.case_ids):
        return False
    pairs = ((a.case, b.case), (a.time, b.time), (a.kind, b.kind))
    if not all(np.array_equal(one, other) for one, other in pairs):
        return False
    everything = np.arange(len(a), dtype=np.int64)
    return a.cells("event_id", everything) == b.cells("event_id", everything)


# ---------------------------------------------------------------- what differs


def _differences(old: RuleResult | None, new: RuleResult | None) -> pd.DataFrame:
    """Activations of a rule that came to something else, by position; of a rule that only one has, its findings."""
    at = np.union1d(_activations(old), _activations(new))
    names = sorted({named.name for one in (old, new) if one is not None for named in one.rule.unless})
    sides = {f"{name}_{side}": cells for side, one in (("before", old), ("after", new))
             for name, cells in _cells(one, at, names).items()}  # fmt: skip
    frame = pd.DataFrame({"at": at, **sides})
    was, now = frame["verdict_before"], frame["verdict_after"]
    found, finds = _is_finding(was), _is_finding(now)
    if old is None or new is None:
        return frame.assign(change=ADDED if old is None else REMOVED)[found | finds]
    grounds = (frame["excuse_before"] != frame["excuse_after"]) | (frame["reasons_before"] != frame["reasons_after"])
    frame["change"] = np.select(
        [found & ~finds, ~found & finds, ~found & ~finds, was != now], [VANISHES, APPEARS, QUIET, VERDICT], GROUNDS
    )
    return frame[(was != now) | grounds]


def _activations(result: RuleResult | None) -> Positions:
    if result is None:
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([result.rows.at, result.rows.plain])


def _cells(result: RuleResult | None, at: Positions, names: list[str]) -> dict[str, NDArray[Any]]:
    """Verdict, excuse and reasons at some positions; `NOT_JUDGED`, "" and 0 where the rule judged nothing."""
    verdict = np.full(len(at), NOT_JUDGED, dtype=np.int8)
    excuse, reasons = np.full(len(at), len(names), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
    if result is not None:
        rows = result.rows
        place = np.searchsorted(at, rows.at)
        verdict[place], reasons[place] = rows.verdict, rows.reasons
        verdict[np.searchsorted(at, rows.plain)] = Verdict.SATISFIED
        # The same name may stand at different places of the two lists of excuses.
        number = np.array([*(names.index(named.name) for named in result.rule.unless), len(names)], dtype=np.int64)
        excuse[place] = number[rows.excuse]
    return {"verdict": verdict, "excuse": np.array([*names, ""], dtype=object)[excuse], "reasons": reasons}


def _is_finding(verdict: pd.Series[Any]) -> NDArray[np.bool_]:
    return ~np.isin(verdict, (*NO_FINDING, NOT_JUDGED))


# ---------------------------------------------------------------- words


def _worded(
    log: Replay, found: list[pd.DataFrame], rules: list[tuple[RuleResult | None, RuleResult | None]]
) -> pd.DataFrame:
    """One frame of the documented columns, by case, time, event and rule."""
    parts = [_texts(log, one, old, new) for one, (old, new) in zip(found, rules, strict=True)]
    columns = [column.name for column in CHANGES]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).sort_values("_at", kind="stable", ignore_index=True)[columns]


def _texts(log: Replay, found: pd.DataFrame, old: RuleResult | None, new: RuleResult | None) -> pd.DataFrame:
    at = found["at"].to_numpy()
    texts = EventTexts(log, at)
    rules = {"before": None if old is None else old.rule, "after": None if new is None else new.rule}
    named = rules["after"] or rules["before"]
    assert named is not None
    made: dict[str, Any] = {"rule": named.id, "title": named.title, "change": KINDS[found["change"]]}
    for side, rule in rules.items():
        made[f"verdict_{side}"] = WORDS[found[f"verdict_{side}"]]
        made[f"excuse_{side}"] = found[f"excuse_{side}"].to_numpy()
        made[f"reasons_{side}"] = reason_texts(found[f"reasons_{side}"].to_numpy())
        made[f"severity_{side}"], made[f"rule_place_{side}"] = _severity(rule), _place(rule)
    for column in ("case_id", "event_id"):
        made[column] = texts.case_ids(at) if column == "case_id" else texts.cells(column, at)
    for column in ("requisition_id", "candidate_id"):
        made[column] = texts.cells(column, at)
    for column in ("activity", "sender_role", "recipient_roles", "copied_roles", "channel", "topics"):
        made[column] = texts.of_kind(column, at)
    return pd.DataFrame({**made, "timestamp": instants(texts.times(at)), "_at": at})


def _severity(rule: Rule | None) -> str:
    return "" if rule is None else rule.severity.value


def _place(rule: Rule | None) -> str:
    return "" if rule is None else f"{PurePath(rule.place.file).name}:{rule.place.line}"


def _counts(old: RuleResult | None, new: RuleResult | None, found: pd.DataFrame) -> dict[str, Any]:
    """One row of `by_rule`."""
    one = new or old
    assert one is not None  # one of the two has the rule
    rule = one.rule
    row: dict[str, Any] = {"rule": rule.id, "title": rule.title, "only_in": ""}
    if old is None or new is None:
        row["only_in"] = "after" if old is None else "before"
    for side, result in (("before", old), ("after", new)):
        known = None if result is None else result.rule
        row[f"severity_{side}"], row[f"rule_place_{side}"] = _severity(known), _place(known)
        row[f"activations_{side}"] = len(_activations(result))
        row[f"findings_{side}"] = 0 if result is None else int((~np.isin(result.rows.verdict, NO_FINDING)).sum())
        row[f"open_{side}"] = 0 if result is None else result.count(Verdict.VIOLATED)
    return row | {name: int((found["change"] == kind).sum()) for name, kind in COUNTED.items()}


def _notes(before: Analysis, after: Analysis, left_out: int) -> Iterator[str]:
    """What holds for both once, what holds for one with its name."""
    old, new = before.definition, after.definition
    if old == new:
        yield "the two definitions are the same"
    elif old.digest == new.digest:
        yield "the new definition was changed in memory; lines are those of the file that it was read from"
    if left_out:
        yield (
            f"{_times(left_out, 'difference is', 'differences are')} counted here only: the events are about topics "
            "that one of the definitions protects"
        )
    yield from (note for note in before.notes if note in after.notes)
    yield from (f"under the old definition: {note}" for note in before.notes if note not in after.notes)
    yield from (f"under the new definition: {note}" for note in after.notes if note not in before.notes)

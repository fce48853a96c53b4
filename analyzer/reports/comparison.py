"""What another definition would change, as text for a console and as JSON for programs.

Strings out; printing them is the caller's. What differs, `analysis.compare` has said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analyzer.findings import Severity
from analyzer.reports import words
from analyzer.reports.files import as_json
from analyzer.reports.text import NARROWEST, who_to_whom

if TYPE_CHECKING:
    from analyzer.analysis import Comparison
    from analyzer.definitions.model import Definition

COUNTS = {"appear": "appear", "vanish": "vanish", "other_verdict": "verdict", "other_grounds": "grounds"}
"""Column of `by_rule` and the head of its column in the text."""
_ROOMY = 88
_NONE = "not judged"
_ORDER = ("appears", "verdict", "vanishes", "rule added", "rule removed", "grounds", "quiet")
"""Which kinds of change a reader should see first."""


def comparison_text(comparison: Comparison, *, width: int = 100, top: int = 10) -> str:
    """Write what another definition would change.

    Parameters
    ----------
    comparison : Comparison
    width : int
        Columns of the terminal; less than 60 counts as 60.
    top : int
        How many examples to show. One of every kind of change in every rule comes first, the gravest rules before the
        others, then a second of each, and so on; 0 for none.

    Returns
    -------
    str
        Lines without trailing blanks, ending with a newline.
    """
    width = max(width, NARROWEST)
    lines = [*_head(comparison, width), *_rules(comparison, width), *_alone(comparison, width)]
    lines += [*_severities(comparison, width), *_examples(comparison, width, top)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def comparison_as_json(comparison: Comparison) -> str:
    """Write every change and the counts by rule as JSON: the documented columns, with ISO times.

    Returns
    -------
    str
        An object with `as_of`, `before`, `after`, `same`, `headline`, `by_rule`, `changes` and `notes`; equal
        comparisons give equal text.
    """
    changes = comparison.changes
    told = {
        "as_of": pd.Timestamp(comparison.before.as_of).isoformat(),
        "before": comparison.before.summary["definition"],
        "after": comparison.after.summary["definition"],
        "same": comparison.same,
        "headline": comparison.headline,
        "by_rule": comparison.by_rule.to_dict("records"),
        "changes": changes.assign(timestamp=[moment.isoformat() for moment in changes["timestamp"]]).to_dict("records"),
        "notes": list(comparison.notes),
    }
    return as_json(told) + "\n"


# ---------------------------------------------------------------- parts of the text


def _head(comparison: Comparison, width: int) -> Iterator[str]:
    before, after = comparison.before.definition, comparison.after.definition
    yield from words.wrap(f"{'NO CHANGE' if comparison.same else 'CHANGES'}: {comparison.headline}", width)
    yield ""
    log = comparison.before.log
    rows = {
        "Old definition": _definition(before),
        "New definition": _definition(after),
        "Log": f"{words.count(len(log), 'event')} in {words.count(len(log.case_ids), 'case')}, complete before "
        f"{words.instant(comparison.before.as_of, _zone(comparison))}",
    }
    for name, value in rows.items():
        yield from words.wrap(value, width, first=f"{name:<15} ")
    for note in comparison.notes:
        yield from words.wrap(words.sentence(note), width, first=f"{'Note':<15} ")


def _definition(definition: Definition) -> str:
    name = words.clean(definition.path.replace("\\", "/").rpartition("/")[2])
    return (
        f"{words.clean(definition.title)}, version {words.clean(definition.version)} ({name}, {definition.digest[:12]})"
    )


def _zone(comparison: Comparison) -> str:
    calendar = comparison.before.definition.calendar
    return calendar.timezone if calendar else "UTC"


def _rules(comparison: Comparison, width: int) -> Iterator[str]:
    """Count the changes of the rules that both definitions have; those without any are left out."""
    rules = comparison.by_rule
    some = rules[rules[[*COUNTS, "quiet"]].sum(axis=1) > 0]
    if some.empty:
        return
    heads = {**COUNTS, "quiet": "quiet"}
    if width < _ROOMY:
        heads = dict(list(COUNTS.items())[:3])
    yield from ("", "CHANGES BY RULE (findings that appear, vanish or change)")
    numbers = "".join(f"{head:>9}" for head in heads.values())
    room = width - 2 - len(numbers) - 16
    yield "  " + "rule".ljust(room) + numbers + f"{'open':>16}"
    for row in some.to_dict("records"):
        first, *more = words.wrap(words.clean(row["title"]), room - 1)
        cells = "".join(f"{words.number(row[name]):>9}" for name in heads)
        opened = f"{words.number(row['open_before'])} -> {words.number(row['open_after'])}"
        yield f"  {first:<{room}}{cells}{opened:>16}"
        yield from (f"  {part}" for part in more)
    if "quiet" in heads and some["quiet"].any():
        yield from words.wrap(_QUIET, width, first="  ")


_QUIET = "quiet: kept, not yet due, cancelled or not judged, under the one definition as well as under the other"


def _alone(comparison: Comparison, width: int) -> Iterator[str]:
    """Name the rules that only one of the definitions has; nothing of them is a change of a verdict."""
    for side, heading in (
        ("before", "RULES ONLY IN THE OLD DEFINITION"),
        ("after", "RULES ONLY IN THE NEW DEFINITION"),
    ):
        rules = comparison.by_rule[comparison.by_rule["only_in"] == side]
        if rules.empty:
            continue
        yield from ("", heading)
        for row in rules.to_dict("records"):
            said = (
                f"{words.count(row[f'findings_{side}'], 'finding')}, {words.number(row[f'open_{side}'])} of them open"
            )
            where = words.clean(row[f"rule_place_{side}"])
            told = f"{words.clean(row['title'])} [{row[f'severity_{side}']}]: {said} ({row['rule']}, {where})"
            yield from words.wrap(told, width, first="  ", rest="    ")


def _severities(comparison: Comparison, width: int) -> Iterator[str]:
    rules = comparison.by_rule
    other = rules[(rules["only_in"] == "") & (rules["severity_before"] != rules["severity_after"])]
    if other.empty:
        return
    yield from ("", "RULES WITH ANOTHER SEVERITY")
    for row in other.to_dict("records"):
        said = f"{words.clean(row['title'])}: {row['severity_before']} -> {row['severity_after']} ({row['rule']})"
        yield from words.wrap(said, width, first="  ", rest="    ")


def _examples(comparison: Comparison, width: int, top: int) -> Iterator[str]:
    total = len(comparison.changes)
    if not top or not total:
        return
    shown = examples(comparison.changes, top)
    yield from ("", f"EXAMPLES ({words.number(len(shown))} of {words.number(total)}, one of each kind first)")
    titles = dict(comparison.before.definition.roles) | dict(comparison.after.definition.roles)
    for place, row in enumerate(shown, start=1):
        yield ""
        yield from _example(place, row, _zone(comparison), titles, width)


def examples(changes: pd.DataFrame, top: int) -> list[dict[str, Any]]:
    """Choose rows of `changes` to show: one of every kind, then a second of each, the gravest rules first.

    Kinds are told apart by rule, old and new verdict and excuse; within a kind the earliest comes first.
    """
    kinds = ["rule", "change", "verdict_before", "verdict_after", "excuse_before", "excuse_after"]
    ordered = changes.sort_values(["timestamp", "case_id", "event_id"], kind="stable")
    rank = {severity.value: -severity.rank for severity in Severity}
    severity = ordered[["severity_before", "severity_after"]].replace("", Severity.LOW.value).map(rank.get).min(axis=1)
    ordered = ordered.assign(
        _nth=ordered.groupby(kinds, sort=False).cumcount(),
        _grave=severity,
        _kind=ordered["change"].map({kind: place for place, kind in enumerate(_ORDER)}),
    ).sort_values(["_nth", "_grave", "_kind", "timestamp", "case_id", "event_id", "rule"], kind="stable")
    rows: list[dict[str, Any]] = ordered.head(top)[list(changes.columns)].to_dict("records")  # type: ignore[assignment]
    return rows


def _example(place: int, row: Mapping[str, Any], zone: str, titles: Mapping[str, str], width: int) -> Iterator[str]:
    severity = row["severity_after"] or row["severity_before"]
    yield from words.wrap(f"{words.clean(row['title'])} [{severity}]", width, first=f"{place:>3}. ")
    when, case = words.instant(row["timestamp"], zone), words.clean(row["case_id"], cut=40)
    details = {
        "when": f"{when}, case {case}, event {words.clean(row['event_id'], cut=40)}",
        "who": who_to_whom({"sender": "", "owner_role": "", **row}, titles),
        "verdict": _verdicts(row),
        "rule": f"{row['rule']} ({_lines(row)})",
    }
    for name, value in details.items():
        if value:
            yield from words.wrap(value, width, first=f"     {name:<10} ", rest=" " * 16)


def _verdicts(row: Mapping[str, Any]) -> str:
    if row["change"] in ("rule added", "rule removed"):
        side, age = ("after", "new") if row["change"] == "rule added" else ("before", "old")
        return f"{_verdict(row, side)}; only the {age} definition has the rule"
    return f"{_verdict(row, 'before')} -> {_verdict(row, 'after')}"


def _verdict(row: Mapping[str, Any], side: str) -> str:
    grounds = words.clean(row[f"excuse_{side}"]) or words.clean(row[f"reasons_{side}"])
    return (row[f"verdict_{side}"] or _NONE) + (f" ({grounds})" if grounds else "")


def _lines(row: Mapping[str, Any]) -> str:
    """Where the rule stands in each definition."""
    places = [words.clean(row[f"rule_place_{side}"]) for side in ("before", "after")]
    return " -> ".join(filter(None, places))

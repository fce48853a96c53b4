"""In what a run and an earlier report are not alike: whoever reads a difference must know what else differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from analyzer.analysis import Analysis
from analyzer.analysis.horizon import zone_of
from analyzer.calendars import format_instant
from analyzer.errors import UsageError
from analyzer.review.earlier import Earlier


def notes_of(analysis: Analysis, then: Earlier) -> tuple[str, ...]:
    """Sentences without a full stop, in a fixed order; none where the earlier report is the run before this one."""
    return (
        *_horizons(analysis, then),
        *_periods(analysis, then),
        *_definitions(analysis, then),
        *_arguments(analysis, then),
    )


def _local(analysis: Analysis, moment: str | pd.Timestamp) -> str:
    microseconds = pd.Timestamp(moment).to_datetime64().astype("datetime64[us]").astype("int64")
    return format_instant(int(microseconds), zone_of(analysis.definition))


def _horizons(analysis: Analysis, then: Earlier) -> Iterator[str]:
    before, now = pd.Timestamp(then.summary["as_of"]), analysis.as_of
    if before == now:
        yield f"both runs are complete before {_local(analysis, now)}: what differs is not for the passing of time"
    elif before > now:
        yield (
            f"the earlier report looks further ({_local(analysis, before)}) than this run ({_local(analysis, now)}): "
            "what is missing here may lie beyond the horizon"
        )


def _periods(analysis: Analysis, then: Earlier) -> Iterator[str]:
    before, now = then.summary["period"], analysis.summary["period"]
    if not before["first"] or not now["first"]:
        yield "one of the two logs has no events"
    elif pd.Timestamp(before["last"]) < pd.Timestamp(now["first"]):
        yield "the two logs have no day in common: findings of the earlier one are gone with their cases"
    elif pd.Timestamp(before["first"]) != pd.Timestamp(now["first"]):
        yield (
            f"the earlier log begins {_local(analysis, before['first'])}, this one {_local(analysis, now['first'])}: "
            "cases may have left it or come to it"
        )


def _definitions(analysis: Analysis, then: Earlier) -> Iterator[str]:
    before, now = then.summary["definition"], analysis.summary["definition"]
    if before["digest"] == now["digest"]:
        return
    rules = [rule.id for rule in analysis.definition.rules]
    severity = {rule.id: rule.severity.value for rule in analysis.definition.rules}
    old = list(then.summary["verdicts"])
    was = dict(zip(then.findings["rule"], then.findings["severity"], strict=True))
    parts = {
        "rules that only the earlier has": [rule for rule in old if rule not in rules],
        "rules that only this one has": [rule for rule in rules if rule not in old],
        "rules whose own lines differ": _rewritten(before.get("rules", {}), now["rules"]),
        "rules of another severity": [rule for rule in rules if was.get(rule, severity[rule]) != severity[rule]],
    }
    known = "; ".join(f"{what}: {', '.join(names)}" for what, names in parts.items() if names)
    yield (
        f"the definition is another: version {before['version'] or '(none)'} ({before['digest'][:12]}) then, version "
        f"{now['version'] or '(none)'} ({now['digest'][:12]}) now"
        + (f"; {known}" if known else "")
        + "; what its rules refer to may differ too, and `analyzer diff` with both definitions tells how"
    )


def _rewritten(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Rules that both have, in other words; what they refer to elsewhere in the file is not looked at."""
    return [rule for rule, digest in now.items() if before.get(rule, digest) != digest]


def _arguments(analysis: Analysis, then: Earlier) -> Iterator[str]:
    before, now = then.summary, analysis.summary
    if before["assume"] != now["assume"]:
        yield f"assumed then: {_assumed(before['assume'])}; now: {_assumed(now['assume'])}"
    if before["coverage_declared"] != now["coverage_declared"]:
        words = ["declared" if each["coverage_declared"] else "not declared" for each in (before, now)]
        yield f"coverage was {words[0]} then and is {words[1]} now"
    if before.get("waivers", {}).get("digest", "") != now["waivers"]["digest"]:
        yield "the waivers are others than those of the earlier report"


def _assumed(settled: Mapping[str, str]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in sorted(settled.items())) or "nothing"


def insist_on_same_part(analysis: Analysis, then: Earlier) -> None:
    """Refuse to hold part of a run against the whole, or against another part: whatever it lacks would read as gone.

    Raises
    ------
    UsageError
        The earlier report holds something else.
    """
    now, before = (one.get("part") for one in (analysis.summary, then.summary))
    held, holds = (None if one is None else one["holds"] for one in (before, now))
    if held != holds:
        raise UsageError(
            f"the earlier report {then.folder} holds {held or 'the whole'}, and this one {holds or 'the whole'}: "
            "name an earlier report that was cut in the same way"
        )

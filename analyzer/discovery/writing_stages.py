"""The stages of a draft: what may follow what, which stages close a case, and what was seen too seldom.

Every stage is to be reached from the first, and to lead to one that closes the case. Where the thresholds
leave a gap, the link that was seen most often is taken, and marked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analyzer.discovery.names import Row, comment, counted, key, quoted, refusal, rows_of, shown, times, where
from analyzer.discovery.observed import Observed


@dataclass(frozen=True, slots=True)
class Link:
    """A change from a stage to another that the draft lists; `mark` says why, where it is no proposal of its own."""

    source: str
    target: str
    support: str
    mark: str = ""


def stage_lines(seen: Observed) -> list[str]:
    """Write the section `stages`."""
    table = seen.tables["stages"]
    named = where(table, "stage", lambda name: not refusal(name, kind="stage"))
    lines = comment(_ABOUT) if len(table) else comment("Stages: the log names none.")
    lines += [
        line
        for name in table["stage"]
        if (why := refusal(name, kind="stage"))
        for line in comment(f"Stage {shown(name)} cannot be declared: {why}. Rename it with a mapping.")
    ]
    if named.empty:
        return lines
    links = linked(seen, named)
    if not links:
        lines += comment("No change from stage to stage reached the thresholds: only the names are listed.")
        return [*lines, "stages:", *(f"  - {quoted(row.stage)}  # {_entered(row)}" for row in rows_of(named))]
    lines.append("stages:")
    for row in rows_of(named):
        lines += _stage(row, [link for link in links if link.source == row.stage], seen.least.cases)
    return [*lines, *_seldom(seen, links)]


_ABOUT = (
    "Stages, in the usual order. A stage closes a case here because nothing was seen to follow it: confirm each, for "
    "after the close no contact is judged. Stays are in business days."
)


def linked(seen: Observed, named: pd.DataFrame) -> list[Link]:
    """Choose the changes to list: those proposed, and what the language needs beside them."""
    names = set(named["stage"])
    changes = seen.tables["transitions"]
    changes = changes[changes["from_stage"].isin(names) & changes["to_stage"].isin(names)]
    links = [_link(row) for row in rows_of(changes[changes["proposed"]])]
    if not links:
        return []
    closing = set(named.loc[named["closes"], "stage"])
    usable = changes[~changes["from_stage"].isin(closing)]
    for stage in named["stage"]:
        if stage not in closing and all(link.source != stage for link in links):
            best = usable[usable["from_stage"] == stage].head(1)
            links += [_link(row, "below the thresholds; the most frequent way on") for row in rows_of(best)]
    links += _bridges(named, usable, links)
    return links + _ways_out(named, usable, links)


def _bridges(named: pd.DataFrame, usable: pd.DataFrame, links: list[Link]) -> list[Link]:
    """Reach the stages that no listed change leads to."""
    bridges: list[Link] = []
    first = named["stage"].iloc[0]
    for row in rows_of(named):
        reached = _reached(first, [*links, *bridges])
        if row.stage in reached:
            continue
        ways = usable[(usable["to_stage"] == row.stage) & usable["from_stage"].isin(reached)]
        ways = ways.sort_values("changes", ascending=False, kind="stable").head(1)
        bridges += [_link(way, "below the thresholds; the only way to it") for way in rows_of(ways)]
        if ways.empty:
            told = f"nobody was seen to go this way: {times(row.begins, 'case')} begin with it"
            bridges.append(Link(first, row.stage, told, "listed because the language has one first stage"))
    return bridges


def _ways_out(named: pd.DataFrame, usable: pd.DataFrame, links: list[Link]) -> list[Link]:
    """Lead to an end from stages that only lead round in a circle."""
    added: list[Link] = []
    leads_on = {link.source for link in links}
    last = named[named["closes"] | ~named["stage"].isin(leads_on)]  # what leads nowhere is written as closing, too
    ends: list[str] = last.sort_values("entries", ascending=False, kind="stable")["stage"].tolist()
    for stage in named["stage"] if ends else ():
        circle = _reached(stage, [*links, *added])
        if circle & set(ends):
            continue
        ways = usable[usable["from_stage"].isin(circle) & ~usable["to_stage"].isin(circle)]
        ways = ways.sort_values("changes", ascending=False, kind="stable").head(1)
        added += [_link(way, "below the thresholds; the way out of a circle") for way in rows_of(ways)]
        if ways.empty:
            told = "nobody was seen to go this way"
            added.append(Link(stage, ends[0], told, "listed because a case that enters would never end"))
    return added


def _reached(first: str, links: list[Link]) -> set[str]:
    reached, waiting = {first}, [first]
    while waiting:
        stage = waiting.pop()
        fresh = {link.target for link in links if link.source == stage} - reached
        reached |= fresh
        waiting += sorted(fresh)
    return reached


def _link(row: Row, mark: str = "") -> Link:
    support = f"{counted(row.changes, row.cases, 'time')} ({row.share:.1%})"
    return Link(row.from_stage, row.to_stage, support, mark)


def _stage(row: Row, links: list[Link], least: int) -> Iterator[str]:
    yield f"{key(row.stage, 2)}  # {_entered(row)}{_stays(row)}"
    if links:
        yield "    next:"
        for link in links:
            yield f"      - {quoted(link.target)}  # {link.support}{f'; {link.mark}' if link.mark else ''}"
    if row.closes or not links:
        left = f"left {times(row.left, 'time')}" if row.left else "nothing followed"
        yield f"    closes: true  # {left}; {times(row.messages, 'message')} came after it{_unsure(row, least)}"


def _unsure(row: Row, least: int) -> str:
    return "" if row.closes and row.entries >= least else "; seen seldom: confirm"


def _entered(row: Row) -> str:
    begins = f", first of {times(row.begins, 'case')}" if row.begins else ""
    return f"entered {counted(row.entries, row.cases, 'time')}{begins}"


def _stays(row: Row) -> str:
    points = (("half", row.median_stay), ("nine of ten", row.stay_90))
    parts = [f"{share} within {number:.1f}" for share, number in points if not math.isnan(number)]
    return f"; left: {', '.join(parts)} business days" if parts else ""


def _seldom(seen: Observed, links: list[Link]) -> list[str]:
    listed = {(link.source, link.target) for link in links}
    changes = seen.tables["transitions"]
    rows = [row for row in rows_of(changes) if (row.from_stage, row.to_stage) not in listed]
    if not rows:
        return []
    lines = comment("Changes that were seen and are not proposed:", 2)
    for row in rows:
        way = f"{shown(row.from_stage)} -> {shown(row.to_stage)}"
        lines += comment(f"  {way}: {_link(row).support}", 2)
    return lines

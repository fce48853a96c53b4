"""Small bars beside numbers: they say nothing that the text beside them does not, so no reader needs to see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from analyzer.reports.facts import DutyLine, Facts, RuleLine

Piece = tuple[str, float, float]
"""Class, start and width, on a scale of 100."""
NOT_KEPT = (
    ("high", ("violated",)),
    ("settled", ("settled",)),
    ("let-off", ("excused", "waived")),
    ("unknown", ("undecided",)),
)
"""The pieces of a rule's bar and the verdicts that each counts."""


def bar(pieces: Iterable[Piece], *, name: str = "bar") -> Markup:
    """Draw a bar 100 wide; pieces without a width are left out."""
    shapes = Markup("").join(
        Markup('<rect class="{}" x="{:.2f}" y="0" width="{:.2f}" height="8"/>').format(kind, start, width)
        for kind, start, width in pieces
        if width > 0
    )
    return Markup('<svg class="{}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{}</svg>').format(
        name, shapes
    )


def duty_bar(duty: DutyLine) -> Markup:
    """In time and not, as parts of what was due."""
    share = 100 * (duty.share or 0)
    return bar([("good", 0, share), ("rest", share, 100 - share)] if duty.due else [])


def share_bar(part: float, whole: float) -> Markup:
    """A part of a whole; empty where there is nothing."""
    return bar([("share", 0, 100 * part / whole if whole else 0)])


def tile_bars(facts: Facts) -> dict[str, Markup]:
    """Draw the bars of the tiles."""
    contact, severities = facts.summary["contact"], facts.summary["findings"]["by_severity"]
    return {
        "past": _interval(facts.past) if facts.past else bar([]),
        "severity": bar(_side_by_side({name: severities[name] for name in ("high", "medium", "low")})),
        "contact": share_bar(contact["allowed"], contact["judged"]),
    }


def rule_bars(lines: Iterable[RuleLine]) -> dict[str, Markup]:
    """Draw for each rule what became of the times it was not kept, on one scale for all rules."""
    counts = {line.rule: {kind: sum(map(line.of, names)) for kind, names in NOT_KEPT} for line in lines}
    longest = max((sum(count.values()) for count in counts.values()), default=0)
    return {rule: bar(_side_by_side(count, longest), name="bar rule-bar") for rule, count in counts.items()}


def stay_bars(rows: Iterable[Mapping[Any, Any]]) -> list[Markup]:
    """Draw for each stage the time from half to nine in ten, and the allowed time as a mark, on one scale.

    Stages on different clocks are not put on one scale: then there are no bars.
    """
    rows = list(rows)
    ends = [row[name] for row in rows for name in ("median", "ninety", "limit") if row[name] == row[name]]
    if not ends or len({row["unit"] for row in rows}) > 1:
        return [Markup("") for _ in rows]
    scale = 100 / (1.04 * max(ends))
    return [bar(_stay(row, scale), name="bar stay-bar") for row in rows]


def _stay(row: Mapping[Any, Any], scale: float) -> list[Piece]:
    median, ninety, limit = (scale * row[name] for name in ("median", "ninety", "limit"))
    pieces = []
    if median == median:
        end = ninety if ninety == ninety else 100
        pieces += [("band", median, end - median), ("point", max(0, median - 0.8), 1.6)]
    return [*pieces, ("limit", limit - 0.5, 1.0)] if limit == limit else pieces


def _side_by_side(counts: Mapping[str, float], whole: float = 0) -> list[Piece]:
    whole = whole or sum(counts.values())
    pieces, start = [], 0.0
    for name, n in counts.items():
        width = 100 * n / whole if whole else 0
        pieces.append((name, start, width))
        start += width
    return pieces


def _interval(past: Mapping[str, Any]) -> Markup:
    """Draw the share as a mark inside its interval, on a scale that ends a little beyond it."""
    if not past["of"]:
        return bar([])
    scale = 100 / min(1.0, max(0.1, 1.3 * past["high"]))
    low, high, share = (scale * past[name] for name in ("low", "high", "share"))
    return bar([("band", low, high - low), ("point", max(0, share - 0.8), 1.6)])

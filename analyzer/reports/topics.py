"""How well phrases find topics, for people and for programs: a measure in, text out.

No text of people is in it unless examples are asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Final

from analyzer.importing import Measure
from analyzer.importing.measuring import Share
from analyzer.reports.markdown import prose, table

_HEADS: Final = ("topic", "labelled", "about", "hits", "wrong", "missed", "disputed", "precision", "recall")
_MOST_PHRASES: Final = 10


def measure_text(measure: Measure, *, examples: bool = False) -> str:
    """Write a measure for a terminal; with `examples` it shows subjects of messages."""
    return "\n".join(_written(measure, _aligned, lambda text: text, examples=examples)) + "\n"


def measure_markdown(measure: Measure, *, examples: bool = False) -> str:
    """Write a measure as Markdown; with `examples` it shows subjects of messages."""
    return "\n".join(_written(measure, _piped, lambda text: f"**{text}**", examples=examples)) + "\n"


def measure_json(measure: Measure, *, examples: bool = False) -> str:
    """Write a measure as JSON; with `examples` it shows subjects of messages."""
    told = asdict(measure)
    if not examples:
        del told["examples"]
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


Table = Callable[[Sequence[str], Sequence[Sequence[str]]], Iterator[str]]


def _written(measure: Measure, laid_out: Table, head: Callable[[str], str], *, examples: bool) -> Iterator[str]:
    yield f"{measure.messages:,} labelled messages; {measure.disputed:,} on which people differ"
    for name, (labelled, size) in measure.labelled.items():
        yield f"- {name}: {labelled:,} labelled of {size:,}"
    yield from ("", head("How well do the phrases of each topic find it?"), "")
    rows = [
        (one.topic, *(f"{getattr(one, name):,}" for name in _HEADS[1:7]), _share(one.precision), _share(one.recall))
        for one in measure.topics
    ]
    yield from laid_out(_HEADS, rows)
    yield ""
    yield from measure.notes
    wrong = [one for one in measure.phrases if one.wrong][:_MOST_PHRASES]
    if wrong:
        yield from ("", head("Which phrases hit wrongly most?"), "")
        often = [(one.topic, f"{one.wrong:,}", f"{one.hits:,}", one.phrase) for one in wrong]
        yield from laid_out(("topic", "wrong", "of", "phrase"), often)
    if measure.agreement:
        yield from ("", head("How far do people agree, beyond chance (Cohen's kappa)?"), "")
        told = [
            (a.topic, a.first or "-", a.second or "-", f"{a.messages:,}", f"{a.agreed:,}", _kappa(a.kappa))
            for a in measure.agreement
        ]
        yield from laid_out(("topic", "one", "other", "both labelled", "agree", "kappa"), told)
    if examples and measure.examples:
        yield from ("", head("Examples"), "")
        shown = [(one.topic, one.what, one.event_id, one.subject) for one in measure.examples]
        yield from laid_out(("topic", "what", "event_id", "subject"), shown)


def _share(share: Share | None) -> str:
    if share is None or math.isnan(share.share):
        return "-"
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%}, {share.found} of {share.of})"


def _kappa(kappa: float | None) -> str:
    return "-" if kappa is None else f"{kappa:.2f}"


def _aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    lines = [list(heads), *([" ".join(cell.split()) for cell in row] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    for line in lines:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _piped(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    return table(heads, [[prose(cell) for cell in row] for row in rows])

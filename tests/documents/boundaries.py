"""The boundary cases of `boundaries.yaml`: judged by the engine, and written as tables into `docs/concepts.md`.

`python -m tests.documents` (`make docs`) writes the tables anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from analyzer.analysis.example_logs import _rows, horizon_of
from analyzer.analysis.examples import found_in
from analyzer.analysis.horizon import clocks_for
from analyzer.calendars import parse_instant
from analyzer.definitions import load_definition
from analyzer.definitions.model import Definition, Example
from analyzer.errors import Place
from analyzer.events import log_from_frame
from analyzer.events.coverage import Covered
from analyzer.events.log import EventLog
from analyzer.events.mapping import Mapping as LogMapping
from analyzer.replay import replay
from tests.documents.pages import DOCS, anchor

SOURCE = Path(__file__).with_name("boundaries.yaml")
PAGE = DOCS / "concepts.md"
BEGIN = "<!-- boundaries: written by `make docs` from tests/documents/boundaries.yaml; edits here are lost -->"
END = "<!-- end of boundaries -->"
ZONE = "America/New_York"
NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class Row:
    """One boundary.

    Attributes
    ----------
    rule : str
    verdicts : tuple of str
        Of the rule's activations in order of time; empty where it judges nothing.
    coverage : tuple of str
        Lines of ROLE | CHANNEL | FROM | UNTIL.
    begins : str
        Not empty: whether the case is older than the log is told from the log, as in a run.
    """

    situation: str
    rule: str
    events: tuple[str, ...]
    verdicts: tuple[str, ...]
    because: str
    settings: Mapping[str, str] = field(default_factory=dict)
    coverage: tuple[str, ...] = ()
    precision: str = "microsecond"
    begins: str = ""
    complete_from: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Boundaries of one kind, and the part of a definition that judges them."""

    title: str
    definition: str
    rows: tuple[Row, ...]
    note: str = ""


def groups() -> tuple[Group, ...]:
    """All groups, in the order of the page."""
    return tuple(_group(found) for found in _source()["groups"])


def _source() -> Any:
    return yaml.load(SOURCE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _group(found: Mapping[str, Any]) -> Group:
    named = re.findall(r"^  ([\w-]+):$", found["definition"].partition("rules:\n")[2], flags=re.MULTILINE)
    rows = tuple(_row(row, *named[:1]) for row in found["rows"])
    return Group(found["title"], found["definition"], rows, found.get("note", ""))


def _row(found: Mapping[str, Any], only: str = "") -> Row:
    said = found["verdict"]
    verdicts = tuple(said) if isinstance(said, list) else () if said == NOT_JUDGED else (said,)
    return Row(
        situation=found["situation"],
        rule=found.get("rule", only),
        events=tuple(found["events"]),
        verdicts=verdicts,
        because=found["because"],
        settings={key: found[key] for key in ("as_of", "older") if key in found},
        coverage=tuple(found.get("coverage", ())),
        **{key: found[key] for key in ("precision", "begins", "complete_from") if key in found},
    )


# ---------------------------------------------------------------- judged


def judged(group: Group, row: Row) -> list[str]:
    """What the engine says of each activation of a row's rule, in order of time."""
    definition, example = _read(group, row)
    log, as_of = _log(example, row), horizon_of(example)
    replayed = replay(
        log,
        definition,
        clocks_for(log, definition, as_of),
        as_of=as_of,
        complete_from=_instant(row.complete_from) if row.complete_from else None,
        older=None if row.begins else np.full(len(log.case_ids), example.older),
        coverage=[_covered(line) for line in row.coverage] or None,
    )
    (result,) = [result for result in replayed.results if result.rule.id == row.rule]
    return [str(one) for _, one in found_in(replayed, result)]


def _read(group: Group, row: Row) -> tuple[Definition, Example]:
    example = {"name": "it", "events": list(row.events), **row.settings, "expect": "none"}
    own = {line.partition(":")[0] for line in group.definition.splitlines() if not line.startswith(" ")}
    base = re.split(r"^(?=\w)", _source()["base"], flags=re.MULTILINE)
    text = "".join(part for part in base if part.partition(":")[0] not in own) + group.definition
    text += yaml.safe_dump({"examples": [example]}, allow_unicode=True, width=1000)
    definition = load_definition(text.encode(), path="boundaries.yaml")
    return definition, definition.examples[0]


def _log(example: Example, row: Row) -> EventLog:
    kept = [event for event in _rows(0, example) if event["timestamp"].value // 1000 < horizon_of(example)]
    for event in kept:
        if "opened_at" in event:
            event["opened_at"] = pd.Timestamp(_instant(event["opened_at"]), unit="us", tz="UTC")
    return log_from_frame(pd.DataFrame(kept), mapping=LogMapping(precision=row.precision))


def _instant(text: str) -> int:
    return parse_instant(text, ZONE)


def _covered(line: str) -> Covered:
    role, channel, since, until = (part.strip() for part in line.split("|"))
    return Covered(role, None, (channel,) if channel else (), since or None, until or None, Place("coverage", 1, 1))


# ---------------------------------------------------------------- written


def tables() -> str:
    """The groups as a part of a page."""
    all_groups = groups()
    lead = " · ".join(f"[{group.title}](#{anchor(group.title)})" for group in all_groups)
    return "\n".join([lead, "", *(line for group in all_groups for line in _lines(group))])


def _lines(group: Group) -> Iterator[str]:
    yield from (f"### {group.title}", "")
    if group.note:
        yield from (group.note, "")
    yield from ("```yaml", group.definition.rstrip("\n"), "```", "")
    several = len({row.rule for row in group.rows}) > 1
    heads = ("rule", "situation", "verdict", "because") if several else ("situation", "verdict", "because")
    yield from (f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}")
    for row in group.rows:
        cells = (f"`{row.rule}`",) if several else ()
        cells += (row.situation, ", ".join(f"**{one}**" for one in row.verdicts) or NOT_JUDGED, row.because)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def with_tables(page: str) -> str:
    """The page with the tables between their marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n{END}{rest.partition(END)[2]}"

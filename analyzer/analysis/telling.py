"""A case told to a person: under which run it was judged, what happened, what each event came to and what proves it.

Rows of the tables in, lines of text out; nothing here decides a verdict. What a log says is shown, never obeyed.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

import pandas as pd

from analyzer.analysis.notes import assumptions, coverage
from analyzer.analysis.summary import local_text
from analyzer.calendars import ClockKind, describe
from analyzer.events.texts import visible
from analyzer.replay import Replay

NARROWEST = 60
"""Lines are not broken shorter than this, whatever the terminal says."""
_NOTE = 10
_VERDICT, _DETAIL = " " * 4, " " * 6

Row = Mapping[Hashable, Any]
Clockface = Callable[[pd.Timestamp], str]


def run_told(replay: Replay) -> tuple[tuple[str, str], ...]:
    """Under what a log was judged: definition, horizon, coverage and assumptions, each with its name.

    Every output says so, for the same events mean something else under another definition or horizon.
    """
    definition = replay.facts.definition
    version = f", version {definition.version}" if definition.version else ""
    return (
        ("definition", f"{definition.title}{version} ({PurePath(definition.path).name}, {definition.digest[:12]})"),
        ("as of", f"{local_text(replay, replay.facts.as_of)}; the log is taken as complete before it"),
        ("coverage", coverage(replay).removeprefix("coverage was ")),
        ("assumed", "; ".join(assumptions(replay)) or "nothing"),
    )


def told(
    case_id: str,
    run: Iterable[tuple[str, str]],
    events: list[Row],
    said: Mapping[str, list[str]],
    *,
    zone: str,
    time: Clockface,
    width: int,
) -> Iterator[str]:
    """Tell a case: a header, then every event with what is said of it.

    Parameters
    ----------
    run : iterable of (name, text)
        What `run_told` says.
    events : list of rows
        Columns as in `columns.EVENTS`, in order of time.
    said : mapping of str to list of str
        Lines by event id, as `verdict_lines` makes them.
    zone, time
        The zone's name, and an instant written in it.
    width : int
        Longest line; less than `NARROWEST` counts as that.
    """
    counted = f"{len(events)} {'event' if len(events) == 1 else 'events'}"
    yield from _wrapped(f"{case_id}: {counted}, times in {zone}", width, rest=_DETAIL)
    for name, text in run:
        yield from _wrapped(f"{name:<{_NOTE}}  {text}", width, rest=" " * (_NOTE + 2))
    yield ""
    for row in events:
        yield from _wrapped(_head(row, time), width, rest=_DETAIL * 2)
        for line in said.get(str(row["event_id"]), ()):
            indent = line[: len(line) - len(line.lstrip())]
            yield from _wrapped(line, width, rest=f"{indent}  ")


def verdict_lines(row: Row, finding: Row | None, time: Clockface) -> Iterator[str]:
    """What an activation came to: the verdict, then (for a finding) times, proof, excuses and the allowed way.

    Parameters
    ----------
    row : row of `activations`
    finding : row of `findings`, or None
        None where the activation is no finding.
    time : callable
        Writes an instant.
    """
    note = row["excuse"] or row["reasons"]
    named = f"{row['rule']}{f' ({note})' if note else ''} [{row['severity']}]"
    yield f"{_VERDICT}{row['verdict']}: {named} - {row['title']}"
    due = due_told(row, time)
    if due:
        yield f"{_DETAIL}{due}"
    if finding is not None:
        yield from (f"{_DETAIL}{line}" for line in _proof(finding, time))


def due_told(row: Row, time: Clockface) -> str:
    """When a limit ran out, when what it waited for came, and by how much too late on the rule's own clock.

    Returns
    -------
    str
        "" where nothing is timed. An event about a protected topic has neither time nor id here.
    """
    came, missing = _CAME.get(row["verb"], _CAME[""])
    answered = "" if _none(row["answered_at"]) else f"{came} {time(row['answered_at'])} [{row['answer_event_id']}]"
    if _none(row["due"]):
        return answered
    if row["verdict"] == "pending":
        return f"due {time(row['due'])}; {answered or 'still in time'}"
    missed = row["slack_seconds"] == row["slack_seconds"] and row["slack_seconds"] < 0
    lacking = f", {_span(row)} {'late' if answered else 'overdue'}" if missed else ""
    return f"due {time(row['due'])}; {answered or missing}{lacking}"


_CAME = {
    "require after": ("answered", "no answer seen"),
    "stage-time": ("the stage was left", "the stage was not seen to be left"),
    "": ("came", "none seen"),
}
"""Kind of rule: how to say that what was waited for came, and that it was not seen."""


def _none(instant: pd.Timestamp) -> bool:
    """Whether there is no such instant (NaT equals nothing, itself included)."""
    return bool(instant != instant)


def _span(row: Row) -> str:
    """The time that was lacking, in the words of the rule's clock."""
    return describe(ClockKind(row["clock"]), round(-row["slack_seconds"] * 1e6))


def _proof(row: Row, time: Clockface) -> Iterator[str]:
    """What proves a finding, what was tried in its favour, what may still mend it, and what would have been allowed."""
    if row["waiver"]:
        yield f"waived by {row['waived_by']} until {row['waived_until']}: {row['waived_why']} [{row['waiver']}]"
    yield f"evidence: {row['witness']}   rule: {row['rule_place']}"
    if not _none(row["searched_until"]):
        yield f"looked for from {time(row['searched_from'])} until {time(row['searched_until'])}"
    if not _none(row["settled_at"]):
        yield f"settled {time(row['settled_at'])}"
    if row["may_still_settle"]:
        yield "may still be settled: the time for a repair is still running"
    if row["excuses_tried"]:
        yield f"excuses tried: {row['excuses_tried']}"
    if row["instead"]:
        yield f"allowed way: {row['instead']}"


def _head(row: Row, time: Clockface) -> str:
    """One event as a line."""
    what = f"stage {row['stage']}" if row["activity"] == "stage" else row["activity"]
    who = " -> ".join(filter(None, (row["sender_role"], _listed(row["recipient_roles"]))))
    copied = f" (cc {_listed(row['copied_roles'])})" if row["copied_roles"] else ""
    parts = (time(row["timestamp"]), what, f"{who}{copied}", _listed(row["topics"]), row["channel"], row["subject"])
    return "  ".join([*filter(None, parts), f"[{row['event_id']}]"])


def _listed(cell: str) -> str:
    return cell.replace(";", ", ")


def _wrapped(text: str, width: int, *, rest: str) -> list[str]:
    """Lines of at most `width` characters, with `rest` before every later one."""
    return textwrap.wrap(visible(text), max(width, NARROWEST), subsequent_indent=rest, break_on_hyphens=False)

"""The layout of a swim-lane: which events are shown, in which lane, how far down, with what words beside them.

Frames in, plain values out; `swimlane` draws them. Nothing here draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from analyzer.charts.canvas import in_words, wrapped

if TYPE_CHECKING:
    from analyzer.definitions.model import Definition

Spacing = Literal["equal", "time"]
UNKNOWN = "?"
LINE = 58
"""Characters in a line of the words beside an event."""
GAP = 0.55
"""Room between the words of two events, in lines."""

OPEN, LET_OFF = "▲", "△"


class Remark(NamedTuple):
    """A line beside an event, and whether it says an open finding."""

    text: str
    open: bool

    @property
    def begins(self) -> bool:
        """Whether it is the first line of an open finding."""
        return self.text.startswith(OPEN)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the case as a row of the swim-lane.

    Attributes
    ----------
    event_id : str
    at : Timestamp
        In the definition's zone.
    sender : str
        Role whose lane it starts in; empty for an event that nobody sent.
    to, copied : tuple of str
        Roles, without repetition.
    activity : str
    says : str
        Topics and channel, or what happened.
    enters : str
        The stage that the case enters with this event, or empty.
    findings : tuple of Remark
        The lines that say its findings.
    duties : tuple of (str, Timestamp)
        Role that owes an answer to this event, and until when: the duties with a finding.
    skipped : int
        Events left out just before this one.
    """

    event_id: str
    at: pd.Timestamp
    sender: str
    to: tuple[str, ...]
    copied: tuple[str, ...]
    activity: str
    says: str
    enters: str = ""
    findings: tuple[Remark, ...] = ()
    duties: tuple[tuple[str, pd.Timestamp], ...] = ()
    skipped: int = 0

    @property
    def parties(self) -> tuple[str, ...]:
        """Every role that the event touches."""
        return tuple(dict.fromkeys([role for role in (self.sender, *self.to, *self.copied) if role]))

    @property
    def words(self) -> tuple[Remark, ...]:
        """The lines beside the event: when and what, then its findings."""
        enters = f"stage: {in_words(self.enters)}" if self.enters else ""
        what = " · ".join(text for text in (enters, self.says) if text)
        return (Remark(wrapped(f"{clock_time(self.at)}  {what}", LINE, lines=1), open=False), *self.findings)


@dataclass(frozen=True, slots=True)
class Lanes:
    """A laid-out case: lanes from left to right, steps from top to bottom, `y` the place of each step.

    Attributes
    ----------
    roles : tuple of str
    steps : tuple of Step
    y : array of float, shape (k,)
        Non-decreasing, in lines of text: where each step is drawn.
    label_y : array of float, shape (k,)
        Where its words begin: `y`, or lower where there would be no room.
    height : float
        In lines of text.
    left_out : int
        Events of the case that are not shown.
    """

    roles: tuple[str, ...]
    steps: tuple[Step, ...]
    y: np.ndarray[Any, np.dtype[np.float64]]
    label_y: np.ndarray[Any, np.dtype[np.float64]]
    height: float
    left_out: int = 0
    names: Mapping[str, str] = field(default_factory=dict)


def clock_time(at: pd.Timestamp) -> str:
    """Write an instant as a reader of a timeline needs it.

    Examples
    --------
    >>> clock_time(pd.Timestamp("2026-03-04 09:05", tz="America/New_York"))
    'Wed 4 Mar 09:05'
    """
    return f"{at:%a} {at.day} {at:%b %H:%M}"


def cells(value: object) -> tuple[str, ...]:
    """Read a cell that holds several values: a list, or text with ``;`` between them.

    Examples
    --------
    >>> cells("recruiter; coordinator"), cells(["recruiter"]), cells(None), cells(float("nan"))
    (('recruiter', 'coordinator'), ('recruiter',), (), ())
    """
    if isinstance(value, str):
        parts: Sequence[object] = value.split(";")
    elif isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        parts = sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    else:
        return ()
    return tuple(dict.fromkeys(text for part in parts if (text := str(part).strip())))


def lay_out(
    events: pd.DataFrame,
    findings: pd.DataFrame,
    definition: Definition | None,
    *,
    zone: str,
    spacing: Spacing,
    most: int,
) -> Lanes:
    """Lay a case out.

    Parameters
    ----------
    events, findings : DataFrame
        Of one case, as `CaseView` has them; any order.
    definition : Definition or None
        Order and titles of the roles.
    zone : str
        Zone of the times.
    spacing : {"equal", "time"}
        One step an event, or a scale of time.
    most : int
        Events to show at most: those with a finding first, then the latest.
    """
    steps, left_out = _steps(events, findings, zone, most=most)
    declared = [role for role, _ in definition.roles] if definition else []
    seen = {role for step in steps for role in (*step.parties, *(role for role, _ in step.duties))}
    others = sorted(seen - set(declared), key=lambda role: (role == UNKNOWN, role))
    roles = tuple([role for role in declared if role in seen] + others)
    skips = np.array([step.skipped > 0 for step in steps], dtype=np.float64)
    lines = skips + np.array([len(step.words) for step in steps], dtype=np.float64)
    ends = np.cumsum(lines + GAP)
    y = ends - lines - GAP + skips if spacing == "equal" else _by_time(steps, height=float(ends[-1]) if steps else 0.0)
    label_y = spread(y - skips, lines + GAP / 2) + skips
    height = max(float(y[-1]), float(label_y[-1]) + len(steps[-1].words)) if steps else 0.0
    return Lanes(roles, steps, y, label_y, height, left_out, dict(definition.roles) if definition else {})


def spread(wanted: np.ndarray[Any, Any], room: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Move labels down as little as needed so that none covers the next.

    Parameters
    ----------
    wanted : array of float, shape (k,)
        Where each begins if it can; non-decreasing.
    room : array of float, shape (k,)
        What each takes.

    Examples
    --------
    >>> spread(np.array([0.0, 0.1, 5.0]), np.array([1.0, 1.0, 1.0])).tolist()
    [0.0, 1.0, 5.0]
    """
    # label[i] = max over j <= i of wanted[j] + what j..i-1 take.
    before = np.concatenate(([0.0], np.cumsum(room)[:-1])) if len(room) else np.zeros(0)
    return np.maximum.accumulate(np.asarray(wanted, dtype=np.float64) - before) + before


def _steps(events: pd.DataFrame, findings: pd.DataFrame, zone: str, *, most: int) -> tuple[tuple[Step, ...], int]:
    ordered = events.sort_values(["timestamp", "event_id"], kind="stable").reset_index(drop=True)
    entered = _entered(ordered)
    of_event: dict[str, list[dict[str, Any]]] = {}
    for finding in _records(findings):
        of_event.setdefault(str(finding["event_id"]), []).append(finding)
    shown = _shown(ordered, set(of_event), most)
    steps, last = [], -1
    for at, row in zip(shown, _records(ordered.iloc[shown]), strict=True):
        found = of_event.get(str(row["event_id"]), [])
        steps.append(_step(row, found, zone, enters=entered[at], skipped=at - last - 1))
        last = at
    return tuple(steps), len(ordered) - len(shown)


def _shown(ordered: pd.DataFrame, with_finding: set[str], most: int) -> list[int]:
    """Choose the rows to show: events with a finding first, then the latest."""
    found = ordered["event_id"].isin(with_finding).to_numpy()
    by_weight = np.lexsort((-np.arange(len(ordered)), ~found))
    return sorted(int(at) for at in by_weight[:most])


def _entered(ordered: pd.DataFrame) -> list[str]:
    """Name the stage that each event brings the case into; empty where it changes nothing."""
    now, entered = "", []
    for value in ordered["stage"] if "stage" in ordered else [""] * len(ordered):
        stage = value if isinstance(value, str) else ""
        entered.append(stage if stage and stage != now else "")
        now = stage or now
    return entered


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in record.items()} for record in frame.to_dict("records")]


def _text(value: object) -> str:
    """Read a cell that holds one value; empty where it holds none."""
    return value if isinstance(value, str) else ""


def _step(row: dict[str, Any], found: list[dict[str, Any]], zone: str, *, enters: str, skipped: int) -> Step:
    activity, sender = _text(row.get("activity")), _text(row.get("sender_role"))
    message = activity == "message"
    topics = ", ".join(in_words(topic) for topic in cells(row.get("topics")))
    happened = "" if message or (activity == "stage" and enters) else in_words(activity)
    return Step(
        event_id=str(row["event_id"]),
        at=row["timestamp"].tz_convert(zone),
        sender=sender or (UNKNOWN if message else ""),
        to=cells(row.get("recipient_roles")),
        copied=cells(row.get("copied_roles")),
        activity=activity,
        says=" · ".join(text for text in (happened, topics, _text(row.get("channel"))) if text),
        enters=enters,
        findings=tuple(line for finding in found for line in _finding_lines(finding, zone)),
        duties=tuple(duty for finding in found for duty in _owed(finding, zone)),
        skipped=skipped,
    )


def _owed(finding: dict[str, Any], zone: str) -> list[tuple[str, pd.Timestamp]]:
    """Name the roles that owe the answer, and until when."""
    due = finding.get("due")
    if finding.get("verb") != "require after" or not isinstance(due, pd.Timestamp) or pd.isna(due):
        return []
    return [(role, due.tz_convert(zone)) for role in _text(finding.get("owner_role")).split("/") if role]


def _finding_lines(finding: dict[str, Any], zone: str) -> list[Remark]:
    """Say one finding: its mark, its rule, and what became of it."""
    verdict, excuse = _text(finding.get("verdict")), _text(finding.get("excuse"))
    open_one = verdict == "violated"
    outcome = _text(finding.get("severity")) if open_one else verdict
    if verdict == "excused" and excuse:
        outcome += f": {excuse}"
    text = f"{_text(finding.get('title')) or _text(finding.get('rule'))} ({outcome})"
    owed = _owed(finding, zone)
    if owed:
        late = not pd.isna(finding.get("answered_at"))
        text += f", {'answered late, was due' if late else 'no answer by'} {clock_time(owed[0][1])}"
    first, *rest = wrapped(text, LINE - 3, lines=2).splitlines()
    lines = [f"{OPEN if open_one else LET_OFF} {first}", *(f"    {line}" for line in rest)]
    return [Remark(line, open_one) for line in lines]


def _by_time(steps: tuple[Step, ...], *, height: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Place the steps on a scale of time that is `height` long."""
    instants = np.array([step.at.value for step in steps], dtype=np.float64)
    span = float(np.ptp(instants)) if len(steps) else 0.0
    return (instants - instants[0]) / span * height if span else np.zeros(len(steps))

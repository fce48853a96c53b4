"""`discover`: a log in, a commented draft of a definition out, with the tables that it rests on."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd

from analyzer.analysis.horizon import default_horizon, until
from analyzer.analysis.kinds import insist_on_log
from analyzer.analysis.showing import frame_html
from analyzer.calendars import format_instant, parse_instant
from analyzer.definitions import load_definition
from analyzer.definitions.lint import lint
from analyzer.definitions.model import Definition
from analyzer.definitions.nodes import MOST_BYTES
from analyzer.discovery.calendars import working
from analyzer.discovery.contacts import PROPOSED, QUESTION, SELDOM
from analyzer.discovery.names import counted, times
from analyzer.discovery.observed import Asked, Observed, Tell, observe
from analyzer.discovery.thresholds import MIN_SHARE, MIN_SUPPORT, Thresholds
from analyzer.discovery.writing import write_draft
from analyzer.errors import Problem, UsageError
from analyzer.events.log import EventLog


class Draft:
    """A first draft of a definition, and what it rests on.

    The draft describes what happened. It is no policy: a person decides what is allowed.

    Attributes
    ----------
    text : str
        The draft as YAML with comments; it can be loaded as it stands.
    candidate, gatekeeper : str or None
        The roles that were given, found or proposed for these parts.
    missing : tuple of str
        What the log does not say, and what the draft therefore lacks.
    roles, gatekeepers, activities, channels, topics, stages, transitions, contacts, contact_stages, response_times : DataFrame
        The counts; columns as `analyzer.discovery.columns.TABLES` lists them.
    """  # noqa: E501 - the names of the tables on one line

    def __init__(self, observed: Observed) -> None:
        self._observed = observed
        self.text = write_draft(observed)
        self.candidate = observed.candidate.role
        self.gatekeeper = observed.gatekeeper.role
        self.missing = observed.missing

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name."""
        return dict(self._observed.tables)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Give a table by its name."""
        tables = self.__dict__["_observed"].tables if "_observed" in self.__dict__ else {}
        if name in tables:
            table: pd.DataFrame = tables[name]
            return table
        raise AttributeError(f"a draft has no {name!r}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._observed.tables})

    @cached_property
    def definition(self) -> Definition:
        """The draft as a definition."""
        return load_definition(self.text, path="draft.yaml")

    @cached_property
    def remarks(self) -> tuple[Problem, ...]:
        """What `lint` says of the draft."""
        return lint(self.definition)

    def summary(self) -> str:
        """Say in one line what was proposed and what is to be decided."""
        contacts, waits = (self._observed.tables[name]["status"] for name in ("contacts", "response_times"))
        return (
            f"{times(int((contacts == PROPOSED).sum()), 'contact')} proposed, "
            f"{times(int((contacts == QUESTION).sum()), 'question')} to decide, "
            f"{int((contacts == SELDOM).sum()):,} seen too seldom; "
            f"{times(int((waits == PROPOSED).sum()), 'response time')} proposed as limits"
        )

    def to_json(self) -> str:
        """Write the draft, what is missing, and every table as JSON."""
        parts = {
            name: {"role": part.role, "given": part.given, "because": part.because}
            for name, part in (("candidate", self._observed.candidate), ("gatekeeper", self._observed.gatekeeper))
        }
        tables = {name: _records(table) for name, table in self._observed.tables.items()}
        document = {**parts, "missing": list(self.missing), "tables": tables, "text": self.text}
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)

    def __repr__(self) -> str:
        rests_on = counted(self._observed.events, self._observed.cases, "event")
        return f"<draft of a definition from {rests_on}: {self.summary()}>"

    def _repr_html_(self) -> str:
        """A summary for notebooks: the numbers, what is missing, and the draft itself to unfold."""
        missing = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.missing)
        contacts = self._observed.tables["contacts"]
        decide = frame_html(contacts[contacts["status"] == QUESTION].drop(columns="status"))
        return (
            f"<p><b>{escape(repr(self)[1:-1])}</b><br>It says what happened, not what is allowed.</p>"
            + (f"<p>Missing from the log:</p><ul>{missing}</ul>" if missing else "")
            + f"<details><summary>Contacts to decide</summary>{decide}</details>"
            + f"<details><summary>The draft</summary><pre>{escape(self.text)}</pre></details>"
        )


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if isinstance(cell, float) and math.isnan(cell) else cell for name, cell in row.items()}
        for row in table.to_dict("records")
    ]


def discover(
    log: EventLog,
    *,
    as_of: str | datetime | pd.Timestamp | None = None,
    timezone: str | None = None,
    hours: Mapping[str, Sequence[str]] | None = None,
    holidays: str | None = None,
    candidate: str | None = None,
    gatekeeper: str | None = None,
    min_support: int = MIN_SUPPORT,
    min_share: float = MIN_SHARE,
    progress: Tell | None = None,
) -> Draft:
    """Write a first draft of a definition from what a log shows; it describes, and never allows.

    Parameters
    ----------
    log : EventLog
        From `read_log` or `log_from_frame`.
    as_of : str, datetime or Timestamp, optional
        The log is complete before this (without a zone: in `timezone`). Default: just after its last event.
    timezone : str, optional
        IANA name of the zone of working hours; UTC if not given, marked as a guess.
    hours : mapping, optional
        Working hours as in a definition; ``{"mon-fri": ["09:00-17:00"]}`` if not given, marked as a guess.
    holidays : str, optional
        Country whose public holidays are free, such as ``"US"``; none if not given.
    candidate, gatekeeper : str, optional
        Roles of the log; else a candidate is looked for, and a gatekeeper proposed in a comment.
    min_support, min_share : int, float
        In how many cases a contact or change of stage must be seen to be proposed, and what share (0 to 1) of a role's
        messages to the other, or of the changes out of a stage, it must be.
    progress : callable, optional
        Called with a phrase and the share that is done.

    Returns
    -------
    Draft
        Its `text` loads and passes `lint`. The same log gives the same text.

    Raises
    ------
    UsageError
        An argument that cannot be meant; no event before `as_of`; or more names than a definition can hold.
    CalendarRangeError
        The log reaches into years for which the country's holidays are not known.
    """
    insist_on_log(log, "discover")
    least, calendar = Thresholds(min_support, min_share), working(timezone, hours, holidays)
    zone = calendar.calendar.timezone
    horizon = default_horizon(log) if as_of is None else _instant(as_of, zone)
    words = "" if as_of is None else format_instant(horizon, zone)
    return _draft(log, Asked(horizon, words, least, calendar, candidate, gatekeeper), progress or _say_nothing)


def _draft(log: EventLog, asked: Asked, tell: Tell) -> Draft:
    seen = until(log, asked.as_of)
    if not len(seen):
        raise UsageError("there is nothing to discover: the log has no event before as_of")
    observed = observe(seen, asked, tell)
    tell("writing the draft", 0.9)
    draft = Draft(observed)
    size = len(draft.text.encode())
    if size > MOST_BYTES:
        raise UsageError(
            f"the draft would have {size:,} bytes, and a definition {MOST_BYTES:,} at most: the log has too many "
            "names; raise min_support or min_share (--min-support, --min-share), or map the names to fewer"
        )
    return draft


def _instant(value: str | datetime | pd.Timestamp, zone: str) -> int:
    text = value.strip() if isinstance(value, str) else pd.Timestamp(value).isoformat()
    try:
        return int(parse_instant(text, zone))
    except ValueError as error:
        raise UsageError(f"as_of: {error}") from error


def _say_nothing(phrase: str, share: float) -> None:
    del phrase, share

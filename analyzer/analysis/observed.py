"""Remarks that only a log can show (D25x): what is never exercised, what is not mentioned or declared."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analyzer.analysis.against import exercised, undeclared, unmentioned
from analyzer.analysis.result import Analysis
from analyzer.definitions.lint import problem_of
from analyzer.definitions.lint.subject import Remark, Subject
from analyzer.errors import Place, Problem


def lint_against(analysis: Analysis) -> tuple[Problem, ...]:
    """Hold a definition against a log: what of it is never exercised, and what of the log it leaves out.

    Parameters
    ----------
    analysis : Analysis
        From `analyze`: the log under the definition.

    Returns
    -------
    tuple of Problem
        ``D251`` to ``D256``, in the order of their places in the definition. The numbers behind them are in
        `exercised`, `unmentioned` and `undeclared`.
    """
    subject = Subject(analysis.definition)
    remarks = [
        *_never(exercised(analysis)),
        *_traffic(subject, unmentioned(analysis)),
        *_names(subject, undeclared(analysis)),
    ]
    return tuple(sorted({problem_of(analysis.definition, remark) for remark in remarks}))


# ---------------------------------------------------------------- never exercised


def _never(table: pd.DataFrame) -> Iterator[Remark]:
    used = set(table.loc[(table["kind"] == "contact") & (table["count"] > 0), "place"])
    told: set[str] = set()
    for row in table[table["count"] == 0].itertuples():
        if row.kind == "contact" and (row.place in used | told):
            continue  # used in the other direction
        told.add(str(row.place))
        yield _remark(str(row.kind), str(row.name), _place(str(row.place)), int(str(row.tried)))


def _remark(kind: str, name: str, place: Place, tried: int) -> Remark:
    match kind:
        case "contact":
            hint = "leave it out if nobody is to use it; look at the log's topics and stages if somebody does"
            return Remark(place, "D251", f"no message in the log uses this contact ({name})", hint)
        case "excuse" if tried:
            times = "once" if tried == 1 else f"{tried:,} times"
            hint = "look whether it asks for what the log can show, or leave it out"
            return Remark(place, "D252", f"excuse {name!r} was tried {times} and never held", hint)
        case "excuse":
            hint = "no rule that names it had a finding to excuse"
            return Remark(place, "D252", f"excuse {name!r} was never tried", hint)
        case "rule":
            hint = "look whether the log holds what it judges: activities, topics, columns"
            return Remark(place, "D253", f"rule {name!r} has nothing to judge in the log", hint)
        case _:
            hint = "leave it out if it is no longer used, or look for another spelling in the log"
            return Remark(place, "D254", f"the {kind} {name!r} does not occur in the log", hint)


def _place(text: str) -> Place:
    file, line, column = text.rsplit(":", 2)
    return Place(file, int(line), int(column))


# ---------------------------------------------------------------- not mentioned, not declared


def _traffic(subject: Subject, table: pd.DataFrame) -> Iterator[Remark]:
    place = subject.key("contacts")
    for (sender, recipient), rows in table.groupby(["sender_role", "recipient_role"], sort=False):
        if (rows["topic"] == "").all():
            messages = _count(int(rows["messages"].sum()), "message")
            text = f"no contact joins {sender} and {recipient} in this direction, and the log has {messages}"
            yield Remark(place, "D255", text, "add a contact if that is to be allowed; `contact` tells each of them")
        else:
            topics = ", ".join(f"{row.topic} ({int(str(row.messages)):,})" for row in rows.itertuples())
            text = f"no contact from {sender} to {recipient} lists what the log has messages about: {topics}"
            yield Remark(
                place,
                "D255",
                text,
                "list the topic in a contact if that is to be allowed; so far it can at most ride along",
            )


def _names(subject: Subject, table: pd.DataFrame) -> Iterator[Remark]:
    for row in table.itertuples():
        events = _count(int(str(row.events)), "event")
        text = f"the log has the {row.kind} {row.name!r} in {events}, and it is not declared"
        hint = f"did you mean {row.did_you_mean!r}? " if row.did_you_mean else ""
        hint += "declare it, or turn it into another with a mapping (`values:`)"
        yield Remark(subject.key(f"{row.kind}s"), "D256", text, hint)


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number:,} {what}s"

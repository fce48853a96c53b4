"""Results as text: the summary that `check` prints, findings as JSON, findings as remarks on a GitHub workflow.

Strings out; printing them is the caller's. Plain characters only, so a log file reads as well as a terminal.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analyzer.analysis.past import PAST_RECRUITER
from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports import words
from analyzer.reports.brief import (
    assumed,
    cases_sentence,
    contact_sentence,
    definition_sentence,
    findings_sentence,
    open_findings,
    past_sentence,
    set_aside_sentence,
)
from analyzer.reports.facts import STATEMENT, Facts, facts_of, owner_title, role_titles
from analyzer.reports.files import as_json
from analyzer.reports.result import Result
from analyzer.reports.reviewed import review_lines, reviewed_of
from analyzer.review import Changes

NARROWEST = 60
_ROOMY = 76
_TIMES = ("timestamp", "due", "answered_at", "searched_from", "searched_until", "settled_at")


def summary_text(
    analysis: Result,
    *,
    width: int = 100,
    top: int = 10,
    fail_on: str | None = DEFAULT_LIMIT,
    changes: Changes | None = None,
) -> str:
    """Write what a person at a console needs to know.

    Parameters
    ----------
    analysis : Analysis
    width : int
        Columns of the terminal; less than 60 counts as 60.
    top : int
        How many open findings to show, the gravest rules first, within a rule by time; 0 for none.
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report.

    Returns
    -------
    str
        Lines without trailing blanks, ending with a newline.

    Raises
    ------
    UsageError
        `fail_on` is unknown.
    """
    width = max(width, NARROWEST)
    facts = facts_of(analysis, fail_on=fail_on)
    lines = [*_head(facts, width), *_broken(facts, width), *_duties(facts, width), *_doubts(facts, width)]
    lines += review_lines(reviewed_of(analysis, changes), width)
    lines += [*_top_findings(analysis, facts, width, top), "", *words.wrap(STATEMENT, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def verdict_text(analysis: Result, *, fail_on: str | None = DEFAULT_LIMIT) -> str:
    """Write in one line whether a run is within its limit, and how many findings are open.

    Raises
    ------
    UsageError
        `fail_on` is unknown.
    """
    return _verdict(facts_of(analysis, fail_on=fail_on))


def findings_as_json(analysis: Result) -> str:
    """Write every finding as JSON: the columns of `findings` with ISO times, null where there is none.

    Returns
    -------
    str
        An object with `as_of`, `definition`, `summary` (under what the log was judged) and `findings`, as the manual's
        page on the summary documents; equal analyses give equal text.
    """
    rows = [_plain_row(row) for row in analysis.findings.to_dict("records")]
    summary = analysis.summary
    run = {
        "as_of": summary["as_of"],
        "assume": summary["assume"],
        "coverage": "declared" if summary.get("coverage_declared") else "not declared",
        "notes": list(analysis.notes),
        "period": summary["period"],
        "quality": summary["quality"],
    }
    told = {
        "as_of": pd.Timestamp(analysis.as_of).isoformat(),
        "definition": summary["definition"],
        "findings": rows,
        "summary": run,
    }
    return as_json(told) + "\n"


def findings_as_github(analysis: Result) -> str:
    """Write every open finding as a GitHub workflow command, at the rule's line of the definition.

    The first line is a notice that says under what the log was judged. Low severity is a notice, anything else a
    warning; whether the step fails is the exit code's business. A preset is no file of the user's repository, so
    findings under one name its line in the message.
    """
    preset = bool(analysis.definition.preset)
    path = words.clean(analysis.definition.path)
    facts = facts_of(analysis)
    lines = [_github_notice(facts)]
    for row in open_findings(analysis):
        level = "notice" if row["severity"] == "low" else "warning"
        line = str(row["rule_place"]).rpartition(":")[2]
        place = "" if preset else f"file={_property(path)},line={line if line.isdigit() else '1'},"
        title = _property(f"{row['rule']} ({row['severity']})")
        when = words.instant(row["timestamp"], facts.zone)
        said = f"{words.clean(row['title'])}: case {words.clean(row['case_id'])}, {when}"
        said += f", evidence {', '.join(words.parts(row['witness']))}"
        said += f", rule {words.clean(row['rule_place'])}" if preset else ""
        lines.append(f"::{level} {place}title={title}::{_data(said)}")
    return "".join(f"{line}\n" for line in lines)


def _github_notice(facts: Facts) -> str:
    """Say under what the log was judged, as every output does."""
    said = (
        f"{facts.title}, version {facts.version} ({facts.path}); complete before {facts.as_of}; "
        f"coverage {facts.coverage}; assumed: {assumed(facts.summary)}; {findings_sentence(facts.summary)}"
    )
    return f"::notice title=analyzer::{_data(said)}"


# ---------------------------------------------------------------- parts of the summary


def _head(facts: Facts, width: int) -> Iterator[str]:
    summary = facts.summary
    yield from words.wrap(_verdict(facts), width)
    yield ""
    rows = {
        "Period": f"{facts.period}, complete before {facts.as_of}",
        "Definition": definition_sentence(facts),
        "Cases": cases_sentence(facts),
        "Events": f"{words.number(summary['events'])}, of them {words.count(summary['messages'], 'message')}",
        "Coverage": facts.coverage,
        "Rows set aside": set_aside_sentence(facts),
        "Past the recruiter": past_sentence(facts.past) if facts.past else facts.past_missing,
        "": PAST_RECRUITER if facts.past else "",
        "Allowed contacts": contact_sentence(summary["contact"]),
        "Findings": findings_sentence(summary),
    }
    for name, value in rows.items():
        if value:
            yield from words.wrap(value, width, first=f"{name:<19} ")
    for note in facts.notes:
        yield from words.wrap(note, width, first=f"{'Note':<19} ")


def _verdict(facts: Facts) -> str:
    return f"{facts.limit.headline.upper()}: {facts.limit.sentence}"


def _broken(facts: Facts, width: int) -> Iterator[str]:
    if not facts.rules_broken:
        return
    yield from ("", "RULES BROKEN")
    heads = ("open", "of", "excused", "undecided") if width >= _ROOMY else ("open", "of")
    room = width - 12 - sum(max(len(head), 7) + 2 for head in heads)
    yield "  " + "rule".ljust(room) + "  severity" + "".join(f"  {head:>{max(len(head), 7)}}" for head in heads)
    for line in facts.rules_broken:
        cells = {"of": line.judged, "open": line.of("violated")} | {head: line.of(head) for head in heads[2:]}
        numbers = "".join(f"  {words.number(cells[head]):>{max(len(head), 7)}}" for head in heads)
        first, *more = words.wrap(line.title, room)
        yield f"  {first:<{room}}  {line.severity:<8}{numbers}"
        yield from (f"  {part}" for part in more)


def _duties(facts: Facts, width: int) -> Iterator[str]:
    if not facts.duties:
        return
    yield from ("", "DUTIES IN TIME (answers owed, all sides)")
    role = max(len(line.role) for line in facts.duties)
    for line in facts.duties:
        if not line.due:
            continue
        share = words.percent(line.share)
        said = f"{words.number(line.in_time)} of {words.number(line.due)} ({share})"
        more = [
            f"{words.number(getattr(line, name))} {name}"
            for name in ("late", "unanswered", "pending", "excused")
            if getattr(line, name)
        ]
        yield from words.wrap(f"{'; '.join([said, *more])}: {line.title}", width, first=f"  {line.role:<{role}}  ")
    if facts.nothing_due:
        yield from words.wrap(f"Nothing due: {facts.nothing_due}", width, first="  ", rest=" " * (role + 4))


def _doubts(facts: Facts, width: int) -> Iterator[str]:
    if not facts.undecided:
        return
    yield from ("", "NOT DECIDED")
    for reason, n, meaning, cure in facts.undecided:
        yield from words.wrap(f"{words.number(n)}: {meaning} {cure}", width, first=f"  {reason:<20} ", rest=" " * 23)


def _top_findings(analysis: Result, facts: Facts, width: int, top: int) -> Iterator[str]:
    total = facts.summary["findings"]["open"]
    if not top or not total:
        return
    shown = open_findings(analysis, top)
    yield from ("", f"OPEN FINDINGS ({words.number(len(shown))} of {words.number(total)}, the gravest rules first)")
    titles = role_titles(analysis)
    rules = {rule.id: rule for rule in analysis.definition.rules}
    for place, row in enumerate(shown, start=1):
        yield ""
        yield from _finding(place, row, facts.zone, titles, getattr(rules.get(row["rule"]), "why", ""), width)


def _finding(
    place: int, row: Mapping[str, Any], zone: str, titles: Mapping[str, str], why: str, width: int
) -> Iterator[str]:
    """One finding: the sentence, then a line for each thing that a person needs to judge it."""
    case, when = words.clean(row["case_id"], cut=40), words.instant(row["timestamp"], zone)
    yield from words.wrap(f"{words.clean(row['title'])} [{row['severity']}]", width, first=f"{place:>3}. ")
    details = {
        "when": f"{when}, case {case}, finding {row['finding_id']}",
        "who": who_to_whom(row, titles),
        "due": due_sentence(row, zone),
        "why": words.clean(why),
        "evidence": ", ".join(words.parts(row["witness"])),
        "no excuse": words.clean(row["excuses_tried"]),
        "allowed": words.clean(row["instead"]),
        "repair": "may still be settled" if row["may_still_settle"] else "",
        "rule": f"{row['rule']} ({words.clean(row['rule_place'])})",
    }
    for name, value in details.items():
        if value:
            yield from words.wrap(value, width, first=f"     {name:<10} ", rest=" " * 16)


def who_to_whom(row: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Write the parties of a finding's event by role, with the persons' ids where they are known."""
    sender = titles.get(row["sender_role"]) or words.role_name(row["sender_role"])
    person = words.clean(row["sender"], cut=60)
    to = words.listing(titles.get(role) or words.role_name(role) for role in words.parts(row["recipient_roles"]))
    copied = words.listing((titles.get(r) or words.role_name(r) for r in words.parts(row["copied_roles"])), empty="")
    if not sender:
        return f"owed by {owner_title(row['owner_role'], titles)}" if row["owner_role"] else ""
    said = sender + (f" ({person})" if person else "")
    if words.parts(row["recipient_roles"]):
        said += f" -> {to}" + (f", copied to {copied}" if copied else "")
    about = words.listing(words.parts(row["topics"]), empty="")
    channel = words.clean(row["channel"], cut=40)
    return said + (f", about {about}" if about else "") + (f", by {channel}" if channel else "")


def due_sentence(row: Mapping[str, Any], zone: str) -> str:
    """Say when an answer was due and by how much it was missed; "" where the rule names no time."""
    due = words.instant(row["due"], zone)
    if not due:
        return ""
    came = words.instant(row["answered_at"], zone)
    slack = row["slack_seconds"]
    late = ""
    if slack == slack and slack < 0:
        late = f", {words.span(slack, row['clock'])} late" if came else f", {words.span(slack, row['clock'])} overdue"
    return f"{due}; " + (f"came {came}{late}" if came else f"none seen{late}")


# ---------------------------------------------------------------- rows and escapes


def _plain_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """One finding with values that JSON knows."""
    plain = {str(name): value for name, value in row.items()}
    for name in _TIMES:
        plain[name] = None if pd.isna(plain[name]) else plain[name].isoformat()
    slack = plain["slack_seconds"]
    plain["slack_seconds"] = None if slack is None or math.isnan(slack) else float(slack)
    return plain


def _data(text: str) -> str:
    """Escape the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


__all__: Sequence[str] = (
    "due_sentence",
    "findings_as_github",
    "findings_as_json",
    "summary_text",
    "verdict_text",
    "who_to_whom",
)

"""From what was observed to the text of a draft: header, vocabulary, and the order of the sections.

Every line of the result is either read by the loader or a comment; names from the log go through `names`, so that
none of them can change what a line is.
"""

from __future__ import annotations

import pandas as pd

from analyzer.discovery import writing_contacts, writing_rules
from analyzer.discovery.calendars import hours_as_written
from analyzer.discovery.names import Row, comment, counted, key, quoted, refusal, rows_of, shown, times, title, where
from analyzer.discovery.observed import Observed
from analyzer.discovery.writing_stages import stage_lines
from analyzer.events.log import UNKNOWN


def write_draft(seen: Observed) -> str:
    """Write a draft.

    Parameters
    ----------
    seen : Observed
        What the log shows.

    Returns
    -------
    str
        YAML with comments, ending with a newline; a function of `seen` alone.
    """
    contacts, rules = writing_contacts.proposals(seen), writing_rules.limits(seen)
    used = writing_contacts.topics_of(contacts) | writing_rules.topics_of(rules)
    parts = writing_contacts.roles_of(contacts) | writing_rules.roles_of(rules)
    if seen.gatekeeper.given and seen.gatekeeper.role is not None:
        parts.add(seen.gatekeeper.role)
    sections = (
        _header(seen),
        _process(seen),
        _roles(seen, parts),
        _gatekeeper(seen),
        _channels(seen),
        _topics(seen, used),
        stage_lines(seen),
        _calendar(seen),
        writing_contacts.contact_lines(seen, contacts),
        writing_rules.rule_lines(seen, rules),
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _header(seen: Observed) -> list[str]:
    sources = " and ".join(shown(source) for source in seen.sources[:3]) or "a log"
    more = f" and {len(seen.sources) - 3} more" if len(seen.sources) > 3 else ""
    blocks = [
        f"DRAFT, and no policy. It describes what happened in {sources}{more}; it does not say what is allowed.",
        "Frequent is not allowed, and seldom is not forbidden: people decide that. A line stands here because it was "
        "seen often enough, not because anybody agreed to it.",
        f"It rests on {counted(seen.events, seen.cases, 'event')}, from {seen.first} to {seen.last}, taken as complete "
        f"until {seen.as_of}. Proposed is what was seen in {seen.least}; the rest stands in comments.",
        "Then: 1. confirm the gatekeeper, the stages that close a case and the calendar; 2. decide every contact under "
        "TO DECIDE; 3. decide which response times are promised; 4. take out what should not be allowed; 5. run "
        "`analyzer lint` and `analyzer check` on it, and write examples.",
    ]
    lines = [line for block in blocks for line in [*comment(block), "#"]][:-1]
    if seen.missing:
        lines += ["#", *comment("Missing from the log, and so from the draft:")]
        lines += [line for sentence in seen.missing for line in comment(f"- {sentence}", hanging=2)]
    return lines


def _process(seen: Observed) -> list[str]:
    sources = ", ".join(seen.sources[:3]) or "a log"
    return ["format: 1", "process: draft", f"title: {quoted(f'Draft from {sources}')}", "version: draft"]


# ---------------------------------------------------------------- roles


def _roles(seen: Observed, used: set[str]) -> list[str]:
    table = seen.tables["roles"]
    kept = where(table, "role", lambda role: role != UNKNOWN and not refusal(role))
    needed = used or set(kept["role"])  # a definition has one role at least
    aside = "" if set(kept["role"]) <= needed else " One with '# ' before it is in no active line below."
    lines = comment(f"Roles, busiest first, with their events; the titles are made from the names.{aside}")
    lines.append("roles:")
    for row in rows_of(kept):
        copied = f", in copy of {row.copied:,}" if row.copied else ""
        support = f"sent {row.sent:,}, received {row.received:,}{copied}, in {times(row.cases, 'case')}"
        declared = key(row.role, 2) if row.role in needed else f"  # {quoted(row.role)}:"
        lines.append(f"{declared} {quoted(title(row.role))}  # {support}")
    if kept.empty:
        lines.append("  candidate: Candidate  # a placeholder: the log names no role that could stand here")
    for row in rows_of(table[~table["role"].isin(kept["role"])]):
        why = "its parties could not be mapped" if row.role == UNKNOWN else refusal(row.role)
        told = f"Role {shown(row.role)} is left out: {why} (sent {row.sent:,}, received {row.received:,})."
        lines += comment(told, 2)
    return lines


def _gatekeeper(seen: Observed) -> list[str]:
    candidate, gatekeeper = seen.candidate, seen.gatekeeper
    if candidate.role is None:
        return comment(f"Gatekeeper: none is proposed, for the candidate is not known ({candidate.because}).")
    lines = comment(f"Taken for the candidate: {shown(candidate.role)} ({candidate.because}).")
    if gatekeeper.role is None:
        lines += comment(f"Gatekeeper: none is proposed. {gatekeeper.because[0].upper()}{gatekeeper.because[1:]}.")
    elif gatekeeper.given:
        lines += [f"gatekeeper: {quoted(gatekeeper.role)}"]
    else:
        lines += comment(f"Does {shown(gatekeeper.role)} stand between? {_sentence(gatekeeper.because)} To confirm:")
        lines += [f"# gatekeeper: {quoted(gatekeeper.role)}"]
    table = seen.tables["gatekeepers"]
    if len(table):
        lines += comment("Cases in which a role talks both with the candidate and with somebody else:")
    for row in rows_of(table.head(10)):
        support = f"{row.between:,} ({row.share:.0%}); {counted(row.messages, row.cases)} with the candidate"
        lines += comment(f"  {shown(row.role)}: {support}")
    return lines


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


# ---------------------------------------------------------------- channels, topics, activities


def _channels(seen: Observed) -> list[str]:
    table = seen.tables["channels"]
    lines = [
        f"  - {quoted(row.channel)}  # {counted(row.events, row.cases, 'event')}"
        for row in rows_of(table)
        if not refusal(row.channel)
    ]
    head = ["channels:", *lines] if lines else []
    return head + _undeclared(table, "channel")


def _undeclared(table: pd.DataFrame, kind: str) -> list[str]:
    lines: list[str] = []
    for row in rows_of(table):
        name = getattr(row, kind)
        if name and refusal(name):
            told = f"{kind.capitalize()} {shown(name)} cannot be declared: {refusal(name)} ({row.events:,} events)."
            lines += comment(told, 2)
    return lines


def _topics(seen: Observed, used: set[str]) -> list[str]:
    table = seen.tables["topics"]
    table = table[table["topic"] != ""]
    named = [row for row in rows_of(table) if not refusal(row.topic)]
    lines = _activities(seen)
    if len(table):
        told = "Topics of messages. One with '# ' before it is in no active line below; take the mark away to use it."
        lines += ["", *comment(told)]
    lines += (
        ["topics:"] if any(row.topic in used | set(seen.protected) for row in named) else ["# topics:"] if named else []
    )
    for row in named:
        support = counted(row.events, row.cases)
        if row.topic in used or row.topic in seen.protected:
            lines.append(f"{key(row.topic, 2)} {quoted(title(row.topic))}  # {support}")
        else:
            lines.append(f"  # {quoted(row.topic)}: {quoted(title(row.topic))}  # {support}")
    return lines + _undeclared(table, "topic") + _guarded(seen, named)


def _guarded(seen: Observed, named: list[Row]) -> list[str]:
    if not named:
        return []
    lines = ["", *comment("To decide: topics that must pass the gatekeeper.")]
    lines += ["# guarded: [...]", *comment("Topics that are never held against anyone (a need, a complaint).")]
    if not seen.protected:
        return [*lines, "# protected: [...]"]
    told = (
        f"GUESSED by their names, in the careful direction: the {times(seen.protected_messages, 'message')} about them "
        "are judged by no rule, and are in no count of contacts or response times below."
    )
    return [*lines, *comment(told), f"protected: [{', '.join(map(quoted, seen.protected))}]"]


def _activities(seen: Observed) -> list[str]:
    parts = [f"{shown(row.activity)} {row.events:,}" for row in rows_of(seen.tables["activities"])]
    return comment(f"Activities (events of each): {', '.join(parts[:30])}{', ...' if len(parts) > 30 else ''}.")


# ---------------------------------------------------------------- calendar


def _calendar(seen: Observed) -> list[str]:
    calendar, guessed = seen.working.calendar, seen.working.guessed
    lines = comment(_guesses(guessed)) if guessed else []
    lines += ["calendar:", f"  timezone: {quoted(calendar.timezone)}{_mark('timezone', guessed)}"]
    lines.append(f"  hours:{_mark('hours', guessed)}")
    for days, spans in hours_as_written(calendar):
        lines.append(f"    {days}: {'[' + ', '.join(map(quoted, spans)) + ']'}")
    return [*lines, f"  holidays: {quoted(calendar.country)}" if calendar.country else "  # holidays: US"]


def _mark(part: str, guessed: tuple[str, ...]) -> str:
    return "  # A GUESS" if part in guessed else ""


def _guesses(guessed: tuple[str, ...]) -> str:
    options = " ".join(
        {"timezone": "--timezone ZONE", "hours": "--hours", "holidays": "--holidays"}[p] for p in guessed
    )
    words = {"timezone": "time zone", "hours": "working hours", "holidays": "holidays (none)"}
    told = ", ".join(words[part] for part in guessed)
    return f"ASSUMED, not read from the log: {told}. Every limit below rests on it; to say it: {options}."

"""The contacts of a draft: proposed ones as lines, questions as comments to decide, and whatever else was seen.

Nothing is hidden: a contact that is not proposed stands in a comment, with the reason and its support.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from analyzer.discovery.contacts import PROPOSED, QUESTION, SELDOM, UNNAMED, UNTOLD_TOPIC
from analyzer.discovery.names import Row, comment, counted, listed, quoted, refusal, rows_of, shown, times
from analyzer.discovery.observed import Observed
from analyzer.events.log import UNKNOWN

MOST_LISTED = 300
"""Lines of one list of comments; of more, the rest is counted and stands in the tables."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line under `contacts`.

    Attributes
    ----------
    sender, recipient : str
    rows : tuple
        Rows of the table of contacts: one a topic.
    back : dict of str to row
        The same topics the other way; empty for a contact of one direction.
    stages : tuple of str
        What restricts it; empty for none.
    """

    sender: str
    recipient: str
    rows: tuple[Row, ...]
    stages: tuple[str, ...]
    back: dict[str, Row] = field(default_factory=dict)


def proposals(seen: Observed) -> list[Proposal]:
    """Merge what is proposed: one line a pair of roles, both ways where both are alike, a stage where all agree."""
    stages = seen.tables["stages"]
    usual = stages[~stages["closes"] & (stages["messages"] > 0)]["stage"].tolist()
    by_pair: dict[tuple[str, str], list[Row]] = {}
    for row in _of(seen, PROPOSED):
        by_pair.setdefault((row.sender_role, row.recipient_role), []).append(row)
    single = {pair: Proposal(*pair, tuple(rows), _common(rows, usual)) for pair, rows in by_pair.items()}
    merged: list[Proposal] = []
    for (sender, recipient), one in single.items():
        other = single.get((recipient, sender))
        if other is None or not _alike(one, other):
            merged.append(one)
        elif one not in (done for done in merged if done.back) and not _is_back(one, merged):
            back = {row.topic: row for row in other.rows}
            merged.append(Proposal(sender, recipient, one.rows, one.stages, back))
    return merged


def _is_back(one: Proposal, merged: Iterable[Proposal]) -> bool:
    return any(done.back and (done.recipient, done.sender) == (one.sender, one.recipient) for done in merged)


def _alike(one: Proposal, other: Proposal) -> bool:
    return one.stages == other.stages and {row.topic for row in one.rows} == {row.topic for row in other.rows}


def _common(rows: list[Row], usual: list[str]) -> tuple[str, ...]:
    """The stages of all topics together, if each topic is restricted and some open stage is left out."""
    if not all(row.stages for row in rows):
        return ()
    together = {stage for row in rows for stage in row.stages.split("; ")}
    return tuple(stage for stage in usual if stage in together) if set(usual) - together else ()


def topics_of(lines: Iterable[Proposal]) -> set[str]:
    """Topics that proposals name."""
    return {row.topic for line in lines for row in line.rows if row.topic}


def roles_of(lines: Iterable[Proposal]) -> set[str]:
    """Roles that proposals name."""
    return {role for line in lines for role in (line.sender, line.recipient)}


def contact_lines(seen: Observed, lines: list[Proposal]) -> list[str]:
    """Write the section `contacts`."""
    head = comment(_ABOUT if lines else _ABOUT_NONE)
    if seen.has_topics and lines:
        head += comment(_ABOUT_TOPICS)
    if seen.closed_messages:
        told = (
            f"{times(seen.closed_messages, 'message')} came after a case had closed: not judged, and not counted here."
        )
        head += comment(told)
    head.append("contacts:" if lines else "# contacts:")
    for line in lines:
        head += _contact(line)
    gatekeeper = seen.gatekeeper.role
    lists: tuple[tuple[str, str, Callable[[Row], str]], ...] = (
        (QUESTION, _QUESTIONS, lambda row: _question(row, gatekeeper)),
        (SELDOM, f"Seen, and not proposed: {seen.least.below()}.", lambda row: f"  {_told(row)} ({row.share:.1%})"),
        (UNTOLD_TOPIC, "Messages without a topic. A run that asks for one leaves them undecided.", _told_with_indent),
        (UNNAMED, "The language has no way to write these. Rename them with a mapping.", _unnamed),
    )
    for status, about, write in lists:
        head += _list(seen, status, about, write)
    return head


_ABOUT = "Contacts that were seen often enough. What none of them permits will be a finding of the rule `contact`."
_ABOUT_NONE = (
    "Contacts: none is proposed. A definition without contacts judges no message by its way; with the first one that "
    "you take up, whatever none permits becomes a finding of the rule `contact`."
)
_ABOUT_TOPICS = (
    "`only_about` lets no other topic ride along. A message about two topics counts under each. Behind a topic stands "
    "what it rests on."
)
_QUESTIONS = (
    "TO DECIDE. These pass by the gatekeeper, or carry on to others what candidates bring up. They happened; whether "
    "they are allowed is for people to say. To allow one, take away its first '# ' (and those of its topic and roles)."
)


def _of(seen: Observed, status: str) -> list[Row]:
    table = seen.tables["contacts"]
    return rows_of(table[table["status"] == status])


def _list(seen: Observed, status: str, about: str, write: Callable[[Row], str]) -> list[str]:
    rows = _of(seen, status)
    if not rows:
        return []
    lines = ["", *comment(about, 2)]
    lines += [f"  # {write(row)}" for row in rows[:MOST_LISTED]]
    if len(rows) > MOST_LISTED:
        lines += comment(f"  and {len(rows) - MOST_LISTED:,} more: see the table `contacts` (--format json)", 2)
    return lines


def _contact(line: Proposal) -> list[str]:
    if line.back:
        lines = [f"  - between: [{quoted(line.sender)}, {quoted(line.recipient)}]"]
    else:
        lines = [f"  - from: {quoted(line.sender)}", f"    to: {quoted(line.recipient)}"]
    if line.rows[0].topic:
        lines.append("    only_about:")
        lines += [f"      - {quoted(row.topic)}  # {_support(line, row)}" for row in line.rows]
    else:
        lines[0] += f"  # {_support(line, line.rows[0])}"
    if line.stages:
        lines.append(f"    stage: {listed(line.stages)}")
    return lines


def _support(line: Proposal, row: Row) -> str:
    text = counted(row.messages, row.cases)
    if line.back:
        back = line.back[row.topic]
        text += f"; back: {back.messages:,} in {back.cases:,}"
    only = tuple(row.stages.split("; ")) if row.stages else ()
    return text + (f"; only in {', '.join(shown(stage) for stage in only)}" if only and only != line.stages else "")


def _question(row: Row, gatekeeper: str | None) -> str:
    fields = [f"from: {quoted(row.sender_role)}", f"to: {quoted(row.recipient_role)}"]
    fields += [f"only_about: {quoted(row.topic)}"] if row.topic else []
    fields += [f"stage: {listed(row.stages.split('; '))}"] if row.stages else []
    copies = ""
    if row.with_gatekeeper and gatekeeper not in (None, row.recipient_role):
        copies = f", {row.with_gatekeeper:,} with {shown(gatekeeper or '')} among the recipients"
    return f"- {{{', '.join(fields)}}}  # {counted(row.messages, row.cases)}{copies}: allowed?"


def _told(row: Row) -> str:
    about = f" about {shown(row.topic)}" if row.topic else ""
    return f"{shown(row.sender_role)} -> {shown(row.recipient_role)}{about}: {counted(row.messages, row.cases)}"


def _told_with_indent(row: Row) -> str:
    return f"  {_told(row)}"


def _unnamed(row: Row) -> str:
    names = {"role": (row.sender_role, row.recipient_role), "topic": (row.topic,)}
    whys = [
        f"{kind} {shown(name)}: {'it could not be mapped' if name == UNKNOWN else refusal(name)}"
        for kind, some in names.items()
        for name in some
        if name and (name == UNKNOWN or refusal(name))
    ]
    return f"  {_told(row)} ({'; '.join(whys)})"

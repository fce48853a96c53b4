"""Examples out of nodes: events in short notation, and the verdicts that the rules must come to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from analyzer.calendars import parse_instant
from analyzer.definitions.grammar import BUILT_IN_RULES, EXAMPLE, MESSAGE, STAGE
from analyzer.definitions.model import Example, ExampleEvent, ExpectedVerdict, Names, Rule
from analyzer.definitions.nodes import Node, Scalar, Sequence
from analyzer.definitions.scope import Scope
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import Place
from analyzer.findings import VERDICT_WORDS, Reason

UNKNOWN_ROLE = "?"
CASE = "case_id"
NOTHING = "-"
OWN_NOTATION = {
    "timestamp": "the first part",
    "activity": "the second part",
    "sender_role": "FROM -> TO",
    "recipient_roles": "FROM -> TO",
    "copied_roles": "`copied ROLE`",
    "topics": "the part after FROM -> TO",
    "channel": "the channel's name",
    "thread_id": "`thread NAME`",
    "sender": "`sender PERSON`",
    "event_id": "nothing: the lines number the events",
    "candidate_id": "nothing: all events of an example belong to one candidate",
}
"""Columns that an example line says in another way than COLUMN=VALUE."""

_COLUMN = re.compile(r"([A-Za-z_][A-Za-z0-9_]*) *= *(.*)")
_VERDICT = re.compile(r"([a-z]+)(?: *\((.*)\))?")
_REASONS = tuple(reason.value for reason in Reason)
_LINE_HELP = "write TIME | FROM -> TO | TOPIC | CHANNEL, TIME | stage | STAGE, or TIME | ACTIVITY | FROM -> TO"


def read_examples(scope: Scope, node: Node, timezone: str, rules: tuple[Rule, ...]) -> tuple[Example, ...]:
    """Read `examples:`.

    Parameters
    ----------
    timezone : str
        The zone in which times are meant.
    rules : tuple of Rule
        All rules, the built-in ones among them.
    """
    read: dict[str, Example] = {}
    for item in scope.reader.items(node, "`examples`"):
        example = _example(scope, item, timezone, rules)
        if example is not None and example.name in read:
            first = read[example.name].place
            scope.reader.report(item, "D101", f"two examples are called {example.name!r}", f"first at {first}")
        elif example is not None:
            read[example.name] = example
    return tuple(read.values())


def _example(scope: Scope, node: Node, timezone: str, rules: tuple[Rule, ...]) -> Example | None:
    reader = scope.reader
    found = reader.mapping(node, "an example", EXAMPLE)
    name = reader.text(found["name"].value, "`name`") if "name" in found else None
    with reader.inside(f"example {name!r}" if name else "an example"):
        lines = reader.items(found["events"].value, "`events`") if "events" in found else ()
        events = tuple(_event(scope, line, timezone) for line in lines)
        as_of = _time(scope, found["as_of"].value, None, timezone) if "as_of" in found else None
        older = "older" in found and reader.flag(found["older"].value, "`older`")
        expect = _expect(scope, found["expect"].value, rules) if "expect" in found else ()
    return None if name is None else Example(name, events, expect, node.place, as_of, older)


# ---------------------------------------------------------------- one line, one event


@dataclass(slots=True)
class _Part:
    """A piece of a line between two bars, with its place."""

    text: str
    place: Place


@dataclass(slots=True)
class _Line:
    """What a line has said so far."""

    place: Place
    time: int = 0
    activity: str = MESSAGE
    sender_role: str | None = None
    recipient_roles: Names = ()
    copied_roles: Names = ()
    topics: Names = ()
    channel: str | None = None
    stage: str | None = None
    thread: str | None = None
    sender: str | None = None
    case: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)


def _event(scope: Scope, node: Node, timezone: str) -> ExampleEvent:
    line = _Line(node.place)
    text = scope.reader.text(node, "an event")
    parts = _parts(scope, node, text) if text is not None and isinstance(node, Scalar) else []
    if parts:
        line.time = _time(scope, node, parts[0], timezone)
    if len(parts) == 1:
        scope.reader.report(node, "D117", "an event needs more than a time", _LINE_HELP)
    elif len(parts) > 1:
        _what_happened(scope, line, parts)
    return ExampleEvent(
        time=line.time,
        activity=line.activity,
        sender_role=line.sender_role,
        recipient_roles=line.recipient_roles,
        copied_roles=line.copied_roles,
        topics=line.topics,
        channel=line.channel,
        stage=line.stage,
        thread=line.thread,
        sender=line.sender,
        columns=tuple(line.columns.items()),
        place=line.place,
        case=line.case,
        text=" ".join((text or "").split()),
    )


def _parts(scope: Scope, node: Scalar, text: str) -> list[_Part]:
    """Cut a line at its bars. The column of a part is known where the text stands in the file as it was read."""
    source = scope.reader.line(node.place.line)
    start = source.find(text, node.place.column - 1)
    parts, offset = [], 0
    for piece in text.split("|"):
        begin = offset + len(piece) - len(piece.lstrip())
        place = Place(node.place.file, node.place.line, start + begin + 1) if start >= 0 else node.place
        parts.append(_Part(piece.strip(), place))
        offset += len(piece) + 1
    return parts


def _time(scope: Scope, node: Node, part: _Part | None, timezone: str) -> int:
    text = part.text if part else scope.reader.text(node, "a time")
    if text is None:
        return 0
    try:
        return _instant(text, timezone)
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        scope.reader.report(part.place if part else node, "D118", message, hint)
        return 0


@lru_cache(maxsize=4096)
def _instant(text: str, timezone: str) -> int:
    """Examples name the same few times again and again."""
    return parse_instant(text, timezone)


def _what_happened(scope: Scope, line: _Line, parts: list[_Part]) -> None:
    second, rest = parts[1], parts[2:]
    if "->" in second.text:
        _parties(scope, line, second)
        if not rest:
            scope.reader.report(second.place, "D117", "a message needs its topics, or `-` for none", _LINE_HELP)
        else:
            line.topics = _names(scope, rest[0], rest[0].text, "topic")
        _options(scope, line, rest[1:])
    elif second.text == STAGE:
        line.activity = STAGE
        if not rest:
            scope.reader.report(second.place, "D117", "`stage` needs the stage that is reached", _LINE_HELP)
        elif _known(scope, rest[0], "stage", rest[0].text):
            line.stage = rest[0].text
        _options(scope, line, rest[1:])
    elif not second.text or second.text == MESSAGE:
        scope.reader.report(second.place, "D117", "a message is written FROM -> TO", _LINE_HELP)
    else:
        line.activity = second.text
        if rest and "->" in rest[0].text:
            _parties(scope, line, rest.pop(0))
        if rest and _is_topics(scope, rest[0].text):
            line.topics = _names(scope, rest[0], rest.pop(0).text, "topic")
        _options(scope, line, rest)


def _parties(scope: Scope, line: _Line, part: _Part) -> None:
    sender, _, recipients = part.text.partition("->")
    senders = _names(scope, part, sender.strip(), "role")
    if len(senders) > 1:
        scope.reader.report(part.place, "D117", "a message has one sender", _LINE_HELP)
    line.sender_role = senders[0] if senders else None
    line.recipient_roles = _names(scope, part, recipients.strip(), "role")


def _is_topics(scope: Scope, text: str) -> bool:
    names = [name.strip() for name in text.split(",")]
    return text == NOTHING or all(name in scope.names["topic"] for name in names)


def _options(scope: Scope, line: _Line, parts: list[_Part]) -> None:
    for part in parts:
        word, _, rest = part.text.partition(" ")
        column = _COLUMN.fullmatch(part.text)
        if part.text in scope.names["channel"]:
            _once(scope, line, part, "a channel")
            line.channel = part.text
        elif word == "copied" and rest:
            _once(scope, line, part, "`copied`")
            line.copied_roles = _names(scope, part, rest, "role")
        elif word == "thread" and rest:
            _once(scope, line, part, "`thread`")
            line.thread = rest.strip()
        elif word == "sender" and rest:
            _once(scope, line, part, "`sender`")
            line.sender = rest.strip()
        elif column is not None:
            _column(scope, line, part, column[1], column[2])
        else:
            message = f"{part.text!r} is neither a channel nor `copied ..`, `thread ..`, `sender ..` or COLUMN=VALUE"
            hint = did_you_mean(part.text, scope.names["channel"], plural="channels")
            scope.reader.report(part.place, "D117", message, hint)


def _column(scope: Scope, line: _Line, part: _Part, column: str, value: str) -> None:
    _once(scope, line, part, f"column {column!r}")
    if column in OWN_NOTATION:
        hint = f"it is said by {OWN_NOTATION[column]}"
        scope.reader.report(part.place, "D117", f"column {column!r} has a notation of its own", hint)
    elif column == STAGE and _known(scope, part, "stage", value):
        line.stage = value
    elif column == CASE:
        line.case = value or None
        if not value:
            scope.reader.report(part.place, "D117", "`case_id=` names no case", "write case_id=NAME, or leave it out")
    else:
        line.columns[column] = value


def _once(scope: Scope, line: _Line, part: _Part, what: str) -> None:
    if what in line.said:
        scope.reader.report(part.place, "D101", f"{what} stands twice in one event")
    line.said.add(what)


def _names(scope: Scope, part: _Part, text: str, kind: str) -> Names:
    if text == NOTHING:
        return ()
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    return tuple(name for name in names if (kind == "role" and name == UNKNOWN_ROLE) or _known(scope, part, kind, name))


def _known(scope: Scope, part: _Part, kind: str, name: str) -> bool:
    """Tell whether a name is declared. An example that uses a name is no reason to keep it: no use is noted."""
    if name in scope.names[kind]:
        return True
    hint = did_you_mean(name, scope.names[kind], plural=f"{kind}s")
    scope.reader.report(part.place, "D104", f"unknown {kind} {name!r}", hint)
    return False


# ---------------------------------------------------------------- what is expected

Expected = tuple[tuple[str, ExpectedVerdict | tuple[ExpectedVerdict, ...]], ...]


def _expect(scope: Scope, node: Node, rules: tuple[Rule, ...]) -> Expected:
    if isinstance(node, Scalar) and node.text == "none":
        return ()
    by_id = {rule.id: rule for rule in rules}
    # A rule that could not be read is known all the same.
    known = dict.fromkeys((*by_id, *scope.names["rule"]))
    expected: list[tuple[str, ExpectedVerdict | tuple[ExpectedVerdict, ...]]] = []
    for name, entry in scope.reader.named(node, "`expect`").items():
        if name not in known:
            hint = did_you_mean(name, known, plural="rules")
            if name in BUILT_IN_RULES:
                hint = "the definition has no contacts" if name == "contact" else "no stage says what this rule needs"
            scope.reader.report(entry.key, "D104", f"unknown rule {name!r}", hint)
            continue
        value, rule = entry.value, by_id.get(name)
        if isinstance(value, Sequence):
            items = scope.reader.items(value, f"the verdicts of {name!r}")
            expected.append((name, tuple(_verdict(scope, item, rule) for item in items)))
        else:
            expected.append((name, _verdict(scope, value, rule)))
    return tuple(expected)


def _verdict(scope: Scope, node: Node, rule: Rule | None) -> ExpectedVerdict:
    text = scope.reader.text(node, "a verdict")
    form = _VERDICT.fullmatch(text or "")
    if form is None or form[1] not in VERDICT_WORDS:
        if text is not None:
            word = text.split(" ", maxsplit=1)[0]
            hint = did_you_mean(word, VERDICT_WORDS, plural="verdicts")
            scope.reader.report(node, "D108", f"{text!r} is not a verdict", hint)
        return ExpectedVerdict(VERDICT_WORDS[0])
    verdict, note = form[1], (form[2] or "").strip()
    if note:
        _note(scope, node, verdict, note, rule)
    return ExpectedVerdict(verdict, note)


def _note(scope: Scope, node: Node, verdict: str, note: str, rule: Rule | None) -> None:
    if verdict == "excused":
        names = [each.name for each in rule.unless] if rule else [note]
        if note not in names:
            scope.reader.report(
                node, "D104", f"unknown excuse {note!r} of this rule", did_you_mean(note, names, plural="excuses of it")
            )
    elif verdict == "undecided":
        for reason in note.split(";"):
            if reason.strip() not in _REASONS:
                hint = did_you_mean(reason.strip(), _REASONS, plural="reasons")
                scope.reader.report(node, "D104", f"unknown reason {reason.strip()!r}", hint)
    else:
        scope.reader.report(node, "D108", f"{verdict!r} takes neither an excuse nor a reason", f"write {verdict!r}")

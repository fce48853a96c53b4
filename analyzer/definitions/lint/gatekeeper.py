"""Does the gatekeeper really stand between? The ways by which guarded topics could pass without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.definitions.graph import contact_graph, ways
from analyzer.definitions.lint.detours import Detour, Hop, Search
from analyzer.definitions.lint.possible import alternatives
from analyzer.definitions.lint.subject import Remark, Subject
from analyzer.definitions.model import Definition, Forbid, Names, Route, Rule, Selector

ASKS, IS_ASKED = "candidate", "hiring_manager"
"""Between these two the gatekeeper stands, if a definition has roles of these names."""


@dataclass(frozen=True, slots=True)
class Gatekeeping:
    """Whether the gatekeeper stands between two roles for one topic.

    Attributes
    ----------
    start, end : str
        From whom to whom.
    topic : str
        A guarded topic.
    detour : Detour or None
        The way round that matters most; None where the contacts leave none.
    asked, passed_on : bool
        Whether the contacts let the topic reach the gatekeeper, and go on from there: the way that is meant.
    """

    start: str
    end: str
    topic: str
    detour: Detour | None
    asked: bool
    passed_on: bool

    @property
    def stands(self) -> bool:
        """Whether no way goes round the gatekeeper."""
        return self.detour is None


def gatekeeping(definition: Definition) -> tuple[Gatekeeping, ...]:
    """Ask for every guarded topic whether the gatekeeper stands between those who should not deal with it directly.

    Parameters
    ----------
    definition : Definition

    Returns
    -------
    tuple of Gatekeeping
        For each direction (candidate to hiring manager, and whatever a rule about guarded topics forbids, sorted) and
        each guarded topic in the definition's order. Empty without a gatekeeper, contacts or guarded topics.

    Examples
    --------
    >>> from analyzer.definitions import read_definition
    >>> kept = gatekeeping(read_definition("in-house"))
    >>> [(one.topic, one.stands) for one in kept if one.start == "hiring_manager"][0]
    ('status_inquiry', True)
    """
    return _gatekeeping(Subject(definition))


def _gatekeeping(subject: Subject) -> tuple[Gatekeeping, ...]:
    definition = subject.definition
    gatekeeper = definition.gatekeeper
    if gatekeeper is None or not definition.contacts:
        return ()
    topics = [topic for topic in definition.guarded if topic not in definition.protected]
    searches = {topic: Search(subject, topic) for topic in topics}
    graphs = {topic: list(contact_graph(definition, topic=topic, ride_along=True).edges) for topic in topics}
    return tuple(
        Gatekeeping(
            start,
            end,
            topic,
            searches[topic].detour(start, end),
            any(True for _ in ways(graphs[topic], start, gatekeeper)),
            any(True for _ in ways(graphs[topic], gatekeeper, end)),
        )
        for start, end in guarded_directions(definition)
        for topic in topics
    )


def guarded_directions(definition: Definition) -> list[tuple[str, str]]:
    """List the directions to look in: candidate to manager, and whatever a rule about guarded topics forbids."""
    roles = {role for role, _ in definition.roles}
    pairs = {(ASKS, IS_ASKED)} if {ASKS, IS_ASKED} <= roles else set()
    for rule in definition.rules:
        match rule.verb:
            case Route(sender=sender, to=to):
                pairs.add((sender, to))
            case Forbid(event=event):
                pairs |= _pairs_about(event, frozenset(definition.guarded))
    return sorted((a, b) for a, b in pairs if a != b and definition.gatekeeper not in (a, b))


def _pairs_about(event: Selector, topics: frozenset[str]) -> set[tuple[str, str]]:
    """Senders and recipients of the events that a selector picks by one of some topics."""
    found: set[tuple[str, str]] = set()
    for tests in alternatives(event) or ():
        wanted = {name: [t.values for t in tests if t.name == name and t.holds] for name in ("about", "sender", "to")}
        if any(values & topics for values in wanted["about"]):
            senders, to = (frozenset().union(*wanted[name]) for name in ("sender", "to"))
            found |= {(sender, recipient) for sender in senders for recipient in to}
    return found


# ---------------------------------------------------------------- what is said of it


def ways_round(subject: Subject) -> Iterator[Remark]:
    """Find contacts that let guarded topics pass without the gatekeeper (D201, D209, D211), or never to it (D213)."""
    found: dict[Detour, list[str]] = {}
    missing: dict[tuple[str, str], list[str]] = {}
    for one in _gatekeeping(subject):
        if one.detour is not None:
            found.setdefault(one.detour, []).append(one.topic)
        gatekeeper = subject.definition.gatekeeper or ""
        for there, pair in ((one.asked, (one.start, gatekeeper)), (one.passed_on, (gatekeeper, one.end))):
            if not there and one.topic not in missing.setdefault(pair, []):
                missing[pair].append(one.topic)
    for detour, topics in found.items():
        yield _way_remark(subject, detour, topics)
    for (sender, recipient), topics in missing.items():
        if topics:
            message = f"no contacts lead from {sender} to {recipient} about {', '.join(topics)}"
            help_ = f"what must pass {subject.definition.gatekeeper} has no way there: add a contact"
            yield Remark(subject.key("contacts"), "D213", message, help_)


def _way_remark(subject: Subject, detour: Detour, topics: list[str]) -> Remark:
    gatekeeper = subject.definition.gatekeeper
    message = f"{' -> '.join(detour.roles)} about {', '.join(topics)} ({_lines(subject, detour)})"
    past = "riding along with another topic" if not detour.alone else ""
    if detour.watchers:
        rules = [subject.definition.rule(name) for name in detour.watchers]
        names = ", ".join(_watcher(subject, rule) for rule in rules)
        said = f"{message} does not pass {gatekeeper}{', ' if past else ''}{past}; watched by {names}"
        hint = f"found when it happens, not prevented; to close the way: {_remedy(subject, detour)}"
        return Remark(detour.hops[0].contact.place, "D211", said, hint)
    if past:
        at = next(hop.contact.place for hop in detour.hops if not hop.alone)
        hint = "`about:` lets other topics come along: write `only_about:`, or add a `route` rule that watches this way"
        return Remark(at, "D209", f"{message}, {past}", f"{hint}{_where(subject, detour)}")
    said = f"{message} does not pass {gatekeeper}"
    return Remark(detour.hops[0].contact.place, "D201", said, _remedy(subject, detour))


def _lines(subject: Subject, detour: Detour) -> str:
    """The lines of the contacts, each with what limits it: `in_house.yaml:41 in stage offer, :57`."""
    first, *others = [(hop, hop.contact.place) for hop in detour.hops]
    told = [f"{subject.line(first[1])}{_limits(first[0])}", *(f":{place.line}{_limits(hop)}" for hop, place in others)]
    return ", ".join(told)


def _limits(hop: Hop) -> str:
    under = hop.contact.under
    told = [
        f"in stage {_or(under.stage)}" if under.stage else "",
        f"by {_or(under.by)}" if under.by else "",
        f"in a thread that {_or(under.thread_started_by)} started" if under.thread_started_by else "",
        *(f"where {column} is {_or(values)}" for column, values in under.where),
    ]
    return "".join(f" {part}" for part in told if part)


def _remedy(subject: Subject, detour: Detour) -> str:
    several = len(dict.fromkeys(hop.contact.place for hop in detour.hops)) > 1
    which = "one of these contacts" if several else "this contact"
    return f"restrict {which}, or ask for {subject.definition.gatekeeper} in copy{_where(subject, detour)}"


def _where(subject: Subject, detour: Detour) -> str:
    """What all ways round have in common: roles that they pass, lines that they need."""
    if len(detour.hops) < 2:
        return ""
    told = f"; every way round passes {' and '.join(detour.stations)}" if detour.stations else ""
    if not detour.closers:
        return f"{told}; there are others beside this one"
    first, *others = detour.closers
    lines = " or ".join([subject.line(first), *(f":{place.line}" for place in others)])
    return f"{told}; closing {lines} alone would do"


def _watcher(subject: Subject, rule: Rule) -> str:
    return f"{rule.id!r} ({subject.line(rule.place)})"


def _or(names: Names) -> str:
    return " or ".join(names)


# ---------------------------------------------------------------- guarded topics


def guarded_topics(subject: Subject) -> Iterator[Remark]:
    """Find guarded topics without a gatekeeper (D210) or without a rule (D205)."""
    definition = subject.definition
    if definition.guarded and definition.gatekeeper is None:
        place = subject.key("topics", definition.guarded[0])
        yield Remark(place, "D210", "topics are guarded, but there is no gatekeeper", "write `gatekeeper: ROLE`")
    judged = {topic for rule in definition.rules for topic in _judged_topics(rule)}
    for topic in definition.guarded:
        if topic not in judged:
            message = f"no `forbid` or `route` is about {topic!r}"
            hint = "mention it in a rule, or take it off `guarded:`"
            yield Remark(subject.key("topics", topic), "D205", message, hint)


def _judged_topics(rule: Rule) -> set[str]:
    match rule.verb:
        case Route(about=about):
            return set(about)
        case Forbid(event=event):
            tests = [test for some in alternatives(event) or () for test in some if test.holds]
            return {topic for test in tests if test.name in ("about", "only_about") for topic in test.values}
        case _:
            return set()

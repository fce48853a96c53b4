"""Rules that can never find anything, that can never be kept, and words in them that change nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.definitions.lint.conditions import always_holds, asked_of_event, never_holds
from analyzer.definitions.lint.possible import alternatives, follows, possible
from analyzer.definitions.lint.subject import MESSAGES, Remark, Subject
from analyzer.definitions.model import (
    AllOf,
    Anything,
    ContactRule,
    Fields,
    Forbid,
    Limit,
    Names,
    Not,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
    Rule,
    SameSender,
    Selector,
    StageOrder,
    StageTime,
)
from analyzer.definitions.walk import answer_of, judged_event, verb_selectors

_BUILT_IN = (ContactRule, StageOrder, StageTime)


def known_of(subject: Subject, rule: Rule) -> Selector:
    """What is known of every event that a rule judges, `when` aside."""
    match rule.verb:
        case ContactRule():
            return subject.judged(rule, MESSAGES)
        case Route(to=to, about=about, through=through):
            ends = Fields(activity=MESSAGES.activity, to=(to,), about=about)
            return subject.judged(rule, AllOf((ends, Not(Fields(party=(through,))))))
        case verb:
            event = judged_event(verb)
            return Anything() if event is None else subject.judged(rule, event)


def activating(subject: Subject, rule: Rule) -> Selector:
    """What is known of every event that a rule judges, what `when` asks of it included."""
    return AllOf((known_of(subject, rule), *(asked_of_event(named.condition) for named in rule.when)))


# ---------------------------------------------------------------- rules that never find anything


def never_apply(subject: Subject) -> Iterator[Remark]:
    """Find rules that no event can activate (D208)."""
    dead: set[str] = set()
    waiting = [rule for rule in subject.definition.rules if not isinstance(rule.verb, _BUILT_IN)]
    found: dict[str, Remark] = {}
    # `open: RULE` may ask for a rule that is told of in a later round.
    while fresh := {rule.id: said for rule in waiting if rule.id not in dead and (said := _dead(subject, rule, dead))}:
        found |= fresh
        dead |= set(fresh)
    yield from found.values()


def _dead(subject: Subject, rule: Rule, dead: Collection[str]) -> Remark | None:
    for said in (_no_close(subject, rule), _no_event(subject, rule), _no_other(subject, rule), _no_way(subject, rule)):
        if said is not None:
            return said
    known = known_of(subject, rule)
    for named in rule.when:
        if never_holds(named.condition, known, unprotected=subject.unprotected, dead=dead):
            place = subject.of_rule(rule, "when", word=named.name)
            message = f"rule {rule.id!r} never applies: its condition {named.name!r} can never hold"
            return Remark(place, "D208", message, "it contradicts the event that the rule judges, or asks for nothing")
    if rule.when and not possible(activating(subject, rule)):
        message = f"rule {rule.id!r} never applies: no event meets all of `when`"
        return Remark(subject.of_rule(rule, "when"), "D208", message, "let one of the conditions go")
    return None


def _no_close(subject: Subject, rule: Rule) -> Remark | None:
    """Rules about the close of a case in a definition in which no stage closes one."""
    of_close = isinstance(rule.verb, RequireBy) and rule.verb.stage is None
    if subject.closing or not (of_close or rule.while_closed):
        return None
    message = f"rule {rule.id!r} never applies: no stage closes a case"
    return Remark(subject.of_rule(rule, "by" if of_close else "while"), "D208", message, "mark one: `closes: true`")


def _no_event(subject: Subject, rule: Rule) -> Remark | None:
    """Rules of which the judged event contradicts itself, or falls only where rules do not look."""
    event = judged_event(rule.verb)
    if event is None:
        return None
    place = subject.of_rule(rule, _judging_key(rule))
    if not possible(event):
        message = f"rule {rule.id!r} never applies: no event can be what it judges"
        return Remark(place, "D208", message, "two of its tests exclude each other")
    if not possible(event, subject.unprotected):
        message = f"rule {rule.id!r} never applies: it judges only messages about a protected topic"
        return Remark(place, "D208", message, "no rule sees them: take the topic out of the rule or off `protected:`")
    if not rule.while_closed and not possible(event, subject.in_force):
        message = f"rule {rule.id!r} asks for a stage that closes the case"
        return Remark(place, "D208", message, "a closed case is not judged: name an earlier stage, or `while: closed`")
    wanted = stages_of(event)
    closed = {after for stage in subject.closing for after in (subject.follows or {}).get(stage, ())}
    if rule.while_closed and wanted is not None and closed and not wanted & closed:
        message = f"rule {rule.id!r} asks for a closed case in a stage that no closed case is in"
        return Remark(place, "D208", message, f"after the close a case is in {', '.join(sorted(closed))}")
    return None


def _no_other(subject: Subject, rule: Rule) -> Remark | None:
    """Rules that wait for a second event before they judge, which cannot be."""
    match rule.verb:
        case Forbid(between=(opens, _)) if not possible(opens):
            key, what = "between", "what opens the interval"
        case SameSender(earlier=earlier, separate=separate) if not possible(earlier):
            key, what = "separate" if separate else "same", "the earlier event"
        case _:
            return None
    message = f"rule {rule.id!r} never applies: {what} cannot be"
    return Remark(subject.of_rule(rule, key), "D208", message, "two of its tests exclude each other")


def _no_way(subject: Subject, rule: Rule) -> Remark | None:
    """Routes that no chain of messages can take."""
    if not isinstance(rule.verb, Route):
        return None
    way, protected = rule.verb, set(subject.definition.protected)
    if way.through in (way.sender, way.to):
        key, why = "through", f"{way.through} is an end of the way, so that no chain goes without it"
    elif way.sender == way.to:
        key, why = "to", "a chain ends in another role than it begins with"
    elif protected.issuperset(way.about):
        key, why = "about", "messages about a protected topic are seen by no rule"
    else:
        return None
    place = subject.of_rule(rule, "route", key)
    return Remark(place, "D208", f"rule {rule.id!r} never applies: no chain of messages is one", why)


def _judging_key(rule: Rule) -> str:
    match rule.verb:
        case Forbid():
            return "forbid"
        case RequireBefore():
            return "before"
        case RequireAfter():
            return "after"
        case RequireNext():
            return "next_after"
        case Limit():
            return "limit"
        case SameSender(separate=separate):
            return "separate" if separate else "same"
        case _:
            return "require"


# ---------------------------------------------------------------- rules that are never kept


def never_kept(subject: Subject) -> Iterator[Remark]:
    """Find rules of which every activation is a finding: the answer cannot be, or asks for another (D218, D219)."""
    for rule in subject.definition.rules:
        answer = answer_of(rule.verb)
        if answer is not None and not possible(answer):
            message = f"rule {rule.id!r} can never be kept: nothing can be what it requires"
            place = subject.of_rule(rule, "require")
            yield Remark(place, "D218", message, "two of its tests exclude each other")
        elif isinstance(rule.verb, RequireNext) and not possible(answer or Anything(), MESSAGES):
            message = f"rule {rule.id!r} can never be kept: the next message is to be something that is no message"
            yield Remark(subject.of_rule(rule, "require"), "D218", message, "require a message, or use `after`")
        elif answer is not None and _asks_again(subject, rule, answer):
            when = "earlier" if isinstance(rule.verb, RequireBefore) else "later"
            message = f"rule {rule.id!r} can hardly be kept: whatever it requires needs another one {when}"
            why = "each event that answers is itself one that the rule judges: tell the two apart"
            yield Remark(subject.of_rule(rule, "require"), "D218", message, why)
        if isinstance(rule.verb, Limit) and rule.verb.at_most == 0:
            message = f"rule {rule.id!r} allows none at all"
            yield Remark(subject.of_rule(rule, "at_most"), "D219", message, "say so: `forbid:` instead of `limit:`")


def _asks_again(subject: Subject, rule: Rule, answer: Selector) -> bool:
    """Whether every answer is itself an event that the rule judges; where some are excused, it may stop there."""
    if not isinstance(rule.verb, RequireBefore | RequireAfter) or rule.when or rule.unless or rule.while_closed:
        return False
    event = judged_event(rule.verb)
    # An answer that may fall into a closed case, or be about a protected topic, ends the chain.
    ends = subject.closing if isinstance(rule.verb, RequireAfter) else ()
    return event is not None and not ends and follows(AllOf((answer, subject.unprotected)), than=event)


# ---------------------------------------------------------------- stages in the wrong order


def stage_order(subject: Subject) -> Iterator[Remark]:
    """Find rules that look for an event in a stage from which no transition leads to the other's (D220)."""
    for rule in subject.definition.rules:
        match rule.verb:
            case RequireBefore(require=first, before=then):
                key, pair = "before", (stages_of(first), stages_of(then))
            case RequireAfter(require=then, after=first):
                key, pair = "after", (stages_of(first), stages_of(then))
            case RequireBy(require=first, stage=str(stage)):
                key, pair = "by", (stages_of(first), frozenset((stage,)))
            case _:
                continue
        if not _may_follow(subject, *pair):
            message = f"no transition leads from {_or(pair[0])} to {_or(pair[1])}, as rule {rule.id!r} needs"
            why = "the rule can only be kept in a case whose stages come in another order than listed"
            yield Remark(subject.of_rule(rule, key), "D220", message, why)


def stages_of(selector: Selector) -> frozenset[str] | None:
    """The stages in which an event that meets the selector can be; None where that is open."""
    found: set[str] = set()
    for tests in alternatives(selector) or [()]:
        wanted = [test.values for test in tests if test.name == "stage" and test.holds]
        if not wanted:
            return None
        found |= frozenset.intersection(*wanted)
    return frozenset(found)


def _may_follow(subject: Subject, first: frozenset[str] | None, then: frozenset[str] | None) -> bool:
    if first is None or then is None or subject.follows is None:
        return True
    return any(subject.follows[stage] & then for stage in first)


def _or(stages: Collection[str] | None) -> str:
    return " or ".join(repr(stage) for stage in sorted(stages or ()))


# ---------------------------------------------------------------- words that change nothing


def no_effect(subject: Subject) -> Iterator[Remark]:
    """Find conditions that always hold (D221), repairs that cannot come (D223) and words without effect (D240)."""
    for rule in subject.definition.rules:
        known = known_of(subject, rule)
        for named in rule.when if possible(known) else ():
            if always_holds(named.condition, known):
                message = f"condition {named.name!r} always holds in rule {rule.id!r}"
                place = subject.of_rule(rule, "when", word=named.name)
                yield Remark(
                    place, "D221", message, "it says no more than the event that the rule judges: leave it out"
                )
        if rule.settled_by is not None and not possible(rule.settled_by):
            message = f"nothing can settle a finding of rule {rule.id!r}"
            place = subject.of_rule(rule, "settled_by")
            yield Remark(place, "D223", message, "two tests of `settled_by` exclude each other")
        if rule.on_close == "cancel" and not subject.closing:
            message = f"`on_close: cancel` changes nothing in rule {rule.id!r}: no stage closes a case"
            yield Remark(
                subject.of_rule(rule, "on_close"), "D240", message, "mark a stage `closes: true`, or leave it out"
            )


def protected_names(subject: Subject) -> Iterator[Remark]:
    """Find protected topics that a rule judges by, or that are to be guarded (D237)."""
    protected = subject.definition.protected
    for topic in (topic for topic in protected if topic in subject.definition.guarded):
        message = f"{topic!r} is guarded and protected"
        why = "a protected topic is never held against anyone: take it off one of the lists"
        yield Remark(subject.word(topic, "guarded"), "D237", message, why)
    for rule in subject.definition.rules:
        if not possible(known_of(subject, rule)):
            continue  # told of as a rule that never applies
        for topic in (topic for topic in protected if topic in _named_topics(rule)):
            message = f"rule {rule.id!r} names the protected topic {topic!r}, which it will never see"
            why = "messages about a protected topic activate no rule: leave the topic out of this one"
            yield Remark(subject.of_rule(rule), "D237", message, why)


def _named_topics(rule: Rule) -> Names:
    """Topics by which a rule picks what it judges."""
    if isinstance(rule.verb, Route):
        return rule.verb.about
    event = next(iter(verb_selectors(rule.verb)), None) if judged_event(rule.verb) is not None else None
    found: dict[str, None] = {}
    for tests in alternatives(event or Anything()) or ():
        for test in tests:
            if test.holds and test.name in ("about", "only_about"):
                found |= dict.fromkeys(sorted(test.values))
    return tuple(found)

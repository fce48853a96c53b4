"""Random process definitions, straight from the values of the model: every verb, modifier, condition and selector.

The same few selectors are used again and again, so that an event is often A and B, or question and answer, at once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from analyzer.calendars import Calendar, ClockKind, Duration
from analyzer.definitions.model import (
    After,
    AllConditions,
    AllOf,
    AnyCondition,
    AnyOf,
    Anything,
    Condition,
    Contact,
    ContactRule,
    Definition,
    Fields,
    Forbid,
    Limit,
    Matches,
    NamedCondition,
    Not,
    Open,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
    Rule,
    SameSender,
    Selector,
    Stage,
    StageOrder,
    StageTime,
    Topic,
    Unanswered,
    Verb,
)
from analyzer.errors import Place

ROLES = ("candidate", "recruiter", "hiring_manager", "coordinator")
STRANGER = "guest"
TOPICS = ("status", "thanks", "terms")
PROTECTED = "complaint"
CHANNELS = ("email", "phone")
ACTIVITIES = ("interview", "note")
STAGES = ("applied", "screening", "interview", "offer", "hired", "rejected", "parked")
CLOSING = ("hired", "rejected")
KEY_COLUMN = "ticket"
"""The column of the log, besides the thread, that rules correlate on."""

NOWHERE = Place("random.yaml", 1, 1)
HOUR = 3_600_000_000
DAY = 24 * HOUR
ELAPSED_WINDOWS = tuple(
    Duration(ClockKind.ELAPSED, hours * HOUR, text)
    for hours, text in ((1, "1 hour"), (5, "5 hours"), (24, "1 day"), (72, "3 days"))
)
WORKING_WINDOWS = (
    Duration(ClockKind.BUSINESS_HOURS, 2 * HOUR, "2 business hours"),
    Duration(ClockKind.BUSINESS_HOURS, 11 * HOUR, "11 business hours"),
    Duration(ClockKind.BUSINESS_DAYS, DAY, "1 business day"),
    Duration(ClockKind.BUSINESS_DAYS, 2 * DAY, "2 business days"),
)
OFFICE = ((540, 1020),)
SPLIT = ((540, 720), (780, 1020))
NIGHT = ((0, 240), (1320, 1440))
CALENDARS = (
    None,
    Calendar("America/New_York", (OFFICE,) * 5 + ((), ()), country="US"),
    Calendar("Europe/Berlin", (SPLIT,) * 4 + (OFFICE, ((600, 720),), ())),
    Calendar("America/New_York", (NIGHT,) * 7),
    Calendar("Asia/Kolkata", (((0, 1440),),) * 6 + ((),)),
)


class Draw:
    """One definition's stock of selectors and windows, and the random source."""

    def __init__(self, rng: random.Random, calendar: Calendar | None) -> None:
        self.rng = rng
        self.windows = ELAPSED_WINDOWS if calendar is None else (*ELAPSED_WINDOWS[1:3], *WORKING_WINDOWS)
        self.windows = tuple(rng.sample(self.windows, 3))
        self.stock: list[Selector] = [self._selector() for _ in range(5)]
        self.duties: list[str] = []

    def window(self) -> Duration:
        return self.rng.choice(self.windows)

    def maybe_window(self) -> Duration | None:
        return self.window() if self.rng.random() < 0.7 else None

    def selector(self) -> Selector:
        return self.rng.choice(self.stock) if self.rng.random() < 0.85 else self._selector()

    def _selector(self) -> Selector:
        shape = self.rng.random()
        if shape < 0.05:
            return Anything()
        if shape < 0.75:
            return self.fields()
        parts = (self.fields(), self.fields())
        inner: Selector = self.rng.choice((AllOf(parts), AnyOf(parts), Not(parts[0])))
        return AllOf((Fields(activity=("message",)), inner)) if self.rng.random() < 0.7 else inner

    def fields(self) -> Fields:
        """One to three fields, most often of messages."""
        rng = self.rng
        written: dict[str, Any] = {}
        if rng.random() < 0.75:
            written["activity"] = ("message",)
        elif rng.random() < 0.5:
            written["activity"] = (rng.choice((*ACTIVITIES, "stage")),)
        for name in rng.sample(
            ("sender", "to", "about", "sender", "to", "about", "other"), rng.choice((1, 1, 2, 2, 3))
        ):
            written |= self._field(name)
        return Fields(**written)

    def _field(self, name: str) -> dict[str, Any]:
        rng = self.rng
        if name in ("sender", "to"):
            return {name: tuple(rng.sample(ROLES, rng.choice((1, 1, 2))))}
        if name == "about":
            return {name: tuple(rng.sample((*TOPICS, PROTECTED), rng.choice((1, 2))))}
        name = rng.choice(("copied", "not_copied", "party", "only_about", "by", "stage", "thread_started_by", "where"))
        values: dict[str, Sequence[str]] = {"only_about": TOPICS, "by": CHANNELS, "stage": STAGES[:4]}
        if name == "where":
            return {name: (("needs_reply", ("yes",)),)}
        return {name: tuple(rng.sample(values.get(name, ROLES), rng.choice((1, 1, 2))))}

    # ------------------------------------------------------------ conditions

    def condition(self, depth: int = 0) -> Condition:
        rng = self.rng
        shape = rng.random()
        if shape < 0.15:
            return Matches(self._field_alone())
        if shape < 0.5:
            return After(self.selector(), self.maybe_window(), negated=rng.random() < 0.35)
        if shape < 0.75:
            return Unanswered(self.selector(), self.selector(), self.window(), rng.choice((1, 1, 2, 3)))
        if shape < 0.9 and self.duties:
            return Open(rng.choice(self.duties))
        if depth > 1:
            return Matches(self._field_alone())
        parts = (self.condition(depth + 1), self.condition(depth + 1))
        return rng.choice((AllConditions, AnyCondition))(parts)

    def _field_alone(self) -> Fields:
        return Fields(**self._field(self.rng.choice(("sender", "to", "about", "other", "other", "other"))))

    def conditions(self, word: str, most: int) -> tuple[NamedCondition, ...]:
        count = self.rng.choice((0, 0, *range(1, most + 1)))
        return tuple(NamedCondition(f"{word}-{number}", self.condition(), NOWHERE) for number in range(count))

    # ------------------------------------------------------------ rules

    def verb(self) -> Verb:
        rng = self.rng
        shape = rng.randrange(22)
        if shape < 5:
            return Forbid(self.selector(), (self.selector(), self.selector()) if shape < 2 else None)
        if shape < 8:
            return RequireBefore(self.selector(), self.selector(), self.maybe_window())
        if shape < 13:
            early = rng.choice(self.windows) if rng.random() < 0.2 else None
            return RequireAfter(self.selector(), self.selector(), self.window(), early)
        if shape < 15:
            return RequireNext(self.selector(), self.selector(), in_thread=rng.random() < 0.6)
        if shape == 15:
            return RequireBy(self.selector(), rng.choice((None, *STAGES[1:5])))
        if shape < 18:
            return Limit(self.selector(), rng.choice((1, 1, 2, 3)), self.maybe_window())
        if shape < 20:
            return SameSender(self.selector(), self.selector(), separate=rng.random() < 0.5)
        sender, to, through = rng.sample(ROLES, 3)
        about = tuple(rng.sample(TOPICS, rng.choice((1, 2))))
        return Route(sender, to, about, through, self.window(), indirect=rng.random() < 0.4)

    def modifiers(self, verb: Verb) -> dict[str, Any]:
        """Those that belong to a verb."""
        rng = self.rng
        found: dict[str, Any] = {"while_closed": not isinstance(verb, RequireBy) and rng.random() < 0.12}
        if isinstance(verb, (RequireAfter, RequireNext)):
            found["on_close"] = rng.choice(("due", "cancel"))
        if isinstance(verb, RequireAfter):
            found["pairing"] = rng.choice(("any", "any", "each"))
        if isinstance(verb, (RequireBefore, RequireAfter)) or (isinstance(verb, Forbid) and verb.between is not None):
            found["correlate"] = rng.choice((None, None, "thread", KEY_COLUMN))
        if not isinstance(verb, (RequireNext, RequireBy)):
            found["across"] = "candidate" if rng.random() < 0.2 else None
        return found

    def rule(self, number: int) -> Rule:
        rng = self.rng
        verb = self.verb()
        repaired = rng.random() < 0.4
        rule = Rule(
            id=f"rule-{number}",
            title=f"Rule {number}",
            verb=verb,
            place=NOWHERE,
            when=self.conditions("when", 1),
            unless=self.conditions("unless", 3),
            settled_by=self.selector() if repaired else None,
            settled_within=self.window() if repaired else None,
            **self.modifiers(verb),
        )
        if isinstance(verb, RequireAfter):
            self.duties.append(rule.id)
        return rule

    def contact(self) -> Contact:
        rng = self.rng
        senders, recipients = (tuple(rng.sample(ROLES, rng.choice((1, 1, 2)))) for _ in range(2))
        under = {} if rng.random() < 0.4 else self._field(rng.choice(("about", "other", "other")))
        return Contact(senders, recipients, Fields(**under), NOWHERE)


def random_stages(draw: Draw) -> tuple[Stage, ...]:
    """A chain of stages with a few more ways between them; some stays are limited, some stages lead nowhere."""
    rng = draw.rng
    stages = []
    for number, stage in enumerate(STAGES):
        following = {STAGES[(number + 1) % 6], *rng.sample(STAGES[1:], rng.choice((0, 1, 2)))} - {stage}
        listed = tuple(sorted(following)) if stage not in CLOSING and rng.random() < 0.9 else None
        limit = draw.window() if rng.random() < 0.35 else None
        stages.append(Stage(stage, listed, limit, closes=stage in CLOSING))
    return tuple(stages)


def random_definition(rng: random.Random) -> Definition:
    """A definition with a contact graph, stages, and some eight rules."""
    calendar = rng.choice(CALENDARS)
    draw = Draw(rng, calendar)
    stages = random_stages(draw)
    contacts = tuple(draw.contact() for _ in range(rng.choice((0, 3, 6))))
    rules = [draw.rule(number) for number in range(rng.choice((6, 8, 10)))]
    built_in = []
    if contacts:
        built_in.append(Rule("contact", "Contacts", ContactRule(), NOWHERE, unless=draw.conditions("let-off", 2)))
    if any(stage.next for stage in stages):
        built_in.append(Rule("stage-order", "Order of stages", StageOrder(), NOWHERE))
    if any(stage.at_most for stage in stages):
        built_in.append(Rule("stage-time", "Time in stages", StageTime(), NOWHERE))
    return definition_of((*built_in, *rules), calendar=calendar, stages=stages, contacts=contacts)


def definition_of(
    rules: Sequence[Rule],
    *,
    calendar: Calendar | None = None,
    stages: tuple[Stage, ...] = (),
    contacts: tuple[Contact, ...] = (),
    protected: tuple[str, ...] = (PROTECTED,),
) -> Definition:
    """A definition of some rules on the roles and topics of the random logs."""
    return Definition(
        path="random.yaml",
        process="random",
        title="Random",
        version="1",
        gatekeeper="recruiter",
        roles=tuple((role, role) for role in ROLES),
        channels=CHANNELS,
        topics=tuple(Topic(topic, topic) for topic in (*TOPICS, PROTECTED)),
        guarded=TOPICS[:1],
        protected=protected,
        stages=stages,
        calendar=calendar,
        contacts=contacts,
        rules=tuple(rules),
        examples=(),
        source="",
        digest="",
    )


def windows_of(definition: Definition) -> list[Duration]:
    """Every duration that a definition names, so that logs can come close to each."""
    found = {stage.at_most for stage in definition.stages} | {rule.settled_within for rule in definition.rules}
    for rule in definition.rules:
        found |= {getattr(rule.verb, name, None) for name in ("within", "per", "not_before")}
        found |= set(_windows_in(named.condition for named in (*rule.when, *rule.unless)))
    return sorted((window for window in found if window is not None), key=lambda one: (one.clock.value, one.amount))


def _windows_in(conditions: Any) -> Iterator[Duration | None]:
    for condition in conditions:
        if isinstance(condition, (AllConditions, AnyCondition)):
            yield from _windows_in(condition.parts)
        else:
            yield getattr(condition, "within", None)
            yield getattr(condition, "waited", None)

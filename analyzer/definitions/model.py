"""A process definition as frozen values: what a loaded YAML file means, every name resolved.

Selectors arrive here with the names under `events:` replaced by what they stand for and with `message` already added
(SEMANTICS section 2), excuses with the names under `excuses:` replaced by their conditions. Nothing here reads files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace as with_changes
from html import escape
from typing import Any, Literal, Self

from analyzer.calendars import Calendar, Duration
from analyzer.definitions.predicates import (
    After as After,
    AllConditions as AllConditions,
    AllOf as AllOf,
    AnyCondition as AnyCondition,
    AnyOf as AnyOf,
    Anything as Anything,
    Condition as Condition,
    Fields as Fields,
    Matches as Matches,
    Names as Names,
    Not as Not,
    Open as Open,
    Selector as Selector,
    Unanswered as Unanswered,
)
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import Place, UsageError
from analyzer.findings import Severity
from analyzer.notebook_tables import table_html


@dataclass(frozen=True, slots=True)
class NamedCondition:
    """A condition under the name that verdicts give for it; written in place without a name, its text is its name."""

    name: str
    condition: Condition
    place: Place


# ---------------------------------------------------------------- verbs


@dataclass(frozen=True, slots=True)
class Forbid:
    """`forbid: A` (with `between`, an A is C and the pair names the interval it may not fall in)."""

    event: Selector
    between: tuple[Selector, Selector] | None = None


@dataclass(frozen=True, slots=True)
class RequireBefore:
    """`require: B before: A [within: W]`."""

    require: Selector
    before: Selector
    within: Duration | None = None


@dataclass(frozen=True, slots=True)
class RequireAfter:
    """`require: B after: A within: W [not_before: L]`."""

    require: Selector
    after: Selector
    within: Duration
    not_before: Duration | None = None


@dataclass(frozen=True, slots=True)
class RequireNext:
    """`require: B next_after: A [in: thread]`."""

    require: Selector
    next_after: Selector
    in_thread: bool = False


@dataclass(frozen=True, slots=True)
class RequireBy:
    """`require: B by: STAGE` or `by: close` (stage is then None)."""

    require: Selector
    stage: str | None


@dataclass(frozen=True, slots=True)
class Limit:
    """`limit: A at_most: n [per: W]`."""

    event: Selector
    at_most: int
    per: Duration | None = None


@dataclass(frozen=True, slots=True)
class SameSender:
    """`same: [A, B]`, or `separate: [A, B]` with `separate`."""

    event: Selector
    earlier: Selector
    separate: bool


@dataclass(frozen=True, slots=True)
class Route:
    """`route: {from, to, about, through, within, indirect}`; `by` is the event selector `message` of its hops."""

    sender: str
    to: str
    about: Names
    through: str
    within: Duration
    indirect: bool = False


@dataclass(frozen=True, slots=True)
class ContactRule:
    """The built-in rule `contact`: `Definition.contacts` must permit every message, recipient by recipient."""


@dataclass(frozen=True, slots=True)
class StageOrder:
    """The built-in rule `stage-order`: every stage change is a listed transition."""


@dataclass(frozen=True, slots=True)
class StageTime:
    """The built-in rule `stage-time`: no stay exceeds its stage's `at_most`."""


Verb = (
    Forbid | RequireBefore | RequireAfter | RequireNext | RequireBy | Limit | SameSender | Route | ContactRule
    | StageOrder | StageTime
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: a sentence (the verb), who is let off, and the words for people.

    Attributes
    ----------
    id : str
        The key under `rules:`, or `contact`, `stage-order`, `stage-time` for the built-in ones.
    when : tuple of NamedCondition
        All must hold, else the event is no activation.
    unless : tuple of NamedCondition
        The first that surely holds excuses.
    settled_by, settled_within
        The repair; both or neither.
    text : str
        The rule as it stands in the file, dedented.
    """

    id: str
    title: str
    verb: Verb
    place: Place
    severity: Severity = Severity.MEDIUM
    when: tuple[NamedCondition, ...] = ()
    unless: tuple[NamedCondition, ...] = ()
    settled_by: Selector | None = None
    settled_within: Duration | None = None
    on_close: Literal["due", "cancel"] = "due"
    while_closed: bool = False
    pairing: Literal["any", "each"] = "any"
    correlate: str | None = None
    across: Literal["candidate"] | None = None
    why: str = ""
    instead: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One permitted way: from a role to a role, under the fields of `under`.

    `between: [a, b]` is loaded as two contacts of one place. `under` holds the further fields (about, only_about,
    by, stage, copied, ...); its `sender` and `to` are None. A side written `any` holds all declared roles.
    """

    senders: Names
    recipients: Names
    under: Fields
    place: Place
    text: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: what a message may be about, and the RE2 phrases that tell it."""

    id: str
    title: str
    phrases: Names = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the case; `next` is None where the definition lists no transitions from it."""

    id: str
    next: Names | None = None
    at_most: Duration | None = None
    closes: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ExampleEvent:
    """One line of an example; `time` is UTC microseconds, lists as written, `columns` in the order written.

    `case` is None for the example's own case, else the name of another case of the same candidate; `text` the line.
    """

    time: int
    activity: str
    sender_role: str | None
    recipient_roles: Names
    copied_roles: Names
    topics: Names
    channel: str | None
    stage: str | None
    thread: str | None
    sender: str | None
    columns: tuple[tuple[str, str], ...]
    place: Place
    case: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedVerdict:
    """One verdict that an example expects; `note` is an excuse's name or a reason, or empty where none was written."""

    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A few events and what the rules must say of them.

    `expect` maps a rule id to one `ExpectedVerdict` (every unsatisfied activation has it) or to a tuple of them
    (exactly these, in order of time).
    """

    name: str
    events: tuple[ExampleEvent, ...]
    expect: tuple[tuple[str, ExpectedVerdict | tuple[ExpectedVerdict, ...]], ...]
    place: Place
    as_of: int | None = None
    older: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """A name that the definition declares and its rules no longer show; for `lint`.

    Attributes
    ----------
    kind : str
        `topic`, `event` or `excuse`.
    used : bool
        Whether anything refers to it.
    """

    kind: str
    name: str
    place: Place
    used: bool


@dataclass(frozen=True, slots=True, repr=False)
class Definition:
    """A whole process definition.

    Attributes
    ----------
    rules : tuple of Rule
        The built-in rules first (`contact` if there are contacts; `stage-order` if a stage lists `next`; `stage-time`
        if a stage has `at_most`), then those under `rules:` in the file's order.
    calendar : Calendar or None
        None where the definition has none: only elapsed time can be counted then, and times are UTC.
    source : str
        The file's text, for reports. `digest` is its SHA-256 in hex.
    declared : tuple of Declared
        Topics, events and excuses with their places, in the file's order.
    preset : str
        Name of the preset that it was read from, which is no file of the user's; empty for a file.
    """

    path: str
    process: str
    title: str
    version: str
    gatekeeper: str | None
    roles: tuple[tuple[str, str], ...]
    channels: Names
    topics: tuple[Topic, ...]
    guarded: Names
    protected: Names
    stages: tuple[Stage, ...]
    calendar: Calendar | None
    contacts: tuple[Contact, ...]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    source: str
    digest: str
    declared: tuple[Declared, ...] = ()
    preset: str = ""

    def rule(self, rule_id: str) -> Rule:
        """Find a rule by its id.

        Raises
        ------
        KeyError
            No rule has this id.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        known = [rule.id for rule in self.rules]
        raise KeyError(f"there is no rule '{rule_id}'; {did_you_mean(rule_id, known, plural='rules')}")

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - the fields' own types
        """Make a definition that differs in the named fields; `rules` may also be given by `replace_rule`."""
        return with_changes(self, **changes)

    def replace_rule(self, rule_id: str, **changes: Any) -> Self:  # noqa: ANN401
        """Make a definition in which one rule differs in the named fields of `Rule`.

        Raises
        ------
        UsageError
            There is no such rule, or a rule has no such field; `with_limit` is for its limits.
        """
        known = [rule.id for rule in self.rules]
        if rule_id not in known:
            raise UsageError(f"there is no rule '{rule_id}'; {did_you_mean(rule_id, known, plural='rules')}")
        fields = Rule.__dataclass_fields__
        for name in changes:
            if name not in fields:
                raise UsageError(
                    f"a rule has no field '{name}'; it has {', '.join(fields)}; "
                    "for a limit: definition.with_limit(rule, within='1 business day')"
                )
        changed = with_changes(self.rule(rule_id), **changes)
        return self.replace(rules=tuple(changed if rule.id == rule_id else rule for rule in self.rules))

    def with_limit(self, rule_id: str, /, **limits: str | int) -> Definition:
        """Make a definition in which a rule has another limit, such as ``within="1 business day"``.

        See `analyzer.definitions.limits.with_limit`.
        """
        from analyzer.definitions.limits import with_limit  # which needs this class

        return with_limit(self, rule_id, **limits)

    def __repr__(self) -> str:
        return (
            f"<definition {self.process} {self.version}: {len(self.roles)} roles, {len(self.contacts)} contacts, "
            f"{len(self.rules)} rules, {len(self.examples)} examples>"
        )

    def _repr_html_(self) -> str:
        """Show the rules in a notebook, each with its title, severity and excuses."""
        rows = [
            (rule.id, rule.title, rule.severity.value, ", ".join(excuse.name for excuse in rule.unless))
            for rule in self.rules
        ]
        said = f"<p><b>{escape(self.title)}</b><br>{escape(repr(self)[1:-1])}</p>"
        return said + table_html(("rule", "title", "severity", "excuses"), rows)

"""Rules out of nodes: the words around a verb, who is let off, what repairs; and the built-in rules."""

from __future__ import annotations

from typing import Literal, TypedDict

from analyzer.calendars import Duration
from analyzer.definitions.clocks import read_duration
from analyzer.definitions.conditions import read_named_conditions
from analyzer.definitions.grammar import BUILT_IN_RULES, CONTACT_RULE, MODIFIERS, VerbForm
from analyzer.definitions.model import ContactRule, NamedCondition, Rule, Stage, StageOrder, StageTime
from analyzer.definitions.nodes import Entry
from analyzer.definitions.scope import Scope
from analyzer.definitions.selectors import read_event
from analyzer.definitions.verbs import choose_verb, read_verb
from analyzer.findings import Severity

CONTACT, STAGE_ORDER, STAGE_TIME = BUILT_IN_RULES
_SEVERITIES = tuple(severity.value for severity in Severity)


class _Words(TypedDict):
    title: str
    severity: Severity
    when: tuple[NamedCondition, ...]
    unless: tuple[NamedCondition, ...]
    why: str
    instead: str


def read_rules(scope: Scope) -> tuple[Rule, ...]:
    """Read the rules under `rules:`, in the file's order."""
    rules = []
    for name, entry in scope.names["rule"].items():
        with scope.reader.inside(f"rule {name!r}"):
            rule = _rule(scope, name, entry)
            rules += [] if rule is None else [rule]
    return tuple(rules)


def _rule(scope: Scope, name: str, entry: Entry) -> Rule | None:
    reader = scope.reader
    found = reader.named(entry.value, "a rule")
    if not found:
        return None
    form = choose_verb(reader, entry.value, found)
    verb = None if form is None else read_verb(scope, form, found)
    words = _words(scope, found, title=name)
    settled_by = read_event(scope, found["settled_by"].value, "`settled_by`") if "settled_by" in found else None
    settled_within = _settled_within(scope, found)
    on_close = reader.choice(found["on_close"].value, "`on_close`", ("due", "cancel")) if "on_close" in found else None
    if form is not None:
        _refuse_modifiers(scope, form, found)
    rule = Rule(
        id=name,
        verb=verb or ContactRule(),
        place=entry.key.place,
        **words,
        settled_by=settled_by,
        settled_within=settled_within,
        on_close="cancel" if on_close == "cancel" else "due",
        while_closed=_only_choice(scope, found, "while", "closed"),
        pairing=_pairing(scope, found),
        correlate=reader.text(found["correlate"].value, "`correlate`") if "correlate" in found else None,
        across="candidate" if _only_choice(scope, found, "across", "candidate") else None,
        text=reader.source(entry.key.place.line, entry.value.last_line),
    )
    return None if verb is None else rule


def _refuse_modifiers(scope: Scope, form: VerbForm, found: dict[str, Entry]) -> None:
    """Report the modifiers that this verb does not take."""
    for key, why in MODIFIERS.items():
        if key in found and key not in form.modifiers:
            scope.reader.report(found[key].key, "D109", f"`{key}` does not belong to `{form.name}`", why)
    if form.name == "forbid" and "correlate" in found and "between" not in found:
        hint = "the events that must agree are those of `between`"
        scope.reader.report(found["correlate"].key, "D103", "`correlate` needs `between` beside it", hint)


def _words(scope: Scope, found: dict[str, Entry], *, title: str) -> _Words:
    reader = scope.reader

    def text(key: str) -> str:
        return reader.text(found[key].value, f"`{key}`") or "" if key in found else ""

    def conditions(key: str) -> tuple[NamedCondition, ...]:
        return read_named_conditions(scope, found[key].value, f"`{key}`") if key in found else ()

    severity = reader.choice(found["severity"].value, "`severity`", _SEVERITIES) if "severity" in found else None
    return _Words(
        title=text("title") or title,
        severity=Severity(severity or Severity.MEDIUM),
        when=conditions("when"),
        unless=conditions("unless"),
        why=text("why"),
        instead=text("instead"),
    )


def _settled_within(scope: Scope, found: dict[str, Entry]) -> Duration | None:
    for key, other in (("settled_by", "settled_within"), ("settled_within", "settled_by")):
        if key in found and other not in found:
            hint = "a repair is an event and the time it may take"
            scope.reader.report(found[key].key, "D103", f"`{key}` needs `{other}` beside it", hint)
    return (
        read_duration(scope, found["settled_within"].value, "`settled_within`") if "settled_within" in found else None
    )


def _only_choice(scope: Scope, found: dict[str, Entry], key: str, word: str) -> bool:
    return key in found and scope.reader.choice(found[key].value, f"`{key}`", (word,)) == word


def _pairing(scope: Scope, found: dict[str, Entry]) -> Literal["any", "each"]:
    if "pairing" not in found:
        return "any"
    return "each" if scope.reader.choice(found["pairing"].value, "`pairing`", ("any", "each")) == "each" else "any"


# ---------------------------------------------------------------- the rules that a definition has without writing them


def contact_rule(scope: Scope, contacts: Entry | None, words: Entry | None) -> tuple[Rule, ...]:
    """Make the rule `contact`, if there are contacts, with the words of `contact_rule:`.

    Parameters
    ----------
    contacts, words : Entry or None
        The definition's entries `contacts` and `contact_rule`.
    """
    title = "Messages go only where a contact permits them"
    if contacts is None:
        if words is not None:
            scope.reader.report(words.key, "D103", "`contact_rule` needs `contacts` beside it")
        return ()
    if words is None:
        return (Rule(CONTACT, title, ContactRule(), contacts.key.place),)
    with scope.reader.inside(f"rule {CONTACT!r}"):
        found = scope.reader.mapping(words.value, "`contact_rule`", CONTACT_RULE)
        text = scope.reader.source(words.key.place.line, words.value.last_line)
        return (
            Rule(id=CONTACT, verb=ContactRule(), place=words.key.place, text=text, **_words(scope, found, title=title)),
        )


def stage_rules(scope: Scope, entry: Entry | None, stages: tuple[Stage, ...]) -> tuple[Rule, ...]:
    """Make the rules `stage-order` and `stage-time`, where the stages give cause for them.

    Parameters
    ----------
    entry : Entry or None
        The definition's entry `stages`.
    stages : tuple of Stage
        As read.
    """
    if entry is None:
        return ()
    place, text = entry.key.place, scope.reader.source(entry.key.place.line, entry.value.last_line)
    rules = []
    if any(stage.next for stage in stages):
        rules.append(Rule(STAGE_ORDER, "Stages follow each other as listed", StageOrder(), place, text=text))
    if any(stage.at_most for stage in stages):
        rules.append(Rule(STAGE_TIME, "No stage takes longer than allowed", StageTime(), place, text=text))
    return tuple(rules)

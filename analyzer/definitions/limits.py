"""Another limit for a rule that has one, without writing the definition anew: what a what-if most often asks for."""

from __future__ import annotations

from dataclasses import fields, replace

from analyzer.calendars import ClockKind, Duration
from analyzer.definitions.model import Definition, Rule
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import UsageError

OF_VERB = ("within", "not_before", "per")
"""Durations that a rule's sentence may have."""


def with_limit(definition: Definition, rule_id: str, /, **limits: str | int) -> Definition:
    """Make a definition in which a rule has another limit.

    Parameters
    ----------
    definition : Definition
    rule_id : str
    **limits : str or int
        ``within``, ``not_before``, ``per`` or ``settled_within`` as in a file, such as ``"1 business day"``; or
        ``at_most``, a number. Only what the rule has.

    Returns
    -------
    Definition
        Its text (`source`) stays that of the file; the rule's own text says what was changed.

    Raises
    ------
    UsageError
        There is no such rule, it has no such limit, or the limit cannot be read.
    """
    known = [rule.id for rule in definition.rules]
    if rule_id not in known:
        raise UsageError(f"there is no rule '{rule_id}'; {did_you_mean(rule_id, known, plural='rules')}")
    rule = definition.rule(rule_id)
    of_rule = _limits_of(rule)
    for name in limits:
        if name not in of_rule:
            has = f"it has {', '.join(of_rule)}" if of_rule else "it has none"
            raise UsageError(f"the rule '{rule_id}' has no limit '{name}'; {has}")
    changed = {name: _read(definition, name, value) for name, value in limits.items()}
    said = "".join(f"\n# changed in memory: {name}: {value}" for name, value in changed.items())
    settled = {name: value for name, value in changed.items() if name == "settled_within"}
    of_verb = {name: value for name, value in changed.items() if name != "settled_within"}
    verb = replace(rule.verb, **of_verb)  # type: ignore[arg-type]
    return definition.replace_rule(rule_id, verb=verb, text=rule.text + said, **settled)


def _limits_of(rule: Rule) -> tuple[str, ...]:
    has = [field.name for field in fields(rule.verb) if field.name in (*OF_VERB, "at_most")]
    named = [name for name in has if getattr(rule.verb, name) is not None]
    return (*named, *(["settled_within"] if rule.settled_within is not None else []))


def _read(definition: Definition, name: str, value: str | int) -> Duration | int:
    if name == "at_most":
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise UsageError(f"at_most is a whole number, not {value!r}")
        return value
    try:
        duration = Duration.parse(str(value))
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error
    if duration.clock is not ClockKind.ELAPSED and definition.calendar is None:
        raise UsageError(f"{name}: '{value}' needs a calendar, and the definition has none")
    return duration

"""The verb of a rule out of nodes: which sentence it is, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analyzer.calendars import Duration
from analyzer.definitions.clocks import read_duration
from analyzer.definitions.grammar import CLOSE, ROUTE, RULE, VERBS, Key, VerbForm
from analyzer.definitions.model import (
    Anything,
    Forbid,
    Limit,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
    SameSender,
    Selector,
    Verb,
)
from analyzer.definitions.nodes import Entry, Node, Scalar
from analyzer.definitions.reader import SOME_DURATION, Reader
from analyzer.definitions.scope import Scope
from analyzer.definitions.selectors import read_event

_HEADS = tuple(dict.fromkeys(form.keys[0].name for form in VERBS))
_REQUIRED_WITH = tuple(form.keys[1].name for form in VERBS if form.keys[0].name == "require")
_ALL_KEYS = {key.name: key for key in (*RULE, *(key for form in VERBS for key in form.keys))}

Found = dict[str, Entry]


def choose_verb(reader: Reader, node: Node, found: Found) -> VerbForm | None:
    """Tell which sentence a rule is; report a rule that is none, or two, or has keys that do not belong to it."""
    form = _form(reader, node, found)
    known = _ALL_KEYS if form is None else {key.name: key for key in (*RULE, *form.keys)}
    for name, entry in found.items():
        if name not in _ALL_KEYS:
            reader.unknown_key(entry.key, "a rule", known)
        elif form is not None and name not in known:
            owners = " or ".join(f"`{each.name}`" for each in VERBS if name in {key.name for key in each.keys})
            message = f"`{name}` does not belong to `{form.name}`"
            reader.report(entry.key, "D109", message, f"it belongs to {owners}")
    if form is not None:
        _missing(reader, node, found, form.keys, f"`{form.name}`")
    return form


def _form(reader: Reader, node: Node, found: Found) -> VerbForm | None:
    heads = [name for name in _HEADS if name in found]
    if not heads:
        reader.report(node, "D103", "a rule needs a verb", f"one of {', '.join(_HEADS)}")
        return None
    if len(heads) > 1:
        reader.report(
            found[heads[1]].key, "D109", f"`{heads[1]}` cannot stand beside `{heads[0]}`", "make it two rules"
        )
        return None
    if heads[0] != "require":
        return next(form for form in VERBS if form.keys[0].name == heads[0])
    seconds = [name for name in _REQUIRED_WITH if name in found]
    if not seconds:
        reader.report(
            found["require"].key, "D103", "`require` says not when", f"add one of {', '.join(_REQUIRED_WITH)}"
        )
        return None
    if len(seconds) > 1:
        message = f"`{seconds[1]}` cannot stand beside `{seconds[0]}`"
        reader.report(found[seconds[1]].key, "D109", message, "make it two rules")
        return None
    return next(form for form in VERBS if len(form.keys) > 1 and form.keys[1].name == seconds[0])


def _missing(reader: Reader, node: Node, found: Found, keys: Iterable[Key], what: str) -> None:
    for key in keys:
        if key.required and key.name not in found:
            reader.lacks(node, what, key)


def read_verb(scope: Scope, form: VerbForm, found: Found) -> Verb:
    """Read the verb's own keys; what is missing has been reported and is replaced by anything."""
    return _READ[form.name](scope, found)


# ---------------------------------------------------------------- the parts of a sentence


def _event(scope: Scope, found: Found, key: str) -> Selector:
    return read_event(scope, found[key].value, f"`{key}`") if key in found else Anything()


def _time(scope: Scope, found: Found, key: str) -> Duration | None:
    return read_duration(scope, found[key].value, f"`{key}`") if key in found else None


def _two(scope: Scope, found: Found, key: str) -> tuple[Selector, Selector]:
    items = scope.reader.items(found[key].value, f"`{key}`")
    events = [read_event(scope, item, f"a part of `{key}`") for item in items]
    if len(events) != 2:
        if events:
            scope.reader.report(found[key].value, "D105", f"`{key}` must be a list of two events")
        return Anything(), Anything()
    return events[0], events[1]


# ---------------------------------------------------------------- the sentences


def _forbid(scope: Scope, found: Found) -> Verb:
    return Forbid(_event(scope, found, "forbid"), _two(scope, found, "between") if "between" in found else None)


def _require_before(scope: Scope, found: Found) -> Verb:
    return RequireBefore(_event(scope, found, "require"), _event(scope, found, "before"), _time(scope, found, "within"))


def _require_after(scope: Scope, found: Found) -> Verb:
    within = _time(scope, found, "within") or SOME_DURATION
    not_before = _time(scope, found, "not_before")
    if not_before is not None and not_before.clock is within.clock and not_before.amount > within.amount:
        hint = f"the answer must come within {within} and not before {not_before}"
        scope.reader.report(found["not_before"].value, "D108", "`not_before` is longer than `within`", hint)
    return RequireAfter(_event(scope, found, "require"), _event(scope, found, "after"), within, not_before)


def _require_next(scope: Scope, found: Found) -> Verb:
    in_thread = "in" in found and scope.reader.choice(found["in"].value, "`in`", ("thread",)) == "thread"
    return RequireNext(_event(scope, found, "require"), _event(scope, found, "next_after"), in_thread)


def _require_by(scope: Scope, found: Found) -> Verb:
    node = found["by"].value
    is_close = isinstance(node, Scalar) and node.text == CLOSE
    return RequireBy(_event(scope, found, "require"), None if is_close else scope.name(node, "stage"))


def _limit(scope: Scope, found: Found) -> Verb:
    at_most = scope.reader.whole(found["at_most"].value, "`at_most`", least=0) if "at_most" in found else 0
    return Limit(_event(scope, found, "limit"), at_most, _time(scope, found, "per"))


def _separate(scope: Scope, found: Found) -> Verb:
    event, earlier = _two(scope, found, "separate")
    return SameSender(event, earlier, separate=True)


def _same(scope: Scope, found: Found) -> Verb:
    event, earlier = _two(scope, found, "same")
    return SameSender(event, earlier, separate=False)


def _route(scope: Scope, found: Found) -> Verb:
    parts = scope.reader.mapping(found["route"].value, "`route`", ROUTE)

    def role(key: str) -> str:
        return scope.name(parts[key].value, "role") or "" if key in parts else ""

    about = scope.one_or_more(parts["about"].value, "topic", "`about`") if "about" in parts else ()
    if about is None:
        scope.reader.report(parts["about"].value, "D108", "`about: any` does not say what travels", "name the topics")
    return Route(
        sender=role("from"),
        to=role("to"),
        about=about or (),
        through=role("through"),
        within=_time(scope, parts, "within") or SOME_DURATION,
        indirect="indirect" in parts and scope.reader.flag(parts["indirect"].value, "`indirect`"),
    )


_READ: dict[str, Callable[[Scope, Found], Verb]] = {
    "forbid": _forbid,
    "require .. before": _require_before,
    "require .. after": _require_after,
    "require .. next_after": _require_next,
    "require .. by": _require_by,
    "limit": _limit,
    "separate": _separate,
    "same": _same,
    "route": _route,
}

"""A JSON Schema of the definition language, for editors; made from the tables that the loader reads by.

An editor checks forms and completes keys; whether names are known, only the loader can say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analyzer.definitions.grammar import (
    CALENDAR,
    CONDITION_FORMS,
    CONDITION_KEYS,
    CONDITION_SELECTOR,
    CONTACT,
    CONTACT_RULE,
    DEFINITION,
    EXAMPLE,
    HOLIDAYS,
    MODIFIERS,
    ROUTE,
    RULE,
    SELECTOR,
    STAGES,
    TOPIC,
    VERBS,
    Key,
    VerbForm,
)
from analyzer.definitions.loader import FORMAT
from analyzer.findings import VERDICT_WORDS, Severity

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number"], "minLength": 1}
"""Editors read `2026.1` as a number; the loader keeps what is written."""

_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_UNITS = "minute|hour|day|week|business hour|business day"
_DURATION = rf"^[0-9]+ ({_UNITS})s?$"
_SPAN = "^[0-9]{1,2}:[0-9]{2} *- *[0-9]{1,2}:[0-9]{2}$"
_VERDICT = rf"^({'|'.join(VERDICT_WORDS)})( *\(.*\))?$"


def json_schema() -> Schema:
    """Describe the definition language.

    Returns
    -------
    dict
        A JSON Schema (draft 2020-12), ready for `json.dumps`.

    Examples
    --------
    >>> json_schema()["required"]
    ['format', 'process', 'roles']
    """
    return {
        "$schema": DIALECT,
        "title": "Process definition",
        **_mapping(DEFINITION),
        "dependentRequired": {"contact_rule": ["contacts"]},
        "$defs": {name: KINDS[name] for name in _BY_NAME} | _objects(),
    }


def _objects() -> dict[str, Schema]:
    """The mappings of the language, each under a name of its own."""
    in_place: list[Schema] = [_mapping(CONDITION_SELECTOR), *(_mapping(form) for form in CONDITION_FORMS)]
    under_a_name = _named(_ref("condition")) | {"propertyNames": {"not": {"enum": sorted(CONDITION_KEYS)}}}
    two_ways = {"required": ["between"], "properties": {"from": False, "to": False}}
    one_way = {"required": ["from", "to"], "properties": {"between": False}}
    return {
        "fields": _mapping(SELECTOR),
        "condition": {"anyOf": [TEXT, *in_place]},
        "named_condition": {"anyOf": [_ref("condition"), under_a_name]},
        "topic": _mapping(TOPIC),
        "stage": _mapping(STAGES),
        "holidays": _mapping(HOLIDAYS),
        "contact": _mapping(CONTACT) | {"anyOf": [two_ways, one_way]},
        "rule": {"anyOf": [_rule(form) for form in VERBS]},
        "example": _mapping(EXAMPLE),
    }


def _rule(form: VerbForm) -> Schema:
    around = [key for key in RULE if key.name not in MODIFIERS or key.name in form.modifiers]
    together = {"settled_by": ["settled_within"], "settled_within": ["settled_by"]}
    if form.name == "forbid":
        together["correlate"] = ["between"]
    return _mapping((*form.keys, *around)) | {"dependentRequired": together}


def _mapping(keys: Iterable[Key]) -> Schema:
    """A mapping with these keys and no others, and never an empty one."""
    table = tuple(keys)
    properties = {key.name: {**_value(key.kind), "description": key.doc} for key in table}
    required = [key.name for key in table if key.required]
    more: Schema = {"required": required} if required else {"minProperties": 1}
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def _value(kind: str) -> Schema:
    return _ref(kind) if kind in _BY_NAME else KINDS[kind]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _named(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of, "minProperties": 1}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of, "minItems": 1}


def _pair(of: Schema) -> Schema:
    return {"type": "array", "items": of, "minItems": 2, "maxItems": 2}


def _one_or_more(of: Schema) -> Schema:
    return {"anyOf": [of, _list(of)]}


def _words(*words: str) -> Schema:
    return {"enum": list(words)}


_NAMES = _one_or_more(TEXT)
_DATES = _one_or_more({"type": "string", "pattern": _DATE})

_BY_NAME = ("selector", "duration")
"""Kinds that are written once, under `$defs`."""

KINDS: dict[str, Schema] = {
    "text": TEXT,
    "format": {"enum": [int(FORMAT), FORMAT]},
    "names": _NAMES,
    "role": _NAMES,
    "topic": _NAMES,
    "channel": _NAMES,
    "stage": _NAMES,
    "phrases": _NAMES,
    "rule": TEXT,
    "one_role": TEXT,
    "stage_or_close": TEXT,
    "name_list": _list(TEXT),
    "columns": _named(_one_or_more({"type": ["string", "number", "boolean"]})),
    "count": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]+$"}]},
    "flag": {"enum": [True, False, "true", "false"]},
    "severity": _words(*(severity.value for severity in Severity)),
    "on_close": _words("due", "cancel"),
    "while": _words("closed"),
    "pairing": _words("any", "each"),
    "across": _words("candidate"),
    "in": _words("thread"),
    "duration": {"type": "string", "pattern": _DURATION, "examples": ["30 minutes", "24 hours", "5 business days"]},
    "selector": {"anyOf": [TEXT, _ref("fields")]},
    "selectors": _list(_ref("selector")),
    "two_selectors": _pair(_ref("selector")),
    "conditions": _list(_ref("condition")),
    "conditions_or_names": _one_or_more(_ref("named_condition")),
    "named_selectors": _named(_ref("selector")),
    "named_conditions": _named(_ref("condition")),
    "two_sides": _pair(_NAMES),
    "hours": _named(_one_or_more({"type": "string", "pattern": _SPAN})),
    "dates": _DATES,
    "holidays": {"anyOf": [{"type": "string"}, _DATES, _ref("holidays")]},
    "titles": {"anyOf": [_named(TEXT), _list(TEXT)]},
    "topics": {"anyOf": [_named({"anyOf": [TEXT, _ref("topic")]}), _list(TEXT)]},
    "stages": {"anyOf": [_named(_ref("stage")), _list(TEXT)]},
    "contacts": _list(_ref("contact")),
    "rules": _named(_ref("rule")),
    "lines": _list({"type": "string", "pattern": r"\|"}),
    "expect": {"anyOf": [{"const": "none"}, _named(_one_or_more({"type": "string", "pattern": _VERDICT}))]},
    "examples": _list(_ref("example")),
}
"""What the value of each kind of key looks like."""

KINDS |= {"route": _mapping(ROUTE), "calendar": _mapping(CALENDAR), "contact_rule": _mapping(CONTACT_RULE)}

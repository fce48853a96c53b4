"""Process definitions: YAML text to a frozen model, with every mistake at its place; presets, schema, lint.

Knows calendars and nothing of logs: what a definition says of events is evaluated in `replay`.
"""

from analyzer.definitions.codes import CODES, Code
from analyzer.definitions.lint import Gatekeeping, gatekeeping, lint
from analyzer.definitions.loader import load_definition
from analyzer.definitions.model import Definition
from analyzer.definitions.presets import copy_preset, preset_names, preset_text, read_definition
from analyzer.definitions.schema import json_schema
from analyzer.errors import DefinitionError, Problem

__all__ = [
    "CODES",
    "Code",
    "Definition",
    "DefinitionError",
    "Gatekeeping",
    "Problem",
    "copy_preset",
    "gatekeeping",
    "json_schema",
    "lint",
    "load_definition",
    "preset_names",
    "preset_text",
    "read_definition",
]

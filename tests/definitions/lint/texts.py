"""Small definitions for the linter's tests, and what it says of them."""

from __future__ import annotations

import re

from analyzer.definitions import Definition, lint, load_definition
from analyzer.definitions.codes import BASE


def whole(lines: str, base: str = BASE) -> str:
    """The base with the sections of `lines` in the place of its own; a section named in a comment is left out."""
    named = set(re.findall(r"^(?:# )?(\w+):", lines, re.MULTILINE))
    kept = [line for line in base.splitlines(keepends=True) if line.split(":")[0] not in named]
    return "".join(kept) + lines


def read(lines: str, base: str = BASE) -> Definition:
    return load_definition(whole(lines, base), path="folder/d.yaml", allow_unevaluated=True)


def codes(lines: str) -> list[str]:
    return [problem.code for problem in lint(read(lines))]


def said(lines: str, *wanted: str, base: str = BASE) -> list[str]:
    """What is said under some codes, each as `LINE:COLUMN CODE message`; the line counted within `lines`."""
    text = whole(lines, base)
    before = text.count("\n") - lines.count("\n")
    definition = load_definition(text, path="folder/d.yaml", allow_unevaluated=True)
    return [
        f"{problem.place.line - before}:{problem.place.column} {problem.code} {problem.message}"
        for problem in lint(definition)
        if problem.code in wanted
    ]

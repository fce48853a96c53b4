"""Remarks on a definition that can be used: gaps, contradictions, leftovers (D2xx), before any log is read.

Each module looks at one thing and says what it finds as remarks; what a code means, how grave it is and what to do
about it stands in the table of codes. "Never" and "always" are said only where the definition proves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from analyzer.definitions.codes import severity_of
from analyzer.definitions.lint.deadlines import deadlines
from analyzer.definitions.lint.detours import Detour, Hop
from analyzer.definitions.lint.examples import examples
from analyzer.definitions.lint.excuses import excuses
from analyzer.definitions.lint.gatekeeper import (
    ASKS,
    IS_ASKED,
    Gatekeeping,
    gatekeeping,
    guarded_topics,
    ways_round,
)
from analyzer.definitions.lint.names import alike, columns, unused_names
from analyzer.definitions.lint.permitted import contradictions, idle_contacts, reported_twice, required_not_permitted
from analyzer.definitions.lint.phrases import phrases
from analyzer.definitions.lint.rules import never_apply, never_kept, no_effect, protected_names, stage_order
from analyzer.definitions.lint.stages import stages
from analyzer.definitions.lint.subject import Remark, Subject
from analyzer.definitions.model import Definition
from analyzer.definitions.reader import Reader
from analyzer.errors import Problem

__all__ = ["ASKS", "CHECKS", "IS_ASKED", "Detour", "Gatekeeping", "Hop", "gatekeeping", "lint", "problem_of"]

CHECKS: tuple[Callable[[Subject], Iterator[Remark]], ...] = (
    ways_round,
    guarded_topics,
    contradictions,
    reported_twice,
    required_not_permitted,
    idle_contacts,
    never_apply,
    never_kept,
    stage_order,
    no_effect,
    excuses,
    protected_names,
    stages,
    deadlines,
    unused_names,
    alike,
    columns,
    phrases,
    examples,
)
"""Every check, each a function of the definition."""


def lint(definition: Definition) -> tuple[Problem, ...]:
    """Look for what a definition leaves open, contradicts or no longer needs.

    Parameters
    ----------
    definition : Definition
        As loaded.

    Returns
    -------
    tuple of Problem
        ``D2xx``, each an error, a warning or a note, in the order of their places; empty where there is nothing to say.
    """
    subject = Subject(definition)
    return tuple(sorted({problem_of(definition, remark) for check in CHECKS for remark in check(subject)}))


def problem_of(definition: Definition, remark: Remark) -> Problem:
    """Make a problem of a remark: with its severity, and the line of the file that it points at."""
    reader = Reader(definition.path, definition.source)
    reader.report(remark.place, remark.code, remark.message, remark.help)
    return replace(reader.problems[0], severity=severity_of(remark.code))

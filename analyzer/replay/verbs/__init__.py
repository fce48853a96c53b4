"""The verbs of the rule language, one module each; their docstrings are their pages in the manual."""

from __future__ import annotations

from analyzer.definitions.model import (
    ContactRule,
    Forbid,
    Limit,
    RequireAfter,
    RequireBefore,
    RequireBy,
    RequireNext,
    Route,
    Rule,
    SameSender,
    StageOrder,
    StageTime,
)
from analyzer.replay.judged import VerbCode
from analyzer.replay.verbs import (
    contact,
    forbid,
    limit,
    require_after,
    require_before,
    require_by,
    require_next,
    route,
    same_sender,
    stage_rules,
)

VERBS: tuple[tuple[type, VerbCode], ...] = (
    (ContactRule, contact.CODE),
    (Forbid, forbid.CODE),
    (RequireBefore, require_before.CODE),
    (RequireAfter, require_after.CODE),
    (RequireNext, require_next.CODE),
    (RequireBy, require_by.CODE),
    (Limit, limit.CODE),
    (SameSender, same_sender.CODE),
    (Route, route.CODE),
    (StageOrder, stage_rules.ORDER),
    (StageTime, stage_rules.TIME),
)
"""Every verb that is evaluated; listed, not discovered."""


def code_of(rule: Rule) -> VerbCode:
    """How a rule's verb is evaluated.

    Raises
    ------
    TypeError
        The verb is not evaluated; the loader refuses such a rule before it comes here.
    """
    for kind, code in VERBS:
        if isinstance(rule.verb, kind):
            return code
    raise TypeError(f"the verb of rule {rule.id} is not evaluated")


__all__ = ["VERBS", "code_of"]

"""Stages that cannot be reached or left, or that close a case and do not end it."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.definitions.lint.subject import Remark, Subject


def stages(subject: Subject) -> Iterator[Remark]:
    """Find stages out of reach (D203) or without an end (D204), and odd closing ones (D224, D225)."""
    yield from _reach(subject)
    yield from _ends(subject)
    for stage in subject.definition.stages:
        if stage.closes and stage.next:
            message = f"stage {stage.id!r} closes the case, and {', '.join(stage.next)} may follow"
            why = "a case stays closed, whatever stage it enters later: leave out `next:` or `closes:`"
            yield Remark(subject.key("stages", stage.id, "next"), "D224", message, why)
        if stage.closes and stage.at_most is not None and not stage.next:
            message = f"stage {stage.id!r} closes the case, and may last {stage.at_most} only"
            why = "every closed case will exceed it: leave out `at_most:`"
            yield Remark(subject.key("stages", stage.id, "at_most"), "D225", message, why)


def _reach(subject: Subject) -> Iterator[Remark]:
    if subject.follows is None:
        return
    first = subject.definition.stages[0].id
    for stage in subject.definition.stages:
        if stage.id not in subject.follows[first]:
            message = f"no way leads from stage {first!r} to {stage.id!r}"
            why = "list it under `next:` of the stage before it"
            yield Remark(subject.key("stages", stage.id), "D203", message, why)


def _ends(subject: Subject) -> Iterator[Remark]:
    if subject.follows is None:
        return
    closing = set(subject.closing)
    for stage in subject.definition.stages:
        if stage.closes:
            continue
        place = subject.key("stages", stage.id)
        if not set(stage.next or ()) - {stage.id}:
            why = "write what may follow (`next:`), or that the case ends here (`closes: true`)"
            yield Remark(place, "D204", f"stage {stage.id!r} neither leads on nor closes the case", why)
        elif closing and not closing & subject.follows[stage.id] and not _leads_to_an_end(subject, stage.id):
            why = "a case that enters it never ends: list a stage that closes under `next:`"
            yield Remark(place, "D204", f"no way leads from stage {stage.id!r} to one that closes the case", why)


def _leads_to_an_end(subject: Subject, stage: str) -> bool:
    """Whether the way from a stage ends in another that leads nowhere, which is told of itself."""
    after = (subject.follows or {})[stage]
    return any(not set(one.next or ()) - {one.id} for one in subject.definition.stages if one.id in after)

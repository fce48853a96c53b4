"""What a reader must know of a run: what was not declared or assumed, and names that only the log has."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np

from analyzer.findings import Reason
from analyzer.replay import Replay
from analyzer.replay.coverage import undeclared_names

REMEDY: dict[str, str] = {
    Reason.TOPIC: "the column 'topics' would decide them, or --assume topic=other",
    Reason.STAGE: "stage events (the column 'stage') would decide them, or --assume stage=any",
    Reason.THREAD: "the column 'thread_id' (and 'in_reply_to') would decide them, or --assume thread_started_by=none",
    Reason.ROLE: "sender_role and recipient_roles without gaps would decide them",
    Reason.OLDER: "an export from before those cases began, their first stages included, would decide them",
    Reason.PERSON: "the column 'sender' without gaps would decide them",
    Reason.KEY: "the column that the rule correlates by, without gaps, would decide them",
    Reason.PRECISION: "times finer than a minute or a day would decide them",
    Reason.COVERAGE: "a log that covers the channel would decide them",
}


def notes_of(replay: Replay, undecided: dict[str, int]) -> tuple[str, ...]:
    """Sentences without a full stop, in a fixed order."""
    return (
        *_standing(replay),
        *_coverage_names(replay),
        *_missing_columns(replay),
        *_undeclared(replay),
        *_open_questions(undecided),
    )


def _standing(replay: Replay) -> Iterable[str]:
    yield coverage(replay)
    yield from (f"assumed: {assumption} wherever the log does not tell" for assumption in assumptions(replay))
    older = int(replay.older[replay.own_cases].sum())
    if older:
        begin = "1 case began" if older == 1 else f"{older:,} cases began"
        yield f"{begin} before the log did; what may lie before it is not held against anyone"


def assumptions(replay: Replay) -> list[str]:
    """What the run settled openly, as `stage = any`."""
    return [f"{key} = {value}" for key, value in sorted(replay.facts.assume.written.items())]


def coverage(replay: Replay) -> str:
    """Whether the run was told what the log covers, and what follows from it; begins with "coverage was"."""
    if replay.coverage is None:
        return "coverage was not declared: where the log shows no answer, none is taken to have been given"
    lines = len(replay.coverage.declared)
    return (
        f"coverage was declared in {lines:,} line{'' if lines == 1 else 's'}: beyond it, no answer seen proves nothing"
    )


def _missing_columns(replay: Replay) -> Iterable[str]:
    for column in replay.facts.columns:
        if column not in replay.log.extra:
            yield f"the definition tests the column '{column}', which the log does not have: the test never holds"
    if replay.facts.uses_thread_starter and replay.log.thread is None:
        yield "the definition asks who started a thread, but the log has no column 'thread_id'"
    if replay.facts.definition.stages and not (replay.facts.kind_stage >= 0).any():
        yield "the log names no stage: tests of the stage cannot be decided"


def _coverage_names(replay: Replay) -> Iterable[str]:
    """Names in the declaration of coverage that the definition does not have: they cover nothing that it asks for."""
    declared = {
        "role": [role for role, _ in replay.facts.definition.roles],
        "channel": replay.facts.definition.channels,
    }
    for what, names in undeclared_names(replay.coverage).items() if replay.coverage is not None else ():
        for name in names if declared[what] else ():
            close = get_close_matches(name, declared[what], n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            yield f"the coverage names the {what} '{name}', which the definition does not declare{hint}"


def _undeclared(replay: Replay) -> Iterable[str]:
    """Names in the log that the definition does not declare: other names, or slips."""
    definition, log = replay.facts.definition, replay.log
    present = np.zeros(len(log.kinds), dtype=np.bool_)
    present[log.kind] = True
    kinds = [kind for kind, seen in zip(log.kinds, present, strict=True) if seen]
    roles = {role for kind in kinds for role in (kind.recipient_roles | kind.copied_roles | {kind.sender_role or "?"})}
    topics = {topic for kind in kinds for topic in kind.topics or ()}
    stages = {kind.stage for kind in kinds if kind.stage}
    channels = {kind.channel for kind in kinds if kind.channel}
    yield from _unknown_names("role", roles - {"?", ""}, [role for role, _ in definition.roles])
    yield from _unknown_names("topic", topics, [topic.id for topic in definition.topics])
    yield from _unknown_names("stage", stages, [stage.id for stage in definition.stages])
    yield from _unknown_names("channel", channels, list(definition.channels))


def _unknown_names(what: str, seen: set[str], declared: list[str]) -> Iterable[str]:
    for name in sorted(seen - set(declared)) if declared else ():
        close = get_close_matches(name, declared, n=1)
        hint = f"; did you mean '{close[0]}'?" if close else ""
        yield f"the log has the {what} '{name}', which the definition does not declare{hint}"


def _open_questions(undecided: dict[str, int]) -> Iterable[str]:
    for reason, count in undecided.items():
        verdicts = "1 verdict is" if count == 1 else f"{count:,} verdicts are"
        remedy = REMEDY.get(reason)
        yield f"{verdicts} undecided: {reason}" + (f"; {remedy}" if remedy else "")

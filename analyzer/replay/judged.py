"""What a verb says of its activations: the values between `verbs/` and `outcome`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import ClockKind, Clocks
from analyzer.definitions.model import Rule, Selector
from analyzer.replay.block import Block, Flags
from analyzer.replay.reading import Reading
from analyzer.replay.scans import NONE, Positions

CLOCKS: tuple[ClockKind, ...] = tuple(ClockKind)
"""The order in which clocks are numbered in columns."""

NO_TIME = int(np.iinfo(np.int64).min)
"""Stands for no instant and for no amount of time."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Events that a rule may judge.

    Attributes
    ----------
    at : array of int64, sorted
        Events to be looked at one by one: activations in the least favourable reading (`when` aside), closed cases
        included.
    plain : array of int64, sorted
        Activations that are certain and certainly kept: nothing more needs to be known of them.
    """

    at: Positions
    plain: Positions


@dataclass(frozen=True, slots=True)
class Judged:
    """One reading of some candidates; arrays of shape (k,).

    Attributes
    ----------
    kept : array of bool
        The rule is kept.
    answer : array of int64
        The event that keeps it, or comes too late; `NONE`.
    """

    kept: Flags
    answer: Positions


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of some candidates; the same in every reading. Arrays of shape (k,).

    Attributes
    ----------
    clock : array of int8
        What each limit is counted on: index into `CLOCKS`.
    start, limit : array of int64
        The clock's reading from which the limit runs, and the limit.
    """

    clock: NDArray[np.int8]
    start: NDArray[np.int64]
    limit: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Timing:
    """How the horizon and the close stand to some candidates that may still be answered. Arrays of shape (k,).

    Attributes
    ----------
    running : array of bool
        At the horizon an answer may still come.
    closed_in_time : array of bool
        The case closed while an answer would still have been in time.
    limits : Limits or None
        None where what ends the wait is an event.
    missed : array of int64 or None
        The event that ended the wait without an answer; None where that is the deadline.
    """

    running: Flags
    closed_in_time: Flags
    limits: Limits | None = None
    missed: Positions | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """What violations found no event of, and where it was looked for; arrays of shape (k,).

    Attributes
    ----------
    event : Selector
        The event that was missed.
    since, until : array of int64
        First and last instant, both included.
    """

    event: Selector
    since: NDArray[np.int64]
    until: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VerbCode:
    """How a verb is evaluated.

    Attributes
    ----------
    name : str
        The verb's name in results.
    candidates, judge : callable
        See `Candidates` and `Judged`.
    active : callable
        Whether some candidates are activations in a reading (`when` aside).
    limits : callable or None
        For verbs with a deadline that may lie ahead.
    timing : callable or None
        For verbs whose answer may still come.
    chain : callable or None
        Further witness events of each activation (the hops of a route, the events a limit counts): (k, width).
    absence : callable or None
        What violations of some candidates rest on the absence of; None from the callable where they rest on none.
    always : bool
        Judged in open and closed cases alike.
    """

    name: str
    candidates: Callable[[Block, Rule], Candidates]
    active: Callable[[Block, Rule, Positions, Reading], Flags]
    judge: Callable[[Block, Rule, Positions, Reading], Judged]
    limits: Callable[[Block, Rule, Positions], Limits] | None = None
    timing: Callable[[Block, Rule, Positions, Reading], Timing] | None = None
    chain: Callable[[Block, Rule, Positions], Positions] | None = None
    absence: Callable[[Block, Rule, Positions], Absence | None] | None = None
    always: bool = False


def instants_of(clocks: Clocks, clock: NDArray[np.int8], reading: NDArray[np.int64]) -> NDArray[np.int64]:
    """The earliest instant at which each clock reaches a reading; `NO_TIME` where there is none.

    Parameters
    ----------
    clock : array of int8
        Index into `CLOCKS`; -1 for none.
    reading : array of int64
    """
    result = np.full(len(reading), NO_TIME, dtype=np.int64)
    for code, kind in enumerate(CLOCKS):
        here = clock == code
        result[here] = clocks.earliest(kind, reading[here])
    return result


def activated_by(selector: Callable[[Rule], Selector]) -> Callable[[Block, Rule, Positions, Reading], Flags]:
    """An `active` for verbs of which one selector alone says what activates them."""

    def active(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
        return block.holds(selector(rule), at, reading, wanted=False)

    return active


def never(at: Positions) -> Flags:
    """False for every candidate."""
    return np.zeros(len(at), dtype=np.bool_)


def nobody(at: Positions) -> Positions:
    """`NONE` for every candidate."""
    return np.full(len(at), NONE, dtype=np.int64)


def empty() -> Positions:
    """No positions."""
    return np.zeros(0, dtype=np.int64)

"""One answer, one question: the answers of many groups at once, compared with one answer after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from analyzer.replay.pairing import Choices, pair
from analyzer.replay.scans import NONE
from tests.replay.small import replayed, rule


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a group that asks, answers, or does both."""

    time: int
    asks: bool
    answers: bool


def random_group(rng: np.random.Generator, *, both: bool) -> list[Event]:
    """Events in order of time, with ties."""
    times = np.sort(rng.integers(0, rng.choice([4, 12]), int(rng.integers(0, 14)))).tolist()
    kinds = rng.choice([0, 1, 2] if both else [0, 1], len(times)).tolist()
    return [Event(time, kind != 1, kind != 0) for time, kind in zip(times, kinds, strict=True)]


def one_by_one(group: list[Event], least: int, most: int, first: int) -> list[int]:
    """The question that each answer of a group discharges; questions are numbered from `first` on."""
    asked = [event for event in group if event.asks]
    open_ones, taken = dict(enumerate(asked, start=first)), []
    for answer in (event for event in group if event.answers):
        fitting = [
            number
            for number, question in open_ones.items()
            if question is not answer and least <= answer.time - question.time <= most
        ]
        taken.append(min(fitting, default=NONE))
        open_ones.pop(taken[-1], None)
    return taken


def choices_of(groups: list[list[Event]], least: int, most: int) -> Choices:
    """What each answer of some groups may take."""
    rows, begin = [], 0
    for number, group in enumerate(groups):
        asked = [event for event in group if event.asks]
        for answer in (event for event in group if event.answers):
            low = begin + sum(answer.time - question.time > most for question in asked)
            high = begin + sum(answer.time - question.time >= least for question in asked) - 1
            itself = next((begin + place for place, question in enumerate(asked) if question is answer), NONE)
            rows.append((number, low, high, begin, itself))
        begin += len(asked)
    return Choices(*np.array(rows, dtype=np.int64).reshape(-1, 5).T)


@pytest.mark.parametrize("both", [False, True], ids=["questions or answers", "questions that are answers too"])
@pytest.mark.parametrize(("least", "most"), [(0, 0), (0, 3), (2, 5), (0, 100)])
def test_every_answer_takes_the_oldest_open_question_in_whose_window_it_falls(least, most, both):
    rng = np.random.default_rng(7)
    for _ in range(60):
        groups = [random_group(rng, both=both) for _ in range(int(rng.integers(1, 6)))]
        expected, begin = [], 0
        for group in groups:
            expected += one_by_one(group, least, most, begin)
            begin += sum(event.asks for event in group)
        assert pair(choices_of(groups, least, most)).tolist() == expected


def test_events_of_two_cases_are_never_paired_whatever_they_agree_on():
    text = rule(
        require="{from: recruiter}", after="{from: candidate}", within="1 day", pairing="each", correlate="ticket"
    )
    asks = "\n".join(f"2026-03-02 10:00 | candidate -> recruiter | - | ticket={ticket}" for ticket in "xyz")
    answers = "\n".join(f"2026-03-02 11:00 | recruiter -> candidate | - | ticket={ticket}" for ticket in "zxy")
    keyless = "2026-03-02 11:00 | recruiter -> candidate | -"
    found = replayed(text, as_of="2026-03-09 10:00", a=asks, b=f"{answers}\n{keyless}", c=asks, d=f"{asks}\n{answers}")
    assert [(row.verdict, row.answer) for row in found.rows("it")] == [("violated", "")] * 6 + [
        ("satisfied", "d5"), ("satisfied", "d6"), ("satisfied", "d4"),
    ]  # fmt: skip


def test_what_may_be_a_question_may_take_the_answer_of_the_next_one():
    text = rule(require="{from: recruiter}", after="{from: candidate, about: status}", within="1 day", pairing="each")
    lines = """
        2026-03-02 10:00 | candidate -> recruiter | -
        2026-03-02 10:30 | candidate -> recruiter | status
        2026-03-02 11:00 | recruiter -> candidate | thanks
    """
    assert replayed(text, as_of="2026-03-09 10:00", a=lines).verdicts("it") == {"a2": "undecided"}

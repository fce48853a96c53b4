"""Scripts compile to stories, and the scripts of the package keep within the limits that make them harmless."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from analyzer.simulate.background import PATHS
from analyzer.simulate.columns import STEPS_PER_STORY, VARIANTS, catalogue
from analyzer.simulate.patterns import PATTERNS, paths_of, story
from analyzer.simulate.scripts import BEGIN, Departure, Segment, Story, compile_story, moves, says

ASK = says("ask", BEGIN, (10, 20), "candidate -> recruiter", "status_inquiry")
ANSWER = says("answer", "ask", (5, 30), "recruiter -> candidate", "status_update", reply="ask", thread="ask")
STORIES = [compiled for compiled, _ in catalogue().stories.values()]


def longest(compiled: Story, step: int, since: int) -> int:
    """The most working minutes from step `since` to `step`, with every evening put off to the day's end."""
    total = 0
    while step != since:
        total += sum(compiled.steps[step].wait) - compiled.steps[step].wait[0]
        total += 480 if compiled.steps[step].evening else 0
        step = int(compiled.after[step])
        if step < 0:
            raise AssertionError("the one does not follow from the other")
    return total


def test_segments_are_joined_at_their_ends() -> None:
    compiled = compile_story("twice", "", [Segment((ASK, ANSWER), "answer"), Segment((ASK, ANSWER), "answer")])
    assert compiled.after.tolist() == [-1, 0, 1, 2]
    assert compiled.reply.tolist() == [-1, 0, -1, 2]
    assert compiled.thread.tolist() == [0, 0, 2, 2]


def test_a_segment_that_ends_where_it_begins_goes_beside_the_next() -> None:
    compiled = compile_story("", "", [Segment((ASK,), "ask"), Segment((ASK,), BEGIN), Segment((ASK,), "ask")])
    assert compiled.after.tolist() == [-1, 0, 0]


def test_waits_are_kept_in_seconds() -> None:
    compiled = compile_story("", "", [Segment((ASK, ANSWER), "answer")])
    assert (compiled.fewest.tolist(), compiled.spread.tolist()) == ([600, 300], [600, 1500])


def test_departures_are_kept_by_place() -> None:
    marked = Segment((ASK, ANSWER), "answer", (Departure("answer", "chasing"),))
    compiled = compile_story("", "late", [Segment((ASK,), "ask"), marked], marked=1)
    assert [(planted.step, planted.rule) for planted in compiled.planted] == [(2, "chasing")]
    assert compiled.watched.tolist() == [1, 2]


def test_a_step_after_one_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="'ask'"):
        compile_story("", "", [Segment((ANSWER,), "answer")])


@pytest.mark.parametrize("channels", [("phone", "email"), ("email", "phone")], ids=["asked", "answered"])
def test_a_reply_by_a_channel_without_threads_is_refused(channels: tuple[str, str]) -> None:
    ask = says("ask", BEGIN, (10, 20), "candidate -> recruiter", "", channel=channels[0])
    answer = says("answer", "ask", (5, 30), "recruiter -> candidate", "", reply="ask", channel=channels[1])
    with pytest.raises(ValueError, match="no threads"):
        compile_story("", "", [Segment((ask, answer), "answer")])


@pytest.mark.parametrize("pattern", range(len(PATTERNS)), ids=[pattern.name for pattern in PATTERNS])
def test_every_pattern_fits_a_path_and_plants_what_it_says(pattern: int) -> None:
    assert paths_of(PATTERNS[pattern])
    for path in paths_of(PATTERNS[pattern]):
        compiled = story(path, pattern)
        assert len(compiled.planted) == len(PATTERNS[pattern].segment.departures)
        assert {planted.step for planted in compiled.planted} <= set(compiled.watched.tolist())


def test_shares_of_patterns_and_paths_add_up() -> None:
    assert sum(weight for weight, _ in PATHS) == 1000
    assert sum(pattern.share for pattern in PATTERNS) < 10_000 / 2
    assert len({pattern.name for pattern in PATTERNS}) == len(PATTERNS)


@pytest.mark.parametrize("compiled", STORIES, ids=lambda compiled: f"{compiled.name}-{compiled.pattern}")
def test_every_story_is_sound(compiled: Story) -> None:
    assert len(compiled.steps) < STEPS_PER_STORY
    assert (compiled.after < np.arange(len(compiled.steps))).all()
    for place, step in enumerate(compiled.steps):
        assert 0 <= step.wait[0] <= step.wait[1]
        assert all(VARIANTS % len(choices) == 0 for choices in (step.about, step.channel))
        # What is answered happens whenever its answer does, and earlier.
        answered = compiled.reply[place]
        if answered >= 0:
            assert compiled.group[answered] in (compiled.group[place], answered)
            assert compiled.chance[answered] in (compiled.chance[place], 1.0)
            assert compiled.after[place] == answered or compiled.thread[place] == compiled.thread[answered]


BACKGROUND = [story(path, -1) for path in range(len(PATHS))]


@pytest.mark.parametrize("compiled", BACKGROUND, ids=lambda compiled: compiled.name)
@pytest.mark.parametrize(
    ("asked", "answered"),
    [("ask", "answer"), ("invite", "accept"), ("retry", "call-back"), ("letter", "reply"), ("meet", "feedback"),
     ("feedback", "coach")],
)  # fmt: skip
def test_what_is_owed_within_two_business_days_is_always_done(compiled: Story, asked: str, answered: str) -> None:
    names = [step.name for step in compiled.steps]
    for question, answer in product(range(len(names)), range(len(names))):
        if (names[question], names[answer], compiled.after[answer]) == (asked, answered, question):
            assert compiled.fewest[answer] + compiled.spread[answer] <= 940 * 60
            assert longest(compiled, answer, question) <= 2 * 480 - 20


@pytest.mark.parametrize("compiled", BACKGROUND, ids=lambda compiled: compiled.name)
@pytest.mark.parametrize(("stage", "days"), [("applied", 5), ("screening", 10)])
def test_no_stay_exceeds_its_limit(compiled: Story, stage: str, days: int) -> None:
    stages = [place for place, step in enumerate(compiled.steps) if step.activity == "stage"]
    for place, following in pairwise(stages):
        if compiled.steps[place].stage == stage:
            assert longest(compiled, following, place) < days * 480


def test_a_stage_is_entered_once() -> None:
    for compiled in STORIES:
        stages = [step.stage for step in compiled.steps if step.activity == "stage"]
        assert len(stages) == len(set(stages))


def test_a_move_is_no_message() -> None:
    assert moves("offer", BEGIN, (1, 2)).activity == "stage"

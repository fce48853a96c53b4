"""The book of shapes and the look-ups of a block: whatever way an answer is found, it is the same."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from analyzer.definitions.model import AllOf, AnyOf, Anything, Fields, Not
from analyzer.events.log import Coded
from analyzer.replay.block import FEW, Block
from analyzer.replay.reading import BEST, WORST, Assumptions
from analyzer.replay.shapes import Shapes
from tests.replay.small import block_of, rule, run
from tests.replay.worlds import world

DAYS = [f"2026-03-{day:02} 10:00" for day in range(2, 28)]
TEXT = rule(
    forbid="{from: candidate, thread_started_by: recruiter, stage: interview, where: {urgent: 'yes', region: x}}"
)
VARIED = {
    "a": f"{DAYS[0]} | stage | applied\n{DAYS[1]} | candidate -> recruiter | status | email | urgent=yes | region=x",
    "b": f"{DAYS[0]} | recruiter -> candidate | thanks | thread t\n{DAYS[1]} | candidate -> recruiter | - | thread t"
    f"\n{DAYS[2]} | stage | interview\n{DAYS[3]} | candidate -> recruiter | - | thread t | urgent=yes | region=y",
    "c": f"{DAYS[0]} | stage | interview\n{DAYS[1]} | recruiter -> candidate | complaint | thread t\n"
    f"{DAYS[2]} | candidate -> recruiter | status | thread t | urgent=yes | region=x\n"
    f"{DAYS[3]} | candidate -> recruiter | status | thread t | urgent=no | region=x",
    "d": f"{DAYS[0]} | stage | interview\n{DAYS[0]} | stage | hired\n{DAYS[1]} | ? -> recruiter | status\n"
    f"{DAYS[2]} | candidate -> recruiter | status | urgent=yes | region=x",
    "e": "\n".join(f"{day} | candidate -> recruiter | thanks | thread t" for day in DAYS),
}
SELECTORS = [
    Anything(),
    Fields(sender=("candidate",)),
    Fields(about=("status",)),
    Fields(stage=("interview",)),
    Fields(stage=("interview", "hired")),
    Fields(thread_started_by=("recruiter",)),
    Fields(where=(("urgent", ("yes",)),)),
    Fields(where=(("region", ("x", "nowhere")), ("urgent", ("yes",)))),
    Not(Fields(stage=("interview",))),
    AllOf((Fields(sender=("candidate",)), Not(Fields(about=("thanks",))))),
    AnyOf((Fields(about=("status",)), Fields(stage=("applied",)))),
]


def matching(block: Block, selector, reading, *, wanted: bool) -> list[int]:
    found = np.flatnonzero(block.holds(selector, np.arange(len(block)), reading, wanted=wanted))
    return (found + block.start).tolist()


@pytest.mark.parametrize("selector", SELECTORS, ids=repr)
def test_in_an_empty_book_no_shape_matches(selector):
    facts = block_of(TEXT, **VARIED).facts
    columns = {"region": ("x", "y"), "urgent": ("yes", "no")}
    book = Shapes(facts.kinds, facts.protected, facts.stage_code, columns, Assumptions())
    assert book.mask(selector, BEST, wanted=True).tolist() == []
    assert (len(book), book.state.tolist(), book.protected.tolist(), book.single_stage(0).tolist()) == (0, [], [], [])


@pytest.mark.parametrize("selector", SELECTORS, ids=repr)
def test_blocks_that_enter_new_shapes_say_what_one_block_says(selector):
    definition, log = world(TEXT, **VARIED)
    whole, parted = run(definition, log).result, run(definition, log, block_events=1).result
    bounds = [0, *(np.flatnonzero(np.diff(log.case)) + 1), len(log)]
    together = Block(whole.facts, log, 0, len(log))
    for reading in (BEST, WORST):
        for wanted in (True, False):
            parts = [Block(parted.facts, log, int(a), int(b)) for a, b in itertools.pairwise(bounds)]
            found = [place for part in parts for place in matching(part, selector, reading, wanted=wanted)]
            assert found == matching(together, selector, reading, wanted=wanted)


@pytest.mark.parametrize(
    ("selector", "surely", "maybe"),
    [
        pytest.param(Anything(), range(1, 5), [], id="anything"),
        pytest.param(Fields(where=(("urgent", ("yes",)),)), [3], [], id="a column"),
        pytest.param(Fields(where=(("urgent", ("no", "yes")),)), [3, 4], [], id="two values of a column"),
        pytest.param(Fields(where=(("urgent", ("maybe",)),)), [], [], id="a value that nothing has"),
        pytest.param(Fields(where=(("region", ("x",)),)), [3, 4], [], id="another column"),
        pytest.param(Fields(stage=("interview",)), [1, 2, 3, 4], [], id="stage"),
        pytest.param(Fields(stage=("applied",)), [], [], id="another stage"),
        pytest.param(Fields(thread_started_by=("recruiter",)), [2, 3, 4], [], id="starter"),
        pytest.param(Fields(thread_started_by=("candidate",)), [], [], id="another starter"),
        pytest.param(Not(Fields(sender=("candidate",))), [1, 2], [], id="not"),
    ],
)
def test_what_matches_in_one_case(selector, surely, maybe):
    definition, log = world(TEXT, c=VARIED["c"])
    block = Block(run(definition, log).result.facts, log, 0, len(log))
    ids = [int(one[1:]) for one in log.cells("event_id", np.arange(len(log)))]
    found = [ids[place] for place in matching(block, selector, WORST, wanted=True)]
    possible = [ids[place] for place in matching(block, selector, BEST, wanted=True)]
    assert found == list(surely)
    assert sorted(set(possible) - set(found)) == list(maybe)


def test_few_and_many_events_are_found_alike():
    block = block_of(TEXT, **VARIED)
    shapes = len(block.facts.shapes)
    assert len(block) > FEW
    every = block.shape_of(np.arange(len(block)))
    masks = [np.arange(shapes) == one for one in range(shapes)]
    masks += [np.zeros(shapes, dtype=np.bool_), np.ones(shapes, dtype=np.bool_), np.arange(shapes) % 2 == 0]
    rare = np.bincount(every, minlength=shapes) == 1
    assert rare.sum() > 1
    for mask in (*masks, rare):
        assert block.where(mask).tolist() == np.flatnonzero(mask[every]).tolist()


def test_where_blocks_follow_one_another_shapes_of_others_are_not_found():
    definition, log = world(TEXT, **VARIED)
    facts = run(definition, log).result.facts
    last = Block(facts, log, len(log) - len(DAYS), len(log))
    everything = np.ones(len(facts.shapes), dtype=np.bool_)
    assert last.where(everything).tolist() == list(range(len(DAYS)))
    assert last.where(~everything).tolist() == []
    assert (last.case.tolist(), last.first_case) == ([0] * len(DAYS), 4)


def test_more_shapes_than_sixteen_bits_hold_are_told_apart():
    block = block_of(TEXT, **VARIED)
    book = block.facts.shapes
    book.numbers(np.pad(np.arange(1 << 16)[:, None], ((0, 0), (3, len(book.columns) - 1))))
    assert len(book) > 1 << 16
    shape = np.full(len(block), 9)
    shape[:4] = (1 << 16) + 1, 1, 0, 1 << 16
    block.__dict__["_shape"] = shape
    for place in range(4):
        assert block.where(np.arange(len(book)) == shape[place]).tolist() == [place]


def test_combinations_beyond_what_sixty_four_bits_hold_are_told_apart():
    names = ("a", "b", "c", "d", "e")
    where = ", ".join(f"{name}: x" for name in names)
    definition, log = world(rule(forbid=f"{{where: {{{where}}}}}"), a="\n".join([f"{DAYS[0]} | stage | applied"] * 6))
    values = tuple(str(value) for value in range(1 << 14))
    codes = {name: np.zeros(len(log), dtype=np.int32) for name in names}
    for place, name in enumerate(names, start=1):
        codes[name][place] = len(values) - 1
    log = replace(log, extra={name: Coded(codes[name], values) for name in names})
    block = Block(run(definition, log).result.facts, log, 0, len(log))
    for place, name in enumerate(names, start=1):
        last = Fields(where=((name, (values[-1],)),))
        assert np.flatnonzero(block.holds(last, np.arange(len(log)), WORST, wanted=True)).tolist() == [place]

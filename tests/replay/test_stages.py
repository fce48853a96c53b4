"""Steps through the stages of one instant, and the stage of a case at each."""

from __future__ import annotations

import numpy as np
import pytest

from analyzer.definitions.model import Stage
from analyzer.replay.reading import FALSE, TRUE, UNKNOWN
from analyzer.replay.scans import NONE
from analyzer.replay.stages import MOST_AT_ONCE, Transitions, find_marks, steps_of
from tests.replay.small import block_of, replayed
from tests.replay.worlds import instant

NEXT = {"a": "b", "b": "c", "c": "ad", "d": "", "x": "y", "y": "x", "z": "xy", "p": "qr", "q": "r", "r": "q"}
CODE = {name: code for code, name in enumerate(NEXT)}
WORDS = {int(FALSE): "not listed", int(TRUE): "listed", int(UNKNOWN): "unknown"}


def transitions() -> Transitions:
    return Transitions([Stage(name, tuple(others) or None) for name, others in NEXT.items()], CODE)


def codes(names: str) -> frozenset[int]:
    return frozenset(CODE[name] for name in names)


def names(codes_of: frozenset[int]) -> str:
    return "".join(sorted(list(CODE)[code] for code in codes_of))


def step(before: str, named: str):
    found = transitions().step(codes(before), codes(named))
    parts = (found.after, found.changed, found.maybe & found.changed, found.harmless & found.changed)
    return (WORDS[int(found.kept)], *(names(part) for part in parts))


@pytest.mark.parametrize(
    ("before", "named", "kept", "after", "changed"),
    [
        pytest.param("", "a", "listed", "a", "", id="the first stage seen is no change"),
        pytest.param("a", "a", "listed", "a", "", id="a repetition is no change"),
        pytest.param("a", "b", "listed", "b", "b", id="a listed change"),
        pytest.param("a", "c", "not listed", "c", "c", id="a change that is not listed"),
        pytest.param("d", "a", "not listed", "a", "a", id="out of a stage that leads nowhere"),
        pytest.param("", "ab", "listed", "b", "b", id="the first two, in their order"),
        pytest.param("a", "ab", "listed", "b", "b", id="the stage before again and the next"),
        pytest.param("a", "bc", "listed", "c", "bc", id="two changes"),
        pytest.param("b", "ac", "listed", "a", "ac", id="two changes against the alphabet"),
        pytest.param("a", "bcd", "listed", "d", "bcd", id="three changes"),
    ],
)
def test_a_step_that_is_certain(before, named, kept, after, changed):
    assert step(before, named) == (kept, after, changed, "", "")


@pytest.mark.parametrize(
    ("before", "named", "kept", "after", "changed", "maybe", "harmless"),
    [
        pytest.param("ab", "b", "listed", "b", "b", "b", "", id="a change or a repetition"),
        pytest.param("xy", "x", "listed", "x", "x", "x", "", id="a listed change or a repetition"),
        pytest.param("ac", "b", "unknown", "b", "b", "", "", id="listed from one of two stages"),
        pytest.param("cd", "b", "not listed", "b", "b", "", "", id="listed from neither"),
        pytest.param("a", "cd", "unknown", "cd", "cd", "", "", id="no listed order"),
        pytest.param("", "ad", "unknown", "ad", "ad", "", "", id="no listed order at the start"),
        pytest.param("c", "bc", "unknown", "bc", "bc", "c", "c", id="a way back that is listed is harmless"),
        pytest.param("b", "bd", "unknown", "bd", "bd", "b", "", id="a way back that is not listed is not"),
        pytest.param("b", "abd", "unknown", "abd", "abd", "b", "", id="nor one that is listed from some of the others"),
        pytest.param("ac", "cx", "unknown", "cx", "cx", "c", "", id="not from every stage that may have been"),
        pytest.param("xy", "xz", "unknown", "xz", "xz", "x", "", id="a way back from one of two stages only"),
        pytest.param("", "xy", "listed", "xy", "xy", "xy", "", id="two listed orders at the start"),
        pytest.param("", "xyz", "listed", "xy", "xy", "", "", id="two listed orders that begin alike"),
        pytest.param("x", "xy", "listed", "xy", "xy", "x", "", id="two listed orders"),
        pytest.param("ab", "ab", "unknown", "ab", "ab", "ab", "b", id="an order from one of two stages only"),
        pytest.param("ab", "bc", "listed", "c", "bc", "b", "", id="an order from either of two stages"),
        pytest.param("xy", "xy", "listed", "xy", "xy", "xy", "", id="two orders from two stages"),
    ],
)
def test_a_step_that_leaves_something_open(before, named, kept, after, changed, maybe, harmless):
    assert step(before, named) == (kept, after, changed, maybe, harmless)


@pytest.mark.parametrize(
    ("count", "kept"), [pytest.param(MOST_AT_ONCE, TRUE, id="six"), pytest.param(MOST_AT_ONCE + 1, UNKNOWN, id="seven")]
)
def test_so_many_stages_at_once_are_put_in_order(count, kept):
    chain = [Stage(str(code), (str(code + 1),)) for code in range(9)]
    found = Transitions(chain, {str(code): code for code in range(10)}).step(frozenset(), frozenset(range(count)))
    assert found.kept == kept
    assert found.after == (frozenset({count - 1}) if kept == TRUE else frozenset(range(count)))


def test_a_stage_that_leads_to_itself_only_begins_a_case():
    stages = [Stage("a", ("a", "b")), Stage("b", None)]
    assert Transitions(stages, {"a": 0, "b": 1}).led_to == {1}


# ---------------------------------------------------------------- marks


def marks_of(*cells: tuple[int, int, str]):
    """Events as (case, instant, stage or nothing), in order."""
    case = np.array([one for one, _, _ in cells])
    moments = [(one, when) for one, when, _ in cells]
    first = np.array([moments.index(moment) for moment in moments])
    return find_marks(np.array([CODE.get(name, -1) for _, _, name in cells]), case, first, transitions())


def test_every_instant_that_names_a_stage_is_a_mark():
    marks = marks_of(
        (0, 1, ""), (0, 2, ""), (0, 2, "a"), (0, 3, "b"), (1, 3, "b"), (1, 3, ""), (1, 3, "b"), (1, 4, "c")
    )
    assert marks.first.tolist() == [1, 3, 4, 7]
    assert marks.entry.tolist() == [2, 3, 4, 7]
    assert marks.case.tolist() == [0, 0, 1, 1]
    assert marks.events.tolist() == [2, 3, 4, 6, 7]
    assert marks.event_mark.tolist() == [0, 1, 2, 2, 3]
    assert marks.event_stage.tolist() == [CODE[name] for name in "abbbc"]
    assert [names(marks.states[state]) for state in marks.state] == ["a", "b", "b", "c"]
    assert [names(marks.states[state]) if state != NONE else "" for state in marks.before] == ["", "a", "", "b"]
    assert [names(marks.named_sets[one]) for one in marks.named] == ["a", "b", "b", "c"]


@pytest.mark.parametrize(
    ("history", "states"),
    [
        pytest.param(["a", "b", "a"], ["a", "b", "a"], id="one at a time"),
        pytest.param(["ab", "c"], ["b", "c"], id="two at the start"),
        pytest.param(["a", "bc", "d"], ["a", "c", "d"], id="two on the way"),
        pytest.param(["a", "bc", "ad"], ["a", "c", "ad"], id="two and again two"),
        pytest.param(["b", "ac", "b"], ["b", "a", "b"], id="the order of names is not that of stages"),
        pytest.param(["xy", "xy", "x", "xy"], ["xy", "xy", "x", "xy"], id="open and open again"),
        pytest.param(["ad", "ab"], ["ad", "ab"], id="several after an open one"),
        pytest.param(["xyz", "xyz", "xy"], ["xy", "xyz", "xy"], id="two ends of three"),
        pytest.param(["bc", "c", "bc", "c"], ["c", "c", "bc", "c"], id="again what was resolved before"),
        pytest.param(["xyz"], ["xy"], id="two ends of three, never named together"),
        pytest.param(["pqr"], ["qr"], id="two ends of three, neither of which is named first"),
        pytest.param(["bcd", "ab", "abd"], ["d", "ab", "abd"], id="three at once"),
    ],
)
def test_the_stage_after_each_mark(history, states):
    cells = [(0, when, name) for when, some in enumerate(history) for name in some]
    other = [(1, when, name) for when, some in enumerate(history) for name in some[::-1]]
    marks = marks_of(*cells, *other)
    assert [names(marks.states[state]) for state in marks.state] == states * 2
    assert [names(marks.named_sets[one]) for one in marks.named] == ["".join(sorted(one)) for one in history] * 2
    assert len(set(marks.states)) == len(marks.states)
    _, steps = steps_of(marks, transitions())
    found = dict(
        zip(
            zip(marks.before.tolist(), marks.named.tolist(), strict=True),
            steps_of(marks, transitions())[0],
            strict=True,
        )
    )
    for (before, named), number in found.items():
        expected = transitions().step(marks.states[before] if before >= 0 else frozenset(), marks.named_sets[named])
        assert steps[number] == expected


def test_marks_that_end_alike_share_their_state():
    marks = marks_of(*((0, 1, name) for name in "xyz"), (1, 1, "z"), *((1, 2, name) for name in "xyz"))
    assert [names(marks.states[state]) for state in marks.state] == ["xy", "z", "xy"]
    assert len(set(marks.states)) == len(marks.states)


def test_no_stages_at_all():
    marks = marks_of((0, 1, ""), (1, 1, ""))
    assert len(marks.first) == len(marks.state) == len(marks.events) == 0
    assert steps_of(marks, transitions())[1] == []


def test_the_named_sets_begin_with_the_single_stages():
    marks = marks_of((0, 1, "a"), (0, 1, "b"), (0, 2, "d"))
    assert [names(one) for one in marks.named_sets] == ["a", "b", "c", "d", "ab"]


# ---------------------------------------------------------------- in a block

LINES = """
  2026-03-02 09:00 | candidate -> recruiter | thanks
  2026-03-02 10:00 | stage | applied
  2026-03-02 10:00 | candidate -> recruiter | thanks
  2026-03-02 11:00 | candidate -> recruiter | thanks
  2026-03-03 09:00 | stage | interview
  2026-03-03 09:00 | stage | rejected
  2026-03-03 10:00 | candidate -> recruiter | thanks
"""


def test_the_stage_at_each_event():
    block = block_of(
        "", a=LINES, b="2026-03-02 09:00 | candidate -> recruiter | thanks", c="2026-03-02 09:00 | stage | offer"
    )
    stages = [block.facts.stage_names[code] if code >= 0 else "" for code in block.state_code(np.arange(len(block)))]
    assert stages == ["", "applied", "applied", "applied", "rejected", "rejected", "rejected", "", "offer"]


def test_a_case_closes_at_the_first_event_of_the_instant_that_closes_it():
    closing = "2026-03-02 09:00 | stage | applied\n2026-03-03 09:00 | candidate -> recruiter | thanks\n"
    closing += "2026-03-03 09:00 | stage | rejected\n2026-03-04 09:00 | stage | hired"
    block = block_of("", a=closing, b="2026-03-02 09:00 | stage | applied", c="2026-03-05 09:00 | stage | hired")
    assert block.closes_at.tolist() == [1, len(block), 5]
    result = replayed(
        "", a=closing, b="2026-03-02 09:00 | stage | applied", c="2026-03-05 09:00 | stage | hired"
    ).result
    never = np.iinfo(np.int64).min
    assert result.closed_at.tolist() == [instant("2026-03-03 09:00"), never, instant("2026-03-05 09:00")]
    assert [result.stage_names[code] for code in result.last_stage] == ["hired", "applied", "hired"]

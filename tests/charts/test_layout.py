"""The geometry of the contact graph: nodes round a circle, lines clear of boxes, ends apart, labels in free places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from analyzer.charts.layout import Box, Sheet, between, bundle, circle, curve, even, length
from analyzer.charts.ports import apart, spread_ends

WIDE = Box(0, 0, 20, 20)


def straight(x0, y0, x1, y1):
    return even(np.array([[x0, y0], [x1, y1]], dtype=float))


# ---------------------------------------------------------------- nodes


def test_the_first_node_stands_on_the_left():
    assert circle(5, [], middle=None)[0] == pytest.approx([-1, 0])


def test_the_middle_node_of_more_than_three_stands_in_the_middle():
    places = circle(6, [], middle=2)
    assert places[2] == pytest.approx([0, 0])
    assert np.hypot(*np.delete(places, 2, axis=0).T) == pytest.approx(np.ones(5))


def test_of_three_nodes_the_middle_one_stands_on_top():
    places = circle(3, [], middle=1)
    assert places[1][1] > places[0][1] == places[2][1]
    assert places[0][0] < places[1][0] < places[2][0]


def test_two_nodes_face_each_other():
    assert circle(2, [(0, 1)], middle=1) == pytest.approx(np.array([[-1, 0], [1, 0]]))


def test_nodes_that_are_linked_become_neighbours():
    places = circle(6, [(0, 3), (3, 5), (5, 1)], middle=None)
    for a, b in ((0, 3), (3, 5), (5, 1)):
        assert np.hypot(*(places[a] - places[b])) == pytest.approx(1)  # the side of a hexagon


# ---------------------------------------------------------------- lines


def test_a_line_runs_from_border_to_border():
    line = between(curve(np.array([0.0, 0]), np.array([4.0, 0]), bend=0, aside=0), Box(0, 0, 1, 1), Box(4, 0, 2, 1))
    assert line[0] == pytest.approx([0.53, 0], abs=1e-3)
    assert line[-1] == pytest.approx([2.97, 0], abs=1e-3)
    assert length(line) == pytest.approx(2.44, abs=2e-3)


def test_a_line_goes_round_a_box_in_its_way():
    boxes = [Box(-3, 0, 1, 0.5), Box(3, 0, 1, 0.5), Box(0, 0, 1, 0.5)]
    (line,) = bundle((0, 1), [0.0], boxes, [], WIDE)
    assert not boxes[2].grown(0.05).holds(line).any()
    (free,) = bundle((0, 1), [0.0], boxes[:2], [], WIDE)
    assert np.abs(free[:, 1]).max() < 1e-9


def test_a_line_keeps_to_the_sheet():
    boxes = [Box(-3, 0, 1, 0.5), Box(3, 0, 1, 0.5), Box(0, 0.2, 1, 0.9)]
    (line,) = bundle((0, 1), [0.0], boxes, [], Box(0, 1.75, 8, 4.5))
    assert line[:, 1].max() > 0.6  # below, there is no room
    assert line[:, 1].min() > -0.5


def test_a_line_keeps_off_one_that_is_there():
    boxes = [Box(-3, 0, 1, 0.5), Box(3, 0, 1, 0.5)]
    (line,) = bundle((0, 1), [0.0], boxes, [straight(-2.4, 0, 2.4, 0)], WIDE)
    assert np.abs(line[40, 1]) > 0.3


# ---------------------------------------------------------------- ends


@given(
    st.lists(st.floats(-3, 3), min_size=1, max_size=8).map(sorted),
    st.lists(st.floats(0.01, 0.4), min_size=8, max_size=8),
)
def test_places_keep_their_order_and_their_room(wanted, rooms):
    room = np.array(rooms[: len(wanted)])
    places = apart(np.array(wanted), room, -4.0, 4.0)
    assert (np.diff(places) >= (room[1:] + room[:-1]) / 2 - 1e-9).all()
    assert places.min() >= -4 - 1e-9
    assert places.max() <= 4 + 1e-9


def test_places_that_have_room_stay():
    assert apart(np.array([0.0, 1, 2]), np.full(3, 0.5), -1, 3).tolist() == [0, 1, 2]


def test_too_little_room_is_shared():
    assert apart(np.zeros(3), np.full(3, 5.0), 0, 1).tolist() == [0, 0.5, 1]


def test_ends_at_one_place_are_moved_apart_along_the_side_and_the_other_ends_stay():
    boxes = [Box(0, 0, 1, 2), Box(5, 2, 1, 1), Box(5, -2, 1, 1)]
    lines = [straight(0.53, 0, 4.47, -2), straight(0.53, 0, 4.47, 2)]
    moved = spread_ends(lines, [(0, 2), (0, 1)], [0.4, 0.4], boxes)
    assert [line[0].tolist() for line in moved] == [pytest.approx([0.53, -0.2]), pytest.approx([0.53, 0.2])]
    assert [line[-1].tolist() for line in moved] == [pytest.approx([4.47, -2]), pytest.approx([4.47, 2])]
    assert lines[0][0].tolist() == [0.53, 0]


def test_an_end_just_round_the_corner_moves_along_the_side_it_is_at():
    boxes = [Box(0, 0, 1, 1), Box(5, 5, 1, 1)]
    lines = [straight(0.53, 0.49, 4.5, 4.4), straight(0.53, 0.49, 4.4, 4.5)]
    for line in spread_ends(lines, [(0, 1), (0, 1)], [0.3, 0.3], boxes):
        assert not boxes[0].holds(line).any()


# ---------------------------------------------------------------- labels


def sheet(*taken, lines=None, bounds=WIDE):
    return Sheet(bounds=bounds, taken=list(taken), lines=lines or [straight(-4, 0, 4, 0)])


def test_a_label_stands_on_its_line_in_the_best_place():
    box = sheet().place(1, 0.2, 0, [0.5, 0.25])
    assert (box.x, box.y) == pytest.approx((0, 0))


def test_a_label_gives_way_to_what_is_there():
    box = sheet(Box(0, 0, 1, 1)).place(1, 0.2, 0, [0.5, 0.25])
    assert (box.x, box.y) == pytest.approx((-2, 0))


def test_a_label_as_long_as_its_line_stands_beside_it():
    found = sheet(lines=[straight(-0.5, 0, 0.5, 0)]).place(0.9, 0.2, 0, [0.5])
    assert abs(found.y) > 0.1


def test_a_label_keeps_off_other_lines_and_counts_those_that_it_cannot_help_hiding():
    lines = [straight(-4, 0, 4, 0), straight(0, -4, 0, 4)]
    here = sheet(lines=lines)
    box = here.place(1, 0.2, 0, [0.5, 0.25])
    assert (abs(box.x), here.hidden) == (pytest.approx(2), 0)
    here.place(1, 0.2, 0, [0.5])
    assert here.hidden == 1


def test_labels_do_not_cover_each_other_and_at_last_there_is_no_room():
    here = sheet(bounds=Box(0, 0, 3, 1.0), lines=[straight(-1.4, 0, 1.4, 0)])
    found = [here.place(1, 0.2, 0, [0.5, 0.2, 0.8]) for _ in range(8)]
    placed = [box for box in found if box is not None]
    assert 1 < len(placed) < 8
    for at, one in enumerate(placed):
        for other in placed[:at]:
            assert abs(one.x - other.x) >= 1 or abs(one.y - other.y) >= 0.2

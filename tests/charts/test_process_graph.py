"""The contact graph: the lines on the Axes, their widths and marks, and that everything can be read."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Polygon

from analyzer.charts import process_graph, to_png, to_svg
from analyzer.charts.canvas import figure_of
from analyzer.charts.theme import LIGHT
from analyzer.insights import arrows
from tests.charts.tables import long_names, outside, overlaps, texts
from tests.insights.fakes import CONTACT, activation, analysis, definition, log_of, message
from tests.insights.test_process_graph import graph

SMALL = (("candidate", "recruiter", "any topic", 100, 0, 0), ("recruiter", "candidate", "any topic", 25, 0, 0))


def many(size, *, seed=3, share=0.2, traffic=True):
    """A graph of `size` roles with long names: the second writes to all, others to some."""
    random, roles, rows = np.random.default_rng(seed), long_names(size), []
    for a, b in combinations(range(size), 2):
        if 1 not in (a, b) and random.random() > share:
            continue
        terms = ("any topic", "only 4 topics\nany topic, recruiter copied", "about 3 topics, in 2 stages")
        there = terms[int(random.integers(3))]
        back = there if random.random() < 0.6 else terms[int(random.integers(3))]
        for pair, said in (((a, b), there), ((b, a), back)):
            counts = (int(random.integers(0, 900)), int(random.integers(0, 9)) * (random.random() < 0.2), 0)
            rows.append((roles[pair[0]], roles[pair[1]], said, *(counts if traffic else ())))
    return graph(*rows), dict(zip(roles, roles, strict=True)), roles[1]


@cache
def drawn(size, **options):
    table, names, gatekeeper = many(size, **options)
    return process_graph(table, names=names, gatekeeper=gatekeeper)


def line(ax, label):
    (found,) = [one for one in ax.lines if one.get_label() == label]
    return found


def labels(ax):
    return sorted(str(one.get_label()) for one in ax.lines)


def heads(ax):
    return [patch for patch in ax.patches if isinstance(patch, Polygon)]


def nodes(ax):
    return {str(patch.get_label()): patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)}


def boxes_of_nodes(ax):
    figure_of(ax).draw_without_rendering()
    return [patch.get_window_extent() for patch in nodes(ax).values()]


def is_dashed(one):
    return one.get_linestyle() == "--"


# ---------------------------------------------------------------- what stands on the Axes


def test_the_title_is_the_question():
    assert process_graph(graph(("a", "b", "x"))).get_title(loc="left") == "Who may write to whom?"
    assert process_graph(graph(*SMALL)).get_title(loc="left") == "Who may write to whom, and who did?"


def test_both_ways_on_the_same_terms_are_one_line_with_two_heads():
    ax = process_graph(graph(("a", "b", "x"), ("b", "a", "x")))
    assert labels(ax) == ["a<>b agreed"]
    assert len(heads(ax)) == 2
    assert texts(ax).count("x") == 1


def test_ways_on_other_terms_are_lines_of_their_own_that_keep_apart():
    ax = process_graph(graph(("a", "b", "x"), ("b", "a", "y")))
    assert labels(ax) == ["a>b agreed", "b>a agreed"]
    assert len(heads(ax)) == 2
    one, two = (line(ax, label).get_xydata() for label in labels(ax))
    apart = np.hypot(*(one[:, None, :] - two[None, :, :]).transpose(2, 0, 1)).min()
    assert apart > 0.08  # inches: more than both lines are wide


def test_more_messages_make_a_wider_line_with_their_number_at_the_head():
    rows = [("a", "b", "x", 900, 0, 0), ("a", "c", "x", 100, 0, 0), ("b", "c", "x", 4, 0, 0)]
    ax = process_graph(graph(*rows))
    widths = [line(ax, label).get_linewidth() for label in ("a>b agreed", "a>c agreed", "b>c agreed")]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] == pytest.approx(6.5)
    assert widths[1] == pytest.approx(1.1 + 5.4 * (100 / 900) ** 0.5)
    assert {"900", "100", "4"} <= set(texts(ax))


def test_each_head_of_a_line_has_the_number_of_messages_that_came_there():
    ax = process_graph(graph(*SMALL))
    places = {text.get_text(): text.get_position() for text in ax.texts}
    middles = {role: np.mean(patch.get_bbox().get_points(), axis=0) for role, patch in nodes(ax).items()}
    assert np.hypot(*(middles["recruiter"] - places["100"])) < np.hypot(*(middles["candidate"] - places["100"]))
    assert np.hypot(*(middles["candidate"] - places["25"])) < np.hypot(*(middles["recruiter"] - places["25"]))


def test_what_is_off_the_graph_differs_in_colour_dashes_heads_and_words():
    ax = process_graph(graph(("a", "b", "x", 90, 0, 0), ("a", "c", "", 0, 12, 0)))
    off = line(ax, "a>c off")
    assert off.get_color() == LIGHT.accent
    assert is_dashed(off)
    assert not is_dashed(line(ax, "a>b agreed"))
    hollow = [head for head in heads(ax) if head.get_facecolor() == (1.0, 1.0, 1.0, 1.0)]
    assert len(hollow) == 1
    assert "12 off" in texts(ax)


def test_messages_off_the_graph_on_an_agreed_way_have_a_line_beside_it():
    ax = process_graph(graph(("a", "b", "x", 90, 7, 0)))
    assert labels(ax) == ["a>b agreed", "a>b off"]
    assert {"90", "7 off"} <= set(texts(ax))


def test_ways_that_nobody_used_are_thin_and_dashed_and_the_other_way_tells_the_terms():
    ax = process_graph(graph(("a", "b", "only x", 0, 0, 0), ("b", "a", "only x", 50, 0, 0)))
    unused = line(ax, "a>b unused")
    assert is_dashed(unused)
    assert unused.get_linewidth() < line(ax, "b>a agreed").get_linewidth()
    assert unused.get_linewidth() < 1
    assert texts(ax).count("only x") == 1


def test_what_cannot_be_known_is_said():
    ax = process_graph(graph(("a", "b", "x", 90, 0, 3), ("a", "c", "", 0, 0, 2)))
    assert {"90 (+3 unclear)", "2 unclear"} <= set(texts(ax))
    assert "a>c unclear" in labels(ax)


def test_the_gatekeeper_is_marked_in_words_and_by_its_frame():
    ax = process_graph(graph(*SMALL), gatekeeper="recruiter")
    assert "gatekeeper" in texts(ax)
    assert nodes(ax)["recruiter"].get_linewidth() > 2 * nodes(ax)["candidate"].get_linewidth()
    assert "gatekeeper" not in texts(process_graph(graph(*SMALL)))


def test_the_gatekeeper_of_more_than_three_roles_stands_in_the_middle():
    ax = drawn(7, traffic=False)
    centres = {role: np.mean(patch.get_bbox().get_points(), axis=0) for role, patch in nodes(ax).items()}
    middle = np.mean([centre for role, centre in centres.items() if role != long_names(7)[1]], axis=0)
    assert np.hypot(*(centres[long_names(7)[1]] - middle)) < 0.3


def test_roles_without_any_contact_are_drawn():
    ax = process_graph(graph(*SMALL), names={"candidate": "C", "recruiter": "R", "referrer": "Friend"})
    assert set(nodes(ax)) == {"candidate", "recruiter", "referrer"}


def test_a_role_that_is_not_declared_has_a_dashed_frame_and_a_line_in_the_key():
    ax = process_graph(graph(*SMALL, ("?", "candidate", "", 0, 2, 0)), names={"candidate": "C", "recruiter": "R"})
    assert nodes(ax)["?"].get_linestyle() != "-"
    assert nodes(ax)["candidate"].get_linestyle() == "-"
    assert "role unknown" in texts(ax)
    assert any("does not declare" in text for text in texts(ax))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param([("a", "b", "x")], {"agreed"}, id="a definition"),
        pytest.param([("a", "b", "x", 5, 0, 0)], {"agreed (wider"}, id="traffic"),
        pytest.param([("a", "b", "x", 5, 1, 0)], {"agreed (wider", "off the graph"}, id="off"),
        pytest.param([("a", "b", "x", 5, 0, 0), ("b", "a", "y", 0, 0, 0)], {"agreed (wider", "agreed, used by nobody"},
                     id="unused"),
        pytest.param([("a", "b", "", 0, 0, 1)], {"cannot be known"}, id="unclear"),
    ],
)  # fmt: skip
def test_the_key_explains_the_marks_that_are_there_and_no_others(rows, told):
    entries = [text.get_text() for text in process_graph(graph(*rows)).get_legend().get_texts()]
    assert len(entries) == len(told)
    assert all(any(entry.startswith(begin) for entry in entries) for begin in told)


def test_the_line_below_the_title_counts():
    below = " ".join(texts(process_graph(graph(*SMALL, ("candidate", "manager", "", 0, 5, 2)))))
    assert "132 messages judged: 5 (3.8%) off the graph, 2 undecided; 0 of 2 agreed ways used by nobody" in below


def test_names_are_words_and_never_formulas():
    ax = process_graph(graph(*SMALL), names={"candidate": "Pay $x$ or $y_1$", "recruiter": "Line\nend <b>"})
    assert {"Pay $x$ or $y_1$", "Line end <b>"} <= set(texts(ax))
    assert to_svg(ax).startswith(b"<?xml")


def test_terms_are_words_and_never_formulas():
    ax = process_graph(graph(("a", "b", "pay $x_{1}$ 2 values")))
    assert not next(text for text in ax.texts if "pay" in text.get_text()).get_parse_math()


# ---------------------------------------------------------------- from a definition and from an analysis


def test_a_definition_is_drawn_with_its_titles_and_gatekeeper():
    ax = process_graph(definition(contacts=[("candidate", "recruiter"), ("recruiter", "candidate")]))
    assert labels(ax) == ["candidate<>recruiter agreed"]
    assert {"Candidate", "Recruiting\ncoordinator", "gatekeeper", "any topic"} <= set(texts(ax))


def test_an_analysis_is_drawn_with_its_traffic():
    rows = [activation(CONTACT, "violated", "2026-03-02 15:00", event_id="m-1")]
    log = log_of(("m-1", message("candidate", "hiring_manager")))
    made = definition(CONTACT, contacts=[("candidate", "recruiter")])
    ax = process_graph(analysis(made, rows, log=log))
    assert labels(ax) == ["candidate>hiring_manager off", "candidate>recruiter unused"]
    assert "1 off" in texts(ax)


def test_no_roles_are_said_in_a_sentence():
    ax = process_graph(pd.DataFrame(columns=["sender_role", "recipient_role", "agreed", "label", "terms", "lines"]))
    assert "The definition declares no roles." in texts(ax)


# ---------------------------------------------------------------- everything can be read

GRAPHS = [
    pytest.param(lambda: process_graph(graph(*SMALL), gatekeeper="recruiter"), id="2 roles"),
    *(pytest.param(lambda n=n: drawn(n), id=f"{n} roles") for n in (3, 4, 6, 9)),
    pytest.param(lambda: drawn(12, share=0.12, traffic=False), id="12 roles without a log"),
    pytest.param(lambda: drawn(15, share=0.1), id="15 roles"),
]


@pytest.mark.parametrize("make", GRAPHS)
def test_no_text_covers_another_or_a_role_or_leaves_the_figure(make):
    ax = make()
    assert overlaps(ax) == []
    assert outside(ax) == []
    boxes = boxes_of_nodes(ax)
    inside_nodes = 0
    for text in ax.texts:
        extent = text.get_window_extent()
        hit = [box for box in boxes if extent.overlaps(box)]
        within = [box for box in hit if box.x0 <= extent.x0 and box.x1 >= extent.x1 and box.y0 <= extent.y0]
        assert hit == within, text.get_text()
        inside_nodes += len(within)
    assert inside_nodes >= len(boxes)  # every role has its title


@pytest.mark.parametrize("make", GRAPHS)
def test_no_line_runs_through_a_role_and_no_role_covers_another(make):
    ax = make()
    boxes = [patch.get_bbox() for patch in nodes(ax).values()]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    for one in ax.lines:
        points = one.get_xydata()
        assert not any(box.padded(-0.01).contains(x, y) for box in boxes for x, y in points), one.get_label()


@pytest.mark.parametrize("make", GRAPHS)
def test_no_two_lines_lie_on_each_other(make):
    ax = make()
    for one, other in combinations(ax.lines, 2):
        a, b = one.get_xydata(), other.get_xydata()
        beside = np.hypot(*(a[:, None, :] - b[None, :, :]).transpose(2, 0, 1)).min(axis=1) < 0.03
        assert beside.mean() < 0.25, (one.get_label(), other.get_label())


LONG = "thread begun by " + " or ".join(f"role number {number}" for number in range(12))


@pytest.mark.parametrize("make", GRAPHS)
def test_heads_keep_apart(make):
    tips = np.array([head.get_xy()[0] for head in heads(make())])
    between = np.hypot(*(tips[:, None, :] - tips[None, :, :]).transpose(2, 0, 1))[np.triu_indices(len(tips), 1)]
    assert between.min() > 0.1


def test_terms_that_find_no_room_get_a_number_that_the_key_explains():
    ax = process_graph(graph(("a", "b", "x"), ("b", "a", LONG), ("a", "c", LONG)), names={"a": "A", "b": "B", "c": "C"})
    said = [" ".join(text.split()) for text in texts(ax)]
    assert {"x", "1", "2"} <= set(said)
    assert {f"1 B \u2192 A: {LONG}", f"2 A \u2192 C: {LONG}"} <= set(said)
    assert overlaps(ax) == []
    assert outside(ax) == []


def test_every_line_has_its_terms_at_it_or_in_the_key():
    table, names, gatekeeper = many(9, share=0.5)
    told = [arrow.label for arrow in arrows(table) if arrow.told and arrow.label]
    ax = process_graph(table, names=names, gatekeeper=gatekeeper)
    shown = [text for text in texts(ax) if text in set(told)]
    in_the_key = [text for text in texts(ax) if "\u2192" in text or "\u2194" in text]
    assert len(shown) + len(in_the_key) == len(told) > 20


def test_ones_own_axes_are_drawn_on_and_everything_shrinks_with_them():
    figure = Figure(figsize=(5, 4))
    ax = figure.add_subplot()
    assert process_graph(graph(*SMALL), ax=ax, gatekeeper="recruiter") is ax
    large = process_graph(graph(*SMALL), gatekeeper="recruiter")
    shrunk = line(ax, "candidate<>recruiter agreed").get_linewidth()
    assert 0.4 < shrunk / line(large, "candidate<>recruiter agreed").get_linewidth() < 0.8
    assert overlaps(ax) == []


def test_the_same_graph_gives_the_same_bytes():
    table, names, gatekeeper = many(6)
    pictures = {to_png(process_graph(table, names=names, gatekeeper=gatekeeper)) for _ in range(2)}
    assert len(pictures) == 1
    assert len({to_svg(process_graph(table, names=names, gatekeeper=gatekeeper)) for _ in range(2)}) == 1


def test_the_callers_table_stays_as_it_is():
    table = graph(*SMALL)
    before = table.copy()
    process_graph(table)
    assert table.equals(before)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_themes_draw_the_same_lines(theme):
    assert labels(process_graph(graph(*SMALL), theme=theme)) == ["candidate<>recruiter agreed"]

"""The heat map of stages and topics: its cells, their numbers, and what is left out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb

from analyzer.charts import stage_by_topic, to_svg
from tests.charts.tables import long_names, outside, overlaps, places, texts, turned_overlaps
from tests.insights.fakes import CONTACT, activation, analysis, definition, log_of, message

STAGES, TOPICS = ("applied", "interview"), ("status_inquiry", "thank_you", "")


def table(*cells):
    """Make the table of (messages, off the ways) for each stage and topic in turn."""
    made = places(STAGES, TOPICS)
    made["messages"], made["off_ways"] = zip(*cells, strict=True)
    made["open"] = made["off_ways"]
    return made


SMALL = ((100, 4), (9, 0), (0, 0), (237, 64), (10, 1), (5, 0))


def cell(ax, label):
    return next(patch for patch in ax.artists + list(ax.patches) if patch.get_label() == label)


def number_in(ax, stage, topic):
    x, y = STAGES.index(stage) + 0.5, TOPICS.index(topic)
    return [text.get_text() for text in ax.texts if text.get_position()[0] == x and y < text.get_position()[1] < y + 1]


def bars(ax):
    """Width of each bar along a cell's foot, by column and row."""
    found = [patch for patch in ax.patches if patch.get_height() < 0.2]
    return {(int(bar.get_x()), int(bar.get_y())): round(bar.get_width() / 0.94, 6) for bar in found}


def test_the_title_is_the_question():
    question = "At which stage, and about what, do messages leave the agreed ways?"
    assert stage_by_topic(table(*SMALL)).get_title(loc="left") == question


def test_a_cell_says_how_many_left_the_ways_out_of_how_many():
    ax = stage_by_topic(table(*SMALL))
    assert number_in(ax, "interview", "status_inquiry") == ["64 of 237"]
    assert number_in(ax, "applied", "thank_you") == ["0 of 9"]
    assert number_in(ax, "applied", "") == []


def test_more_messages_off_the_ways_make_a_darker_cell():
    ax = stage_by_topic(table((9, 0), (9, 1), (90, 16), (90, 36), (90, 64), (0, 0)))
    order = ("applied>status_inquiry", "applied>thank_you", "applied>", "interview>status_inquiry")
    light = [sum(to_rgb(cell(ax, label).get_facecolor())) for label in (*order, "interview>thank_you")]
    assert all(before > after for before, after in pairwise(light))


def test_the_bar_at_the_foot_is_the_share():
    assert bars(stage_by_topic(table(*SMALL))) == {
        (0, 0): pytest.approx(0.04), (1, 0): pytest.approx(64 / 237), (1, 1): pytest.approx(0.1)
    }  # fmt: skip


def test_stages_are_columns_and_topics_rows_and_unknown_ones_say_so():
    ax = stage_by_topic(table(*SMALL), names={"thank_you": "Thanks"})
    assert [label.get_text() for label in ax.get_xticklabels()] == ["applied", "interview"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["status inquiry", "Thanks", "topic unknown"]


def test_the_line_below_the_question_counts_everything():
    said = "69 of 361 judged messages left the agreed ways; 69 of them have an open finding"
    assert said in "\n".join(texts(stage_by_topic(table(*SMALL))))


def test_of_many_topics_those_with_most_off_the_ways_are_drawn_in_their_order():
    made = places(("applied",), [f"topic-{at:02d}" for at in range(60)])
    made["messages"], made["off_ways"] = 100, range(60)
    ax = stage_by_topic(made)
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"topic-{at}" for at in range(20, 60)]
    assert "40 of 60 topics shown: those with most messages off the ways" in " ".join(texts(ax))
    assert "1,770 of 6,000 judged messages" in " ".join(texts(ax))


def test_an_analysis_is_drawn_as_its_table():
    log = log_of((f"{CONTACT.id}-2026-03-03", message("candidate", "hiring_manager", topics=["thank_you"])))
    ax = stage_by_topic(analysis(definition(CONTACT), [activation(CONTACT, "violated", "2026-03-03")], log=log))
    assert cell(ax, ">thank_you")
    assert "1 of 1" in texts(ax)


def test_nothing_judged_is_told_in_a_sentence():
    assert "No rule about the ways of messages judged a message." in texts(stage_by_topic(places((), ())))


def test_the_same_table_gives_the_same_bytes():
    assert to_svg(stage_by_topic(table(*SMALL))) == to_svg(stage_by_topic(table(*SMALL)))


@pytest.mark.parametrize("most", [2, 300, 4_000_000])
@pytest.mark.parametrize(
    ("stages", "topics"),
    [
        pytest.param((), (), id="empty"),
        pytest.param(("applied",), ("",), id="tiny"),
        pytest.param(("applied", "screening", "interview", "offer"), long_names(20), id="typical"),
        pytest.param(long_names(8), long_names(3), id="long names"),
        pytest.param(long_names(9), long_names(3), id="more stages than have room for words"),
        pytest.param([f"{name} " * 2 for name in long_names(45)], long_names(45), id="huge"),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(stages, topics, most):
    ax = stage_by_topic(places(stages, topics, most=most))
    assert overlaps(ax) == []
    assert outside(ax) == []
    assert not turned_overlaps(ax)

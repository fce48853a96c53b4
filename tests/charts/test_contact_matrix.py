"""The contact matrix: the numbers in its cells, and that all of them can be read."""

from __future__ import annotations

import pytest

from analyzer.charts import contact_matrix
from tests.charts.tables import contacts, long_names, outside, overlaps, texts, turned_overlaps
from tests.insights.fakes import CONTACT, activation, analysis, definition, log_of, message


def patch(ax, pair):
    return next(patch for patch in ax.patches if patch.get_label() == pair)


def row(table, sender, recipient):
    return table[(table["sender_role"] == sender) & (table["recipient_role"] == recipient)].iloc[0]


def one_pair(messages=20, off=5, undecided=0, agreed=True):
    table = contacts(("candidate", "recruiter"))
    table[["messages", "off_graph", "undecided", "agreed"]] = [[messages, off, undecided, agreed], [0, 0, 0, True]]
    return table


def bar_widths(ax):
    """Widths of the bars that say the share off the graph, out of the whole cell."""
    return [round(patch.get_width() / 0.94, 3) for patch in ax.patches if patch.get_height() == pytest.approx(0.1)]


def test_the_title_is_the_question():
    assert contact_matrix(contacts()).get_title(loc="left") == "Who writes to whom, and what is off the agreed graph?"


def test_every_pair_has_its_cell_where_sender_and_recipient_meet():
    ax = contact_matrix(contacts())
    assert patch(ax, "candidate>hiring_manager").get_xy() == (3, 0)
    assert patch(ax, "hiring_manager>candidate").get_xy() == (0, 3)
    assert len([cell for cell in ax.patches if ">" in str(cell.get_label())]) == 25


def test_a_cell_says_messages_and_those_off_the_graph():
    said = texts(contact_matrix(one_pair(messages=1234, off=56, undecided=7)))
    assert {"1,234", "56 off", "7 unclear"} <= set(said)


def test_an_empty_cell_says_nothing():
    assert not {"0", "0 off"} & set(texts(contact_matrix(one_pair(messages=0, off=0))))


@pytest.mark.parametrize(
    ("off", "width"),
    [
        pytest.param(5, [0.25], id="a quarter"),
        pytest.param(20, [1.0], id="all"),
        pytest.param(0, [], id="none: no bar"),
    ],
)
def test_the_bar_is_the_share_off_the_graph(off, width):
    assert bar_widths(contact_matrix(one_pair(messages=20, off=off))) == width


def test_the_smallest_share_can_still_be_seen():
    assert bar_widths(contact_matrix(one_pair(messages=100_000, off=1))) == [0.04]


@pytest.mark.parametrize("agreed", [True, False])
def test_pairs_off_the_graph_are_hatched_not_only_coloured(agreed):
    assert bool(patch(contact_matrix(one_pair(agreed=agreed)), "candidate>recruiter").get_hatch()) is not agreed


def test_more_messages_are_darker():
    table = contacts(("a", "b", "c"))
    table["messages"] = [1, 10, 100, 1000, 0, 0]
    table["off_graph"] = 0
    ax = contact_matrix(table)
    brightness = [sum(patch(ax, pair).get_facecolor()[:3]) for pair in ("a>b", "a>c", "b>a", "b>c")]
    assert brightness == sorted(brightness, reverse=True)
    assert len(set(brightness)) == 4


def test_the_line_below_the_title_counts():
    said = "\n".join(texts(contact_matrix(one_pair(messages=1000, off=15, undecided=2))))
    assert "1,000 messages judged: 15 (1.5%) off the graph, 2 undecided" in said


def test_names_given_are_used_and_others_written_as_words():
    said = texts(contact_matrix(contacts(("hiring_manager", "?")), names={"hiring_manager": "Line manager"}))
    assert "role unknown" in said
    assert "hiring manager" not in " ".join(said)
    assert any(text.replace("\n", " ") == "Line manager" for text in said)


def test_an_analysis_is_drawn_with_the_definitions_titles():
    rows = [activation(CONTACT, "violated", "2026-03-02 15:00", event_id="m-1")]
    log = log_of(("m-1", message("candidate", "hiring_manager")))
    ax = contact_matrix(analysis(definition(CONTACT, contacts=[("candidate", "recruiter")]), rows, log=log))
    assert {"1", "1 off", "Recruiting coordinator"} <= set(texts(ax))


def test_no_contacts_are_said_in_a_sentence():
    ax = contact_matrix(contacts(()))
    assert "The definition lists no contacts" in " ".join(texts(ax))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(contacts(), id="typical"),
        pytest.param(contacts(("candidate", "recruiter"), most=3), id="tiny"),
        pytest.param(contacts(()), id="empty"),
        pytest.param(contacts(long_names(6)), id="30-character names"),
        pytest.param(contacts(("averyveryverylongsingleword0001", "b", "c")), id="a long word"),
        pytest.param(contacts(most=9_000_000), id="millions"),
        pytest.param(contacts(long_names(40)), id="40 roles"),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(table):
    ax = contact_matrix(table)
    assert overlaps(ax) == []
    assert outside(ax) == []
    assert not turned_overlaps(ax)


def test_the_callers_table_stays_as_it_is():
    table = contacts()
    before = table.copy()
    contact_matrix(table)
    assert table.equals(before)

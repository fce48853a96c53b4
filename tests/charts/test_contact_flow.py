"""The flow of messages: its bands, their order, and what is left out."""

from __future__ import annotations

import pytest

from analyzer.charts import contact_flow
from tests.charts.tables import contacts, long_names, texts
from tests.insights.fakes import CONTACT, activation, analysis, definition, log_of, message


def table(*rows):
    """One row for each (sender, recipient, allowed, off the graph, undecided)."""
    made = contacts(("a", "b")).head(1).loc[[0] * len(rows)].reset_index(drop=True)
    made["sender_role"], made["recipient_role"], made["allowed"], made["off_graph"], made["undecided"] = zip(
        *rows, strict=True
    )
    return made.assign(messages=made["allowed"] + made["off_graph"] + made["undecided"])


SMALL = table(("a", "b", 30, 4, 2), ("a", "c", 10, 0, 0), ("b", "a", 6, 0, 0), ("c", "b", 0, 3, 0), ("c", "a", 0, 0, 0))


def bands(ax):
    """Where each band begins on the left and on the right, and how high it is."""
    found = {}
    for patch in ax.patches:
        if ">" in str(patch.get_label()):
            corners = patch.get_path().vertices
            found[patch.get_label()] = (corners[0, 1], corners[3, 1], corners[4, 1] - corners[3, 1])
    return found


def bars(ax):
    return {bar.get_label(): bar for bar in ax.patches if ">" not in str(bar.get_label())}


def test_a_band_is_as_high_as_it_has_messages():
    high = {name: band[2] for name, band in bands(contact_flow(SMALL)).items()}
    assert high == pytest.approx({"a>b allowed": 30, "a>b undecided": 2, "a>b off_graph": 4, "a>c allowed": 10,
                                  "b>a allowed": 6, "c>b off_graph": 3})  # fmt: skip


def test_bands_of_a_role_lie_one_after_another_within_its_bar():
    ax = contact_flow(SMALL)
    left, right = bars(ax)["from a"], bars(ax)["to b"]
    leaving = sorted(band[0] - left.get_y() for name, band in bands(ax).items() if name.startswith("a>"))
    reaching = sorted(band[1] - right.get_y() for name, band in bands(ax).items() if ">b" in name)
    assert (leaving, left.get_height()) == (pytest.approx([0, 30, 32, 36]), 46)
    assert (reaching, right.get_height()) == (pytest.approx([0, 30, 32, 36]), 39)


def test_off_the_graph_differs_in_hatch_and_outline_not_only_in_colour():
    looks = {
        str(patch.get_label()): (patch.get_hatch(), patch.get_linewidth()) for patch in contact_flow(SMALL).patches
    }
    assert looks["a>b off_graph"] == ("////", 1.3)
    assert looks["a>b undecided"][0] == "...."
    assert looks["a>b allowed"] == (None, 0.5)


def test_a_role_says_its_messages_and_those_off_the_graph():
    assert {"a\n46, 4 off", "b\n39, 7 off", "c\n3, 3 off", "b\n6", "c\n10", "a\n6"} <= set(texts(contact_flow(SMALL)))


def test_both_sides_stand_in_the_order_of_the_table():
    ax = contact_flow(table(("a", "c", 5, 0, 0), ("b", "a", 5, 0, 0), ("c", "b", 5, 0, 0)))
    for side in ("from", "to"):
        tops = {name: bar.get_y() for name, bar in bars(ax).items() if str(name).startswith(side)}
        assert sorted(tops, key=tops.get) == [f"{side} {role}" for role in "abc"]


def test_of_many_bands_the_widest_of_each_kind_are_drawn_and_the_bars_count_all():
    made = contacts(long_names(12), seed=5)
    ax = contact_flow(made)
    drawn = {name.split()[0] for name in bands(ax) if name.endswith(" allowed")}
    assert len(drawn) == 60
    left = made["sender_role"] + ">" + made["recipient_role"]
    assert made.loc[left.isin(drawn), "allowed"].min() >= made.loc[~left.isin(drawn), "allowed"].max()
    assert sum(bar.get_height() for bar in bars(ax).values()) == 2 * made["messages"].sum()
    assert "the 60 widest bands of each kind are drawn; the bars count all" in "\n".join(texts(ax))


def test_of_many_roles_those_with_most_messages_are_drawn():
    rows = [(f"r{at:02d}", "hub", at + 1, 0, 0) for at in range(50)]
    ax = contact_flow(table(*rows))
    assert set(bars(ax)) == {"to hub", *(f"from r{at}" for at in range(10, 50))}
    assert "40 roles on a side shown; not drawn: 55 messages" in "\n".join(texts(ax))


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        pytest.param(contacts(()), "The definition lists no contacts, so no message was judged.", id="no contacts"),
        pytest.param(table(("a", "b", 0, 0, 0)), "No message between two roles was judged.", id="no messages"),
    ],
)
def test_nothing_is_said_in_a_sentence(made, sentence):
    assert sentence in texts(contact_flow(made))


def test_an_analysis_is_drawn_with_the_definitions_titles():
    log = log_of((f"{CONTACT.id}-2026-03-03", message("candidate", "coordinator")))
    made = analysis(definition(CONTACT, contacts=[("candidate", "recruiter")]),
                    [activation(CONTACT, "violated", "2026-03-03")], log=log)  # fmt: skip
    ax = contact_flow(made)
    assert bands(ax)["candidate>coordinator off_graph"][2] == 1
    assert "Recruiting coordinator\n1, 1 off" in texts(ax)

"""Every chart that the package has: drawn for empty, tiny, typical and huge input, and its numbers against its table.

The charts are those of `charts.__all__`, so that a new one cannot be forgotten here.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analyzer as hpa
from analyzer import charts, insights
from analyzer.analysis.columns import EVENTS, FINDINGS
from analyzer.charts.canvas import KINDS
from tests.charts import test_beyond_chance as funnel_plot, test_case_swimlane as lanes, test_process_graph as graphs
from tests.charts.tables import (
    ages,
    contacts,
    excuses,
    funnel,
    long_names,
    places,
    rules,
    stages,
    texts,
    unreadable,
    waits,
    weeks,
)
from tests.insights.fakes import frame

ROOT = Path(__file__).parents[2]
CHARTS = {
    name: made
    for name in charts.__all__
    if inspect.isfunction(made := getattr(charts, name)) and "ax" in inspect.signature(made).parameters
}
MANY = long_names(40)
THOUSANDS = 100_000
KIND = {
    "beyond_chance": "activity",
    "case_swimlane": "activity",
    "contact_flow": "activity",
    "contact_matrix": "activity",
    "excuses_used": "activity",
    "findings_by_week": "activity",
    "open_cases": "snapshot",
    "process_graph": "activity",
    "response_times": "cohort",
    "rules_broken": "activity",
    "stage_by_topic": "activity",
    "stage_funnel": "cohort",
    "stage_times": "cohort",
}
TABLE = {"contact_flow": insights.contact_matrix, "rules_broken": insights.rules_table,
         "process_graph": insights.process_graph}  # fmt: skip
"""The insight that feeds a chart, where its name is not the chart's."""


@cache
def sample():
    log = hpa.read_log(ROOT / "sample_data" / "quarter.csv")
    return hpa.analyze(log, hpa.read_definition("in-house"), as_of="2026-04-01")


def typical(name):
    """The sample: of the timeline one case with findings, of all others the analysis."""
    return sample().case("APP-0238") if name == "case_swimlane" else sample()


def long_case():
    start, roles = pd.Timestamp("2026-01-05", tz="UTC"), np.array(MANY)
    at = np.arange(THOUSANDS)
    return pd.DataFrame(
        {
            "case_id": "APP-0001",
            "event_id": [f"m-{number:06d}" for number in at],
            "timestamp": start + pd.to_timedelta(at * 7, unit="min"),
            "activity": "message",
            "sender_role": roles[at % 40],
            "recipient_roles": roles[(at * 7 + 1) % 40],
        }
    )


def many_ways():
    """The contact graph of forty roles, of which all write to one and a few to each other."""
    table, names, gatekeeper = graphs.many(40, share=0.02)
    return table, {"names": names, "gatekeeper": gatekeeper}


def many_waits():
    return waits(*[(name, 2.0, "business days") for name in MANY], n=THOUSANDS // 40, title=" ".join(MANY[:2]))


def many_excuses():
    return excuses(*[(name, 9000, {f"{name}-{at}": at for at in range(THOUSANDS // 40)}) for name in MANY])


def many_weeks():
    table = weeks(60, findings=5)
    return table.loc[table.index.repeat(THOUSANDS // len(table) + 1)].reset_index(drop=True)


INPUTS = {
    "beyond_chance": (
        lambda: funnel_plot.groups(),
        lambda: funnel_plot.groups(("A", 10, 1, "")),
        lambda: funnel_plot.many(THOUSANDS, marked=40, biggest=2000, name=MANY[0] + "{}"),
    ),
    "case_swimlane": (
        lambda: frame(EVENTS, []),
        lambda: (frame(EVENTS, lanes.EVENTS_OF_CASE[1:2]), {"findings": frame(FINDINGS, [])}),
        long_case,
    ),
    "contact_flow": (lambda: contacts(()), lambda: contacts().query("messages > 0").head(1), lambda: contacts(MANY)),
    "contact_matrix": (lambda: contacts(()), lambda: contacts().query("messages > 0").head(1), lambda: contacts(MANY)),
    "excuses_used": (lambda: excuses(), lambda: excuses(("Rule", 3, {"away": 1})), many_excuses),
    "findings_by_week": (lambda: weeks(0), lambda: weeks(1).head(1), many_weeks),
    "open_cases": (lambda: ages(0), lambda: ages(1), lambda: ages(THOUSANDS, stages=MANY)),
    "process_graph": (
        lambda: graphs.graph(("a", "b", "any topic", 3, 0, 0)).head(0),
        lambda: graphs.graph(("a", "b", "any topic", 3, 0, 0)),
        many_ways,
    ),
    "response_times": (lambda: waits(("x", 2.0, "hours")).head(0), lambda: waits(("x", 2.0, "hours"), n=1),
                       many_waits),
    "rules_broken": (lambda: rules(0), lambda: rules(1), lambda: rules(2000, title=MANY[0])),
    "stage_by_topic": (
        lambda: places((), ()),
        lambda: places(("applied",), ("",)),
        lambda: places(long_names(300), long_names(334)),
    ),
    "stage_funnel": (lambda: funnel(), lambda: funnel("applied", n=1), lambda: funnel(*long_names(45), n=THOUSANDS)),
    "stage_times": (
        lambda: stages(),
        lambda: stages({"stage": "applied", "stays": 1, "cases": 1}),
        lambda: stages(*({"stage": name, "stays": THOUSANDS} for name in long_names(45))),
    ),
}  # fmt: skip
SIZES = ("empty", "tiny", "typical", "huge")
EACH = [pytest.param(name, size, id=f"{name}-{size}") for name in CHARTS for size in SIZES]


@cache
def given(name, size):
    if size == "typical":
        return typical(name), {}
    made = dict(zip(("empty", "tiny", "huge"), INPUTS[name], strict=True))[size]()
    return made if isinstance(made, tuple) else (made, {})


def draw(name, size, **options):
    table, more = given(name, size)
    return CHARTS[name](table, **more, **options)


drawn = cache(draw)  # what tests look at and do not change


@cache
def svg_of(name, size):
    return charts.to_svg(drawn(name, size))


def table_of(name):
    return TABLE.get(name, getattr(insights, name, None))(sample())


def test_every_chart_is_drawn_here_and_has_a_table_of_the_same_package():
    assert set(INPUTS) == set(KIND) == set(NUMBERS) == set(CHARTS)
    assert len(CHARTS) == 13


@pytest.mark.parametrize(("name", "size"), EACH)
def test_a_chart_of_any_size_can_be_read_and_says_its_kind(name, size):
    ax = draw(name, size)  # its own: how coarse the screen is changes here
    assert ax.get_title(loc="left").endswith("?")
    assert any(text.startswith(KINDS[KIND[name]]) for text in texts(ax))
    assert str(ax.get_label()).startswith(KINDS[KIND[name]])
    assert unreadable(ax) == []


@pytest.mark.parametrize(
    ("name", "size"),
    [pytest.param(*one.values, id=one.id, marks=[pytest.mark.deep] * ("huge" in one.values)) for one in EACH],
)
def test_a_chart_has_the_same_bytes_in_two_runs(name, size):
    """PNGs of the sample are compared in `tests/cli/test_same_bytes.py`."""
    again = draw(name, size)
    assert svg_of(name, size) == charts.to_svg(again)
    if size in ("empty", "tiny"):
        assert charts.to_png(drawn(name, size), dpi=72) == charts.to_png(again, dpi=72)


@pytest.mark.parametrize("name", CHARTS)
def test_without_data_a_chart_says_so_in_a_sentence(name):
    ax = drawn(name, "empty")
    assert [text for text in texts(ax) if re.fullmatch(r"[A-Z][^?]+\.", text)]
    assert not ax.patches
    assert not ax.lines


@pytest.mark.parametrize("name", CHARTS)
def test_an_analysis_and_its_table_give_the_same_chart(name):
    if name in ("case_swimlane", "process_graph", "contact_flow", "contact_matrix", "stage_by_topic"):
        pytest.skip("of an analysis these take the titles of the definition too")
    assert charts.to_svg(CHARTS[name](table_of(name))) == svg_of(name, "typical")


# ---------------------------------------------------------------- the page about the charts


def section_of(name):
    page = (ROOT / "docs" / "charts.md").read_text(encoding="utf-8")
    (found,) = [part for part in page.split("\n## ")[1:] if f"`charts.{name}(" in part]
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_the_page_about_charts_shows_each_with_its_question_its_table_and_what_it_does_not_say(name):
    section = section_of(name)
    assert section.splitlines()[0] == drawn(name, "typical").get_title(loc="left")
    assert KINDS[KIND[name]] in section
    table = TABLE[name].__name__ if name in TABLE else name
    assert name == "case_swimlane" or f"`insights.{table}`" in section
    assert "**Counts:**" in section
    assert "**Does not say:**" in section
    shown = re.findall(r"!\[.+\]\((charts/[a-z_]+\.png)\)", section)
    assert f"charts/{name}.png" in shown
    for path in shown:
        picture = (ROOT / "docs" / path).read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) < 61_440


def test_no_picture_of_the_page_is_left_over():
    page = (ROOT / "docs" / "charts.md").read_text(encoding="utf-8")
    pictures = {path.name for path in (ROOT / "docs" / "charts").glob("*.png")}
    assert pictures == set(re.findall(r"\(charts/([a-z_]+\.png)\)", page))


# ---------------------------------------------------------------- the numbers on the Axes


def bars(ax):
    """Lengths of the bars of each container, by its label."""
    return {str(bars.get_label()): [round(float(bar.get_width()), 9) for bar in bars] for bars in ax.containers}


def marks(ax, label):
    (line,) = [line for line in ax.lines if line.get_label() == label]
    return [tuple(map(float, point)) for point in line.get_xydata()]


def numbers_of_beyond_chance(ax):
    named = table_of("beyond_chance").query("group != ''")
    drawn = [point for side in ("more", "fewer", "within") for point in marks(ax, side)]
    assert sorted(drawn) == sorted(zip(named["cases"].astype(float), named["share"], strict=True))


def numbers_of_case_swimlane(ax):
    case = typical("case_swimlane")
    messages = case.events[case.events["activity"] == "message"]
    written = [role != sender for sender, to in zip(messages["sender_role"], messages["recipient_roles"], strict=True)
               for role in lanes.cells(to)]  # fmt: skip
    assert len(lanes.arrows(ax)) == sum(written)
    said = sum(text.strip().startswith("▲") for text in texts(ax))
    assert said == (case.findings["verdict"] == "violated").sum() > 0


def numbers_of_contact_flow(ax):
    drawn = {}
    for band in ax.patches:
        label, corners = str(band.get_label()), band.get_path().vertices
        if ">" in label:
            drawn[label] = round(corners[4, 1] - corners[3, 1], 6)
            assert round(corners[7, 1] - corners[0, 1], 6) == drawn[label], "as high at both ends"
    rows = table_of("contact_flow").to_dict("records")
    expected = {
        f"{row['sender_role']}>{row['recipient_role']} {kind}": row[kind]
        for row in rows
        for kind in ("allowed", "undecided", "off_graph")
        if row[kind]
    }
    assert drawn == expected
    wide = {str(bar.get_label()): bar.get_height() for bar in ax.patches if ">" not in str(bar.get_label())}
    assert sum(wide.values()) == 2 * sum(expected.values())


def numbers_of_contact_matrix(ax):
    at = {str(cell.get_label()): cell.get_xy() for cell in ax.patches if ">" in str(cell.get_label())}
    for row in table_of("contact_matrix").to_dict("records"):
        x, y = at[f"{row['sender_role']}>{row['recipient_role']}"]
        inside = [
            text.get_text()
            for text in ax.texts
            if (text.get_position()[0], int(text.get_position()[1])) == (x + 0.5, y)
        ]
        counts = ((row["messages"], "{:,}"), (row["off_graph"], "{} off"), (row["undecided"], "{} unclear"))
        assert inside == [said.format(number) for number, said in counts if number]


def numbers_of_excuses_used(ax):
    assert bars(ax) == {"excused": table_of("excuses_used")["activations"].tolist()}


def numbers_of_findings_by_week(ax):
    table = table_of("findings_by_week")
    for container in ax.containers:
        severity = str(container.get_label()).split()[0]
        expected = table[table["severity"] == severity].groupby("week")["findings"].sum()
        assert [bar.get_height() for bar in container] == expected.tolist()
    sums = table.groupby("week")[["findings", "judged"]].sum().astype(int)
    (whiskers,) = [lines for lines in ax.collections if lines.get_label() == "_95% interval"]
    for (found, judged), line in zip(sums.itertuples(index=False), whiskers.get_segments(), strict=True):
        low, high = insights.wilson(found, judged)
        assert line[:, 1] == pytest.approx([low * judged, high * judged])


def numbers_of_open_cases(ax):
    table = table_of("open_cases")
    bands = pd.cut(table["days_open"], [0, 7, 14, 30, 60, np.inf], right=False)
    expected = pd.crosstab(table["stage"], bands).loc[table["stage"].unique()]
    assert list(bars(ax).values()) == expected.T.to_numpy().tolist()
    assert [label.get_text() for label in ax.get_yticklabels()] == list(table["stage"].unique())


def numbers_of_process_graph(ax):
    found = insights.arrows(table_of("process_graph"))
    counts = [number for arrow in found for number in (arrow.messages, arrow.back) if number]
    assert len(ax.lines) == len(found)
    said = sorted(
        int(number.replace(",", "")) for text in texts(ax) for number in re.findall(r"^[\d,]+(?= off$| \(|$)", text)
    )
    assert said == sorted(counts)


def numbers_of_response_times(ax):
    for row in insights.median_waits(sample()).to_dict("records"):
        key = f"{row['rule']}/{row['owner_role']}"
        for name, share in (("quarter", 0.75), ("median", 0.5), ("three_quarters", 0.25)):
            assert marks(ax, f"{key}/{name}") == [(row[name], share)]
    table = table_of("response_times")
    for (rule, role), rows in table.groupby(["rule", "owner_role"]):
        curve = dict(zip(rows["waited"], rows["share_waiting"], strict=True))
        drawn = marks(ax, f"{rule}/{role}")[1:-1]
        assert len(drawn) > 50
        assert all(curve[x] == y for x, y in drawn)


def numbers_of_rules_broken(ax):
    table = table_of("rules_broken")
    let_off = (table["excused"] + table["waived"]).tolist()
    expected = {name: table[column].tolist() for name, column in
                (("open", "violated"), ("settled since", "settled"), ("undecided", "undecided"),
                 ("time still running", "pending"))}  # fmt: skip
    assert bars(ax) == expected | {"excused or waived": let_off}


def numbers_of_stage_by_topic(ax):
    table = table_of("stage_by_topic")
    at = {str(cell.get_label()): cell.get_xy() for cell in ax.patches if ">" in str(cell.get_label())}
    said = {text.get_position(): text.get_text() for text in ax.texts}
    for row in table.query("messages > 0").to_dict("records"):
        x, y = at[f"{row['stage']}>{row['topic']}"]
        assert said[x + 0.5, y + 0.45] == f"{row['off_ways']:,} of {row['messages']:,}"


def numbers_of_stage_funnel(ax):
    table = table_of("stage_funnel")
    columns = {"went on": "went_on", "closed there": "closed", "still there": "still", "open elsewhere": "elsewhere"}
    expected = {name: table[column].tolist() for name, column in columns.items()}
    assert bars(ax) == expected | {"closing stage": table["reached"].where(table["closes"], 0).tolist()}
    assert "179 of 509 went on, 35.2% (95%: 31.1% to 39.4%); 175 open" in "\n".join(texts(ax))


def numbers_of_stage_times(ax):
    table = table_of("stage_times")
    for name in ("quarter", "median", "three_quarters", "ninety", "limit"):
        expected = list(zip(table[name], np.arange(len(table), dtype=float), strict=True))
        assert np.allclose(marks(ax, name), expected, equal_nan=True)


NUMBERS = {
    name.removeprefix("numbers_of_"): check for name, check in globals().items() if name.startswith("numbers_of_")
}


@pytest.mark.parametrize("name", CHARTS)
def test_the_numbers_on_the_axes_are_those_of_the_table(name):
    NUMBERS[name](drawn(name, "typical"))

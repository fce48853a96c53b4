"""Slips in a notebook are answered in the project's words; an analysis can be put away and taken up."""

from __future__ import annotations

import pickle

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import analyzer as hpa
from analyzer import charts
from analyzer.errors import UsageError
from tests.analysis.logs import ROWS, definition, log_of

AS_OF = "2026-03-09"


@pytest.fixture(scope="module")
def analysis():
    return hpa.analyze(log_of(*ROWS), definition(), as_of=AS_OF)


WAIVERS = """
- {id: agreed, rule: bypass, case: any, from: 2026-03-01, until: 2026-03-08, granted_by: ops, reason: agreed}
"""


# ---------------------------------------------------------------- what is given by mistake


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda a: a.under("in-house"), r"\.under needs a definition, not a text; .*read_definition\('in-house'\)"),
        (lambda a: a.compare(a.definition), r"needs an analysis, not a Definition; .*analysis\.under\(definition\)"),
        (lambda a: a.case(17), r"analysis\.case needs the id of a case as a text, not an int"),
        (lambda a: a.where(case=17), r"case takes a text or several, not an int"),
        (lambda a: hpa.waive(a, "waivers.yaml"), r"waive needs waivers, not a text; .*read_waivers\("),
        (lambda _: hpa.lint("in-house"), r"lint needs a definition, not a text; .*read_definition\('in-house'\)"),
        (lambda _: hpa.run_examples("p.yaml"), r"run_examples needs a definition, not a text"),
        (lambda _: hpa.run_mutants("p.yaml"), r"run_mutants needs a definition, not a text"),
        (lambda _: hpa.discover("q1.csv"), r"discover needs an event log, not a text; .*read_log\('q1.csv'\)"),
        (lambda _: hpa.discover(pd.DataFrame()), r"discover needs an event log, not a DataFrame; .*log_from_frame"),
        (lambda a: hpa.read_definition(a.definition), r"needs a preset's name or a path, not a Definition"),
    ],
    ids=["under-name", "compare-definition", "case-number", "where-number", "waive-path", "lint-name",
         "examples-path", "mutants-path", "discover-path", "discover-frame", "definition-twice"],
)  # fmt: skip
def test_a_thing_of_another_kind_is_refused_with_the_call_that_makes_the_right_one(analysis, call, said):
    with pytest.raises(TypeError, match=said):
        call(analysis)


def test_a_rule_s_limit_is_no_field_of_the_rule_and_the_message_says_where_it_is_changed():
    with pytest.raises(UsageError, match=r"a rule has no field 'within'; it has id, .*with_limit\("):
        definition().replace_rule("bypass", within="1 hour")
    with pytest.raises(UsageError, match=r"no rule 'bypas'; did you mean 'bypass'"):
        definition().replace_rule("bypas", unless=())
    with pytest.raises(KeyError, match=r"no rule 'bypas'; did you mean 'bypass'"):
        definition().rule("bypas")


@pytest.mark.parametrize("several", [pd.Series, pd.Index, np.array, set, iter], ids=lambda made: made.__name__)
def test_a_filter_takes_whatever_holds_several_names(analysis, several):
    ids = analysis.cases["case_id"].head(2).tolist()
    assert analysis.where(case=several(ids)).cases["case_id"].tolist() == ids


# ---------------------------------------------------------------- charts

CHART = sorted(set(charts.__all__) - {"DARK", "LIGHT", "Theme", "to_png", "to_svg"})


@pytest.mark.parametrize("name", CHART)
def test_a_chart_says_what_it_is_drawn_from_and_on(analysis, name):
    chart = getattr(charts, name)
    source = analysis.case("A") if name == "case_swimlane" else analysis
    makes = r"a case, such as" if name == "case_swimlane" else r"an analysis.*, or a table as insights\.\w+ makes it"
    for slip in ("q1.csv", analysis.log):
        with pytest.raises(TypeError, match=rf"charts\.{name} needs {makes}.*, not an? (text|EventLog)$"):
            chart(slip)
    with pytest.raises(UsageError, match=rf"charts\.{name}: the table has no(t the)? column.*; it needs {makes}"):
        chart(pd.DataFrame({"a": [1]}))
    with pytest.raises(TypeError, match=rf"charts\.{name} draws on Axes, not on a Figure; .*add_subplot\(\)"):
        chart(source, ax=Figure())
    with pytest.raises(TypeError, match=r"not on a ndarray; give one of them: ax=axes\[0\]"):
        chart(source, ax=Figure().subplots(1, 2))


def test_the_graph_of_contacts_is_drawn_of_a_definition_too():
    assert charts.process_graph(definition()).get_title(loc="left") == "Who may write to whom?"


def test_charts_change_neither_settings_nor_tables(analysis):
    settings, findings = dict(mpl.rcParams), analysis.findings.copy(deep=True)
    options = {name: pd.get_option(name) for name in ("display.max_colwidth", "display.max_columns", "display.width")}
    for name in CHART:
        axes = Figure().add_subplot()
        given = analysis.case("A") if name == "case_swimlane" else analysis
        assert getattr(charts, name)(given, ax=axes) is axes
    assert dict(mpl.rcParams) == settings
    assert {name: pd.get_option(name) for name in options} == options
    pd.testing.assert_frame_equal(analysis.findings, findings)


# ---------------------------------------------------------------- put away and taken up


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda a: a, id="whole"),
        pytest.param(lambda a: a.where(rule="bypass").where(case=["A"]), id="filtered-twice"),
        pytest.param(lambda a: a.cut_for("recruiter", a.recipients("recruiter")["recipient"].iloc[0]), id="cut"),
        pytest.param(
            lambda a: hpa.waive(a, hpa.review.parse_waivers(WAIVERS, path="w.yaml", definition=a.definition)),
            id="waived",
        ),
    ],
)
def test_an_analysis_can_be_pickled_and_goes_on_as_before(analysis, made):
    given = made(analysis)
    back = pickle.loads(pickle.dumps(given))
    assert repr(back) == repr(given)
    pd.testing.assert_frame_equal(back.findings, given.findings)
    pd.testing.assert_frame_equal(back.under(back.definition).findings, given.findings)
    assert back.notes == given.notes

"""The swim-lane of a case: lanes, arrows, marks, words, in both spacings."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest

from analyzer.analysis.columns import EVENTS, FINDINGS
from analyzer.charts import case_swimlane
from analyzer.charts.lanes import cells, lay_out, spread
from tests.charts.tables import long_names, outside, overlaps, texts, turned_overlaps
from tests.insights.fakes import CONTACT, activation, definition, duty, forbid, frame, utc

PAST = replace(forbid("past-recruiter"), title="Candidate asks the hiring manager for status, past the recruiter")
ANSWER = replace(duty("answer", "2 business days"), title="Recruiter answers a status question")
DEFINITION = definition(PAST, ANSWER, CONTACT)


def event(number, timestamp, activity="message", sender="", to="", **cells):
    return {
        "case_id": "APP-0042", "event_id": f"m-{number}", "timestamp": utc(timestamp), "activity": activity,
        "sender_role": sender, "recipient_roles": to, **cells,
    }  # fmt: skip


IN_SCREENING, IN_INTERVIEW = {"stage": "screening"}, {"stage": "interview", "channel": "email"}
BYPASS = {"to": "hiring_manager", "copied_roles": "recruiter", "topics": "thank_you;status_inquiry"}
EVENTS_OF_CASE = [
    event(0, "2026-03-02 15:00", "stage", **IN_SCREENING),
    event(1, "2026-03-03 15:00", sender="candidate", to="recruiter", topics="status_inquiry", **IN_SCREENING),
    event(2, "2026-03-06 15:00", "stage", stage="interview"),
    event(3, "2026-03-06 16:00", "interview", "hiring_manager", "candidate", stage="interview"),
    event(4, "2026-03-10 15:00", sender="candidate", **BYPASS, **IN_INTERVIEW),
    event(5, "2026-03-12 15:00", sender="recruiter", to="candidate;coordinator", **IN_INTERVIEW),
]
FINDINGS_OF_CASE = [
    activation(PAST, "violated", "2026-03-10 15:00", event_id="m-4", owner_role="candidate"),
    activation(CONTACT, "excused", "2026-03-10 15:00", event_id="m-4", owner_role="candidate", excuse="in-copy"),
    activation(ANSWER, "violated", "2026-03-03 15:00", event_id="m-1", owner_role="recruiter", due="2026-03-05 15:00"),
]


def swimlane(events=EVENTS_OF_CASE, findings=FINDINGS_OF_CASE, **options):
    options.setdefault("definition", DEFINITION)
    return case_swimlane(frame(EVENTS, list(events)), frame(FINDINGS, list(findings)), **options)


def lanes(events=EVENTS_OF_CASE, findings=FINDINGS_OF_CASE, *, spacing="equal", most=60):
    frames = frame(EVENTS, list(events)), frame(FINDINGS, list(findings))
    return lay_out(*frames, DEFINITION, zone="America/New_York", spacing=spacing, most=most)


def arrows(ax):
    """From lane, to lane of every arrow, from the top."""
    found = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    return [(text.xyann[0], text.xy[0]) for text in sorted(found, key=lambda text: text.xy[1])]


def marks(ax, marker, *, filled=None):
    """Lanes of the marks of one shape."""
    lines = [line for line in ax.lines if line.get_marker() == marker]
    if filled is not None:
        hollow = {"none", "#ffffff"}
        lines = [line for line in lines if (line.get_markerfacecolor() not in hollow) is filled]
    return [float(line.get_xdata()[0]) for line in lines]


def bands(ax):
    return [patch.get_label() for patch in ax.patches if str(patch.get_label()).startswith("stage/")]


@dataclass
class FakeCase:
    events: pd.DataFrame
    findings: pd.DataFrame
    zone: str = "America/New_York"


def test_the_title_is_the_question_and_below_it_is_which_case():
    ax = swimlane()
    assert ax.get_title(loc="left") == "How did this application move?"
    below = "APP-0042: 6 events, 3 messages; 2 open findings (▲)\n2 Mar 2026 to 12 Mar 2026, times in America/New_York"
    assert f"Activity in the period · {below}" in texts(ax)


def test_lanes_stand_in_the_definitions_order_under_its_titles():
    labels = [label.get_text().replace("\n", " ") for label in swimlane().get_xticklabels()]
    assert labels == ["Candidate", "Recruiter", "Recruiting coordinator", "Hiring manager"]


def test_a_role_that_the_definition_does_not_know_has_a_lane_and_the_unknown_one_is_last():
    more = [event(6, "2026-03-13 15:00", sender="", to="zoo"), event(7, "2026-03-13 16:00", sender="agency", to="zoo")]
    assert lanes([*EVENTS_OF_CASE, *more]).roles[4:] == ("agency", "zoo", "?")


def test_an_arrow_runs_from_the_sender_to_every_recipient():
    assert sorted(arrows(swimlane())) == [(0, 1), (0, 3), (1, 0), (1, 2)]


def test_a_role_in_copy_is_an_open_circle():
    assert 1.0 in marks(swimlane(), "o", filled=False)
    assert 1.0 not in marks(swimlane([EVENTS_OF_CASE[3]], []), "o")


def test_an_event_that_is_no_message_is_a_diamond_in_each_partys_lane():
    ax = swimlane([EVENTS_OF_CASE[3]], [])
    assert set(marks(ax, "D", filled=True)) == {1.0}
    assert marks(ax, "D", filled=False) == [0.0]


def test_a_message_to_the_senders_own_role_is_a_ring():
    ax = swimlane([event(1, "2026-03-03 15:00", sender="recruiter", to="recruiter")], [])
    assert (arrows(ax), marks(ax, "o", filled=False)) == ([], [0.0])


def test_time_runs_down_whatever_the_order_of_the_rows():
    forth, back = lanes(), lanes(EVENTS_OF_CASE[::-1])
    assert [step.event_id for step in forth.steps] == [f"m-{number}" for number in range(6)]
    assert forth.steps == back.steps
    assert np.all(np.diff(forth.y) > 0)
    assert swimlane().yaxis_inverted()


def test_spacing_by_time_is_true_to_scale():
    y = lanes(spacing="time").y
    assert y / y[-1] == pytest.approx(np.array([0, 1, 4, 4 + 1 / 24, 8, 10]) / 10)


def test_dates_stand_beside_a_scale_of_time():
    labels = [label.get_text() for label in swimlane(spacing="time").get_yticklabels()]
    assert labels
    assert all(label.endswith(" Mar") for label in labels)
    assert swimlane().get_yticks().size == 0


def test_times_are_those_of_the_definitions_zone():
    assert any(text.strip().startswith("Tue 10 Mar 11:00") for text in texts(swimlane()))


def test_without_a_definition_times_are_those_of_the_case_view():
    case = FakeCase(frame(EVENTS, EVENTS_OF_CASE), frame(FINDINGS, FINDINGS_OF_CASE))
    ax = case_swimlane(case)
    assert any(text.strip().startswith("Tue 10 Mar 11:00") for text in texts(ax))
    assert "coordinator" in texts(ax)


def test_findings_are_said_in_words_beside_their_event():
    said = [text.strip() for text in texts(swimlane())]
    at = next(place for place, text in enumerate(said) if text.startswith("Tue 10 Mar"))
    assert said[at] == "Tue 10 Mar 11:00  thank you, status inquiry · email"
    assert said[at + 1 : at + 4] == [
        "▲ Candidate asks the hiring manager for status, past the", "recruiter (high)", "△ Contact (excused: in-copy)"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        pytest.param(None, "no answer by Thu 5 Mar 10:00", id="silent"),
        pytest.param("2026-03-12 15:00", "answered late, was due Thu 5 Mar 10:00", id="late"),
    ],
)
def test_a_missed_duty_says_when_it_was_due(answered, words):
    owed = activation(ANSWER, "violated", "2026-03-03 15:00", event_id="m-1", due="2026-03-05 15:00",
                      owner_role="recruiter", answered_at=answered)  # fmt: skip
    said = " ".join(remark.text.strip() for step in lanes(findings=[owed]).steps for remark in step.findings)
    assert said == f"▲ Recruiter answers a status question (medium), {words}"


def test_a_missed_duty_is_a_line_in_the_lane_of_each_role_that_owes():
    owed = {**FINDINGS_OF_CASE[2], "owner_role": "recruiter/hiring_manager"}
    assert marks(swimlane(findings=[owed]), "_") == pytest.approx([1.07, 3.07])


def test_open_findings_have_a_ring_and_a_heavier_arrow():
    def widths(ax):
        return {text.xyann[0]: text.arrow_patch.get_linewidth() for text in ax.texts if text.get_text() == ""}

    excused, broken = (swimlane([EVENTS_OF_CASE[4]], [FINDINGS_OF_CASE[at]]) for at in (1, 0))
    assert widths(broken)[0] > widths(excused)[0]
    assert 13 in [line.get_markersize() for line in broken.lines]
    assert 13 not in [line.get_markersize() for line in excused.lines]


def test_stages_are_bands_from_the_event_that_enters_them():
    ax = swimlane()
    assert bands(ax) == ["stage/screening", "stage/interview"]
    assert [step.enters for step in lanes().steps] == ["screening", "", "interview", "", "", ""]


def test_a_repeated_stage_is_no_new_band():
    again = event(9, "2026-03-20 15:00", "stage", stage="interview")
    assert bands(swimlane([*EVENTS_OF_CASE, again])) == ["stage/screening", "stage/interview"]


def test_of_a_long_case_events_with_findings_and_the_latest_are_shown():
    many = chain(500, ["candidate", "recruiter"])
    found = activation(PAST, "violated", "2026-01-05", event_id="m-100", owner_role="candidate")
    laid_out = lanes(many, [found], most=10)
    assert [step.event_id for step in laid_out.steps] == ["m-100", *(f"m-{at}" for at in range(491, 500))]
    assert [step.skipped for step in laid_out.steps] == [100, 390, *[0] * 8]
    said = " ".join(texts(swimlane(many, [found], most=10)))
    assert "⋮ 390 events not shown" in said
    assert "not shown: 490 more events" in said


@pytest.mark.parametrize("options", [{"spacing": "wide"}, {"most": 0}])
def test_options_that_cannot_be_meant_are_refused(options):
    with pytest.raises(ValueError, match="spacing"):
        swimlane(**options)


def test_a_case_without_events_is_said_in_a_sentence():
    assert "The case has no events before the horizon." in texts(swimlane([], []))


def test_events_at_one_instant_are_no_trouble_on_a_scale_of_time():
    same = [event(at, "2026-03-03 15:00", sender="candidate", to="recruiter") for at in range(4)]
    assert overlaps(swimlane(same, [], spacing="time")) == []


def test_a_frame_with_few_columns_will_do():
    few = frame(EVENTS, EVENTS_OF_CASE)[["event_id", "timestamp", "activity", "sender_role", "recipient_roles"]]
    assert len(arrows(case_swimlane(few))) == 4


@pytest.mark.parametrize(
    ("value", "roles"),
    [
        pytest.param("a;b", ("a", "b"), id="text"),
        pytest.param(" a ; ;a", ("a",), id="blanks and repetitions"),
        pytest.param(["b", "a"], ("b", "a"), id="list"),
        pytest.param({"b", "a"}, ("a", "b"), id="set, sorted"),
        pytest.param(None, (), id="none"),
        pytest.param(float("nan"), (), id="nan"),
    ],
)
def test_cells_that_hold_several_values_are_read(value, roles):
    assert cells(value) == roles


def test_labels_move_down_only_as_far_as_they_must():
    assert spread(np.array([0, 0.5, 0.6, 9]), np.array([1, 2, 1, 1])).tolist() == [0, 1, 3, 9]
    assert spread(np.zeros(0), np.zeros(0)).tolist() == []


MANY = long_names(40)
TO_FOUR = {"sender": MANY[0], "to": ";".join(MANY[1:5])}


def chain(n, roles):
    """Messages, one every 90 minutes, each from one role to another."""
    start = utc("2026-03-01")
    return [
        event(at, "2026-03-01", sender=roles[at % len(roles)], to=roles[(at * 7 + 1) % len(roles)])
        | {"timestamp": start + pd.Timedelta(minutes=90 * at)}
        for at in range(n)
    ]


@pytest.mark.parametrize("spacing", ["equal", "time"])
@pytest.mark.parametrize(
    ("events", "findings"),
    [
        pytest.param(EVENTS_OF_CASE, FINDINGS_OF_CASE, id="typical"),
        pytest.param(EVENTS_OF_CASE[:1], [], id="no lane"),
        pytest.param([event(1, "2026-03-03 15:00", sender="recruiter", to="recruiter")], [], id="one lane"),
        pytest.param([event(1, "2026-03-03 15:00", **TO_FOUR)], [], id="30-character names"),
        pytest.param(chain(40, MANY), [], id="40 lanes"),
        pytest.param(chain(200, ["candidate", "recruiter"]), [], id="many events"),
    ],
)
def test_no_text_covers_another_or_leaves_the_figure(events, findings, spacing):
    ax = swimlane(events, findings, spacing=spacing)
    assert overlaps(ax) == []
    assert outside(ax) == []
    assert not turned_overlaps(ax)

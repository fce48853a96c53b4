"""Mistakes in roles, topics, stages, the calendar and the names of events and excuses are told like all others."""

from __future__ import annotations

import pytest

from tests.definitions.texts import BASE, problems_of, said


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("format: 1", "format: 2", "1:9 D108 `format` must be one of 1, not '2'", id="format"),
        pytest.param("process: mini\n", "", "1:1 D103 a definition lacks 'process'", id="process"),
        pytest.param(
            "gatekeeper: recruiter", "gatekeeper: recuiter", "3:13 D104 unknown role 'recuiter'", id="gatekeeper"
        ),
        pytest.param(
            "{candidate: Candidate",
            "{candidate: Candidate, any: Anyone",
            "4:31 D110 'any' cannot be the name of a role",
            id="role-any",
        ),
        pytest.param(
            "[email, phone]", "[email, phone, email]", "5:26 D101 channel 'email' is declared twice", id="channel-twice"
        ),
        pytest.param(
            "[email, phone]",
            "[email, 'phone; text']",
            "5:19 D110 the name of a channel cannot hold ';': 'phone; text'",
            id="channel-with-separator",
        ),
        pytest.param(
            "thanks: Says thanks",
            "guarded: Says",
            "6:35 D110 'guarded' cannot be the name of a topic",
            id="topic-guarded",
        ),
        pytest.param(
            "thanks: Says thanks",
            "thanks: {title: Says, phrases: ['(a']}",
            "6:67 D114 not an RE2 pattern: missing ): (a in topic 'thanks'",
            id="phrase",
        ),
        pytest.param(
            "thanks: Says thanks",
            "thanks: {title: Says, phrases: ['(?=a)b']}",
            "6:67 D114 not an RE2 pattern: invalid perl operator: (?= in topic 'thanks'",
            id="look-around",
        ),
        pytest.param(
            "thanks: Says thanks",
            "thanks: {title: Says, phrases: ['a*']}",
            "6:67 D114 the phrase 'a*' would match every text in topic 'thanks'",
            id="phrase-for-everything",
        ),
        pytest.param(
            "guarded: [status, terms]",
            "guarded: [statsu]",
            "7:11 D104 unknown topic 'statsu' in `guarded`",
            id="guarded",
        ),
        pytest.param(
            "guarded: [status, terms]",
            "guarded: any",
            "7:10 D108 `any` does not say which topics in `guarded`",
            id="guarded-any",
        ),
        pytest.param("next: [hired]", "next: [hird]", "8:59 D104 unknown stage 'hird' in stage 'interview'", id="next"),
        pytest.param(
            "hired: {closes: true}",
            "close: {closes: true}",
            "8:68 D110 'close' cannot be the name of a stage",
            id="stage-close",
        ),
        pytest.param(
            "America/New_York",
            "America/New_Yorck",
            "9:22 D113 there is no time zone 'America/New_Yorck' in the calendar",
            id="zone",
        ),
        pytest.param(
            '"09:00-17:00"', '"9-17"', "9:58 D113 '9' in '9-17' is not a time of day in the calendar", id="hours"
        ),
        pytest.param(
            '"09:00-17:00"',
            '"17:00-09:00"',
            "9:58 D113 '17:00-09:00' ends before it starts in the calendar",
            id="night",
        ),
        pytest.param(
            '"09:00-17:00"',
            '"09:00-13:00", "12:00-17:00"',
            "9:11 D113 monday: 09:00-13:00 and 12:00-17:00 overlap in the calendar",
            id="overlap",
        ),
        pytest.param("mon-fri:", "monfri:", "9:48 D113 there is no day 'monfri' in 'monfri' in the calendar", id="day"),
        pytest.param(
            '["09:00-17:00"]',
            '["09:00-17:00"], tue: "10:00-12:00"',
            "9:74 D101 Tuesday has hours twice: under 'mon-fri' and 'tue' in the calendar",
            id="day-twice",
        ),
        pytest.param(
            '["09:00-17:00"]}',
            '["09:00-17:00"]}, holidays: UK',
            "9:85 D113 no holidays are known for 'UK' in the calendar",
            id="country",
        ),
        pytest.param(
            '["09:00-17:00"]}',
            '["09:00-17:00"]}, holidays: [2026-02-30]',
            "9:86 D113 '2026-02-30' is not a date in the calendar",
            id="date",
        ),
        pytest.param(
            '["09:00-17:00"]}',
            '["09:00-17:00"]}, holidays: {except: 2026-02-03}',
            "9:11 D113 2026-02-03 is excluded from the holidays of a country, but no country is named in the calendar",
            id="except-without-country",
        ),
        pytest.param(
            "{copied: recruiter}",
            "{open: nothing}",
            "15:19 D104 unknown rule 'nothing' in excuse 'in-copy'",
            id="excuse",
        ),
        pytest.param(
            "{copied: recruiter}",
            "{any_of: [in-copy]}",
            "15:22 D111 excuse 'in-copy' is defined by itself: in-copy -> in-copy",
            id="excuse-circle",
        ),
        pytest.param(
            "{activity: interview}",
            "{any_of: [asks, meeting]}",
            "13:28 D111 event 'meeting' is defined by itself: meeting -> meeting",
            id="event-circle",
        ),
    ],
)
def test_a_mistake_in_the_vocabulary_is_told(old: str, new: str, expected: str) -> None:
    assert old in BASE
    problems = [said(problem) for problem in problems_of(BASE.replace(old, new, 1))]
    assert expected in problems, "\n".join(problems)


def test_working_time_needs_a_calendar() -> None:
    text = "".join(line for line in BASE.splitlines(keepends=True) if not line.startswith("calendar"))
    text += "rules: {r: {require: answers, after: asks, within: 2 business days}}\n"
    (problem,) = problems_of(text)
    assert said(problem) == "15:52 D112 `within` counts business days, but there is no calendar in rule 'r'"

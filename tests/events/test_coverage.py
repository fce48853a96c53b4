"""Declarations of what a log covers, out of YAML and CSV, with their mistakes."""

from __future__ import annotations

import pytest

from analyzer.errors import DefinitionError, UsageError
from analyzer.events.coverage import read_coverage

YAML = """\
- {role: recruiter, channel: [email, phone], from: 2026-01-01, until: 2026-04-01}
- {person: ann, channel: any}
- {role: any, channel: chat, from: 2026-02-01 09:00}
"""
CSV = """\
role,person,channel,from,until
recruiter,,email; phone,2026-01-01,2026-04-01
,ann,any,,
any,,chat,2026-02-01 09:00,
"""


def read(tmp_path, text: str, name: str = "coverage.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_coverage(path)


@pytest.mark.parametrize(
    ("text", "name"), [pytest.param(YAML, "c.yaml", id="yaml"), pytest.param(CSV, "c.csv", id="csv")]
)
def test_both_forms_say_the_same(tmp_path, text, name):
    lines = read(tmp_path, text, name)
    assert [(one.role, one.person, one.channels, one.since, one.until) for one in lines] == [
        ("recruiter", None, ("email", "phone"), "2026-01-01", "2026-04-01"),
        (None, "ann", (), None, None),
        ("any", None, ("chat",), "2026-02-01 09:00", None),
    ]


def test_dates_are_read_in_the_zone_of_the_run(tmp_path):
    (line,) = read(tmp_path, "- {role: recruiter, from: 2026-01-01}")
    hours = (line.instants("America/New_York")[0] - line.instants("UTC")[0]) / 3_600_000_000
    assert (hours, line.instants("UTC")[1]) == (5, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("- {channel: email}", "1:3: E364 a line names either a `role` or a `person`", id="nobody"),
        pytest.param("- {role: a, person: b}", "1:3: E364 a line names either a `role` or a `person`", id="both"),
        pytest.param("- {role: a, chanel: email}", "1:13: E363 unknown key 'chanel'", id="misspelt-key"),
        pytest.param("- {role: [a, b]}", "1:3: E364 `role` is one text", id="two-roles"),
        pytest.param("- recruiter", "1:3: E364 a line of coverage is written", id="no-mapping"),
        pytest.param("role: recruiter", "1:1: E364 coverage is a list", id="no-list"),
        pytest.param("- {role: a, role: b}", "1:13: E362", id="twice"),
        pytest.param("- &x {role: a}\n- *x", "E361", id="alias"),
        pytest.param("- {role: ", "E360", id="not-yaml"),
        pytest.param("", "E360 the file is empty", id="empty"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, text, expected):
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, text)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("role,chanel\nrecruiter,email\n", "E363 unknown key 'chanel'", id="heading"),
        pytest.param("role,channel\n,email\n", "2:1: E364 a line names either", id="nobody"),
        pytest.param("role,channel\n", "E364 nothing is declared", id="no-lines"),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_line(tmp_path, text, expected):
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, text, "coverage.csv")
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("{role: a, from: yesterday}", "'yesterday' is not a time", id="no-time"),
        pytest.param("{role: a, from: 2026-02-01, until: 2026-02-01}", "`until` is not later", id="nothing-between"),
    ],
)
def test_bounds_that_cannot_be_meant_are_refused_when_they_are_read(tmp_path, line, expected):
    (covered,) = read(tmp_path, f"- {line}")
    with pytest.raises(DefinitionError, match=expected):
        covered.instants("UTC")


def test_a_missing_file_is_a_wrong_argument(tmp_path):
    with pytest.raises(UsageError, match=r"the declaration of coverage '.*nowhere\.yaml' cannot be read: no such file"):
        read_coverage(tmp_path / "nowhere.yaml")

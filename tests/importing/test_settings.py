"""The settings of an import: every key read, every problem told at once with its place."""

import pytest

from analyzer.errors import DefinitionError, UsageError
from analyzer.importing.settings import SETTINGS_KEYS, Delegate, Known, Settings, Source, TeamRole
from analyzer.importing.settings_file import parse_settings, read_settings
from tests.importing.building import at

EVERYTHING = """\
timezone: Europe/Berlin
phone_region: de
first_stage: applied
several_open: team
names: never
own_domains: [Example.com]
roles: {sourcer: recruiter}
role_order: [interviewer, recruiter]
stages: {Phone Screen: screening}
agencies: {Agency.example: agency}
shared: {Jobs@example.com: recruiter}
lists: {panel@example.com: [a@example.com, b@example.com]}
delegates:
  - {address: office@example.com, for: head@example.com, from: 2026-01-01, until: 2026-03-01T09:00Z}
people:
  - {name: Recruiter 03, side: staff, parties: [r3@example.com, "+4930901820"]}
  - {parties: [r4@example.com]}
apart:
  - [a@example.org, b@example.org]
team:
  - {person: m2@example.com, role: hiring_manager, requisition: REQ-7}
  - {person: m2@example.com, role: none, application: "sys:1"}
applications:
  - {message: "<1@example.org>", application: "sys:11"}
sources:
  - {kind: greenhouse, path: dump}
  - {kind: csv, path: [a.csv, b.csv], mapping: calls.yaml}
  - {kind: sql, path: "sqlite:///x.db", query: select 1}
  - {kind: applications, path: a.csv, columns: {application_id: Ref}}
"""


def test_every_key_is_read(tmp_path):
    assert parse_settings(EVERYTHING, folder=tmp_path) == Settings(
        timezone="Europe/Berlin",
        phone_region="DE",
        first_stage="applied",
        several_open="team",
        names="never",
        own_domains=("example.com",),
        roles=(("sourcer", "recruiter"),),
        role_order=("interviewer", "recruiter"),
        stages=(("Phone Screen", "screening"),),
        agencies=(("agency.example", "agency"),),
        shared=(("jobs@example.com", "recruiter"),),
        lists=(("panel@example.com", ("a@example.com", "b@example.com")),),
        delegates=(Delegate("office@example.com", "head@example.com", at("2025-12-31 23:00"), at("2026-03-01 09:00")),),
        people=(Known(("r3@example.com", "+4930901820"), "Recruiter 03"), Known(("r4@example.com",))),
        apart=(("a@example.org", "b@example.org"),),
        team=(
            TeamRole("m2@example.com", "hiring_manager", "REQ-7"),
            TeamRole("m2@example.com", None, None, "sys:1"),
        ),
        applications=(("1@example.org", "sys:11"),),
        sources=(
            Source((str(tmp_path / "dump"),), "greenhouse"),
            Source((str(tmp_path / "a.csv"), str(tmp_path / "b.csv")), "csv", str(tmp_path / "calls.yaml")),
            Source(("sqlite:///x.db",), "sql", None, "select 1"),
            Source((str(tmp_path / "a.csv"),), "applications", columns=(("application_id", "Ref"),)),
        ),
    )


def test_the_example_uses_every_documented_key():
    for key in SETTINGS_KEYS:
        last = key.key.rpartition(".")[2]
        assert f"{last}:" in EVERYTHING, key.key


@pytest.mark.parametrize(("text", "place", "said"), [
    pytest.param("time_zone: UTC", "1:1", "unknown key 'time_zone'", id="unknown-key"),
    pytest.param("timezone: Europe/Berlinn", "1:11", "there is no time zone", id="unknown-zone"),
    pytest.param("phone_region: Germany", "1:15", "there is no country 'Germany'", id="unknown-country"),
    pytest.param("several_open: guess", "1:15", "'guess' is not possible here", id="unknown-choice"),
    pytest.param("team: {person: x}", "1:7", "`team` is a list of entries", id="no-list"),
    pytest.param("team:\n  - {person: a@x.example, role: recruiter}", "2:5", "either `requisition` or", id="no-place"),
    pytest.param("team:\n  - {role: recruiter, requisition: R}", "2:5", "`person` is missing", id="no-person"),
    pytest.param("people:\n  - {name: X}", "2:5", "`parties` is missing", id="no-parties"),
    pytest.param("apart:\n  - [a@x.example]", "2:5", "two parties are expected", id="no-pair"),
    pytest.param("delegates:\n  - {address: a, for: b, from: soon}", "2:32", "'soon' is no date or time", id="no-date"),
    pytest.param("delegates:\n  - {address: a, for: b, from: 2026-02-01, until: 2026-01-01}", "2:51",
                 "does not lie after", id="backwards"),
    pytest.param("sources:\n  - {kind: mbox}", "2:5", "`path` is missing", id="no-path"),
    pytest.param("roles: [a]", "1:8", "this is written `key: value`", id="no-pairs"),
    pytest.param("a: &x 1", "1:4", "the anchor &x is not allowed", id="anchor"),
])  # fmt: skip
def test_a_mistake_is_told_with_its_place(text, place, said):
    with pytest.raises(DefinitionError) as caught:
        parse_settings(text, file="s.yaml")
    assert f"s.yaml:{place}: " in str(caught.value)
    assert said in str(caught.value)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(DefinitionError) as caught:
        parse_settings("names: x\nphone_region: y\nteam: z\n")
    assert len(caught.value.problems) == 3


def test_a_missing_file_is_a_wrong_argument(tmp_path):
    with pytest.raises(UsageError, match=r"the settings file .* cannot be read"):
        read_settings(tmp_path / "none.yaml")

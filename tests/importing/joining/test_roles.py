"""Roles hold on a requisition, or one application, for a time; what settings say goes before exports."""

import pytest

from analyzer.importing.settings import Settings, TeamRole
from tests.importing.building import at, everyday


def role_at(world, time, settings=None, sender="manager-02@example.com"):
    world.mail(time, sender, "c1@example.org", id=f"{time}@x")
    return world.roles(settings)[-1].split(" -> ")[0]


@pytest.mark.parametrize(("time", "role"), [
    ("2026-03-01 08:59", "?"), ("2026-03-01 09:00", "interviewer"), ("2026-03-05 08:59", "interviewer"),
    ("2026-03-05 09:00", "?"),
])  # fmt: skip
def test_a_role_begins_with_its_first_instant_and_ends_before_its_last(time, role):
    world = everyday()
    world.person("sys:user:9, panel-1@example.com")
    world.member("sys:user:9", "interviewer", application="app-1", since="2026-03-01 09:00", until="2026-03-05 09:00")
    assert role_at(world, time, sender="panel-1@example.com") == role


def test_a_manager_is_an_interviewer_on_another_requisition():
    world = everyday()
    world.requisition("other")
    world.candidate("sys:candidate:2, c2@example.org")
    world.application("app-2", "sys:candidate:2", "other")
    world.member("sys:user:8", "interviewer", application="app-2")
    world.mail("2026-03-02 09:00", "manager-02@example.com", "c1@example.org", id="1@x")
    world.mail("2026-03-02 09:05", "manager-02@example.com", "c2@example.org", id="2@x")
    assert world.roles() == ["hiring_manager -> candidate @ app-1", "interviewer -> candidate @ app-2"]


def test_a_colleague_without_a_role_there_is_unknown_and_listed():
    world = everyday()
    world.person("sys:user:9, other@example.com")
    world.mail("2026-03-02 09:00", "other@example.com", "c1@example.org", id="1@x")
    rows, _ = world.join()
    (party,) = rows.unresolved.listed()
    assert (party.party, party.why, party.messages, party.cases) == ("other@example.com", "no role there", 1, 1)
    assert rows.rows[0]["sender_role"] == "?"


def test_of_several_roles_the_first_by_the_order_counts():
    world = everyday()
    world.member("sys:user:8", "interviewer", application="app-1")
    assert role_at(world, "2026-03-02 09:00") == "hiring_manager"
    assert role_at(everyday_with_two(), "2026-03-02 09:00", Settings(role_order=("interviewer",))) == "interviewer"


def everyday_with_two():
    world = everyday()
    world.member("sys:user:8", "interviewer", application="app-1")
    return world


def test_settings_rename_roles_of_exports():
    assert (
        role_at(everyday(), "2026-03-02 09:00", Settings(roles=(("hiring_manager", "line_manager"),))) == "line_manager"
    )


@pytest.mark.parametrize(("requisition", "time", "role"), [
    pytest.param("req", "2026-02-01 09:00", "recruiter", id="before-the-change"),
    pytest.param("req", "2026-03-01 00:00", "coordinator", id="after-it"),
    pytest.param("REQ-15", "2026-02-01 09:00", "recruiter", id="by-the-number-that-people-use"),
])  # fmt: skip
def test_settings_give_roles_their_time_and_overrule_exports(requisition, time, role):
    change = at("2026-03-01 00:00")
    team = (
        TeamRole("manager-02@example.com", "recruiter", requisition, until=change),
        TeamRole("manager-02@example.com", "coordinator", requisition, since=change),
    )
    assert role_at(everyday(), time, Settings(team=team)) == role


def test_settings_can_take_a_role_away():
    team = (TeamRole("manager-02@example.com", None, "req"),)
    assert role_at(everyday(), "2026-03-02 09:00", Settings(team=team)) == "?"


def test_a_candidate_is_candidate_in_his_own_case_whatever_teams_he_is_on():
    world = everyday()
    world.member("sys:candidate:1", "interviewer")
    assert role_at(world, "2026-03-02 09:00", sender="manager-02@example.com") == "hiring_manager"
    world.mail("2026-03-02 10:00", "c1@example.org", "manager-02@example.com", id="2@x")
    assert world.roles()[-1] == "candidate -> hiring_manager @ app-1"

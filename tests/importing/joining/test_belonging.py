"""Which case a message belongs to, and what is set aside because nothing decides."""

import random

import pytest

from analyzer.importing.how import How
from analyzer.importing.ledger import DUPLICATE, OUT_OF_SCOPE, QUARANTINED, USED
from analyzer.importing.settings import Settings
from tests.importing.building import World, at, everyday

FATES = {USED: "used", QUARANTINED: "set aside", DUPLICATE: "copy", OUT_OF_SCOPE: "left out"}


def fates(world: World, settings=None, box="a.mbox"):
    """What became of each record of a mailbox."""
    world.join(settings)
    file = world.file(box)
    codes = {number: code for number, code, _ in file.set_aside_rows()}
    return [
        FATES[file.fate(number)] + (f" {codes[number]}" if number in codes else "")
        for number in range(1, file.rows + 1)
    ]


def two_applications(*, second_opened="2026-02-01 09:00", first_closed="") -> World:
    world = everyday()
    world.facts.applications.clear()
    world.requisition("req-2", "REQ-16")
    world.application("app-1", "sys:candidate:1", closed=first_closed)
    world.application("app-2", "sys:candidate:1", "req-2", opened=second_opened)
    world.person("sys:user:10, manager-05@example.com")
    world.member("sys:user:10", "hiring_manager", requisition="req-2")
    world.member("sys:user:7", "recruiter", requisition="req-2")
    return world


@pytest.mark.parametrize(("time", "case"), [
    pytest.param("2026-01-20 09:00", "app-1", id="only-the-first-is-open"),
    pytest.param("2026-01-05 09:00", "app-1", id="at-the-very-beginning"),
    pytest.param("2026-03-02 09:00", "app-2", id="the-first-has-ended"),
    pytest.param("2026-02-10 09:00", "app-2", id="the-first-ends-at-this-instant"),
])  # fmt: skip
def test_a_message_belongs_to_the_application_that_was_open(time, case):
    world = two_applications(first_closed="2026-02-10 09:00")
    world.mail(time, "c1@example.org", "recruiter-03@example.com", id="1@x")
    assert world.roles() == [f"candidate -> recruiter @ {case}"]


def test_of_several_open_ones_none_is_guessed():
    world = two_applications()
    world.mail("2026-03-02 09:00", "c1@example.org", "manager-05@example.com", id="1@x")
    _, join = world.join()
    assert fates(world) == ["set aside E440"]
    assert [(each.record, each.possible) for each in join.ambiguous] == [(1, ("app-1", "app-2"))]


@pytest.mark.parametrize(("to", "outcome"), [
    pytest.param("manager-05@example.com", ["candidate -> hiring_manager @ app-2"], id="on-one-team-only"),
    pytest.param("recruiter-03@example.com", [], id="on-both-teams"),
    pytest.param("manager-02@example.com, manager-05@example.com", [], id="one-of-each"),
    pytest.param("stranger@example.net", [], id="on-none"),
])  # fmt: skip
def test_the_team_decides_if_the_settings_let_it(to, outcome):
    world = two_applications()
    world.mail("2026-03-02 09:00", "c1@example.org", to, id="1@x")
    assert world.roles(Settings(several_open="team")) == outcome


def test_the_conversation_decides_where_one_of_its_messages_is_sure():
    world = two_applications()
    world.mail("2026-01-20 09:00", "recruiter-03@example.com", "c1@example.org", id="1@x")
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="2@x", reply="1@x")
    world.mail("2026-03-02 09:30", "c1@example.org", "recruiter-03@example.com", id="3@x")
    assert world.roles() == ["recruiter -> candidate @ app-1", "candidate -> recruiter @ app-1"]
    assert fates(world) == ["used", "used", "set aside E440"]


def test_a_conversation_of_two_cases_decides_nothing():
    world = two_applications()
    world.mail("2026-03-02 09:00", "recruiter-03@example.com", "c1@example.org", id="1@x", application="app-1")
    world.mail(
        "2026-03-02 10:00", "recruiter-03@example.com", "c1@example.org", id="2@x", application="app-2", reply="1@x"
    )
    world.mail("2026-03-02 11:00", "c1@example.org", "recruiter-03@example.com", id="3@x", reply="2@x")
    assert fates(world) == ["used", "used", "set aside E440"]


def test_what_the_export_says_goes_before_everything():
    world = two_applications()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", application="app-2")
    assert world.roles() == ["candidate -> recruiter @ app-2"]


def test_what_the_settings_say_of_a_message_its_conversation_follows():
    world = two_applications()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x")
    world.mail("2026-03-02 10:00", "recruiter-03@example.com", "c1@example.org", id="2@x", reply="1@x")
    told = Settings(applications=(("1@x", "app-2"),))
    assert world.roles(told) == ["candidate -> recruiter @ app-2", "recruiter -> candidate @ app-2"]


def test_an_application_that_no_export_has_is_set_aside():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", application="app-99")
    assert fates(world) == ["set aside E431"]


def test_the_requisition_decides_where_the_export_says_it():
    world = two_applications()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", requisition="req-2")
    assert world.roles() == ["candidate -> recruiter @ app-2"]


def test_before_the_application_there_is_no_case():
    world = everyday()
    world.mail("2026-01-05 08:59", "c1@example.org", "recruiter-03@example.com", id="1@x")
    assert fates(world) == ["left out"]
    assert world.file("a.mbox").out_of_scope() == {"E451": 1}


def test_after_the_end_of_the_only_application_it_is_still_about_that_one():
    world = everyday()
    world.facts.applications.clear()
    world.application("app-1", "sys:candidate:1", closed="2026-02-01 09:00")
    world.mail("2026-03-02 09:00", "c1@example.org", "manager-02@example.com", id="1@x")
    assert world.roles() == ["candidate -> hiring_manager @ app-1"]


# ---------------------------------------------------------------- several candidates


def with_second_candidate() -> World:
    world = everyday()
    world.candidate("sys:candidate:2, c2@example.org")
    world.application("app-2", "sys:candidate:2")
    return world


def test_a_message_to_several_candidates_is_one_event_in_the_case_of_each():
    world = with_second_candidate()
    world.mail("2026-03-02 09:00", "recruiter-03@example.com", "c1@example.org, c2@example.org", id="1@x")
    events = world.events()
    assert [(each["case_id"], each["recipients"]) for each in events] == [
        ("app-1", ["sys:candidate:1"]), ("app-2", ["sys:candidate:2"])
    ]  # fmt: skip
    assert len({each["event_id"] for each in events}) == 2


def test_what_a_candidate_writes_is_about_him_alone():
    world = with_second_candidate()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", cc="c2@example.org", id="1@x")
    assert world.roles() == ["candidate -> recruiter @ app-1"]


def test_a_colleague_who_applies_is_a_candidate_only_towards_the_team_of_his_application():
    world = everyday()
    world.candidate("sys:candidate:3, other@example.com")
    world.person("sys:user:30, other@example.com")
    world.person("sys:user:31, friend@example.com")
    world.requisition("req-3")
    world.application("app-3", "sys:candidate:3", "req-3")
    world.member("sys:user:8", "hiring_manager", requisition="req-3")
    world.mail("2026-03-02 09:00", "other@example.com", "friend@example.com", id="1@x", subject="Lunch")
    world.mail("2026-03-02 10:00", "other@example.com", "manager-02@example.com", id="2@x")
    world.mail("2026-03-02 11:00", "other@example.com", "c1@example.org", id="3@x")
    assert world.roles() == ["? -> candidate @ app-1", "candidate -> hiring_manager @ app-3"]
    assert fates(world)[0] == "left out"


def test_a_number_that_two_candidates_have_is_set_aside_and_not_taken_for_a_strangers():
    world = everyday()
    world.candidate("sys:candidate:4, +493011111")
    world.candidate("sys:candidate:5, +493011111")
    world.application("app-4", "sys:candidate:4")
    world.application("app-5", "sys:candidate:5")
    world.mail("2026-03-02 09:00", "+493011111", "recruiter-03@example.com", channel="phone")
    world.mail("2026-03-02 09:00", "+493099999", "recruiter-03@example.com", channel="phone")
    assert fates(world) == ["set aside E443", "left out"]


# ---------------------------------------------------------------- strangers


def test_mail_without_a_candidate_is_left_out_unless_it_hangs_on_a_case():
    world = everyday()
    world.mail("2026-03-02 08:00", "recruiter-03@example.com", "manager-02@example.com", id="0@x", subject="Lunch")
    world.mail("2026-03-02 09:00", "manager-02@example.com", "recruiter-03@example.com", id="2@x", reply="1@x")
    world.mail("2026-03-02 10:00", "recruiter-03@example.com", "manager-02@example.com", id="3@x", reply="2@x")
    world.mail("2026-03-02 08:30", "c1@example.org", "manager-02@example.com", id="1@x", box="b.mbox")
    assert fates(world) == ["left out", "used", "used"]
    assert world.file("a.mbox").out_of_scope() == {"E450": 1}
    assert world.roles() == [
        "candidate -> hiring_manager @ app-1",
        "hiring_manager -> recruiter @ app-1",
        "recruiter -> hiring_manager @ app-1",
    ]  # fmt: skip


def test_a_strangers_mail_on_the_conversations_of_two_cases_is_set_aside():
    world = with_second_candidate()
    world.mail("2026-03-02 08:00", "recruiter-03@example.com", "manager-02@example.com", id="0@x")
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", reply="0@x")
    world.mail("2026-03-02 10:00", "c2@example.org", "recruiter-03@example.com", id="2@x", reply="0@x")
    assert fates(world) == ["set aside E440", "used", "used"]


def test_a_long_chain_of_replies_is_followed_to_its_end():
    world = everyday()
    world.mail("2026-03-02 08:00", "c1@example.org", "recruiter-03@example.com", id="0@x")
    for number in range(1, 60):
        world.mail("2026-03-02 09:00", "recruiter-03@example.com", "manager-02@example.com", id=f"{number}@x",
                   reply=f"{number - 1}@x", subject=f"{number}")  # fmt: skip
    rows, join = world.join()
    assert (len(rows.rows), join.fetched) == (60, 59)


@pytest.mark.parametrize("mark", ["receipt", "calendar"])
def test_technical_mail_is_left_out_whoever_sent_it(mark):
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", marks=(mark,))
    assert fates(world) == ["left out"]
    assert world.file("a.mbox").out_of_scope() == {"E452": 1}


@pytest.mark.parametrize(
    ("time", "fate"),
    [
        ("2026-03-01 08:59", "left out"),
        ("2026-03-01 09:00", "used"),
        ("2026-03-31 08:59", "used"),
        ("2026-03-31 09:00", "left out"),
    ],
)
def test_only_what_was_sent_in_between_is_taken(time, fate):
    world = everyday()
    world.mail(time, "c1@example.org", "recruiter-03@example.com", id="1@x")
    world.join(how=How(since=at("2026-03-01 09:00"), until=at("2026-03-31 09:00")))
    file = world.file("a.mbox")
    assert (FATES[file.fate(1)], file.code(1)) == (fate, "E458" if fate == "left out" else "")


@pytest.mark.parametrize(("marks", "activity"), [
    (("auto_reply",), "auto_reply"), (("missed",), "missed_call"), (("bounce",), "bounce"), (("list",), "message"),
    ((), "message"),
])  # fmt: skip
def test_automatic_replies_and_missed_calls_are_no_messages(marks, activity):
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", marks=marks)
    (event,) = world.events()
    assert event["activity"] == activity


def test_the_order_of_sources_and_records_changes_nothing():
    def events(seed):
        world = two_applications()
        written = [
            ("2026-01-20 09:00", "recruiter-03@example.com", "c1@example.org", "1@x", "", "a.mbox"),
            ("2026-01-20 09:00", "recruiter-03@example.com", "c1@example.org", "1@x", "", "b.mbox"),
            ("2026-03-02 09:00", "c1@example.org", "manager-02@example.com", "2@x", "1@x", "b.mbox"),
            ("2026-03-02 10:00", "manager-02@example.com", "recruiter-03@example.com", "3@x", "2@x", "a.mbox"),
            ("2026-03-03 10:00", "c1@example.org", "recruiter-03@example.com", "4@x", "", "a.mbox"),
        ]  # fmt: skip
        random.Random(seed).shuffle(written)
        for time, sender, to, id, reply, box in written:
            world.mail(time, sender, to, id=id, reply=reply, box=box)
        return world.events()

    first = events(0)
    assert len(first) == 3
    assert all(events(seed) == first for seed in range(1, 25))


def test_who_began_a_conversation_is_known_only_where_the_export_tells():
    """A trace and a call log have ids, but do not say what a message answers."""
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "manager-02@example.com", id="traced")
    world.mail("2026-03-02 10:00", "c1@example.org", "manager-02@example.com", id="opened", begins=True)
    world.mail("2026-03-02 11:00", "c1@example.org", "manager-02@example.com", id="asked")
    world.mail("2026-03-02 12:00", "manager-02@example.com", "c1@example.org", id="answered", reply="asked")
    traced, opened, asked, answered = (each["thread_id"] for each in world.events())
    assert traced is None
    assert opened is not None
    assert asked == answered is not None


def test_any_copy_may_know_that_a_mail_begins_a_conversation():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "manager-02@example.com", id="one", kind="greenhouse", box="a")
    world.mail("2026-03-02 09:00", "c1@example.org", "manager-02@example.com", id="one", begins=True, box="b.mbox")
    (event,) = world.events()
    assert event["thread_id"] is not None

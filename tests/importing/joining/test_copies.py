"""One message in several exports is one event; two messages never become one."""

import random

import pytest

from analyzer.importing.copies import normal_subject
from tests.importing.building import everyday
from tests.importing.joining.test_belonging import fates

MAIL = ("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com")


@pytest.mark.parametrize(("first", "second", "events"), [
    pytest.param({"id": "1@x"}, {"id": "1@x"}, 1, id="one-id"),
    pytest.param({"id": "1@x"}, {"id": "2@x"}, 2, id="two-ids-though-all-else-is-equal"),
    pytest.param({"id": "1@x"}, {"id": ""}, 1, id="one-without-an-id"),
    pytest.param({"id": ""}, {"id": ""}, 1, id="both-without-an-id"),
    pytest.param({"id": ""}, {"id": "", "subject": "RE: hello "}, 1, id="a-subject-but-for-reply-marks"),
    pytest.param({"id": ""}, {"id": "", "subject": "Hello again"}, 2, id="another-subject"),
    pytest.param({"id": ""}, {"id": "", "channel": "chat"}, 2, id="another-channel"),
])  # fmt: skip
def test_copies_are_told_by_their_id_or_else_by_what_they_say(first, second, events):
    world = everyday()
    world.mail(*MAIL, **first)
    world.mail(*MAIL, box="b.mbox", **second)
    assert len(world.events()) == events


@pytest.mark.parametrize(("time", "to", "events"), [
    pytest.param("2026-03-02 09:00:59", "recruiter-03@example.com", 1, id="the-same-minute"),
    pytest.param("2026-03-02 09:01:00", "recruiter-03@example.com", 2, id="the-next-minute"),
    pytest.param("2026-03-02 09:00:00", "sys:user:7", 1, id="the-same-person-under-another-name"),
    pytest.param("2026-03-02 09:00:00", "manager-02@example.com", 2, id="to-somebody-else"),
])  # fmt: skip
def test_without_ids_minute_and_persons_decide(time, to, events):
    world = everyday()
    world.mail(*MAIL)
    world.mail(time, MAIL[1], to, box="feed.json", kind="greenhouse")
    assert len(world.events()) == events


def test_a_copy_counts_as_a_duplicate_and_what_it_knows_is_kept():
    world = everyday()
    world.mail(*MAIL, id="1@x", cc="manager-02@example.com")
    world.mail(*MAIL, box="b.mbox", id="1@x", application="app-1")
    (event,) = world.events()
    assert event["copied_roles"] == ["hiring_manager"]
    assert fates(world) == ["used"]
    assert fates(world, box="b.mbox") == ["copy"]


def test_a_copy_of_a_system_decides_the_case_that_a_mailbox_leaves_open():
    world = everyday()
    world.requisition("req-2")
    world.application("app-2", "sys:candidate:1", "req-2")
    world.mail(*MAIL, id="1@x")
    world.mail(*MAIL, box="feed.json", kind="greenhouse", application="app-2")
    assert [each["case_id"] for each in world.events()] == ["app-2"]


def test_somebody_in_blind_copy_is_seen_where_one_copy_has_him():
    world = everyday()
    world.mail(*MAIL, id="1@x")
    world.mail(*MAIL, box="b.mbox", id="1@x", cc="manager-02@example.com")
    (event,) = world.events()
    assert (event["recipient_roles"], event["copied_roles"]) == (["recruiter"], ["hiring_manager"])


def test_a_trace_does_not_turn_a_copy_into_a_recipient():
    world = everyday()
    world.mail(MAIL[0], MAIL[1], "recruiter-03@example.com, manager-02@example.com", box="trace.csv",
               kind="message-trace", id="1@x")  # fmt: skip
    world.mail(*MAIL, id="1@x", cc="manager-02@example.com")
    (event,) = world.events()
    assert (event["recipient_roles"], event["copied_roles"]) == (["recruiter"], ["hiring_manager"])


def test_the_id_of_another_message_is_set_aside():
    world = everyday()
    world.mail(*MAIL, id="1@x")
    world.mail("2026-03-02 09:00", "recruiter-03@example.com", "c1@example.org", id="1@x")
    assert sorted(fates(world)) == ["set aside E442", "used"]


def test_two_days_apart_one_id_is_two_messages():
    world = everyday()
    world.mail(*MAIL, id="1@x")
    world.mail("2026-03-05 09:00", *MAIL[1:], id="1@x")
    assert fates(world) == ["used", "set aside E442"]


def test_a_quotation_gives_way_to_the_mail_itself():
    world = everyday()
    world.mail(MAIL[0], MAIL[1], "", id="quoted-1", marks=("quoted",), subject="Hello")
    world.mail(*MAIL, box="b.mbox", id="1@x")
    (event,) = world.events()
    assert (event["marks"], event["recipient_roles"]) == (None, ["recruiter"])
    assert fates(world) == ["copy"]


def test_a_quotation_without_the_mail_is_marked():
    world = everyday()
    world.mail(*MAIL, id="quoted-1", marks=("quoted",))
    (event,) = world.events()
    assert event["marks"] == "quoted"


def test_an_interview_of_the_system_and_of_the_calendar_is_one():
    world = everyday()
    calendar = {"channel": "meeting", "kind": "ics", "box": "cal.ics", "activity": "meeting"}
    world.mail("2026-03-02 09:00", "manager-02@example.com", "c1@example.org", id="ics:u1", **calendar)
    system = {"channel": "meeting", "kind": "greenhouse", "box": "i.json", "activity": "interview"}
    everybody = "manager-02@example.com, sys:candidate:1"
    world.mail("2026-03-02 09:00", "recruiter-03@example.com", everybody, id="ics:u1", application="app-1", **system)
    (event,) = world.events()
    assert (event["activity"], event["sender_role"]) == ("interview", "recruiter")


@pytest.mark.parametrize(("subject", "normal"), [
    ("Re: AW: Fwd: Offer", "offer"), ("[EXTERNAL] Re: Offer", "offer"), ("RE[2]: Offer", "offer"), ("Re:", ""),
    ("re:offer", "offer"), ("Reorganisation", "reorganisation"), ("Offer re: pay", "offer re: pay"), ("", ""),
    ("WG:  Two  words", "two words"),
])  # fmt: skip
def test_a_subject_is_compared_without_reply_marks(subject, normal):
    assert normal_subject(subject) == normal


def test_a_subject_of_a_million_letters_is_no_burden():
    for text in ("Re:" * 300_000, "[a" * 300_000, " " * 1_000_000):
        normal_subject(text)


def test_the_order_of_copies_changes_nothing():
    written = [
        {"id": "1@x", "box": "a.mbox"}, {"id": "1@x", "box": "b.mbox", "cc": "manager-02@example.com"},
        {"id": "", "box": "feed.json", "kind": "greenhouse"}, {"id": "2@x", "box": "a.mbox"},
        {"id": "2@x", "box": "b.mbox"},
    ]  # fmt: skip

    def events(seed):
        world, shuffled = everyday(), written.copy()
        random.Random(seed).shuffle(shuffled)
        for each in shuffled:
            world.mail(*MAIL, **each)
        return world.events()

    first = events(0)
    assert len(first) == 2
    assert all(events(seed) == first for seed in range(1, 30))

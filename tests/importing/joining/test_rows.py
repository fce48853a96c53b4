"""What stands in the log: ids that last, clean texts, no strangers."""

import pyarrow as pa
import pytest

from analyzer.events import build_log
from analyzer.importing.pipeline import Telling
from analyzer.importing.settings import Settings
from tests.importing.building import everyday

NASTY = "Your\x00 application\n=1+1;\u202e next \ud800"


def test_event_ids_are_the_same_on_every_run_and_answers_name_them():
    first, again = (_conversation() for _ in range(2))
    assert [each["event_id"] for each in first] == [each["event_id"] for each in again]
    assert first[1]["in_reply_to"] == first[0]["event_id"]
    assert first[0]["in_reply_to"] is None
    assert len({each["thread_id"] for each in first}) == 1


def _conversation():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x")
    world.mail("2026-03-02 10:00", "recruiter-03@example.com", "c1@example.org", id="2@x", reply="1@x")
    return world.events()


def test_an_answer_to_a_mail_that_no_export_has_does_not_look_like_a_beginning():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="2@x", reply="1@x")
    (event,) = world.events()
    assert event["in_reply_to"] is not None


def test_texts_from_outside_are_cleaned_and_the_log_takes_every_row():
    world = everyday()
    world.mail(
        "2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com, name;with;separators", subject=NASTY, id=NASTY
    )
    rows, _ = world.join()
    table = rows.table()
    log = build_log(table)
    assert len(log) == 1
    assert log.quality.quarantined.num_rows == 0
    assert table.column("subject").to_pylist() == ["Your application =1+1; next"]
    assert table.column("recipients").to_pylist()[0][1] == "name,with,separators"


def test_a_candidate_stands_under_his_id_and_a_colleague_under_his_address():
    (first, _) = _conversation()
    assert (first["sender"], first["recipients"]) == ("sys:candidate:1", ["recruiter-03@example.com"])
    assert first["candidate_id"] == "sys:candidate:1"


def test_a_requisition_stands_under_its_number_unless_two_share_it():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x")
    assert world.events()[0]["requisition_id"] == "REQ-15"
    world.requisition("req-other", "REQ-15")
    assert world.events()[0]["requisition_id"] == "req"


def test_who_sends_himself_a_copy_does_not_receive():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", cc="c1@example.org", id="1@x")
    assert world.roles() == ["candidate -> recruiter @ app-1"]


@pytest.mark.parametrize(("stages", "stage", "unknown"), [
    pytest.param((), "Phone Screen", {}, id="as-it-is-without-settings"),
    pytest.param((("Phone Screen", "screening"),), "screening", {}, id="renamed"),
    pytest.param((("Offer", "offer"),), "Phone Screen", {"Phone Screen": 1}, id="listed-if-not-known"),
])  # fmt: skip
def test_stages_are_renamed(stages, stage, unknown):
    world = everyday()
    world.stage("app-1", "2026-01-05 09:00", "Phone Screen")
    rows, _ = world.join(Settings(stages=stages))
    assert [each["stage"] for each in rows.rows] == [stage]
    assert rows.unknown_stages == unknown


def test_a_change_of_an_application_that_no_export_has_is_counted():
    world = everyday()
    world.stage("app-9", "2026-01-05 09:00", "applied")
    rows, _ = world.join()
    assert (rows.rows, rows.unplaced_changes) == ([], 1)


def test_what_an_export_knows_beyond_stands_in_further_columns():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "+493012345", id="1@x", channel="phone",
               more=(("duration_s", "62"), ("event_id", "mine"), ("opened_at", "x")))  # fmt: skip
    rows, _ = world.join()
    table = rows.table()
    assert table.column("duration_s").to_pylist() == ["62"]
    assert table.column("event_id").to_pylist() != ["mine"]
    assert pa.types.is_timestamp(table.schema.field("opened_at").type)


def test_strangers_leave_no_trace_in_the_log():
    world = everyday()
    world.mail(
        "2026-03-02 09:00", "private@example.net", "friend@example.net", id="secret@x", subject="A private matter"
    )
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x")
    rows, join = world.join()
    text = repr(rows.table().to_pylist()) + repr(rows.unresolved.listed())
    assert "private" not in text
    assert "secret" not in text
    assert not any(isinstance(each, str) for each in _everything(join.strangers))


def _everything(strangers):
    return [getattr(strangers, name) for name in vars(strangers)]


class Tells:
    """A tagger that remembers what it was given."""

    def __init__(self):
        self.seen = []

    def topics(self, subject, body=""):
        self.seen.append((subject, body))
        return ("status_inquiry",)


def test_texts_are_read_for_topics_only_where_a_candidate_takes_part_and_never_kept():
    world, tagger = everyday(), Tells()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", body=lambda: "any news?")
    world.mail("2026-03-02 09:00", "a@example.net", "b@example.net", id="2@x", body=lambda: "private")
    world.mail("2026-03-02 09:00", "c1@example.org", "manager-02@example.com", id="3@x", topics=("thank_you",),
               body=lambda: "thanks")  # fmt: skip
    rows, join = world.join(telling=Telling(tagger))
    assert tagger.seen == [("Hello", "any news?")]
    assert sorted((each["topics"][0], each["topics_by"]) for each in rows.rows) == [
        ("status_inquiry", "phrase"), ("thank_you", "log")
    ]  # fmt: skip
    assert all(kept.message.body is None for kept in join._kept)


def test_labels_of_people_go_before_phrases_and_exports():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", topics=("thank_you",))
    (event,) = world.events()
    rows, _ = world.join(telling=Telling(Tells(), {event["event_id"]: ("offer_terms", "next_steps")}))
    assert (rows.rows[0]["topics"], rows.rows[0]["topics_by"]) == (["offer_terms", "next_steps"], "label")


def test_texts_are_kept_only_if_asked_for():
    world = everyday()
    for keeps in (False, True):
        world.mail(
            "2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x", body=lambda: "any\x00 news?"
        )
        rows, _ = world.join(telling=Telling(keeps_text=keeps))
        assert ("body" in rows.table().column_names) is keeps
    assert rows.table().column("body").to_pylist() == ["any  news?"]

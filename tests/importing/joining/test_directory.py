"""Who is who: records of one person brought together, ambiguous parties listed, nothing guessed."""

import random

import pytest

from analyzer.importing.addresses import party_of
from analyzer.importing.directory import build_directory
from analyzer.importing.ledger import Ledger
from analyzer.importing.records import Party, Person
from analyzer.importing.settings import Delegate, Known, Settings
from tests.importing.building import everyday, parties


def directory(*people, settings=None):
    """People written as `side|name|party, party`."""
    row = Ledger().file("x", "greenhouse").open()
    told = [each.split("|") for each in people]
    records = [Person(row, parties(texts), name, side) for side, name, texts in told]
    return build_directory(records, settings or Settings())


def who(found):
    return found.individual.id if found.individual else None


STAFF = "staff|Recruiter 03|sys:user:7, r3@example.com, +4930901820"
OTHER = "staff|Manager 02|sys:user:8, m2@example.com"


@pytest.mark.parametrize(("text", "person", "how"), [
    pytest.param("sys:user:7", "sys:user:7", "id", id="by-id"),
    pytest.param("R3@Example.com", "sys:user:7", "address", id="by-address-whatever-its-case"),
    pytest.param("r3+jobs@example.com", "sys:user:7", "plus-address", id="by-the-address-before-the-plus"),
    pytest.param("+4930901820", "sys:user:7", "address", id="by-phone"),
    pytest.param("Recruiter  03", "sys:user:7", "name", id="by-a-name-that-one-person-has"),
    pytest.param("03, Recruiter", "sys:user:7", "name", id="by-a-name-turned-round"),
    pytest.param("Recruiter", None, "unknown", id="half-a-name-is-no-name"),
    pytest.param("nobody@example.com", None, "unknown", id="an-address-that-no-export-has"),
    pytest.param("+49309018", None, "unknown", id="half-a-number-is-no-number"),
])  # fmt: skip
def test_a_party_is_found_by_what_stands_for_one_person(text, person, how):
    found = directory(STAFF, OTHER).find(party_of(text))
    assert (who(found), found.how) == (person, how)


@pytest.mark.parametrize(("one", "two", "together", "reason"), [
    pytest.param("sys:user:7, r3@example.com", "slack:U1, r3@example.com", True, "the same address", id="one-address"),
    pytest.param("sys:user:7, r3@example.com", "sys:user:7, r9@example.com", True, None, id="one-id-needs-no-reason"),
    pytest.param("sys:user:7, +4930901820", "slack:U1, +4930901820", False, None, id="a-phone-may-be-shared"),
    pytest.param("sys:user:7, r3@example.com", "slack:U1, r4@example.com", False, None, id="nothing-in-common"),
])  # fmt: skip
def test_records_are_one_person_if_they_share_an_id_or_an_address(one, two, together, reason):
    found = directory(f"staff|Recruiter 03|{one}", f"staff|Recruiter 03|{two}")
    assert len(found.individuals) == (1 if together else 2)
    assert [each.reason for each in found.mergers] == ([reason] if reason else [])


def test_a_chain_of_addresses_makes_one_person_with_all_of_them():
    found = directory(
        "staff||sys:user:7, a@example.com", "staff||slack:U1, b@example.com", "staff||a@example.com, b@example.com"
    )
    (person,) = found.individuals
    assert person.id == "slack:U1"
    assert [each.value for each in person.parties if each.kind == "email"] == ["a@example.com", "b@example.com"]


def test_a_phone_that_two_persons_have_is_neither():
    found = directory("candidate||sys:candidate:1, +493012345", "candidate||sys:candidate:2, +493012345")
    answer = found.find(party_of("+493012345"))
    assert (answer.individual, answer.how, answer.several) == (None, "several", ("sys:candidate:1", "sys:candidate:2"))


def test_a_name_that_two_persons_have_is_neither():
    found = directory("staff|Recruiter 03|sys:user:7", "staff|recruiter 03|sys:user:9")
    assert found.find(Party("name", "Recruiter 03")).several == ("sys:user:7", "sys:user:9")


def test_names_can_be_left_out_of_account():
    found = directory(STAFF, settings=Settings(names="never"))
    assert found.find(Party("name", "Recruiter 03")).how == "unknown"


def test_settings_bring_together_what_no_export_does():
    known = Known(("sys:user:7", "private@example.net", "+491701234567"), "Recruiter 03")
    found = directory(STAFF, settings=Settings(people=(known,)))
    assert who(found.find(party_of("private@example.net"))) == "sys:user:7"
    assert {each.reason for each in found.mergers} == {"the settings say so"}


@pytest.mark.parametrize(("side", "records"), [
    pytest.param("candidate", ("a number", "an address", "sys:candidate:1"), id="of-a-candidate-his-ids-only"),
    pytest.param("staff", ("+491701234567", "home@example.net", "sys:candidate:1"), id="of-a-colleague-all"),
])  # fmt: skip
def test_a_merger_that_the_settings_ask_for_tells_no_address_of_a_candidate(side, records):
    known = Known(("sys:candidate:1", "home@example.net", "+491701234567"), "", side)
    found = directory(f"{side}||sys:candidate:1, c1@example.org", settings=Settings(people=(known,)))
    assert [each.records for each in found.mergers] == [records]


def test_settings_keep_apart_what_exports_bring_together_however_long_the_chain():
    records = ["candidate||sys:candidate:1, a@example.org", "candidate||sys:candidate:2, b@example.org"]
    chain = "candidate||a@example.org, b@example.org"
    assert len(directory(*records, chain).individuals) == 1
    apart = Settings(apart=(("sys:candidate:1", "sys:candidate:2"),))
    found = directory(*records, chain, settings=apart)
    assert len(found.individuals) == 2
    assert found.kept_apart == (("sys:candidate:1", "sys:candidate:2"),)


def test_a_shared_mailbox_is_a_role_and_brings_nobody_together():
    settings = Settings(shared=(("jobs@example.com", "recruiter"),))
    found = directory("staff||sys:user:7, jobs@example.com", "staff||sys:user:8, jobs@example.com", settings=settings)
    assert len(found.individuals) == 2
    for text in ("jobs@example.com", "jobs+berlin@example.com"):
        answer = found.find(party_of(text))
        assert (answer.individual, answer.role, answer.how) == (None, "recruiter", "shared mailbox")


@pytest.mark.parametrize(("address", "role"), [
    ("x@agency.example", "agency"), ("x@mail.agency.example", "agency"), ("x@notagency.example", None),
    ("x@example.com", None),
])  # fmt: skip
def test_an_agency_is_told_by_its_domain_and_those_below(address, role):
    found = directory(STAFF, settings=Settings(agencies=(("agency.example", "agency"),)))
    assert found.find(party_of(address)).role == role


def test_a_person_known_by_name_goes_before_the_domain():
    found = directory(
        "staff||sys:user:7, x@agency.example", settings=Settings(agencies=(("agency.example", "agency"),))
    )
    assert who(found.find(party_of("x@agency.example"))) == "sys:user:7"


def test_the_order_of_records_changes_nothing():
    people = [
        STAFF, OTHER, "staff|R|slack:U1, r3@example.com", "candidate||sys:candidate:1, c1@example.org",
        "candidate||sys:candidate:2, c1@example.org, c2@example.org", "staff||m2@example.com, x@example.com",
    ]  # fmt: skip
    first = directory(*people)
    for seed in range(20):
        shuffled = people.copy()
        random.Random(seed).shuffle(shuffled)
        again = directory(*shuffled)
        assert again.individuals == first.individuals
        assert again.mergers == first.mergers


def test_a_list_stands_for_its_members():
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "panel@example.com", id="1@x")
    members = ("recruiter-03@example.com", "manager-02@example.com")
    assert world.roles(Settings(lists=(("panel@example.com", members),))) == [
        "candidate -> recruiter,hiring_manager @ app-1"
    ]


@pytest.mark.parametrize(("time", "role"), [
    ("2026-02-28 23:59", "?"), ("2026-03-01 00:00", "hiring_manager"), ("2026-03-31 23:59", "hiring_manager"),
    ("2026-04-01 00:00", "?"),
])  # fmt: skip
def test_a_delegate_stands_for_somebody_while_he_does(time, role):
    from tests.importing.building import at

    world = everyday()
    world.mail(time, "office@example.com", "c1@example.org", id="1@x")
    span = Delegate("office@example.com", "manager-02@example.com", at("2026-03-01 00:00"), at("2026-04-01 00:00"))
    assert world.roles(Settings(delegates=(span,))) == [f"{role} -> candidate @ app-1"]

"""Settings that name somebody or something that no export has are told, and nothing else is."""

import pytest

from analyzer.importing.idle import idle_labels, idle_settings
from analyzer.importing.settings_file import parse_settings
from tests.importing.building import everyday


def idle(text: str) -> tuple[str, ...]:
    world = everyday()
    world.mail("2026-03-02 09:00", "c1@example.org", "recruiter-03@example.com", id="1@x")
    settings = parse_settings(text)
    rows, join = world.join(settings)
    return idle_settings(settings, rows.directory, rows.cases, world.facts.requisitions, join.message_ids())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("applications: [{message: <1@x>, application: app-1}]", None, id="message-and-application"),
        pytest.param("applications: [{message: 1@x, application: app-9}]", "the application 'app-9'", id="application"),
        pytest.param("applications: [{message: 9@x, application: app-1}]", "has the id '9@x'", id="message"),
        pytest.param(
            "team: [{person: manager-02@example.com, role: interviewer, requisition: REQ-15}]",
            None,
            id="team-by-number",
        ),
        pytest.param(
            "team: [{person: manager-02@example.com, role: interviewer, application: app-1}]", None, id="team-of-one"
        ),
        pytest.param(
            "team: [{person: manager-92@example.com, role: interviewer, requisition: req}]",
            "manager-92@example.com is no person",
            id="person",
        ),
        pytest.param(
            "team: [{person: manager-02@example.com, role: interviewer, requisition: REQ-95}]",
            "the requisition 'REQ-95'",
            id="requisition",
        ),
        pytest.param(
            "team: [{person: manager-02@example.com, role: interviewer, application: app-9}]",
            "the application 'app-9'",
            id="team-of-no-application",
        ),
        pytest.param("delegates: [{address: o@example.com, for: manager-02@example.com}]", None, id="delegate"),
        pytest.param(
            "delegates: [{address: o@example.com, for: manager-92@example.com}]",
            "manager-92@example.com is no person",
            id="principal",
        ),
    ],
)
def test_a_setting_that_comes_to_nothing_is_told(text, told):
    found = idle(text)
    assert found == () if told is None else [told in each for each in found] == [True]


@pytest.mark.parametrize(
    ("labelled", "said"),
    [
        pytest.param({"a"}, (), id="all-fit"),
        pytest.param({"a", "c"}, ("`--labels`: 1 message is not in the log, the first is 'c'",), id="one"),
        pytest.param({"d", "c"}, ("`--labels`: 2 messages are not in the log, the first is 'c'",), id="several"),
    ],
)
def test_labels_of_other_messages_are_counted(labelled, said):
    assert idle_labels(labelled, {"a", "b"}) == said

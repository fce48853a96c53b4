"""What is declared and fits nothing is told; what fits, by whichever of its names, is not."""

import pytest

from analyzer.importing.settings import Delegate, Settings, TeamRole
from analyzer.importing.unmatched import unmatched, unmatched_labels
from tests.importing.building import everyday

MANAGER = "manager-02@example.com"


def told(settings: Settings) -> tuple[str, ...]:
    world = everyday()
    world.application("app-2", "sys:candidate:1", "unlisted")  # whose opening no list of openings has
    rows, _ = world.join(settings)
    return unmatched(settings, rows.directory, rows.cases, world.facts.requisitions)


@pytest.mark.parametrize("opening", ["req", "REQ-15", "unlisted"])
def test_an_opening_is_known_by_its_id_its_number_or_from_an_application(opening):
    assert told(Settings(team=(TeamRole(MANAGER, "recruiter", requisition=opening),))) == ()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param(
            Settings(team=(TeamRole("x@example.com", "recruiter", requisition="req"),)),
            "team: x@example.com is in no export",
            id="person",
        ),
        pytest.param(
            Settings(team=(TeamRole(MANAGER, "recruiter", requisition="REQ-16"),)),
            "team: no export has a requisition REQ-16",
            id="requisition",
        ),
        pytest.param(
            Settings(team=(TeamRole(MANAGER, "recruiter", application="app-3"),)),
            "team: no export has an application app-3",
            id="application",
        ),
        pytest.param(
            Settings(delegates=(Delegate("office@example.com", "x@example.com"),)),
            "delegates: x@example.com is in no export",
            id="principal",
        ),
        pytest.param(
            Settings(applications=(("1@mail", "app-3"),)),
            "applications: no export has an application app-3",
            id="conversation",
        ),
    ],
)
def test_what_fits_nothing_is_told(settings, said):
    assert told(settings) == (said,)


def test_what_fits_is_not_told():
    fitting = Settings(
        team=(TeamRole(MANAGER, None, application="app-1"),),
        delegates=(Delegate("office@example.com", MANAGER),),
        applications=(("1@mail", "app-2"),),
    )
    assert told(fitting) == ()


@pytest.mark.parametrize(
    ("labelled", "said"),
    [
        pytest.param({"a"}, (), id="all-fit"),
        pytest.param({"a", "c"}, ("labels: 1 message is not in the log, the first is 'c'",), id="one"),
        pytest.param({"d", "c"}, ("labels: 2 messages are not in the log, the first is 'c'",), id="several"),
    ],
)
def test_labels_of_other_messages_are_counted(labelled, said):
    assert unmatched_labels(labelled, {"a", "b"}) == said

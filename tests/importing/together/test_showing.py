"""What an import gave, as a notebook shows it: a line, a page, tables with documented columns."""

import pytest

import analyzer as hpa
from analyzer.importing.showing import KEPT_AS, TABLES
from tests.importing.together.month import write_month

APPLICATIONS = """\
application_id,candidate_id,candidate_email,candidate_phone,requisition_id,opened_at,recruiter,hiring_manager
A-1,c-1,c1@example.org,030 1234501,R-1,2026-03-01T09:00Z,r1@example.com,m1@example.com
A-2,c-1,c1@example.org,,R-2,2026-03-01T09:00Z,r1@example.com,m2@example.com
A-3,c-3,c3@example.org,,R-1,2026-03-01T09:00Z,r1@example.com,m1@example.com
"""
MESSAGES = """\
timestamp,sender,recipients,message_id
2026-03-02T09:00Z,c1@example.org,r1@example.com,<m-1@example.org>
2026-03-02T10:00Z,c3@example.org,r<b>.,m-2@example.org
no time,c3@example.org,r1@example.com,m-3@example.org
2026-03-02T10:00Z,friend@example.net,m1@example.com,m-4@example.org
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    (folder / "applications.csv").write_text(APPLICATIONS)
    (folder / "messages.csv").write_text(MESSAGES)
    settings = hpa.Settings(team=(hpa.importing.TeamRole("x@example.com", "interviewer", "R-1"),))
    paths = [folder / "applications.csv", folder / "messages.csv"]
    return hpa.import_log(paths, settings=settings, max_quarantined=0.5)


def rows(imported, name: str) -> list[tuple]:
    frame = imported.table(name).drop(columns="file", errors="ignore")
    return list(frame.itertuples(index=False, name=None))


def test_the_line_says_what_came_of_it(imported):
    assert repr(imported) == (
        "<import of 1 message and 0 changes of stage, of 3 applications on 2 requisitions; 1 message in which nobody "
        "is a candidate was looked at and not kept>"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("accounts", [(3, 3, 0, 0, 0), (4, 1, 2, 0, 1)], id="accounts"),
        pytest.param("unresolved", [("r<b>.", "name only", 1, 1)], id="unresolved"),
        pytest.param("ambiguous", [(1, "m-1@example.org", "A-1;A-2")], id="ambiguous"),
        pytest.param("mergers", [], id="mergers"),
    ],
)
def test_a_table_has_what_the_accounts_have(imported, name, expected):
    columns = len(expected[0]) if expected else 0
    assert [row[:columns] for row in rows(imported, name)] == expected


def test_each_record_that_was_set_aside_is_listed_with_its_place(imported):
    assert [row[:2] for row in rows(imported, "set aside")] == [(1, "E440"), (3, "E421")]


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_of_a_table_are_those_that_are_documented(imported, name):
    frame = imported.table(name)
    assert list(frame.columns) == [column for column, _, _ in TABLES[name]]
    assert list(frame.columns) == hpa.columns(f"import.{name}")["column"].tolist()
    counts = [column for column, kind, _ in TABLES[name] if kind == "count"]
    assert {str(frame[column].dtype) for column in counts} <= {"int64"}
    assert KEPT_AS[name] in imported.to_dict()


def test_a_table_that_is_not_there_is_refused_with_the_one_that_was_meant(imported):
    with pytest.raises(hpa.UsageError, match="did you mean 'unresolved'"):
        imported.table("unresolvd")


def test_the_page_of_a_notebook_says_what_is_left_to_settle_and_escapes_it(imported):
    page = imported._repr_html_()
    assert "r&lt;b&gt;." in page
    assert "r<b>" not in page
    for said in (
        "1 party has no known role",
        "1 message may belong to several applications, and to none until it is said",
        "1 record was set aside",
        "1 phone number has no country code",
        "settings that came to nothing: `team`: x@example.com is no person",
    ):
        assert said in page, said


def test_a_definition_tells_topics_and_what_is_asked_for_goes_before_the_settings(tmp_path):
    paths = write_month(tmp_path)
    settings = tmp_path / "settings.yaml"
    one = hpa.import_log(paths, settings=settings, definition=hpa.read_definition("in-house"))
    assert "status_inquiry" in one.log.texts("topics")
    other = hpa.import_log(paths, settings=settings, how=hpa.How(first_stage="screening"))
    assert other.counts.events == one.counts.events  # the country of phone numbers is still that of the settings
    assert "applied" not in other.log.texts("stage")
    assert "applied" in one.log.texts("stage")


def test_a_definition_and_another_way_to_tell_topics_exclude_each_other(tmp_path):
    with pytest.raises(hpa.UsageError, match="either a definition"):
        hpa.import_log(tmp_path, definition=hpa.read_definition("in-house"), telling=hpa.importing.Telling())

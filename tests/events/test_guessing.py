"""A guessed mapping: what it finds, why, and that a person has something to read and edit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.events import read_log
from analyzer.events.guessing import guess_mapping
from analyzer.events.mapping import Mapping
from analyzer.events.mapping_file import parse_mapping
from tests.events.writers.logs import some_log
from tests.events.writing import WRITERS, row

EXPORT = """\
Message-ID;Sent;Application No;From;From Role;To;To Role;Medium;Purpose;Body
m1;02.03.2026 10:00;A1;a@example.com;Candidate;b@example.com, c@example.org;Recruiter, Coord;E-Mail;status;{long}
m2;13.03.2026 10:00;A1;b@example.com;Recruiter;a@example.com;Candidate;Phone;status|thanks;{long}
"""


def guessed(tmp_path: Path, text: str, name: str = "export.csv") -> tuple[str, Mapping]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    told = guess_mapping(path)
    return told, parse_mapping(told)


def found(mapping: Mapping) -> dict[str, str | None]:
    return {rule.name: rule.column for rule in mapping.columns}


def test_an_export_gets_a_mapping_that_reads_it(tmp_path: Path) -> None:
    told, mapping = guessed(tmp_path, EXPORT.format(long="x" * 300))
    assert found(mapping) == {
        "event_id": "Message-ID",
        "timestamp": "Sent",
        "case_id": "Application No",
        "sender": "From",
        "sender_role": "From Role",
        "recipients": "To",
        "recipient_roles": "To Role",
        "channel": "Medium",
        "topics": "Purpose",
    }
    rules = {rule.name: rule for rule in mapping.columns}
    assert rules["timestamp"].format == "%d.%m.%Y %H:%M"
    assert (rules["recipients"].separator, rules["topics"].separator) == (",", "|")
    assert dict(rules["recipient_roles"].values) == {name: name for name in ("Candidate", "Coord", "Recruiter")}
    assert mapping.drop == ("Body",)
    assert "# timezone: Europe/Berlin  # needed" in told
    log = read_log(tmp_path / "export.csv", mapping=mapping, timezone="Europe/Berlin")
    assert log.quality.analysed == 2


def test_what_was_not_found_stands_as_a_comment(tmp_path: Path) -> None:
    told, _ = guessed(tmp_path, EXPORT.format(long=""))
    assert "  # stage: HEADING  # not found. The stage" in told
    told, _ = guessed(tmp_path, "a,b\n1,2\n")
    assert "  # timestamp: HEADING  # not found, which is needed." in told
    assert "  # sender_role: HEADING  # not found, needed for messages." in told


def test_every_guess_says_why_and_what_else_there_is(tmp_path: Path) -> None:
    told, mapping = guessed(tmp_path, "when,sent at,case nr\n2026-03-02T10:00Z,2026-03-02T10:00Z,A\n")
    assert 'timestamp: "sent at"  # by its heading; or "when"' in told
    assert mapping.timezone is None
    assert "timezone" not in told
    assert '"case nr"' in told


def test_a_column_of_times_is_found_without_a_heading_that_says_so(tmp_path: Path) -> None:
    told, mapping = guessed(tmp_path, "x,case\n2026-03-02T10:00Z,A\n")
    assert found(mapping)["timestamp"] == "x"
    assert "# its cells are times" in told


@pytest.mark.parametrize(
    ("cells", "layout", "also"),
    [
        pytest.param(["2026-03-02 10:00"], None, False, id="iso"),
        pytest.param(["13.03.2026 10:00:05"], "%d.%m.%Y %H:%M:%S", False, id="german"),
        pytest.param(["03/13/2026 10:00"], "%m/%d/%Y %H:%M", False, id="american"),
        pytest.param(["03/04/2026 10:00"], "%d/%m/%Y %H:%M", True, id="day-or-month"),
        pytest.param(["03/13/2026 10:00 PM"], "%m/%d/%Y %I:%M %p", False, id="twelve-hours"),
        pytest.param(["1772445600"], "epoch-seconds", False, id="seconds"),
        pytest.param(["1772445600000"], "epoch-milliseconds", False, id="milliseconds"),
        pytest.param(["13 Mar 2026 10:00"], "%d %b %Y %H:%M", False, id="month-by-name"),
    ],
)
def test_the_format_of_times_is_told_from_the_cells(
    tmp_path: Path, cells: list[str], layout: str | None, also: bool
) -> None:
    text = "time,case\n" + "".join(f"{cell},A\n" for cell in cells)
    told, mapping = guessed(tmp_path, text)
    assert mapping.columns[0].format == layout
    assert ("would fit" in told) == also
    edited = parse_mapping(told.replace("# activity: HEADING", "activity: {constant: interview}"))
    assert read_log(tmp_path / "export.csv", mapping=edited, timezone="UTC").quality.analysed == len(cells)


def test_dates_without_a_time_ask_for_the_precision(tmp_path: Path) -> None:
    _, mapping = guessed(tmp_path, "date,case\n2026-03-02,A\n")
    assert mapping.precision == "day"


def test_small_numbers_are_no_times(tmp_path: Path) -> None:
    told, mapping = guessed(tmp_path, "time,case\n17,A\n18,B\n")
    assert "timestamp" not in found(mapping)
    assert "# timestamp: HEADING" in told


def test_an_id_that_is_not_unique_is_no_event_id(tmp_path: Path) -> None:
    _, mapping = guessed(tmp_path, "id,time,case\n1,2026-03-02T10:00Z,A\n1,2026-03-02T10:00Z,A\n")
    assert "event_id" not in found(mapping)
    told, _ = guessed(tmp_path, "time,case id\n2026-03-02T10:00Z,A\n2026-03-02T10:00Z,B\n")
    assert "careful: no two rows have the same" in told


def test_addresses_are_no_roles_and_many_values_are_not_listed(tmp_path: Path) -> None:
    lines = "".join(f"2026-03-02T10:00Z,A,p{number}@example.org,topic {number}\n" for number in range(40))
    told, mapping = guessed(tmp_path, "time,case,from role,topic\n" + lines)
    assert found(mapping).keys() == {"timestamp", "case_id", "topics"}
    assert "@example.org" not in told
    assert mapping.columns[-1].values == ()


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_looked_at(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name, [row(), row(event_id="e2")])
    mapping = parse_mapping(guess_mapping(tmp_path / name))
    assert found(mapping)["recipient_roles"] == "recipient_roles"
    assert read_log(tmp_path / name, mapping=mapping).quality.analysed == 2


def test_names_of_a_format_itself_are_told_and_left_alone(tmp_path: Path) -> None:
    from analyzer.events.writers import write_xes

    write_xes(some_log(1), tmp_path / "log.xes")
    told = guess_mapping(tmp_path / "log.xes")
    assert '  # case_id: "case:concept:name"  # the format\'s own' in told
    assert "case_id" not in found(parse_mapping(told))


@pytest.mark.parametrize(
    "heading", ['a "b" c', "back\\slash", "tab\there", "a: b # c", "\u2028", "\N{GRINNING FACE}", "null", "- x", "\x00"]
)
def test_headings_of_any_kind_are_written_so_that_they_are_read(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text(json.dumps({heading: "2026-03-02T10:00Z", "case": "A"}) + "\n", encoding="utf-8")
    assert found(parse_mapping(guess_mapping(path)))["timestamp"] == (heading.strip() or "column 1")


def test_the_same_file_gives_the_same_text(tmp_path: Path) -> None:
    assert guessed(tmp_path, EXPORT)[0] == guessed(tmp_path, EXPORT)[0]

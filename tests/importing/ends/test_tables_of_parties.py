"""Applications and messages as tables, which any system can report: CSV and Excel, with headings of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.ends.judging import assert_the_story, import_and_check
from tests.importing.ends.story import (
    CANDIDATES,
    MANAGER,
    RECRUITER,
    TOLD,
    VERDICTS,
    candidate,
    csv_text,
    write_applications,
)

MESSAGES = ("timestamp", "sender", "recipients", "copied", "text", "message_id", "in_reply_to", "thread_id")
SETTINGS = """\
timezone: Europe/Berlin
sources:
  - {path: bewerbungen.FORM, kind: applications, columns: {application_id: Nr, candidate_email: Mail,
     recruiter: Betreut, hiring_manager: Sucht, opened_at: Eingang}}
  - {path: post.FORM, kind: messages, columns: {timestamp: Zeit, sender: Von, recipients: An, copied: Kopie,
     text: Inhalt, message_id: Id, in_reply_to: Auf}}
"""


def rows() -> list[tuple[str, ...]]:
    return [
        (said.iso, said.sender, said.to, said.copied, said.text, said.id, said.reply, str(said.number)) for said in TOLD
    ]


def write_table(path: Path, heads: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    if path.suffix == ".csv":
        path.write_text(csv_text(heads, lines, ";"), encoding="utf-8-sig")
        return
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([heads, *lines]):
            sheet.write_row(number, 0, line)


def test_two_tables_tell_the_story(tmp_path: Path) -> None:
    applications = write_applications(tmp_path / "applications.csv")
    (tmp_path / "messages.csv").write_text(csv_text(MESSAGES, [*rows(), ("soon", MANAGER, RECRUITER, *[""] * 5)]))
    found = import_and_check(
        tmp_path, applications, tmp_path / "messages.csv", "-d", "in-house", "--max-quarantined", "10%"
    )
    assert_the_story(found)
    assert found.files()[str(tmp_path / "messages.csv")] == (8, 1, 0, 1)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_tables_with_headings_of_their_own_tell_it_too(tmp_path: Path, form: str) -> None:
    """German headings, times of Berlin without a zone; the settings say what is what, and nothing is named."""
    write_table(
        tmp_path / f"bewerbungen.{form}",
        ("Nr", "Mail", "Betreut", "Sucht", "Eingang"),
        [(f"B-{each}", candidate(each), RECRUITER, MANAGER, "2026-03-02 09:00") for each in CANDIDATES],
    )
    write_table(
        tmp_path / f"post.{form}",
        ("Zeit", "Von", "An", "Kopie", "Inhalt", "Id", "Auf"),
        [
            (f"2026-03-{said.day[:3]}{said.when.hour + 1:02}:00", *line[1:-1])
            for said, line in zip(TOLD, rows(), strict=True)
        ],
    )
    (tmp_path / "settings.yaml").write_text(SETTINGS.replace("FORM", form))
    found = import_and_check(tmp_path, "--settings", tmp_path / "settings.yaml", "-d", "in-house")
    assert_the_story(found)
    assert found.files() == {
        str(tmp_path / f"bewerbungen.{form}"): (5, 0, 0, 0),
        str(tmp_path / f"post.{form}"): (8, 0, 0, 1),
    }


@pytest.mark.parametrize(
    ("column", "verdicts"),
    [
        pytest.param("thread_id", VERDICTS, id="conversation"),
        pytest.param("in_reply_to", VERDICTS, id="what-is-answered"),
        pytest.param(None, VERDICTS | {"1": "undecided", "5": "undecided"}, id="neither"),
    ],
)
def test_who_wrote_first_is_known_if_a_column_tells(
    tmp_path: Path, column: str | None, verdicts: dict[str, str]
) -> None:
    applications = write_applications(tmp_path / "applications.csv")
    kept = [place for place, name in enumerate(MESSAGES) if name not in {"thread_id", "in_reply_to"} - {column}]
    lines = [[line[place] for place in kept] for line in rows()]
    (tmp_path / "messages.csv").write_text(csv_text([MESSAGES[place] for place in kept], lines))
    found = import_and_check(tmp_path, applications, tmp_path / "messages.csv", "-d", "in-house")
    assert found.verdicts() == verdicts

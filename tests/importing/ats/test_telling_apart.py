"""Which export is which: each reader knows its own fixture and no other one's."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.importing.opening import members
from tests.importing.ats.showing import BY_NAME, FIXTURES

KINDS = ("greenhouse", "greenhouse-tables", "lever", "lever-tables", "bullhorn")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fixture", sorted(path.name for path in FIXTURES.iterdir()))
def test_a_reader_knows_its_own_export_only(kind: str, fixture: str) -> None:
    assert BY_NAME[kind].reader.looks_like(members(FIXTURES / fixture)) is (kind == fixture)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("applications.json", b"", id="empty"),
        pytest.param("applications.json", b"\x00\xff\xfe{", id="binary"),
        pytest.param("application.parquet", b"PAR1 no more", id="cut-off"),
        pytest.param("application.csv", b"\xff\xfe\x00", id="no-text"),
        pytest.param("opportunities.json", b'{"stageChanges"', id="one-sign-of-two"),
        pytest.param("notes.txt", b'"candidate_id" "applied_at"', id="other-ending"),
    ],
)
def test_damaged_or_other_files_are_nobodys(tmp_path: Path, kind: str, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert BY_NAME[kind].reader.looks_like(members(tmp_path)) is False


@pytest.mark.parametrize("kind", KINDS)
def test_the_fields_that_are_read_are_told_once_each(kind: str) -> None:
    told = [name for name, _ in BY_NAME[kind].reader.COLUMNS]
    assert len(told) == len(set(told)) > 10
    assert all(meaning for _, meaning in BY_NAME[kind].reader.COLUMNS)

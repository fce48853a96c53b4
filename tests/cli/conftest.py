"""A definition and two logs for every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import ALLOWED, DEFINITION, PAST, write_log
from tests.pictures import draw_once


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(DEFINITION, encoding="utf-8")
    return path


@pytest.fixture
def clean_log(tmp_path: Path) -> Path:
    return write_log(tmp_path / "clean.csv", ALLOWED)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """One open finding of severity high (the rule) and one of severity low (the contact)."""
    return write_log(tmp_path / "log.csv", ALLOWED, PAST)


@pytest.fixture
def drawn_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports take pictures that were drawn before: for tests of something else."""
    draw_once(monkeypatch)

"""Analyses by hand, and the two tables that need a log put in their place."""

import pytest

from tests.reports import fakes


@pytest.fixture
def analysis():
    return fakes.small()


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    """These tables need a log, and drawing takes seconds; `test_figures` draws, `test_real` has a log."""
    fakes.put_in_place(monkeypatch)

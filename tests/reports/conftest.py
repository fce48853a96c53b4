"""Analyses by hand, and the two tables that need a log put in their place."""

import pytest

from analyzer import insights
from analyzer.reports import figures
from tests.reports import fakes


@pytest.fixture
def analysis():
    return fakes.small()


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    """Contacts need a log, and drawing takes seconds; `test_figures` draws."""
    monkeypatch.setattr(insights, "contact_matrix", lambda _: fakes.matrix())
    monkeypatch.setattr(figures, "drawings", fakes.drawings)

"""Analyses by hand, the tables that need a log put in their place, and pages of them in a browser."""

import pytest

from analyzer.reports import write_html
from tests.reports import browsing, fakes, hostile


@pytest.fixture
def analysis():
    return fakes.small()


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    """These tables need a log, and drawing takes seconds; `test_figures` draws, `test_real` has a log."""
    fakes.put_in_place(monkeypatch)


@pytest.fixture(scope="package")
def chromium():
    """One browser for all tests of the page, started by the first of them."""
    if browsing.CHROMIUM is None:
        pytest.skip(browsing.ABSENT)
    with browsing.browser() as started:
        yield started


@pytest.fixture(scope="package")
def pages(tmp_path_factory):
    """Pages to visit: a few findings, some hundred in several parts, none, and names from hostile hands."""
    folder = tmp_path_factory.mktemp("pages")
    small = fakes.small()
    with pytest.MonkeyPatch.context() as patch:
        fakes.put_in_place(patch)
        nothing = fakes.assembled(small.findings.iloc[:0].copy(), small.events_of(["APP-1"]))
        write_html(small, folder / "small.html")
        write_html(nothing, folder / "none.html")
        hostile.put_in_place(patch)
        write_html(hostile.analysis(), folder / "hostile.html")
        fakes.put_in_place(patch)
        patch.setattr("analyzer.reports.payload.CASES_A_PART", 50)
        write_html(fakes.large(400), folder / "large.html")
    return folder


@pytest.fixture
def visit(chromium, pages):
    """Open one of `pages`; afterwards each visitor must have seen no request but for the page, and no complaint."""
    visitors = []

    def run(name, address="", *, until=browsing.READY, before="", **how):
        visitor = browsing.Visitor.of(chromium, **how)
        visitors.append(visitor)
        if before:
            visitor.context.add_init_script(before)
        return visitor.open(pages / name, address, until=until)

    yield run
    for visitor in visitors:
        visitor.context.close()
        asked = {address.partition("#")[0] for address in visitor.requests}
        assert all(address.startswith(pages.as_uri()) for address in asked), asked
        assert visitor.complaints == []
        assert visitor.dialogs == []

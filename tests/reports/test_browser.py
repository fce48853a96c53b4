"""The page in a real browser: what the script draws, and that nothing foreign runs."""

import re
import shutil

import pytest

from analyzer.reports import write_html
from tests.reports import fakes
from tests.reports.browsing import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the page's script is not run")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.reports.figures.drawings", fakes.drawings)
        patch.setattr("analyzer.insights.contact_matrix", lambda _: fakes.matrix())
        write_html(fakes.small(), made / "small.html")
        write_html(fakes.large(400), made / "large.html")
    return made


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    made = Browser(CHROMIUM, tmp_path_factory.mktemp("profile"))
    yield made
    made.close()


@pytest.fixture
def opened(folder, browser):
    """Open a page at an address and give its document and what the browser complained of."""

    def run(name, address="", **how):
        browser.open(f"file://{folder / name}{address}", **how)
        return browser.document(), list(browser.complaints)

    return run


def rows(dom):
    return re.findall(r'<tr tabindex="-1" data-finding="(\w+)"', dom)


def test_the_list_shows_the_open_findings_and_nothing_foreign_runs(opened):
    dom, complaints = opened("small.html")
    assert 'data-ready="yes"' in dom
    assert complaints == [], "neither an error nor a breach of the policy"
    assert sorted(rows(dom)) == ["000000000001", "000000000002", "000000000003"]
    assert '<img src="x"' not in dom
    assert dom.count("<script") == 3
    assert "3 findings in 2 cases of 2 candidates; times in America/New_York" in dom


@pytest.mark.parametrize(("width", "hinted"), [(1300, False), (500, True)])
def test_tables_that_scroll_sideways_say_so(opened, width, hinted):
    dom, complaints = opened("small.html", width=width)
    assert complaints == []
    assert bool(re.search(r'<p class="hint shown"[^>]*>scroll sideways', dom)) is hinted
    assert bool(re.search(r'<div class="scroll more"', dom)) is hinted


def test_an_address_filters_the_list(opened):
    dom, complaints = opened("small.html", "#verdict=all&rule=contact&sort=case&down=")
    assert complaints == []
    assert rows(dom) == ["000000000002", "000000000005", "000000000006"]


def test_the_tile_of_candidates_leads_to_their_findings(opened):
    dom, _ = opened("small.html", "#verdict=violated&past=1")
    assert sorted(rows(dom)) == ["000000000001", "000000000002"]


def test_an_address_opens_a_case_with_its_timeline_and_evidence(opened):
    dom, complaints = opened("small.html", "#finding=000000000001")
    assert complaints == []
    assert re.search(r"<dialog[^>]* open", dom)
    assert dom.count('<article class="finding') == 2
    assert 'class="finding high asked"' in dom
    assert dom.count('class="step') == 4, "one mark for each event"
    assert "recruiter-silent: 1 of 2 questions, 3 of 5 business days" in dom
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in dom
    assert 'href="#L4"' in dom


def test_an_unknown_case_is_said_so(opened):
    dom, complaints = opened("small.html", "#case=APP-9")
    assert complaints == []
    assert "Case APP-9 has no findings in this report." in dom


def test_many_findings_come_in_pages(opened):
    dom, complaints = opened("large.html", "#verdict=all&page=7")
    assert complaints == []
    assert len(rows(dom)) == 50
    assert "Page 8 of 8" in dom
    assert 'aria-rowcount="401"' in dom

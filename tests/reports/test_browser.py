"""The page in a real browser: what the script draws, and that nothing foreign runs."""

import re
import shutil

import pytest

from analyzer.reports import write_html
from tests.reports import fakes
from tests.reports.browsing import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the page's script is not run")


TOLD = "document.getElementById('unreadable')?.hidden === false"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.reports.figures.drawings", fakes.drawings)
        patch.setattr("analyzer.insights.contact_matrix", lambda _: fakes.matrix())
        write_html(fakes.small(), made / "small.html")
        patch.setattr("analyzer.reports.payload.CASES_A_PART", 50)
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


def in_case(browser):
    return browser.value("document.querySelector('dialog[open] h2')?.innerText ?? null")


def test_the_page_reads_every_column_as_it_was_coded(folder, browser):
    """Cases of the first, the second and the last part, against the tables they come from."""
    analysis = fakes.large(400)
    browser.open(f"file://{folder / 'large.html'}#verdict=all")
    for case in ("APP-000000", "APP-000077", "APP-000133"):
        browser.value(f"location.hash = 'case={case}'")
        browser.wait(f"document.querySelector('dialog[open] h2')?.innerText === 'Case {case}'")
        told = browser.value(
            "[...document.querySelectorAll('.events tbody tr')].map((row) => row.innerText.split('\\t'))"
        )
        events = analysis.events_of([case])
        when = events["timestamp"].dt.tz_convert("America/New_York").dt.strftime("%Y-%m-%d %H:%M")
        assert [row[0] for row in told] == list(when)
        assert [row[5] for row in told] == list(events["subject"])
        assert [row[6] for row in told] == list(events["event_id"])
        findings = analysis.findings[analysis.findings["case_id"] == case]
        links = browser.value(
            "[...document.querySelectorAll('article.finding header a')].map((link) => link.innerText)"
        )
        assert sorted(links) == sorted("#" + findings["finding_id"])
        chips = browser.value(
            "[...document.querySelectorAll('article .ids')].map((box) => box.innerText.split(/\\s+/).join('; '))"
        )
        assert sorted(chips) == sorted(findings["witness"])


def test_of_cases_asked_for_in_quick_succession_the_last_is_shown(folder, browser):
    browser.open(f"file://{folder / 'large.html'}#case=APP-000120")
    browser.value("document.querySelector('dialog').close()")
    browser.wait("!location.hash")
    ask = "location.hash = 'case={}'; window.dispatchEvent(new HashChangeEvent('hashchange'));"
    browser.value(ask.format("APP-000000") + ask.format("APP-000120"))  # the part of the first is yet to be unpacked
    browser.value("new Promise((done) => setTimeout(done, 300))")
    assert in_case(browser) == "Case APP-000120"


def test_a_case_left_before_it_is_unpacked_stays_closed(folder, browser):
    browser.open(f"file://{folder / 'large.html'}")
    browser.value("location.hash = 'case=APP-000000'; window.dispatchEvent(new HashChangeEvent('hashchange'))")
    browser.value(
        "history.replaceState(null, '', '#rule=contact'); window.dispatchEvent(new HashChangeEvent('hashchange'))"
    )
    browser.value("new Promise((done) => setTimeout(done, 300))")
    assert in_case(browser) is None


def test_the_keyboard_opens_turns_and_closes_a_case_and_comes_back_to_its_row(folder, browser):
    browser.open(f"file://{folder / 'large.html'}")
    press = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{key: '{}', bubbles: true}}))"
    browser.value("document.querySelector('#list tbody tr').focus()")
    browser.value(press.format("ArrowDown"))
    row = browser.value("document.activeElement.dataset.finding")
    browser.value(press.format("Enter"))
    browser.wait("document.querySelector('dialog[open] h2')")
    first = in_case(browser)
    browser.value(press.format("ArrowRight"))
    browser.wait(f"document.querySelector('dialog h2').innerText !== '{first}'")
    browser.value("document.querySelector('dialog').close()")
    browser.document()
    assert browser.value("document.activeElement.dataset.finding") == row
    assert browser.complaints == []


def test_a_browser_that_cannot_unpack_is_told_so(opened, browser):
    dom, complaints = opened("small.html", before="delete window.DecompressionStream;", until=TOLD)
    assert complaints == []
    told = browser.value("document.getElementById('unreadable').innerText")
    assert told.startswith("The list needs a newer browser: this one cannot unpack data")
    assert told.endswith("The same findings are in findings.xlsx and findings.csv.")
    assert 'id="filters"' not in dom, "nothing to press that does nothing"
    assert "3 open findings of severity medium or above" in dom, "what needs no script is there"


@pytest.mark.parametrize("block", ["payload", "payload-0"])
@pytest.mark.parametrize("harm", ["cut off", "altered"])
def test_a_damaged_page_says_so(folder, opened, browser, block, harm):
    before, mark, after = (folder / "small.html").read_text(encoding="utf-8").partition(f'id="{block}">')
    data, end, rest = after.partition("<")
    harmed = data[: len(data) // 2] if harm == "cut off" else data[:40] + "AAAA" + data[44:]
    (folder / "harmed.html").write_text(before + mark + harmed + end + rest, encoding="utf-8")
    _, complaints = opened("harmed.html", "#case=APP-1", until=TOLD)
    assert complaints == []
    told = browser.value("document.getElementById('unreadable').innerText")
    assert told.startswith("The list cannot be read:" if block == "payload" else "This case cannot be shown:")
    assert in_case(browser) is None


def test_an_analysis_without_findings_has_a_list_that_says_so(folder, opened):
    small = fakes.small()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.reports.figures.drawings", fakes.drawings)
        patch.setattr("analyzer.insights.contact_matrix", lambda _: fakes.matrix())
        write_html(fakes.assembled(small.findings.iloc[:0].copy(), small.events_of(["APP-1"])), folder / "none.html")
    dom, complaints = opened("none.html")
    assert complaints == []
    assert "No finding passes these filters." in dom


@pytest.mark.deep
def test_a_hundred_thousand_findings_are_six_megabytes_and_quickly_there(folder, browser):
    """Ready within 1.5 s on a quiet machine with two cores; here three times that, for others may share it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.reports.figures.drawings", fakes.drawings)
        patch.setattr("analyzer.insights.contact_matrix", lambda _: fakes.matrix())
        page = write_html(fakes.large(100_000), folder / "huge.html")
    assert page.stat().st_size <= 6_000_000
    assert browser.open(f"file://{page}") <= 4_500
    assert "59,989 findings in 31,175 cases" in browser.document()
    browser.value("location.hash = 'case=APP-033000'")
    browser.wait("document.querySelector('dialog[open] h2')?.innerText === 'Case APP-033000'", seconds=2)
    assert browser.complaints == []

"""The page on paper, in light and dark, on a small screen, and for those who do not see it.

axe-core looks for what breaks WCAG 2.2, levels A and AA.
"""

import re
import shutil
import subprocess
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}}
VIEWS = {
    "overview": ("small.html", ""),
    "list": ("large.html", "#verdict=all&severity=high&topic=status_inquiry"),
    "case": ("small.html", "#finding=000000000001"),
    "nothing": ("none.html", ""),
    "hostile": ("hostile.html", "#verdict=all"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("view", "part"), [("overview", None), ("list", "#findings"), ("case", "dialog")])
def test_axe_finds_no_breach_of_wcag(visit, view, part, scheme):
    """Only here the page's policy is off, for axe-core has to get in."""
    visitor = visit(*VIEWS[view], color_scheme=scheme, bypass_csp=True)
    if view == "overview":
        visitor.value("() => document.querySelectorAll('details').forEach((box) => { box.open = true })")
    found = Axe().run(visitor.page, context=part, options=WCAG).response
    assert len(found["passes"]) > 12, "it did look"
    assert [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]] == []


def test_axe_finds_no_breach_of_wcag_on_a_phone(visit):
    visitor = visit("large.html", viewport={"width": 390, "height": 844}, bypass_csp=True)
    found = Axe().run(visitor.page, context="main", options=WCAG).response
    assert [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]] == []


def test_on_a_phone_the_list_needs_no_scrolling_sideways(visit):
    visitor = visit("large.html", viewport={"width": 390, "height": 844})
    box = "document.querySelector('#list').parentElement"
    assert visitor.value(f"() => {box}.scrollWidth - {box}.clientWidth") <= 0
    assert not visitor.shown("#findings .hint.shown")


def test_axe_would_find_a_breach(visit):
    visitor = visit("small.html", bypass_csp=True)
    visitor.value(
        "() => { document.querySelector('.kicker').style.color = '#ddd'; document.documentElement.lang = '' }"
    )
    found = Axe().run(visitor.page, options=WCAG).response
    assert {"color-contrast", "html-has-lang"} <= {each["id"] for each in found["violations"]}


# ---------------------------------------------------------------- light and dark

COLOURS = """() => Object.fromEntries(["body", ".card", ".tile .big", ".status", "#list td", ".heat-4"].map((name) => {
  const style = getComputedStyle(document.querySelector(name));
  return [name, [style.color, style.backgroundColor]];
}))"""


def luminance(colour):
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_light_and_dark_follow_the_reader_and_both_can_be_read(visit):
    light, dark = (visit("small.html", color_scheme=scheme).value(COLOURS) for scheme in ("light", "dark"))
    assert luminance(light["body"][1]) > 0.8 > 0.05 > luminance(dark["body"][1])
    for name in light:
        assert light[name][0] != dark[name][0], name
    for colours in (light, dark):
        for name in ("body", ".card", ".status", ".heat-4"):
            assert contrast(*colours[name]) >= 7, name


def test_a_page_that_is_open_follows_when_the_reader_changes(visit):
    visitor = visit("small.html", color_scheme="light")
    before = visitor.value(COLOURS)
    visitor.page.emulate_media(color_scheme="dark")
    assert visitor.value(COLOURS)["body"] != before["body"]


# ---------------------------------------------------------------- paper


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_controls_are_gone_and_what_was_found_is_there(visit, scheme):
    visitor = visit("large.html", "#verdict=all&topic=status_inquiry", color_scheme=scheme)
    assert visitor.shown("nav.sections")
    visitor.page.emulate_media(media="print")
    for gone in (
        "nav.sections",
        "#filters",
        "#verdicts",
        "#chips button",
        "#pages button",
        ".keys",
        "#source",
        ".skip",
    ):
        assert not visitor.shown(gone), gone
    for there in ("header.top", ".tile", "#rules", "#contacts", "#duties", "#time img", "#places", "#excuses",
                  "#stages", "#list tbody tr", "#undecided", "#data", "#glossary",
                  "footer", "p.statement"):  # fmt: skip
        assert visitor.shown(there), there
    assert visitor.texts("#pages") == ["Page 1 of 8"], "a reader of paper knows that there is more"
    body = visitor.value(COLOURS)
    assert contrast("rgb(255, 255, 255)", body["body"][0]) >= 7
    assert contrast(*body[".heat-4"]) >= 7
    assert luminance(body[".heat-4"][1]) > 0.4, "paper is light, whatever the reader's screen"


def test_on_paper_an_open_case_is_all_there_is(visit):
    visitor = visit("small.html", "#finding=000000000001")
    visitor.page.emulate_media(media="print")
    for gone in ("header.top", "main", "footer", "dialog .tools"):
        assert not visitor.shown(gone), gone
    for there in ("dialog h2", ".lanes svg", "article.finding", "table.events"):
        assert visitor.shown(there), there


@pytest.mark.parametrize("address", ["", "#finding=000000000001"], ids=["report", "case"])
def test_it_prints_on_pages_with_text(visit, address, tmp_path):
    visitor = visit("small.html", address)
    paper = visitor.page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b", paper))
    assert 1 <= pages <= 12
    assert b"/ToUnicode" in paper, "letters, not a picture of them"
    assert operators(paper) > 60
    if shutil.which("pdftotext"):
        (tmp_path / "paper.pdf").write_bytes(paper)
        told = subprocess.run(
            ["pdftotext", tmp_path / "paper.pdf", "-"], capture_output=True, text=True, check=True
        ).stdout
        wanted = "What happened?" if address else "Which rules were broken?"
        assert wanted in told
        assert ("Skip to the findings" in told) is False


def operators(paper):
    """How often the pages show text."""
    shown = 0
    for start in re.finditer(rb"stream\r?\n", paper):
        try:
            shown += len(re.findall(rb"T[jJ]\b", zlib.decompressobj().decompress(paper[start.end() :])))
        except zlib.error:
            continue
    return shown


# ---------------------------------------------------------------- small and large screens


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_never_scrolls_sideways_as_a_whole(visit, view):
    visitor = visit(*VIEWS[view], viewport={"width": 390, "height": 844})
    for width in (390, 320, 768, 1920):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        visitor.settle()
        assert visitor.value("() => document.scrollingElement.scrollWidth") <= width
        panel = "() => { const box = document.querySelector('dialog'); return box.scrollWidth - box.clientWidth }"
        assert visitor.value(panel) <= 0


def test_a_figure_keeps_its_room_when_the_window_was_small_for_a_while(visit):
    """A word about scrolling, shown while there is need of it, must not push the chart aside for good."""
    visitor = visit("small.html")
    room = "() => document.querySelector('#time .scroll').clientWidth"
    before = visitor.value(room)
    for width in (400, 1300):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.value("() => document.querySelector('#time img').style.setProperty('width', '560px')")
        visitor.page.wait_for_timeout(100)
        assert visitor.shown("#time .hint") is (width == 400)
    assert visitor.value(room) == before


def test_what_is_read_aloud_has_names_and_an_order(visit):
    visitor = visit("small.html", "#finding=000000000001")
    tree = visitor.page.locator("body").aria_snapshot()
    for part in ('dialog "Case APP-1"', 'heading "What happened?" [level=3]', 'button "Previous case of the list"',
                 'button "APP-1-e0: copy the event', 'columnheader "Evidence of"'):  # fmt: skip
        assert part in tree
    visitor.press("Escape")
    visitor.page.wait_for_selector("dialog[open]", state="detached")
    tree = visitor.page.locator("body").aria_snapshot()
    for part in ('navigation "Sections"', 'heading "Which rules were broken?" [level=2]', 'img "n = 3"', "searchbox",
                 'heading "Question & answer" [level=2]',
                 'link "1 open: Candidate asks the hiring manager'):  # fmt: skip
        assert part in tree

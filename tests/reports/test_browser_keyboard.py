"""The page by the keyboard alone: no test here uses a mouse."""

import pytest

SEEN = """() => {
  const at = document.activeElement;
  if (at === document.body) return true;
  const style = getComputedStyle(at);
  const column = at.querySelector?.(".column");
  const box = at.getBoundingClientRect();
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const line = column && getComputedStyle(column);
  const marked = line && line.stroke !== "none" && parseFloat(line.strokeWidth) >= 1;
  return Boolean(drawn || marked) && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
}"""
PLACE = """() => {
  const all = [...document.querySelectorAll("*")];
  return all.indexOf(document.activeElement);
}"""


def walk(visitor, most=400):
    """Press Tab until the focus leaves the page; give each place that it comes to, in order."""
    places = []
    for _ in range(most):
        visitor.press("Tab")
        if visitor.value("() => document.activeElement === document.body"):
            return places
        places.append((visitor.value(PLACE), visitor.focus, visitor.value(SEEN)))
    raise AssertionError(f"the focus does not leave the page: {places[-5:]}")


def test_tab_goes_through_the_page_from_top_to_bottom_and_the_focus_is_seen(visit):
    places = walk(visit("small.html", viewport={"width": 1300, "height": 900}))
    order = [place for place, _, _ in places]
    assert order == sorted(order), "as it is written, so it is walked"
    assert [focus for _, focus, seen in places if not seen] == []
    names = [focus for _, focus, _ in places]
    assert names[0] == "Skip to the findings"
    for part in ("q", "rule", "severity", "owner", "clear", "link", "when", "verdict"):
        assert part in names


def test_the_first_stop_skips_to_the_findings(visit):
    visitor = visit("small.html")
    visitor.press("Tab", "Enter")
    visitor.settle()
    assert visitor.value("() => location.hash") == "#findings"
    visitor.press("Tab")
    assert visitor.value("() => document.getElementById('findings').contains(document.activeElement)")


def test_search_move_open_turn_and_close_and_come_back_to_the_row(visit):
    visitor = visit("large.html")
    visitor.press("/")
    assert visitor.focus == "q"
    visitor.page.keyboard.type("APP-00001")
    visitor.page.locator("#tally").filter(has_text="in 10 cases").wait_for()
    visitor.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")
    row = visitor.focus
    assert row == visitor.findings[1]
    visitor.press("End")
    assert visitor.focus == visitor.findings[-1]
    visitor.press("Home", "ArrowDown", "Enter")
    visitor.page.wait_for_selector("dialog[open] h2")
    assert visitor.value("() => location.hash") == f"#finding={row}"
    first = visitor.case
    visitor.press("ArrowRight")
    visitor.page.locator("dialog[open] h2").filter(has_not_text=first).wait_for()
    visitor.press("ArrowLeft")
    visitor.page.locator("dialog[open] h2").filter(has_text=first).wait_for()
    visitor.press("Escape")
    visitor.page.wait_for_selector("dialog[open]", state="detached")
    visitor.settle()
    assert visitor.focus == row
    assert "q=APP-00001" in visitor.value("() => location.hash"), "the list is as it was"


def test_a_link_in_a_row_opens_it_and_the_focus_comes_back(visit):
    visitor = visit("small.html")
    visitor.page.locator("#list tbody a").nth(1).focus()
    before = visitor.focus
    visitor.press("Enter")
    visitor.page.wait_for_selector("dialog[open]")
    assert visitor.value("() => document.querySelector('dialog').contains(document.activeElement)")
    visitor.press("Escape")
    visitor.page.wait_for_selector("dialog[open]", state="detached")
    assert visitor.focus == before


def test_the_focus_stays_in_the_case_while_it_is_open_and_is_seen(visit):
    visitor = visit("small.html", "#finding=000000000001")
    within, seen = set(), []
    for _ in range(40):
        visitor.press("Tab")
        within.add(
            visitor.value(
                "() => document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
            )
        )
        seen.append((visitor.focus, visitor.value(SEEN)))
    assert within == {True}
    assert [focus for focus, is_seen in seen if not is_seen] == []
    assert {"before", "APP-1-e0", "Close"} <= {focus.split(":")[0] for focus, _ in seen}


def test_arrows_walk_along_the_timeline_and_read_each_event(visit):
    visitor = visit("small.html", "#finding=000000000001")
    visitor.page.locator(".step[tabindex='0']").focus()
    told = []
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft", "End"):
        visitor.press(key)
        told.append((visitor.focus, visitor.texts(".caption")[0]))
    assert [event for event, _ in told] == ["APP-1-e0", "APP-1-e1", "APP-1-e2", "APP-1-e1", "APP-1-e3"]
    assert all(event in caption for event, caption in told)
    assert visitor.case == "Case APP-1", "the arrows of the timeline do not turn to the next case"
    assert visitor.value("() => document.querySelector('tr.lit .id').innerText") == "APP-1-e3"


def test_headings_sort_and_keep_the_focus(visit):
    visitor = visit("small.html")
    visitor.page.locator("[data-sort=case]").focus()
    visitor.press("Enter")
    assert visitor.page.locator("th.case").get_attribute("aria-sort") == "descending"
    visitor.press("Space")
    assert visitor.page.locator("th.case").get_attribute("aria-sort") == "ascending"
    assert visitor.focus == "case"


def test_verdicts_and_filters_work_and_keep_the_focus(visit):
    visitor = visit("small.html")
    visitor.page.locator("[data-verdict=all]").focus()
    visitor.press("Enter")
    assert len(visitor.findings) == 7
    assert visitor.value("() => document.activeElement.dataset.verdict") == "all"
    visitor.page.locator("#severity").focus()
    visitor.press("ArrowDown")
    assert visitor.findings == ["000000000004", "000000000001"]
    assert visitor.focus == "severity"


@pytest.mark.parametrize(
    ("start", "button", "left"), [("0", "Next page", "Next page"), ("6", "Next page", "Previous page")]
)
def test_pages_turn_and_the_focus_is_not_lost(visit, start, button, left):
    visitor = visit("large.html", f"#verdict=all&page={start}")
    visitor.page.locator(f"[aria-label='{button}']").focus()
    visitor.press("Enter")
    assert visitor.texts("#tally")[0].endswith(f"; page {int(start) + 2} of 8")
    assert visitor.focus == left


def test_a_filter_is_taken_away_and_the_focus_is_not_lost(visit):
    visitor = visit("small.html", "#verdict=all&past=1")
    visitor.page.locator("#chips button").focus()
    visitor.press("Enter")
    assert visitor.focus == "clear"


def test_the_numbers_of_a_figure_open(visit):
    visitor = visit("small.html")
    assert not visitor.shown("#time table")
    visitor.page.locator("#time summary").focus()
    visitor.press("Enter")
    assert visitor.shown("#time table")


def test_a_letter_in_the_search_is_a_letter(visit):
    visitor = visit("small.html")
    visitor.page.locator("#q").focus()
    visitor.page.keyboard.type("a/b")
    assert visitor.value("() => document.getElementById('q').value") == "a/b"

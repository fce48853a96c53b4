"""Names from hostile hands: they run nothing, change nothing, and are shown as they are."""

import pytest

from analyzer.reports import words
from tests.reports import hostile

OURS = {"script", "iframe", "object", "embed", "base", "meta", "form", "style", "link", "img", "noscript"}
COUNTED = """(names) => Object.fromEntries(names.map((name) => [name, document.querySelectorAll(name).length]))"""
HANDLERS = """() => [...document.querySelectorAll("*")].flatMap((each) => each.getAttributeNames())
  .filter((name) => name.startsWith("on") || name === "style")"""
ADDRESSES = """() => ["href", "src", "srcset", "action"].flatMap((name) =>
  [...document.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name)))"""
UNTOUCHED = """() => [window.pwned, ({}).pwned, Object.keys(Object.prototype).length,
  document.querySelectorAll("base").length]"""


@pytest.mark.parametrize("guarded", [True, False], ids=["policy-on", "policy-off"])
def test_names_run_nothing_and_are_shown_as_they_are_even_without_the_policy(visit, guarded):
    visitor = visit("hostile.html", "#verdict=all", bypass_csp=not guarded)
    listed = visitor.value("() => document.querySelector('main').textContent")
    for place, name in enumerate(hostile.LISTED):
        shown = words.clean(name, cut=words.CUT)
        visitor.value("(id) => { location.hash = `case=${encodeURIComponent(id)}` }", shown_id(place))
        visitor.page.wait_for_function(
            "(start) => document.querySelector('dialog[open] h2')?.textContent.startsWith(start)", arg=f"Case {place}:"
        )
        told = visitor.value("() => document.querySelector('dialog').textContent")
        assert told.count(shown) >= 10, "as sender, recipient, subject, topic, channel, stage, id, ..."
        assert shown[:60] in listed
        assert visitor.value(UNTOUCHED) == [None, None, 0, 0]
    assert visitor.dialogs == []
    assert visitor.value("() => document.title").endswith("2026-01-05 to 2026-03-30")


def shown_id(place):
    """A case's id as the page has it: without signs that turn or end a line, and not endlessly long."""
    return words.clean(hostile.case_of(place), cut=words.CUT)


def test_the_page_has_the_elements_of_a_harmless_one(visit):
    counts = []
    for name in ("small.html", "hostile.html"):
        visitor = visit(name, "#verdict=all")
        visitor.press("Tab")
        counted = visitor.value(COUNTED, sorted(OURS))
        counted["script"] -= len(visitor.page.query_selector_all("script[id^=payload]"))
        counts.append(counted)
        assert visitor.value(HANDLERS) == []
        assert not [
            link for link in visitor.value(ADDRESSES) if not link.startswith(("#", "data:image/svg+xml,", "data:,"))
        ]
    assert counts[0] == counts[1]


def test_names_that_mean_something_to_a_script_are_names(visit):
    visitor = visit("hostile.html", "#verdict=all&q=__proto__")
    assert len(visitor.findings) == 2
    for name in ("constructor", "hasOwnProperty", "null", "undefined", "NaN"):
        visitor.go(f"verdict=all&owner={name}")
        assert len(visitor.findings) == 2, name

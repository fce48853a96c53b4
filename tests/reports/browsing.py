"""The page in headless Chromium, by Playwright: one browser, and a fresh visitor for every test."""

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ABSENT = "no Chromium on this machine (Debian: apt-get install chromium): what the page does in a browser is not tried"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
READY = "html[data-ready]"
WATCH = """
new MutationObserver(() => {
  if (document.documentElement?.dataset.ready && window.readyAfter === undefined) window.readyAfter = performance.now();
}).observe(document, { attributes: true, childList: true, subtree: true });
"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


@contextmanager
def browser():
    """Start Chromium; without a Playwright that is running in a test's process no loop of its own disturbs others."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@dataclass
class Visitor:
    """Somebody at a page.

    `requests` has every address that the page asked for, `complaints` what it wrote to its console, errors that nothing
    caught and requests that failed, `dialogs` the boxes that it opened.
    """

    page: Page
    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, browser, **how):
        """Let somebody new sit down: nothing is kept from one to the next."""
        context = browser.new_context(**{"viewport": {"width": 1300, "height": 900}} | how)
        visitor = cls(context.new_page(), context)
        visitor.page.set_default_timeout(10_000)
        context.on("request", lambda request: visitor.requests.append(request.url))
        visitor.page.on("requestfailed", lambda request: visitor.complaints.append(f"failed: {request.url}"))
        visitor.page.on("console", lambda said: visitor.complaints.append(said.text))
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on("dialog", visitor._dismiss)
        context.add_init_script(WATCH)
        return visitor

    def _dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, file: Path, address: str = "", *, until: str = READY) -> "Visitor":
        """Open a page at an address as in a new window, and wait until it is ready."""
        self.page.goto(f"{file.as_uri()}{address}")
        self.page.wait_for_selector(until, state="attached")
        if until == READY:  # else no script runs, and there is nothing to wait for
            self.settle()
        return self

    def settle(self) -> None:
        """Wait until what waits for the next pictures is done."""
        self.page.evaluate(DRAWN)

    def go(self, address: str) -> None:
        """Follow an address within the page."""
        self.page.evaluate("(address) => { location.hash = address }", address)
        self.settle()

    def press(self, *keys: str) -> None:
        """Press keys one after the other, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def value(self, script: str, given: Any = None) -> Any:
        """Evaluate in the page."""
        return self.page.evaluate(script, given)

    def texts(self, selector: str) -> list[str]:
        """The text of every element that a selector finds, as it is shown."""
        return [text.strip() for text in self.page.locator(selector).all_inner_texts()]

    def shown(self, selector: str) -> bool:
        """Tell whether there is such an element and it can be seen."""
        return self.page.locator(selector).first.is_visible()

    @property
    def case(self) -> str | None:
        """The title of the case that is open."""
        return next(iter(self.texts("dialog[open] h2")), None)

    @property
    def findings(self) -> list[str]:
        """Ids of the findings listed, from top to bottom."""
        return self.value("() => [...document.querySelectorAll('#list tbody tr')].map((row) => row.dataset.finding)")

    @property
    def focus(self) -> str:
        """What has the focus, as a short word for a reader of a failed test."""
        return self.value("""() => { const at = document.activeElement;
          return at.id || at.dataset?.finding || at.dataset?.event || at.dataset?.sort
              || at.getAttribute("aria-label") || at.innerText?.trim().slice(0, 60) || at.tagName }""")

"""A page in headless Chromium, spoken to over the browser's own debugging pipe; nothing is to be installed for it."""

import contextlib
import json
import os
import subprocess

WATCH = """
new MutationObserver(() => {
  if (document.documentElement?.dataset.ready && window.readyAfter === undefined) window.readyAfter = performance.now();
}).observe(document, { attributes: true, childList: true, subtree: true });
"""


class Browser:
    """One tab; `complaints` holds what the page wrote to its console, and errors that nothing caught."""

    def __init__(self, program, profile):
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--window-size=1300,900",
                 f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]  # fmt: skip
        # Chromium reads from 3 and writes to 4; a shell puts ours there whatever their numbers are.
        line = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        self._process = subprocess.Popen(
            ["bash", "-c", line, program, *flags],
            pass_fds=(to_browser, from_browser),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._rest, self._last, self._session = b"", 0, None
        self.complaints: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")

    def open(self, address, *, before="", width=1300, until="window.readyAfter"):
        """Go to an address and wait until the list is filled; give the milliseconds since the navigation began."""
        self.complaints.clear()
        self._ask("Page.navigate", url="about:blank")  # else a new fragment were no new page
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        script = self._ask("Page.addScriptToEvaluateOnNewDocument", source=before + WATCH)["identifier"]
        self._ask("Page.navigate", url=address)
        after = self.wait(until)
        self._ask("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
        return after

    def document(self):
        """Give the page as it stands, once what waits for the next pictures is done."""
        return self.value("""new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
            () => done(document.documentElement.outerHTML))))""")

    def wait(self, expression, seconds=20):
        """Evaluate until there is a value, and give it."""
        asked = f"""new Promise((done, fail) => {{
          const look = () => {{ const value = {expression}; if (value) done(value); else setTimeout(look, 10); }};
          setTimeout(() => fail(new Error("waited too long")), {seconds * 1000});
          look();
        }})"""
        return self.value(asked)

    def value(self, expression):
        """Evaluate in the page."""
        told = self._ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def picture(self):
        """Take what the window shows, as base64 of a PNG."""
        return self._ask("Page.captureScreenshot")["data"]

    def close(self):
        """End the browser."""
        with contextlib.suppress(OSError):
            self._session = None
            self._ask("Browser.close")
        self._process.wait(timeout=30)
        os.close(self._write)
        os.close(self._read)

    def _ask(self, method, **parameters):
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            told = self._next()
            if told.get("id") == self._last:
                assert "error" not in told, told["error"]
                return told["result"]
            self._listen(told)

    def _listen(self, told):
        said = told.get("params", {})
        if told.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(said["exceptionDetails"].get("exception", said)))
        if told.get("method") == "Log.entryAdded":
            self.complaints.append(said["entry"]["text"])

    def _next(self):
        while b"\0" not in self._rest:
            more = os.read(self._read, 1 << 16)
            if not more:
                raise OSError("the browser has ended")
            self._rest += more
        message, self._rest = self._rest.split(b"\0", 1)
        return json.loads(message)

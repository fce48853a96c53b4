"""Pictures of the report for the manual, of the sample: ``python -m tests.reports.screenshots docs/screenshots``."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

import analyzer as hpa
from tests.reports import browsing

SAMPLE = Path("sample_data/quarter.csv")
AS_OF = "2026-04-01"
COLOURS = 255
"""Of a picture: flat colours and text need no more, and it is a third of the size."""
DESK = {"viewport": {"width": 1366, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
PAPER = {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"}
CASE = "#case=APP-0605"

SCENES = {
    "overview-light": (DESK, "", None),
    "overview-dark": (DESK | {"color_scheme": "dark"}, "", None),
    "stages-and-excuses": (DESK, "", "#places"),
    "waits-and-chance": (DESK | {"color_scheme": "dark"}, "", "#waits"),
    "findings": (DESK, "#verdict=violated&past=1", "#findings"),
    "case": (DESK | {"viewport": {"width": 1366, "height": 1000}}, CASE, None),
    "phone": (PHONE, "", None),
    "phone-findings": (PHONE, "#severity=high", "#findings"),
}
"""Name -> the reader's screen, the address, and what stands at the top of it."""


def optimised(picture: bytes) -> bytes:
    """Fewer colours, the same picture to the eye; equal pictures give equal bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    small = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    written = io.BytesIO()
    small.save(written, "png", optimize=True)
    return written.getvalue()


def taken(page: Path):
    """Give the name and the bytes of every picture."""
    with browsing.browser() as chromium:
        for name, (screen, address, top) in SCENES.items():
            visitor = browsing.Visitor.of(chromium, **screen).open(page, address)
            if top:
                visitor.value("(top) => document.querySelector(top).scrollIntoView()", top)
            visitor.settle()
            yield name, optimised(visitor.page.screenshot())
            visitor.context.close()
        yield "paper", optimised(_paper(browsing.Visitor.of(chromium, **PAPER).open(page)))


def _paper(visitor) -> bytes:
    """The first printed page, A4 landscape at 96 dots an inch and 11 mm of margin, as the style sheet asks for."""
    visitor.page.emulate_media(media="print")
    visitor.page.set_viewport_size({"width": 1040, "height": 711})
    visitor.settle()
    sheet, written = Image.open(io.BytesIO(visitor.page.screenshot())).convert("RGB"), io.BytesIO()
    ImageOps.expand(sheet, border=42, fill="white").save(written, "png")
    return written.getvalue()


def main(folder: Path) -> None:
    """Analyse the sample, open its report and write every picture."""
    analysis = hpa.analyze(hpa.read_log(SAMPLE), hpa.read_definition("in-house"), as_of=AS_OF)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        page = hpa.reports.write_html(analysis, Path(made) / "report.html")
        for name, picture in taken(page):
            (folder / f"{name}.png").write_bytes(picture)
            print(f"{folder / name}.png: {len(picture) / 1000:.0f} kB")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))

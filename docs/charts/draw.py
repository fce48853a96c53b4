"""Draw the pictures of ``docs/charts.md`` from the sample: ``python docs/charts/draw.py`` (a part of ``make docs``).

One PNG for each chart, beside this file, in few colours so that it stays small.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from matplotlib.axes import Axes
from PIL import Image

import analyzer as hpa
from analyzer import charts

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "sample_data" / "quarter.csv"
AS_OF = "2026-04-01"
CASE = "APP-0238"
DPI = 84
COLOURS = 160


def pictures() -> Iterator[tuple[str, Axes]]:
    """Every chart of the sample by its name; the timeline is that of one case, its twelve latest events."""
    analysis = hpa.analyze(hpa.read_log(SAMPLE), hpa.read_definition("in-house"), as_of=AS_OF)
    case = analysis.case(CASE)
    yield "case_swimlane", charts.case_swimlane(case, most=12)
    yield "case_swimlane_time", charts.case_swimlane(case, most=12, spacing="time")
    yield "open_cases_quiet", charts.open_cases(analysis, since="last_event")
    for name in charts.__all__:
        chart = getattr(charts, name)
        if name[0].islower() and not name.startswith(("to_", "case_")):
            yield name, chart(analysis)


def small(png: bytes) -> bytes:
    """Write a picture anew with few colours: the most different ones, so that small marks keep theirs."""
    buffer = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        buffer, format="PNG", optimize=True
    )
    return buffer.getvalue()


def main() -> None:
    """Write all pictures."""
    for name, ax in pictures():
        (HERE / f"{name}.png").write_bytes(small(charts.to_png(ax, dpi=DPI)))


if __name__ == "__main__":
    main()

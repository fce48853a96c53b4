"""The sheet under every chart: figure, title, kind, what it says when there is nothing to draw, and its bytes.

No pyplot anywhere: no global figures, no windows, nothing to close. Nothing here knows what a chart shows.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, cast
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.textpath import text_to_path
from matplotlib.transforms import ScaledTranslation, Transform

from analyzer.charts.theme import FONT, SMALL, Theme, drawing

if TYPE_CHECKING:
    from analyzer.insights.source import Result

Kind = Literal["activity", "cohort", "snapshot", "definition"]
KINDS: dict[Kind, str] = {
    "activity": "Activity in the period",
    "cohort": "Cohort",
    "snapshot": "Snapshot",
    "definition": "The definition, without a log",
}
"""What counts: all that happened in the period, what became of those that began in it, or how it is at one instant."""
SMALLEST = (7.4, 2.6)
"""Inches of a sheet that holds a sentence."""
KEY = 38
"""Points from the foot of the Axes to a key below it: the numbers of the axis and its unit lie between."""
DPI = 144
MARGIN = 0.12
"""Inches between the chart and the edge of its figure."""
_FRAME, _HEAD = 0.18, 0.48
"""Inches round Axes of a fixed size, and above them for the question; what is counted comes on top."""


class ChartAxes(Axes):
    """Axes that a notebook shows as the last value of a cell, although pyplot never hears of them."""

    def _repr_png_(self) -> bytes:
        return to_png(self)


def table_of(source: pd.DataFrame | Result, make: Callable[[Result], pd.DataFrame]) -> pd.DataFrame:
    """Take a table as it is, or make it from an analysis."""
    return source if isinstance(source, pd.DataFrame) else make(source)


def axes_of(ax: Axes | None, theme: Theme, *, size: tuple[float, float]) -> Axes:
    """Take the caller's Axes, or begin a figure of this size (inches) whose layout makes room for every label."""
    if ax is None:
        margins = ConstrainedLayoutEngine(w_pad=MARGIN, h_pad=MARGIN)
        figure = Figure(figsize=size, dpi=DPI, layout=margins, facecolor=theme.surface)
        ax = figure.add_subplot(axes_class=ChartAxes)
    else:
        ax.set_facecolor(theme.surface)
    return ax


def fixed_axes(ax: Axes | None, theme: Theme, *, size: tuple[float, float], below: str = "") -> Axes:
    """Take the caller's Axes, or begin a figure around Axes of exactly this size (inches); one unit is one inch.

    For pictures that place every mark themselves: no frame, no ticks, no layout that moves anything afterwards.
    """
    wide, high = size
    if ax is None:
        whole = (wide + 2 * _FRAME, high + _HEAD + above(below) / 72 + _FRAME)
        figure = Figure(figsize=whole, dpi=DPI, facecolor=theme.surface)
        place = (_FRAME / whole[0], _FRAME / whole[1], wide / whole[0], high / whole[1])
        ax = figure.add_axes(place, axes_class=ChartAxes)
    ax.set(xlim=(0, wide), ylim=(0, high))
    ax.set_aspect("equal", anchor="N")
    ax.set_axis_off()
    return ax


def drawn_at(ax: Axes, size: tuple[float, float]) -> float:
    """How large one inch of a picture of this size comes out on the Axes; 1 on Axes made for it."""
    figure = figure_of(ax)
    place = ax.get_window_extent()
    return min(place.width / size[0], place.height / size[1]) / figure.dpi


def text_size(text: str, size: float, *, bold: bool = False) -> tuple[float, float]:
    """How wide and high a text is, in inches; lines are 1.2 times their type size apart."""
    face = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    lines = text.split("\n")
    wide = max(text_to_path.get_text_width_height_descent(line, face, ismath=False)[0] for line in lines)
    return wide / 72, len(lines) * size * 1.2 / 72


def headline(ax: Axes, theme: Theme, question: str, kind: Kind, *, below: str = "", description: str = "") -> None:
    """Write the question that the chart answers above it; below the question its kind, and what is counted.

    The title and `description` become the text alternative of the SVG.
    """
    below = " · ".join(filter(None, (KINDS[kind], below)))
    pad = 8 + above(below) + _labels_on_top(ax)
    title = ax.set_title(question, loc="left", y=1.0, pad=pad, weight="bold", color=theme.ink)
    ax.annotate(
        below,
        xy=(0, 0),
        xycoords=title,
        xytext=(0, -4),
        textcoords="offset points",
        va="top",
        fontsize=SMALL,
        color=theme.muted,
        annotation_clip=False,
    )
    ax.set_label(f"{KINDS[kind]}: {description}" if description else below)


def above(below: str) -> float:
    """Room in points that the lines between the question and the Axes take; there is always one, for the kind."""
    return (below.count("\n") + 1) * SMALL * 1.5


def _labels_on_top(ax: Axes) -> float:
    """Room in points that labels above the Axes take; it depends on the type only, not on the layout.

    With an eighth to spare: on a coarse screen letters are set on whole pixels, and turned labels come out longer.
    """
    labels = ax.xaxis.get_tightbbox()
    out = labels.y1 - ax.bbox.y1 if labels is not None else 0.0
    return max(0.0, out) * 72 / figure_of(ax).dpi * 1.125


def counted(number: int, thing: str) -> str:
    """Say how many.

    Examples
    --------
    >>> counted(1, "event"), counted(1200, "event")
    ('1 event', '1,200 events')
    """
    return f"{number:,} {thing}" + "s" * (number != 1)


def short(number: int) -> str:
    """Write a number in at most four characters.

    Examples
    --------
    >>> [short(number) for number in (7, 999, 1234, 45678, 1234567)]
    ['7', '999', '1.2k', '46k', '1.2M']
    """
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size * 0.9995:
            return f"{number / size:.1f}{letter}" if number < 9.95 * size else f"{number / size:.0f}{letter}"
    return str(number)


def nothing_to_draw(ax: Axes, theme: Theme, sentence: str) -> None:
    """Say why there is no picture, in the middle of the empty Axes."""
    ax.set_axis_off()
    ax.text(0.5, 0.5, wrapped(sentence, 60), transform=ax.transAxes, ha="center", va="center", color=theme.muted)


def sentence_only(ax: Axes | None, theme: Theme, question: str, kind: Kind, sentence: str) -> Axes:
    """Ask the question, and say in a sentence why there is no picture."""
    ax = axes_of(ax, theme, size=SMALLEST)
    headline(ax, theme, question, kind)
    nothing_to_draw(ax, theme, sentence)
    return ax


def below_axes(ax: Axes, points: float) -> Transform:
    """Shares of the Axes, moved down by so many points whatever the size of the Axes."""
    moved: Transform = ax.transAxes + ScaledTranslation(0, -points / 72, figure_of(ax).dpi_scale_trans)
    return moved


def key_below(
    ax: Axes, handles: Sequence[Any], labels: Sequence[str], *, ncols: int, handlelength: float = 2.0
) -> None:
    """Name the marks below the picture, as drawn."""
    ax.legend(
        handles,
        labels,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=below_axes(ax, KEY),
        ncols=ncols,
        columnspacing=1.6,
        borderaxespad=0,
        handlelength=handlelength,
    )


def wrapped(text: str, width: int, *, lines: int | None = None) -> str:
    r"""Break a text into lines of at most `width` characters; the last of `lines` ends in an ellipsis if more follows.

    Examples
    --------
    >>> wrapped("Candidate answers the recruiter", 18)
    'Candidate answers\nthe recruiter'
    >>> wrapped("Candidate answers the recruiter", 18, lines=1)
    'Candidate answers…'
    """
    broken = textwrap.wrap(text, width) or [""]
    if lines is not None and len(broken) > lines:
        broken = [*broken[:lines]]
        broken[-1] = broken[-1][: width - 1].rstrip() + "…"
    return "\n".join(broken)


def in_words(name: str) -> str:
    """Write an id as people do.

    Examples
    --------
    >>> in_words("hiring_manager"), in_words("?")
    ('hiring manager', 'role unknown')
    """
    return "role unknown" if name == "?" else name.replace("_", " ")


def blend(low: str, high: str, share: float) -> str:
    """Mix two colours; 0 gives the first."""
    ends = np.array([mpl.colors.to_rgb(low), mpl.colors.to_rgb(high)])
    return mpl.colors.to_hex(ends[0] + (ends[1] - ends[0]) * float(np.clip(share, 0, 1)))


def to_svg(picture: Figure | Axes, *, id_prefix: str = "") -> bytes:
    """Write a chart as SVG: the same chart gives the same bytes.

    Parameters
    ----------
    picture : Figure or Axes
        Of an Axes, its whole figure is written.
    id_prefix : str
        Put before every id, so that several charts can stand inline in one page.

    Returns
    -------
    bytes
        UTF-8. Letters are drawn as outlines, so they look alike where no font is installed; the titles and what is
        counted are in ``<title>`` and ``<desc>`` for those who do not see the picture.
    """
    figure, buffer = figure_of(picture), io.BytesIO()
    unsaid = {"Date": None, "Creator": None, "Type": None, "Format": None}
    with drawing("light"), _undisturbed(figure):
        figure.savefig(buffer, format="svg", metadata=unsaid)
    text = _with_alternative(buffer.getvalue().decode(), figure)
    if id_prefix:
        text = re.sub(r'(\bid="|url\(#|href="#|labelledby=")', rf"\g<1>{id_prefix}", text)
        text = text.replace(" chart-desc", f" {id_prefix}chart-desc")
    return text.encode()


def to_png(picture: Figure | Axes, *, dpi: float = DPI) -> bytes:
    """Write a chart as PNG: the same chart on the same matplotlib gives the same bytes.

    Parameters
    ----------
    picture : Figure or Axes
        Of an Axes, its whole figure is written.
    dpi : float
        Pixels an inch.
    """
    figure, buffer = figure_of(picture), io.BytesIO()
    with drawing("light"), _undisturbed(figure):
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


@contextmanager
def _undisturbed(figure: Figure) -> Iterator[None]:
    """Put the Axes back where they were: laid out twice, a layout moves a hair, and the bytes with it."""
    places = [(ax, ax.get_position(original=True).frozen(), ax.get_in_layout()) for ax in figure.axes]
    yield
    for ax, place, in_layout in places:
        ax.set_position(place)
        ax.set_in_layout(in_layout)


def figure_of(picture: Figure | Axes) -> Figure:
    """The whole figure that an Axes stands in."""
    return picture if isinstance(picture, Figure) else cast("Figure", picture.get_figure(root=True))


def _with_alternative(svg: str, figure: Figure) -> str:
    """Give the picture a name and a description for assistive technology."""
    title = escape(" ".join(ax.get_title(loc="left") for ax in figure.axes))
    described = escape(" ".join(str(ax.get_label()) for ax in figure.axes))
    named = f'<title id="chart-title">{title}</title>\n <desc id="chart-desc">{described}</desc>\n'
    head, tail = svg.split("<svg ", 1)
    opening, rest = tail.split(">", 1)
    return f'{head}<svg role="img" aria-labelledby="chart-title chart-desc" {opening}>\n {named}{rest}'

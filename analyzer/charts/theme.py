"""How every chart looks: colours, marks and type sizes, light and dark.

Values only, and the matplotlib settings made of them. The colours keep apart for readers with any of the common colour
deficiencies (series: Okabe and Ito 2008; ordered quantities differ in lightness, not only in hue), and nothing is said
by colour alone: severities have hatches, series have line styles and markers, findings have words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl

ThemeName = Literal["light", "dark"]
FONT = "DejaVu Sans"
"""Ships with matplotlib, so a chart looks the same on every machine."""

TITLE, TEXT, SMALL = 12.5, 9.0, 8.0
"""Type sizes in points."""

HATCHES = {"high": "", "medium": "////", "low": ""}
"""Dark, hatched and light tell the severities apart without any colour."""
LINES: tuple[Any, ...] = (
    "-",
    (0, (5, 2)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (1, 1.2)),
    (0, (8, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
)
MARKERS = ("o", "s", "^", "D", "v", "P")


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, by what they mean.

    Attributes
    ----------
    surface : str
        Behind everything.
    ink, muted : str
        Text and marks, and what explains them; at least 4.5:1 against `surface`.
    grid, faint : str
        Guide lines, and areas that only separate.
    volume : tuple of str
        From few to many; `ink` is readable on all of them.
    accent : str
        What a reader's eye should find first: off the graph, an open finding. Never the only sign of it.
    severity : dict of str to str
        Fill of each severity; they differ in lightness.
    series : tuple of str
        Lines that belong to different duties or roles.
    """

    name: ThemeName
    surface: str
    ink: str
    muted: str
    grid: str
    faint: str
    volume: tuple[str, str]
    accent: str
    severity: dict[str, str]
    series: tuple[str, ...]


LIGHT = Theme(
    name="light",
    surface="#ffffff",
    ink="#1b1f24",
    muted="#57606a",
    grid="#d8dee4",
    faint="#f3f5f7",
    volume=("#eef5fb", "#9cc4e8"),
    accent="#b8400a",
    severity={"high": "#8a2b06", "medium": "#e07b1f", "low": "#fbd79d"},
    series=("#0072b2", "#d55e00", "#008060", "#b0568a", "#3b3b3b", "#8a6d00"),
)
DARK = Theme(
    name="dark",
    surface="#15181c",
    ink="#e8ecf0",
    muted="#a3adb8",
    grid="#353c44",
    faint="#1e2329",
    volume=("#1c2a38", "#2f618f"),
    accent="#ff9a5c",
    severity={"high": "#ffd0a3", "medium": "#e07b1f", "low": "#7a4a1c"},
    series=("#56b4e9", "#ff9a5c", "#2cc9a0", "#e39cc4", "#e8ecf0", "#f0d060"),
)
THEMES = {"light": LIGHT, "dark": DARK}


@contextmanager
def drawing(name: ThemeName) -> Iterator[Theme]:
    """Draw under a theme, whatever the user's own matplotlib settings are; they are restored afterwards.

    Raises
    ------
    ValueError
        No theme has this name.
    """
    if name not in THEMES:
        raise ValueError(f"there is no theme {name!r}: choose 'light' or 'dark'")
    theme = THEMES[name]
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_settings(theme))
        yield theme


def _settings(theme: Theme) -> dict[Any, Any]:
    return {
        "font.family": [FONT],
        "font.size": TEXT,
        "text.color": theme.ink,
        "axes.facecolor": theme.surface,
        "axes.edgecolor": theme.grid,
        "axes.labelcolor": theme.muted,
        "axes.labelsize": TEXT,
        "axes.titlesize": TITLE,
        "axes.titleweight": "bold",
        "axes.titlecolor": theme.ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "figure.facecolor": theme.surface,
        "savefig.facecolor": "auto",
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.major.size": 0,
        "xtick.major.pad": 7,
        "ytick.major.size": 0,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7,
        "hatch.linewidth": 0.8,
        "legend.frameon": False,
        "legend.fontsize": SMALL,
        "svg.fonttype": "path",
        "svg.hashsalt": "hiring-pipeline-analyzer",
    }

"""Charts as pictures of the page: one slim SVG that follows the reader's light or dark.

A chart comes drawn twice, for light and for dark. Both are the same marks in other colours, so they are folded into one
drawing with two sets of colours; coordinates lose what no eye sees. As an image in the page its styles need no leave of
the content-security policy. Nothing here draws, or knows what a chart shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

GLYPH = 20
"""Outlines of letters are drawn in units of 1/64 point of the type size; so many of them are one unit here."""
PLAIN = " =/:;,.()'!?+-*~_|@[]{}^"
"""Signs that stand for themselves in a `data:` address and in an attribute."""

_NUMBER = re.compile(r"(scale\([^)]*\))|-?\d+\.\d{2,}")
_OUTLINE = re.compile(r'(<path id="[^"]*" d=")([^"]*)(" transform="scale\()([\d.]+)\)')
_USED = re.compile(r'(?:url\(#|href="#)([^")]+)')
_ID = re.compile(r' id="([^"]*)"')
_NAME = re.compile(r'(\bid="|url\(#|href="#)([^")]+)')
_STYLE = re.compile(r' style="([^"]*)"')
_LETTER = re.compile(r'(<use href="#\w+") transform="translate\((-?[\d.]+) 0\)"')
_LINES = re.compile(r"(?:[ML]-?[\d.]+ -?[\d.]+){3,}")
_POINT = re.compile(r"([ML])(-?[\d.]+) (-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in the page.

    Attributes
    ----------
    source : str
        Address of the picture, with the picture in it.
    dark : str
        The same for dark, where the two could not be folded into one; else "".
    question : str
        The chart's title.
    told : str
        The chart in words.
    about : str
        What the picture counts and how to read it.
    """

    source: str
    dark: str
    question: str
    told: str
    about: str

    @property
    def alternative(self) -> str:
        """What is read to those who do not see the picture."""
        return f"{self.question} {self.told}".strip()


def picture(light: bytes, dark: bytes, about: str) -> Picture:
    """Fold a chart drawn for light and for dark into one picture.

    Parameters
    ----------
    light, dark : bytes
        As `charts.to_svg` writes them.
    about : str
        What the picture counts.
    """
    drawn = [light.decode(), dark.decode()]
    question, told = (_inside(drawn[0], name) for name in ("title", "desc"))
    plain, in_dark = (_slim(text) for text in drawn)
    styles = [_STYLE.findall(text) for text in (plain, in_dark)]
    if _STYLE.sub("", plain) != _STYLE.sub("", in_dark) or len(styles[0]) != len(styles[1]):
        return Picture(_address(plain), _address(in_dark), question, told, about)
    return Picture(_address(_folded(plain, list(zip(*styles, strict=True)))), "", question, told, about)


def _folded(svg: str, pairs: list[tuple[str, str]]) -> str:
    """Name each pair of styles, light and dark, and let the reader's setting choose."""
    classes = {pair: f"s{place}" for place, pair in enumerate(dict.fromkeys(pairs))}
    following = iter(pairs)
    marked = _STYLE.sub(lambda _: f' class="{classes[next(following)]}"', svg)
    light, dark = (
        "".join(f".{name}{{{pair[side]}}}" for pair, name in classes.items() if not side or pair[0] != pair[1])
        for side in (0, 1)
    )
    opening, end, rest = marked.partition(">")
    return f"{opening}{end}<style>{light}@media (prefers-color-scheme:dark){{{dark}}}</style>{rest}"


def _slim(svg: str) -> str:
    """Leave out what is not seen: comments, names that nothing refers to, and digits beyond a tenth of a point."""
    svg = re.sub(r"<!--.*?-->", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = _OUTLINE.sub(lambda found: f"{found[1]}{_coarse(found[2])}{found[3]}{GLYPH * float(found[4]):g})", svg)
    svg = _NUMBER.sub(lambda found: found[1] or f"{float(found[0]):.1f}".removesuffix(".0"), svg)
    used = set(_USED.findall(svg))
    svg = _ID.sub(lambda found: found[0] if found[1] in used else "", svg)
    names: dict[str, str] = {}
    svg = _NAME.sub(lambda found: found[1] + names.setdefault(found[2], f"i{len(names)}"), svg)
    svg = svg.replace("xlink:href", "href").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    svg = re.sub(r' (?:role|aria-labelledby)="[^"]*"|<(title|desc)[ >].*?</\1>', "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s+", " ", svg).replace("> <", "><").replace("<g/>", "").replace("; ", ";").replace(": ", ":")
    svg = re.sub(r"(?<=\d) (?=[MLQCz])|(?<=[MLQCz]) (?=[-\dMz])", "", svg)
    svg = _LETTER.sub(lambda found: f'{found[1]} x="{round(float(found[2]))}"', svg)
    return _LINES.sub(lambda found: _steps(found[0]), svg)


def _steps(line: str) -> str:
    """Write a line's level and upright pieces by the one number that changes."""
    told, before = [], ("", "")
    for kind, x, y in _POINT.findall(line):
        if kind == "L" and y == before[1]:
            told.append(f"H{x}")
        elif kind == "L" and x == before[0]:
            told.append(f"V{y}")
        else:
            told.append(f"{kind}{x} {y}")
        before = (x, y)
    return "".join(told)


def _coarse(outline: str) -> str:
    return re.sub(r"-?\d+", lambda found: str(round(int(found[0]) / GLYPH)), outline)


def _inside(svg: str, name: str) -> str:
    """Read what a chart says of itself in one element."""
    _, found, rest = svg.partition(f"<{name}")
    return str(Markup(rest.partition(">")[2].partition(f"</{name}>")[0]).unescape()) if found else ""


def _address(svg: str) -> str:
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe=PLAIN)

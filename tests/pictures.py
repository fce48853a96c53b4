"""Pictures that are drawn once, for tests of reports whose matter they are not: drawing is most of a report's time.

A report then has the pictures of the first one that was written so in this process; all else in it is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

FILES = "analyzer.reports.bundle.chart_files"
"""Where a report asks for the pictures of its folder."""

FIGURES = "analyzer.reports.figures.drawings"
"""Where it asks for those of its page."""

_drawn: dict[str, tuple[Any, ...]] = {}


def draw_once(patch: pytest.MonkeyPatch, *places: str) -> None:
    """Let reports take pictures that were drawn before; both kinds, if no place is named."""
    for place in places or (FILES, FIGURES):
        module, _, name = place.rpartition(".")
        patch.setattr(place, _once(place, getattr(import_module(module), name)))


def _once(place: str, draw: Callable[[Any], Iterator[Any]]) -> Callable[[Any], Iterator[Any]]:
    def pictures(analysis: Any) -> Iterator[Any]:
        if place not in _drawn:
            _drawn[place] = tuple(draw(analysis))
        return iter(_drawn[place])

    return pictures

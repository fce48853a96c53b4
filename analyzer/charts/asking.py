"""What a chart is given: words for what it cannot be drawn from or on, before matplotlib has some of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec

import pandas as pd
from matplotlib.axes import Axes

from analyzer.analysis.kinds import kind_of
from analyzer.errors import UsageError

P = ParamSpec("P")


def drawn_from(
    needs: str, *, has: tuple[str, ...] = ("definition",)
) -> Callable[[Callable[P, Axes]], Callable[P, Axes]]:
    """Say what a chart is drawn from.

    Parameters
    ----------
    needs : str
        What else than a table it takes, and where the table comes from, for a message.
    has : tuple of str
        Attributes of which one tells it.

    Returns
    -------
    callable
        A decorator. The chart then raises `TypeError` for anything else (the path of a log, a whole figure to draw on),
        and `UsageError` for a table without a column that it needs.
    """

    def decorate(chart: Callable[P, Axes]) -> Callable[P, Axes]:
        first, name = next(iter(signature(chart).parameters)), f"charts.{chart.__name__}"

        @wraps(chart)
        def asked(*args: P.args, **kwargs: P.kwargs) -> Axes:
            source = args[0] if args else kwargs.get(first, pd.DataFrame())
            if not isinstance(source, pd.DataFrame) and not any(hasattr(source, one) for one in has):
                raise TypeError(f"{name} needs {needs}, not {kind_of(source)}")
            _insist_on_axes(kwargs.get("ax"), name)
            try:
                return chart(*args, **kwargs)
            except KeyError as error:
                if not isinstance(source, pd.DataFrame) or error.args[0] in source.columns:
                    raise
                missing = f"no column {error}" if str(error.args[0]).isidentifier() else "not the columns"
                raise UsageError(f"{name}: the table has {missing}; it needs {needs}") from error

        return asked

    return decorate


def _insist_on_axes(ax: object, name: str) -> None:
    if ax is not None and not isinstance(ax, Axes):
        way = "one of them: ax=axes[0]" if hasattr(ax, "shape") else "Axes of it: ax=figure.add_subplot()"
        raise TypeError(f"{name} draws on Axes, not on {kind_of(ax)}; give {way}")

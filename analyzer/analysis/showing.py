"""Texts as a notebook shows them."""

from __future__ import annotations

from html import escape


def preformatted_html(text: str) -> str:
    """Write a text whose lines and columns are to stay as they are, escaped.

    The typeface is named because the pages that Jupyter exports set `pre` in a proportional one.
    """
    return f'<pre style="font-family: monospace">{escape(text)}</pre>'

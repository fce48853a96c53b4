"""Texts from outside made fit for a cell: no control characters, no halves of characters, no list separators."""

from __future__ import annotations

import re
from typing import Final

from analyzer.events.columns import MOST_ID_CHARACTERS
from analyzer.events.texts import LIST_SEPARATOR

CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def clean(text: str) -> str:
    r"""Make a text from outside fit for a cell.

    Examples
    --------
    >>> clean("Your\x00 application\n")
    'Your application'
    """
    return " ".join(CONTROL.sub(" ", text).split())


def item(text: str) -> str:
    """Make a text fit for an item of a list.

    Examples
    --------
    >>> item("Three; Recruiter")
    'Three, Recruiter'
    """
    return clean(text).replace(LIST_SEPARATOR, ",")


def identifier(text: str) -> str:
    """Make an id from outside fit for a cell; one that is too long for any system is cut."""
    return clean(text)[:MOST_ID_CHARACTERS]

"""Phone numbers as parties: one spelling for one line, however an export writes it.

Never guesses a country: a number without a code is read in the declared region, and kept as written where none is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import phonenumbers

from analyzer.importing.records import Party

_LONGEST_TEXT: Final = 80
_FEWEST_DIGITS: Final = 7  # what is shorter is an extension, a service or an emergency number: nobody's own line
_MOST_DIGITS: Final = 15  # ITU-T E.164
_EXTENSION: Final = re.compile(r"(?i)(?:;ext=|[;,*#]+|\(? *(?:extension|extn?|durchwahl|x)[.:]? *)[\d )]*$")
_LETTER: Final = re.compile(r"[^\W\d_]")


def phone_party(text: object, region: str | None, *, name: str = "") -> Party | None:
    """Make a party of a phone number.

    Parameters
    ----------
    text : object
        A number as an export writes it: `+49 (30) 901820`, `tel:+1-202-555-0101;ext=12`, `030 901820`.
    region : str or None
        ISO 3166 country of numbers without a country code.
    name : str
        Shown beside it.

    Returns
    -------
    Party or None
        Its value is E.164 without the extension, for one line has many; the digits alone where a number has no country
        code and no region is declared, or lacks its area code. None for what is no line of anybody: a withheld number,
        a short code, an extension alone.

    Examples
    --------
    >>> phone_party("030 901820", "DE").value
    '+4930901820'
    >>> phone_party("anonymous", "DE") is None
    True
    """
    if not isinstance(text, str) or not text or len(text) > _LONGEST_TEXT:
        return None
    number = _number(text, region)
    return None if number is None else Party("phone", number, name)


@lru_cache(1 << 16)
def _number(text: str, region: str | None) -> str | None:
    plain = text.strip().removeprefix("tel:")
    if region is None and not plain.lstrip(" (").startswith(("+", "\uff0b")):
        return _digits(_EXTENSION.sub("", plain))
    try:
        found = phonenumbers.parse(_EXTENSION.sub("", plain), region)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(found)
    if possible == phonenumbers.ValidationResult.IS_POSSIBLE:
        return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    local = possible == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY
    return _digits(plain) if local else None


def _digits(text: str) -> str | None:
    """Keep the digits of a number that cannot be completed; letters could be dialled in several ways."""
    if _LETTER.search(text):
        return None
    digits = str(phonenumbers.normalize_digits_only(text))
    return digits if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS else None

"""Text in headers: bytes beyond ASCII, encoded words (RFC 2047), folded lines. Never gives a lone surrogate."""

from __future__ import annotations

import binascii
import codecs
import re
from typing import Final

_WORD: Final = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?\s]*+)\?=")
_BETWEEN: Final = re.compile(r"(\?=)\s+(?==\?)")
_HEX: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\s\ud800-\udfff]+")
_NO_TEXT: Final = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf_7", "mbcs", "oem"}
)
"""Codecs of Python that no mail means by its charset, or that may not be used for what comes from outside."""


def decoded(data: bytes, charset: str = "utf-8") -> str:
    """Decode bytes by the declared charset; where that lies, as UTF-8; else as Windows-1252.

    Parameters
    ----------
    data : bytes
        Any.
    charset : str
        As declared; an unknown one is no obstacle.
    """
    for name in (charset, "utf-8"):
        try:
            known = codecs.lookup(name).name
            if known.replace("-", "_") not in _NO_TEXT:
                return data.decode(known)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def whole(text: str) -> str:
    r"""Make a text one that can be written: no halves of characters, no NULs, lines that end with `\n`."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def unfolded(value: str) -> str:
    """Join the words of a value: folds, controls and runs of blanks become one blank each."""
    return " ".join(_CONTROL.sub(" ", value).split())


def words(value: str) -> str:
    """Decode the encoded words of a value, and join what was folded.

    Neighbours in the same charset are decoded together: mailers cut words in the middle of a character.

    Examples
    --------
    >>> words("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= from =?ISO-8859-1?B?S/ZsbiA=?= =?ISO-8859-1?Q?(Rhein)?=")
    'Grüße from Köln (Rhein)'
    """
    if "=?" not in value:
        return unfolded(value)
    value = _BETWEEN.sub(r"\1", value)
    parts: list[str] = []
    run, charset, end = b"", "", 0
    for found in _WORD.finditer(value):
        named = found[1].lower()
        if found.start() > end or named != charset:
            parts += [decoded(run, charset or "utf-8"), value[end : found.start()]]
            run, charset = b"", named
        run += _bytes_of(found[2], found[3])
        end = found.end()
    parts += [decoded(run, charset or "utf-8"), value[end:]]
    return unfolded("".join(parts))


def _bytes_of(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return _HEX.sub(lambda found: bytes((int(found[1], 16),)), data.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return b""

"""How tables get into the HTML page: columns coded for size, deflated, and written as base64.

A column says the shortest of what it is: one value for all rows, differences, positions in a dictionary, or numbers in
a fixed pattern of text (`APP-000123-e4`). The page's `column` (base.js) reads every form back. `packed` needs no leave
of the content-security policy, for base64 in a data block is neither markup nor script, and the browser unpacks it
itself. Compression is of a fixed level and has no time stamp: equal tables give equal bytes.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analyzer.reports import words

LEVEL = 6
"""Of zlib; 9 takes six times as long for one part in a hundred."""
MOSTLY_DISTINCT = 0.8
FEW = 20
_DIGITS = re.compile(r"([0-9]{1,9})")
"""At most nine digits at a time, so that each fits in 32 bits; longer runs are split."""

Column = dict[str, Any]
Numbers = NDArray[np.int64]


def packed(value: object) -> str:
    """Write a value as JSON, deflated (zlib), in base64: no sign of it can end a script element.

    Examples
    --------
    >>> unpacked(packed(["</script>"]))
    ['</script>']
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return base64.b64encode(zlib.compress(text.encode(), LEVEL)).decode()


def unpacked(text: str) -> object:
    """Read what `packed` wrote."""
    return json.loads(zlib.decompress(base64.b64decode(text, validate=True)))


def whole(numbers: ArrayLike) -> Column:
    """Code whole numbers: as they are (`c`), as differences (`g`, the first from 0), or one for all `n` rows (`k`)."""
    given: Numbers = np.asarray(numbers, dtype=np.int64)
    if len(given) > 1 and (given == given[0]).all():
        return {"k": int(given[0]), "n": len(given)}
    gaps = np.diff(given, prepend=0)
    name, shorter = ("g", gaps) if _digits(gaps) < _digits(given) else ("c", given)
    return {name: shorter.tolist()}


def instants(column: pd.Series[Any]) -> Column:
    """Code instants as whole seconds after the first (`t`); -1 where there is none."""
    return _after_the_first(column.astype("datetime64[us, UTC]").astype("int64") // 1_000_000, column.isna())


def seconds(column: pd.Series[Any]) -> Column:
    """Code lengths of time, rounded to whole seconds, as `instants` are coded."""
    lengths = column.astype(float)
    return _after_the_first(lengths.fillna(0).round(), lengths.isna())


def texts(column: pd.Series[Any]) -> Column:
    """Code a text column: distinct values in order (`d`) and a position in them for each row.

    A column with hardly any repeats is given as it is (`v`). Long texts are cut, and say so.
    """
    given = column.fillna("").astype(str)
    codes, values = pd.factorize(given, sort=True)
    if len(values) > MOSTLY_DISTINCT * len(given) and len(given) > FEW:
        return {"v": spelled([words.clean(text, cut=words.CUT) for text in given])}
    return {"d": spelled([words.clean(value, cut=words.CUT * 4) for value in values]), **whole(codes)}


def spelled(values: Sequence[str]) -> list[str] | Column:
    """Code a list of texts: as it is, or, where all differ in their numbers only, what stays and the numbers.

    Returns
    -------
    list of str, or dict
        `p`: the texts before, between and after the numbers; `w`: the digits of each number, filled with zeros, or 0
        where no number begins with a superfluous zero; `f`: the numbers, a column each.
    """
    pieces = _DIGITS.split(values[0])[::2] if len(values) > FEW else []
    if len(pieces) < 2:
        return list(values)
    match = re.compile(r"([0-9]{1,9})".join(map(re.escape, pieces))).fullmatch
    found = []
    for value in values:
        matched = match(value)
        if matched is None:
            return list(values)
        found.append(matched.groups())
    widths = [_width(numbers) for numbers in zip(*found, strict=True)]
    if None in widths:
        return list(values)
    return {"p": pieces, "w": widths, "f": [whole(numbers) for numbers in np.array(found, dtype=np.int64).T]}


def _width(numbers: Sequence[str]) -> int | None:
    """Digits that every number has, 0 if they vary without leading zeros; None if there is no telling."""
    widths = {len(number) for number in numbers}
    if len(widths) == 1:
        return widths.pop()
    return None if any(number[0] == "0" and number != "0" for number in numbers) else 0


def _after_the_first(column: pd.Series[Any], gaps: pd.Series[bool]) -> Column:
    given, missing = column.to_numpy(dtype=np.int64), gaps.to_numpy()
    base = int(given[~missing].min()) if not missing.all() else 0
    return {"t": base, **whole(np.where(missing, -1, given - base))}


def _digits(numbers: Numbers) -> int:
    """Signs that the numbers take in JSON, but for the commas."""
    size = np.floor(np.log10(np.maximum(np.abs(numbers), 1))).astype(np.int64) + 1
    return int(size.sum() + (numbers < 0).sum())

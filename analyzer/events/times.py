"""Written times to instants: UTC microseconds, with the reason where a cell is none.

Reads ISO 8601 text, other forms by a declared format, Arrow timestamps and dates. Never guesses a zone: a local time
that the clock change skipped or made twice is reported as such. Knows nothing of logs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.calendars import DAY, MINUTE, SECOND, local_to_utc, utc_to_local
from analyzer.events.texts import as_text, combined, filled, integers, is_dictionary, is_text, mask_of

PRECISIONS: Final = ("microsecond", "minute", "day")
EPOCH_FORMATS: Final = {"epoch-seconds": SECOND, "epoch-milliseconds": 1_000, "epoch-microseconds": 1}
EARLIEST: Final = 0
LATEST: Final = 4_133_980_799_999_999  # the last microsecond of 2100, UTC

OK, NO_ZONE, EMPTY, UNREADABLE, DATE_ONLY, GAP, FOLD, IMPLAUSIBLE = 0, 305, 324, 325, 326, 327, 328, 329
"""What became of a cell: 0, or the number of its `E3xx` code."""

_LONGEST = 40
_NUMBER = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,9})?")
_CHUNK = 1 << 18
_SHAPES_AT_ONCE = 32
_SHAPE = re.compile(r"0000-00-00(?:[Tt ]00(?::00(?::00(?:[.,](0{1,9}))?)?)?)?(?: ?([Zz]|UTC|[+-]00(?::?00)?))?")


@dataclass(frozen=True, slots=True)
class Written:
    """Times as they were written, before any zone is applied.

    Attributes
    ----------
    wall : array of int64, shape (n,)
        Microseconds since 1970 by the written clock.
    offset : array of int64, shape (n,)
        Microseconds that the written clock is ahead of UTC; 0 where none was written.
    zoned, date_only, cut : arrays of bool, shape (n,)
        A zone was written; no time of day was; something finer than a microsecond was, and is lost.
    code : array of int16, shape (n,)
        `OK`, `EMPTY` or `UNREADABLE`.
    """

    wall: NDArray[np.int64]
    offset: NDArray[np.int64]
    zoned: NDArray[np.bool_]
    date_only: NDArray[np.bool_]
    cut: NDArray[np.bool_]
    code: NDArray[np.int16]

    @classmethod
    def blank(cls, count: int) -> Written:
        """Make one with every cell unreadable, to be filled in."""
        zero, no = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
        code = np.full(count, UNREADABLE, dtype=np.int16)
        return cls(zero, zero.copy(), no, no.copy(), no.copy(), code)


@dataclass(frozen=True, slots=True)
class Instants:
    """A column of times, read.

    Attributes
    ----------
    time : array of int64, shape (n,)
        UTC microseconds since 1970; 0 where `code` is not 0.
    code : array of int16, shape (n,)
        0, or why the cell is no instant (see the constants above).
    width : array of int64, shape (n,), or None
        How many microseconds after `time` the event may have happened at the latest, where stamps are coarse.
    cut : int
        Cells that held something finer than a microsecond.
    naive : int
        The first row whose zone is neither written nor declared; -1 if there is none. Such rows have no instant.
    """

    time: NDArray[np.int64]
    code: NDArray[np.int16]
    width: NDArray[np.int64] | None
    cut: int
    naive: int


def read_times(
    column: pa.ChunkedArray, *, zone: str | None = None, layout: str | None = None, precision: str = "microsecond"
) -> Instants:
    """Read a column of times.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        Text, Arrow timestamps, dates or (with an `epoch-...` layout) numbers.
    zone : str, optional
        IANA name of the zone of times that are written without one.
    layout : str, optional
        How text is written, as for `strptime`, or a key of `EPOCH_FORMATS`; ISO 8601 if not given.
    precision : str
        One of `PRECISIONS`. `day`: dates without a time are read, and times are cut to their day (in `zone` if it is
        given, else by the clock they are written in, with a `layout` by UTC); `minute`: times are cut to the minute.

    Returns
    -------
    Instants
        One a row.
    """
    written = _read(column, layout, offsets=precision == "day")
    code = written.code.copy()
    if precision != "day":
        code[written.date_only & (code == OK)] = DATE_ONLY
    local = (code == OK) & ~written.zoned
    naive = -1
    if zone is None and bool(local.any()):
        naive = int(np.argmax(local))
        code[local] = NO_ZONE
    time, width = written.wall - written.offset, None
    if precision == "day":
        time, width = _days(written, time, local, zone)
        code[(width < 0) & (code == OK)] = GAP  # a day that the calendar skipped
    elif zone is not None and bool(local.any()):
        at = slice(None) if bool(local.all()) else np.flatnonzero(local)
        time[at], gap, fold = local_to_utc(_near(time[at]), zone)
        code[at] = np.where(gap, GAP, np.where(fold, FOLD, OK))
    if precision == "minute":
        time, width = time - time % MINUTE, np.full(len(time), MINUTE - 1, dtype=np.int64)
    code[(code == OK) & ((time < EARLIEST) | (time > LATEST))] = IMPLAUSIBLE
    time[code != OK] = 0
    return Instants(time, code, width, int(np.count_nonzero(written.cut & (code == OK))), naive)


def _days(
    written: Written, time: NDArray[np.int64], local: NDArray[np.bool_], zone: str | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut to the days of the declared zone (of 23 to 25 hours), or of the clock that each time is written in."""
    if zone is None:
        day = written.wall - written.wall % DAY
        return day - written.offset, np.full(len(time), DAY - 1, dtype=np.int64)
    wall = np.where(local, _near(written.wall), utc_to_local(_near(time), zone))
    day = wall - wall % DAY
    first = local_to_utc(day, zone)[0]  # where midnight was skipped, this is the instant of the change
    return first, local_to_utc(day + DAY, zone)[0] - first - 1


def _near(wall: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep wild years from asking for the offsets of millennia: they are implausible either way."""
    return np.clip(wall, EARLIEST - 3 * DAY, LATEST + 3 * DAY)


def _read(column: pa.ChunkedArray, layout: str | None, *, offsets: bool) -> Written:
    """Read a column; where offsets do not matter, times with a zone may come in UTC."""
    kind = column.type
    if layout in EPOCH_FORMATS:
        return _read_epoch(column, EPOCH_FORMATS[layout])
    if pa.types.is_timestamp(kind):
        return _read_timestamps(column)
    if pa.types.is_date(kind):
        written = _read_timestamps(column.cast(pa.timestamp("ms")))
        written.date_only[:] = written.code == OK
        return written
    if is_dictionary(kind):
        return _read_dictionary(column, layout, offsets=offsets)
    if is_text(kind):
        whole = combined(column.cast(pa.string()) if not pa.types.is_string(kind) else column)
        return _read_layout(whole, layout) if layout else _read_iso(whole, offsets=offsets)
    return _marked_empty(Written.blank(len(column)), combined(column))


def _marked_empty(written: Written, column: pa.Array) -> Written:
    if column.null_count:
        written.code[mask_of(column.is_null())] = EMPTY
    return written


def _read_dictionary(column: pa.ChunkedArray, layout: str | None, *, offsets: bool) -> Written:
    """Read each distinct text once."""
    coded = combined(column)
    with_empty = pa.concat_arrays([coded.dictionary.cast(pa.string()), pa.nulls(1, pa.string())])
    each = _read(pa.chunked_array([with_empty]), layout, offsets=offsets)
    return _taken(each, coded.indices)


def _taken(each: Written, indices: pa.Array) -> Written:
    """Spread what was read of each distinct cell; the last place of `each` is for empty cells."""
    at = integers(indices)
    return Written(each.wall[at], each.offset[at], each.zoned[at], each.date_only[at], each.cut[at], each.code[at])


def _read_epoch(column: pa.ChunkedArray, unit: int) -> Written:
    """Numbers (or numbers in text) of seconds, milliseconds or microseconds since 1970, UTC."""
    whole = combined(as_text(column))
    coded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    texts = [(text or "").strip() for text in coded.dictionary.to_pylist()] + [""]
    each = Written.blank(len(texts))
    for place, text in enumerate(texts):
        if _NUMBER.fullmatch(text):
            exact = Decimal(text) * unit
            each.wall[place] = int(exact // 1)
            each.cut[place] = exact != exact // 1
            each.code[place] = OK
        elif not text:
            each.code[place] = EMPTY
    each.zoned[:] = True
    return _taken(each, coded.indices)


def _read_timestamps(column: pa.ChunkedArray) -> Written:
    whole = combined(column)
    raw = filled(whole.cast(pa.int64()), 0)
    written = Written.blank(len(whole))
    unit = whole.type.unit
    if unit == "ns":
        written.wall[:] = raw // 1000
        written.cut[:] = raw % 1000 != 0
        safe = np.ones(len(raw), dtype=bool)
    else:
        factor = {"s": SECOND, "ms": 1000, "us": 1}[unit]
        safe = np.abs(raw) < 2**62 // factor
        written.wall[:] = np.where(safe, raw, LATEST // factor + 1) * factor  # far too large: implausible, no overflow
    written.zoned[:] = whole.type.tz is not None
    written.code[:] = OK
    return _marked_empty(written, whole)


def _read_layout(texts: pa.Array, layout: str) -> Written:
    """Read text by a `strptime` format; pandas is strict about it (no 31 February) and quick."""
    import pandas as pd  # costs 0.7 s, and is only needed here

    trimmed = pc.utf8_trim_whitespace(texts)
    written = Written.blank(len(texts))
    stamps = (
        pd.to_datetime(trimmed.to_pandas(), format=layout, errors="coerce", utc=True).dt.tz_localize(None).to_numpy()
    )
    good = ~np.isnat(stamps)
    written.wall[good] = stamps[good].astype("datetime64[us]").astype(np.int64)
    written.cut[good] = stamps[good] != stamps[good].astype("datetime64[us]")
    written.zoned[good] = "%z" in layout
    written.date_only[good] = not re.search(r"%[HIcXfpsT]", layout)
    written.code[good] = OK
    written.code[mask_of(pc.or_kleene(texts.is_null(), pc.equal(trimmed, "")))] = EMPTY
    return written


# ---------------------------------------------------------------- ISO 8601


def _read_iso(texts: pa.Array, *, offsets: bool) -> Written:
    quick = None if offsets else _read_uniform(texts)
    if quick is not None:
        return quick
    trimmed = pc.utf8_trim_whitespace(texts)
    written = Written.blank(len(texts))
    for start in range(0, len(texts), _CHUNK):
        _read_chunk(trimmed.slice(start, _CHUNK), written, start)
    written.code[mask_of(pc.or_kleene(texts.is_null(), pc.equal(trimmed, "")))] = EMPTY
    return written


def _read_uniform(texts: pa.Array) -> Written | None:
    """Let Arrow read a column in which every cell has a zone, or none has; None if it is not so plain."""
    if texts.null_count or len(texts) == 0 or pc.min(pc.binary_length(texts)).as_py() < len("2026-03-04T09:30"):
        return None
    for zone in ("UTC", None):
        try:
            whole = texts.cast(pa.timestamp("us", zone)).cast(pa.int64())
        except pa.ArrowInvalid:
            continue
        written = Written.blank(len(texts))
        written.code[:], written.zoned[:] = OK, zone is not None
        written.wall[:] = whole.to_numpy()
        return written
    return None


def _read_chunk(texts: pa.Array, written: Written, start: int) -> None:
    """Read some cells: those of one length and one shape (digits apart) at a time."""
    lengths = pc.binary_length(texts).fill_null(0).to_numpy(zero_copy_only=False)
    for length in np.unique(lengths).tolist():
        if not len("2026-03-04") <= length <= _LONGEST:
            continue
        at = np.flatnonzero(lengths == length)
        letters = np.frombuffer("".join(_ascii(texts.take(pa.array(at)))).encode("latin-1"), dtype=np.uint8).reshape(
            -1, length
        )
        _read_shapes(letters, at + start, written)


def _ascii(texts: pa.Array) -> list[str]:
    """Texts of one length in bytes; those with characters beyond ASCII are blanked, for no time has any."""
    return [text if text.isascii() else " " * len(text.encode()) for text in texts.to_pylist()]


def _read_shapes(letters: NDArray[np.uint8], at: NDArray[np.int64], written: Written) -> None:
    digits = (letters >= ord("0")) & (letters <= ord("9"))
    shapes = np.where(digits, np.uint8(ord("0")), letters)
    for _ in range(_SHAPES_AT_ONCE):
        if len(at) == 0:
            return
        alike = (shapes == shapes[0]).all(axis=1)
        _read_alike(letters[alike], at[alike], shapes[0].tobytes().decode("ascii"), written)
        letters, shapes, at = letters[~alike], shapes[~alike], at[~alike]
    for row, place in enumerate(at.tolist()):  # a column of rubbish: no two cells alike
        shape = shapes[row].tobytes().decode("ascii")
        _read_alike(letters[row : row + 1], np.array([place]), shape, written)


def _read_alike(letters: NDArray[np.uint8], at: NDArray[np.int64], shape: str, written: Written) -> None:
    """Read cells that differ in their digits only."""
    match = _SHAPE.fullmatch(shape)
    if match is None:
        return
    digit = letters.astype(np.int64) - ord("0")

    def number(start: int, length: int) -> NDArray[np.int64]:
        total = np.zeros(len(at), dtype=np.int64)
        for place in range(start, start + length):
            total = total * 10 + digit[:, place]
        return total

    clock = match.start(2) if match.group(2) else len(shape)
    clock_text = shape[:clock].rstrip()
    hour = number(11, 2) if len(clock_text) >= 13 else np.zeros(len(at), dtype=np.int64)
    minute = number(14, 2) if len(clock_text) >= 16 else np.zeros(len(at), dtype=np.int64)
    second = number(17, 2) if len(clock_text) >= 19 else np.zeros(len(at), dtype=np.int64)
    day, good = _day_number(number(0, 4), number(5, 2), number(8, 2))
    good &= (hour < 24) & (minute < 60) & (second < 60)
    wall = day * DAY + ((hour * 60 + minute) * 60 + second) * SECOND
    if match.group(1):
        start, length = match.start(1), len(match.group(1))
        wall += number(start, min(length, 6)) * 10 ** (6 - min(length, 6))
        if length > 6:
            written.cut[at] = number(start + 6, length - 6) != 0
    offset, fits = _offset(match, number, letters)
    good &= fits
    written.wall[at], written.offset[at] = wall, offset
    written.zoned[at] = match.group(2) is not None
    written.date_only[at] = len(clock_text) == 10
    written.code[at] = np.where(good, OK, UNREADABLE)


def _day_number(
    year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Days since 1970, and whether there is such a day."""
    good = (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    next_first = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    good &= day <= next_first - first
    return first + day - 1, good


def _offset(match: re.Match[str], number, letters):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Offset from UTC in microseconds, and whether it can be one."""
    written = match.group(2) or ""
    if len(written) < 3 or written == "UTC":
        return 0, True
    start = match.start(2)
    hours = number(start + 1, 2)
    minutes = number(match.end(2) - 2, 2) if len(written) > 3 else 0 * hours
    sign = np.where(letters[:, start] == ord("-"), -1, 1)
    return sign * (hours * 60 + minutes) * MINUTE, (hours < 24) & (minutes < 60)

"""The rows of all files together: duplicates found, rows set aside listed, sums checked, the rest coded.

Independent of the order of rows; files are taken in the order given, which decides only under which file one of two
equal rows is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.events.codes import CODES
from analyzer.events.coding import code_log
from analyzer.events.duplicates import repeats_and_conflicts, with_event_ids
from analyzer.events.log import EventLog
from analyzer.events.preparing import Batch
from analyzer.events.quality import FileQuality, Quality, Remark, share_of
from analyzer.events.setting_aside import SetAside, count_out_of_scope, find_set_aside, joined
from analyzer.events.sources.raw import failure

_CONFLICT = 334


def assemble(batches: Sequence[Batch], *, max_quarantined: float) -> EventLog:
    """Make the log of the rows of some files.

    Parameters
    ----------
    batches : sequence of Batch
        One a file.
    max_quarantined : float
        Largest share of rows set aside, from 0 to 1.

    Returns
    -------
    EventLog
        Coded and sorted.

    Raises
    ------
    InputError
        Too many rows were set aside (E309), or no row can be used (E303).
    """
    kept = [np.flatnonzero(batch.marks.code == 0) for batch in batches]
    table = joined([_accepted(batch, rows) for batch, rows in zip(batches, kept, strict=True)])
    table, made = with_event_ids(table)
    repeated, conflicting = repeats_and_conflicts(table)
    file_of = np.repeat(np.arange(len(batches)), [len(rows) for rows in kept])
    for number, (batch, rows) in enumerate(zip(batches, kept, strict=True)):
        clash = np.zeros(batch.table.num_rows, dtype=bool)
        clash[rows[conflicting[file_of == number]]] = True
        batch.marks.mark(clash, _CONFLICT, "event_id")
    used = ~(repeated | conflicting)
    duplicates = np.bincount(file_of[repeated], minlength=len(batches))
    analysed = np.bincount(file_of[used], minlength=len(batches))
    aside, outside = find_set_aside(batches), count_out_of_scope(batches)
    files = tuple(
        FileQuality(
            file=batch.raw.file,
            rows=batch.raw.table.num_rows + len(batch.raw.rejected),
            analysed=int(analysed[number]),
            quarantined=aside.rows[number],
            duplicates=int(duplicates[number]) + aside.again[number] + outside.again[number],
            out_of_scope=outside.rows[number],
        )
        for number, batch in enumerate(batches)
    )
    _refuse(files, aside, max_quarantined)
    quality = Quality(files, aside.listed(), _remarks(batches, made))
    width = _widths(batches, kept)
    if not bool(used.all()):
        chosen = np.flatnonzero(used)
        table, width = table.take(pa.array(chosen)), None if width is None else width[chosen]
    return code_log(table, quality, tuple(batch.raw.file for batch in batches), width)


def _accepted(batch: Batch, rows: NDArray[np.int64]) -> pa.Table:
    return batch.table if len(rows) == batch.table.num_rows else batch.table.take(pa.array(rows))


def _widths(batches: Sequence[Batch], kept: list[NDArray[np.int64]]) -> NDArray[np.int64] | None:
    if all(batch.width is None for batch in batches):
        return None
    parts = [
        np.zeros(len(rows), dtype=np.int64) if batch.width is None else batch.width[rows]
        for batch, rows in zip(batches, kept, strict=True)
    ]
    return np.concatenate(parts)


def _remarks(batches: Sequence[Batch], made: int) -> tuple[Remark, ...]:
    counts: dict[tuple[str, str], int] = {("E342", "rows without an event id"): made} if made else {}
    for batch in batches:
        if batch.raw.table.num_rows + len(batch.raw.rejected) == 0:
            counts["E350", f"no rows below the headings of {batch.raw.file}"] = 0
        for code, message, count in batch.remarks:
            counts[code, message] = counts.get((code, message), 0) + count
    return tuple(Remark(code, message, count) for (code, message), count in sorted(counts.items()))


def _refuse(files: tuple[FileQuality, ...], aside: SetAside, max_quarantined: float) -> None:
    """Refuse a log of which too much, or everything, was set aside."""
    names = ", ".join(each.file for each in files)
    if sum(each.rows for each in files) == 0:
        hint = "Check the filter and the period of the export: a log needs at least one row below its headings."
        raise failure("E303", f"{names}: there are headings, but no rows", help=hint)
    analysed, bad = sum(each.analysed for each in files), sum(aside.rows)
    share = share_of(bad, analysed)
    if bad and (share > max_quarantined or analysed == 0):
        counts = aside.by_code()
        reasons = "; ".join(f"{count} x {code} {CODES[code].title}" for code, count in list(counts.items())[:3])
        allowed = f", {max_quarantined:.1%} at most are allowed" if analysed else ""
        raise failure(
            "E309" if analysed else "E303",
            f"{names}: {bad} of {bad + analysed} rows ({share:.1%}) were set aside{allowed}: {reasons}; "
            f"for example {aside.example()}",
            help=CODES[next(iter(counts))].help + (" Or allow more: --max-quarantined." if analysed else ""),
        )
    if analysed == 0:
        outside = sum(each.out_of_scope for each in files)
        raise failure("E303", f"{names}: all {outside} rows are out of scope", help="Check `only` in the mapping.")

"""Which messages are worth a person's look, as a sheet to fill in.

Drawn at random within strata, by a seed and the message's id alone: the same log and seed give the same sheet, whatever
the order of rows, and a longer sheet begins each stratum with the messages of a shorter one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.calendars import format_instant
from analyzer.definitions import Definition
from analyzer.errors import UsageError
from analyzer.events import EventLog
from analyzer.importing.cells import guarded
from analyzer.importing.labels import Labels
from analyzer.importing.strata import STRATA, Stratified, stratify, write_sizes
from analyzer.importing.topics import Tagger

if TYPE_CHECKING:
    import pandas as pd

MOST: Final = 200
"""Messages of a sheet, unless the caller says otherwise."""

COLUMNS: Final = (
    "event_id", "case_id", "timestamp", "sender_role", "recipient_roles", "channel", "subject", "proposed", "why",
    "topics", "by", "note", "stratum", "strata",
)  # fmt: skip


@dataclass(frozen=True)
class LabelSheet:
    """Messages to label.

    Attributes
    ----------
    rows : tuple of tuple of str
        One a message, cells as in `COLUMNS`; `topics`, `by` and `note` are empty, to be filled in.
    sizes : dict of str to int
        How many messages each stratum has, labelled or not.
    left_out : dict of str to int
        Why other messages are in no stratum, and how many.
    """

    rows: tuple[tuple[str, ...], ...]
    sizes: dict[str, int]
    left_out: dict[str, int]

    def to_frame(self) -> pd.DataFrame:
        """The rows as a data frame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(COLUMNS), dtype="str")

    def to_csv(self) -> str:
        """Write the rows as CSV that a spreadsheet can open: no cell is taken for a formula."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerows([COLUMNS, *([guarded(cell) for cell in row] for row in self.rows)])
        return text.getvalue()


def label_sheet(
    log: EventLog, definition: Definition, *, labels: Labels | None = None, most: int = MOST, seed: int = 0
) -> LabelSheet:
    """List messages that are worth a person's look.

    Parameters
    ----------
    log : EventLog
    definition : Definition
    labels : Labels, optional
        What has been labelled already; it is not listed again.
    most : int
        How many messages to list; at least one of every stratum.
    seed : int
        Of the drawing.

    Returns
    -------
    LabelSheet
        By stratum, in the order of `STRATA`: messages on a guarded contact without a topic; messages with a guarded
        topic by a phrase; other messages without a topic; messages with another topic by a phrase. Each gets the same
        share of `most`, and what one does not use goes to the others. Within a stratum the order is the random one, so
        whoever stops early has labelled a random sample, too.

    Raises
    ------
    UsageError
        `most` is less than the number of strata.
    """
    if most < len(STRATA):
        raise UsageError(f"a sheet needs at least {len(STRATA)} messages, one of each kind; most is {most}")
    tagger = Tagger(definition)
    found = stratify(log, definition, tagger)
    ids = [str(cell) for cell in log.cells("event_id", found.events)]
    done = labels.by_event if labels is not None else {}
    waiting = [np.flatnonzero(found.stratum == number) for number in range(len(STRATA))]
    waiting = [np.array([at for at in group.tolist() if ids[at] not in done], dtype=np.int64) for group in waiting]
    drawn = [
        np.array(sorted(group.tolist(), key=lambda at: _lot(seed, ids[at]))[:share], dtype=np.int64)
        for group, share in zip(waiting, shares([len(group) for group in waiting], most), strict=True)
    ]
    return LabelSheet(_rows(log, tagger, found, np.concatenate(drawn)), found.sizes, found.left_out)


def _lot(seed: int, event_id: str) -> tuple[bytes, str]:
    return blake2b(f"{seed}\x00{event_id}".encode("utf-8", "surrogatepass"), digest_size=16).digest(), event_id


def shares(sizes: Sequence[int], most: int) -> list[int]:
    """Share out places equally; what one cannot use goes to the others, the first ones first.

    Examples
    --------
    >>> shares([2, 100, 50, 0], 20)
    [2, 9, 9, 0]
    """
    given = [0] * len(sizes)
    left = most
    while left and (wanting := [at for at, size in enumerate(sizes) if given[at] < size]):
        each = max(1, left // len(wanting))
        for at in wanting[:left]:
            more = min(each, sizes[at] - given[at])
            given[at] += more
            left -= more
    return given


def _rows(log: EventLog, tagger: Tagger, found: Stratified, drawn: NDArray[np.int64]) -> tuple[tuple[str, ...], ...]:
    events = found.events[drawn]
    proposed = tagger.listed(tagger.about(found.hits[drawn])).to_pylist()
    names = ("event_id", "case_id", "sender_role", "recipient_roles", "channel", "subject")
    cells = {name: [_text(cell) for cell in log.cells(name, events)] for name in names}
    strata = write_sizes(found.sizes)
    rows = []
    for at, event in enumerate(events.tolist()):
        stratum = list(STRATA)[int(found.stratum[drawn[at]])]
        told = {name: texts[at] for name, texts in cells.items()} | {
            "timestamp": format_instant(int(log.time[event]), "UTC"),
            "proposed": ";".join(proposed[at]),
            "why": STRATA[stratum],
            "stratum": stratum,
            "strata": strata,
        }
        rows.append(tuple(told.get(name, "") for name in COLUMNS))
    return tuple(rows)


def _text(cell: Any) -> str:  # noqa: ANN401 - a cell of whichever type
    return "" if cell is None else str(cell)

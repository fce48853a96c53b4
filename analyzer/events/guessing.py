"""A first mapping of an export, for a person to read and edit: every guess says why, and what else it could be.

Headings are compared with words that exports use; contents decide what a heading cannot (which format the times have,
whether ids are unique, which values occur). Nothing here is used by reading a log: a mapping is what somebody decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.events import times
from analyzer.events.columns import KNOWN, LISTS, NEEDED, NEEDED_FOR_MESSAGES, TIMES, WHAT_THEY_HOLD
from analyzer.events.sources import Reading, format_of, read_file
from analyzer.events.texts import as_text, combined, is_list

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "event_id": ("event id", "message id", "internet message id", "activity id", "id", "uid", "guid", "event no"),
    "timestamp": (
        "timestamp", "time", "datetime", "date time", "sent", "sent at", "date sent", "sent date time", "event time",
        "occurred at", "when", "received", "received at", "created at", "created", "header date", "start", "started at",
        "date", "time timestamp",
    ),
    "case_id": (
        "case id", "application id", "application", "case", "submission id", "case number", "process id", "trace",
        "case concept name",
    ),
    "activity": ("activity", "event type", "event", "action", "activity type", "step name", "kind", "concept name"),
    "sender": (
        "sender", "from", "from address", "sender address", "author", "from user", "resource", "org resource", "user",
        "caller",
    ),
    "sender_role": ("sender role", "from role", "role of sender", "author role", "caller role", "role", "org role"),
    "recipients": ("recipients", "to", "to address", "recipient", "recipient address", "to recipients", "callee"),
    "recipient_roles": ("recipient roles", "recipient role", "to role", "to roles", "callee role"),
    "copied": ("copied", "cc", "copy", "cc address", "cc recipients"),
    "copied_roles": ("copied roles", "cc roles", "cc role"),
    "channel": ("channel", "medium", "via", "mode", "communication method", "media"),
    "topics": ("topics", "topic", "purpose", "purposes", "category", "reason", "tags", "labels"),
    "stage": ("stage", "status", "phase", "current stage", "new stage", "stage name", "step"),
    "thread_id": ("thread id", "thread", "conversation id", "conversation"),
    "in_reply_to": ("in reply to", "reply to id", "parent id", "parent message id"),
    "candidate_id": ("candidate id", "candidate", "applicant id", "applicant", "person id"),
    "requisition_id": (
        "requisition id", "requisition", "req id", "job id", "job", "posting id", "vacancy", "opening", "position id",
    ),
    "subject": ("subject", "subject line", "title"),
    "source": ("source", "source system", "system", "origin"),
    "opened_at": ("opened at", "applied at", "application date", "applied on", "date applied"),
}  # fmt: skip
"""Words that exports use for each canonical column, likeliest first; the canonical name itself goes before all."""

LAYOUTS: Final = (
    "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%d-%m-%Y %H:%M",
    "%d %b %Y %H:%M", "%d %b %Y %H:%M:%S", "%b %d, %Y %H:%M", "%b %d, %Y %I:%M %p", "%a, %d %b %Y %H:%M:%S %z",
    "%Y%m%dT%H%M%SZ", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "epoch-seconds", "epoch-milliseconds",
)  # fmt: skip
"""Ways to write times that are tried where ISO 8601 does not fit."""

NAMED: Final = ("activity", "sender_role", "recipient_roles", "copied_roles", "channel", "topics", "stage")
SEPARATORS: Final = (";", "|", ",", "/")
MOST_VALUES: Final = 30
_SAMPLE: Final = 5_000
_ENOUGH: Final = 0.95
_ALIKE: Final = 0.85
_LONG: Final = 200
_NUMERIC: Final = r"^-?[0-9]+(\.[0-9]+)?$"


@dataclass(frozen=True, slots=True)
class _Times:
    """How a column of times is written: layouts that fit (None: ISO 8601), whether a zone and a time of day are."""

    layouts: tuple[str | None, ...]
    zoned: bool
    dates_only: bool


def guess_mapping(path: str | Path) -> str:
    """Write a first mapping of an export, to be edited.

    Parameters
    ----------
    path : path
        CSV, JSON Lines, Excel, Parquet or XES; the first 5,000 rows are looked at.

    Returns
    -------
    str
        YAML that `read_mapping` accepts: what was found, each line with a comment that says why and what else there
        is; what was not found stands as a comment. The same file gives the same text.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    path = Path(path)
    raw = read_file(path, Reading())
    own = {name: heading for name, heading in raw.defaults if heading in raw.table.column_names}
    table = _Sample(raw.table.slice(0, _SAMPLE))
    chosen = table.choose(set(own))
    lines = [
        f"# A first mapping of {_quoted(path.name)}, guessed from {len(table):,} rows. Read every line before use.",
        f"format: {format_of(path)}",
        *_zone_lines(table, chosen, own),
        "columns:",
    ]
    for name in KNOWN:
        if name in own:
            lines.append(f"  # {name}: {_quoted(own[name])}  # the format's own; write the line to take another")
        elif name in chosen:
            lines += table.column_lines(name, *chosen[name])
        else:
            lines.append(_not_found(name))
    if not chosen:
        lines[lines.index("columns:")] = "# columns:  # nothing was found"
    lines += table.further_lines({heading for heading, _, _ in chosen.values()} | set(own.values()))
    return "\n".join(lines) + "\n"


def _not_found(name: str) -> str:
    need = ", which is needed" if name in NEEDED else ", needed for messages" if name in NEEDED_FOR_MESSAGES else ""
    return f"  # {name}: HEADING  # not found{need}. {WHAT_THEY_HOLD[name]}"


_Choice = tuple[str, str, tuple[str, ...]]
"""Heading, why, and the headings that it could be instead."""


def _zone_lines(table: _Sample, chosen: dict[str, _Choice], own: dict[str, str]) -> list[str]:
    heading = own.get("timestamp") or (chosen["timestamp"][0] if "timestamp" in chosen else None)
    written = table.times(heading) if heading else None
    if written is None:
        return ["# timezone: Europe/Berlin  # declare the zone, if times are written without one"]
    lines = [] if written.zoned else ["# timezone: Europe/Berlin  # needed: times are written without a zone"]
    return [*lines, "precision: day  # dates without a time"] if written.dates_only else lines


class _Sample:
    """The first rows of a file, as texts."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._texts = {name: combined(as_text(table.column(name)).cast(pa.string())) for name in table.column_names}
        self._times: dict[str, _Times | None] = {}

    def __len__(self) -> int:
        return int(self._table.num_rows)

    # ------------------------------------------------------------ which column

    def choose(self, settled: set[str]) -> dict[str, _Choice]:
        """A heading for each canonical column, each heading once; the surest first."""
        scored = [
            (score, -KNOWN.index(name), -place, name, heading, why)
            for name in KNOWN
            if name not in settled
            for place, heading in enumerate(self._texts)
            for score, why in [_likeness(name, heading)]
            if score and self._fits(name, heading)
        ]
        ranked = sorted(scored, reverse=True)
        chosen: dict[str, _Choice] = {}
        taken: set[str] = set()
        for _, _, _, name, heading, why in ranked:
            if name not in chosen and heading not in taken:
                chosen[name] = heading, why, ()
                taken.add(heading)
        for name, (heading, why, _) in chosen.items():
            others = tuple(each[4] for each in ranked if each[3] == name and each[4] not in taken)
            chosen[name] = heading, why, others
        if "timestamp" not in chosen and "timestamp" not in settled:
            moments = [heading for heading in self._texts if heading not in taken and self.times(heading)]
            if moments:
                chosen["timestamp"] = moments[0], "its cells are times", tuple(moments[1:])
        return chosen

    def _fits(self, name: str, heading: str) -> bool:
        """Whether the cells can be what the heading says."""
        if name in TIMES:
            return self.times(heading) is not None
        if name == "event_id":
            return self._is_unique(heading)
        if name in NAMED:
            return not self._looks_like_addresses(heading)
        return True

    def _filled(self, heading: str) -> pa.Array:
        texts = pc.utf8_trim_whitespace(self._texts[heading])
        return texts.filter(pc.fill_null(pc.not_equal(texts, ""), False))

    def _is_unique(self, heading: str) -> bool:
        filled = self._filled(heading)
        return 0 < len(filled) == len(self) and pc.count_distinct(filled).as_py() == len(filled)

    def _looks_like_addresses(self, heading: str) -> bool:
        filled = self._filled(heading)
        return len(filled) > 0 and pc.sum(pc.match_substring(filled, "@")).as_py() > len(filled) // 2

    # ------------------------------------------------------------ times

    def times(self, heading: str) -> _Times | None:
        """How the column's times are written; None if they are none."""
        if heading not in self._times:
            self._times[heading] = self._how_written(heading)
        return self._times[heading]

    def _how_written(self, heading: str) -> _Times | None:
        kind = self._table.column(heading).type
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            return _Times((None,), pa.types.is_timestamp(kind) and kind.tz is not None, pa.types.is_date(kind))
        filled = self._filled(heading)
        if not len(filled):
            return None
        numeric = pc.sum(pc.match_substring_regex(filled, _NUMERIC)).as_py() == len(filled)
        layouts: tuple[str | None, ...] = (
            tuple(each for each in LAYOUTS if each in times.EPOCH_FORMATS)
            if numeric
            else (None, *(each for each in LAYOUTS if each not in times.EPOCH_FORMATS))
        )
        fitting = tuple(layout for layout in layouts if _share_read(filled, layout) >= _ENOUGH)
        if not fitting:
            return None
        column = pa.chunked_array([filled])
        found = times.read_times(column, layout=fitting[0])
        zoned = not bool((found.code == times.NO_ZONE).any())
        dates = bool((found.code == times.DATE_ONLY).mean() > 1 - _ENOUGH)
        if dates:  # a date is without a zone, too
            zoned = False
        return _Times(fitting[:1] if fitting[0] is None else fitting, zoned, dates)

    # ------------------------------------------------------------ lines

    def column_lines(self, name: str, heading: str, why: str, others: tuple[str, ...]) -> list[str]:
        """The lines of one canonical column."""
        also = f"; or {', '.join(map(_quoted, others))}" if others else ""
        keys, remarks = [f"column: {_quoted(heading)}"], [f"{why}{also}"]
        if name in TIMES:
            self._add_layout(heading, keys, remarks)
        if name in LISTS and not is_list(self._table.column(heading).type):
            self._add_separator(heading, keys, remarks)
        if name == "case_id" and self._is_unique(heading):
            remarks.append("careful: no two rows have the same")
        values = self._values(name, heading, keys)
        if len(keys) == 1 and not values:
            return [f"  {name}: {_quoted(heading)}  # {'; '.join(remarks)}"]
        lines = [f"  {name}:  # {'; '.join(remarks)}", *(f"    {key}" for key in keys)]
        if values:
            lines += ["    values:  # found on the left; write on the right what the definition calls it"]
            lines += [f"      {_quoted(value)}: {_quoted(value)}" for value in values]
        return lines

    def _add_layout(self, heading: str, keys: list[str], remarks: list[str]) -> None:
        written = self.times(heading)
        if written is None or written.layouts[0] is None:
            return
        keys.append(f"format: {_quoted(written.layouts[0])}")
        if len(written.layouts) > 1:
            also = ", ".join(_quoted(str(layout)) for layout in written.layouts[1:])
            remarks.append(f"the rows would fit {also}, too: decide")

    def _add_separator(self, heading: str, keys: list[str], remarks: list[str]) -> None:
        filled = self._filled(heading)
        held = {each: pc.sum(pc.match_substring(filled, each)).as_py() or 0 for each in SEPARATORS}
        often = max(SEPARATORS, key=lambda each: held[each])
        if held[often] and often != ";":
            keys.append(f"separator: {_quoted(often)}")
            remarks.append(f"{held[often]:,} of {len(filled):,} cells hold {_quoted(often)}")

    def _values(self, name: str, heading: str, keys: list[str]) -> list[str]:
        """The distinct values of a column of names, if they are few enough to be such."""
        if name not in NAMED:
            return []
        texts = self._filled(heading).unique().to_pylist()
        if name in LISTS:
            separator = next((key.split('"')[1] for key in keys if key.startswith("separator")), ";")
            texts = [item.strip() for text in texts for item in text.split(separator) if item.strip()]
        values = sorted(set(texts))
        return values if len(values) <= MOST_VALUES else []

    def further_lines(self, used: set[str]) -> list[str]:
        """What becomes of all other columns."""
        rest = [heading for heading in self._texts if heading not in used and heading not in KNOWN]
        long = [heading for heading in rest if self._mean_length(heading) > _LONG]
        kept = [heading for heading in rest if heading not in long]
        lines = [f"# further columns, kept: {', '.join(map(_quoted, kept))}"] if kept else []
        if long:
            lines.append(f"drop: [{', '.join(map(_quoted, long))}]  # long texts: a log needs no bodies")
        return lines

    def _mean_length(self, heading: str) -> float:
        filled = self._filled(heading)
        return float(np.mean(pc.utf8_length(filled).to_numpy(zero_copy_only=False))) if len(filled) else 0.0


def _share_read(filled: pa.Array, layout: str | None) -> float:
    """Which share of some texts can be read so, as plausible times or dates."""
    code = times.read_times(pa.chunked_array([filled]), zone="UTC", layout=layout).code
    good = (code == times.OK) | (code == times.DATE_ONLY)
    if layout in times.EPOCH_FORMATS:  # any small number would be an instant of 1970
        good &= np.char.str_len(np.array(filled.to_pylist(), dtype=str)) >= (9 if layout == "epoch-seconds" else 12)
    return float(good.mean())


def _likeness(name: str, heading: str) -> tuple[int, str]:
    """How surely a heading means a column, and why; 0 if it does not."""
    plain = _plain(heading)
    words = [_plain(word) for word in (name, *SYNONYMS[name])]
    if plain in words:
        return 1_000 - words.index(plain), "by its heading"
    near = [(SequenceMatcher(None, plain, word).ratio(), -place) for place, word in enumerate(words) if len(word) > 3]
    ratio, place = max(near, default=(0.0, 0))
    if ratio < _ALIKE:
        return 0, ""
    return int(ratio * 100), f"its heading is like {_quoted((name, *SYNONYMS[name])[-place])}"


def _plain(heading: str) -> str:
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def _quoted(text: str) -> str:
    """A text as YAML, on one line, whatever it holds."""
    shown = "".join(_escaped(letter) for letter in text)
    return f'"{shown}"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    return f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"\\U{ord(letter):08x}"

"""Formats of files: each module turns bytes into a table of cells and a list of records that are none."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Final

from analyzer.events.sources import csv, excel, jsonl, ocel, parquet, xes
from analyzer.events.sources.raw import GZIP_MAGIC, Raw, Reading, Rejected, failure, head_of, trimmed

__all__ = ["FORMATS", "Raw", "Reading", "Rejected", "format_of", "read_file"]

FORMATS: Final[dict[str, ModuleType]] = {
    "csv": csv, "jsonl": jsonl, "parquet": parquet, "excel": excel, "xes": xes, "ocel": ocel,
}  # fmt: skip
"""Format to the module that reads it."""

_ENDINGS: Final = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".parquet": "parquet", ".pq": "parquet", ".xlsx": "excel", ".xlsm": "excel", ".xlsb": "excel", ".xls": "excel",
    ".ods": "excel", ".xes": "xes", ".jsonocel": "ocel",
}  # fmt: skip


def format_of(path: Path) -> str:
    """Tell the format of a file, by its ending (`.gz` aside) or its first bytes.

    Raises
    ------
    InputError
        The file cannot be opened, is empty, or is of no known format.
    """
    head = head_of(path)
    if not head:
        raise failure("E302", f"{path}: the file is empty")
    ending = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    if head.startswith(ocel.SQLITE_MAGIC):
        return "ocel"
    if ending.lower() == ".json" and ocel.BEGINNING.match(head):
        return "ocel"
    if ending.lower() in _ENDINGS:
        return _ENDINGS[ending.lower()]
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "jsonl"
    if b"<log" in head:
        return "xes"
    raise failure("E308", f"{path}: cannot tell the format from the name or the content")


def read_file(path: Path, reading: Reading) -> Raw:
    """Read a file of any known format.

    Raises
    ------
    InputError
        See the modules of the formats.
    """
    found = reading.format or format_of(path)
    if _is_packed(path) and (found in ("parquet", "excel") or head_of(path).startswith(ocel.SQLITE_MAGIC)):
        raise failure("E308", f"{path}: a packed {found} file", help="Unpack it first.")
    raw: Raw = FORMATS[found].read(path, reading)
    return trimmed(raw)


def _is_packed(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC

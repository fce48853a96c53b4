"""Small logs in every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.events import EventLog, build_log, read_log, to_frame

Row = dict[str, str]

MESSAGE: Row = {
    "event_id": "e1",
    "timestamp": "2026-03-02T10:00:00Z",
    "case_id": "APP-0001",
    "activity": "message",
    "sender_role": "candidate",
    "recipient_roles": "recruiter",
    "topics": "status_inquiry",
    "channel": "email",
}


def row(**changes: str) -> Row:
    """A message with some cells changed or added."""
    return {**MESSAGE, **changes}


def columns_of(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(name for each in rows for name in each))


def csv_text(rows: list[Row], *, delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns_of(rows), delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_csv(path: Path, rows: list[Row]) -> None:
    path.write_text(csv_text(rows), encoding="utf-8")


def write_jsonl(path: Path, rows: list[Row]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")


def table_of(rows: list[Row]) -> pa.Table:
    return pa.table({name: pa.array([each.get(name) for each in rows], pa.string()) for name in columns_of(rows)})


def write_parquet(path: Path, rows: list[Row]) -> None:
    pq.write_table(table_of(rows), path)


def write_excel(path: Path, rows: list[Row]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    names = columns_of(rows)
    sheet.append(names)
    for each in rows:
        sheet.append([each.get(name) for name in names])
    book.save(path)


WRITERS = {"log.csv": write_csv, "log.jsonl": write_jsonl, "log.parquet": write_parquet, "log.xlsx": write_excel}


def log_of(*rows: Row, **options: object) -> EventLog:
    """A log of some rows; whatever is set aside is allowed unless said otherwise."""
    return build_log(table_of(list(rows)), **{"max_quarantined": 1.0, **options})  # type: ignore[arg-type]


def read_text(path: Path, content: str | bytes, **options: object) -> EventLog:
    """Write a file and read it as a log; whatever is set aside is allowed unless said otherwise."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_log(path, **{"max_quarantined": 1.0, **options})  # type: ignore[arg-type]


def counts(log: EventLog) -> tuple[int, int, int, int]:
    """Analysed, quarantined, duplicates, out of scope."""
    quality = log.quality
    return quality.analysed, quality.quarantined.num_rows, quality.duplicates, quality.out_of_scope


def codes(log: EventLog) -> list[str]:
    return list(log.quality.quarantined.column("code").to_pylist())


def shown(log: EventLog) -> dict[str, list[object]]:
    """All that can be seen of a log: equal for equal logs."""
    frame = to_frame(log)
    cells = {str(name): frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in sorted(frame)}
    return {
        **cells,
        "case ids": log.case_ids.to_pylist(),
        "case": log.case.tolist(),
        "time": log.time.tolist(),
        "kind": [log.kinds[kind] for kind in log.kind.tolist()],
        "kinds": list(log.kinds),
        "thread": [] if log.thread is None else log.thread.tolist(),
        "reply": [] if log.has_reply is None else log.has_reply.tolist(),
        "extra": [(name, coded.codes.tolist(), coded.values) for name, coded in sorted(log.extra.items())],
        "opened": [] if log.opened_at is None else log.opened_at.tolist(),
        "remarks": list(log.quality.remarks),
    }

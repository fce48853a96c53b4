"""What must hold for any file, however broken: sums are exact, order does not matter, only errors for people arise."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer.errors import AnalyzerError
from analyzer.events import build_log, read_log
from analyzer.events.mapping_file import parse_mapping
from tests.events.writing import Row, codes, counts, csv_text, shown, table_of

CORRUPTED_FILES = 800
"""Each format has a share of them; `make test-deep` tries others, and more."""

TIMES = [
    "2026-03-02T10:00:00Z", "2026-03-02 11:00:00+01:00", "2026-03-02 10:00", "2026-03-02", "soon", "",
    "1826-01-01T00:00Z", "2026-10-25 02:30", "2026-03-29 02:30", "2026-03-02T10:00:00.1234567Z",
]  # fmt: skip


def any_row(draw: random.Random) -> Row:
    """A row that may be anything from flawless to hopeless."""
    return {
        "event_id": draw.choice(["e1", "e2", "e3", "e4", "", "x\x00"]),
        "timestamp": draw.choice(TIMES) if draw.random() < 0.5 else TIMES[0],
        "case_id": draw.choice(["A", "B", " A ", "", "x" * 5000]) if draw.random() < 0.4 else "A",
        "activity": draw.choice(["message", "stage", "", "interview"]),
        "sender_role": draw.choice(["candidate", "recruiter", "?", ""]),
        "recipient_roles": draw.choice(["recruiter", "recruiter; candidate", ";", ""]),
        "topics": draw.choice(["a", "a;b", "b; a", ""]),
        "stage": draw.choice(["offer", "", "interview"]),
        "thread_id": draw.choice(["t1", "t2", ""]),
        "opened_at": draw.choice(["2026-01-01", "", "x"]),
        "source": draw.choice(["one", "two", ""]),
        "office": draw.choice(["=HYPERLINK(1)", "<script>", 'a "quote"', "a,b", ""]),
    }


def some_rows(seed: int, most: int = 12) -> list[Row]:
    draw = random.Random(seed)
    return [any_row(draw) for _ in range(draw.randrange(1, most))]


def corrupted(content: bytes, draw: random.Random) -> bytes:
    """Bytes changed, lost or doubled at a few places."""
    data = bytearray(content)
    for _ in range(draw.randrange(4)):
        place = draw.randrange(len(data) + 1)
        what = draw.randrange(5)
        if what == 0:
            data[place:place] = draw.choice([b'"', b"\n", b",", b"\xff", b"\x00", b"{", b"}", b"\r", b";", b"\\"])
        elif what == 1:
            del data[place : place + draw.randrange(1, 6)]
        elif what == 2:
            data[place:place] = data[: draw.randrange(40)]
        elif what == 3:
            del data[place:]
        elif data:
            data[place % len(data)] = draw.randrange(256)
    return bytes(data)


def as_csv(path: Path, rows: list[Row]) -> None:
    path.write_text(csv_text(rows), encoding="utf-8")


def as_jsonl(path: Path, rows: list[Row]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")


def as_parquet(path: Path, rows: list[Row]) -> None:
    pq.write_table(table_of(rows), path)


@pytest.mark.parametrize(
    ("first", "files"),
    [(0, CORRUPTED_FILES), pytest.param(10_000, 4_000, marks=pytest.mark.deep)],
    ids=["few", "many"],
)
@pytest.mark.parametrize(
    ("name", "write", "share"),
    [("log.csv", as_csv, 0.5), ("log.jsonl", as_jsonl, 0.4), ("log.parquet", as_parquet, 0.25)],
)
def test_any_file_is_accounted_for_or_refused_in_words(
    tmp_path: Path, name: str, write: Callable[[Path, list[Row]], None], share: float, first: int, files: int
) -> None:
    path, read, refused = tmp_path / name, 0, set()
    for seed in range(first, first + int(files * share)):
        draw = random.Random(seed)
        write(path, some_rows(seed, most=8))
        path.write_bytes(corrupted(path.read_bytes(), draw))
        try:
            log = read_log(path, timezone="Europe/Berlin", max_quarantined=1.0)
        except AnalyzerError as error:
            refused.add(getattr(error, "code", ""))
            assert str(path) in str(error)
            continue
        read += 1
        quality = log.quality
        assert quality.rows == sum(counts(log)) == sum(each.rows for each in quality.files)
        assert len(log) == quality.analysed == log.table.num_rows
        rows = quality.quarantined.column("row").to_pylist()
        assert rows == sorted(set(rows))
        assert all(each["reason"] and json.loads(each["cells"]) is not None for each in quality.quarantined.to_pylist())
    assert read > 20, refused
    assert "E303" in refused or "E307" in refused


@pytest.mark.parametrize("block", range(4))
def test_the_order_of_rows_is_nowhere_to_be_seen(block: int) -> None:
    for seed in range(block * 15, block * 15 + 15):
        rows = some_rows(seed, most=25)
        try:
            log = read_rows(rows)
        except AnalyzerError as error:
            message = str(error)
            with pytest.raises(AnalyzerError) as caught:
                read_rows(rows[::-1])
            assert caught.value.code == message[:4]  # type: ignore[attr-defined]
            continue
        seen = shown(log)
        for shuffle in range(2):
            other = read_rows(random.Random(shuffle).sample(rows, len(rows)))
            assert shown(other) == seen
            assert counts(other) == counts(log)
            assert sorted(codes(other)) == sorted(codes(log))


def read_rows(rows: list[Row]):  # type: ignore[no-untyped-def]
    return build_log(
        table_of(rows),
        timezone="Europe/Berlin",
        max_quarantined=1.0,
        mapping=parse_mapping("only: {stage: [offer, '', interview]}") if len(rows) % 2 else None,
    )


@pytest.mark.parametrize("block", range(2))
def test_doubling_every_row_changes_the_duplicates_only(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        rows = some_rows(seed)
        for mapping in (None, parse_mapping("only: {stage: offer}")):
            options = {"timezone": "Europe/Berlin", "max_quarantined": 1.0, "mapping": mapping}
            try:
                log = build_log(table_of(rows), **options)  # type: ignore[arg-type]
            except AnalyzerError:
                continue
            doubled = build_log(table_of(rows + rows), **options)  # type: ignore[arg-type]
            assert shown(doubled) == {**shown(log), "remarks": list(doubled.quality.remarks)}
            analysed, aside, duplicates, outside = counts(log)
            assert counts(doubled) == (analysed, aside, duplicates + len(rows), outside)


def test_doubling_broken_lines_changes_the_duplicates_only(tmp_path: Path) -> None:
    text = csv_text(some_rows(5)[:1])
    heading, good = text.splitlines()[:2]
    path = tmp_path / "log.csv"
    for lines in (["short"], ["short", '"open'], ["short", "short,er"]):
        path.write_text("\n".join([heading, good, *lines, ""]))
        once = read_log(path, timezone="UTC", max_quarantined=1)
        path.write_text("\n".join([heading, good, *lines, good, *lines, ""]))
        twice = read_log(path, timezone="UTC", max_quarantined=1)
        assert counts(twice) == (1, len(lines), counts(once)[2] + 1 + len(lines), 0)


def test_logs_of_separate_cases_do_not_touch_each_other() -> None:
    for seed in range(40):
        one = [{**each, "case_id": "A", "event_id": each["event_id"] + "1"} for each in some_rows(seed)]
        two = [{**each, "case_id": "B", "event_id": each["event_id"] + "2"} for each in some_rows(seed + 1000)]
        try:
            logs = [read_rows_plainly(rows) for rows in (one, two, one + two)]
        except AnalyzerError:
            continue
        assert counts(logs[2]) == tuple(map(sum, zip(counts(logs[0]), counts(logs[1]), strict=True)))
        assert set(logs[2].kinds) == set(logs[0].kinds) | set(logs[1].kinds)
        assert logs[2].time.tolist() == logs[0].time.tolist() + logs[1].time.tolist()


def read_rows_plainly(rows: list[Row]):  # type: ignore[no-untyped-def]
    return build_log(table_of(rows), timezone="Europe/Berlin", max_quarantined=1.0)


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl", "log.parquet"])
def test_every_format_gives_the_same_log(tmp_path: Path, name: str) -> None:
    writers = {"log.csv": as_csv, "log.jsonl": as_jsonl, "log.parquet": as_parquet}
    compared = 0
    for seed in range(40):
        rows = [{**each, "event_id": each["event_id"].replace("\x00", "")} for each in some_rows(seed)]
        path = tmp_path / name
        writers[name](path, rows)
        try:
            expected = read_rows_plainly(rows)
        except AnalyzerError:
            continue
        log = read_log(path, timezone="Europe/Berlin", max_quarantined=1.0)
        assert shown(log) == shown(expected) or without_empty(shown(log)) == without_empty(shown(expected))
        assert counts(log) == counts(expected)
        compared += 1
    assert compared > 10


def without_empty(seen: dict[str, list[object]]) -> dict[str, list[object]]:
    """Some formats have empty texts where others have none at all."""
    return {name: [None if cell == "" else cell for cell in cells] for name, cells in seen.items()}


def test_random_tables_of_any_type_are_accounted_for_or_refused_in_words() -> None:
    """Columns of numbers, dates, lists and structures where texts are expected."""
    draw = random.Random(11)
    kinds: list[Callable[[], pa.Array]] = [
        lambda: pa.array([draw.choice([1, None, 2]) for _ in range(6)]),
        lambda: pa.array([draw.choice([1.0, None, 0.5, float("nan")]) for _ in range(6)]),
        lambda: pa.array([draw.choice([["a"], None, [], ["a", None]]) for _ in range(6)], pa.list_(pa.string())),
        lambda: pa.array([draw.choice([{"a": 1}, None]) for _ in range(6)], pa.struct([("a", pa.int64())])),
        lambda: pa.array([draw.choice([True, None]) for _ in range(6)], pa.bool_()),
        lambda: pa.array([draw.choice([b"a", None, b"\xff"]) for _ in range(6)], pa.binary()),
        lambda: pa.array([draw.choice([0, None, 10**12]) for _ in range(6)]).cast(pa.timestamp("us", "UTC")),
        lambda: pa.array([draw.choice([0, None, 10**9]) for _ in range(6)]).cast(pa.timestamp("ms")),
        lambda: pa.array([draw.choice([0, None, 20_000]) for _ in range(6)], pa.int32()).cast(pa.date32()),
        lambda: pa.nulls(6),
        lambda: pa.array([draw.choice(["x", None, "2026-03-02"]) for _ in range(6)]).dictionary_encode(),
        lambda: pa.array(["2026-03-02T10:00:00Z"] * 6),
    ]
    names = [
        "event_id",
        "timestamp",
        "case_id",
        "activity",
        "sender_role",
        "recipient_roles",
        "topics",
        "opened_at",
        "office",
    ]
    read = 0
    for _ in range(300):
        table = pa.table({name: draw.choice(kinds)() for name in names})
        try:
            log = build_log(table, timezone="Asia/Tokyo", max_quarantined=1.0)
        except AnalyzerError:
            continue
        read += 1
        assert sum(counts(log)) == 6
        assert isinstance(dict(log.extra), dict)
    assert read > 20

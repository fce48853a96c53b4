"""How fast are reading, sorting, replay and a whole run? `make bench`, or `python -m benchmarks --events 1e6`.

A simulated log of the in-house process is written to Parquet once (kept in a temporary folder for the time of the run)
and taken through the same calls as a user's. Every figure is processor time and wall time of one run on this machine,
one thread; the ratio at the end compares figures of the same run only.
"""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import analyzer
from analyzer.analysis.horizon import clocks_for, default_horizon
from analyzer.events.parts import at_times
from analyzer.replay import replay
from analyzer.simulate import simulate_chunks, write_log

READ = ["event_id", "timestamp", "case_id", "activity", "sender_role", "recipient_roles", "copied_roles", "channel"]
READ += ["topics", "stage", "thread_id", "in_reply_to", "needs_reply"]
"""Columns that the replay needs; the plain reading and sorting they are compared with handles the same ones."""

TESTED, COMPARED = "needs_reply", ("sender", "candidate_id")
"""Further columns that the rules look at: they are coded once a log, by whichever replay asks first."""

STAMPS = {"minutes": 60_000_000, "days": 86_400_000_000}

EVENTS_AN_APPLICATION = 25.7
ALL_VERBS = Path(__file__).with_name("all_verbs.yaml")

T = TypeVar("T")


class Stopwatch:
    """Times steps and prints events a second for each."""

    def __init__(self, events: int) -> None:
        self.events = events
        self.wall: dict[str, float] = {}

    def step(self, name: str, work: Callable[[], T]) -> T:
        """Run and time one step."""
        gc.collect()
        wall, busy = time.perf_counter(), time.process_time()
        result = work()
        wall, busy = time.perf_counter() - wall, time.process_time() - busy
        self.wall[name] = wall
        rate = self.events / wall / 1e6
        print(f"  {name:<34} {wall:8.2f} s wall {busy:8.2f} s processor {rate:8.2f} million events/s", flush=True)
        return result


def plain_read_and_sort(path: Path) -> int:
    """What reading and sorting the same columns costs without any analysis."""
    table = pq.read_table(path, columns=READ, use_threads=False)
    return int(table.sort_by([("case_id", "ascending"), ("timestamp", "ascending")]).num_rows)


def code_columns(log: analyzer.EventLog) -> None:
    """Number the cells of the columns that the rules test or compare, as the first replay of a log would."""
    for column in COMPARED:
        log.keys(column)
    _ = log.extra[TESTED]


def with_stamps_of(log: analyzer.EventLog, unit: int) -> analyzer.EventLog:
    """The log as if its source had stamped no more than a unit of time, in microseconds."""
    moved, _ = at_times(log, log.time // unit * unit, log.ranks("event_id", np.arange(len(log))))
    return replace(moved, width=np.full(len(log), unit - 1, dtype=np.int64))


def bench(events: int, folder: Path, *, coarse: bool) -> None:
    """Time one size."""
    path = folder / f"log-{events}.parquet"
    applications = round(events / EVENTS_AN_APPLICATION)
    written = write_log(simulate_chunks(applications=applications), path)
    print(f"{written:,} events of {applications:,} applications, {path.stat().st_size / 1e6:,.0f} MB of Parquet")
    watch = Stopwatch(written)
    watch.step("plain read and sort", lambda: plain_read_and_sort(path))
    definition = analyzer.read_definition("in-house")
    log = watch.step("load (read, check, code, sort)", lambda: analyzer.read_log(path))
    watch.step("code further columns", lambda: code_columns(log))
    horizon = default_horizon(log)
    clocks = clocks_for(log, definition, horizon)
    watch.step("replay", lambda: replay(log, definition, clocks, as_of=horizon))
    watch.step("replay, once more", lambda: replay(log, definition, clocks, as_of=horizon))
    if coarse:
        for name, unit in STAMPS.items():
            stamped = with_stamps_of(log, unit)
            watch.step(f"replay, stamps of {name}", partial(replay, stamped, definition, clocks, as_of=horizon))
        return
    every_verb = analyzer.read_definition(ALL_VERBS)
    of_every_verb = clocks_for(log, every_verb, horizon)
    name = f"replay, {len(every_verb.rules)} rules of every verb"
    watch.step(name, lambda: replay(log, every_verb, of_every_verb, as_of=horizon))
    watch.step("the same, once more", lambda: replay(log, every_verb, of_every_verb, as_of=horizon))
    findings = watch.step("analysis with its findings", lambda: len(analyzer.analyze(log, definition).findings))
    whole = watch.step("whole run: Parquet to findings", lambda: whole_run(path))
    ratio = watch.wall["whole run: Parquet to findings"] / watch.wall["plain read and sort"]
    assert whole == findings
    print(f"  {whole:,} findings; the whole run takes {ratio:.2f} times what plain reading and sorting takes\n")


def whole_run(path: Path) -> int:
    """From a file to the frame of findings."""
    analysis = analyzer.analyze(analyzer.read_log(path), analyzer.read_definition("in-house"))
    return len(analysis.findings)


def main() -> None:
    """Read the sizes and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=lambda text: int(float(text)), nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--coarse", action="store_true", help="time coarse stamps, and nothing after the first replay")
    given = parser.parse_args()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with tempfile.TemporaryDirectory() as folder:
        for size in given.events:
            bench(size, Path(folder), coarse=given.coarse)


if __name__ == "__main__":
    main()

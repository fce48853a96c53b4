"""How fast is XES read, and how fast by pm4py? `python -m benchmarks.xes [LOG]`.

A log of one's own (`.xes`, `.xes.gz`), or one that is simulated with a fixed seed and written once. pm4py is not needed
by the product and not installed with it; where it can be imported (`make test-declare` makes such an environment), each
of its importers reads the same file in the same run. Every figure is processor time, the best of three.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

import numpy as np
import pyarrow as pa

from analyzer.events import build_log, read_log
from analyzer.events.sources import Reading, read_file
from analyzer.events.writers import write_xes

EVENTS, CASES, SEED, TIMES = 63_869, 10_000, 20260301, 3
ACTIVITIES = ("apply", "screening", "telephone", "background check", "interview", "offer", "reject")


def simulated(folder: Path) -> Path:
    """Write a log of the size of a published one: ten attributes of the case, six of the event."""
    draw = np.random.default_rng(SEED)
    case = np.sort(draw.integers(0, CASES, EVENTS))
    moment = 1_767_225_600_000_000 + draw.integers(0, 90 * 86_400, EVENTS) * 1_000_000
    columns = {
        "event_id": [f"e{number}" for number in range(EVENTS)],
        "timestamp": pa.array(moment).cast(pa.timestamp("us", "UTC")),
        "case_id": [f"APP-{number:05d}" for number in case],
        "activity": [ACTIVITIES[number] for number in draw.integers(0, len(ACTIVITIES), EVENTS)],
        "sender": [f"desk-{number:02d}" for number in draw.integers(0, 40, EVENTS)],
        "note": [f"n{number}" for number in draw.integers(0, 1_000, EVENTS)],
    }
    for place in range(9):
        told = draw.integers(0, 5, CASES)
        columns[f"case:attribute {place}"] = [str(each) for each in told[case]]
    path = folder / "simulated.xes.gz"
    write_xes(build_log(pa.table(columns)), path)
    return path


def importers() -> dict[str, Callable[[Path], object]]:
    """Each importer of pm4py that runs here; none without pm4py."""
    try:
        import pm4py
        from pm4py.objects.log.importer.xes import importer
    except ImportError:
        return {}
    quiet = {"show_progress_bar": False}
    found: dict[str, Callable[[Path], object]] = {
        f"pm4py, {variant.name.lower()}": lambda path, variant=variant: importer.apply(  # type: ignore[misc]
            str(path), variant=variant, parameters=quiet
        )
        for variant in importer.Variants
    }
    return {**found, "pm4py.read_xes (a data frame)": lambda path: pm4py.read_xes(str(path))}


def best(work: Callable[[Path], object], path: Path) -> float:
    """Least processor time of some runs, in seconds: what else the machine does counts for little."""
    taken = []
    for _ in range(TIMES):
        begin = time.process_time()
        work(path)
        taken.append(time.process_time() - begin)
    return min(taken)


def main() -> None:
    """Read one file by everything that reads it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("log", nargs="?", type=Path, help="an XES file; otherwise one is simulated")
    given = asked.parse_args().log
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder:
        path = given or simulated(Path(folder))
        log = read_log(path)
        print(f"{len(log):,} events in {len(log.case_ids):,} cases, {path.stat().st_size / 1e6:.1f} MB")
        there = importers()
        readers: dict[str, Callable[[Path], object]] = {
            "read_log (parse, check, code, sort)": read_log,
            "of which parse": lambda path: read_file(path, Reading()),
            **there,
        }
        for name, work in readers.items():
            try:
                print(f"  {name:<38} {best(work, path):6.2f} s processor", flush=True)
            except ImportError as error:
                print(f"  {name:<38} not here: {error}", flush=True)
        if not there:
            print("  pm4py cannot be imported here; `make test-declare` makes an environment that has it")


if __name__ == "__main__":
    main()

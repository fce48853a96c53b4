"""How long does a report of 100,000 findings take, and how much memory? `python -m benchmarks.report`.

A simulated log is judged by a process that permits next to nothing, so that there are many findings in few events.
Each form of the report is written by a process of its own, which reads and judges the log first; told is what writing
took, the memory that the process held before it, and the most it held during it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import analyzer
from analyzer.definitions.model import Definition
from analyzer.simulate import simulate_chunks, write_log

FORMS = {"page": "report.html", "workbook": "findings.xlsx", "whole folder": "report"}
FINDINGS_AN_APPLICATION = 17.02
"""Under `strict`; found by a run."""
PERMITTED = 1
"""The contacts that are left: candidates and the recruiter may write to each other."""


def strict() -> Definition:
    """The in-house process in which hardly any contact is permitted."""
    definition = analyzer.read_definition("in-house")
    return definition.replace(contacts=definition.contacts[:PERMITTED])


def write(form: str, log: Path, folder: Path) -> str:
    """Read, judge, write one form, and say what it took."""
    analysis = analyzer.analyze(analyzer.read_log(log), strict())
    count = len(analysis.findings), len(analysis.activations), analysis.summary, analysis.cases, analysis.stays
    before = held()
    wall, busy = time.perf_counter(), time.process_time()
    target = folder / FORMS[form]
    if form == "page":
        analyzer.reports.write_html(analysis, target)
    elif form == "workbook":
        analyzer.reports.write_excel(analysis, target)
    else:
        analyzer.reports.write_report(analysis, target)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    files = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    most = peak()
    return (
        f"  {form:<14}{count[0]:>9,} findings {wall:7.2f} s wall {busy:7.2f} s processor {size:7.2f} MB written; "
        f"memory {before:,.0f} MB before, {most:,.0f} MB at most: {most - before:,.0f} MB for writing"
    )


def held() -> float:
    """Megabytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def peak() -> float:
    """The most it ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


def main() -> None:
    """Write the log once, then each form in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=lambda text: int(float(text)), default=100_000)
    parser.add_argument("--form", choices=list(FORMS), help="only this one")
    parser.add_argument("--log", type=Path, help="(used by the processes of the run)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.log:
            print(write(given.form, given.log, folder), flush=True)
            return
        log, applications = folder / "log.parquet", round(given.findings / FINDINGS_AN_APPLICATION)
        events = write_log(simulate_chunks(applications=applications), log)
        print(f"{events:,} events of {applications:,} applications", flush=True)
        for form in [given.form] if given.form else FORMS:
            command = [sys.executable, "-m", "benchmarks.report", "--form", form, "--log", str(log)]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

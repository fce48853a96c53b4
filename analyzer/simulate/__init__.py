"""Hiring logs with known truth: what the analysis should find is written down when the log is made.

For demonstrations, tests and benchmarks. Uses no code of the analysis, so that it can be held against it.
"""

from analyzer.simulate.columns import COLUMNS
from analyzer.simulate.files import write_log, write_sample
from analyzer.simulate.generate import CHUNK, TRUTH_COLUMNS, Simulation, simulate, simulate_chunks
from analyzer.simulate.patterns import PATTERNS, Pattern

__all__ = [
    "CHUNK",
    "COLUMNS",
    "PATTERNS",
    "TRUTH_COLUMNS",
    "Pattern",
    "Simulation",
    "simulate",
    "simulate_chunks",
    "write_log",
    "write_sample",
]

"""How often a verdict that coarse stamps leave as it is would be another at some instants that they allow.

`python -m tests.oracle.between_stamps RUNS WORLDS` judges so many random logs with coarse stamps, and each of them
again in so many random choices of instants; it prints, verdict by verdict, how many rows stood and how many did not.
"""

from __future__ import annotations

import random
import sys
from collections import Counter

from tests.oracle.comparing import engine_rows
from tests.oracle.randomstamps import coarse_run
from tests.oracle.test_engine_under_coarse_stamps import FINE, found_in, random_worlds


def count(runs: int, worlds: int) -> tuple[Counter[str], Counter[str]]:
    """Rows by verdict, and those of them that are something else in some world; undecided rows aside."""
    rows: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for seed in range(runs):
        run = coarse_run(seed, cases=8)
        engine = engine_rows(run)
        found = found_in(random_worlds(run, random.Random(seed), worlds))
        for key in sorted(engine.keys() | found.keys()):
            word = engine[key].verdict if key in engine else FINE
            word = FINE if word == "satisfied" else word
            seen = found.get(key, {FINE})
            rows[word] += word != "undecided"
            others[word] += word != "undecided" and seen != {word}
            others[f"{word}, elsewhere violated"] += word not in ("undecided", "violated") and "violated" in seen
    return +rows, +others


if __name__ == "__main__":
    for name, counted in zip(("rows", "not so everywhere"), count(*map(int, sys.argv[1:3])), strict=True):
        sys.stdout.write(f"{name}: {dict(sorted(counted.items()))}\n")

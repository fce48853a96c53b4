"""Kills mutants of the replay: `python -m tests.mutants.run [--sample N] [--seed S] [--match TEXT] [--seeds K]`.

Libraries, logs and expectations are made ready once; every mutant is then tried in a forked process of its own, with
limits on its time and memory. A mutant that changes nothing that any test sees survives and is listed.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from select import select

from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.installing import install
from tests.mutants.judging import Material, find_difference, prepare
from tests.mutants.mutate import Mutant, all_mutants

PROCESSOR_SECONDS = 12
"""A mutant that computes longer than this is killed; the code as it is needs a quarter of it."""

SECONDS = 120
"""The same by the clock on the wall, for a mutant that waits."""

MEMORY = 8 << 30
"""Address space of a mutant's process, in bytes."""

MEMORIES = 8
"""So many of the last differences are looked for first: what one mutant changes is often what the next one does."""

SEEDS = 10
"""Random logs that mutants are compared on with the oracle."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant: `by` says what killed it, empty where nothing did."""

    mutant: Mutant | None
    by: str
    seconds: float

    @property
    def killed(self) -> bool:
        """Something noticed the change."""
        return bool(self.by)


def try_mutant(mutant: Mutant | None, material: Material, likely: Sequence[str] = ()) -> Fate:
    """Try one mutant in a process of its own; None tries the code as it is; `likely` is what may well kill it."""
    began = time.perf_counter()
    said = _in_fork(lambda: _try(mutant, material, likely))
    return Fate(mutant, "died" if said is None else said.removeprefix(SURVIVED), time.perf_counter() - began)


SURVIVED = "survived"


def _try(mutant: Mutant | None, material: Material, likely: Sequence[str]) -> str:
    try:
        install(mutant)
        return find_difference(material, likely) or SURVIVED
    except Exception as error:  # the module cannot even be imported
        return f"import: {type(error).__name__}"


def _in_fork(work: Callable[[], str]) -> str | None:
    """The text that some work gives in a forked process; "timeout", or None if it ends otherwise."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the libraries' threads are idle here
        child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    said, deadline = b"", time.monotonic() + SECONDS
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while select([pipe], [], [], max(deadline - time.monotonic(), 0.0))[0]:
            part = pipe.read(4096)
            said += part
            if not part:
                break
        else:
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "timeout" if os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL) else None
    return said.decode() or None


def _work(work: Callable[[], str], writing: int) -> None:
    """In the child; never returns."""
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.write(writing, work().encode()[:4000])
    finally:
        os._exit(0)


# ---------------------------------------------------------------- many mutants


def chosen(
    sample: int | None = None, seed: int = 0, match: Sequence[str] = (), *, equivalent_too: bool = False
) -> list[Mutant]:
    """Mutants to be tried, without those known to be equivalent: all, or a sample that the seed decides."""
    found = [mutant for mutant in all_mutants() if equivalent_too or mutant.id not in EQUIVALENT]
    if match:
        found = [mutant for mutant in found if any(text in mutant.id for text in match)]
    if sample is None or sample >= len(found):
        return found
    return sorted(random.Random(seed).sample(found, sample), key=lambda one: (one.file, one.index))


def fates(mutants: Sequence[Mutant], material: Material) -> Iterator[Fate]:
    """Try one after the other.

    Raises
    ------
    RuntimeError
        The code as it is does not pass what mutants must pass.
    """
    gc.freeze()  # forked processes then share what is ready
    as_it_is = try_mutant(None, material)
    if as_it_is.killed:
        raise RuntimeError(f"the code without a change is killed by {as_it_is.by}")
    likely: list[str] = []
    for mutant in mutants:
        fate = try_mutant(mutant, material, likely)
        if fate.killed:
            likely = [fate.by, *(one for one in likely if one != fate.by)][:MEMORIES]
        yield fate


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each mutant, then the survivors; exit code 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.run", description=__doc__)
    parser.add_argument("--sample", type=int, help="how many mutants, drawn at random (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="decides the sample")
    parser.add_argument("--match", action="append", default=[], help="only mutants whose id holds this text")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="random logs that mutants are compared on")
    parser.add_argument("--without-unit-tests", action="store_true", help="only tables of cases and random logs")
    parser.add_argument("--equivalent-too", action="store_true", help="try those known to be equivalent as well")
    parser.add_argument("--survivors-only", action="store_true", help="say nothing of those that are killed")
    options = parser.parse_args(arguments)
    mutants = chosen(options.sample, options.seed, options.match, equivalent_too=options.equivalent_too)
    material = prepare(options.seeds, unit_tests=not options.without_unit_tests)
    alive = []
    for fate in fates(mutants, material):
        if not fate.killed:
            alive.append(fate.mutant)
        if not (options.survivors_only and fate.killed):
            _say(f"{_line(fate.mutant):<100} {fate.by or 'SURVIVED'} ({fate.seconds:.1f} s)")
    _say(f"{len(mutants)} mutants, {len(mutants) - len(alive)} killed, {len(alive)} survived")
    for mutant in alive:
        _say(f"  {_line(mutant)}")
    return 1 if alive else 0


def _line(mutant: Mutant | None) -> str:
    return "as it is" if mutant is None else f"{mutant.id}  (line {mutant.line})"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

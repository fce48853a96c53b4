"""Whatever is wrong with an export: it is read or refused, every record is accounted for, and it is over soon.

By hand: `ANALYZER_FUZZ_SECONDS=60 python -m pytest -m deep tests/importing/test_damage.py -k "fuzz and mbox"`.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from analyzer.importing.kinds import KINDS
from tests.importing.damage import damaged
from tests.importing.harm import outcome
from tests.importing.seeds import FORMATS, PARSERS, Export, seeds

EACH = 16
"""Inputs of each parser in the ordinary run."""
DEEP = 10_080
"""Corrupted inputs of the property test, over all parsers."""
SECONDS = float(os.environ.get("ANALYZER_FUZZ_SECONDS", "600"))


def tried(kind: str, name: str, *, all_formats: bool = False) -> str:
    """What becomes of one damaged input, which its name makes again on every machine."""
    export = damaged(kind, random.Random(name))
    with TemporaryDirectory() as folder:
        try:
            return outcome(export, Path(folder), round_trip=all_formats)
        except BaseException as error:
            error.add_note(f"the input: damaged({kind!r}, random.Random({name!r}))")
            raise


def test_every_parser_has_undamaged_exports_that_are_read(tmp_path: Path) -> None:
    assert set(PARSERS) == {*(kind.name for kind in KINDS), *FORMATS, "settings"}
    for kind in PARSERS:
        told = []
        for number, export in enumerate(seeds(kind)):
            (folder := tmp_path / f"{kind}-{number}").mkdir()
            told.append(outcome(export, folder))
        assert any(each.startswith(("log", "settings")) for each in told), (kind, told)


@pytest.mark.parametrize("kind", PARSERS)
def test_damaged_exports_are_read_or_refused_and_accounted_for(kind: str) -> None:
    told = [tried(kind, f"ordinary {kind} {number}", all_formats=number == 0) for number in range(EACH)]
    assert any(each.startswith(("log", "settings")) for each in told), "not all that is damaged is refused"


@pytest.mark.parametrize("kind", PARSERS)
def test_the_same_damage_has_the_same_outcome(kind: str) -> None:
    for number in range(3):
        once, again = (tried(kind, f"twice {kind} {number}") for _ in range(2))
        assert once == again


# ---------------------------------------------------------------- what was found once


def single(kind: str, name: str, content: bytes) -> Export:
    return Export(kind, name, (("", content),))


# ---------------------------------------------------------------- long runs


@pytest.mark.deep
@pytest.mark.parametrize("kind", PARSERS)
def test_ten_thousand_corrupted_inputs_are_accounted_for(kind: str) -> None:
    told = Counter(tried(kind, f"deep {kind} {number}").split()[0] for number in range(DEEP // len(PARSERS)))
    assert sum(told.values()) == DEEP // len(PARSERS)
    assert told["log"] + told["settings"] > DEEP // len(PARSERS) // 50, told


@pytest.mark.deep
@pytest.mark.parametrize("kind", PARSERS)
def test_fuzzing_a_parser_for_long_finds_nothing(kind: str) -> None:
    until = time.monotonic() + SECONDS
    number = 0
    while time.monotonic() < until:
        tried(kind, f"fuzz {kind} {number}", all_formats=number % 10 == 0)
        number += 1
    assert number > 0

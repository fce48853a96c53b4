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

from analyzer.errors import InputError, UsageError
from analyzer.importing import Source, import_log
from analyzer.importing.kinds import KINDS
from tests.importing.damage import damaged
from tests.importing.harm import outcome
from tests.importing.seeds import APPLICATIONS, FORMATS, PARSERS, Export, seeds, single

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
    read = any(each.startswith(("log", "settings")) for each in told)
    assert read or kind == "parquet", "not all that is damaged is refused"


@pytest.mark.parametrize("kind", PARSERS)
def test_the_same_damage_has_the_same_outcome(kind: str) -> None:
    for number in range(3):
        once, again = (tried(kind, f"twice {kind} {number}") for _ in range(2))
        assert once == again


# ---------------------------------------------------------------- what was found once


APPLIED, AT = "application_id,candidate_id,candidate_email,opened_at\n", "2026-03-02T09:00:00Z"
FOUND: dict[str, tuple[Export, str]] = {
    "an application whose id is a control character": (
        single(
            "applications",
            "table.csv",
            f"{APPLIED}\x00,c-8,c@example.org,{AT}\napp-9,c-9,d@example.org,{AT}\n".encode(),
        ),
        "log",
    ),
    "an archive that holds a mailbox twice": (
        Export("mbox", "x", (("in.mbox", seeds("mbox")[0].members[0][1]),) * 2, packed=True),
        "InputError E405",
    ),
    "half a character as the name of a field": (single("jsonl", "log.jsonl", b'{"\\ud800": "x"}\n'), "InputError E304"),
    "a number of 5,000 digits in OCEL": (
        single("ocel", "log.json", b'{"objects": [{"id": ' + b"9" * 5_000 + b"}]}"),
        "InputError E315",
    ),
    "a number with an exponent of many digits in OCEL": (
        single("ocel", "log.json", b'{"objects": [{"id": -1E-9999999999999999999}]}'),
        "InputError E315",
    ),
    "characters that turn the line or end it, in every field": (
        single(
            "messages",
            "t.csv",
            f"timestamp,sender,recipients,subject,topics,message_id,thread_id,channel\n{AT},"
            "x\x07\u202e <cand-0001@example.org>,a\x00b@example.com,Re\x1b[31m\u2066,"
            "a\x0bb,m\x7f,t\x85,e\x01\n".encode(),
        ),
        "log",
    ),
    "headings that are endless": (
        single("messages", "t.csv", b",".join(b"%d" % n + b"x" * 9_000 for n in range(60)) + b"\n"),
        "InputError E407",
    ),
}
"""The smallest input of each fault that fuzzing found, and what becomes of it."""


@pytest.mark.parametrize("name", FOUND)
def test_what_did_harm_once_does_none(tmp_path: Path, name: str) -> None:
    export, said = FOUND[name]
    assert outcome(export, tmp_path).split(" ")[: len(said.split())] == said.split()


def test_a_file_is_not_read_twice(tmp_path: Path) -> None:
    export = seeds("mbox")[0]
    path = export.write(tmp_path)
    (tmp_path / "a.csv").write_text(APPLICATIONS, encoding="utf-8")
    apps = Source((str(tmp_path / "a.csv"),), "applications")
    mails = Source((str(path),), "mbox")
    for again in (mails, Source((str(tmp_path / "a.csv"),), "messages"), Source((str(tmp_path),), "mbox")):
        with pytest.raises(UsageError, match="twice"):
            import_log([apps, mails, again])


def test_a_heading_of_thousands_of_letters_is_not_offered(tmp_path: Path) -> None:
    table = tmp_path / "applications.csv"
    table.write_text("\0" * 9_000 + "application_id,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        import_log([Source((str(table),), "applications")])
    assert len(str(caught.value)) < 1_000


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

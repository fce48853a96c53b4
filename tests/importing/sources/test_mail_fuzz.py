"""Damaged exports of mail: nothing but the project's own errors comes out, and every record is accounted for."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import pytest

from analyzer.errors import InputError, UsageError
from analyzer.importing.how import How
from analyzer.importing.ledger import OPEN, Ledger
from analyzer.importing.opening import members
from analyzer.importing.sources import graph_mail, mbox, message_trace

MAIL = Path(__file__).parents[1] / "fixtures" / "mail"
EACH = 150
PIECES = (
    *(sign.encode() for sign in '\n\0<>"(),;:@{}[]-'),
    *(b"\r\n", b"\n\n", b"\xff\xfe", b"\xed\xa0\x80", b"From ", b"\nTo: a@example.org"),
    *(b"=?utf-8?q?", b"?=", b"null", b"\\ud800", b"1e999999", b"9999", b"--cut", b"&#x110000;", b"<!--", b"##"),
    *(
        b"\nDate: Mon, 5 Jan 2026 10:00:00 CET",
        b"Content-Type: multipart/mixed; boundary=x\n",
        b"charset=unicode_escape",
    ),
    *(b"Content-Transfer-Encoding: base64\n", b"\nFrom - Mon Jan  5 12:00:00 2026\n", b"1/2/2026 10:00"),
)
READERS = {
    "box/inbox.mbox": mbox,
    "single.eml": mbox,
    "trace.csv": message_trace,
    "historical.csv": message_trace,
    "graph.json": graph_mail,
}


def damaged(data: bytes, random_: random.Random) -> bytes:
    for _ in range(random_.choice((1, 1, 2, 5, 20))):
        at, end = sorted(random_.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + random_.choice((0, 1, 3, 30, 400)))
        new = random_.choice((b"", random_.choice(PIECES), random_.randbytes(3), data[at:end] * random_.randrange(4)))
        data = data[:at] + new + data[end:]
    return data[: random_.randrange(len(data) + 1)] if random_.random() < 0.1 else data


def check(path: Path, reader: ModuleType, how: How) -> bool:
    """Read a damaged export; whether it was read to its end."""
    ledger = Ledger()
    owned: set[tuple[int, int]] = set()
    listed = members(path)
    reader.looks_like(listed)
    try:
        for message in reader.read(listed, how, ledger):
            owned |= {(id(message.row.file), number) for number in message.row.numbers}
            said = [message.subject, message.message_id, message.thread, message.in_reply_to, *message.references]
            said += [party.value + party.name for party in (message.sender, *message.recipients, *message.copied)]
            said += [message.body()] if message.body is not None else []
            "".join(said).encode("utf-8")
            assert all(party.value for party in (message.sender, *message.recipients, *message.copied))
            assert 0 <= message.time < 4_133_980_800_000_000
    except (InputError, UsageError):
        return False
    for file in ledger.files:
        unsaid = {(id(file), number) for number in range(1, file.rows + 1) if file.fate(number) == OPEN}
        assert unsaid <= owned
    return True


@pytest.mark.parametrize("name", READERS)
def test_damaged_exports_are_read_or_refused(tmp_path: Path, name: str) -> None:
    data = (MAIL / name).read_bytes()
    path = tmp_path / Path(name).name
    read = 0
    for seed in range(EACH):
        path.write_bytes(damaged(data, random.Random(f"{name} {seed}")))
        read += check(
            path, READERS[name], How(timezone=None if seed % 4 == 0 else "Europe/Berlin", quoted=seed % 2 == 0)
        )
    assert read > EACH // 10, "most of what is damaged a little is still read"


@pytest.mark.deep
@pytest.mark.parametrize("name", READERS)
def test_very_many_damaged_exports_are_read_or_refused(tmp_path: Path, name: str) -> None:
    data = (MAIL / name).read_bytes()
    path = tmp_path / Path(name).name
    for seed in range(20_000):
        path.write_bytes(damaged(data, random.Random(f"deep {name} {seed}")))
        check(path, READERS[name], How(timezone="Europe/Berlin", quoted=True))

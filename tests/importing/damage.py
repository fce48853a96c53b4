"""Spoils exports of every kind, in ways that happen and in ways that somebody may want to happen.

Everything is drawn from one `random.Random`: a seed gives the same damage on every machine. What must hold of whatever
comes out here is told by `harm`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.importing.seeds import Export, seeds, zipped

TIMES: Final = (
    "1900-01-01T00:00:00Z", "2100-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00", "2026-03-29T02:30:00", "2026-10-25 02:30", "2026-02-30T10:00:00Z",
    "1969-12-31T23:59:59Z",
    "2026-03-02", "2026-03-02T24:00:00Z", "20260302T100000Z", "1772616600", "1772616600000", "99999999999999999999",
    "-1",
    "0", "NaN", "1e400", "2026-03-02T10:00:00+99:99", "03/04/2026 10:00 AM", "\u0662\u0660\u0662\u0666-03-02T10:00:00Z",
)  # fmt: skip
TEXTS: Final = (
    "", " ", "\x00", "\ufeff", "null", "None", "=1+1", ";", ",", "|", '"', "'", "<>", "<a@b", "@", "a@b;c@d", "user:",
    "cand-0001@example.org", "recruiter-03@example.com", "+1 202-555-0101", "+", "0" * 300, "\u202eabc", "\u2028",
    "a" * 5_000, "\U0001f600", "../../etc/passwd", "mailto:", "MAILTO:cand-0001@example.org", "/o=x/cn=y", "tel:+1",
    "true", "Voice", "deleted", "message", "\r\n", "\t", "x;" * 50, "candidate", "recruiter", "?", "a\udc80b", "\x85",
)  # fmt: skip
TOKENS: Final[dict[str, tuple[bytes, ...]]] = {
    "mbox": (
        b"\nFrom a@b Mon Mar  2 09:00:00 2026\n", b"\nFrom \n", b"\n>From ", b"\n\n", b"\r\n", b"\r", b"\nDate: ",
        b"\nTo: ",
        b"\nDate: Mon, 5 Jan 1900 10:00:00 +0000\n", b"\nDate: Thu, 31 Dec 9999 23:59:59 -2359\n", b"=?utf-8?b?////?=",
        b"=?unicode_escape?q?\\ud800?=", b"=?utf-7?q?+2AA-?=", b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n\n",
        b"Content-Type: text/html\n\n<p>&#x110000;",
        b"Content-Type: text/plain; charset=zip\n", b"Content-Type: text/calendar; method=REQUEST\n", b"--cut",
        b"--cut--\n",
        b"Auto-Submitted: auto-replied\n", b"X-Unsent: 1\n", b"Message-ID: <first-1@mail.example.org>\n", b"From: \n",
        b"References: <a> <b> <a>\n", b"In-Reply-To: <first-1@mail.example.org>\n", b"To: undisclosed-recipients:;\n",
    ),
    "ics": (
        b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"END:VCALENDAR\r\n", b"BEGIN:VCALENDAR\r\n",
        b"RRULE:FREQ=SECONDLY\r\n",
        b"RRULE:FREQ=DAILY\r\n", b"RRULE:FREQ=YEARLY;COUNT=99999999\r\n",
        b"RRULE:FREQ=HOURLY;UNTIL=99991231T235959Z\r\n",
        b"RRULE:FREQ=MONTHLY;BYDAY=5FR;BYMONTHDAY=30;BYMONTH=2\r\n", b"RDATE:99991231T235959Z\r\n",
        b"DTSTART:19000101T000000Z\r\n",
        b"DTSTART;TZID=/x/y:20260329T023000\r\n", b"DTSTART;VALUE=DATE:20260304\r\n",
        b"RECURRENCE-ID:20260323T080000Z\r\n",
        b"DURATION:P9999999999D\r\n", b"DTEND:00010101T000000Z\r\n", b"EXDATE:20260323T080000Z\r\n",
        b"STATUS:CANCELLED\r\n",
        b"ATTENDEE:mailto:cand-0001@example.org\r\n", b"ORGANIZER:\r\n", b"UID:\r\n", b"METHOD:REPLY\r\n", b"\r\n ",
        b";", b":",
        b"TZOFFSETTO:+9999\r\n", b"BEGIN:VTIMEZONE\r\n", b"X-WR-TIMEZONE:Nowhere/Land\r\n",
        b"DTSTART;TZID=../../etc:20260302T100000\r\n",
        b"RRULE:FREQ=WEEKLY;INTERVAL=0\r\n", b"RRULE:FREQ=\r\n", b"RRULE:FREQ=WEEKLY;BYSETPOS=999\r\n",
        b"SEQUENCE:x\r\n",
    ),
    "xes": (
        b"<event>", b"</event>", b"<trace>", b"</trace>", b"</log>", b"<!--", b"<![CDATA[", b"<!DOCTYPE log [",
        b"&amp;", b"&x;",
        b'<!ENTITY a "b">', b'<date key="time:timestamp" value="9999-12-31T23:59:59Z"/>', b'<string key="" value=""/>',
        b'<int key="a" value="x"/>', b'<list key="l"><values>', b"&#0;", b"&#xD800;", b'<?xml version="1.1"?>',
        b"<extension/>",
    ),
    "settings": (
        b"&a [*a]", b"*a", b"!!python/object:os.system x", b"<<: *a", b"\n- ", b": ", b"{", b"[", b"? ", b"| \n",
        b"sources: [{path: x}]\n",
        b"timezone: Nowhere\n", b"people: 3\n", b"phone_region: [DE]\n", b"delegates: {}\n", b"stages: [a]\n", b"\t",
        b"%YAML 9.9\n---\n",
        b"roles: {x: {y: z}}\n", b"sources:\n  - path: ..\n    kind: nothing\n", b"several_open: x\n", b"---\n",
    ),
}  # fmt: skip
ANY: Final = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x80", b'"', b"\n", b"\r", b"\r\n", b",", b";", b"\t",
    b"{", b"}", b"[", b"]",
    b":", b"null", b"\\ud800", b"1e999999999", b"-", b"9" * 30, b"9" * 5_000, b'""', b"\\", b"\x1a", b"\x1f\x8b",
    b"PK\x03\x04", b"<", b"&",
    b"'", b"=", b"\xc3", b"\xf4\x90\x80\x80", b"\x0b\x0c",
)  # fmt: skip
ENCODINGS: Final = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp037", "utf-8-sig", "utf-7", "shift_jis")
MANY: Final = 10_000

Spoil = Callable[[bytes, str, random.Random], bytes]


# ---------------------------------------------------------------- bytes and lines


def flip(data: bytes, kind: str, draw: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 8))):
        if spoiled:
            spoiled[draw.randrange(len(spoiled))] = draw.randrange(256)
    return bytes(spoiled)


def cut(data: bytes, kind: str, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    return draw.choice((data[:at], data[at:], data[:at] + data[at + draw.choice((1, 3, 30, 400)) :]))


def double(data: bytes, kind: str, draw: random.Random) -> bytes:
    at, end = sorted(draw.randrange(len(data) + 1) for _ in range(2))
    piece = data[at : min(end, at + 2_000)]
    place = draw.randrange(len(data) + 1)
    return data[:place] + piece * draw.choice((1, 1, 2, 20)) + data[place:]


def splice(data: bytes, kind: str, draw: random.Random) -> bytes:
    other = draw.choice(draw.choice(seeds(kind)).members)[1]
    return data[: draw.randrange(len(data) + 1)] + other[draw.randrange(len(other) + 1) :]


def insert(data: bytes, kind: str, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 3))):
        at = draw.randrange(len(data) + 1)
        if draw.random() < 0.5:  # at the beginning of a line
            at = data.rfind(b"\n", 0, at) + 1
        data = data[:at] + _token(kind, draw) + data[at:]
    return data


def _token(kind: str, draw: random.Random) -> bytes:
    own = TOKENS.get(kind, ())
    if own and draw.random() < 0.6:
        return draw.choice(own)
    if draw.random() < 0.4:
        return draw.choice(TIMES + TEXTS).encode("utf-8", "replace")
    return draw.choice(ANY)


def lines(data: bytes, kind: str, draw: random.Random) -> bytes:
    """Lines lost, doubled, exchanged, or set among others."""
    rows = data.splitlines(keepends=True)
    for _ in range(draw.choice((1, 1, 4))):
        if rows:
            at, other = draw.randrange(len(rows)), draw.randrange(len(rows))
            what = draw.randrange(4)
            if what == 0:
                del rows[at]
            elif what == 1:
                rows.insert(other, rows[at])
            elif what == 2:
                rows[at], rows[other] = rows[other], rows[at]
            else:
                rows.insert(at, draw.choice((b"\n", b" \n", b"\x00\n", b",,,\n", rows[at].strip())))
    return b"".join(rows)


def recode(data: bytes, kind: str, draw: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(draw.choice(ENCODINGS), "replace")


def fill(data: bytes, kind: str, draw: random.Random) -> bytes:
    """NULs, a line that goes on and on, or very many parties."""
    at = data.rfind(b"\n", 0, draw.randrange(len(data) + 1)) + 1
    people = b", ".join(b"p%d@example.org" % number for number in range(MANY))
    endless = (bytes(5_000), b"x" * 300_000, b"\n" * 5_000)
    filling = draw.choice((*endless, b"To: " + people + b"\n", people.replace(b",", b";")))
    return data[:at] + filling + data[at:]


def pack(data: bytes, kind: str, draw: random.Random) -> bytes:
    packed = gzip.compress(data, mtime=0)
    broken = (cut(packed, kind, draw), flip(packed, kind, draw))
    return draw.choice((packed, packed, *broken, packed + packed, gzip.compress(packed, mtime=0)))


# ---------------------------------------------------------------- JSON


RAW: Final = {
    "raw:huge": "9" * 5_000, "raw:exponent": "1e999999", "raw:tiny": "-1E-9999999999999999999", "raw:nan": "NaN",
    "raw:deep": "[" * 90 + "]" * 90, "raw:deeper": '{"a":' * 150 + "1" + "}" * 150, "raw:abyss": "[" * 100_000,
    "raw:half": '"\\ud800"', "raw:nul": '"\\u0000"', "raw:float": "1772616600.5", "raw:twice": '{"id": 1, "id": 2}',
}  # fmt: skip
"""Written into the text afterwards: what `json.dumps` would not write."""
VALUES: Final = (
    None, [], {}, True, False, 0, -1, 1.5, 10**30, 1 << 64, [None], [[]], {"": None}, {"id": {}}, "x" * 20_000,
)  # fmt: skip


def tree(data: bytes, kind: str, draw: random.Random) -> bytes:
    """Values of other types, keys lost and renamed, items doubled and exchanged."""
    if len(data) > 1 << 20:
        return flip(data, kind, draw)
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return _tree_of_a_line(data, kind, draw)
    for _ in range(draw.choice((1, 1, 2, 5))):
        places = list(_places(whole))
        if 0 < len(places) < MANY:
            _change(*draw.choice(places), places, draw)
    text = json.dumps(whole, ensure_ascii=draw.random() < 0.5)
    for name, written in RAW.items():
        text = text.replace(f'"{name}"', written)
    return text.encode("utf-8", "surrogatepass" if draw.random() < 0.2 else "replace")


def _tree_of_a_line(data: bytes, kind: str, draw: random.Random) -> bytes:
    rows = data.splitlines()
    at = draw.randrange(len(rows)) if rows else 0
    try:
        json.loads(rows[at])
    except (ValueError, IndexError, RecursionError):
        return insert(data, kind, draw)
    rows[at] = tree(rows[at], kind, draw)
    return b"\n".join(rows)


def _places(value: Any) -> Any:
    """All places of a tree, as container and key."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield value, key
        yield from _places(inner)


def _change(holder: Any, key: Any, places: list[tuple[Any, Any]], draw: random.Random) -> None:
    what = draw.randrange(8)
    if what == 0:
        del holder[key]
    elif what == 1 and isinstance(holder, dict):
        holder[draw.choice((key.upper(), f"{key}s", f" {key}", "", "id"))] = holder.pop(key)
    elif what == 2 and isinstance(holder, list):
        holder.insert(draw.randrange(len(holder) + 1), json.loads(json.dumps(holder[key])))
    elif what == 3:
        other, place = draw.choice(places)
        there = place in other if isinstance(other, dict) else place < len(other)
        if there:
            holder[key] = json.loads(json.dumps(other[place]))
    elif what == 4 and draw.random() < 0.2:
        holder[key] = [holder[key]] * MANY if len(json.dumps(holder[key])) < 200 else [holder[key]] * 30
    elif what == 5:
        holder[key] = draw.choice(TIMES)
    elif what == 6:
        holder[key] = draw.choice((*RAW, *TEXTS))
    else:
        holder[key] = json.loads(json.dumps(draw.choice(VALUES)))


# ---------------------------------------------------------------- tables


def columns(data: bytes, kind: str, draw: random.Random) -> bytes:
    """Columns exchanged, lost and doubled; cells emptied and filled with what is none."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"), newline="")))
    except csv.Error:
        return insert(data, kind, draw)
    width = len(rows[0]) if rows else 0
    if not width:
        return data
    one, other = draw.randrange(width), draw.randrange(width)
    what = draw.randrange(6)
    for number, row in enumerate(rows):
        if len(row) < width:
            continue
        if what == 0:
            row[one], row[other] = row[other], row[one]
        elif what == 1:
            del row[one]
        elif what == 2:
            row.append(row[one])
        elif what == 3 and number:
            row[one] = row[other]
        elif (what == 4 and number and draw.random() < 0.5) or (what == 5 and number == draw.randrange(len(rows))):
            row[one] = draw.choice(TIMES + TEXTS)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=draw.choice(",,,;\t|"), lineterminator=draw.choice(("\n", "\r\n"))).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass" if draw.random() < 0.1 else "replace")


def workbook(data: bytes, kind: str, draw: random.Random) -> bytes:
    """Spoil what a workbook packs, not only its packing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, ValueError, OSError, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return flip(data, kind, draw)
    at = draw.randrange(len(found))
    name, content = found[at]
    found[at] = (name, draw.choice((flip, cut, double, insert, lines))(content, kind, draw))
    return zipped(tuple(found))


def database(data: bytes, kind: str, draw: random.Random) -> bytes:
    """Spoil what an SQLite database says, not only its pages."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(data)
        base = sqlite3.connect(path)
        try:
            names = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            (name,) = draw.choice(names)
            fields = [each[1] for each in base.execute(f'PRAGMA table_info("{name}")')]
            base.execute(*_statement(name, fields, draw))
            base.commit()
        except (sqlite3.Error, UnicodeDecodeError, IndexError):
            return flip(data, kind, draw)
        finally:
            base.close()
        return path.read_bytes()


def _statement(name: str, fields: list[str], draw: random.Random) -> tuple[str, tuple[Any, ...]]:
    field, value = draw.choice(fields), draw.choice((None, 1.5, -1, b"\xff\x00", 1 << 60, *TIMES, *TEXTS[:35]))
    plain = [
        f'DROP TABLE "{name}"', f'DELETE FROM "{name}"', f'ALTER TABLE "{name}" RENAME TO "{name}x"',
        f'ALTER TABLE "{name}" RENAME COLUMN "{field}" TO "other"', f'INSERT INTO "{name}" SELECT * FROM "{name}"',
    ]  # fmt: skip
    if draw.random() < 0.3:
        return draw.choice(plain), ()
    where = draw.choice(("", " WHERE rowid = 1", " WHERE rowid % 2"))
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode()
    return f'UPDATE OR IGNORE "{name}" SET "{field}" = ?{where}', (value,)


# ---------------------------------------------------------------- exports


PLAIN: Final[tuple[Spoil, ...]] = (flip, cut, double, splice, insert, insert, lines)
RARE: Final[tuple[Spoil, ...]] = (recode, fill, pack)


def spoiled(name: str, data: bytes, kind: str, draw: random.Random) -> bytes:
    """Spoil a file in a few of the ways that fit its content."""
    fitting: tuple[Spoil, ...] = PLAIN
    if data[:4] == b"PK\x03\x04":
        fitting = (workbook, workbook, workbook, flip, cut)
    elif data[:6] == b"SQLite":
        fitting = (database, database, database, flip, cut)
    elif data[:4] == b"PAR1":
        fitting = (flip, flip, cut, double)
    elif name.endswith((".json", ".jsonl")):
        fitting = (*PLAIN, *[tree] * 14)
    elif name.endswith(".csv"):
        fitting = (*PLAIN, *[columns] * 7)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        data = draw.choice(RARE if draw.random() < 0.04 else fitting)(data, kind, draw)
    return data[: 4 << 20]


def damaged(kind: str, draw: random.Random) -> Export:
    """Take an undamaged export and spoil its files, and which files there are."""
    export = draw.choice(seeds(kind))
    several = len(export.members) > 1 or bool(export.members[0][0])
    found = list(export.members)
    for _ in range(draw.choice((1, 1, 2)) if several else 1):
        at = draw.randrange(len(found))
        inner, content = found[at]
        found[at] = (inner, spoiled(inner or export.name, content, kind, draw))
    packed = several and draw.random() < 0.2
    if several and draw.random() < 0.3:
        found = _members(found, draw, packed=packed)
    name = export.name
    if not several and draw.random() < 0.03:
        name = draw.choice((f"{name}.gz", "x", f"{name}.txt", "x.json", "x.csv", f"{name} \u00e4"))
    return Export(kind, name, tuple(found), packed)


def _members(found: list[tuple[str, bytes]], draw: random.Random, *, packed: bool) -> list[tuple[str, bytes]]:
    """Files lost, renamed, added, nested or doubled; in archives also with names that lead elsewhere."""
    at = draw.randrange(len(found))
    inner, content = found[at]
    what = draw.randrange(7 if packed else 5)
    if what == 0 and len(found) > 1:
        del found[at]
    elif what == 1:
        other = draw.choice((f"{inner}.bak", inner.upper(), f"x{inner}", inner.rpartition(".")[0] or "x"))
        found[at] = (other, content)
    elif what == 2:
        other = draw.choice(("readme.txt", "a/b/c/d.json", "x.csv", ".hidden", "x.json"))
        found.append((other, draw.choice((b"", b"[]", b"{}", content))))
    elif what == 3:
        found[:] = [(f"outer/{name}", each) for name, each in found]
    elif what == 4:
        found.append((f"more/{inner}", content))
    elif what == 5:
        found.append((inner, content[: len(content) // 2]))
    else:
        other = draw.choice(("../evil.json", "/etc/evil", "a/../../b", "C:/x", "..\\x", "inner.zip"))
        found.append((other, zipped((("x", b"x"),))))
    return found

"""How fast are mailboxes imported, and in how much memory? `python -m benchmarks.mailbox`, or with `--mails 20000`.

Writes a mailbox of mails in the shapes that Gmail, Exchange and mailing programs write (seeded: the same bytes every
time), a fifth of them with a candidate, the others among colleagues, replies within their conversations. Then reads
it, imports it with a table of applications, and imports it once more with topics told by phrases in subjects and texts;
each in a process of its own. Figures are wall time and processor time of one run on one core, and the peak of that
process's memory, beside what the process needs before it reads anything.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

MAILS = 100_000
STAFF, CANDIDATES, RECRUITERS = 200, 5_000, 20
WITH_CANDIDATE = 0.2
BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
SENTENCES = (
    "thank you for the interview could we move it to next week",
    "the team would like to meet again please find attached my portfolio",
    "when may i expect an answer about the position",
    "we will come back to you soon regards application schedule",
    "available monday morning call offer start date feedback question process",
)
WORDS = [word for sentence in SENTENCES for word in sentence.split()]


def staff(number: int) -> tuple[str, str]:
    """One of the staff: name and address; the first twenty are recruiters."""
    return f"Staff {number:03}", f"staff-{number:03}@example.com"


def candidate(number: int) -> tuple[str, str]:
    """A candidate: name and address."""
    return f"Candidate {number:05}", f"cand-{number:05}@example.org"


def pair(random_: random.Random) -> tuple[tuple[str, str], tuple[str, str]]:
    """Choose who writes to whom: a candidate and his recruiter or a manager, or two colleagues who work together."""
    if random_.random() < WITH_CANDIDATE:
        number = random_.randrange(CANDIDATES)
        colleague = number % RECRUITERS if random_.random() < 0.8 else RECRUITERS + number % 30
        parties = [candidate(number), staff(colleague)]
    else:
        number = random_.randrange(STAFF)
        parties = [staff(number), staff((number + random_.randrange(1, 6)) % STAFF)]
    random_.shuffle(parties)
    return parties[0], parties[1]


def shown(party: tuple[str, str], random_: random.Random) -> str:
    """Write an address in one of the usual shapes."""
    name, address = party
    shape = random_.random()
    if shape < 0.45:
        return f"{name} <{address}>"
    if shape < 0.75:
        return f'"{name}" <{address}>'
    if shape < 0.9:
        return address
    return f"=?utf-8?Q?{name.replace(' ', '_')}_=C3=A9?= <{address}>"


def text(random_: random.Random) -> str:
    """Write half a kilobyte to six kilobytes of words, in lines of usual length."""
    lines = [" ".join(random_.choices(WORDS, k=11)) for _ in range(random_.randrange(8, 90))]
    if random_.random() < 0.1:
        lines.insert(3, ">From here on we wait.")
    return "\n".join(lines)


def trace_headers(number: int, random_: random.Random) -> list[str]:
    """Write what servers put above a mail: half a kilobyte to three kilobytes that nobody here reads."""
    hops = random_.randrange(1, 6)
    lines = [f"Delivered-To: mailbox-{number % 7}@example.com"]
    for hop in range(hops):
        lines += [
            f"Received: from relay{hop}.example.net (relay{hop}.example.net. [192.0.2.{hop}])",
            f"        by mx.example.com with ESMTPS id {number:x}si{hop}",
            "        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);",
            "        Mon, 05 Jan 2026 10:00:00 +0000 (UTC)",
        ]
    signature = b64encode(random_.randbytes(200)).decode()
    lines += [
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1;",
        *(f"        b={signature[at : at + 70]}" for at in range(0, len(signature), 70)),
        "X-Spam-Status: No, score=-1.2",
        "MIME-Version: 1.0",
    ]
    return lines


def mail(number: int, random_: random.Random, last: dict[frozenset[str], int]) -> str:
    """Write one mail with its separating line; `last` knows the last mail between two people."""
    one, other = pair(random_)
    moment = BEGIN + timedelta(seconds=37 * number)
    both = frozenset((one[1], other[1]))
    earlier = last.get(both) if random_.random() < 0.6 else None
    last[both] = number
    subject = f"Application {number % 977}" if random_.random() < 0.8 else f"=?UTF-8?Q?R=C3=A9ponse_{number % 977}?="
    lines = [f"From {number} {moment:%a %b %d %H:%M:%S %Y}", *trace_headers(number, random_)]
    to = [other, *(staff((number + more) % STAFF) for more in range(number % 3))]
    lines += [
        f"From: {shown(one, random_)}",
        f"To: {', '.join(shown(each, random_) for each in to)}",
        f"Subject: {'Re: ' if earlier is not None else ''}{subject}",
        f"Date: {moment:%a, %d %b %Y %H:%M:%S} {random_.choice(('+0000', '+0100', '-0800'))}",
        f"Message-ID: <mail-{number}@mail.example.com>",
    ]
    if number % 4 == 0:
        lines.append(f"Cc: {shown(staff(random_.randrange(STAFF)), random_)}")
    if earlier is not None:
        lines += [f"In-Reply-To: <mail-{earlier}@mail.example.com>", f"References: <mail-{earlier}@mail.example.com>"]
    return "\n".join([*lines, *body(random_), "", ""])


def body(random_: random.Random) -> list[str]:
    """Write the rest of the headers and the body: mostly text, some HTML beside it, some attachments."""
    shape = random_.random()
    if shape < 0.6:
        return ["Content-Type: text/plain; charset=utf-8", "", text(random_)]
    words = text(random_)
    head = 'Content-Type: multipart/{}; boundary="cut"'
    parts = ["--cut", "Content-Type: text/plain; charset=utf-8", "", words]
    if shape < 0.95:
        html = f"<html><body><p>{words.replace(chr(10), '<br>')}</p></body></html>"
        return [head.format("alternative"), "", *parts, "--cut", "Content-Type: text/html", "", html, "--cut--"]
    packed = b64encode(random_.randbytes(random_.randrange(5_000, 120_000))).decode()
    lines = [packed[at : at + 76] for at in range(0, len(packed), 76)]
    attached = ["--cut", "Content-Type: application/pdf", "Content-Transfer-Encoding: base64", "", *lines, "--cut--"]
    return [head.format("mixed"), "", *parts, *attached]


def write_mailbox(path: Path, mails: int = MAILS, seed: int = 1) -> None:
    """Write a mailbox.

    Parameters
    ----------
    path : Path
        Of the file; its folder exists.
    mails, seed : int
        How many; the same seed gives the same bytes.
    """
    random_, last = random.Random(seed), dict[frozenset[str], int]()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(mails):
            file.write(mail(number, random_, last))


def write_applications(path: Path) -> None:
    """Write the applications of all candidates as a table."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("application_id,candidate_email,requisition_id,opened_at,recruiter,hiring_manager\n")
        for number in range(CANDIDATES):
            recruiter, manager = staff(number % RECRUITERS)[1], staff(RECRUITERS + number % 30)[1]
            cells = (
                f"APP-{number:05}",
                candidate(number)[1],
                f"REQ-{number % 100}",
                "2026-01-01T00:00:00Z",
                recruiter,
                manager,
            )
            file.write(",".join(cells) + "\n")


def read_mailbox(path: Path) -> dict[str, float]:
    """Read a mailbox to the end, keeping nothing.

    Returns
    -------
    dict
        `mails`, `recipients`, `wall_s`, `busy_s`.
    """
    from analyzer.importing.how import How
    from analyzer.importing.ledger import Ledger
    from analyzer.importing.opening import members
    from analyzer.importing.sources import mbox

    ledger, mails, recipients = Ledger(), 0, 0
    wall, busy = time.perf_counter(), time.process_time()
    for message in mbox.read(members(path), How(), ledger):
        mails += 1
        recipients += len(message.recipients)
    told = {"wall_s": time.perf_counter() - wall, "busy_s": time.process_time() - busy}
    return {"mails": mails, "recipients": recipients, **told}


def import_mailbox(path: Path, *, topics: bool = False) -> dict[str, float]:
    """Import a mailbox with the applications that lie beside it.

    Parameters
    ----------
    path : Path
        Of the mailbox; `applications.csv` lies in its folder.
    topics : bool
        Whether topics are told by the phrases of the in-house preset.

    Returns
    -------
    dict
        `mails`, `events`, `wall_s`, `busy_s`.
    """
    from analyzer.definitions import read_definition
    from analyzer.importing import Source, Tagger, Telling, import_log

    telling = Telling(Tagger(read_definition("in-house"))) if topics else Telling()
    sources = [Source((str(path.with_name("applications.csv")),), "applications"), Source((str(path),), "mbox")]
    wall, busy = time.perf_counter(), time.process_time()
    imported = import_log(sources, telling=telling)
    told = {"wall_s": time.perf_counter() - wall, "busy_s": time.process_time() - busy}
    mails = next(each.rows for each in imported.log.quality.files if each.file == str(path))
    return {"mails": mails, "events": len(imported.log), **told}


def peak_mb() -> float:
    """Say how much memory this process has had at most, in MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


WAYS = {
    "read": read_mailbox,
    "import": import_mailbox,
    "import with topics": functools.partial(import_mailbox, topics=True),
}
"""What is measured, each in a process of its own."""


def measure(path: Path, way: str) -> dict[str, float]:
    """Go one of `WAYS` with a mailbox in a process of its own.

    Returns
    -------
    dict
        What it tells, and `before_mb`, `peak_mb`.
    """
    command = [sys.executable, "-m", "benchmarks.mailbox", "--way", way, "--keep", str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(told.stdout)
    return measured


def _go_and_tell(path: Path, way: str) -> None:
    from analyzer.importing.sources import applications, mbox  # noqa: F401 - what the process needs before it reads

    before = peak_mb()
    measured = WAYS[way](path)
    print(json.dumps({**measured, "before_mb": before, "peak_mb": peak_mb()}))


def main() -> None:
    """Write, read, import, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to write the mailbox, and leave it")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way is not None:
        _go_and_tell(asked.keep, asked.way)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = asked.keep or Path(folder) / "mailbox.mbox"
        write_mailbox(path, asked.mails, asked.seed)
        write_applications(path.with_name("applications.csv"))
        print(f"{asked.mails:,} mails, {path.stat().st_size / 1e6:,.0f} MB")
        for way in WAYS:
            told = measure(path, way)
            events = f", {told['events']:,.0f} events" if "events" in told else ""
            print(f"{way}{events}")
            for name, seconds in (("wall", told["wall_s"]), ("processor", told["busy_s"])):
                print(f"  {seconds:.1f} s {name}: {told['mails'] / seconds:,.0f} mails/s")
            print(f"  {told['peak_mb']:.0f} MB at most, {told['before_mb']:.0f} MB before reading")


if __name__ == "__main__":
    main()

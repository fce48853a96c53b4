"""The report in short as a mail: text, the same in HTML, and the workbook attached.

A file of RFC 5322 that a mail program opens or `sendmail -t` sends; nothing here sends. Its bytes depend on the
analysis and the envelope alone: the date is the horizon, the boundaries are fixed, and the id is left to whoever sends
it. The markup keeps to tables and styles in place, as mail programs that print with a word processor's engine need it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path

import jinja2
import pandas as pd

from analyzer.errors import UsageError
from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports import words
from analyzer.reports.brief import CHANGE_HEADS, FINDING_HEADS, TOP, WAIVER_HEADS, Brief, brief_of
from analyzer.reports.facts import STATEMENT
from analyzer.reports.files import write_bytes
from analyzer.reports.result import Result
from analyzer.review import Changes

MOST_ATTACHED = 10_000_000
"""Bytes of a workbook that a mail carries; many servers refuse a mail of 20 MB, and a third is added on the way."""
WORKBOOK = "findings.xlsx"
WIDTH = 76

_KIND = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_BOUNDARY = "=_analyzer_{}"
"""Neither coding of a part can hold `=_`, so no content can end a part early."""
_SPEC = r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?:\"?(?P<name>[^<>\"]*?)\"?\s*<(?P<spec>{_SPEC})>|(?P<bare>{_SPEC}))", re.ASCII)
_EMPTY_FIRST_LINE = re.compile(rb"(?m)^([A-Za-z-]+:)\r\n[ ]")
"""The library folds a header of nearly a line right behind its name, and its value then begins with a blank."""
_LINKS = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a digest goes to, and what stands on it.

    Attributes
    ----------
    sender : str
        One address, ``name@example.org`` or ``Name <name@example.org>``.
    to : tuple of str
        At least one address.
    subject : str
        One line; empty: whether the run is within its limit, the process and the period.
    where : str
        Where the recipients find the whole report: an address of the web (it becomes a link) or words.

    Raises
    ------
    UsageError
        An address is none, there is no recipient, or subject or place is more than one line.
    """

    sender: str
    to: tuple[str, ...]
    subject: str = ""
    where: str = ""

    def __post_init__(self) -> None:
        if not self.to:
            raise UsageError("a digest needs at least one recipient")
        for text in (self.sender, *self.to):
            address_of(text)
        for name, text in (("subject", self.subject), ("place of the report", self.where)):
            if _has_controls(text):
                raise UsageError(f"the {name} of a digest is one line of plain text, not {text!r}")


def digest_of(
    analysis: Result,
    envelope: Envelope,
    *,
    workbook: bytes | None = None,
    fail_on: str | None = DEFAULT_LIMIT,
    top: int = TOP,
    changes: Changes | None = None,
) -> bytes:
    """Write the mail.

    Parameters
    ----------
    analysis : Analysis
    envelope : Envelope
    workbook : bytes, optional
        The workbook as `write_excel` makes it; attached if it has no more than `MOST_ATTACHED` bytes, else the mail
        says why not. None: the mail does not speak of it.
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    top : int
        How many open findings to name, and how many new ones.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report.

    Returns
    -------
    bytes
        Lines end with CR LF. Equal arguments give equal bytes.

    Raises
    ------
    UsageError
        `fail_on` is unknown.
    """
    brief = brief_of(analysis, fail_on=fail_on, top=top, changes=changes)
    attached = _attachment(workbook)
    message = EmailMessage(policy=SMTP)
    message["From"] = address_of(envelope.sender)
    message["To"] = tuple(address_of(text) for text in envelope.to)
    message["Subject"] = envelope.subject or _subject(brief)
    message["Date"] = format_datetime(pd.Timestamp(analysis.as_of).to_pydatetime())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(brief, attached, envelope.where), cte="quoted-printable")
    message.add_alternative(_html(brief, attached, envelope.where), subtype="html", cte="quoted-printable")
    if workbook is not None and len(workbook) <= MOST_ATTACHED:
        message.add_attachment(workbook, maintype=_KIND[0], subtype=_KIND[1], filename=WORKBOOK)
    for part in message.walk():
        if part.is_multipart():
            part.set_boundary(_BOUNDARY.format(part.get_content_subtype()))
    head, end, body = message.as_bytes().partition(b"\r\n\r\n")
    return _EMPTY_FIRST_LINE.sub(rb"\1 ", head) + end + body


def write_digest(
    analysis: Result,
    path: Path | str,
    envelope: Envelope,
    *,
    workbook: bytes | None = None,
    fail_on: str | None = DEFAULT_LIMIT,
    changes: Changes | None = None,
) -> Path:
    """Write `digest_of` to a file and return its path."""
    return write_bytes(path, digest_of(analysis, envelope, workbook=workbook, fail_on=fail_on, changes=changes))


def address_of(text: str) -> Address:
    """Read one mail address.

    Raises
    ------
    UsageError
        It is none, or more than one.

    Examples
    --------
    >>> address_of("Recruiting <recruiting@example.org>").addr_spec
    'recruiting@example.org'
    """
    found = None if _has_controls(text) else _ADDRESS.fullmatch(text.strip())
    if found:
        with suppress(ValueError, HeaderParseError, IndexError):  # the last is how the library takes some odd names
            return Address(found["name"] or "", addr_spec=found["spec"] or found["bare"])
    raise UsageError(f"{text!r} is no mail address; write it as name@example.org or 'Name <name@example.org>'")


def _has_controls(text: str) -> bool:
    """Whether a text has line ends, other controls or marks that turn the reading direction."""
    return any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs") for sign in text)


# ---------------------------------------------------------------- what it says


def _subject(brief: Brief) -> str:
    facts = brief.facts
    return f"{facts.limit.headline}: {words.clean(facts.title, cut=120)}, {facts.period}"


def _attachment(workbook: bytes | None) -> str:
    """Say what is attached, or why it is not."""
    if workbook is None:
        return ""
    size = _size(len(workbook))
    if len(workbook) <= MOST_ATTACHED:
        return f"Attached: {WORKBOOK} ({size}), all findings with their evidence."
    return (
        f"{WORKBOOK} ({size}) is not attached: it is larger than {_size(MOST_ATTACHED)}, which many mail servers "
        "refuse. It lies beside the report."
    )


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"


def _whole(where: str) -> str:
    if where:
        return f"The whole report: {where}"
    return "The whole report is report.html in the report's folder; the sender of this mail knows where it lies."


def _text(brief: Brief, attached: str, where: str) -> str:
    return "\n".join(line.rstrip() for line in _lines(brief, attached, where)) + "\n"


def _lines(brief: Brief, attached: str, where: str) -> Iterator[str]:
    facts = brief.facts
    yield from words.wrap(f"{facts.limit.headline.upper()}: {facts.limit.sentence}", WIDTH)
    yield from words.wrap(f"{facts.title}, {facts.period}, complete before {facts.as_of}", WIDTH)
    yield ""
    for tile in brief.tiles:
        counted = f" {tile.note}" if tile.note.startswith("of ") else f" ({tile.note})"
        yield from words.wrap(f"{tile.title}: {tile.value}{counted}", WIDTH, first="* ", rest="  ")
    yield from _changes(brief)
    if brief.rules:
        yield from ("", "RULES BROKEN")
        for title, severity, still, of, *_ in brief.rules:
            yield from words.wrap(f"{title} [{severity}]: {still} open of {of}", WIDTH, first="* ", rest="  ")
    if brief.duties:
        yield from ("", "DUTIES IN TIME (answers owed, all sides)")
        for role, title, due, in_time, late, none, share in brief.duties:
            said = f"{role}: {title}: {in_time} of {due} ({share}); {late} late, {none} without an answer"
            yield from words.wrap(said, WIDTH, first="* ", rest="  ")
    if brief.waivers:
        yield from ("", "WAIVERS")
        for waiver, rules, scope, until, state, covered in brief.waivers:
            said = f"{waiver} ({rules}; {scope}): {state}, until {until}; findings waived: {covered}"
            yield from words.wrap(said, WIDTH, first="* ", rest="  ")
    if brief.findings:
        yield from _findings(brief.findings_title, brief.findings)
    yield ""
    for sentence in filter(None, (attached, _whole(where))):
        yield from words.wrap(sentence, WIDTH)
    yield ""
    for name, said in brief.run:
        yield from words.wrap(said, WIDTH, first=f"{name:<15} ")
    for note in facts.notes:
        yield from words.wrap(note, WIDTH, first=f"{'Note':<15} ")
    yield ""
    yield from words.wrap(STATEMENT, WIDTH)


def _changes(brief: Brief) -> Iterator[str]:
    if brief.since is None:
        return
    yield from ("", brief.changes_title.upper())
    for name, count, told in brief.changes:
        yield from words.wrap(f"{name}: {count}" + (f" ({told})" if told else ""), WIDTH, first="* ", rest="  ")
    for note in brief.since.notes:
        yield from words.wrap(f"Note: {note}", WIDTH, first="* ", rest="  ")
    if brief.news:
        yield from _findings(brief.news_title, brief.news)


def _findings(title: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("", title.upper())
    for finding, case, when, severity, rule in rows:
        said = f"finding {finding}, case {case}, {when} [{severity}]: {rule}"
        yield from words.wrap(said, WIDTH, first="* ", rest="  ")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("analyzer.reports", "mail"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("digest.html.j2")


def _html(brief: Brief, attached: str, where: str) -> str:
    link = where if where.casefold().startswith(_LINKS) else ""
    return _template().render(
        brief=brief,
        facts=brief.facts,
        attached=attached,
        whole=_whole(where),
        link=link,
        rules=[row[:4] for row in brief.rules],
        change_heads=CHANGE_HEADS,
        finding_heads=FINDING_HEADS,
        waiver_heads=WAIVER_HEADS,
        statement=STATEMENT,
    )

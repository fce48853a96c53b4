r"""The report in short as GitHub-flavoured Markdown, for the summary of a workflow, an issue or a chat.

Text from outside becomes either code, in which nothing is read, or prose whose every mark is escaped. Prose also gets
an invisible word joiner (U+2060) where a page would make a link of bare text (`www.`, `://`, `@name`, `#12`), which no
backslash prevents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analyzer.findings import DEFAULT_LIMIT
from analyzer.reports import words
from analyzer.reports.brief import (
    CHANGE_HEADS,
    DUTY_HEADS,
    FINDING_HEADS,
    RULE_HEADS,
    TOP,
    WAIVER_HEADS,
    Brief,
    brief_of,
)
from analyzer.reports.facts import STATEMENT
from analyzer.reports.files import write_bytes
from analyzer.reports.result import Result
from analyzer.review import Changes

JOINER = "\u2060"

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
"""Marks that mean something in the middle of a line; others do only at its beginning, where no foreign text stands."""
_BARE = re.compile(
    r"(?i)(?<=www)(?=\.)|(?<=:)(?=//)|(?<=@)|(?<=#)(?=\d)|(?<=gh-)(?=\d)|(?<=mailto:)|(?<=xmpp:)|(?<=:)(?=[a-z_+-][\w+-]*:)"
)


def summary_markdown(
    analysis: Result, *, fail_on: str | None = DEFAULT_LIMIT, top: int = TOP, changes: Changes | None = None
) -> str:
    """Write the report in short as Markdown.

    Parameters
    ----------
    analysis : Analysis
    fail_on : str or None
        Lowest severity of which an open finding is outside the limit; "never" or None: there is no limit.
    top : int
        How many open findings to name, the gravest rules first, within a rule by time; 0 for none.
    changes : Changes, optional
        From `review.changes`: what is new since an earlier report.

    Returns
    -------
    str
        Ends with a newline; equal analyses give equal text.

    Raises
    ------
    UsageError
        `fail_on` is unknown.
    """
    return "\n".join(_lines(brief_of(analysis, fail_on=fail_on, top=top, changes=changes))).rstrip() + "\n"


def write_markdown(
    analysis: Result, path: Path | str, *, fail_on: str | None = DEFAULT_LIMIT, changes: Changes | None = None
) -> Path:
    """Write `summary_markdown` to a file and return its path."""
    return write_bytes(path, summary_markdown(analysis, fail_on=fail_on, changes=changes).encode(errors="replace"))


def _lines(brief: Brief) -> Iterator[str]:
    facts = brief.facts
    yield f"## {prose(facts.limit.headline)}: {prose(facts.title)}"
    yield from ("", f"**{prose(facts.limit.sentence)}**", "")
    yield from table(
        ("", "Number", "Counts"), ((prose(t.title), prose(t.value), prose(t.note)) for t in brief.tiles), [1]
    )
    yield from _changes(brief)
    if brief.rules:
        yield from ("", "### Rules broken", "")
        rows = ([prose(cell) for cell in row] for row in brief.rules)
        yield from table(RULE_HEADS, rows, range(2, 6))
    if brief.duties:
        yield from ("", "### Duties in time", "", "Answers owed, all sides.", "")
        yield from table(DUTY_HEADS, ([prose(cell) for cell in row] for row in brief.duties), range(2, 7))
    if brief.waivers:
        yield from ("", "### Waivers", "")
        yield from table(WAIVER_HEADS, ((code(a), *map(prose, rest)) for a, *rest in brief.waivers), [5])
    if brief.findings:
        yield from _findings(brief.findings_title, brief.findings)
    yield from ("", "### The run", "")
    for name, said in brief.run:
        yield f"- {name}: {prose(said)}"
    for note in facts.notes:
        yield f"- Note: {prose(note)}"
    yield from ("", f"> {prose(STATEMENT)}")


def _changes(brief: Brief) -> Iterator[str]:
    if brief.since is None:
        return
    yield from ("", f"### {prose(brief.changes_title)}", "")
    yield from table(CHANGE_HEADS, ([prose(cell) for cell in row] for row in brief.changes), [1])
    if brief.since.notes:
        yield ""
    for note in brief.since.notes:
        yield f"- Note: {prose(note)}"
    if brief.news:
        yield from _findings(brief.news_title, brief.news)


def _findings(title: str, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"### {title}", "")
    yield from table(FINDING_HEADS, ((code(a), code(b), *map(prose, rest)) for a, b, *rest in rows))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """Write a table; the columns at the places `right` hold numbers and stand right."""
    places = set(right)
    yield f"| {' | '.join(heads)} |"
    yield f"|{''.join('---:|' if place in places else '---|' for place in range(len(heads)))}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def prose(text: object) -> str:
    r"""Escape text so that Markdown reads it as letters: no emphasis, link, picture, markup, cell or mention.

    Examples
    --------
    >>> prose("a|b <i> [x](y)")
    'a\\|b \\<i\\> \\[x\\](y)'
    >>> prose("91 of 963 (9.4%)")
    '91 of 963 (9.4%)'
    """
    return _MARKS.sub(r"\\\1", _BARE.sub(JOINER, words.clean(text)))


def code(text: object) -> str:
    r"""Write text as code, in which Markdown reads nothing and links nothing.

    Examples
    --------
    >>> code("APP-1"), code("a`b|c"), code("")
    ('`APP-1`', '<code>a\\`b\\|c</code>', '')
    """
    told = words.clean(text)
    if "`" in told or "|" in told:  # neither has an escape between backticks that every reader of tables knows
        return f"<code>{prose(told)}</code>"
    return f"`{told}`" if told else ""

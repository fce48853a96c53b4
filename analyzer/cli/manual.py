"""The pages of the manual that are written from the code itself: commands, codes of problems, columns, verbs.

`python -m analyzer.cli.manual docs` writes them anew (`make docs`); a test fails when one is out of date.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.app import COMMANDS, EPILOG, app
from analyzer.cli.manual_exports import exports_page, settings_page
from analyzer.definitions.explained import BASE, Code

if TYPE_CHECKING:
    from analyzer.reports.dictionary import Table

_GENERATED = "<!-- Written by `make docs` from the code itself; edits here are lost. -->"
_CLI = f"""\
# The command line

{_GENERATED}

Everything here can be done in a notebook too, with the same words: `read_definition`, `read_log`, `analyze`, `reports`.
"""


_CODES = f"""\
# Codes of problems

{_GENERATED}

Every problem that is told has a code, so that it can be looked up and searched for. What a log shows of
people is no problem in this sense: it is a finding.
"""


_LOG = f"""\
# Columns

{_GENERATED}

## The event log

One row an event, whether CSV, JSON Lines, Excel or Parquet; `;` separates the items of a list. Needed are
`timestamp`, `case_id` and, for messages, `sender_role` and `recipient_roles`. What is left out is reported and makes
verdicts that need it `undecided`; nothing is guessed. Any further column is kept and can be tested with `where:`.
[mapping.md](mapping.md) tells how to turn the headings of an export into these.
"""
_VERBS = f"""\
# The verbs

{_GENERATED}

Each rule is one of these sentences. A, B, C stand for selectors of events, W and L for durations; `O` is "once in the
past", `F` "at some time to come", `S` "since", `G` "always". What all rules share (excuses, conditions, repairs,
modifiers) stands in [definitions.md](../definitions.md#rules); `analyzer rule VERB` prints these pages.
"""
_TABLES = """\
In the tables below a text is empty, an instant `NaT` and a number `NaN` where there is nothing to say. What the
verdicts mean stands in [definitions.md](definitions.md#verdicts).
"""
_DRAFTS = """\
What `analyzer discover` counted, as attributes of a draft in a notebook and under `tables` in its JSON. Messages about
topics that may have to be protected are in no table of contacts or response times.
"""


def commands_page() -> str:
    """Write `cli.md`: conventions and exit codes, then every command with its arguments and options.

    Returns
    -------
    str
        Markdown, ending with a newline.
    """
    return "\n".join([_CLI, *_conventions(), *(line for name, _ in COMMANDS for line in _page(name))]).rstrip() + "\n"


def _conventions() -> Iterator[str]:
    codes, streams = EPILOG.removeprefix("\b\nExit codes\n").split("\n\n")
    yield from (streams, "")
    yield from _table(("exit code", "meaning"), (line.split(maxsplit=1) for line in codes.splitlines()))
    yield ""


def _page(name: str) -> Iterator[str]:
    context = click.Context(app, info_name="analyzer")
    command = app.get_command(context, name)
    assert command is not None  # COMMANDS lists it
    yield from _chapter(command, f"analyzer {name}", "##")
    if isinstance(command, click.Group):
        for within, each in command.commands.items():
            yield from _chapter(each, f"analyzer {name} {within}", "###")


def _chapter(command: click.Command, name: str, head: str) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(click.Context(command, info_name=name)))
    yield from (f"{head} {name}", "", "```text", f"{name} {usage}", "```", "")
    yield from (cleandoc(command.help or ""), "")
    options = [option for option in command.params if isinstance(option, click.Option)]
    if options:
        yield from ("| option | meaning |", "|---|---|")
        yield from (_row(option) for option in options)
        yield ""


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    value = "" if option.is_flag else f" {_value(option)}"
    default = f" Default: `{option.default}`." if option.show_default else ""
    return f"| {names}{value} | {_cell(option.help or '')}{default} |"


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return _cell("|".join(option.type.choices))
    return option.metavar or option.type.name.upper().removesuffix(" RANGE")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def codes_page() -> str:
    """Write `codes.md`: what is wrong with a definition, waivers, a log or a mapping, and the way out.

    Returns
    -------
    str
        Markdown, ending with a newline.
    """
    from analyzer.definitions.codes import REMARKS, UNUSABLE
    from analyzer.events.codes import LOG_CODES
    from analyzer.importing.codes import IMPORT_CODES
    from analyzer.importing.labels import LABEL_CODES
    from analyzer.review.codes import REMARKS as WAIVERS

    unusable = ((code.code, code.title, code.explanation) for code in UNUSABLE)
    remarks = ((f"[{code.code}](#{code.code.lower()})", code.severity, code.title) for code in REMARKS)
    lines = [_CODES, "## Definitions", "", "`D1xx`: it cannot be used. `D2xx`: it can, but look at this.", ""]
    lines += _table(("code", "what", "meaning"), unusable)
    lines += ["", "## Remarks on definitions", "", _REMARKS, "", *_table(("code", "severity", "what"), remarks), ""]
    lines += [_BASE, "", *_yaml(BASE)]
    lines += [line for code in REMARKS for line in _remark(code)]
    waivers = ((code.code, code.severity, code.title, code.explanation) for code in WAIVERS)
    lines += ["", "## Waivers", "", _WAIVERS, "", *_table(("code", "severity", "what", "meaning"), waivers)]
    labels = ((code.code, code.title, code.explanation) for code in LABEL_CODES)
    lines += ["", "## Labels", "", _LABELS, "", *_table(("code", "what", "meaning"), labels)]
    heads = ("code", "where", "what", "the way out")
    log = ((code.code, code.where, code.title, code.help) for code in LOG_CODES.values())
    lines += ["", "## Logs and mappings", "", _WHERE, "", *_table(heads, log)]
    exports = ((code.code, code.where, code.title, code.help) for code in IMPORT_CODES.values())
    lines += ["", "## Exports", "", _EXPORTS, "", *_table(heads, exports)]
    return "\n".join(lines) + "\n"


_REMARKS = (
    "What `analyzer lint` says ([lint.md](lint.md)). An `error` is something that surely cannot be meant, a `warning` "
    "something to decide, a `note` something to know."
)
_WAIVERS = (
    "A file of waivers ([waivers.md](waivers.md)) is read as strictly as a definition; what makes it unusable has the "
    "codes `D100` to `D118`. `W4xx`: it can be used, but look at this."
)
_LABELS = "A file of labels ([topics.md](topics.md)) with one of these cannot be used; all of them are told at once."
_BASE = (
    "Each remark is shown with lines of a definition that call for it and the same lines mended. They take the place "
    "of the sections of the same names in this one (`# gatekeeper:` leaves one out); from D251 on, the events of the "
    "example are the log."
)


def _remark(code: Code) -> Iterator[str]:
    yield from ("", f"### {code.code}", "", f"**{code.title}** ({code.severity}). {code.explanation}")
    for name, text in (("Wrong", code.wrong), ("Mended", code.mended)):
        if text:
            yield from ("", f"{name}:", "", *_yaml(text))


def _yaml(text: str) -> Iterator[str]:
    yield from ("```yaml", *text.splitlines(), "```")


_WHERE = (
    "`file`: the log cannot be used. `row`: the row is set aside and listed. `remark`: told, nothing is set aside. "
    "`mapping`: the mapping cannot be used."
)

_EXPORTS = (
    "What `analyzer import` says. `file`: the export cannot be read. `row`: the record is set aside and listed. "
    "`scope`: it is no concern of the log, counted and not stored."
)


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = tuple(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def columns_page() -> str:
    """Write `columns.md`: the columns of a log, and of every table that an analysis gives out.

    Returns
    -------
    str
        Markdown, ending with a newline.
    """
    from analyzer.reports.dictionary import DRAFT, LOG, tables

    lines = [_LOG]
    for table in tables():
        draft = table.name.startswith(DRAFT)
        if table.name == LOG:
            rows = ((f"`{column.name}`", column.meaning) for column in table.columns)
            lines += [*_table(("column", "holds"), rows), "", _TABLES]
            continue
        if draft and "## Drafts" not in lines:
            lines += ["## Drafts", "", _DRAFTS, ""]
        lines += [f"### {table.name}", ""] if draft else [f"## {table.name.capitalize()}", "", table.about, ""]
        lines += [*_columns(table), ""]
    return "\n".join(lines).rstrip() + "\n"


def _columns(table: Table) -> Iterator[str]:
    """The columns of a table; of drafts no kind is told."""
    if any(column.kind for column in table.columns):
        rows = ((f"`{column.name}`", column.kind, column.meaning) for column in table.columns)
        return _table(("column", "kind", "holds"), rows)
    return _table(("column", "holds"), ((f"`{column.name}`", column.meaning) for column in table.columns))


def verbs_page() -> str:
    """Write `reference/verbs.md`: the page of every verb.

    Returns
    -------
    str
        Markdown, ending with a newline.
    """
    from analyzer.replay.manual import VERB_PAGES

    lines = [_VERBS]
    for page in VERB_PAGES:
        lines += [f"## {', '.join(page.names)}", "", page.head, ""]
        for heading, body in page.sections.items():
            text = f"```yaml\n{body}\n```" if heading == "Example" else _prose(body)
            lines += [f"**{heading}.** {text}" if heading != "Example" else f"**{heading}**\n\n{text}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _prose(body: str) -> str:
    """A section's text, safe from being read as Markdown's own marks."""
    return body.replace("*", "\\*").replace("<", "\\<")


PAGES: Mapping[str, Callable[[], str]] = {
    "cli": commands_page,
    "codes": codes_page,
    "columns": columns_page,
    "reference/exports": lambda: exports_page(_GENERATED),
    "reference/import-settings": lambda: settings_page(_GENERATED),
    "reference/verbs": verbs_page,
}
"""Each page that is written from the code, by its name in the folder."""


def write_pages(folder: Path) -> None:
    """Write every page into a folder, as `NAME.md`."""
    for name, page in PAGES.items():
        path = folder / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))

"""The data dictionary as text, JSON, CSV or Markdown; what it says is `dictionary`'s."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from analyzer.errors import UsageError
from analyzer.reports import words
from analyzer.reports.dictionary import DICTIONARY, Table, table_named, tables
from analyzer.reports.files import as_json

_INDENT = "  "


def dictionary_as(form: str, table: str | None = None, *, width: int = 100) -> str:
    """Write the dictionary of all tables, or of one.

    Parameters
    ----------
    form : {"text", "json", "csv", "markdown"}
    table : str, optional
        Name of a table, such as ``findings``; capitals, hyphens and underscores count for nothing.
    width : int
        Columns of the terminal, for text.

    Returns
    -------
    str
        Ends with a newline. JSON and CSV are lists of rows: table, column, kind, meaning.

    Raises
    ------
    UsageError
        There is no such table or form.
    """
    if form not in _FORMS:
        raise UsageError(f"a dictionary is written as {', '.join(_FORMS)}, not as {form!r}")
    chosen = [table_named(table)] if table is not None else list(tables())
    return _FORMS[form](chosen, width)


def _rows(chosen: Sequence[Table]) -> list[tuple[str, str, str, str]]:
    return [(table.name, *column) for table in chosen for column in table.columns]


def _text(chosen: Sequence[Table], width: int) -> str:
    lines: list[str] = []
    for table in chosen:
        about = table.about.replace("`", "")
        lines += ["", table.name.upper(), *words.wrap(about, width, first=_INDENT), ""]
        name = max(len(column.name) for column in table.columns)
        kind = max(len(column.kind) for column in table.columns)
        for column in table.columns:
            head = f"{_INDENT}{column.name:<{name}}  " + (f"{column.kind:<{kind}}  " if kind else "")
            lines += words.wrap(column.meaning.replace("`", "'"), width, first=head)
    return "\n".join(lines[1:]) + "\n"


def _json(chosen: Sequence[Table], _: int) -> str:
    heads = [column.name for column in DICTIONARY]
    return as_json([dict(zip(heads, row, strict=True)) for row in _rows(chosen)]) + "\n"


def _csv(chosen: Sequence[Table], _: int) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(column.name for column in DICTIONARY)
    writer.writerows(_rows(chosen))
    return buffer.getvalue()


def _markdown(chosen: Sequence[Table], _: int) -> str:
    lines: list[str] = []
    for table in chosen:
        lines += [f"## {table.name}", "", table.about, "", "| column | kind | holds |", "|---|---|---|"]
        lines += [
            f"| `{name}` | {kind} | {meaning.replace('|', chr(92) + '|')} |" for name, kind, meaning in table.columns
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


_FORMS: Mapping[str, Callable[[Sequence[Table], int], str]] = {
    "text": _text,
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
}

"""The pages of the manual about imports that are written from the code: what each importer reads, and the settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_EXPORTS = """\
# What each importer reads

{generated}

`analyzer import KIND PATH...` reads these kinds of export; without KIND it is told from the content, and refused (E401)
where that is not clear. [How to import](../how-to/import-exports.md) tells how they become one log, and
[settings](import-settings.md) who is who. Every record is accounted for; what the codes mean stands in
[codes.md](../codes.md#exports).

Logs of events (CSV, Excel, JSON Lines, Parquet, XES, OCEL, SQL) are read as they are, with a
[mapping](../mapping.md).
"""
_SETTINGS = """\
# Settings of an import

{generated}

A YAML file, given with `analyzer import --settings FILE` or `import_log(..., settings=...)`: who is who, and what no
export says. Nothing in it is needed; whatever is left open without it is listed by `--report`, with the key that would
settle it. `people[].name` stands for the key `name` in each entry under `people`. A party is an address, a phone number
(`+49...`), an id of a system (`greenhouse:user:7`), an address within Exchange (`/o=...`) or a name.
"""


def exports_page(generated: str) -> str:
    """Write `reference/exports.md`: every kind with the fields that are read.

    Parameters
    ----------
    generated : str
        The remark that the page is written by a program.

    Returns
    -------
    str
        Markdown, ending with a newline.
    """
    from analyzer.importing.kinds import KINDS

    gives = {
        "facts": "Who is who, applications, stages, and the messages that the system has.",
        "messages": "Messages.",
        "both": "Messages, and who is who.",
    }
    lines = [_EXPORTS.format(generated=generated)]
    for kind in KINDS:
        lines += [f"## {kind.name}", "", f"{kind.title}. {gives[kind.gives]}", ""]
        lines += [*_table(("field", "gives"), ((f"`{field}`", what) for field, what in kind.reader.COLUMNS)), ""]
    return "\n".join(lines).rstrip() + "\n"


def settings_page(generated: str) -> str:
    """Write `reference/import-settings.md`: every key of the settings, and an example with all of them.

    Parameters
    ----------
    generated : str
        The remark that the page is written by a program.

    Returns
    -------
    str
        Markdown, ending with a newline.
    """
    from inspect import cleandoc

    from analyzer.importing import settings

    example = cleandoc(settings.__doc__ or "").partition("```yaml\n")[2].partition("```")[0]
    rows = ((f"`{key.key}`", key.form, key.meaning) for key in settings.SETTINGS_KEYS)
    lines = [_SETTINGS.format(generated=generated), "```yaml", example.rstrip(), "```", ""]
    return "\n".join([*lines, *_table(("key", "holds", "meaning"), rows)]) + "\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = tuple(heads)
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"

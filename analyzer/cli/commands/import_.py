"""`analyzer import`: real exports to one canonical log, every record accounted for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.console import emit, note, warn
from analyzer.cli.options import share_of_rows
from analyzer.cli.progress import progress
from analyzer.cli.work import check_target
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.importing import How, Imported, Settings, Source, Telling

FILE = click.Path(path_type=Path)
ENDINGS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet", ".xes", ".xes.gz")


class _Kinds(click.Command):
    """A command whose help ends with the kinds of exports; they are listed when somebody asks."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of kinds."""
        from analyzer.importing import TABLES
        from analyzer.importing.kinds import KINDS

        with formatter.section("Kinds"):
            formatter.write_dl([(kind.name, kind.title) for kind in KINDS])
            formatter.write_dl([(", ".join(TABLES), "Logs of events already, read with --mapping where they need it")])


@click.command(
    "import",
    cls=_Kinds,
    short_help="Turn real exports into one log: mailboxes, applicant systems, calendars, phones, chats.",
)
@click.argument("what", metavar="[KIND] PATH...", nargs=-1)
@click.option(
    "-o", "--output", metavar="LOG", type=FILE, help="The log to write: .csv, .jsonl, .xes (also .gz) or .parquet."
)
@click.option("--force", is_flag=True, help="Write over the log if it exists.")
@click.option(
    "--report", "reports", is_flag=True, help="Print the accounts: records, unresolved parties, open questions."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="With --report: for people or for programs.",
)
@click.option(
    "--settings", metavar="FILE", type=FILE, help="A YAML file that says who is who, and what no export says."
)
@click.option("-d", "--definition", metavar="DEF", help="Tell topics by the phrases of this definition.")
@click.option("--labels", metavar="FILE", type=FILE, help="Topics that people gave (see `analyzer topics`); needs -d.")
@click.option(
    "--mapping", metavar="FILE", type=FILE, help="Of tables: a YAML file that maps their headings and values."
)
@click.option(
    "--guess-mapping",
    "guesses",
    is_flag=True,
    help="Write a first mapping of a table, for you to read and edit, instead of a log.",
)
@click.option("--query", metavar="SQL", help="With KIND sql, whose PATH is a database's URL: which rows to read.")
@click.option("--timezone", metavar="ZONE", help="The zone of times that name none, such as Europe/Paris.")
@click.option("--phone-region", metavar="COUNTRY", help="Of phone numbers without a country code, such as DE.")
@click.option("--since", metavar="WHEN", help="Only messages that were sent from here on; stages are read whole.")
@click.option(
    "--until", metavar="WHEN", help="Only messages that were sent before; series of meetings are unfolded up to here."
)
@click.option("--quoted", is_flag=True, help="Also take mails that are seen only as quotations in others (less sure).")
@click.option(
    "--keep-text", "keeps_text", is_flag=True, help="Keep what messages say, as a column; otherwise it never is."
)
@click.option(
    "--max-quarantined",
    metavar="SHARE",
    callback=share_of_rows,
    default="1%",
    show_default=True,
    help="How many records may be unreadable before the import is refused, as 0.02 or 2%.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings.")
def command(what: tuple[str, ...], **asked: Any) -> int:  # noqa: ANN401 - click's own
    """Turn real exports into one log.

    PATH is a file, folder or zip; its KIND is told from what is in it, or named first for all paths, or before one of
    them as KIND:PATH. Applicant systems say who is who and who applied for what; of mailboxes, calendars, phones and
    chats only that is kept in which a candidate takes part, or that hangs on such a conversation. Everything else is
    counted, and not stored; neither is what messages say.

    Beside LOG stands LOG.accounts.json: what became of every record, who could not be told, what was left open.
    """
    if asked["guesses"]:
        return _guess(what, asked["output"], force=asked["force"])
    if asked["output"] is None and not asked["reports"]:
        raise click.UsageError("Say where the log goes: -o LOG; or --report to see the accounts only.")
    if asked["output"] is not None:
        _check_ending(asked["output"])
        check_target(asked["output"], force=asked["force"])
    with progress(quiet=asked["quiet"]) as line:
        imported = _imported(what, asked, line.doing)
        accounts = imported.to_dict()
        if asked["output"] is not None:
            line.doing("writing the log", 0.95)
            _write(imported, accounts, asked["output"])
    _tell(accounts, asked)
    return 0


def _imported(what: tuple[str, ...], asked: dict[str, Any], doing: Any) -> Imported:  # noqa: ANN401 - a callable
    from analyzer.importing import import_log

    settings, how = _rules(asked)
    return import_log(
        _sources(what, asked),
        settings=settings,
        telling=_telling(asked),
        how=how,
        max_quarantined=asked["max_quarantined"],
        progress=doing,
    )


def _rules(asked: dict[str, Any]) -> tuple[Settings, How]:
    from analyzer.importing import How, Settings, read_settings, region_of, when

    settings = read_settings(asked["settings"]) if asked["settings"] else Settings()
    zone = asked["timezone"] or settings.timezone
    how = How(
        timezone=asked["timezone"],
        region=region_of(asked["phone_region"]),
        quoted=asked["quoted"],
        since=when(asked["since"], zone),
        until=when(asked["until"], zone),
    )
    return settings, how


def _telling(asked: dict[str, Any]) -> Telling:
    from analyzer.importing import Tagger, Telling, read_labels

    if asked["definition"] is None:
        if asked["labels"] is not None:
            raise click.UsageError("--labels needs the definition whose topics they name: -d DEF.")
        return Telling(keeps_text=asked["keeps_text"])
    from analyzer.definitions import read_definition

    definition = read_definition(asked["definition"])
    labelled = read_labels(asked["labels"], definition).agreed if asked["labels"] else {}
    return Telling(Tagger(definition), labelled, asked["keeps_text"])


def _sources(what: tuple[str, ...], asked: dict[str, Any]) -> list[Source]:
    """Read `KIND PATH...` and `KIND:PATH`; a file that has a kind's name is a path."""
    from analyzer.importing import KIND_NAMES, Source
    from analyzer.importing.telling import check_kind

    kind, paths = None, list(what)
    if paths and _is_meant_as_kind(paths[0], paths[1:]):
        kind = check_kind(paths.pop(0))
        if not paths:
            raise click.UsageError(f"Name what to import, behind the kind {kind}.")
    if paths and kind is None:
        _check_spelling(paths)
    mapping = str(asked["mapping"]) if asked["mapping"] else None
    sources = []
    for path in paths:
        prefix, colon, rest = path.partition(":")
        named = colon and not Path(path).exists() and (prefix in KIND_NAMES or Path(rest).exists())
        if kind is None and named:
            sources.append(Source((rest,), check_kind(prefix), mapping, asked["query"]))
        else:
            sources.append(Source((path,), kind, mapping, asked["query"]))
    return sources


def _is_meant_as_kind(word: str, others: list[str]) -> bool:
    """Whether the first word names a kind, spelt right or nearly: no path, and paths follow."""
    from analyzer.importing import KIND_NAMES

    if Path(word).exists():
        return False
    return word in KIND_NAMES or (bool(others) and re.fullmatch(r"[A-Za-z_-]+", word) is not None)


def _check_spelling(paths: list[str]) -> None:
    """Tell a kind that is misspelt, in the place of a kind, from a file that is missing."""
    from analyzer.events.columns import did_you_mean
    from analyzer.importing import KIND_NAMES

    words = [(paths[0], paths[0])] if len(paths) > 1 and ":" not in paths[0] else []
    words += [(path.partition(":")[0], path) for path in paths if ":" in path and "://" not in path]
    for word, path in words:
        hint = did_you_mean(word, KIND_NAMES)
        if hint and word not in KIND_NAMES and not Path(path).exists():
            raise UsageError(f"{word!r} is neither a file nor a kind of export; {hint}")


# ---------------------------------------------------------------- output


def _check_ending(target: Path) -> None:
    if not target.name.lower().endswith(ENDINGS):
        raise UsageError(f"{target}: a log ends in {', '.join(ENDINGS)}")


def _write(imported: Imported, accounts: dict[str, Any], target: Path) -> None:
    from analyzer.events.writers import write_log, write_xes
    from analyzer.reports import write_bytes

    if ".xes" in target.name.lower():
        write_xes(imported.log, target)
    else:
        write_log(imported.log, target)
    write_bytes(_beside(target), (json.dumps(accounts, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def _beside(target: Path) -> Path:
    return target.with_name(f"{target.name}.accounts.json")


def _tell(accounts: dict[str, Any], asked: dict[str, Any]) -> None:
    from analyzer.cli.console import columns
    from analyzer.importing.showing import warnings_of
    from analyzer.reports import accounts_line, accounts_text

    if asked["reports"]:
        emit(accounts_text(accounts, width=columns()) if asked["form"] == "text" else json.dumps(accounts, indent=1))
    if not asked["quiet"]:
        hint = "" if asked["reports"] else "; see --report"
        for sentence in warnings_of(accounts):
            warn(f"{sentence}{hint}")
    if asked["output"] is not None:
        note(f"{asked['output']}: {accounts_line(accounts)}. Accounts: {_beside(asked['output'])}")


def _guess(what: tuple[str, ...], output: Path | None, *, force: bool) -> int:
    from analyzer.events.guessing import guess_mapping
    from analyzer.importing import TABLES

    paths = what[1:] if what and what[0] in TABLES else what
    if len(paths) != 1:
        raise click.UsageError("--guess-mapping reads one table: analyzer import csv FILE --guess-mapping.")
    text = guess_mapping(Path(paths[0]))
    if output is None:
        emit(text)
        return 0
    if output.exists() and not force:
        raise UsageError(f"{output} exists; choose another name, or --force to write over it")
    output.write_text(text, encoding="utf-8", newline="\n")
    note(f"{output}: a first mapping. Read and edit it before you use it.")
    return 0

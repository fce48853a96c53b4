"""The arguments that several commands share, and the values they become.

Only shapes are checked here (a share is a number from 0 to 1, an assumption reads KEY=VALUE); what a value means is
checked where it is used, so that a notebook gets the same message.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from analyzer.findings import DEFAULT_LIMIT, LIMITS

Command = Callable[..., int]
Decorator = Callable[[Command], Command]

FORMATS = ("text", "json", "github")
PLAIN_FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be analysed and how, as the user wrote it.

    Attributes
    ----------
    logs : tuple of Path
        Files to read, one log together.
    definition : str
        A preset's name or a path.
    max_quarantined : float
        Share of rows, 0 to 1, that may be set aside before the run is refused.
    as_of, complete_from : str or None
        ISO dates or instants; without a zone, in the definition's.
    assume : dict of str to str
        What to take for granted where the log does not say.
    coverage : Path or None
        Which roles' or persons' messages the log has, on which channels, from when until when.
    waivers : Path or None
        What need not be kept, as somebody agreed beforehand.
    quiet : bool
        No progress, no warnings.
    """

    logs: tuple[Path, ...]
    definition: str
    mapping: Path | None
    timezone: str | None
    max_quarantined: float
    as_of: str | None
    complete_from: str | None
    assume: dict[str, str]
    coverage: Path | None
    waivers: Path | None
    quiet: bool


def share_of_rows(ctx: click.Context, param: click.Parameter, value: str) -> float:
    """Read a share of rows, written as 0.02 or as 2%."""
    text = value.strip()
    try:
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise click.BadParameter(f"{value!r} is no share of rows; write it as 0.02 or as 2%.", ctx, param)
    return share


def _pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read KEY=VALUE arguments; the same key twice is a mistake."""
    pairs: dict[str, str] = {}
    for text in values:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not (equals and key and value):
            raise click.BadParameter(f"{text!r} does not read KEY=VALUE, such as stage=any.", ctx, param)
        if pairs.setdefault(key, value) != value:
            raise click.BadParameter(f"{key!r} is given twice, as {pairs[key]!r} and as {value!r}.", ctx, param)
    return pairs


def _presets() -> str:
    from analyzer.definitions import preset_names

    return f"Presets: {', '.join(preset_names())}."


def _definition(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """Insist on a definition: which process was meant is not for a program to guess."""
    if value is None:
        raise click.UsageError(
            f"Say which process the log is to be held against: -d PRESET or -d FILE. {_presets()}", ctx
        )
    return value


def name_presets(ctx: click.Context, param: click.Parameter, value: Any) -> Any:  # noqa: ANN401 - one name or several
    """Insist on an argument that is a preset or a definition, and say which presets there are."""
    if not value:
        what = "which preset" if param.metavar == "PRESET" else "which definition: a preset, or a YAML file"
        raise click.UsageError(f"Say {what}. {_presets()}", ctx)
    return value


def definitions_argument() -> Decorator:
    """Add the argument DEF...: one or more definitions."""
    return click.argument("definitions", metavar="DEF...", nargs=-1, callback=name_presets)


def _two_definitions(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, str]:
    """Insist on an old and a new definition."""
    if len(values) != 2:
        raise click.UsageError(
            f"Name two definitions, the old one and the new one: -d OLD -d NEW. Given: {len(values)}. {_presets()}",
            ctx,
        )
    return values[0], values[1]


Option = Callable[[Any], Any]
_LOGS: Option = click.argument("logs", metavar="LOG...", nargs=-1, required=True, type=click.Path(path_type=Path))
_DEFINITION: Option = click.option(
    "-d", "--definition", metavar="DEF", callback=_definition, help="A preset's name, or a YAML file. Required."
)
_TWO_DEFINITIONS: Option = click.option(
    "-d",
    "--definition",
    "definitions",
    metavar="DEF",
    multiple=True,
    callback=_two_definitions,
    help="Twice: the old definition, then the new one; each a preset's name or a YAML file. Required.",
)
_ONE_DEFINITION: Option = click.argument("definition", metavar="DEF", required=False, callback=name_presets)
_LOGS_IF_ANY: Option = click.argument("logs", metavar="[LOG...]", nargs=-1, type=click.Path(path_type=Path))
_AS_OF: Option = click.option(
    "--as-of", metavar="WHEN", help="The log is complete up to here. Default: just after its last event."
)
_READING: tuple[Option, ...] = (
    click.option(
        "--mapping",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A YAML file that turns the log's headings and values into the canonical ones.",
    ),
    click.option("--timezone", metavar="ZONE", help="The zone of times that name none, such as Europe/Paris."),
    click.option(
        "--max-quarantined",
        metavar="SHARE",
        callback=share_of_rows,
        default="1%",
        show_default=True,
        help="How many rows may be set aside before the run is refused, as 0.02 or 2%.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings."),
)
_MORE: tuple[Option, ...] = (
    _AS_OF,
    click.option(
        "--complete-from",
        metavar="WHEN",
        help="The log is complete from here on; cases opened before are older than the log.",
    ),
    click.option(
        "--assume",
        metavar="KEY=VALUE",
        multiple=True,
        callback=_pairs,
        help="What to take for granted where the log does not say: stage=any, thread_started_by=none or topic=other. "
        "Repeatable.",
    ),
    click.option(
        "--coverage",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="YAML or CSV that says which roles or people the log covers, on which channels, from when until when. "
        "Default: all.",
    ),
    click.option(
        "--waivers",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A YAML file that says which rules need not be kept, by whom or in which cases, from when until when, who "
        "granted it and why. What it covers is waived, not open.",
    ),
    *_READING,
)
_RUN_FIELDS = tuple(Run.__dataclass_fields__)


def asks_for_analysis(command: Command) -> Command:
    """Give a command the arguments of a run; it receives them as one `Run`, before its own."""
    return _with_run(command, (_LOGS, _DEFINITION, *_MORE))


def asks_for_log(command: Command) -> Command:
    """Give a command the arguments of a log, without a definition; it receives them as a `Run` that names none."""
    return _with_run(command, (_LOGS, _AS_OF, *_READING))


def asks_for_log_and_definition(command: Command) -> Command:
    """Give a command a log and a definition, of which nothing is judged; it receives them as a `Run`."""
    return _with_run(command, (_LOGS, _DEFINITION, *_READING))


def asks_for_reading(command: Command) -> Command:
    """Give a command logs, which may be left out, and what says how to read them; it receives them as a `Run`."""
    return _with_run(command, (_LOGS_IF_ANY, *_READING))


def asks_for_comparison(command: Command) -> Command:
    """Give a command the arguments of a run under two definitions: a `Run` under the old one, and `new`."""

    @functools.wraps(command)
    def with_both(run: Run, *, definitions: tuple[str, str], **values: Any) -> int:  # noqa: ANN401 - click's own
        return command(replace(run, definition=definitions[0]), new=definitions[1], **values)

    return _with_run(with_both, (_LOGS, _TWO_DEFINITIONS, *_MORE))


def asks_for_graph(command: Command) -> Command:
    """Give a command a definition and the arguments of a run, whose logs may be left out."""

    @functools.wraps(command)
    def with_logs(run: Run, **values: Any) -> int:  # noqa: ANN401 - click's own
        if not run.logs:
            _refuse_idle_options()
        return command(run, **values)

    return _with_run(with_logs, (_ONE_DEFINITION, _LOGS_IF_ANY, *_MORE))


def _refuse_idle_options() -> None:
    """Without a log, an option that says how to read one was not meant so."""
    ctx = click.get_current_context()
    for name in ("as_of", "complete_from", "assume", "mapping", "timezone", "max_quarantined", "waivers"):
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name.replace('_', '-')} says how to read a log, and no LOG is given.", ctx)


def _with_run(command: Command, options: tuple[Option, ...]) -> Command:
    @functools.wraps(command)
    def with_run(**values: Any) -> int:  # noqa: ANN401 - click's own
        run = Run(**{field: values.pop(field, "") for field in _RUN_FIELDS})
        return command(run, **values)

    wrapped: Command = with_run
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


def only_owner() -> Decorator:
    """Add `--only-owner`: cut everything to what one person did or owes."""
    return click.option(
        "--only-owner",
        metavar="PERSON",
        help="Only what this person did or owes; nothing about candidates, unless the person is one.",
    )


def fail_on() -> Decorator:
    """Add `--fail-on`: the least severity of an open finding that makes the exit code 1; one default everywhere."""
    return click.option(
        "--fail-on",
        type=click.Choice(LIMITS),
        default=DEFAULT_LIMIT,
        show_default=True,
        help="The limit: exit with 1 if a finding of this severity or a higher one is open; never: no limit.",
    )


def output_format(forms: tuple[str, ...] = FORMATS) -> Decorator:
    """Add `--format`: for people, for programs, or (if offered) as annotations of a GitHub workflow, or its summary."""
    github = ", or as annotations in a GitHub workflow" if "github" in forms else ""
    github += " or the page of its summary" if github and "markdown" in forms else ""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default="text",
        show_default=True,
        help=f"For people{',' if github else ' or'} for programs{github}.",
    )


@dataclass(frozen=True, slots=True)
class Against:
    """The logs that a definition is to be held against, if any; the attributes are those of `Run`."""

    logs: tuple[Path, ...]
    mapping: Path | None
    timezone: str | None
    max_quarantined: float
    as_of: str | None
    quiet: bool

    def run_of(self, definition: str) -> Run:
        """What is to be analysed for one of the definitions."""
        return Run(
            logs=self.logs,
            definition=definition,
            mapping=self.mapping,
            timezone=self.timezone,
            max_quarantined=self.max_quarantined,
            as_of=self.as_of,
            complete_from=None,
            assume={},
            coverage=None,
            waivers=None,
            quiet=self.quiet,
        )


_AGAINST_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--against",
        "logs",
        metavar="LOG",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Hold the definition against a log, too. Repeatable: several files are one log.",
    ),
    click.option("--as-of", metavar="WHEN", help="With --against: the log is complete up to here."),
    click.option(
        "--mapping",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="With --against: a YAML file that turns the log's headings and values into the canonical ones.",
    ),
    click.option("--timezone", metavar="ZONE", help="With --against: the zone of times that name none."),
    click.option(
        "--max-quarantined",
        metavar="SHARE",
        callback=share_of_rows,
        default="1%",
        show_default=True,
        help="With --against: how many rows may be set aside before the log is refused, as 0.02 or 2%.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings."),
)


def asks_for_log_to_compare(command: Command) -> Command:
    """Give a command the option `--against` and those that say how to read a log; it receives them as one `Against`."""

    @functools.wraps(command)
    def with_log(**values: Any) -> int:  # noqa: ANN401 - click's own
        against = Against(**{field: values.pop(field) for field in Against.__dataclass_fields__})
        if not against.logs:
            _refuse_options_of_a_log()
        return command(against, **values)

    wrapped: Command = with_log
    for option in reversed(_AGAINST_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def _refuse_options_of_a_log() -> None:
    """Without a log, an option that says how to read one was not meant so."""
    context = click.get_current_context()
    for name in ("as_of", "mapping", "timezone", "max_quarantined"):
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name.replace('_', '-')} says how to read a log: add --against LOG.", context)

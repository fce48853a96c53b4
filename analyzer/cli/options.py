"""The arguments that several commands share, and the values they become.

Only shapes are checked here (a share is a number from 0 to 1, an assumption reads KEY=VALUE); what a value means is
checked where it is used, so that a notebook gets the same message.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from analyzer.findings import DEFAULT_LIMIT, LIMITS

Command = Callable[..., int]
Decorator = Callable[[Command], Command]

FORMATS = ("text", "json", "github")


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
    quiet: bool


def _share(ctx: click.Context, param: click.Parameter, value: str) -> float:
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


def _definition(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """Insist on a definition: which process was meant is not for a program to guess."""
    if value is None:
        from analyzer.definitions import preset_names

        presets = ", ".join(preset_names())
        raise click.UsageError(
            f"Say which process the log is to be held against: -d PRESET or -d FILE. Presets: {presets}."
        )
    return value


_RUN_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.argument("logs", metavar="LOG...", nargs=-1, required=True, type=click.Path(path_type=Path)),
    click.option(
        "-d", "--definition", metavar="DEF", callback=_definition, help="A preset's name, or a YAML file. Required."
    ),
    click.option("--as-of", metavar="WHEN", help="The log is complete up to here. Default: just after its last event."),
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
        "--mapping",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="A YAML file that turns the log's headings and values into the canonical ones.",
    ),
    click.option("--timezone", metavar="ZONE", help="The zone of times that name none, such as Europe/Paris."),
    click.option(
        "--max-quarantined",
        metavar="SHARE",
        callback=_share,
        default="1%",
        show_default=True,
        help="How many rows may be set aside before the run is refused, as 0.02 or 2%.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no warnings."),
)
_RUN_FIELDS = tuple(Run.__dataclass_fields__)


def asks_for_analysis(command: Command) -> Command:
    """Give a command the arguments of a run; it receives them as one `Run`, before its own."""

    @functools.wraps(command)
    def with_run(**values: Any) -> int:  # noqa: ANN401 - click's own
        run = Run(**{field: values.pop(field) for field in _RUN_FIELDS})
        return command(run, **values)

    wrapped: Command = with_run
    for option in reversed(_RUN_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def fail_on() -> Decorator:
    """Add `--fail-on`: the least severity of an open finding that makes the exit code 1; one default everywhere."""
    return click.option(
        "--fail-on",
        type=click.Choice(LIMITS),
        default=DEFAULT_LIMIT,
        show_default=True,
        help="The limit: exit with 1 if a finding of this severity or a higher one is open; never: no limit.",
    )


def output_format() -> Decorator:
    """Add `--format`: for people, for programs, or as annotations of a GitHub workflow."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="For people, for programs, or as annotations in a GitHub workflow.",
    )

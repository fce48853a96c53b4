"""The group `analyzer`: which commands there are, and what each way of going wrong looks like to a shell.

Commands are listed in one table and imported when called. This module must not import what a command needs: no pandas,
no numpy, no rich; `analyzer --help` is to answer in 0.15 s.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from analyzer import __version__
from analyzer.cli import console
from analyzer.errors import AnalyzerError, DefinitionError

COMMANDS: tuple[tuple[str, str], ...] = (
    ("check", "Judge logs against a definition; print the findings and the summary."),
    ("report", "Write the report: web page, workbook, tables, charts and summary."),
    ("explain", "Tell one case event by event, each finding with its evidence."),
    ("diff", "Say what another definition would change: findings that appear, vanish or change."),
    ("graph", "Draw who may write to whom and, with a log, who did."),
    ("lint", "Check definitions before any log is read, or against one."),
    ("test", "Run the examples that stand in definitions."),
    ("init", "Write an own copy of a preset, to be changed."),
    ("rule", "Explain a verb of the rule language, or a rule of a definition."),
    ("import", "Turn real exports into one log: mailboxes, applicant systems, calendars, phones, chats."),
    ("discover", "Write a first draft of a definition from what a log shows."),
    ("topics", "Find what messages are about, by phrases and by people's labels."),
    ("export", "Write a log as XES, CSV, JSON Lines or Parquet."),
    ("columns", "Say what every column of the log and of every table holds."),
    ("schema", "Print a JSON Schema: of the definition language, for editors, or of an output."),
)
"""Each command with its line in `analyzer --help`; the module of the same name in `analyzer.cli.commands` has it."""

INTERNAL = 4
INTERRUPTED = 130

EPILOG = """\b
Exit codes
  0    within limits
  1    findings at or above --fail-on (check, report), remarks (lint), failing examples (test), changes (diff)
  2    a wrong argument, or a definition that cannot be used
  3    a log that cannot be read, or too many rows set aside
  4    a fault in the analyzer itself
  130  interrupted

Results go to standard output, progress and warnings to standard error."""


class LazyGroup(click.Group):
    """A group that knows its commands' names and help lines, and imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of `COMMANDS`."""
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of this name; None for a name that is not listed."""
        if cmd_name not in dict(COMMANDS):
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"analyzer.cli.commands.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with; a misspelt one gets a suggestion."""
        if args and not args[0].startswith("-") and args[0] not in dict(COMMANDS):
            near = get_close_matches(args[0], dict(COMMANDS), n=1)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="analyzer", message="%(prog)s %(version)s")
def app() -> None:
    """Replay hiring event logs through a process definition.

    Says which contacts went past the recruiter, which answers are owed or late, what excuses them and what proves it.
    A finding is a question to a person, never a verdict on one.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; by default what the process was started with.

    Returns
    -------
    int
        0, 1, 2, 3, 4 or 130: the exit codes that ``analyzer --help`` lists.
    """
    console.tolerate_any_text()
    try:
        code = _run(arguments)
    except (KeyboardInterrupt, click.Abort):
        console.complain("interrupted")
        code = INTERRUPTED
    except Exception as error:  # the last resort: nobody should be shown a traceback unasked
        code = _internal(error)
    console.flush()
    return code


def _run(arguments: Sequence[str] | None) -> int:
    run: Callable[..., Any] = app.main
    try:
        code = run(args=arguments, prog_name="analyzer", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        _refuse(error)
        return error.exit_code
    except DefinitionError as error:
        console.note(str(error))  # each problem begins with its place, as editors expect it
        return error.exit_code
    except AnalyzerError as error:
        console.complain(str(error))
        return error.exit_code
    return code if isinstance(code, int) else 0


def _refuse(error: click.ClickException) -> None:
    """Tell a wrong argument as every other error is told: after the usage, with the way out below it."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    said = error.format_message().removesuffix(".")
    said = f"{said[:1].lower()}{said[1:]}"
    if ctx is None:
        console.complain(said)
        return
    console.note(ctx.get_usage())
    console.complain(f"{said}\n  help: {ctx.command_path} --help")


def _internal(error: Exception) -> int:
    if os.environ.get("ANALYZER_DEBUG") == "1":
        sys.excepthook(type(error), error, error.__traceback__)
    if isinstance(error, OSError | MemoryError):
        console.complain(f"the machine refused: {str(error) or 'out of memory'}")
        return INTERNAL
    console.complain(
        f"internal error: {type(error).__name__}: {error}\n"
        f"  This is a fault in the analyzer ({__version__}), not in your files. Please tell its maintainers\n"
        "  the command you ran; ANALYZER_DEBUG=1 in the environment shows where it happened. Leave people's names out."
    )
    return INTERNAL

"""Writing to the terminal: results to standard output, everything else to standard error.

Text from logs is not trusted: control characters are shown, never sent. A reader that leaves early (`| head`) is no
error and changes no exit code.
"""

from __future__ import annotations

import io
import os
import shutil
import sys

import click

_SHOWN = {
    code: f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    for code in (
        *(c for c in range(0x20) if c not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}
"""Control characters, and those that reorder text on the screen, as their escapes."""


def printable(text: str) -> str:
    r"""Make text safe to show: control and reordering characters as escapes; tabs and line ends stay.

    Examples
    --------
    >>> printable("CASE\x1b[31m-1")
    'CASE\\x1b[31m-1'
    """
    return text.translate(_SHOWN)


def emit(text: str) -> None:
    """Write a result to standard output, ending with one line end; an empty result writes nothing."""
    try:
        if text:
            click.echo(printable(text.removesuffix("\n")), color=True)
    except BrokenPipeError:
        _forget(sys.stdout)


def complain(text: str) -> None:
    """Write an error to standard error."""
    note(f"error: {text}")


def warn(text: str, *, quiet: bool = False) -> None:
    """Write a warning to standard error, unless asked to be quiet."""
    if not quiet:
        note(f"warning: {text}")


def flush() -> None:
    """Send what is still held back, so that nothing can go wrong after the exit code is known."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            _forget(stream)


def tolerate_any_text() -> None:
    """Let a terminal that cannot show a character show its escape instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def note(text: str) -> None:
    """Write a line to standard error as it is."""
    try:
        click.echo(printable(text), err=True, color=True)
    except BrokenPipeError:
        _forget(sys.stderr)


def _forget(stream: object) -> None:
    """Point a stream whose reader has left at nothing, as the Python manual advises for broken pipes."""
    if isinstance(stream, io.TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def columns() -> int:
    """How wide the terminal is; 100 where the output goes elsewhere, so that a file is the same everywhere."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100

"""The group: which commands there are, and what each way of going wrong looks like to a shell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from select import select
from time import sleep

import click
import pytest

from analyzer import __version__
from analyzer.cli.app import COMMANDS, app
from analyzer.cli.progress import PATIENCE
from tests.cli.shell import least_seconds, run

ROOT = Path(__file__).parents[2]
SOON = 0.15
"""Seconds that `analyzer --help` may take."""


def start(*arguments: object, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "analyzer", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, **options)  # type: ignore[call-overload, no-any-return]


def test_help_lists_every_command() -> None:
    ran = run("--help")
    assert ran.code == 0
    for name, _ in COMMANDS:
        assert f"\n  {name} " in ran.out


def test_help_tells_the_exit_codes() -> None:
    out = run("-h").out
    for code in ("0", "1", "2", "3", "4", "130"):
        assert f"\n    {code} " in out


@pytest.mark.parametrize(("name", "said"), COMMANDS)
def test_a_command_says_of_itself_what_the_list_says(name: str, said: str) -> None:
    command = app.get_command(click.Context(app), name)
    assert command is not None
    assert command.name == name
    assert command.short_help == said
    ran = run(name, "--help")
    assert ran.code == 0
    assert f"Usage: analyzer {name}" in ran.out


def test_every_option_has_a_help_text() -> None:
    for name, _ in COMMANDS:
        command = app.get_command(click.Context(app), name)
        assert command is not None
        for parameter in command.params:
            assert isinstance(parameter, click.Argument) or getattr(parameter, "help", None), (name, parameter.name)


def test_version() -> None:
    ran = run("--version")
    assert (ran.code, ran.out) == (0, f"analyzer {__version__}\n")


def test_no_command_shows_the_help() -> None:
    ran = run()
    assert ran.code == 2
    assert "Commands:" in ran.out + ran.err


def test_a_misspelt_command_gets_a_suggestion() -> None:
    ran = run("chekc")
    assert ran.code == 2
    assert "Did you mean 'check'?" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said", "help"),
    [
        pytest.param(("chekc",), "no such command 'chekc'. Did you mean 'check'?", "analyzer --help", id="command"),
        pytest.param(("explain",), "missing argument 'CASE'", "analyzer explain --help", id="argument"),
        pytest.param(("lint", "--x", "a"), "no such option '--x'", "analyzer lint --help", id="option"),
        pytest.param(("check", "a.csv"), "say which process the log is to be held against", "analyzer check", id="own"),
    ],
)
def test_wrong_arguments_are_told_in_the_voice_of_every_other_error(arguments, said, help) -> None:
    ran = run(*arguments)
    usage, error, *_, way = ran.err.splitlines()
    assert ran.code == 2
    assert usage.startswith("Usage: analyzer ")
    assert error.startswith(f"error: {said}")
    assert way.startswith(f"  help: {help}")


def test_help_is_quick() -> None:
    assert least_seconds([sys.executable, "-m", "analyzer", "--help"], enough=SOON) < SOON


# ---------------------------------------------------------------- going wrong


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fails() -> None:
        raise error

    monkeypatch.setattr("analyzer.definitions.json_schema", fails)


def test_an_internal_error_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, ValueError("kaputt"))
    monkeypatch.delenv("ANALYZER_DEBUG", raising=False)
    ran = run("schema")
    assert ran.code == 4
    assert "internal error: ValueError: kaputt" in ran.err
    assert "ANALYZER_DEBUG=1" in ran.err
    assert "Traceback" not in ran.err


def test_an_internal_error_shows_its_traceback_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, ValueError("kaputt"))
    monkeypatch.setenv("ANALYZER_DEBUG", "1")
    ran = run("schema")
    assert ran.code == 4
    assert "Traceback" in ran.err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(OSError(28, "No space left on device"), "No space left on device", id="disk full"),
        pytest.param(MemoryError(), "out of memory", id="memory"),
    ],
)
def test_what_the_machine_refuses_is_no_fault_of_the_program(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    fail_with(monkeypatch, error)
    ran = run("schema")
    assert ran.code == 4
    assert said in ran.err
    assert "internal" not in ran.err


def test_an_interruption_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, KeyboardInterrupt())
    ran = run("schema")
    assert ran.code == 130
    assert "interrupted" in ran.err


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_a_real_interruption_ends_the_process_quietly(tmp_path: Path, definition: Path) -> None:
    waits = tmp_path / "waits.csv"
    os.mkfifo(waits)  # whoever reads it waits for the writer: the process is at work when the signal comes
    with start("check", waits, "-d", definition) as process:
        writer = until_read(waits)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        os.close(writer)
    assert process.returncode == 130
    assert "Traceback" not in err


@pytest.mark.skipif(os.name != "posix", reason="opens a terminal")
@pytest.mark.parametrize(("options", "shown"), [((), True), (("--quiet",), False)])
def test_somebody_who_waits_at_a_terminal_sees_what_is_done(tmp_path: Path, definition: Path, options, shown) -> None:
    waits = tmp_path / "waits.csv"
    os.mkfifo(waits)
    terminal, stderr = os.openpty()
    command = [sys.executable, "-m", "analyzer", "check", str(waits), "-d", str(definition), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr, cwd=ROOT) as process:
        writer = until_read(waits)
        seen = ""
        while shown and "reading" not in seen and process.poll() is None and select([terminal], [], [], 30)[0]:
            seen += os.read(terminal, 10_000).decode()
        sleep(0 if shown else PATIENCE + 1)
        process.send_signal(signal.SIGINT)
        os.close(writer)
        process.wait(timeout=60)
    seen += os.read(terminal, 10_000).decode()
    os.close(stderr)
    os.close(terminal)
    assert ("reading" in seen) is shown
    assert "interrupted" in seen


def until_read(pipe: Path) -> int:
    """Open a named pipe for writing as soon as somebody reads it."""
    for _ in range(600):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            sleep(0.1)
    raise AssertionError(f"nobody reads {pipe}")


def test_a_reader_that_leaves_early_changes_no_exit_code() -> None:
    with start("schema") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        code = process.wait(timeout=60)
    assert (code, err) == (0, "")


def test_a_terminal_that_cannot_show_a_sign_shows_its_escape(tmp_path: Path) -> None:
    path = tmp_path / "\u6f22.yaml"
    path.write_text("- not a definition\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    with start("lint", path, env=environment) as process:
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "\\u6f22.yaml:1:1" in out

"""What reaches the terminal."""

from __future__ import annotations

import pytest

from analyzer.cli import console
from tests.cli.shell import ALLOWED, PAST, changed, run, write_log


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain\ttext\n", "plain\ttext\n", id="plain"),
        pytest.param("\x1b]0;title\x07", "\\x1b]0;title\\x07", id="escape sequence"),
        pytest.param("a\rb", "a\\x0db", id="carriage return"),
        pytest.param("\x9b31m", "\\x9b31m", id="eight-bit control"),
        pytest.param("abc\u202ecba", "abc\\u202ecba", id="text direction turned round"),
        pytest.param("Zoë 漢字 🙂", "Zoë 漢字 🙂", id="other scripts"),
    ],
)
def test_control_characters_are_shown_not_sent(text: str, shown: str) -> None:
    assert console.printable(text) == shown


HOSTILE = ("=HYPERLINK(http://x)", "<script>alert(1)</script>", "\x1b[31mred", "{{7*7}}", "%s%n", "'; drop table x")


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_in_a_log_does_nothing(tmp_path, definition, form, name) -> None:
    rows = [changed(row, sender=name) for row in (ALLOWED, PAST)]
    ran = run(
        "check", write_log(tmp_path / "log.csv", *rows), "-d", definition, "--format", form, "--max-quarantined", "1"
    )
    assert ran.code == 1
    assert "\x1b" not in ran.out + ran.err
    if form == "github":
        assert all(line.startswith("::") for line in ran.out.splitlines())


def test_progress_is_for_terminals(log, definition) -> None:
    ran = run("check", log, "-d", definition)
    assert "reading" not in ran.err


def test_quiet_silences_warnings(tmp_path, definition) -> None:
    odd = write_log(tmp_path / "log.csv", ALLOWED, changed(PAST, recipient_roles="agency"))
    assert "agency" in run("check", odd, "-d", definition).err
    assert run("check", odd, "-d", definition, "--quiet").err == ""

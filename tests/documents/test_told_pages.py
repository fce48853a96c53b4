"""Pages that are followed step by step: files are saved, commands run and outputs compared as they stand there.

```` ```yaml file=NAME ```` is saved; ```` ```bash exit=1 ```` is run and ends so (0 if nothing is said); the
```` ```text ```` after it is what the command prints, `...` for what is left out; ```` ```diff file=NAME ```` is an
edit; ```` ```python ```` is run. `console` is what depends on the reader's machine: it is not run.

A block of nothing but calls of the program is run in this process, which spares the start of one for each; whatever
needs a shell is run by one.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli import shell as cli
from tests.documents.pages import ROOT, TOLD, Block, blocks

LANGUAGES = {"bash", "console", "csv", "diff", "ics", "json", "mbox", "python", "text", "yaml"}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment in which `analyzer` and `python` are those of this test, and `mail` sends nothing."""
    programs = tmp_path_factory.mktemp("programs")
    python = f'exec "{sys.executable}"'
    for name, call in (("python", f'{python} "$@"'), ("analyzer", f'{python} -m analyzer "$@"'), ("mail", "cat >&2")):
        (programs / name).write_text(f"#!/bin/sh\n{call}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return {"PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(programs), "LANG": "C.UTF-8", "MPLBACKEND": "agg"}


def shown_in(shown: str, printed: str) -> bool:
    """Whether the lines between lines of `...` are printed, whole and one part after the other."""
    lines, at = [line.rstrip() for line in printed.splitlines()], 0
    for part in f"\n{shown}".split("\n...\n"):
        wanted = part.strip("\n").splitlines()
        ends = (end for end in range(at + len(wanted), len(lines) + 1) if lines[end - len(wanted) : end] == wanted)
        if (end := next(ends, None)) is None:
            return False
        at = end
    return True


def edit(path: Path, change: str) -> None:
    """Replace the lines with - before them by those with +, where they stand once."""
    old = "".join(line[1:] for line in change.splitlines(keepends=True) if line[0] in "- ")
    new = "".join(line[1:] for line in change.splitlines(keepends=True) if line[0] in "+ ")
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"stands {text.count(old)} times in {path.name}:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def follow(told: list[Block], folder: Path, shell: Mapping[str, str]) -> None:
    """Do what a page says, in a folder."""
    printed: tuple[str, ...] = ()
    for block in told:
        if block.language == "diff":
            edit(folder / block.options["file"], block.text)
        elif block.language == "text":
            assert any(shown_in(block.text, stream) for stream in printed), f"{block.text}\nis not in\n{printed}"
        elif "file" in block.options:
            (folder / block.options["file"]).write_text(block.text, encoding="utf-8")
        elif block.language in {"bash", "python"}:
            printed = run(block, folder, shell)


def run(block: Block, folder: Path, shell: Mapping[str, str]) -> tuple[str, ...]:
    """What a block prints, on each stream and with the streams as one after the other."""
    ends, out, err = in_this_process(calls, folder) if (calls := calls_of(block)) else in_its_own(block, folder, shell)
    assert ends == int(block.options.get("exit", 0)), f"{block.text}\n{out}\n{err}"
    return out, err, err + out


def calls_of(block: Block) -> list[list[str]]:
    """The arguments of each call of the program in a block of nothing else; none if there is work for a shell."""
    lines = block.text.splitlines() if block.language == "bash" else []
    plain = [re.fullmatch(r"analyzer ([\w ./,:=@-]+)", line) for line in lines]
    return [shlex.split(one[1]) for one in plain if one] if all(plain) else []


def in_this_process(calls: list[list[str]], folder: Path) -> tuple[int, str, str]:
    """As `bash -e` does it: one call after the other until one fails."""
    ran = []
    with contextlib.chdir(folder):
        for call in calls:
            ran.append(cli.run(*call))
            if ran[-1].code:
                break
    return ran[-1].code, "".join(one.out for one in ran), "".join(one.err for one in ran)


def in_its_own(block: Block, folder: Path, shell: Mapping[str, str]) -> tuple[int, str, str]:
    call = ["bash", "-e", "-c", block.text] if block.language == "bash" else [sys.executable, "-c", block.text]
    ran = subprocess.run(call, cwd=folder, env=dict(shell), capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        pytest.param("analyzer test a.yaml\nanalyzer --version\n", [["test", "a.yaml"], ["--version"]], id="calls"),
        pytest.param("analyzer test a.yaml > said\n", [], id="a-redirection"),
        pytest.param("analyzer test a.yaml | head\n", [], id="a-pipe"),
        pytest.param("analyzer test *.yaml\n", [], id="a-pattern"),
        pytest.param("analyzer test a.yaml\nls\n", [], id="another-program"),
        pytest.param("analyzer test a.yaml  # it holds\n", [], id="a-comment"),
    ],
)
def test_a_block_that_needs_a_shell_is_given_one(text: str, calls: list[list[str]]) -> None:
    assert calls_of(Block("bash", text)) == calls


@pytest.mark.parametrize("page", [pytest.param(page, id=page.stem) for page in TOLD])
def test_a_page_can_be_followed_to_the_letter(page: Path, tmp_path: Path, shell: Mapping[str, str]) -> None:
    if page.parent.name == "how-to":
        for name in ("sample_data", "process_definitions"):
            (tmp_path / name).symlink_to(ROOT / name)
    follow(blocks(page), tmp_path, shell)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.stem) for page in TOLD])
def test_nothing_on_a_page_that_is_followed_goes_unread(page: Path) -> None:
    assert {block.language for block in blocks(page)} <= LANGUAGES
    commands = [block for block in blocks(page) if block.language == "console"]
    assert not [block for block in commands if "analyzer " in block.text.replace("pip install", "")]


@pytest.mark.parametrize(
    ("shown", "printed", "fits"),
    [
        pytest.param("a\nb\n", "a\nb\nc\n", True, id="whole"),
        pytest.param("a\n...\nc\n", "a\nb\nc\n", True, id="with-a-gap"),
        pytest.param("c\n...\na\n", "a\nb\nc\n", False, id="other-order"),
        pytest.param("...\nd\n", "a\nb\nc\n", False, id="not-there"),
        pytest.param("3 passed\n", "63 passed\n", False, id="half-a-line"),
        pytest.param("a\nc\n", "a\nb\nc\n", False, id="a-gap-that-is-not-marked"),
    ],
)
def test_what_is_shown_is_looked_for_in_order(shown: str, printed: str, fits: bool) -> None:
    assert shown_in(shown, printed) is fits

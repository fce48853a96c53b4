"""Progress in a notebook and in a terminal: shown after a while, repainted, taken away; nothing where nobody looks."""

from __future__ import annotations

import io
import sys
import types

import pytest

import analyzer as hpa
from analyzer.progress_line import Notebook, Progress, Terminal, canvas_here


class Clock:
    """Time that passes when the test says so."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Wall(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


class Cell:
    """IPython.display as far as it is used: what the cell shows now."""

    def __init__(self):
        self.shown = []

    HTML = staticmethod(str)

    def display(self, html, *, display_id):
        assert display_id
        self.shown.append(html)
        return types.SimpleNamespace(update=lambda new: self.shown.__setitem__(-1, new))


def test_quick_work_shows_nothing():
    wall, clock = Wall(), Clock()
    with Progress(Terminal(wall), clock=clock) as tell:
        tell("reading", 0.1)
        clock.now = 0.4
        tell("reading", 0.9)
    assert wall.getvalue() == ""


def test_a_terminal_shows_one_line_that_is_painted_over_and_taken_away():
    wall, clock = Wall(), Clock()
    with Progress(Terminal(wall), clock=clock) as tell:
        clock.now = 1.0
        tell("reading a rather long name.csv", 0.5)
        first = wall.getvalue()
        tell("too soon", 0.6)
        assert wall.getvalue() == first
        clock.now = 1.2
        tell("replay")
    lines = wall.getvalue().split("\r")
    assert lines[1] == "reading a rather long name.csv " + "█" * 12 + "·" * 12 + "  50%"
    assert lines[2].rstrip() == "replay"
    assert len(lines[2]) == len(lines[1]), "nothing of the longer line is left"
    assert lines[-2].strip() == "" and lines[-1] == ""


def test_a_notebook_shows_one_bar_and_leaves_nothing():
    cell, clock = Cell(), Clock()
    with Progress(Notebook(cell), clock=clock) as tell:
        clock.now = 1.0
        tell("reading <quarter>.csv", 0.25)
        assert cell.shown == ['<progress max="1" value="0.250"></progress> reading &lt;quarter&gt;.csv 25%']
        clock.now = 2.0
        tell("writing")
        assert cell.shown == ['<progress max="1"></progress> writing']
    assert cell.shown == [""]


def test_it_is_taken_away_when_the_work_fails():
    cell, clock = Cell(), Clock()
    with pytest.raises(KeyError), Progress(Notebook(cell), clock=clock) as tell:
        clock.now = 1.0
        tell("reading", 0.5)
        raise KeyError
    assert cell.shown == [""]


def test_a_name_that_would_move_the_cursor_does_not():
    wall, clock = Wall(), Clock()
    with Progress(Terminal(wall), clock=clock) as tell:
        clock.now = 1.0
        tell("\x1b[2Jx\n", 0.5)
    assert "\x1b" not in wall.getvalue()
    assert "\n" not in wall.getvalue()


def test_a_terminal_without_blocks_gets_question_marks():
    wall, clock = Wall(), Clock()
    wall.encoding = "ascii"
    with Progress(Terminal(wall), clock=clock) as tell:
        clock.now = 1.0
        tell("reading", 1.0)
    assert "?" * 24 in wall.getvalue()


@pytest.mark.parametrize(
    ("modules", "stream", "kind"),
    [
        pytest.param({}, Wall(), Terminal, id="terminal"),
        pytest.param({}, io.StringIO(), None, id="file"),
        pytest.param({}, None, None, id="no-stream"),
        pytest.param({"IPython": None}, Wall(), Terminal, id="ipython-in-a-terminal"),
        pytest.param({"IPython": object()}, io.StringIO(), Notebook, id="notebook"),
    ],
)
def test_where_it_is_shown_depends_on_who_looks(monkeypatch, modules, stream, kind):
    for name, kernel in modules.items():
        shell = types.SimpleNamespace(**({"kernel": kernel} if kernel else {}))
        monkeypatch.setitem(sys.modules, name, types.SimpleNamespace(get_ipython=lambda shell=shell: shell, display=0))
    if not modules:
        monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setattr(sys, "stderr", stream)
    found = canvas_here()
    assert found is None if kind is None else isinstance(found, kind)


def test_whatever_takes_a_while_tells():
    said = []
    log = hpa.read_log("sample_data/quarter.csv", progress=lambda what, share=None: said.append(what))
    read = len(said)
    definition = hpa.read_definition("in-house")
    hpa.analyze(log, definition, as_of="2026-04-01", progress=lambda what, share=None: said.append(what))
    assert 0 < read < len(said)
    with hpa.progress() as tell:
        assert hpa.analyze(log, definition, as_of="2026-04-01", progress=tell).findings is not None

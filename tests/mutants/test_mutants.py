"""The mutator makes the changes it says, and the tests notice them."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutants import mutate
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.mutate import Mutant, all_mutants, mutated_tree

ROOT = Path(__file__).parents[2]
SAMPLE = 400
"""A sixth of all mutants, always the same ones of the same code; one takes about a second."""

AT_LEAST = 0.95
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are tried in forked processes")


def run_mutants(*options: str) -> list[str]:
    """The lines that a run prints, the last of which count and list the survivors."""
    command = [sys.executable, "-m", "tests.mutants.run", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


# ---------------------------------------------------------------- the mutator


def changes_in(code: str) -> list[str]:
    """What may be changed in some code."""
    return [site.change for site in mutate._sites(ast.parse(code))]


def results_of(code: str) -> list[str]:
    """The code with each change made."""
    made = []
    for index in range(len(changes_in(code))):
        tree = ast.parse(code)
        next(site for place, site in enumerate(mutate._sites(tree)) if place == index).edit()
        made.append(ast.unparse(ast.fix_missing_locations(tree)))
    return made


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("x = f(a < b)", ["x = f(a <= b)"], id="less"),
        pytest.param("x = f(a == b != c)", ["x = f(a != b != c)", "x = f(a == b == c)"], id="a chain of comparisons"),
        pytest.param("x = f(a & b)", ["x = f(a | b)"], id="and of arrays"),
        pytest.param("x = f(a or b)", ["x = f(a and b)"], id="or"),
        pytest.param("x = f(~a)", ["x = f(a)"], id="invert"),
        pytest.param("x = f(not a)", ["x = f(a)"], id="not"),
        pytest.param("x = f(a + 1)", ["x = f(a - 1)", "x = f(a + 2)", "x = f(a + 0)"], id="plus one"),
        pytest.param("x = f(a[-1])", ["x = f(a[0])", "x = f(a[-2])"], id="a negative number"),
        pytest.param("x = f(a[::-1])", ["x = f(a[::1])"], id="a direction"),
        pytest.param("x = f(a, axis=1)", ["x = f(a, axis=0)"], id="an axis"),
        pytest.param("x = f(wanted=True)", ["x = f(wanted=False)"], id="a flag"),
        pytest.param("x = f(wanted=wanted)", ["x = f(wanted=not wanted)"], id="a flag handed on"),
        pytest.param("x = f(side='left')", ["x = f(side='right')"], id="a side"),
        pytest.param("x = f(apart_from=at)", ["x = f(apart_from=None)"], id="an exception"),
        pytest.param("x = np.minimum(a, b)", ["x = np.maximum(a, b)"], id="minimum"),
        pytest.param("x = a.any()", ["x = a.all()"], id="any"),
        pytest.param("x = a.end(b)", ["x = a.begin(b)"], id="end"),
        pytest.param("x = f(WORST)", ["x = f(BEST)"], id="a reading"),
        pytest.param("def f():\n    x[i] = y", ["def f():\n    pass"], id="an assignment into an array"),
        pytest.param("x |= y", ["x &= y", "pass"], id="an assignment that adds"),
        pytest.param("if a:\n    b", ["if True:\n    b", "if False:\n    b"], id="if"),
        pytest.param("x = f(a if b else c)", ["x = f(a if True else c)", "x = f(a if False else c)"], id="if else"),
    ],
)
def test_what_a_change_makes_of_the_code(code, expected):
    assert results_of(code) == expected


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('"""a < b"""', id="a docstring"),
        pytest.param("def f(a: X | Y = None) -> X | Y: ...", id="annotations"),
        pytest.param("a: X | Y = f(b)", id="an annotated value"),
        pytest.param("@dataclass(frozen=True)\nclass A: ...", id="a decorator"),
        pytest.param("__all__ = ['a']", id="the names of a module"),
        pytest.param("MOST = 6", id="a constant of a module"),
        pytest.param("Flags = X | Y", id="a name for a type"),
        pytest.param("f(isinstance(a, X | Y))", id="the types of isinstance"),
        pytest.param("assert a < b", id="an assertion"),
        pytest.param("raise E(f'{a + 1}')", id="the message of an error"),
        pytest.param("f(a.sum(initial=-1))", id="an initial value"),
        pytest.param("f(a[100])", id="a large number"),
        pytest.param("f(end)", id="a variable that is called as a method is"),
        pytest.param("f(zip(a, b, strict=True))", id="the guard of zip"),
    ],
)
def test_what_is_left_alone(code):
    assert changes_in(code) == []


def test_a_bound_that_keeps_an_index_legal_is_left_alone():
    assert results_of("f(np.maximum(a, 0))") == ["f(np.minimum(a, 0))"]


def test_room_may_be_too_little_but_not_too_much():
    assert results_of("f(len(a) + 1)") == ["f(len(a) - 1)", "f(len(a) + 0)"]


def test_an_array_of_nothing_may_have_a_wrong_size_only():
    assert results_of("f(np.zeros(0))") == ["f(np.zeros(1))", "f(np.zeros(-1))"]
    assert results_of("f(np.zeros((n, 0)))") == ["f(np.zeros((n, 1)))", "f(np.zeros((n, -1)))"]
    assert results_of("f(np.zeros(n))") == ["f(np.ones(n))"]
    assert results_of("f(np.zeros((n, m)))") == ["f(np.ones((n, m)))"]


def test_a_cache_may_not_be_thought_full_but_may_be_thought_empty():
    assert changes_in("if key not in self._made:\n    f()") == [
        "if key not in self._made [never]",
        "key not in self._made [not in -> in]",
    ]


def test_mutants_are_many_of_different_names_and_in_every_module():
    mutants = all_mutants()
    assert len(mutants) > 1000
    assert len({mutant.id for mutant in mutants}) == len(mutants)
    code = {path.relative_to(mutate.FOLDER).as_posix() for path in mutate.FOLDER.rglob("*.py")}
    code -= {"__init__.py", *mutate.JUDGE_NOTHING}
    assert set(Counter(mutant.file for mutant in mutants)) == code
    assert mutants == all_mutants()


def test_every_mutant_is_another_module():
    sources = {mutant.file: ast.parse(mutant.path.read_text(encoding="utf-8")) for mutant in all_mutants()}
    texts = {file: ast.dump(tree) for file, tree in sources.items()}
    for mutant in all_mutants()[::40]:
        tree = mutated_tree(mutant)
        assert ast.dump(tree) != texts[mutant.file]
        compile(tree, mutant.file, "exec")


def test_a_mutant_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no such mutant"):
        mutated_tree(Mutant("scans.py", "latest", 1, "nothing", 10_000))


def test_the_modules_of_packages_are_named_as_they_are_imported():
    names = {mutant.module for mutant in all_mutants()}
    assert {"analyzer.replay.scans", "analyzer.replay.verbs", "analyzer.replay.verbs.limit"} <= names


def test_what_is_said_to_be_equivalent_is_a_mutant():
    assert set(EQUIVALENT) <= {mutant.id for mutant in all_mutants()}
    assert all(EQUIVALENT.values())


# ---------------------------------------------------------------- killing


CHOSEN = (
    "scans.py latest: found < floor [< -> <=]",
    "conditions.py open_questions: not wanted [without not]",
    "outcome.py RuleOnBlock._ranked: rank[excuse >= 0] = EXCUSED [left out]",
    "verbs/limit.py judge: _count(block, rule, at, reading) <= verb.at_most [<= -> <]",
    "agreement.py first_not_early: block.instant_first [instant_first -> instant_last]",
    "stages.py Transitions._single: if not before [never]",
)
"""Mutants that the tables of cases and a few random logs notice."""


@needs_fork
def test_chosen_mutants_are_killed():
    options = [f"--match={mutant}" for mutant in CHOSEN]
    *lines, summary = run_mutants(*options, "--seeds=2", "--without-unit-tests")
    assert summary.endswith(f"{len(CHOSEN)} killed, 0 survived"), "\n".join(lines)


@needs_fork
def test_a_mutant_that_changes_nothing_survives():
    (equivalent,) = (one for one in EQUIVALENT if "spread: np.zeros" in one)
    lines = run_mutants(f"--match={equivalent}", "--seeds=1", "--without-unit-tests", "--equivalent-too")
    assert "1 mutants, 0 killed, 1 survived" in lines


@needs_fork
@pytest.mark.deep
def test_nearly_all_mutants_are_killed():
    *_, summary = lines = [line for line in run_mutants(f"--sample={SAMPLE}", "--seed=0") if not line.startswith("  ")]
    tried, killed, survived = (int(part.split()[0]) for part in summary.split(", "))
    assert (tried, killed + survived) == (SAMPLE, SAMPLE)
    assert killed >= AT_LEAST * tried, "\n".join(line for line in lines if "SURVIVED" in line)

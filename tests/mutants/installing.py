"""Puts a mutant in the place of its module, in the process that is to test it."""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import CodeType, ModuleType

from tests.mutants.mutate import Mutant, mutated_tree

MADE_ANEW = ("analyzer.replay", "analyzer.analysis", "tests.oracle.comparing", "tests.replay")
"""Modules that hold code of the replay; whatever has been imported of them is forgotten."""

KEPT = ("tests.replay.worlds",)
"""What holds none, and has been filled for all mutants."""


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        super().__init__(name, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._mutant.module:
            return None
        file = str(self._mutant.path)
        loader = _Loader(fullname, file, mutated_tree(self._mutant))
        inside = [str(self._mutant.path.parent)] if self._mutant.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=inside)


def install(mutant: Mutant | None) -> None:
    """From here on the mutant is what is imported; None installs the code as it is."""
    for name in list(sys.modules):
        if name not in KEPT and any(name == one or name.startswith(f"{one}.") for one in MADE_ANEW):
            _forget(name)
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(mutant))


def _forget(name: str) -> None:
    """A package keeps its modules as attributes as well."""
    del sys.modules[name]
    package, _, last = name.rpartition(".")
    if package in sys.modules:
        vars(sys.modules[package]).pop(last, None)

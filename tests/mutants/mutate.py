"""Small wrong changes to the code of `analyzer.replay`, one at a time: which there are, and the code with one made.

Deterministic: the same source gives the same mutants with the same ids. An id names file, function and change, not the
line, so that it outlives edits elsewhere. Docstrings, annotations, decorators, assertions, messages of errors, and
plain constants of modules are left alone. Nothing here runs a mutant.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

PACKAGE = "analyzer.replay"
FOLDER = Path(__file__).parents[2] / "analyzer" / "replay"
JUDGE_NOTHING = ("manual.py",)
"""Modules that no verdict comes from."""

LARGEST = 6
"""Integer constants beyond this size are left alone."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
SIGNS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Add: "+",
    ast.Sub: "-",
}
NAMES = {
    name: other
    for pair in (
        ("minimum", "maximum"),
        ("min", "max"),
        ("any", "all"),
        ("ones", "zeros"),
        ("ones_like", "zeros_like"),
        ("instant_first", "instant_last"),
        ("begin", "end"),
        ("WORST", "BEST"),
        ("TRUE", "FALSE"),
    )
    for name, other in (pair, pair[::-1])
} | {"UNKNOWN": "FALSE"}
"""Functions, methods and values that are easily taken for each other."""

METHODS = ("begin", "end")
"""Those of them that a variable may be called as well."""

Edit = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change; `index` counts the changes of its file."""

    file: str
    where: str
    line: int
    change: str
    index: int

    @property
    def id(self) -> str:
        """File, function and change."""
        return f"{self.file} {self.where}: {self.change}"

    @property
    def module(self) -> str:
        """Name of the module that is changed."""
        parts = Path(self.file).with_suffix("").parts
        return ".".join((PACKAGE, *(part for part in parts if part != "__init__")))

    @property
    def path(self) -> Path:
        """File of the module."""
        return FOLDER / self.file


def all_mutants() -> list[Mutant]:
    """Every mutant of every module, in the order of files and lines; equal changes in one function are numbered."""
    found = []
    for path in sorted(FOLDER.rglob("*.py")):
        file = path.relative_to(FOLDER).as_posix()
        if file in JUDGE_NOTHING:
            continue
        sites = _sites(ast.parse(_source(path)))
        found += [Mutant(file, site.where, site.line, site.change, index) for index, site in enumerate(sites)]
    seen: Counter[str] = Counter()
    for place, mutant in enumerate(found):
        seen[mutant.id] += 1
        if seen[mutant.id] > 1:
            found[place] = replace(mutant, change=f"{mutant.change} #{seen[mutant.id]}")
    return found


def mutated_tree(mutant: Mutant) -> ast.Module:
    """The module with the change made."""
    tree = ast.parse(_source(mutant.path))
    for index, site in enumerate(_sites(tree)):
        if index == mutant.index:
            site.edit()
            return ast.fix_missing_locations(tree)
    raise ValueError(f"no such mutant: {mutant.id}")


@cache
def _source(path: Path) -> str:
    """The text of a module, read once: whoever edits it meanwhile changes no mutant."""
    return path.read_text(encoding="utf-8")


# ---------------------------------------------------------------- sites


@dataclass(frozen=True, slots=True)
class _Site:
    where: str
    line: int
    change: str
    edit: Edit


@dataclass(frozen=True, slots=True)
class _Place:
    """A node, the function it is in, its parent and how to put another node there."""

    node: ast.AST
    where: str
    parent: ast.AST
    put: Callable[[ast.AST], None]


def _sites(tree: ast.Module) -> Iterator[_Site]:
    for place in _places(tree, ""):
        for change, edit in _changes(place):
            yield _Site(place.where or "module", getattr(place.node, "lineno", 0), change, edit)


def _places(node: ast.AST, where: str) -> Iterator[_Place]:
    """Every node that may be changed, outermost first."""
    for field, value in ast.iter_fields(node):
        if _left_alone(node, field):
            continue
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if isinstance(child, ast.AST) and not _is_left_alone(child, node):
                inside = where
                if isinstance(child, ast.FunctionDef | ast.ClassDef):
                    inside = f"{where}.{child.name}" if where else child.name
                yield _Place(child, inside, node, _putter(node, field, value, index))
                yield from _places(child, inside)


def _putter(node: ast.AST, field: str, value: object, index: int) -> Callable[[ast.AST], None]:
    def put(new: ast.AST) -> None:
        if isinstance(value, list):
            value[index] = new
        else:
            setattr(node, field, new)

    return put


def _left_alone(node: ast.AST, field: str) -> bool:
    """Fields that say nothing of what the code does."""
    if field in ("annotation", "returns", "decorator_list", "bases", "type_params"):
        return True
    if field == "args" and _is_call_of(node, ("isinstance",)):
        return True
    # An array of nothing holds neither zeros nor ones.
    return field == "func" and _is_call_of(node, ("zeros", "ones")) and _is_of_nothing(node)


def _is_of_nothing(call: ast.AST) -> bool:
    shape = call.args[0] if isinstance(call, ast.Call) and call.args else None
    sizes = shape.elts if isinstance(shape, ast.Tuple) else [shape]
    return any(isinstance(size, ast.Constant) and size.value == 0 for size in sizes)


def _is_left_alone(child: ast.AST, parent: ast.AST) -> bool:
    if isinstance(child, ast.Import | ast.ImportFrom | ast.Assert | ast.Raise):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    # Of what a module or class holds, only calls may be wrong in a way that a test can see.
    return (
        isinstance(parent, ast.Module | ast.ClassDef)
        and isinstance(child, ast.Assign | ast.AnnAssign)
        and not isinstance(child.value, ast.Call)
    )


# ---------------------------------------------------------------- changes


def _changes(place: _Place) -> Iterator[tuple[str, Edit]]:
    """What may be changed at a node, in words, and how."""
    match place.node:
        case ast.Compare() as node:
            yield from _of_compare(node)
        case ast.BinOp(left, op, right) as node if type(op) in OPERATORS:
            yield from _operator(node, f"{_tail(left)} {SIGNS[type(op)]} {_head(right)}")
        case ast.AugAssign(target, op, value) as node if type(op) in OPERATORS:
            yield from _operator(node, f"{_tail(target)} {SIGNS[type(op)]}= {_head(value)}")
            yield _dropped(place)
        case ast.Assign([ast.Subscript()], _):
            yield _dropped(place)
        case ast.BoolOp(op, values) as node:
            swapped = ast.Or if isinstance(op, ast.And) else ast.And
            words = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
            text = f"{_tail(values[0])} {words[0]} {_head(values[1])}"
            yield f"{text} [{words[0]} -> {words[1]}]", _setter(node, "op", swapped())
        case ast.UnaryOp(ast.Invert() | ast.Not() as op, operand):
            sign = "~" if isinstance(op, ast.Invert) else "not "
            yield f"{sign}{_head(operand)} [without {sign.strip()}]", lambda: place.put(operand)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() as value)) if value <= LARGEST:
            yield from _of_number(-value, place)
        case ast.Constant(int() as value) if type(value) is int and value <= LARGEST:
            if not isinstance(place.parent, ast.UnaryOp):
                yield from _of_number(value, place)
        case ast.keyword(str() as name, value):
            yield from _of_keyword(name, value, place)
        case ast.Attribute(_, name) as node if name in NAMES:
            yield f"{_tail(node)} [{name} -> {NAMES[name]}]", _setter(node, "attr", NAMES[name])
        case ast.Name(name, ast.Load()) as node if name in NAMES and name not in METHODS:
            yield f"{_head(place.parent)} [{name} -> {NAMES[name]}]", _setter(node, "id", NAMES[name])
        case ast.If(test) | ast.IfExp(test) as node:
            if not _asks_memory(test):
                yield f"if {_head(test)} [always]", _setter(node, "test", ast.Constant(True))
            yield f"if {_head(test)} [never]", _setter(node, "test", ast.Constant(False))


def _of_compare(node: ast.Compare) -> Iterator[tuple[str, Edit]]:
    lefts = [node.left, *node.comparators]
    for index, op in enumerate(node.ops):
        other = COMPARISONS[type(op)]
        text = f"{_tail(lefts[index])} {SIGNS[type(op)]} {_head(lefts[index + 1])}"
        yield f"{text} [{SIGNS[type(op)]} -> {SIGNS[other]}]", _item_setter(node.ops, index, other())


def _of_number(value: int, place: _Place) -> Iterator[tuple[str, Edit]]:
    """One more and one less; another axis, another direction. What only keeps an index legal, or makes room, is not."""
    others = [value + 1, value - 1]
    if _is_room(place):
        others = [value - 1]
    if _is_call_of(place.parent, ("maximum", "minimum", "max", "min")):
        return
    if isinstance(place.parent, ast.keyword) and place.parent.arg in ("initial", "prepend"):
        return
    if isinstance(place.parent, ast.keyword) and place.parent.arg == "axis":
        others = [1 - value]
    elif isinstance(place.parent, ast.Slice) and place.parent.step is place.node:
        others = [-value]
    for other in others:
        yield f"{_head(place.parent)} [{value} -> {other}]", _putting(place, ast.Constant(other))


def _operator(node: ast.BinOp | ast.AugAssign, text: str) -> Iterator[tuple[str, Edit]]:
    other = OPERATORS[type(node.op)]
    yield f"{text} [{SIGNS[type(node.op)]} -> {SIGNS[other]}]", _setter(node, "op", other())


def _of_keyword(name: str, value: ast.expr, place: _Place) -> Iterator[tuple[str, Edit]]:
    node = place.node
    within = _head(place.parent)
    if isinstance(value, ast.Constant) and isinstance(value.value, bool):
        if name != "strict":  # of zip: only a guard, as an assertion is
            yield f"{within} [{name}={value.value} -> {not value.value}]", _setter(value, "value", not value.value)
    elif isinstance(value, ast.Constant) and value.value in ("left", "right"):
        other = "right" if value.value == "left" else "left"
        yield f"{within} [{name}={value.value} -> {other}]", _setter(value, "value", other)
    elif name == "wanted" and isinstance(value, ast.Name):
        yield f"{within} [{name} -> not {name}]", _setter(node, "value", ast.UnaryOp(ast.Not(), value))
    elif name == "apart_from":
        yield f"{within} [without {name}]", _setter(node, "value", ast.Constant(None))


def _dropped(place: _Place) -> tuple[str, Edit]:
    return f"{_head(place.node)} [left out]", lambda: place.put(ast.Pass())


def _is_room(place: _Place) -> bool:
    """The 1 of `len(..) + 1` and `int(..) + 1`: with more there is only more room."""
    parent = place.parent
    return (
        isinstance(parent, ast.BinOp)
        and isinstance(parent.op, ast.Add)
        and parent.right is place.node
        and _is_call_of(parent.left, ("len", "int"))
    )


def _asks_memory(test: ast.expr) -> bool:
    """`if key not in self._made`: making it again changes nothing but the time it takes."""
    return isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.NotIn) and "self." in _text(test)


def _is_call_of(node: ast.AST, names: Sequence[str]) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in names


def _putting(place: _Place, new: ast.expr) -> Edit:
    return lambda: place.put(new)


def _setter(node: ast.AST, field: str, value: object) -> Edit:
    return lambda: setattr(node, field, value)


def _item_setter(items: list[ast.cmpop], index: int, value: ast.cmpop) -> Edit:
    return lambda: items.__setitem__(index, value)


# ---------------------------------------------------------------- words

WIDTH = 40


def _head(node: ast.AST) -> str:
    """The beginning of some code on one line."""
    text = _text(node)
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 2]}.."


def _tail(node: ast.AST) -> str:
    text = _text(node)
    return text if len(text) <= WIDTH else f"..{text[2 - WIDTH :]}"


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())

"""Waivers out of their file: strict YAML, every problem at once, each with its place.

The same reading as that of a definition (`definitions.nodes`, `definitions.reader`), and the same codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from analyzer.calendars import parse_instant
from analyzer.definitions.grammar import ANY
from analyzer.definitions.loader import decode
from analyzer.definitions.model import Definition
from analyzer.definitions.nodes import Entry, Node, Scalar, Sequence as Listed, compose
from analyzer.definitions.reader import Reader, TooManyProblemsError
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import DefinitionError, Problem, UsageError
from analyzer.review.waiver import SCOPE, WAIVER, Waiver, Waivers

Found = dict[str, Entry]

_FIRST = "each waiver begins with `- id:`"
_SKIPPED_DAYS = 2
"""No zone ever skipped more days in a row than one; the second is there in any case."""


def read_waivers(path: str | Path, *, definition: Definition, also: Sequence[Definition] = ()) -> Waivers:
    """Read a file of waivers.

    Parameters
    ----------
    path : path
        YAML in UTF-8: a list of waivers. The manual's page on waivers tells their keys.
    definition : Definition
        Whose rules and roles they name, and in whose zone days and times without a zone are meant.
    also : sequence of Definition, optional
        Others whose rules and roles they may name, too.

    Returns
    -------
    Waivers
        In the file's order.

    Raises
    ------
    UsageError
        The file is missing or cannot be read.
    DefinitionError
        It cannot be used; with all its problems.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"the waivers {str(path)!r} cannot be read: {reason}") from None
    return parse_waivers(raw, definition=definition, also=also, path=str(path))


def parse_waivers(
    text: str | bytes, *, definition: Definition, also: Sequence[Definition] = (), path: str = "waivers.yaml"
) -> Waivers:
    """Read waivers from a text; as `read_waivers`.

    Parameters
    ----------
    text : str or bytes
        The YAML; bytes must be UTF-8.
    path : str
        The name under which problems and reports speak of it.
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", errors="surrogatepass")
    source = decode(raw, path)
    node, problems = compose(source, path)
    reading = _Reading(Reader(path, source), (definition, *also))
    waivers: tuple[Waiver, ...] = ()
    try:
        for problem in problems:
            reading.reader.add(_of_waivers(problem))
        if node is not None:
            waivers = reading.waivers(node)
    except TooManyProblemsError:
        pass
    if reading.reader.problems:
        raise DefinitionError(tuple(sorted(set(reading.reader.problems))))
    return Waivers(path, sha256(raw).hexdigest(), waivers)


def _of_waivers(problem: Problem) -> Problem:
    """The help of a problem that the reader of YAML words for definitions."""
    hints = {"a definition begins with `format: 1`": _FIRST, "one file holds one definition": "one file holds one list"}
    hint = "write it out" if problem.code == "D115" else hints.get(problem.help, problem.help)
    return replace(problem, help=hint)


class _Reading:
    """Turns nodes into waivers; what cannot be turned is noted by the reader."""

    def __init__(self, reader: Reader, definitions: Sequence[Definition]) -> None:
        self.reader = reader
        calendar = definitions[0].calendar
        self.zone = calendar.timezone if calendar else "UTC"
        self.rules = list(dict.fromkeys(rule.id for each in definitions for rule in each.rules))
        self.roles = list(dict.fromkeys(role for each in definitions for role, _ in each.roles))

    def waivers(self, node: Node) -> tuple[Waiver, ...]:
        if not isinstance(node, Listed):
            self.reader.wrong(node, "a file of waivers", f"a list: {_FIRST}")
            return ()
        found = [waiver for item in self.reader.items(node, "a file of waivers") if (waiver := self.waiver(item))]
        first: dict[str, Waiver] = {}
        for waiver in found:
            before = first.setdefault(waiver.id, waiver)
            if before is not waiver:
                hint = f"first at {before.place}; findings name the waiver by its id"
                self.reader.report(waiver.place, "D101", f"two waivers have the id {waiver.id!r}", hint)
        return tuple(found)

    def waiver(self, node: Node) -> Waiver | None:
        """Read one; None where it cannot be used, and then there are problems."""
        known = len(self.reader.problems)
        found = self.reader.mapping(node, "a waiver", WAIVER)
        name = self.text(found, "id")
        with self.reader.inside(f"waiver {name!r}" if name else "a waiver"):
            rules = self.rules_of(found)
            narrow = {key.name: self.narrow(found, key.name) for key in SCOPE}
            if found and not any(key.name in found for key in SCOPE):
                keys = ", ".join(f"`{key.name}`" for key in SCOPE)
                hint = f"one or more of {keys}; `case: any` covers every case"
                self.reader.report(node, "D103", "a waiver says whom or what it is for", hint)
            elif "rule" in found and rules == () and not any(narrow.values()) and len(self.reader.problems) == known:
                hint = "name the rules, or the cases, requisitions, candidates, roles or people"
                self.reader.report(found["rule"].value, "D109", "any rule in any case: that would waive all", hint)
            begins, ends = self.instant(found, "from"), self.instant(found, "until")
            if begins is not None and ends is not None and ends <= begins:
                hint = "a day counts to its end, an instant is not included"
                self.reader.report(found["until"].value, "D108", "`until` is not later than `from`", hint)
            texts = {key: self.text(found, key) for key in ("granted_by", "reason", "note")}
        if len(self.reader.problems) > known or begins is None or ends is None:
            return None
        return Waiver(
            id=name,
            rules=rules,
            cases=narrow["case"],
            requisitions=narrow["requisition"],
            candidates=narrow["candidate"],
            owner_roles=narrow["owner_role"],
            owners=narrow["owner"],
            begins=begins,
            ends=ends,
            begin=self.text(found, "from"),
            until=self.text(found, "until"),
            granted_by=texts["granted_by"],
            reason=texts["reason"],
            note=texts["note"],
            place=node.place,
        )

    def text(self, found: Found, key: str) -> str:
        """Read a text, as one line."""
        if key not in found:
            return ""
        return " ".join((self.reader.text(found[key].value, f"`{key}`") or "").split())

    def names(self, found: Found, key: str) -> list[Scalar]:
        """Read a text or a list of texts."""
        if key not in found:
            return []
        names = []
        for node in self.reader.one_or_more(found[key].value, f"`{key}`"):
            if not isinstance(node, Scalar):
                self.reader.wrong(node, f"an item of `{key}`", "a text")
            elif self.reader.text(node, f"`{key}`") is not None:
                names.append(node)
        return names

    def rules_of(self, found: Found) -> tuple[str, ...]:
        """Read `rule`; empty for `any`."""
        nodes = self.names(found, "rule")
        return self.declared(nodes, "rule", [*self.rules, ANY], "rules")

    def narrow(self, found: Found, key: str) -> tuple[str, ...]:
        """Read one key of the scope; empty where it does not narrow."""
        nodes = self.names(found, key)
        if key == "owner_role":
            return self.declared(nodes, "role", self.roles, "roles")
        names = tuple(dict.fromkeys(node.text.strip() for node in nodes))
        return () if key == "case" and self.only_any(nodes, key) else names

    def declared(self, nodes: Sequence[Scalar], kind: str, known: Iterable[str], plural: str) -> tuple[str, ...]:
        """Names that the definition must have; `any` stands alone."""
        known = tuple(known)
        for node in nodes:
            name = node.text.strip()
            if name not in known:
                self.reader.report(node, "D104", f"unknown {kind} {name!r}", did_you_mean(name, known, plural=plural))
        if kind == "rule" and self.only_any(nodes, "rule"):
            return ()
        return tuple(dict.fromkeys(node.text.strip() for node in nodes))

    def only_any(self, nodes: Sequence[Scalar], key: str) -> bool:
        """Whether `any` is written; beside other names it cannot be meant."""
        wide = [node for node in nodes if node.text.strip() == ANY and node.plain]
        if wide and len(nodes) > 1:
            self.reader.report(wide[0], "D109", f"`{key}: any` stands beside other names", "keep one or the other")
        return bool(wide)

    def instant(self, found: Found, key: str) -> int | None:
        """Read `from`, or `until`: of a day without a time its end."""
        text = self.text(found, key)
        if not text:
            return None
        try:
            begin = int(parse_instant(text, self.zone))
            whole_day = key == "until" and len(text) == len("2026-03-04")
            return self.day_after(text) if whole_day else begin
        except (ValueError, OverflowError) as error:
            message, _, hint = str(error).partition("; ")
            self.reader.report(found[key].value, "D118", f"`{key}`: {message}", hint)
            return None

    def day_after(self, day: str) -> int:
        """The first instant after a day on the wall clock; some zones skipped a whole day."""
        for days in range(1, _SKIPPED_DAYS):
            try:
                return int(parse_instant((date.fromisoformat(day) + timedelta(days=days)).isoformat(), self.zone))
            except ValueError:
                continue
        return int(parse_instant((date.fromisoformat(day) + timedelta(days=_SKIPPED_DAYS)).isoformat(), self.zone))

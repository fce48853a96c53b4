"""Part of an analysis: some cases, some of what was judged about them. Filters that chain; nothing is judged anew.

Which cases and activations are meant is found here; `replay.cut` takes them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from analyzer.analysis.frames import EventTexts, owners, texts_of_cases
from analyzer.analysis.hiding import activations_about, candidates_of_cases, has_role, roles_of_candidates
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import UsageError
from analyzer.events.people import Parties, parties_of
from analyzer.findings import Severity
from analyzer.replay import Replay, RuleResult
from analyzer.replay.cut import Kept, stage_of_row

Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]
Asked = str | Iterable[str] | None
"""One value or several, any of which will do; None: whatever it is."""

OF_CASES = ("case", "requisition", "candidate", "person")
OF_ACTIVATIONS = ("rule", "severity", "owner", "owner_role")
PLURALS = {"severity": "severities"}
MOST_NAMED = 5
"""Names of a filter that its sentence repeats."""
MOST_COMPARED = 20_000
"""Names among which one is looked for that was perhaps meant."""


@dataclass(frozen=True, slots=True)
class Owned:
    """Who owes or did what one rule judged: role and person of each of its rows, then of each of its plain rows."""

    role: Texts
    person: Texts


class Whole:
    """What selections of one replay are made from, each table made once."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self._owned: dict[str, Owned] = {}
        self._about: dict[str, Flags] = {}
        self._named: dict[str, tuple[Texts, NDArray[np.int64]]] = {}

    @cached_property
    def parties(self) -> Parties:
        """Who takes part in which event, those about protected topics left out: they tell nothing of anybody."""
        return parties_of(self.replay.log).among(~self.protected)

    @cached_property
    def protected(self) -> Flags:
        """Events about a protected topic."""
        return self.replay.facts.protected[self.replay.log.kind]

    @cached_property
    def own_cases(self) -> Flags:
        """Cases of which there is more than an event that proves a verdict on another."""
        return self.replay.own_cases

    @cached_property
    def stage_of_row(self) -> NDArray[np.int32]:
        """Code of the stage at the event of each row of the log's table."""
        return stage_of_row(self.replay)

    @cached_property
    def case_ids(self) -> Texts:
        """The id of each case."""
        return np.array(self.replay.log.case_ids.to_pylist(), dtype=object)

    @cached_property
    def requisitions(self) -> Texts:
        """The requisition of each case; "" where the log does not say."""
        return texts_of_cases(self.replay, "requisition_id")

    @cached_property
    def candidates(self) -> Texts:
        """The candidate of each case; "" where the log does not say."""
        return texts_of_cases(self.replay, "candidate_id")

    def owned(self, result: RuleResult) -> Owned:
        """Whose each activation of a rule is."""
        if result.rule.id not in self._owned:
            at = np.concatenate([result.rows.at, result.rows.plain]).astype(np.int64)
            role, person = owners(result.rule, at, EventTexts(self.replay, at))
            self._owned[result.rule.id] = Owned(_of_each(role, len(at)), _of_each(person, len(at)))
        return self._owned[result.rule.id]

    def cases_of(self, rows: NDArray[np.int64]) -> Flags:
        """Cases in whose events some rows of the parties stand."""
        found = np.zeros(len(self.replay.closed_at), dtype=np.bool_)
        found[self.replay.log.case[self.parties.event[rows]]] = True
        found &= self.own_cases
        return found

    def kept(self, cases: Flags, chosen: Mapping[str, Flags]) -> dict[str, Kept]:
        """The activations in some cases that are chosen, by rule; one array for its rows and plain rows together."""
        case = self.replay.log.case
        kept = {}
        for result in self.replay.results:
            if result.rule.id in chosen:
                flags, count = chosen[result.rule.id], len(result.rows.at)
                kept[result.rule.id] = Kept(
                    flags[:count] & cases[case[result.rows.at]], flags[count:] & cases[case[result.rows.plain]]
                )
        return kept

    def named(self, each: str) -> tuple[Texts, NDArray[np.int64]]:
        """Everybody in a role, or every requisition, sorted, and the number of their cases."""
        if each not in self._named:
            self._named[each] = self._requisitions_named() if each == "requisition" else self._people_named(each)
        return self._named[each]

    def _requisitions_named(self) -> tuple[Texts, NDArray[np.int64]]:
        texts = self.requisitions[self.own_cases]
        names, cases = np.unique(texts[texts != ""].astype(str), return_counts=True)
        return names.astype(object), cases.astype(np.int64)

    def _people_named(self, role: str) -> tuple[Texts, NDArray[np.int64]]:
        parties, case = self.parties, self.replay.log.case
        rows = parties.in_role(role)
        rows = rows[self.own_cases[case[parties.event[rows]]]]
        pairs = np.unique(parties.person[rows] * len(self.own_cases) + case[parties.event[rows]])
        people, cases = np.unique(pairs // max(len(self.own_cases), 1), return_counts=True)
        return np.array(parties.persons, dtype=object)[people], cases.astype(np.int64)

    @cached_property
    def candidate_roles(self) -> tuple[str, ...]:
        """Roles of the candidates: as the definition has it, else also those in which the log's candidates write."""
        return roles_of_candidates(self.replay, self.parties, self.candidates)

    @cached_property
    def candidates_of_cases(self) -> tuple[NDArray[np.int64], Texts]:
        """Cases and their candidates, pair by pair."""
        return candidates_of_cases(self.replay, self.parties, self.candidates, self.candidate_roles)

    def case_of(self, result: RuleResult) -> NDArray[np.int32]:
        """The case of each activation of a rule."""
        case: NDArray[np.int32] = self.replay.log.case[np.concatenate([result.rows.at, result.rows.plain])]
        return case

    def about_candidates(self, result: RuleResult) -> Flags:
        """Which activations of a rule are about candidates; see `hiding`."""
        if result.rule.id not in self._about:
            owned = self.owned(result)
            self._about[result.rule.id] = activations_about(
                self.replay, result, owned.role, owned.person, self.candidate_roles, self.candidates_of_cases
            )
        return self._about[result.rule.id]

    def all_of(self, result: RuleResult) -> Flags:
        """Every activation of a rule."""
        return np.ones(len(result.rows.at) + len(result.rows.plain), dtype=np.bool_)


def _of_each(text: Texts | str, count: int) -> Texts:
    return np.full(count, text, dtype=object) if isinstance(text, str) else text


def choose(whole: Whole, asked: Mapping[str, Asked]) -> tuple[Flags, dict[str, Kept]]:
    """Find the cases and the activations that some filters ask for, all of them together.

    Parameters
    ----------
    whole : Whole
    asked : mapping of str to str or several
        By `OF_CASES` and `OF_ACTIVATIONS`.

    Returns
    -------
    array of bool, shape (cases,)
    dict of str to Kept
        The activations by rule; rules that were not asked for are left out.

    Raises
    ------
    UsageError
        A name that neither log nor definition has.
    """
    wanted = {name: as_names(value) for name, value in asked.items() if value is not None}
    cases = whole.own_cases.copy()
    for name, values in wanted.items():
        if name in OF_CASES:
            cases &= _cases(whole, name, values)
    rules = _rules(whole, wanted)
    chosen = {result.rule.id: _activations(whole, result, wanted) for result in rules}
    return cases, whole.kept(cases, chosen)


def said(asked: Mapping[str, Asked]) -> str:
    """Say what some filters ask for.

    Examples
    --------
    >>> said({"requisition": "req-015", "severity": ("high", "medium")})
    'those of requisition req-015; of what was judged, severity high or medium'
    >>> said({"rule": "contact"})
    'every one; of what was judged, rule contact'
    """

    def listed(names: Sequence[str]) -> str:
        found = [(name, as_names(asked[name])) for name in names if asked.get(name) is not None]
        return ", ".join(f"{name.replace('_', ' ')} {_one_of(values)}" for name, values in found)

    cases, judged = listed(OF_CASES), listed(OF_ACTIVATIONS)
    return (f"those of {cases}" if cases else "every one") + (f"; of what was judged, {judged}" if judged else "")


def _one_of(names: Sequence[str]) -> str:
    """Name the first few; of a long list also a mark, so that another list does not read alike.

    Examples
    --------
    >>> _one_of(["a", "b"]), _one_of([])
    ('a or b', 'none')
    >>> _one_of(list("abcdefgh"))
    'a or b or c or d or e or one of 3 others (list 9a5864bc)'
    """
    if len(names) <= MOST_NAMED:
        return " or ".join(names) or "none"
    mark = blake2b("\x1f".join(names).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{' or '.join(names[:MOST_NAMED])} or one of {len(names) - MOST_NAMED:,} others (list {mark})"


def as_names(value: Asked) -> tuple[str, ...]:
    """The names that a filter asks for."""
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value or ())


def _cases(whole: Whole, name: str, values: Sequence[str]) -> Flags:
    if name == "person":
        for value in values:
            _insist("person", value, whole.parties.persons)
        rows = [whole.parties.of(value) for value in values]
        return whole.cases_of(np.concatenate([np.zeros(0, dtype=np.int64), *rows]))
    texts = {"case": whole.case_ids, "requisition": whole.requisitions, "candidate": whole.candidates}[name]
    for value in values:
        if not (texts == value).any():
            _insist(name, value, sorted(set(texts) - {""}))
    return np.isin(texts, list(values))


def _rules(whole: Whole, wanted: Mapping[str, Sequence[str]]) -> list[RuleResult]:
    results = list(whole.replay.results)
    for value in wanted.get("rule", ()):
        _insist("rule", value, [result.rule.id for result in results])
    for value in wanted.get("severity", ()):
        _insist("severity", value, [severity.value for severity in Severity])
    if "rule" in wanted:
        results = [result for result in results if result.rule.id in wanted["rule"]]
    if "severity" in wanted:
        results = [result for result in results if result.rule.severity.value in wanted["severity"]]
    return results


def _activations(whole: Whole, result: RuleResult, wanted: Mapping[str, Sequence[str]]) -> Flags:
    flags = whole.all_of(result)
    if "owner" in wanted:
        for value in wanted["owner"]:
            _insist("person", value, whole.parties.persons)
        flags &= np.isin(whole.owned(result).person, list(wanted["owner"]))
    if "owner_role" in wanted:
        for value in wanted["owner_role"]:
            known = sorted({*dict(whole.replay.facts.definition.roles), *whole.parties.roles})
            _insist("role", value, known)
        flags &= has_role(whole.owned(result).role, wanted["owner_role"])
    return flags


def _insist(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        hint = did_you_mean(name, known[:MOST_COMPARED], plural=PLURALS.get(what, f"{what}s"))
        raise UsageError(f"there is no {what} '{name}' here{f'; {hint}' if hint else ''}")

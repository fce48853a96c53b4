"""Which applications a candidate had at an instant: open ones, else those that had ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.importing.directory import Directory, Individual
from analyzer.importing.records import Application


@dataclass(frozen=True, slots=True)
class Cases:
    """All applications, by id and by candidate; made by `build_cases`."""

    by_id: dict[str, Application]
    _candidate_of: dict[str, Individual]
    _of_candidate: dict[str, tuple[Application, ...]]

    def candidate_of(self, application: Application) -> Individual | None:
        """Whose application it is; None where its candidate may be several persons."""
        return self._candidate_of.get(application.id)

    def of(self, individual: Individual) -> tuple[Application, ...]:
        """All applications of a person, in order of their ids."""
        return self._of_candidate.get(individual.id, ())

    def has(self, individual: str) -> bool:
        """Whether the person of an id is a candidate."""
        return individual in self._of_candidate

    def at(self, individual: Individual, time: int) -> tuple[Application, ...]:
        """Find the applications that something written at an instant may be about.

        Parameters
        ----------
        individual : Individual
            The candidate.
        time : int
            UTC microseconds.

        Returns
        -------
        tuple of Application
            Those open at that instant; if there is none, those that had ended by then (a rejected candidate still
            writes about the one he was rejected for). Empty: he had not applied yet.
        """
        known = self.of(individual)
        begun = [each for each in known if each.opened is None or each.opened <= time]
        still = [each for each in begun if each.closed is None or time < each.closed]
        return tuple(still or begun)


def build_cases(applications: Iterable[Application], directory: Directory) -> Cases:
    """Index applications.

    Parameters
    ----------
    applications : iterable of Application
        Of one id that two exports have, the one that says more (its end, then its beginning) is kept.
    directory : Directory
        Finds the candidates.

    Returns
    -------
    Cases
    """
    by_id: dict[str, Application] = {}
    for each in sorted(applications, key=_says_more):
        by_id[each.id] = each
    by_id = dict(sorted(by_id.items()))
    candidate_of: dict[str, Individual] = {}
    of_candidate: dict[str, list[Application]] = defaultdict(list)
    for each in by_id.values():
        individual = directory.find(each.candidate).individual
        if individual is not None:
            candidate_of[each.id] = individual
            of_candidate[individual.id].append(each)
    return Cases(by_id, candidate_of, {key: tuple(found) for key, found in of_candidate.items()})


def _says_more(each: Application) -> tuple[bool, int, bool, int, str]:
    return (
        each.closed is not None,
        each.closed or 0,
        each.opened is not None,
        -(each.opened or 0),
        each.candidate.value,
    )

"""Who takes part: ids of applications, candidates, requisitions and staff, drawn but never named.

An id is made of a role and a number. Nothing here knows what the people do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.simulate.draws import Draws, Purpose

_PER_REQUISITION = 25  # applications
_PER_RECRUITER = 6  # requisitions
_PER_COORDINATOR = 14
_PER_MANAGER = 2
_REAPPLY = 0.04
_REAPPLY_WITHIN = 40  # applications


def _numbered(prefix: str, numbers: NDArray[np.int64], width: int) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width=width, padding="0")
    return pc.binary_join_element_wise(prefix, digits, "")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in some applications.

    Attributes
    ----------
    cases, candidates, requisitions : pyarrow string array, length k
        One id an application.
    persons : pyarrow string array
        Ids of all people, each party of `scripts.PARTIES` after the other.
    places : array of int64, shape (k, 7)
        Where in `persons` the party of an application stands.
    """

    cases: pa.Array
    candidates: pa.Array
    requisitions: pa.Array
    persons: pa.Array
    places: NDArray[np.int64]


def cast(draws: Draws, numbers: NDArray[np.int64], *, applications: int) -> Cast:
    """Find who takes part in the applications `numbers` out of `applications` in all."""
    openings = max(1, applications // _PER_REQUISITION)
    requisition = draws.below(openings, numbers, purpose=Purpose.REQUISITION)
    width = max(4, len(str(applications)))
    candidates = _numbered("cand-", _candidates(draws, numbers), width)
    managers = max(1, openings // _PER_MANAGER)
    manager = requisition % managers
    parties = (
        ("recruiter", requisition % max(1, openings // _PER_RECRUITER)),
        ("coordinator", requisition % max(1, openings // _PER_COORDINATOR)),
        ("manager", manager),
        ("interviewer", manager * 3 + requisition % 2),
        ("interviewer", manager * 3 + 2),
        ("employee", draws.below(5 * openings, numbers, purpose=Purpose.REFERRER)),
    )
    texts = [_numbered(f"{name}-", 1 + number, 2) for name, number in parties]
    count = len(numbers)
    return Cast(
        cases=_numbered("APP-", numbers, width),
        candidates=candidates,
        requisitions=_numbered("req-", 1 + requisition, 3),
        persons=pa.concat_arrays([candidates, *texts]),
        places=np.arange(count)[:, None] + count * np.arange(1 + len(parties)),
    )


def _candidates(draws: Draws, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the candidates as the applications, but let a few apply a second time."""
    back = 1 + draws.below(_REAPPLY_WITHIN, numbers, 1, purpose=Purpose.CANDIDATE)
    again = draws.shares(numbers, purpose=Purpose.CANDIDATE) < _REAPPLY
    return np.where(again & (numbers > back), numbers - back, numbers)

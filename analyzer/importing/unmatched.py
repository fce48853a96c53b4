"""What a person declared that fits nothing in the exports: most often a slip of the pen, and never passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.importing.addresses import party_of
from analyzer.importing.cases import Cases
from analyzer.importing.directory import Directory
from analyzer.importing.records import Requisition
from analyzer.importing.settings import Settings


def unmatched(
    settings: Settings, directory: Directory, cases: Cases, requisitions: Collection[Requisition]
) -> tuple[str, ...]:
    """Say which entries of the settings name somebody or something that no export has.

    Parameters
    ----------
    settings : Settings
        As declared.
    directory, cases, requisitions
        Whom and what the exports tell of.

    Returns
    -------
    tuple of str
        A sentence each, in the order of the settings.
    """
    openings = {name for each in requisitions for name in (each.id, each.label)}
    openings |= {each.requisition for each in cases.by_id.values() if each.requisition}
    return (
        *_of_team(settings, directory, cases, openings),
        *(
            f"delegates: {each.principal} is in no export"
            for each in settings.delegates
            if directory.find(party_of(each.principal)).individual is None
        ),
        *(
            f"applications: no export has an application {application}"
            for _, application in settings.applications
            if application not in cases.by_id
        ),
    )


def _of_team(settings: Settings, directory: Directory, cases: Cases, openings: Collection[str]) -> Iterator[str]:
    for each in settings.team:
        if directory.find(party_of(each.person)).individual is None:
            yield f"team: {each.person} is in no export"
        elif each.application is not None and each.application not in cases.by_id:
            yield f"team: no export has an application {each.application}"
        elif each.requisition is not None and each.requisition not in openings:
            yield f"team: no export has a requisition {each.requisition}"


def unmatched_labels(labelled: Collection[str], events: Collection[str]) -> tuple[str, ...]:
    """Say how many labels are of messages that the log does not have."""
    lost = sorted(set(labelled) - set(events))
    if not lost:
        return ()
    messages = "1 message is" if len(lost) == 1 else f"{len(lost):,} messages are"
    return (f"labels: {messages} not in the log, the first is {lost[0]!r}",)

"""Settings that come to nothing: they name somebody or something that no export has. A slip of the pen looks like that.

Told, and no error: one settings file may serve exports of several months.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from analyzer.importing.addresses import party_of
from analyzer.importing.cases import Cases
from analyzer.importing.directory import Directory
from analyzer.importing.records import Requisition
from analyzer.importing.settings import Settings


def idle_settings(
    settings: Settings,
    directory: Directory,
    cases: Cases,
    requisitions: Iterable[Requisition],
    message_ids: Collection[str],
) -> tuple[str, ...]:
    """Find the entries of settings that come to nothing.

    Parameters
    ----------
    settings : Settings
        Whose `applications`, `team` and `delegates` are looked at.
    directory, cases, requisitions
        What the exports have.
    message_ids : collection of str
        Of all messages that were kept.

    Returns
    -------
    tuple of str
        A sentence for each, in the order of the settings.
    """
    places = {name for each in requisitions for name in (each.id, each.label)}
    return (
        *_applications(settings, cases, message_ids),
        *_team(settings, directory, cases, places),
        *_delegates(settings, directory),
    )


def _applications(settings: Settings, cases: Cases, message_ids: Collection[str]) -> Iterator[str]:
    for message, application in settings.applications:
        if application not in cases.by_id:
            yield f"`applications`: no export has the application {application!r}"
        elif message not in message_ids:
            yield f"`applications`: no message that concerns a candidate has the id {message!r}"


def _team(settings: Settings, directory: Directory, cases: Cases, places: set[str]) -> Iterator[str]:
    for each in settings.team:
        if directory.find(party_of(each.person)).individual is None:
            yield f"`team`: {each.person} is no person of the exports, nor of `people`"
        if each.requisition is not None and each.requisition not in places:
            yield f"`team`: no export has the requisition {each.requisition!r}"
        if each.application is not None and each.application not in cases.by_id:
            yield f"`team`: no export has the application {each.application!r}"


def _delegates(settings: Settings, directory: Directory) -> Iterator[str]:
    for each in settings.delegates:
        if directory.find(party_of(each.principal)).individual is None:
            yield f"`delegates`: {each.principal} is no person of the exports, nor of `people`"


def idle_labels(labelled: Collection[str], events: Collection[str]) -> tuple[str, ...]:
    """Say how many labels are of messages that the log does not have."""
    lost = sorted(set(labelled) - set(events))
    if not lost:
        return ()
    messages = "1 message is" if len(lost) == 1 else f"{len(lost):,} messages are"
    return (f"`--labels`: {messages} not in the log, the first is {lost[0]!r}",)

"""To whom a message goes where roles are unknown: cc counts only where `to` names nobody but the sender's own role."""

from __future__ import annotations

import pytest

from tests.replay.small import replayed, rule


def goes(message: str, to: str) -> str:
    """Whether a message goes to a role: violated if it does, undecided if it may, else nothing."""
    line = f"2026-03-02 10:00 | {message.replace(' copied', ' | thanks | copied')}"
    return replayed(rule(forbid=f"{{to: {to}}}"), a=line).verdicts("it").get("a1", "")


@pytest.mark.parametrize(
    ("message", "to", "expected"),
    [
        pytest.param("? -> - copied recruiter", "recruiter", "violated", id="nobody but those in cc"),
        pytest.param("? -> - copied recruiter", "coordinator", "", id="nobody but those in cc, of whom it is none"),
        pytest.param("? -> candidate copied recruiter", "recruiter", "undecided", id="cc, if the sender is the one"),
        pytest.param("? -> candidate copied recruiter", "candidate", "undecided", id="the one, if not the sender"),
        pytest.param("? -> candidate | thanks", "candidate", "violated", id="nobody is in cc"),
        pytest.param("? -> candidate, coordinator copied recruiter", "recruiter", "", id="of two one is another"),
        pytest.param("? -> candidate, coordinator copied recruiter", "candidate", "violated", id="one of two"),
    ],
)
def test_where_the_sender_is_unknown(message, to, expected):
    assert goes(message, to) == expected


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        pytest.param("recruiter", "undecided", id="who may be the unknown one"),
        pytest.param("candidate", "", id="the sender: if that is the unknown one, cc counts in its place"),
        pytest.param("[candidate, recruiter]", "undecided", id="the sender or another, who may be the unknown one"),
        pytest.param("coordinator", "undecided", id="who is in cc"),
    ],
)
def test_where_the_only_recipient_is_unknown_and_somebody_is_in_cc(to, expected):
    assert goes("candidate -> ? copied coordinator", to) == expected

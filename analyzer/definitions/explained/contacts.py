"""Remarks on contacts: whether the gatekeeper stands between, and whether contacts and rules agree."""

from __future__ import annotations

from analyzer.definitions.explained.code import Code

_THROUGH = "contacts:\n  - {between: [candidate, recruiter]}\n  - {between: [recruiter, hiring_manager]}\n"
"""The way that guarded topics are meant to take."""

_ROUND = "  - {from: candidate, to: coordinator%s}\n  - {from: coordinator, to: hiring_manager}\n"

_WATCH = (
    "rules:\n  leak:\n    route: {from: candidate, to: hiring_manager, about: guarded, through: recruiter, "
    "within: 3 days}\n"
)

CONTACTS: tuple[Code, ...] = (
    Code(
        "D201",
        "A way round the gatekeeper",
        "The contacts permit a guarded topic to pass without the gatekeeper. The shortest way is told, with the "
        "lines of its contacts and what limits them (a stage, a channel); contacts that need the gatekeeper in copy "
        "are no way round. A way that no rule watches is told before one that some rule does. The help says which "
        "roles every way round passes, and without which line none is left.",
        "warning",
        _THROUGH + _ROUND % "",
        _THROUGH + _ROUND % ", only_about: times",
    ),
    Code(
        "D209",
        "A guarded topic may ride along",
        "A contact with `about:` permits a message as soon as one of its topics is listed; its other topics come "
        "along, a guarded one too. `only_about:` permits listed topics only.",
        "warning",
        _THROUGH + _ROUND % ", about: times",
        _THROUGH + _ROUND % ", only_about: times",
    ),
    Code(
        "D210",
        "Guarded, but by nobody",
        "There are guarded topics and no gatekeeper whom they should pass.",
        "warning",
        "# gatekeeper: recruiter\n",
        "gatekeeper: recruiter\n",
    ),
    Code(
        "D205",
        "Guarded, but by no rule",
        "No `forbid` or `route` mentions the guarded topic, so that nothing is found where it goes astray (but for "
        "the rule `contact`).",
        "warning",
        "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: terms}}\n",
        "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: guarded}}\n",
    ),
    Code(
        "D211",
        "A way round that a rule watches",
        "As D201 or D209, but a rule judges such messages (`forbid`) or the chain of them (`route`): it is found "
        "when it happens. Nothing need be done.",
        "note",
        _THROUGH + _ROUND % "" + _WATCH,
        _THROUGH + _ROUND % ", only_about: times" + _WATCH,
    ),
    Code(
        "D212",
        "Permitted and forbidden",
        "A contact permits what a `forbid` without excuses always forbids: whoever reads the contacts is led astray.",
        "warning",
        "contacts:\n  - {from: candidate, to: hiring_manager, only_about: [terms, thanks]}\n"
        "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: terms}}\n",
        "contacts:\n  - {from: candidate, to: hiring_manager, only_about: thanks}\n"
        "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: terms}}\n",
    ),
    Code(
        "D213",
        "No way to the gatekeeper",
        "A guarded topic must pass the gatekeeper, and no contacts lead there, or on from there: the allowed way is "
        "missing.",
        "note",
        _THROUGH.replace("candidate, recruiter]", "candidate, recruiter], only_about: thanks"),
        _THROUGH,
    ),
    Code(
        "D214",
        "Found twice",
        "What the rule forbids, its excuses aside, no contact permits anyway: each such message is also a finding "
        "of the rule `contact`. The two are one incident, and the rule may still be wanted for its severity and "
        "words.",
        "note",
        _THROUGH + "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: news}}\n",
        _THROUGH + "  - {from: candidate, to: hiring_manager}\n"
        "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: news}}\n",
    ),
    Code(
        "D215",
        "Required, but not permitted",
        "A rule requires a message that no contact permits: whoever keeps the one departs from the other.",
        "warning",
        "contacts:\n  - {between: [candidate, recruiter]}\n"
        "rules:\n  r:\n    require: {from: hiring_manager, to: recruiter}\n    after: {activity: interview}\n"
        "    within: 2 days\n",
        _THROUGH
        + "rules:\n  r:\n    require: {from: hiring_manager, to: recruiter}\n    after: {activity: interview}\n"
        "    within: 2 days\n",
    ),
    Code(
        "D216",
        "Contact that permits nothing",
        "Its conditions exclude each other, it joins a role to itself (messages within a role are not judged), or "
        "it is for closed cases or protected topics only, which are not judged either.",
        "warning",
        "contacts:\n  - {between: [candidate, recruiter], about: news, only_about: thanks}\n",
        "contacts:\n  - {between: [candidate, recruiter], only_about: [news, thanks]}\n",
    ),
    Code(
        "D217",
        "Contact that adds nothing",
        "Other contacts permit all that this one permits. Often a narrower line was meant to replace a wider one "
        "that still stands.",
        "note",
        "contacts:\n  - {between: [candidate, coordinator]}\n"
        "  - {from: candidate, to: coordinator, only_about: times}\n",
        "contacts:\n  - {from: candidate, to: coordinator, only_about: times}\n",
    ),
)

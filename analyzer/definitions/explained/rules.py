"""Remarks on rules and excuses that cannot work, or not as they read."""

from __future__ import annotations

from analyzer.definitions.explained.code import Code

_ASKS = "{from: candidate, to: hiring_manager, about: news}"


def _forbid(rest: str) -> str:
    return f"rules:\n  r:\n    forbid: {_ASKS}\n    {rest}\n"


RULES: tuple[Code, ...] = (
    Code(
        "D206",
        "Excuse that never holds",
        "The excuse contradicts the event that the rule judges, or looks for an event that cannot be.",
        "warning",
        _forbid("unless: {by-recruiter: {from: recruiter}}"),
        _forbid("unless: {in-copy: {copied: recruiter}}"),
    ),
    Code(
        "D207",
        "Excuse that always holds",
        "Every event that the rule judges meets the excuse, or one of the excuses together: the rule can find nothing.",
        "error",
        _forbid("unless: {asked: {from: candidate}}"),
        _forbid("unless: {asked: {from: candidate, copied: recruiter}}"),
    ),
    Code(
        "D208",
        "Rule that never applies",
        "No event can be judged by the rule: its tests, or its conditions, exclude each other; it asks for a stage "
        "that closes the case (a closed case is judged by rules with `while: closed` only), for protected topics "
        "only, or for a way that is none. It would look kept for ever.",
        "error",
        "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, stage: hired}}\n",
        "rules:\n  r: {forbid: {from: candidate, to: hiring_manager, stage: interview}}\n",
    ),
    Code(
        "D218",
        "Rule that is never kept",
        "Nothing can be what the rule requires, or whatever is needs another one before it. Every activation would "
        "be a finding.",
        "error",
        "rules:\n  r: {require: {from: recruiter}, before: {from: [recruiter, coordinator]}}\n",
        "rules:\n  r: {require: {from: recruiter}, before: {from: coordinator}}\n",
    ),
    Code(
        "D219",
        "Limit of nothing",
        "`at_most: 0` allows none at all, which `forbid` says more plainly.",
        "note",
        f"rules:\n  r: {{limit: {_ASKS}, at_most: 0}}\n",
        f"rules:\n  r: {{forbid: {_ASKS}}}\n",
    ),
    Code(
        "D220",
        "Stages in the wrong order",
        "The rule looks for one event before another, and by the transitions listed the stage of the first cannot "
        "lead to the stage of the second.",
        "warning",
        "rules:\n  r: {require: {from: recruiter, stage: interview}, before: {from: candidate, stage: applied}}\n",
        "rules:\n  r: {require: {from: recruiter, stage: applied}, before: {from: candidate, stage: interview}}\n",
    ),
    Code(
        "D221",
        "Condition that always holds",
        "A condition of `when` says no more than the event that the rule judges.",
        "note",
        _forbid("when: {asked: {about: news}}"),
        _forbid("when: {in-interview: {stage: interview}}"),
    ),
    Code(
        "D222",
        "Excuse behind another",
        "The first excuse that surely holds is named. Wherever this one holds, one listed before it holds too, so "
        "that it is never named.",
        "note",
        _forbid("unless: {in-copy: {copied: recruiter}, told: {copied: recruiter, about: thanks}}"),
        _forbid("unless: {told: {copied: recruiter, about: thanks}, in-copy: {copied: recruiter}}"),
    ),
    Code(
        "D223",
        "Repair that cannot come",
        "The tests of `settled_by` exclude each other: no finding is ever settled.",
        "warning",
        _forbid("settled_by: {from: recruiter, about: news, only_about: thanks}\n    settled_within: 2 days"),
        _forbid("settled_by: {from: recruiter, about: news}\n    settled_within: 2 days"),
    ),
    Code(
        "D237",
        "Protected, and judged by",
        "A rule picks what it judges by a protected topic, or a topic is both guarded and protected. Messages about "
        "a protected topic activate no rule.",
        "warning",
        "protected: [terms]\nrules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: [news, terms]}}\n",
        "protected: [terms]\nrules:\n  r: {forbid: {from: candidate, to: hiring_manager, about: news}}\n",
    ),
    Code(
        "D240",
        "Word without effect",
        "`on_close` says what becomes of an open answer when a case closes, and no stage closes one.",
        "note",
        "stages: [applied, interview]\nrules:\n  r:\n    require: {from: recruiter}\n    after: {from: candidate}\n"
        "    within: 2 days\n    on_close: cancel\n",
        "rules:\n  r:\n    require: {from: recruiter}\n    after: {from: candidate}\n    within: 2 days\n"
        "    on_close: cancel\n",
    ),
)

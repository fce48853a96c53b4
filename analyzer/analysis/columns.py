"""The columns of every table that an analysis gives out: name, kind, meaning. Tables and manual are made from these."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """One documented column."""

    name: str
    kind: str
    meaning: str


ACTIVATIONS: tuple[Column, ...] = (
    Column("rule", "text", "id of the rule in the definition"),
    Column("title", "text", "the rule's title"),
    Column("verb", "text", "what kind of rule it is"),
    Column("severity", "text", "low, medium or high, as the definition says"),
    Column("verdict", "text", "satisfied, violated, settled, excused, waived, pending, cancelled or undecided"),
    Column("case_id", "text", "the application"),
    Column("requisition_id", "text", "its requisition; empty where the log does not say"),
    Column("candidate_id", "text", "its candidate; empty where the log does not say"),
    Column("event_id", "text", "the activating event"),
    Column("timestamp", "instant, UTC", "when it happened"),
    Column("excuse", "text", "name of the excuse that holds; empty"),
    Column("reasons", "text", "why the verdict is undecided, separated by '; '; empty"),
    Column("due", "instant, UTC", "the earliest moment at which the limit had run out; empty where there is none"),
    Column("slack_seconds", "seconds", "time left, or (negative) lacking, on the rule's clock"),
    Column("clock", "text", "elapsed, business hours or business days; empty where nothing is timed"),
    Column("answer_event_id", "text", "the event that answers, in time or late; empty"),
    Column("answered_at", "instant, UTC", "when it came"),
    Column("owner_role", "text", "the role that acted, or that owes the answer"),
    Column("owner", "text", "that person, where the log names exactly one; empty"),
    Column("incident", "text", "case and activating event: findings that share it are one incident"),
)

FINDINGS: tuple[Column, ...] = (
    Column("finding_id", "text", "12 hexadecimal digits, the same in every run on the same event and rule"),
    *ACTIVATIONS,
    Column("open", "true/false", "the verdict is violated: a question to be put to somebody"),
    Column("past_recruiter", "true/false", "it is about a candidate's way past the recruiter (claims.md says which)"),
    Column("sender_role", "text", "role of the activating event's sender"),
    Column("sender", "text", "that person"),
    Column("recipient_roles", "text", "roles it went to, separated by ';'"),
    Column("copied_roles", "text", "roles in copy, separated by ';'"),
    Column("channel", "text", "by which way"),
    Column("topics", "text", "what it was about, separated by ';'"),
    Column("stage", "text", "the case's stage at that moment; empty where it is unknown"),
    Column("subject", "text", "subject line, where the log has one"),
    Column("witness", "text", "the fewest events that prove the verdict, separated by '; '"),
    Column("searched_from", "instant, UTC", "an absence was looked for from here"),
    Column("searched_until", "instant, UTC", "to here"),
    Column("may_still_settle", "true/false", "the time for a repair is still running"),
    Column("settled_at", "instant, UTC", "when a repair came"),
    Column("waiver", "text", "id of the waiver that covers it; empty unless the verdict is waived"),
    Column("waived_by", "text", "who granted that waiver; empty"),
    Column("waived_until", "text", "until when it is in force, as its file has it; empty"),
    Column("waived_why", "text", "the reason that its file gives; empty"),
    Column("rule_place", "text", "file and line of the rule"),
    Column("excuses_tried", "text", "each excuse that did not hold, and by how much it failed"),
    Column("instead", "text", "what would have been the allowed way"),
)

LISTING: tuple[Column, ...] = (
    Column("when", "instant, in the definition's zone", "when it happened"),
    Column("case_id", "text", "the application"),
    Column("title", "text", "the rule's title"),
    Column("severity", "text", "low, medium or high, as the definition says"),
    Column("verdict", "text", "violated, settled, excused, waived or undecided"),
    Column("from", "text", "role of the sender"),
    Column("to", "text", "roles it went to, separated by ', '"),
    Column("about", "text", "what it was about, separated by ', '"),
    Column("owner", "text", "the person who acted or owes the answer; else the role"),
    Column("note", "text", "the excuse that holds, or why it is undecided; empty"),
    Column("finding_id", "text", "to find it again in `findings` and in every report"),
)

CASES: tuple[Column, ...] = (
    Column("case_id", "text", "the application"),
    Column("requisition_id", "text", "its requisition; empty where the log does not say"),
    Column("candidate_id", "text", "its candidate; empty where the log does not say"),
    Column("first_event", "instant, UTC", "first event seen"),
    Column("last_event", "instant, UTC", "last event before the horizon"),
    Column("events", "count", "events seen"),
    Column("messages", "count", "messages among them"),
    Column("stage", "text", "last stage; empty where it is unknown"),
    Column("closed", "true/false", "a closing stage was entered"),
    Column("closed_at", "instant, UTC", "when"),
    Column("older_than_log", "true/false", "the case began before the log did"),
    Column("verdict", "text", "the gravest of its activations: violated, undecided, pending, kept, not-applicable"),
    Column("open_findings", "count", "findings whose verdict is violated"),
    Column("findings", "count", "all findings, excused, settled and undecided ones included"),
)

EXERCISED: tuple[Column, ...] = (
    Column("kind", "text", "contact (one row a direction), excuse, rule, role, topic, stage or channel"),
    Column("name", "text", "its name; of a contact, whom it joins and on what terms"),
    Column("place", "text", "file, line and column in the definition"),
    Column("count", "count", "messages permitted, times held, activations, or events with the name; 0: never"),
    Column("tried", "count", "of an excuse, the activations not kept of the rules that name it; otherwise 0"),
)

UNMENTIONED: tuple[Column, ...] = (
    Column("sender_role", "text", "role of the sender"),
    Column("recipient_role", "text", "role of a recipient"),
    Column("topic", "text", "a topic that no contact from the one to the other lists; empty where none joins them"),
    Column("messages", "count", "messages, those in closed cases and about protected topics left out"),
)

UNDECLARED: tuple[Column, ...] = (
    Column("kind", "text", "role, topic, stage or channel"),
    Column("name", "text", "as the log has it"),
    Column("events", "count", "events with it"),
    Column("did_you_mean", "text", "the declared name that is most like it; empty where none is"),
)

EVENTS: tuple[Column, ...] = (
    Column("case_id", "text", "the application"),
    Column("event_id", "text", "the event"),
    Column("timestamp", "instant, UTC", "when it happened"),
    Column("activity", "text", "message, stage, interview, ..."),
    Column("sender_role", "text", "role of the sender"),
    Column("sender", "text", "the sender"),
    Column("recipient_roles", "text", "roles it went to, separated by ';'"),
    Column("recipients", "text", "persons it went to"),
    Column("copied_roles", "text", "roles in copy, separated by ';'"),
    Column("channel", "text", "by which way"),
    Column("topics", "text", "what it was about, separated by ';'"),
    Column("stage", "text", "the case's stage at that moment; empty where it is unknown"),
    Column("thread_id", "text", "its thread; empty"),
    Column("subject", "text", "subject line, where the log has one"),
)
"""Events about protected topics are left out of this table."""

_SIDES = (("before", "under the old definition"), ("after", "under the new one"))

CHANGES: tuple[Column, ...] = (
    Column("rule", "text", "id of the rule"),
    Column("title", "text", "the rule's title, the new definition's where it has the rule"),
    Column(
        "change",
        "text",
        "appears (was no finding), vanishes (is none any more), verdict (a finding with another verdict), grounds (the "
        "same verdict, another excuse or reason), quiet (neither is a finding), rule added, rule removed",
    ),
    Column("case_id", "text", "the application"),
    Column("requisition_id", "text", "its requisition; empty where the log does not say"),
    Column("candidate_id", "text", "its candidate; empty where the log does not say"),
    Column("event_id", "text", "the activating event"),
    Column("timestamp", "instant, UTC", "when it happened"),
    *(
        column
        for side, where in _SIDES
        for column in (
            Column(f"verdict_{side}", "text", f"the verdict {where}; empty where the rule judged nothing there"),
            Column(f"excuse_{side}", "text", f"name of the excuse that holds {where}; empty"),
            Column(f"reasons_{side}", "text", f"why it is undecided {where}, separated by '; '; empty"),
            Column(f"severity_{side}", "text", f"the rule's severity {where}; empty where it has no such rule"),
            Column(f"rule_place_{side}", "text", f"file and line of the rule {where}; empty where it has none"),
        )
    ),
    Column("activity", "text", "message, stage, interview, ..."),
    Column("sender_role", "text", "role of the activating event's sender"),
    Column("recipient_roles", "text", "roles it went to, separated by ';'"),
    Column("copied_roles", "text", "roles in copy, separated by ';'"),
    Column("channel", "text", "by which way"),
    Column("topics", "text", "what it was about, separated by ';'"),
)

BY_RULE: tuple[Column, ...] = (
    Column("rule", "text", "id of the rule"),
    Column("title", "text", "the rule's title, the new definition's where it has the rule"),
    Column("only_in", "text", "before or after, where only one of the definitions has the rule; empty"),
    *(
        column
        for side, where in _SIDES
        for column in (
            Column(f"severity_{side}", "text", f"its severity {where}; empty where it has no such rule"),
            Column(f"rule_place_{side}", "text", f"file and line of the rule {where}; empty where it has none"),
            Column(f"activations_{side}", "count", f"what it judged {where}"),
            Column(f"findings_{side}", "count", f"its findings {where}"),
            Column(f"open_{side}", "count", f"those of them that are open (violated) {where}"),
        )
    ),
    Column("appear", "count", "activations that were no finding and are one"),
    Column("vanish", "count", "activations that were a finding and are none"),
    Column("other_verdict", "count", "findings with another verdict"),
    Column("other_grounds", "count", "findings with the same verdict, for another excuse or reason"),
    Column("quiet", "count", "other changes: kept, not yet due, cancelled or not judged, before as well as after"),
)
"""Of a rule that only one definition has, the last five are 0: nothing of it changed."""

STAYS: tuple[Column, ...] = (
    Column("case_id", "text", "the application"),
    Column("stage", "text", "the stage it was in"),
    Column("entered", "instant, UTC", "from when"),
    Column("left", "instant, UTC", "until when; empty where it is still there, or where the stage became unknown"),
    Column("seen_until", "instant, UTC", "when it left, was last known to be there, or the horizon"),
    Column("entry_seen", "true/false", "`entered` is when it came; else it was there already: `entered` is too late"),
)

WAIVERS: tuple[Column, ...] = (
    Column("waiver", "text", "its id"),
    Column("rules", "text", "the rules that it is for, separated by ', '; or any"),
    Column("scope", "text", "whom or what it is for, as its file has it"),
    Column("begins", "instant, UTC", "from when it is in force"),
    Column("ends", "instant, UTC", "from when it is in force no longer"),
    Column("from", "text", "its first day, or the instant at which it begins, as its file has it"),
    Column("until", "text", "its last day, or the instant at which it ends, as its file has it"),
    Column("granted_by", "text", "who granted it"),
    Column("reason", "text", "why"),
    Column("note", "text", "what else its file says of it; empty"),
    Column("state", "text", "at the horizon: not begun, in force, ending soon (within 14 days) or ended"),
    Column("covered", "count", "findings whose verdict it makes waived"),
    Column("shared", "count", "findings that it matches and one further up in the file covers; 0 in part of a run"),
    Column("remark", "text", "what should be looked at, separated by '; '; empty"),
    Column("place", "text", "file and line"),
)

SINCE: tuple[Column, ...] = (
    Column("finding_id", "text", "the finding, as in both reports"),
    Column("change", "text", "new, reopened (a finding then, but not open), no longer open, or still open"),
    Column(
        "detail",
        "text",
        "of a new one: happened since, fell due since, rule is new, or about an earlier event (the log or the "
        "definition is another); of a reopened one the verdict then; of one no longer open the verdict now (kept for "
        "satisfied), or rule gone, case gone, event gone, not judged any more; else empty",
    ),
    Column("rule", "text", "id of the rule"),
    Column("title", "text", "the rule's title"),
    Column("severity", "text", "low, medium or high; now, or then where the finding is gone"),
    Column("verdict_before", "text", "the verdict in the earlier report; empty where it was no finding"),
    Column("verdict", "text", "the verdict now; empty where nothing is judged any more"),
    Column("case_id", "text", "the application"),
    Column("requisition_id", "text", "its requisition; empty where the log does not say"),
    Column("candidate_id", "text", "its candidate; empty where the log does not say"),
    Column("event_id", "text", "the activating event"),
    Column("timestamp", "instant, UTC", "when it happened"),
    Column("owner_role", "text", "the role that acted, or that owes the answer"),
    Column("owner", "text", "that person, where the log names exactly one; empty"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "findings": FINDINGS,
    "listing": LISTING,
    "activations": ACTIVATIONS,
    "cases": CASES,
    "exercised": EXERCISED,
    "unmentioned": UNMENTIONED,
    "undeclared": UNDECLARED,
    "events": EVENTS,
    "changes": CHANGES,
    "by rule": BY_RULE,
    "stays": STAYS,
    "waivers": WAIVERS,
    "since": SINCE,
}

"""Analyses made by hand: what reports read of an `Analysis`, without the engine.

`small()` is a handful of findings that a test can count on its fingers, with text from hostile hands; `large(n)` is as
many findings as wanted.
"""

from __future__ import annotations

from hashlib import blake2b
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer.analysis.columns import WAIVERS
from analyzer.analysis.past import PAST_RECRUITER
from analyzer.calendars import Calendar, Duration
from analyzer.events.quality import QUARANTINE_SCHEMA
from analyzer.reports.figures import Numbers

HOSTILE = (
    '=HYPERLINK("http://evil.invalid","click")',
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "\"quoted\" 'twice' & <b>bold</b>",
    "\u202egnp.exe \u05e9\u05dc\u05d5\u05dd",
    "+1-555-0100\x07\x1b[31m red",
    "L" * 5000,
)
SOURCE = "\n".join(
    [
        "format: 1",
        "process: in-house",
        "rules:",
        "  status-past-recruiter:",
        "    forbid: asks_manager",
        "    severity: high",
    ]
)
RULES = {
    "contact": ("Messages keep to the allowed contacts", "contact", "medium", 2),
    "status-past-recruiter": (
        "Candidate asks the hiring manager for status, past the recruiter",
        "forbid",
        "high",
        4,
    ),
    "answer-the-recruiter": ("Candidate answers the recruiter", "require after", "medium", 5),
    "answer-the-candidate": ("Recruiter answers a status question", "require after", "medium", 5),
    "feedback-after-interview": ("Interview feedback reaches the recruiter", "require after", "medium", 6),
}
DAY = pd.Timedelta(days=1)
START = pd.Timestamp("2026-01-05T14:00:00Z")
EVENT_COLUMNS = [
    "case_id", "event_id", "timestamp", "activity", "sender_role", "sender", "recipient_roles", "recipients",
    "copied_roles", "channel", "topics", "stage", "thread_id", "subject",
]  # fmt: skip


def definition() -> SimpleNamespace:
    rules = tuple(
        SimpleNamespace(
            id=rule_id,
            title=title,
            severity=severity,
            why="The recruiter cannot answer what it never saw.",
            instead="Ask the recruiter first.",
            text=f"{rule_id}:\n  title: {title}\n  severity: {severity}",
            verb=SimpleNamespace(within=Duration.parse("48 hours") if verb == "require after" else None),
            place=SimpleNamespace(file="process_definitions/in_house.yaml", line=line, column=3),
        )
        for rule_id, (title, verb, severity, line) in RULES.items()
    )
    roles = (("candidate", "Candidate"), ("recruiter", "Recruiter"), ("hiring_manager", "Hiring manager"))
    made = SimpleNamespace(
        path="process_definitions/in_house.yaml", process="in-house", title="In-house hiring <one> recruiter",
        version="2026.1", gatekeeper="recruiter", roles=roles, rules=rules, source=SOURCE, digest="ab" * 32,
        calendar=Calendar("America/New_York", (((540, 1020),),) * 5 + ((),) * 2),
        contacts=(), channels=("email", "phone"), topics=(SimpleNamespace(id="status_inquiry", title="Asks for news"),),
        stages=(
            SimpleNamespace(id="applied", at_most=Duration.parse("12 hours"), closes=False),
            SimpleNamespace(id="interview", at_most=None, closes=False),
            SimpleNamespace(id="offer", at_most=None, closes=False),
            SimpleNamespace(id="rejected", at_most=None, closes=True),
        ),
        preset="",
    )  # fmt: skip
    made.rule = lambda wanted: next(rule for rule in rules if rule.id == wanted)
    return made


def finding(number: int, rule: str, verdict: str, case: str, **changes: Any) -> dict[str, Any]:
    """One row of `findings`; a duty for `require after`, else a message past the recruiter."""
    title, verb, severity, line = RULES[rule]
    when = START + number * pd.Timedelta(hours=7)
    duty = verb == "require after"
    row = {
        "finding_id": f"{number:012x}", "rule": rule, "title": title, "verb": verb, "severity": severity,
        "verdict": verdict, "open": verdict == "violated",
        "past_recruiter": verb in ("contact", "forbid"),
        "case_id": case, "requisition_id": "REQ-1",
        "candidate_id": case.replace("APP", "cand"), "event_id": f"{case}-e2", "timestamp": when,
        "excuse": "manager-wrote-first" if verdict == "excused" else "",
        "reasons": "topic-unknown" if verdict == "undecided" else "",
        "due": when + 2 * DAY if duty else pd.NaT, "slack_seconds": -7200.0 if duty else np.nan,
        "clock": "business days" if duty else "", "answer_event_id": "", "answered_at": pd.NaT,
        "owner_role": {"answer-the-candidate": "recruiter", "feedback-after-interview": "hiring_manager"}.get(
            rule, "candidate"
        ),
        "owner": "recruiter-03" if rule == "answer-the-candidate" else "",
        "incident": f"{case}/{case}-e2", "witness": f"{case}-e1; {case}-e2",
        "sender_role": "candidate", "sender": "cand-0001", "recipient_roles": "hiring_manager", "copied_roles": "",
        "channel": "email", "topics": "status_inquiry", "stage": "interview", "subject": "Any news?",
        "searched_from": when if duty else pd.NaT, "searched_until": when + 2 * DAY if duty else pd.NaT,
        "may_still_settle": False, "settled_at": pd.NaT, "waiver": "", "waived_by": "", "waived_until": "",
        "waived_why": "", "rule_place": f"in_house.yaml:{line}",
        "excuses_tried": "recruiter-in-copy: the recruiter was not in copy; recruiter-silent: 1 of 2 questions, 3 of 5 "
        "business days",
        "instead": "Ask the recruiter first.",
    }  # fmt: skip
    return row | changes


def small() -> SimpleNamespace:
    """Seven findings: three open in two cases, the rest settled, excused, waived and undecided; hostile text in all."""
    rows = [
        finding(1, "status-past-recruiter", "violated", "APP-1", subject=HOSTILE[0], sender=HOSTILE[1]),
        finding(2, "contact", "violated", "APP-1", subject=HOSTILE[2], may_still_settle=True),
        finding(3, "answer-the-candidate", "violated", "APP-2", owner="recruiter-03", subject=HOSTILE[3]),
        finding(4, "status-past-recruiter", "excused", "APP-2", subject=HOSTILE[4]),
        finding(5, "contact", "settled", "APP-3", settled_at=START + 9 * DAY, subject=HOSTILE[5], sender=HOSTILE[6]),
        finding(
            6,
            "contact",
            "waived",
            "APP-3",
            waiver="spring",
            waived_by="people-office",
            waived_until="2026-06-30",
            waived_why=HOSTILE[1],
        ),
        finding(7, "feedback-after-interview", "undecided", "APP-4", owner_role="hiring_manager"),
    ]
    events = [
        (case, f"{case}-e{step}", START + (step + 3 * place) * pd.Timedelta(hours=20), *rest)
        for place, case in enumerate(["APP-1", "APP-2", "APP-3", "APP-4"])
        for step, rest in enumerate(
            [
                ("stage", "", "", "", "", "", "ats", "", "interview", "", ""),
                ("message", "candidate", "cand-0001", "recruiter", "recruiter-03", "", "email", "status_inquiry", "",
                 "t1", HOSTILE[place]),
                ("message", "candidate", "cand-0001", "hiring_manager", "hm-02", "coordinator", "email",
                 "status_inquiry; thank_you", "", "t2", "Any news?"),
                ("interview", "hiring_manager", "hm-02", "", "", "", "meeting", "", "", "", ""),
            ]
        )
    ]  # fmt: skip
    return assembled(pd.DataFrame(rows), pd.DataFrame(events, columns=EVENT_COLUMNS))


def matrix() -> pd.DataFrame:
    """A table as `insights.contact_matrix` makes it."""
    pairs = [("candidate", "recruiter", 310, 310, 0, True), ("recruiter", "candidate", 402, 402, 0, True),
             ("candidate", "hiring_manager", 60, 41, 19, True), ("hiring_manager", "candidate", 44, 38, 6, False),
             ("hiring_manager", "recruiter", 120, 120, 0, True), ("recruiter", "hiring_manager", 0, 0, 0, True),
             ("?", "candidate", 3, 0, 3, False), ("hiring_manager", "?", 0, 0, 0, False)]  # fmt: skip
    return pd.DataFrame(pairs, columns=["sender_role", "recipient_role", "messages", "allowed", "off_graph", "agreed"])


def quarantined(*rows: tuple[str, int, str, str, str]) -> pa.Table:
    """Rows set aside (file, row, code, column, cells) as a log lists them."""
    told = [dict(zip(("file", "row", "code", "column", "cells"), row, strict=True)) for row in rows]
    return pa.Table.from_pylist([row | {"reason": f"no time ({row['cells']})"} for row in told], QUARANTINE_SCHEMA)


SECRET = "please keep this to yourself"
ASIDE = (
    ("quarter.csv", 7, "E325", "timestamp", SECRET),
    ("quarter.csv", 12, "E325", HOSTILE[0], SECRET),
    (HOSTILE[1], 3, "E325", "timestamp", SECRET),
    (HOSTILE[0], 4, "E325", "timestamp", SECRET),
)


def drawings(_: Any) -> list[tuple[bytes, bytes]]:
    """What `figures.drawings` gives, without drawing."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Question &amp; answer</title><desc>n = 3</desc></svg>'
    return [(svg, svg)] * 3


def places() -> pd.DataFrame:
    """A table as `insights.stage_by_topic` makes it."""
    cells = [("interview", "status_inquiry", 60, 19), ("interview", "", 4, 0), ("offer", "status_inquiry", 0, 0),
             ("offer", "", 2, 1), ("", "status_inquiry", 3, 0), ("", "", 0, 0)]  # fmt: skip
    return pd.DataFrame(cells, columns=["stage", "topic", "messages", "off_ways"]).assign(open=0)


def excuses() -> pd.DataFrame:
    """A table as `insights.excuses_used` makes it."""
    title = RULES["status-past-recruiter"][0]
    rows = [("status-past-recruiter", title, "manager-wrote-first", 1, 1, 3, 1 / 3),
            ("status-past-recruiter", title, "recruiter-in-copy", 0, 0, 3, 0.0)]  # fmt: skip
    columns = ["rule", "title", "excuse", "activations", "cases", "not_kept", "share"]
    return pd.DataFrame(rows, columns=columns)


def numbers(_: Any) -> tuple[Numbers, ...]:
    """What `figures.numbers` gives, without a log."""
    table = Numbers(("Requisition", "Cases", "Share"), ((HOSTILE[1], "12", "25.0%"), ("REQ-2", "9", "11.1%")), 2)
    return (table,) * 3


def put_in_place(patch: Any) -> None:
    """Let reports take the tables and figures above instead of counting and drawing them."""
    patch.setattr("analyzer.insights.contact_matrix", lambda _: matrix())
    patch.setattr("analyzer.insights.stage_by_topic", lambda _: places())
    patch.setattr("analyzer.insights.excuses_used", lambda _: excuses())
    patch.setattr("analyzer.reports.figures.drawings", drawings)
    patch.setattr("analyzer.reports.figures.numbers", numbers)


def large(n: int, *, seed: int = 7) -> SimpleNamespace:
    """`n` findings, three to a case, with eight events a case."""
    random = np.random.default_rng(seed)
    cases = np.array([f"APP-{i:06d}" for i in range(-(-n // 3))])
    rules = random.choice(list(RULES), n)
    frame = pd.DataFrame([finding(1, rule, "violated", "APP-1") for rule in RULES]).set_index("rule", drop=False)
    rows = frame.loc[rules].reset_index(drop=True)
    case = np.repeat(cases, 3)[:n]
    verdicts = random.choice(["violated", "excused", "settled", "undecided"], n, p=[0.6, 0.2, 0.1, 0.1])
    step = random.integers(1, 8, n).astype(str)
    event = np.char.add(np.char.add(case, "-e"), step)
    when = START + pd.to_timedelta(random.integers(0, 84 * 86400, n), unit="s")
    rows = rows.assign(
        finding_id=[blake2b(str(i).encode(), digest_size=6).hexdigest() for i in range(n)],
        case_id=case, verdict=verdicts, open=verdicts == "violated",
        event_id=event, witness=np.char.add(np.char.add(event, "; "), np.char.add(case, "-e0")), timestamp=when,
        candidate_id=np.char.replace(case, "APP", "cand"), incident=np.char.add(np.char.add(case, "/"), event),
        slack_seconds=-random.integers(60, 10**6, n).astype(float), subject=np.char.add("Question ", step),
        excuses_tried=np.char.add("recruiter-silent: waited ", np.char.add(step, " of 5 business days")),
        reasons=np.where(verdicts == "undecided", "topic-unknown", ""),
        excuse=np.where(verdicts == "excused", "manager-wrote-first", ""),
    )  # fmt: skip
    order = rows.sort_values(["case_id", "timestamp", "rule"], kind="stable")
    return assembled(order.reset_index(drop=True), _many_events(cases, random))


def _many_events(cases: Any, random: np.random.Generator) -> pd.DataFrame:
    n = len(cases) * 8
    step = np.tile(np.arange(8), len(cases))
    case = np.repeat(cases, 8)
    sender = np.where(step % 2, "candidate", "recruiter")
    return pd.DataFrame(
        {
            "case_id": case, "event_id": np.char.add(np.char.add(case, "-e"), step.astype(str)),
            "timestamp": START + pd.to_timedelta(step * 86400 + random.integers(0, 50000, n), unit="s"),
            "activity": "message", "sender_role": sender, "sender": sender,
            "recipient_roles": np.where(step % 2, "hiring_manager", "candidate"), "recipients": "x",
            "copied_roles": "", "channel": "email", "topics": "status_inquiry", "stage": "", "thread_id": "t1",
            "subject": np.char.add("Question ", step.astype(str)),
        }
    )  # fmt: skip


def assembled(findings: pd.DataFrame, events: pd.DataFrame) -> SimpleNamespace:
    """Put the pieces together; every number of the summary is counted from the frames."""
    for column in ("timestamp", "due", "answered_at", "searched_from", "searched_until", "settled_at"):
        findings[column] = pd.to_datetime(findings[column], utc=True).dt.as_unit("us")
    kept = findings.head(2).assign(verdict="satisfied")
    activations = pd.concat([findings, kept], ignore_index=True)
    made = SimpleNamespace(
        definition=definition(), log=SimpleNamespace(quality=SimpleNamespace(quarantined=quarantined(*ASIDE))),
        as_of=pd.Timestamp("2026-03-31T04:00:00Z"), assume={},
        notes=("Coverage was not declared: all channels are taken as covered.",), findings=findings,
        activations=activations, cases=_cases(findings, events), stays=_stays(events), waivers=no_waivers(),
    )  # fmt: skip
    made.summary = _summary(made, findings, activations, events)
    made.events_of = lambda ids: events[events["case_id"].isin(list(ids))].reset_index(drop=True)
    made.case = lambda case_id: SimpleNamespace(
        case_id=case_id, events=made.events_of([case_id]), findings=findings[findings["case_id"] == case_id],
        activations=activations[activations["case_id"] == case_id], definition=made.definition,
    )  # fmt: skip
    return made


def no_waivers() -> pd.DataFrame:
    return pd.DataFrame({column.name: [] for column in WAIVERS})


def waivers(*changes: dict[str, Any]) -> pd.DataFrame:
    """A table as `Analysis.waivers` has it."""
    row = {
        "waiver": "spring", "rules": "contact", "scope": "case APP-3", "begins": START, "ends": START + 100 * DAY,
        "from": "2026-01-05", "until": "2026-04-14", "granted_by": "people-office", "reason": "agreed in spring",
        "note": "", "state": "ending soon", "covered": 1, "shared": 0, "remark": "", "place": "waivers.yaml:1",
    }  # fmt: skip
    return pd.DataFrame([row | change for change in changes])


def _stays(events: pd.DataFrame) -> pd.DataFrame:
    """Every case was applied for a day and has been in interview since, on the frames' first event."""
    first = events.groupby("case_id")["timestamp"].min().dt.as_unit("us")
    left = first + DAY
    horizon = pd.Timestamp("2026-03-31T04:00:00Z").as_unit("us")
    nothing = pd.Series(pd.NaT, index=first.index, dtype="datetime64[us, UTC]")
    parts = [
        pd.DataFrame({"stage": "applied", "entered": first, "left": left, "seen_until": left}),
        pd.DataFrame({"stage": "interview", "entered": left, "left": nothing, "seen_until": horizon}),
    ]
    return pd.concat(parts).assign(entry_seen=True).reset_index(names="case_id")


def _cases(findings: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    table = events.groupby("case_id", as_index=False).agg(
        first_event=("timestamp", "min"), last_event=("timestamp", "max"), events=("event_id", "size")
    )
    still = findings[findings["open"]].groupby("case_id").size()
    return table.assign(
        requisition_id="REQ-1", candidate_id=table["case_id"].str.replace("APP", "cand"), stage="interview",
        closed=False,
        closed_at=pd.Series(pd.NaT, index=table.index, dtype="datetime64[us, UTC]"),
        older_than_log=False, messages=2, verdict="violated",
        open_findings=table["case_id"].map(still).fillna(0).astype(int),
        findings=table["case_id"].map(findings.groupby("case_id").size()).fillna(0).astype(int),
    )  # fmt: skip


def _summary(made: Any, findings: pd.DataFrame, activations: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    still = findings[findings["open"]]
    tally = findings["verdict"].value_counts()
    verdicts: dict[str, dict[str, int]] = {}
    for (rule, verdict), n in activations.groupby(["rule", "verdict"]).size().items():
        verdicts.setdefault(str(rule), {})[str(verdict)] = int(n)
    past = still[still["past_recruiter"]]["case_id"].nunique()
    total = events["case_id"].nunique()
    return {
        "definition": {
            "process": "in-house", "title": made.definition.title, "version": "2026.1",
            "path": made.definition.path, "digest": made.definition.digest,
        },
        "as_of": "2026-03-31T04:00:00+00:00",
        "period": {"first": "2026-01-05T14:00:00+00:00", "last": "2026-03-30T20:00:00+00:00"},
        "events": len(events), "messages": int((events["activity"] == "message").sum()),
        "cases": {"total": total, "complete": total - 1, "open": 1}, "contact": {"allowed": 90, "judged": 120},
        "verdicts": verdicts,
        "findings": {
            "open": len(still),
            "by_severity": {s: int((still["severity"] == s).sum()) for s in ("low", "medium", "high")},
            **{word: int(tally.get(word, 0)) for word in ("excused", "settled", "waived", "undecided")},
        },
        "incidents": int(still["incident"].nunique()),
        "past_recruiter": {"candidates": past, "of": total, "share": past / total, "low": 0.11, "high": 0.42,
                           "counts": PAST_RECRUITER},
        "duties": [
            {"owner_role": "recruiter", "rule": "answer-the-candidate", "due": 20, "in_time": 15, "late": 3,
             "unanswered": 2, "pending": 2,
             "excused": 0},
            {"owner_role": "hiring_manager", "rule": "feedback-after-interview", "due": 10, "in_time": 6, "late": 4,
             "pending": 1, "excused": 0},
            {"owner_role": "candidate", "rule": "answer-the-recruiter", "due": 8, "in_time": 8, "late": 0,
             "unanswered": 0, "pending": 0,
             "excused": 1},
        ],
        "quality": {
            "rows": len(events) + 10, "analysed": len(events), "quarantined": 4, "duplicates": 5, "out_of_scope": 1,
            "files": [{"file": "quarter.csv", "rows": len(events) + 10, "analysed": len(events), "quarantined": 4,
                       "duplicates": 5,
                       "out_of_scope": 1}],
        },
        "undecided": {"topic-unknown": int(tally.get("undecided", 0))}, "assume": {}, "notes": list(made.notes),
    }  # fmt: skip

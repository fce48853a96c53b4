import json

import numpy as np

from analyzer.reports import html, payload
from tests.reports import fakes
from tests.reports.decoding import blocks, decode, event_ids


def test_every_finding_is_listed_once_in_its_order(analysis):
    head = payload.payload_of(analysis).head
    assert decode(head["findings"]["id"]) == list(analysis.findings["finding_id"])
    assert decode(head["findings"]["verdict"]) == list(analysis.findings["verdict"])
    cases = decode(head["cases"]["id"])
    assert [cases[code] for code in decode(head["findings"]["case"])] == list(analysis.findings["case_id"])


def test_every_case_with_findings_has_its_details_and_events_in_one_part(monkeypatch):
    monkeypatch.setattr(payload, "CASES_A_PART", 4)
    analysis = fakes.large(40)
    made = payload.payload_of(analysis)
    assert len(made.parts) == 4
    assert sorted(row for part in made.parts for row in decode(part["row"])) == list(range(40))
    order = decode(made.head["cases"]["id"])
    for number, part in enumerate(made.parts):
        mine = set(order[number * 4 : number * 4 + 4])
        assert {order[code] for code in decode(part["events"]["case"])} == mine
        assert set(analysis.findings["case_id"].iloc[decode(part["row"])]) == mine
        events = analysis.events_of(mine)
        ids, about, evidence = event_ids(part)
        assert sorted(ids) == sorted(events["event_id"])
        rows = analysis.findings.iloc[decode(part["row"])]
        assert about == list(rows["event_id"])
        assert evidence == list(rows["witness"])
        assert decode(part["details"]["slack"]) == list(rows["slack_seconds"])


def test_only_as_many_events_as_fit_are_drawn_cases_with_open_findings_first(analysis):
    asked = []
    every = analysis.events_of
    analysis.events_of = lambda ids: (asked.extend(ids), every(ids))[1]
    analysis.findings.loc[analysis.findings["case_id"] == "APP-1", "open"] = False
    made = payload.payload_of(analysis, most_events=8)
    assert (made.cases, made.drawn) == (4, 2)
    assert asked == ["APP-2", "APP-1"]


def test_cases_without_findings_are_not_in_the_page():
    analysis = fakes.small()
    analysis.findings = analysis.findings[analysis.findings["case_id"] != "APP-4"]
    assert "APP-4" not in json.dumps(payload.payload_of(analysis).head)


def test_a_long_text_is_cut_in_the_page(analysis):
    senders = decode(payload.payload_of(analysis).head["findings"]["sender"])
    assert max(map(len, senders)) < 1000
    assert np.any(["(5,000 characters)" in sender for sender in senders])


def test_the_page_knows_which_findings_are_past_the_recruiter(analysis):
    analysis.findings.loc[0, "past_recruiter"] = False
    assert decode(payload.payload_of(analysis).head["findings"]["past"]) == [0, 1, 0, 1, 1, 1, 0]


def test_a_finding_without_an_event_or_evidence_names_none(analysis):
    analysis.findings.loc[0, ["event_id", "witness"]] = ""
    analysis.findings.loc[1, ["event_id", "witness"]] = None
    (part,) = payload.payload_of(analysis).parts
    _, about, evidence = event_ids(part)
    named = dict(zip(decode(part["row"]), zip(about, evidence, strict=True), strict=True))
    assert named[0] == named[1] == ("", "")
    assert named[2] == tuple(analysis.findings.loc[2, ["event_id", "witness"]])


def test_the_page_holds_the_whole_payload(monkeypatch):
    monkeypatch.setattr(payload, "CASES_A_PART", 4)
    analysis = fakes.large(40)
    made = payload.payload_of(analysis)
    assert blocks(html.render_html(analysis)) == [made.head, *made.parts]


def test_what_the_page_holds_is_what_was_found():
    analysis = fakes.large(1000)
    head, *parts = blocks(html.render_html(analysis))
    findings = analysis.findings
    for name in ("rule", "verdict", "sender_role", "owner_role", "reasons", "excuse", "subject"):
        assert decode(head["findings"][name]) == list(findings[name].fillna("")), name
    assert decode(head["findings"]["when"]) == [moment.timestamp() for moment in findings["timestamp"]]
    assert decode(head["findings"]["id"]) == list(findings["finding_id"])
    order = decode(head["cases"]["id"])
    told = {
        (order[code], event, when, sender, subject)
        for part in parts
        for event, code, when, sender, subject in zip(
            event_ids(part)[0],
            *(decode(part["events"][name]) for name in ("case", "when", "sender", "subject")),
            strict=True,
        )
    }
    events = analysis.events_of(order)
    seconds = [moment.timestamp() for moment in events["timestamp"]]
    names = (events[name] for name in ("sender", "subject"))
    assert told == set(zip(events["case_id"], events["event_id"], seconds, *names, strict=True))
    slack = {}
    for part in parts:
        slack |= zip(decode(part["row"]), decode(part["details"]["slack"]), strict=True)
    assert slack == dict(enumerate(findings["slack_seconds"]))

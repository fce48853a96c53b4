import json

import numpy as np
import pandas as pd
import pytest

from analyzer.reports import payload
from tests.reports import fakes


def decode(column):
    """Read a coded column as the page does."""
    if "v" in column:
        return column["v"]
    if "d" in column:
        return [column["d"][code] for code in column["c"]]
    return [None if "t" in column and code < 0 else code + column.get("t", 0) for code in column["c"]]


def test_every_finding_is_listed_once_in_its_order(analysis):
    head = payload.payload_of(analysis).head
    assert decode(head["findings"]["id"]) == list(analysis.findings["finding_id"])
    assert decode(head["findings"]["verdict"]) == list(analysis.findings["verdict"])
    cases = decode(head["cases"]["id"])
    assert [cases[code] for code in head["findings"]["case"]["c"]] == list(analysis.findings["case_id"])


def test_every_case_with_findings_has_its_details_and_events_in_one_part(monkeypatch):
    monkeypatch.setattr(payload, "CASES_A_PART", 4)
    analysis = fakes.large(40)
    made = payload.payload_of(analysis)
    assert len(made.parts) == 4
    assert sorted(row for part in made.parts for row in part["row"]["c"]) == list(range(40))
    order = decode(made.head["cases"]["id"])
    for number, part in enumerate(made.parts):
        mine = set(order[number * 4 : number * 4 + 4])
        assert {order[code] for code in part["events"]["case"]["c"]} == mine
        assert set(analysis.findings["case_id"].iloc[part["row"]["c"]]) == mine
        events = analysis.events_of(mine)
        assert sorted(decode(part["events"]["event_id"])) == sorted(events["event_id"])
        rows = analysis.findings.iloc[part["row"]["c"]]
        assert decode(part["details"]["witness"]) == list(rows["witness"])
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
    assert "APP-4" not in payload.embedded(payload.payload_of(analysis).head)


def test_embedded_json_cannot_leave_its_script_element():
    text = payload.embedded(["</script><!--", "&", "\u2028"])
    assert not set(text) & set("<>&\u2028")
    assert json.loads(text) == ["</script><!--", "&", "\u2028"]


@pytest.mark.parametrize("values", [["b", "a", "b", None], ["a"] * 50, [f"id-{i}" for i in range(50)], []])
def test_a_coded_column_reads_back(values):
    assert decode(payload.coded(pd.Series(values, dtype="object"))) == [value or "" for value in values]


def test_instants_read_back_as_seconds_and_gaps_as_none():
    column = pd.to_datetime(pd.Series(["2026-03-04T14:30:05Z", None, "2026-01-01T00:00:00Z"]), utc=True)
    assert decode(payload.times(column)) == [1772634605, None, 1767225600]
    assert decode(payload.times(column.iloc[[1]])) == [None]


def test_a_long_text_is_cut_in_the_page(analysis):
    senders = decode(payload.payload_of(analysis).head["findings"]["sender"])
    assert max(map(len, senders)) < 1000
    assert np.any(["(5,000 characters)" in sender for sender in senders])


def test_the_page_knows_which_findings_are_past_the_recruiter(analysis):
    analysis.findings.loc[0, "past_recruiter"] = False
    assert payload.payload_of(analysis).head["findings"]["past"]["c"] == [0, 1, 0, 1, 1, 1, 0]

"""Logs and definitions made to betray a candidate in a cut report; each held against what its recipient may see."""

from __future__ import annotations

import io
import json
import zipfile

import pyarrow.parquet as pq
import pytest

import analyzer as hpa
from analyzer.definitions import load_definition
from analyzer.errors import UsageError
from analyzer.reports.bundle import write_report
from analyzer.review import parse_waivers, waive
from tests.analysis.logs import DEFINITION, log_of, message, stage
from tests.pictures import FILES, draw_once
from tests.reports.decoding import blocks

AS_OF = "2026-04-01"


def analysis_of(*rows, rules="", text=DEFINITION):
    text = text.replace("hiring_manager: Hiring manager}", "hiring_manager: Manager, coordinator: C, referrer: F}")
    return hpa.analyze(log_of(*rows), load_definition(text + rules, path="small.yaml"), as_of=AS_OF)


def judged(part):
    return set(part.activations[["rule", "event_id"]].itertuples(index=False, name=None))


def everything_in(folder):
    """Every file of a report as text, packed parts unpacked."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            yield path.name, json.dumps(table.to_pydict(), default=str) + str(table.schema.metadata)
            yield path.name, path.read_bytes().decode("latin-1")
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
                for name in book.namelist():
                    yield f"{path.name}/{name}", book.read(name).decode("utf-8", "replace")
        else:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            yield path.name, text + (json.dumps(blocks(text)) if path.suffix == ".html" else "")


def asks(event_id, time, to, whom, *, role="candidate", **cells):
    return message(event_id, time, role, to, "status", **{"sender": "cand-x", "recipients": whom} | cells)


def tells(event_id, time="2026-03-02 11:00", **cells):
    return message(event_id, time, "recruiter", "hiring_manager", "thanks", sender="r", recipients="h", **cells)


# ---------------------------------------------------------------- who is a candidate


OTHER_NAME = DEFINITION.replace("candidate", "applicant")


def test_candidates_are_known_by_the_log_where_their_role_has_another_name():
    rows = [asks("m1", "2026-03-02 10:00", "hiring_manager", "h", role="applicant", candidate_id="cand-x")]
    whole = analysis_of(*rows, tells("m2"), text=OTHER_NAME)
    assert ("bypass", "m1") in judged(whole)
    for cut in (("hiring_manager", "h"), ("owner", "h")):
        assert not any(event == "m1" for _, event in judged(whole.cut_for(*cut)))
    with pytest.raises(UsageError, match=r"^no report is written for each applicant"):
        whole.cut_for("applicant", "cand-x")


def test_nothing_is_cut_where_nobody_tells_who_the_candidates_are():
    rows = [asks("m1", "2026-03-02 10:00", "hiring_manager", "h", role="applicant", requisition_id="q")]
    whole = analysis_of(*rows, tells("m2", requisition_id="q"), text=OTHER_NAME)
    for cut in (("hiring_manager", "h"), ("requisition", "q"), ("owner", "h")):
        with pytest.raises(UsageError, match=r"^neither the definition nor the log tells who the candidates are"):
            whole.cut_for(*cut)
    assert ("bypass", "m1") in judged(whole.cut_for("recruiter", "r"))


@pytest.mark.parametrize("role", ["", "applicant", "hiring_manager"], ids=["no-role", "undeclared", "a-manager-s"])
def test_a_candidate_is_one_in_whatever_role_a_message_of_theirs_is_filed(role):
    rows = [asks("m1", "2026-03-02 10:00", "hiring_manager", "h", role=role, candidate_id="cand-x"),
            tells("m2", requisition_id="q")]  # fmt: skip
    rows[0]["recipient_roles"] = "coordinator"
    whole = analysis_of(*rows)
    assert any(event == "m1" for _, event in judged(whole))
    assert not any(event == "m1" for _, event in judged(whole.cut_for("requisition", "q")))


def test_a_manager_who_is_a_candidate_elsewhere_reads_of_others_no_more_for_it():
    routes = """
  round:
    title: Candidates ask round the recruiter
    route: {from: candidate, to: hiring_manager, about: status, through: recruiter, within: 2 business days}
    severity: high
"""
    whole = analysis_of(
        asks("a1", "2026-03-02 10:00", "coordinator", "h", candidate_id="cand-x"),
        message("a2", "2026-03-02 11:00", "coordinator", "hiring_manager", "status", sender="h", recipients="k"),
        asks("b1", "2026-03-02 10:00", "recruiter", "r", case="B", sender="h", candidate_id="h"),
        rules=routes,
    )
    assert ("round", "a2") in judged(whole)
    part = whole.cut_for("owner", "h")
    assert ("contact", "a2") in judged(part)
    assert ("contact", "b1") in judged(part)
    assert "round" not in {rule for rule, _ in judged(part)}
    assert part.summary["past_recruiter"] is None


# ---------------------------------------------------------------- what is about a candidate


RULES = {
    "a way that goes over a candidate": """
  over:
    title: Nothing goes from manager to manager by candidates
    route: {from: hiring_manager, to: coordinator, about: status, through: recruiter, within: 5 days, indirect: true}
    severity: high
""",
    "who should have come first": """
  first:
    title: Nobody writes to the manager before the recruiter has introduced them
    require: {from: recruiter, to: hiring_manager, about: status}
    before: {from: candidate, to: hiring_manager}
    severity: high
""",
}


def test_a_way_on_which_a_candidate_took_a_step_is_about_the_candidate():
    whole = analysis_of(
        message("m1", "2026-03-02 10:00", "hiring_manager", "candidate", "status", sender="h", recipients="cand-x"),
        asks("m2", "2026-03-02 11:00", "referrer", "f", requisition_id="q"),
        message("m3", "2026-03-02 12:00", "referrer", "coordinator", "status", sender="f", recipients="k"),
        rules=RULES["a way that goes over a candidate"],
    )
    assert ("over", "m3") in judged(whole)
    for cut in (("requisition", "q"), ("owner", "f")):
        assert "over" not in {rule for rule, _ in judged(whole.cut_for(*cut))}


def test_that_nobody_came_before_a_candidate_is_about_the_candidate():
    whole = analysis_of(
        asks("m1", "2026-03-02 10:00", "hiring_manager", "h", requisition_id="q"),
        tells("m2"),
        rules=RULES["who should have come first"],
    )
    assert ("first", "m1") in judged(whole)
    assert ("first", "m1") not in judged(whole.cut_for("requisition", "q"))


OPEN = """
  documents:
    title: Candidates answer
    require: {from: candidate, to: recruiter}
    after: {from: recruiter, to: candidate}
    within: 2 business days
  reminds:
    title: Managers remind
    require: {from: hiring_manager, to: recruiter}
    after: {from: recruiter, to: hiring_manager}
    within: 1 business day
    when: {waits: {open: documents}}
  quiet:
    title: Managers do not ask
    forbid: {from: hiring_manager, to: recruiter}
    unless: {waits: {open: documents}}
"""


def test_what_rests_on_a_candidate_s_open_question_does_not_tell_of_it():
    whole = analysis_of(
        message("m0", "2026-03-02 09:00", "hiring_manager", "recruiter", "thanks", sender="h", recipients="r"),
        message("m1", "2026-03-02 10:00", "recruiter", "candidate", "thanks", sender="r", recipients="cand-x"),
        tells("m2"),
        message("m3", "2026-03-05 11:00", "hiring_manager", "recruiter", "thanks", sender="h", recipients="r"),
        rules=OPEN,
    )
    assert {("reminds", "m2"), ("quiet", "m0"), ("quiet", "m3")} <= judged(whole)
    assert "waits" in "".join(whole.findings["excuses_tried"])
    part = whole.cut_for("hiring_manager", "h")
    shown = {one for one in judged(part) if one[0] in ("reminds", "quiet", "documents")}
    assert shown == {("quiet", "m0")}
    assert "waits" not in "".join(part.findings["excuses_tried"])
    assert "documents" not in part.summary["definition"]["rules"]


# ---------------------------------------------------------------- protected topics


def test_a_protected_message_gives_nobody_a_case_and_is_not_counted():
    whole = analysis_of(
        tells("m1", requisition_id="q"),
        message("p1", "2026-03-03 10:00", "candidate", "recruiter", "complaint", sender="c", recipients="r"),
        message("p2", "2026-03-03 10:00", "candidate", "hiring_manager", "complaint", case="B", recipients="h"),
        message("p3", "2026-03-03 10:00", "candidate", "hiring_manager", "complaint", case="B", recipients="k"),
        stage("s1", "2026-03-02 09:00", "applied", case="B"),
    )
    for cut in (("hiring_manager", "h"), ("requisition", "q"), ("owner", "h")):
        part = whole.cut_for(*cut)
        assert part.cases[["case_id", "events"]].to_numpy().tolist() == [["A", 1]]
        assert part.summary["protected_events"] == 0
    with pytest.raises(UsageError, match=r"^the log names no person 'k'"):
        whole.cut_for("owner", "k")


# ---------------------------------------------------------------- other applications


ACROSS = """
  one-way:
    title: Managers do not write after a candidate has thanked anybody
    forbid: {from: hiring_manager, to: recruiter}
    between: [{from: candidate, about: thanks}, {from: recruiter, about: status}]
    across: candidate
"""


def test_of_another_application_there_is_the_event_that_proves_something_and_nothing_else():
    own = {"candidate_id": "cand-x", "requisition_id": "q"}
    other = {"case": "B", "candidate_id": "cand-x", "requisition_id": "q2"}
    whole = analysis_of(
        stage("b0", "2026-03-01 09:00", "applied", case="B") | {"candidate_id": "cand-x"},
        message(
            "b1", "2026-03-02 09:00", "candidate", "recruiter", "thanks", sender="cand-x", recipients="r2", **other
        ),
        stage("b2", "2026-03-02 09:30", "rejected", case="B"),
        tells("a1", "2026-03-02 10:00", **own),
        message("a2", "2026-03-02 11:00", "hiring_manager", "recruiter", "thanks", sender="h", recipients="r", **own),
        rules=ACROSS,
    )
    assert "b1" in "".join(whole.findings["witness"])
    for cut in (("hiring_manager", "h"), ("recruiter", "r"), ("requisition", "q"), ("owner", "h")):
        part = whole.cut_for(*cut)
        assert part.events_of(["B"])["event_id"].tolist() == ["b1"]
        assert part.cases["case_id"].tolist() == ["A"]
        assert part.summary["cases"]["total"] == part.part.cases == 1
        assert "B" not in set(part.stays["case_id"])
        assert part.cut_for(*cut).cases["case_id"].tolist() == ["A"]
        assert part.recipients("requisition")["recipient"].tolist() == ["q"]


# ---------------------------------------------------------------- waivers

WAIVER = {"rule": "contact", "from": "2026-03-01", "until": "2026-03-31", "granted_by": "people", "note": "see NOTE"}


def waived(*waivers):
    whole = analysis_of(
        message("m1", "2026-03-02 10:00", "hiring_manager", "candidate", "thanks", sender="h", recipients="cand-x",
                candidate_id="cand-x", requisition_id="q"),
        asks("m2", "2026-03-02 11:00", "hiring_manager", "h"),
        message("n1", "2026-03-02 10:00", "hiring_manager", "candidate", "thanks", sender="k", recipients="cand-y",
                case="B", candidate_id="cand-y", requisition_id="q2"),
        tells("m3"),
        tells("n3", case="B") | {"recipients": "k"},
    )  # fmt: skip
    text = json.dumps([WAIVER | {"reason": f"why-{one['id']}"} | one for one in waivers])
    return waive(whole, parse_waivers(text, definition=whole.definition))


def test_a_waiver_names_nobody_from_elsewhere():
    whole = waived({"id": "w1", "owner": ["h", "k"], "rule": ["contact", "bypass"]}, {"id": "w2", "case": ["A", "B"]})
    part = whole.cut_for("hiring_manager", "h")
    assert part.waivers[["waiver", "rules", "scope", "note", "covered"]].to_numpy().tolist() == [
        ["w1", "contact", "owner h and others", "", 1]
    ]
    assert part.findings["waived_why"].tolist() == ["why-w1"]
    gatekept = whole.cut_for("recruiter", "r").waivers
    assert "NOTE" in "".join(gatekept["note"])


@pytest.mark.parametrize(
    "scope",
    [{"candidate": ["cand-x", "cand-y"]}, {"owner_role": ["candidate", "hiring_manager"]}, {"owner": ["h", "cand-y"]}],
    ids=lambda scope: next(iter(scope)),
)
def test_a_waiver_that_names_candidates_is_not_told_but_waives(scope):
    whole = waived({"id": "w1", "note": "NOTE", "reason": "SECRET"} | scope)
    part = whole.cut_for("hiring_manager", "h")
    assert part.findings[["verdict", "waiver", "waived_by", "waived_why"]].to_numpy().tolist() == [
        ["waived", "", "", ""]
    ]
    assert len(part.waivers) == 0
    assert "1 waiver that names candidates is not told; what is waived by it stays so" in part.notes


# ---------------------------------------------------------------- every byte


def test_every_byte_of_a_cut_report_is_its_recipient_s(tmp_path, monkeypatch):
    draw_once(monkeypatch, FILES)  # they are in the folder of the whole, not in a recipient's
    whole = waived(
        {"id": "w-candidate", "candidate": ["cand-x", "cand-y"], "reason": "SECRET-1"},
        {"id": "w-both", "owner": ["h", "k"], "reason": "fine", "rule": "any"},
        {"id": "w-other", "case": "B", "reason": "SECRET-2", "rule": "any"},
    )
    hidden = set(whole.findings.loc[whole.findings["event_id"] == "m2", "finding_id"])
    assert hidden
    write_report(whole, tmp_path, each=["hiring_manager"])
    folder = tmp_path / "recipients" / "hiring_manager" / "h"
    texts = dict(everything_in(folder))
    assert {"report.html", "findings.parquet", "findings.xlsx/xl/workbook.xml", "manifest.json"} <= set(texts)
    for name, text in texts.items():
        for word in {"SECRET-1", "SECRET-2", "w-candidate", "w-other", "cand-y", "see NOTE"} | hidden:
            assert word not in text, (name, word)

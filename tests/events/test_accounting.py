"""Where every row goes: analysed, set aside with a code, a duplicate, or out of scope."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from analyzer.errors import InputError
from analyzer.events import (
    CODES,
    LOG_CODES,
    FileQuality,
    Quality,
    build_log,
    read_log,
)
from analyzer.events.mapping_file import parse_mapping
from analyzer.events.quality import QUARANTINE_SCHEMA, AccountingError
from tests.events.writing import Row, codes, counts, csv_text, log_of, read_text, row, table_of

LISTED = parse_mapping("columns: {channel: {column: channel, values: {email: email}, others: quarantine}}")
PATTERN = parse_mapping("columns: {case_id: {column: case_id, pattern: '^APP-[0-9]+$'}}")
BERLIN = {"timezone": "Europe/Berlin"}


def xes_text(broken: str, *, around: str = "") -> str:
    """Two events, of which the second holds something that cannot be meant."""
    event = '<date key="time:timestamp" value="2026-03-02T10:00:00Z"/><string key="concept:name" value="interview"/>'
    events = f"<event>{event}</event>" + (f"<event>{event}{broken}</event>" if broken else "")
    return f'<log><trace><string key="concept:name" value="A"/>{events}</trace>{around}</log>'


def ocel_text(related: str) -> str:
    """An event of a case, related to something else, too; what is told of the case has no time."""
    objects = [{"id": "A", "type": "a", "attributes": [{"name": "x", "value": "y"}]}]
    related_to = [{"objectId": "A"}, {"objectId": related}]
    event = {"id": "1", "type": "interview", "time": "2026-03-02T10:00:00Z", "relationships": related_to}
    return json.dumps({"objects": objects, "events": [event]})


SET_ASIDE: dict[str, tuple[Row, dict[str, object]]] = {
    "E324": (row(timestamp=""), {}),
    "E325": (row(timestamp="soon"), {}),
    "E326": (row(timestamp="2026-03-02"), {}),
    "E327": (row(timestamp="2026-03-29 02:30"), BERLIN),
    "E328": (row(timestamp="2026-10-25 02:30"), BERLIN),
    "E329": (row(timestamp="1826-03-02T10:00:00Z"), {}),
    "E330": (row(case_id=" "), {}),
    "E331": (row(case_id="x" * 5000), {}),
    "E332": (row(case_id="APP\x00-1"), {}),
    "E333": (row(activity="", sender_role="", recipient_roles=""), {}),
    "E334": (row(event_id="good", subject="other"), {}),
    "E335": (row(channel="fax"), {"mapping": LISTED}),
    "E336": (row(case_id="none"), {"mapping": PATTERN}),
}
"""A row and options for every code that a row of plain text can have; those of broken lines stand below."""

BROKEN = {
    "E320": ("log.csv", csv_text([row()]) + "one cell\n"),
    "E321": ("log.csv", csv_text([row()]) + '"open,2\n'),
    "E322": ("log.csv", csv_text([row()]).encode() + b"e\xff,2026-03-02T10:00:00Z,A,message,x,y,,\n"),
    "E323": ("log.jsonl", json.dumps(row()) + "\n{broken\n"),
    "E338": ("log.xes", xes_text('<string key="stage" value="a"/><string key="stage" value="b"/>')),
    "E339": ("log.xes", xes_text('<string value="a"/>')),
}

GOOD = row(event_id="good")


@pytest.mark.parametrize("code", SET_ASIDE)
def test_a_doubtful_row_is_set_aside_with_its_code(code: str) -> None:
    doubtful, options = SET_ASIDE[code]
    log = log_of(GOOD, {**doubtful, "event_id": doubtful["event_id"].replace("e1", "bad")}, **options)
    assert (counts(log), codes(log)) == ((1, 1, 0, 0), [code])
    listed = log.quality.quarantined.to_pylist()[0]
    assert (listed["file"], listed["row"]) == ("table", 2)
    assert listed["reason"].startswith(CODES[code].title)
    shown = json.loads(listed["cells"])
    assert shown["event_id"] in ("bad", "good")


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_line_is_set_aside_with_its_code(tmp_path: Path, code: str) -> None:
    name, content = BROKEN[code]
    log = read_text(tmp_path / name, content)
    assert (counts(log), codes(log)) == ((1, 1, 0, 0), [code])
    assert "line" in json.loads(log.quality.quarantined.to_pylist()[0]["cells"])


def test_an_item_that_holds_the_separator_sets_its_row_aside() -> None:
    table = table_of([row(event_id="a"), row(event_id="b")])
    lists = pa.array([["recruiter", "x;y"], ["recruiter"]])
    log = build_log(
        table.set_column(table.column_names.index("recipient_roles"), "recipient_roles", lists), max_quarantined=1
    )
    assert codes(log) == ["E337"]


def test_every_code_of_a_row_has_its_example() -> None:
    assert {code for code, each in LOG_CODES.items() if each.where == "row"} == {*SET_ASIDE, *BROKEN, "E337"}


def test_codes_are_in_order_and_told_in_plain_words() -> None:
    assert list(CODES) == sorted(CODES)
    for code, each in CODES.items():
        assert code == each.code
        assert not each.title.endswith(".")
        assert each.help.endswith(".")


REMARKED: dict[str, tuple[list[Row], dict[str, object], int]] = {
    "E340": ([row(timestamp="2026-03-02T10:00:00.1234567Z")], {}, 1),
    "E341": ([row(sender_role=""), row(event_id="e2")], {}, 1),
    "E342": ([row(event_id=""), row(event_id="e2")], {}, 1),
    "E343": ([row()], {}, 0),
    "E344": ([row(opened_at="long ago"), row(event_id="e2", opened_at="")], {}, 1),
    "E345": ([row(sender_role="?", recipient_roles="recruiter; ?"), row(event_id="e2")], {}, 1),
    "E346": (
        [row(channel="fax")],
        {"mapping": parse_mapping("columns: {channel: {column: channel, values: {a: b}, others: drop}}")},
        1,
    ),
    "E347": ([row(topics=""), row(event_id="e2")], {}, 1),
    "E348": ([row(recipient_roles=" ; "[:1]), row(event_id="e2")], {}, 1),
    "E349": ([row()], {"mapping": parse_mapping("precision: minute")}, 0),
}


@pytest.mark.parametrize("code", REMARKED)
def test_what_is_worth_knowing_is_remarked_and_counted(code: str) -> None:
    rows, options, count = REMARKED[code]
    log = log_of(*rows, **options)
    assert log.quality.analysed == len(rows)
    found = [each for each in log.quality.remarks if each.code == code]
    assert found
    assert found[0].count == count


def test_a_file_of_headings_beside_a_full_one_is_remarked(tmp_path: Path) -> None:
    (tmp_path / "full.csv").write_text(csv_text([row()]))
    (tmp_path / "bare.csv").write_text(csv_text([row()]).splitlines()[0] + "\n")
    log = read_log([tmp_path / "full.csv", tmp_path / "bare.csv"])
    assert [each.message for each in log.quality.remarks if each.code == "E350"] == [
        f"no rows below the headings of {tmp_path / 'bare.csv'}"
    ]
    assert "E350" not in [each.code for each in read_log(tmp_path / "full.csv").quality.remarks]


ITSELF = "object_type: a\nformat: ocel"
OF_FORMATS: dict[str, tuple[str, str, str]] = {
    "E351": ("log.xes", xes_text("", around="<trace/>"), "format: xes"),
    "E352": ("log.xes", xes_text('<string key="activity" value="other"/>'), "format: xes"),
    "E354": ("log.json", ocel_text("gone"), ITSELF),
    "E355": ("log.json", ocel_text("A"), ITSELF),
}
"""What only some formats have to be told of: a file, and a mapping."""


@pytest.mark.parametrize("code", OF_FORMATS)
def test_what_a_format_leaves_open_is_remarked(tmp_path: Path, code: str) -> None:
    name, content, mapping = OF_FORMATS[code]
    log = read_text(tmp_path / name, content, mapping=parse_mapping(mapping))
    assert code in [each.code for each in log.quality.remarks]


def test_every_code_of_a_remark_has_its_example() -> None:
    written = "E353"  # told of a file that is written: tests/events/writers
    told = {code for code, each in CODES.items() if each.where == "remark"}
    assert told == {*REMARKED, *OF_FORMATS, "E350", written}


def test_a_clean_log_has_no_remarks() -> None:
    log = log_of(row(stage="", thread_id="t", copied_roles=""))
    assert log.quality.remarks == ()


# ---------------------------------------------------------------- duplicates


def test_equal_rows_are_duplicates_with_and_without_an_id() -> None:
    for event_id in ("e1", ""):
        assert counts(log_of(row(event_id=event_id), row(event_id=event_id), row(event_id=event_id))) == (1, 0, 2, 0)


def test_blanks_around_cells_do_not_make_a_difference() -> None:
    assert counts(log_of(row(), row(event_id=" e1 ", sender_role="candidate "))) == (1, 0, 1, 0)


def test_one_instant_written_in_two_zones_is_one_instant() -> None:
    assert counts(log_of(row(), row(timestamp="2026-03-02 11:00:00+01:00"))) == (1, 0, 1, 0)


def test_another_source_does_not_make_another_event() -> None:
    log = log_of(row(source="mailbox b"), row(source="mailbox a"))
    assert counts(log) == (1, 0, 1, 0)
    assert log.table.column("source").to_pylist() == ["mailbox a"]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_of_one_id_with_several_contents_the_first_in_sorting_is_kept(order: tuple[int, ...]) -> None:
    rows = [row(subject="b"), row(subject="a"), row(subject="a"), row(subject="c")]
    log = log_of(*[rows[place] for place in order])
    assert counts(log) == (1, 2, 1, 0)
    assert codes(log) == ["E334", "E334"]
    assert log.table.column("subject").to_pylist() == ["a"]


def test_ids_made_from_content_depend_on_filled_cells_only() -> None:
    first = log_of(row(event_id=""))
    second = log_of({**row(event_id="", copied="", office=""), "x": ""}, row(event_id="other"))
    assert first.table.column("event_id")[0] == second.table.column("event_id")[0]
    assert str(first.table.column("event_id")[0]) == "row-68d3240b001febf3"


def test_rows_set_aside_and_out_of_scope_are_counted_once_too() -> None:
    mapping = parse_mapping("only: {channel: email}")
    rows = [row(), row(event_id="e2", timestamp="soon"), row(event_id="e3", channel="fax"), row(subject="x")]
    assert counts(log_of(*rows, mapping=mapping)) == (1, 2, 0, 1)
    assert counts(log_of(*rows, *rows, mapping=mapping)) == (1, 2, 4, 1)


def test_duplicates_are_found_across_files_and_formats(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text([row(), row(event_id="e2", timestamp="soon")]))
    (tmp_path / "b.jsonl").write_text(json.dumps(row()) + "\n" + json.dumps(row(event_id="e3", office="x")) + "\n")
    log = read_log([tmp_path / "a.csv", tmp_path / "b.jsonl"], max_quarantined=1)
    assert [(each.rows, each.analysed, each.quarantined, each.duplicates) for each in log.quality.files] == [
        (2, 1, 1, 0),
        (2, 1, 0, 1),
    ]
    assert log.extra["office"].values == ("x",)


def test_a_stage_log_and_a_mail_log_go_together(tmp_path: Path) -> None:
    (tmp_path / "mails.csv").write_text(csv_text([row()]))
    stages = {"timestamp": "2026-03-02T10:00:00Z", "case_id": "APP-0001", "stage": "interview"}
    (tmp_path / "stages.csv").write_text(csv_text([stages]))
    log = read_log([tmp_path / "mails.csv", tmp_path / "stages.csv"])
    assert [kind.activity for kind in log.kinds] == ["message", "stage"]
    assert log.sources == (str(tmp_path / "mails.csv"), str(tmp_path / "stages.csv"))


# ---------------------------------------------------------------- limits


def test_rows_that_do_not_add_up_are_a_fault_of_the_program() -> None:
    with pytest.raises(AccountingError, match="5 rows"):
        FileQuality("log.csv", 5, 2, 1, 1, 0)
    with pytest.raises(AccountingError):
        FileQuality("log.csv", 1, 2, 0, -1, 0)
    with pytest.raises(AccountingError):
        Quality((FileQuality("log.csv", 1, 0, 1, 0, 0),), QUARANTINE_SCHEMA.empty_table())


def hundred(bad: int) -> list[Row]:
    return [row(event_id=f"e{i}", timestamp="soon" if i < bad else "2026-03-02T10:00:00Z") for i in range(100)]


def test_one_row_in_a_hundred_may_be_set_aside() -> None:
    assert log_of(*hundred(1), max_quarantined=0.01).quality.share_quarantined == 0.01
    with pytest.raises(InputError) as caught:
        log_of(*hundred(2), max_quarantined=0.01)
    assert caught.value.code == "E309"
    said = caught.value.message
    assert "2 of 100 rows (2.0%) were set aside, 1.0% at most" in said
    assert "2 x E325" in said
    assert "row 1 of table" in said
    assert "--max-quarantined" in caught.value.help


def test_duplicates_do_not_thin_out_the_share_set_aside() -> None:
    with pytest.raises(InputError):
        log_of(*hundred(2), *hundred(0)[2:], *hundred(0)[2:], max_quarantined=0.01)


def test_the_most_frequent_reasons_come_first() -> None:
    with pytest.raises(InputError) as caught:
        log_of(row(), row(case_id=""), *hundred(3), max_quarantined=0.0)
    assert caught.value.message.index("3 x E325") < caught.value.message.index("1 x E330")


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        pytest.param([row(timestamp="soon")], {}, "E325", id="everything-set-aside"),
        pytest.param(
            [row()], {"mapping": parse_mapping("only: {channel: fax}")}, "out of scope", id="nothing-in-scope"
        ),
    ],
)
def test_a_log_without_events_is_refused(rows: list[Row], options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        log_of(*rows, **options)
    assert caught.value.code == "E303"


def test_headings_without_rows_are_told_what_may_help(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "log.csv", csv_text([row()]).splitlines()[0] + "\n")
    assert (caught.value.code, "headings, but no rows" in caught.value.message) == ("E303", True)
    assert caught.value.help.startswith("Check the filter and the period of the export")

"""Where every row goes: analysed, set aside with a code, a duplicate, or out of scope."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from analyzer.errors import InputError, UsageError
from analyzer.events import (
    CODES,
    LOG_CODES,
    ColumnRule,
    FileQuality,
    Mapping,
    Quality,
    build_log,
    log_from_frame,
    read_log,
    to_frame,
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


# ---------------------------------------------------------------- what messages may show

SECRET = "private words"
DROPPED = parse_mapping("drop: [subject, Body]")


def said_of(*rows: Row, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        log_of(*rows, max_quarantined=0.0, **options)
    return str(caught.value)


def test_a_message_shows_file_row_code_column_and_the_value_at_fault_only() -> None:
    said = said_of(row(), row(event_id="e2", timestamp="soon", sender="cand-0001", subject=SECRET))
    assert "for example row 2 of table: E325 a time that cannot be read (timestamp: 'soon')" in said
    for other in (SECRET, "cand-0001", "APP-0001", "e2"):
        assert other not in said


def test_a_value_is_shortened_and_cannot_steer_a_terminal() -> None:
    said = said_of(row(), row(event_id="e2", timestamp="\x1b[31m\u202e" + "x" * 500))
    assert r"(timestamp: '\x1b[31m\u202exxx" in said
    assert "x..." in said
    assert len(said) < 500
    assert said.replace("\n", "").isprintable()


def test_a_heading_cannot_steer_a_terminal_either() -> None:
    mapping = Mapping(columns=(ColumnRule("timestamp", "When\x1b[31m"),))
    bad = {**row(event_id="e2"), "When\x1b[31m": "soon"}
    said = said_of({**row(), "When\x1b[31m": "2026-03-02T10:00:00Z"}, bad, mapping=mapping)
    assert r"(When\x1b[31m: 'soon')" in said


@pytest.mark.parametrize(
    "doubtful",
    [
        pytest.param(row(event_id="e1", subject="other"), id="an-id-that-is-another-events"),
        pytest.param(row(event_id="secret" * 1000), id="a-long-id"),
        pytest.param(row(event_id="secret\x00"), id="a-control-character"),
        pytest.param(row(event_id="e2", in_reply_to="secret\x00"), id="the-event-answered"),
    ],
)
def test_ids_of_events_are_not_shown_for_the_topic_may_be_protected(doubtful: Row) -> None:
    said = said_of(row(event_id="e1", subject="a"), doubtful)
    assert "row 2 of table" in said
    assert "secret" not in said
    assert "'e1'" not in said


def test_columns_that_the_mapping_drops_are_shown_nowhere() -> None:
    doubtful = row(event_id="e2", timestamp="soon", subject=SECRET, Body=SECRET)
    said = said_of(row(), doubtful, mapping=DROPPED)
    listed = log_of(row(), doubtful, mapping=DROPPED).quality.quarantined.to_pylist()[0]
    kept = log_of(row(), doubtful, mapping=parse_mapping("keep: [channel]")).quality.quarantined.to_pylist()[0]
    assert SECRET not in said + listed["cells"]
    assert "soon" in listed["cells"]
    assert json.loads(kept["cells"]).keys() == {*row(), "subject"}
    assert SECRET in log_of(row(), doubtful).quality.quarantined.to_pylist()[0]["cells"]


def test_a_broken_line_is_not_kept_where_the_mapping_drops_columns(tmp_path: Path) -> None:
    text = csv_text([row(Body="x")]) + f"one cell {SECRET}\n"
    (whole,) = read_text(tmp_path / "a.csv", text).quality.quarantined.to_pylist()
    (less,) = read_text(tmp_path / "b.csv", text, mapping=DROPPED).quality.quarantined.to_pylist()
    assert SECRET in whole["cells"]
    keeping = parse_mapping("keep: [channel]")
    (kept,) = read_text(tmp_path / "c.csv", text, mapping=keeping).quality.quarantined.to_pylist()
    assert less["cells"] == kept["cells"] == "{}"


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
def test_bytes_that_are_no_text_are_shown_as_bytes(tmp_path: Path, name: str) -> None:
    broken = row(event_id="e2", subject="caf\xe9 " + SECRET)
    whole = csv_text([row(subject="a"), broken]) if name == "log.csv" else "".join(
        json.dumps(each, ensure_ascii=False) + "\n" for each in (row(), broken)
    )  # fmt: skip
    (tmp_path / name).write_bytes(whole.encode("latin-1"))
    (listed,) = read_log(tmp_path / name, max_quarantined=1).quality.quarantined.to_pylist()
    assert "caf\\xe9" in json.loads(listed["cells"])["line"]
    assert listed["reason"] == f"bytes that are not UTF-8 ({'subject: ' if name == 'log.csv' else ''}0xE9)"
    with pytest.raises(InputError) as caught:
        read_log(tmp_path / name, max_quarantined=0)
    assert "0xE9" in caught.value.message
    assert SECRET not in caught.value.message


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        pytest.param({"x": "1"}, ["timestamp", "case_id", "sender_role", "recipient_roles"], id="messages"),
        pytest.param({"stage": "offer"}, ["timestamp", "case_id"], id="stages"),
        pytest.param(
            {"timestamp": "2026-03-02T10:00:00Z", "case_id": "A"}, ["sender_role", "recipient_roles"], id="roles"
        ),
    ],
)
def test_all_missing_columns_are_named_at_once(cells: Row, named: list[str]) -> None:
    with pytest.raises(InputError, match="these columns are missing") as caught:
        log_of(cells)
    listed = caught.value.message.split("; found instead")[0]
    assert [
        name for name in ("timestamp", "case_id", "sender_role", "recipient_roles") if f"'{name}'" in listed
    ] == named


def test_all_missing_headings_of_a_mapping_are_named_with_the_nearest() -> None:
    mapping = parse_mapping("columns: {timestamp: Sent, case_id: Application}")
    with pytest.raises(InputError) as caught:
        log_of({"sent": "2026-03-02T10:00:00Z", "application": "A", "stage": "offer"}, mapping=mapping)
    assert "'Sent' (mapped to timestamp), 'Application' (mapped to case_id)" in caught.value.message
    assert caught.value.help == "Sent: did you mean 'sent'?; Application: did you mean 'application'?"


# ---------------------------------------------------------------- arguments


@pytest.mark.parametrize("given", [pd.DataFrame(), [pd.DataFrame()], None, 7])
def test_what_is_no_path_is_refused_with_the_right_call(given: object) -> None:
    with pytest.raises(TypeError, match="read_log reads files"):
        read_log(given)


def test_a_frame_given_as_a_path_and_a_path_given_as_a_frame_name_each_other() -> None:
    with pytest.raises(TypeError, match=r"not a DataFrame; use log_from_frame\(frame\)"):
        read_log(pd.DataFrame())
    with pytest.raises(TypeError, match=r"not a str; to read a file: read_log\('q1.csv'\)"):
        log_from_frame("q1.csv")


def test_standard_input_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="standard input is not read"):
        read_log("-")
    (tmp_path / "-").write_text(json.dumps(row()) + "\n")
    assert len(read_log("-")) == 1  # somebody's file of that name


def test_a_zone_that_nobody_knows_gets_an_example() -> None:
    with pytest.raises(UsageError, match="no time zone 'Mars/X'; write an IANA name such as Europe/Berlin or UTC"):
        log_of(row(), timezone="Mars/X")
    with pytest.raises(UsageError, match="no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'"):
        log_of(row(), timezone="Europe/Berln")


@pytest.mark.parametrize("name", ["timestamp", "case_id", "sender_role", "recipient_roles"])
def test_a_missing_needed_column_is_named_with_those_found(tmp_path: Path, name: str) -> None:
    cells = row()
    cells[f"The {name.title()}"] = cells.pop(name)
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "log.csv", csv_text([cells]))
    assert caught.value.code == "E304"
    assert f"no column {name!r}" in caught.value.message
    assert f"'The {name.title()}'" in caught.value.message


def test_only_stages_need_no_roles() -> None:
    log = log_of({"timestamp": "2026-03-02T10:00:00Z", "case_id": "A", "stage": "offer"})
    assert log.kinds[0].activity == "stage"


def test_a_time_without_a_zone_names_file_row_and_way_out(tmp_path: Path) -> None:
    rows = [row(), row(event_id="e2", timestamp="2026-03-02 10:00")]
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "log.csv", csv_text(rows))
    assert caught.value.code == "E305"
    assert "log.csv: row 3: timestamp '2026-03-02 10:00'" in caught.value.message
    assert "--timezone" in caught.value.help


@pytest.mark.parametrize("name", ["sender_role", "topics", "recipient_roles", "stage"])
def test_a_column_of_addresses_is_no_column_of_names(name: str) -> None:
    rows = [row(event_id=f"e{i}", **{name: f"person-{i}"}) for i in range(1001)]
    assert len(log_of(*rows[:1000]).kinds) == 1000
    with pytest.raises(InputError, match=f"column {name} has 1001 different values") as caught:
        log_of(*rows)
    assert caught.value.code == "E311"


@pytest.mark.parametrize(
    "options",
    [
        {"timezone": "Europe/Pari"},
        {"max_quarantined": 1.5},
        {"max_quarantined": -0.1},
        {"max_quarantined": float("nan")},
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        log_of(row(), **options)


def test_no_files_are_no_log() -> None:
    with pytest.raises(UsageError):
        read_log([])


def test_progress_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(csv_text([row()]))
    told: list[tuple[str, float]] = []
    read_log([tmp_path / "a.csv"], progress=lambda phrase, share: told.append((phrase, share)))
    assert told[0] == (f"reading {tmp_path / 'a.csv'}", 0.0)
    assert told[-1][1] == 1.0
    assert [share for _, share in told] == sorted(share for _, share in told)


def test_the_counts_are_json() -> None:
    log = log_of(row(), row(), row(event_id="e2", timestamp=""))
    told = json.loads(json.dumps(log.quality.to_dict()))
    assert (told["rows"], told["analysed"], told["quarantined"], told["duplicates"]) == (3, 1, 1, 1)
    assert told["reasons"] == [{"code": "E324", "title": "no time", "rows": 1}]


# ---------------------------------------------------------------- text is text


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "\\ud800",
        "'; drop table",
        "x" * 4096,
        "日本",
        "%s{0}",
    ],
)
def test_ids_and_names_are_only_text(text: str) -> None:
    log = log_of(row(case_id=text, sender=text, sender_role=text[:50]))
    assert log.case_ids.to_pylist() == [text]
    assert to_frame(log)["sender"].tolist() == [text]


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\n", "\x7f", "\x9b", "\u2028", "\u202e", "\u2066"])
@pytest.mark.parametrize("name", ["case_id", "event_id", "thread_id", "candidate_id"])
def test_control_characters_in_ids_set_their_row_aside_and_are_shown_escaped(letter: str, name: str) -> None:
    doubtful = row(**{"event_id": "bad", name: f"a{letter}b"})
    assert codes(log_of(row(), doubtful)) == ["E332"]
    with pytest.raises(InputError) as caught:
        log_of(row(), doubtful, max_quarantined=0)
    assert caught.value.message.isprintable()

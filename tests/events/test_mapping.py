"""Mappings: what they say, what is wrong with them, and what they do to a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import DefinitionError, InputError, UsageError
from analyzer.events import MAPPING_KEYS, ColumnRule, Mapping, read_mapping, to_frame
from analyzer.events.mapping_file import parse_mapping
from analyzer.events.sources import Reading
from tests.events.writing import codes, counts, log_of, read_text, row

SAMPLE = Path(__file__).parents[2] / "sample_data" / "mappings" / "labelled_mails.yaml"

WHOLE = r"""
format: csv
delimiter: ";"
encoding: windows-1252
sheet: Messages
object_type: application
timezone: Europe/Berlin
precision: minute
list_separator: ","
columns:
  timestamp: {column: Sent, format: "%d.%m.%Y %H:%M", timezone: America/New_York}
  case_id: {column: id, pattern: '^(\d+)-'}
  sender_role: From role
  channel: {column: Medium, values: {E-Mail: email, no: phone, 9:00: text}, others: quarantine}
  topics: {column: purpose, separator: "|", values: {redirect_to_recruiter: redirect}, others: drop}
  activity: {constant: message}
only: {Folder: [Recruiting, Interviews], Kind: mail}
keep: [Office]
drop: [Body]
"""


def problems(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(DefinitionError) as caught:
        parse_mapping(text, file="map.yaml")
    return [(each.code, each.place.line, each.place.column) for each in caught.value.problems]


# ---------------------------------------------------------------- reading


def test_every_key_is_read() -> None:
    assert parse_mapping(WHOLE) == Mapping(
        columns=(
            ColumnRule("timestamp", "Sent", separator=",", format="%d.%m.%Y %H:%M", timezone="America/New_York"),
            ColumnRule("case_id", "id", pattern=r"^(\d+)-", others="quarantine", separator=","),
            ColumnRule("activity", constant="message", separator=","),
            ColumnRule("sender_role", "From role", separator=","),
            ColumnRule(
                "channel",
                "Medium",
                values=(("E-Mail", "email"), ("no", "phone"), ("9:00", "text")),
                others="quarantine",
                separator=",",
            ),
            ColumnRule(
                "topics", "purpose", values=(("redirect_to_recruiter", "redirect"),), others="drop", separator="|"
            ),
        ),
        reading=Reading("csv", ";", "windows-1252", "Messages", "application"),
        timezone="Europe/Berlin",
        precision="minute",
        list_separator=",",
        only=(("Folder", ("Recruiting", "Interviews")), ("Kind", ("mail",))),
        keep=("Office",),
        drop=("Body",),
    )


def test_the_table_of_keys_names_all_of_them_once() -> None:
    keys = [each.key for each in MAPPING_KEYS]
    assert len(keys) == len(set(keys))
    for key in keys:
        assert key.removeprefix("columns.*.") in WHOLE


def test_the_module_describes_every_key() -> None:
    from analyzer.events import mapping

    for each in MAPPING_KEYS:
        assert each.key.removeprefix("columns.*.") in (mapping.__doc__ or "")
        assert each.meaning.endswith(".")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("fromat: csv", [("E363", 1, 1)], id="unknown-key"),
        pytest.param("columns: {case: x}", [("E363", 1, 11)], id="unknown-column"),
        pytest.param(
            "columns: {case_id: {colum: x}}", [("E363", 1, 21), ("E367", 1, 20)], id="unknown-key-of-a-column"
        ),
        pytest.param("format: csv\nformat: jsonl", [("E362", 2, 1)], id="key-twice"),
        pytest.param("columns:\n  topics: a\n  topics: b", [("E362", 3, 3)], id="column-twice"),
        pytest.param("format: docx", [("E364", 1, 9)], id="unknown-format"),
        pytest.param("precision: hour", [("E364", 1, 12)], id="unknown-precision"),
        pytest.param("delimiter: ', '", [("E364", 1, 12)], id="long-delimiter"),
        pytest.param("delimiter: '\"'", [("E364", 1, 12)], id="quote-as-delimiter"),
        pytest.param("encoding: klingon", [("E364", 1, 11)], id="unknown-encoding"),
        pytest.param("timezone: Europe/Berln", [("E365", 1, 11)], id="unknown-zone"),
        pytest.param("columns: {timestamp: {column: x, timezone: EDTX}}", [("E365", 1, 44)], id="unknown-zone-below"),
        pytest.param("columns: {case_id: {column: x, pattern: '('}}", [("E366", 1, 41)], id="broken-pattern"),
        pytest.param("columns: {case_id: {column: x, pattern: '(a)(b)'}}", [("E366", 1, 41)], id="two-groups"),
        pytest.param("columns: {case_id: {column: x, pattern: '(?=a)'}}", [("E366", 1, 41)], id="look-ahead"),
        pytest.param("columns: {case_id: {column: x, constant: y}}", [("E367", 1, 20)], id="column-and-constant"),
        pytest.param("columns: {case_id: {pattern: x}}", [("E367", 1, 20)], id="neither-column-nor-constant"),
        pytest.param("columns: {stage: {constant: x, values: {a: b}}}", [("E367", 1, 18)], id="constant-and-values"),
        pytest.param("columns: {stage: {column: x, others: drop}}", [("E367", 1, 38)], id="others-of-nothing"),
        pytest.param(
            "columns: {stage: {column: x, values: {a: b}, others: x}}", [("E364", 1, 54)], id="unknown-others"
        ),
        pytest.param("columns: {stage: {column: x, values: {a: b}, others: unknown}}", [("E364", 1, 54)], id="no-role"),
        pytest.param("columns: {stage: {column: x, separator: ','}}", [("E364", 1, 41)], id="separator-of-no-list"),
        pytest.param("columns: {stage: {column: x, format: '%Y'}}", [("E364", 1, 38)], id="format-of-no-time"),
        pytest.param("columns: {timestamp: {column: x, format: '%Q'}}", [("E364", 1, 42)], id="unknown-directive"),
        pytest.param("columns: {timestamp: {column: x, format: 'dd.mm'}}", [("E364", 1, 42)], id="no-directive"),
        pytest.param("columns: {stage: [a]}", [("E364", 1, 18)], id="list-for-a-column"),
        pytest.param("columns: {stage: {column: x, values: {a: [b]}}}", [("E364", 1, 42)], id="list-for-a-value"),
        pytest.param("columns: [stage]", [("E364", 1, 10)], id="list-of-columns"),
        pytest.param("keep: {a: b}", [("E364", 1, 7)], id="mapping-for-a-text"),
        pytest.param("timezone:", [("E364", 1, 10)], id="no-value"),
        pytest.param("- a", [("E364", 1, 1)], id="list"),
        pytest.param("? [a]\n: b", [("E364", 1, 3)], id="list-as-a-key"),
        pytest.param("", [("E360", 1, 1)], id="empty"),
        pytest.param("a: [", [("E360", 1, 5)], id="not-closed"),
        pytest.param("a: b: c", [("E360", 1, 5)], id="two-colons"),
        pytest.param("a: 1\n---\nb: 2", [("E360", 2, 1)], id="two-documents"),
        pytest.param("a: 1\nb: \x00", [("E360", 2, 4)], id="control-character"),
        pytest.param("timezone: &z UTC", [("E361", 1, 11)], id="anchor"),
        pytest.param("timezone: *z", [("E361", 1, 11)], id="alias"),
        pytest.param("timezone: !!str UTC", [("E361", 1, 11)], id="tag"),
        pytest.param("keep: !!python/object/apply:os.getcwd []", [("E361", 1, 7)], id="python-tag"),
        pytest.param("keep: " + "[" * 9 + "]" * 9, [("E368", 1, 14)], id="deep"),
        pytest.param("#" * 300_000, [("E368", 1, 1)], id="large"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, found: list[tuple[str, int, int]]) -> None:
    assert problems(text) == sorted(found, key=lambda each: each[1:])


def test_all_problems_are_told_at_once_in_order() -> None:
    text = "fromat: csv\ntimezone: Europe/Berln\ncolumns:\n  case_id: {column: x, pattern: '('}\n  case_id: y\n"
    assert [code for code, _, _ in problems(text)] == ["E363", "E365", "E366", "E362"]


def test_a_typo_is_answered_with_the_right_word() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse_mapping("colums:\n  case_id: Case\n", file="map.yaml")
    said = str(caught.value)
    assert said.startswith("map.yaml:1:1: E363 unknown key 'colums'\n   1 | colums:\n     | ^\n")
    assert "did you mean 'columns'?" in said


def test_an_alias_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24)
    )
    assert {code for code, _, _ in problems(bomb)} == {"E361"}


def test_a_missing_mapping_is_a_wrong_argument(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the mapping '.*nowhere\.yaml' cannot be read: no such file"):
        read_mapping(tmp_path / "nowhere.yaml")


def test_bytes_that_are_not_utf_8_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_bytes(b"keep: [a\xff]\n")
    assert read_mapping(path).keep == ("a\ufffd",)


def test_the_sample_mapping_can_be_used() -> None:
    mapping = read_mapping(SAMPLE)
    assert [rule.name for rule in mapping.columns][:3] == ["event_id", "timestamp", "case_id"]


# ---------------------------------------------------------------- doing


def mapped(rule: str, *cells: str, name: str = "topics") -> list[object]:
    """The canonical cells that a rule makes of a column `c`, rows set aside left out, by event id."""
    rows = [{**row(event_id=f"e{place}"), name: "", "c": cell} for place, cell in enumerate(cells)]
    log = log_of(*rows, mapping=parse_mapping(f"columns: {{{name}: {rule}}}"))
    frame = to_frame(log).set_index("event_id")
    return [frame[name].get(f"e{place}", "aside") or "" for place in range(len(cells))]


@pytest.mark.parametrize(
    ("name", "rule", "cells", "expected"),
    [
        pytest.param("channel", "c", ["x", "y"], ["x", "y"], id="short-form"),
        pytest.param("channel", "{constant: email}", ["x"], ["email"], id="constant"),
        pytest.param("channel", "{column: c, values: {E-Mail: email}}", ["E-Mail", "fax"], ["email", "fax"], id="keep"),
        pytest.param(
            "channel", "{column: c, values: {E-Mail: email}, others: drop}", ["E-Mail", "fax"], ["email", ""], id="drop"
        ),
        pytest.param(
            "channel",
            "{column: c, values: {E-Mail: email}, others: quarantine}",
            [" E-Mail ", "fax", ""],
            ["email", "aside", ""],
            id="quarantine",
        ),
        pytest.param(
            "sender_role",
            "{column: c, values: {Rec: recruiter}, others: unknown}",
            ["Rec", "Boss", ""],
            ["recruiter", "?", ""],
            id="unknown-role",
        ),
        pytest.param(
            "recipient_roles",
            "{column: c, values: {Rec: recruiter}, others: unknown}",
            ["Rec;Boss"],
            ["recruiter;?"],
            id="unknown-role-in-a-list",
        ),
        pytest.param("topics", "{column: c, separator: ','}", ["a, b,,c"], ["a;b;c"], id="separator"),
        pytest.param("topics", "{column: c, separator: ','}", ["a;b, c", "d"], ["aside", "d"], id="separator-inside"),
        pytest.param(
            "topics",
            "{column: c, values: {a: x, b: ''}, others: drop}",
            ["a;b;c", "c"],
            ["x", ""],
            id="items-one-by-one",
        ),
        pytest.param(
            "topics", "{column: c, values: {a: x}, others: quarantine}", ["a", "a;b"], ["x", "aside"], id="any-item"
        ),
        pytest.param("thread_id", r"{column: c, pattern: '^(\d+)-'}", ["12-3", "x"], ["12", "aside"], id="group"),
        pytest.param("thread_id", r"{column: c, pattern: '\d+'}", ["ab12-3"], ["12"], id="whole-match"),
        pytest.param(
            "thread_id", r"{column: c, pattern: '^(\d+)-', others: drop}", ["12-3", "x"], ["12", ""], id="no-match"
        ),
        pytest.param(
            "thread_id",
            r"{column: c, pattern: '^(\d+)-', others: keep}",
            ["12-3", "x"],
            ["12", "x"],
            id="no-match-kept",
        ),
        pytest.param(
            "channel", r"{column: c, pattern: '^(\w)', values: {m: email}}", ["mail", "fax"], ["email", "f"], id="both"
        ),
        pytest.param(
            "channel", "{column: c, pattern: '(a+)+$'}", ["a" * 5000 + "!", "a"], ["aside", "a"], id="no-endless-search"
        ),
    ],
)
def test_cells_become_what_the_mapping_says(name: str, rule: str, cells: list[str], expected: list[object]) -> None:
    found = [None if each is None or each != each else each for each in mapped(rule, *cells, name=name)]
    assert [each or "" for each in found] == expected


def test_values_dropped_are_counted() -> None:
    mapping = parse_mapping("columns: {channel: {column: channel, values: {fax: text}, others: drop}}")
    log = log_of(row(event_id="a"), row(event_id="b"), row(event_id="c", channel="fax"), mapping=mapping)
    assert [(each.code, each.count) for each in log.quality.remarks if each.code == "E346"] == [("E346", 2)]


def test_only_leaves_rows_out_of_scope_without_judging_them() -> None:
    mapping = parse_mapping("only: {Folder: [Hiring, Talks], Kind: mail}")
    inside = {"Folder": "Hiring", "Kind": "mail"}
    log = log_of(
        {**row(event_id="a"), **inside},
        {**row(event_id="b"), **inside, "Folder": " Talks "},
        {**row(event_id="c", timestamp="not even a time"), **inside, "Folder": "Private"},
        {**row(event_id="d", timestamp="2026-03-02 10:00"), **inside, "Kind": ""},
        {**row(event_id="d", timestamp="2026-03-02 10:00"), **inside, "Kind": ""},
        mapping=mapping,
    )
    assert counts(log) == (2, 0, 1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{}", ["office", "body"], id="all"),
        pytest.param("keep: [office]", ["office"], id="keep"),
        pytest.param("keep: []", [], id="keep-none"),
        pytest.param("drop: [body]", ["office"], id="drop"),
        pytest.param("columns: {subject: body}", ["office"], id="used-columns-are-not-kept-twice"),
    ],
)
def test_further_columns_are_kept_or_left_out(text: str, expected: list[str]) -> None:
    log = log_of({**row(), "office": "x", "body": "y"}, mapping=parse_mapping(text))
    assert list(log.extra) == expected


def test_one_column_may_serve_twice() -> None:
    rows = [{**row(case_id="", thread_id=""), "id": "12-1"}]
    mapping = parse_mapping("columns: {case_id: {column: id, pattern: '^[0-9]+'}, event_id: id, thread_id: id}")
    log = log_of(*rows, mapping=mapping)
    assert to_frame(log)[["case_id", "event_id", "thread_id"]].to_numpy().tolist() == [["12", "12-1", "12-1"]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("columns: {case_id: CaseId}", id="column"),
        pytest.param("only: {CaseId: x}", id="only"),
    ],
)
def test_a_heading_that_is_not_there_is_answered_with_those_that_are(text: str) -> None:
    with pytest.raises(InputError) as caught:
        log_of(row(), mapping=parse_mapping(text))
    assert caught.value.code == "E304"
    assert "'event_id', 'timestamp', 'case_id'" in caught.value.message
    assert caught.value.help == "did you mean 'case_id'?"


@pytest.mark.parametrize(
    ("mapping", "argument", "hour"),
    [
        pytest.param("timezone: Europe/Berlin", None, 9, id="of-the-file"),
        pytest.param("{}", "Asia/Tokyo", 1, id="of-the-call"),
        pytest.param("timezone: Europe/Berlin", "Asia/Tokyo", 9, id="the-mapping-goes-before-the-call"),
        pytest.param(
            "{timezone: Europe/Berlin, columns: {timestamp: {column: timestamp, timezone: UTC}}}",
            "Asia/Tokyo",
            10,
            id="the-column-goes-before-all",
        ),
    ],
)
def test_zones_are_declared_from_near_to_far(mapping: str, argument: str | None, hour: int) -> None:
    log = log_of(row(timestamp="2026-03-02 10:00"), mapping=parse_mapping(mapping), timezone=argument)
    assert to_frame(log)["timestamp"][0].hour == hour


def test_precision_is_kept_with_the_events() -> None:
    log = log_of(
        row(event_id="a", timestamp="2026-03-08"),
        row(event_id="b", timestamp="2026-03-07"),
        mapping=parse_mapping("{precision: day, timezone: America/New_York}"),
    )
    assert log.width is not None
    assert (log.width + 1).tolist() == [24 * 3_600_000_000, 23 * 3_600_000_000]
    assert log_of(row()).width is None
    assert "E349" in [each.code for each in log.quality.remarks]


def test_the_file_is_read_as_the_mapping_says(tmp_path: Path) -> None:
    mapping = parse_mapping(
        "{delimiter: tab, encoding: windows-1252, columns: {case_id: Fall, timestamp: {column: Zeit, "
        "format: '%d.%m.%Y %H:%M', timezone: Europe/Berlin}, sender_role: Von, recipient_roles: An}}"
    )
    content = "Fall\tZeit\tVon\tAn\nMü-1\t02.03.2026 10:00\tcandidate\trecruiter\n".encode("cp1252")
    log = read_text(tmp_path / "log.csv", content, mapping=mapping)
    assert log.case_ids.to_pylist() == ["Mü-1"]
    assert codes(log) == []

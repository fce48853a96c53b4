"""XES: what becomes of traces, events and attributes, and what is refused."""

from __future__ import annotations

import gzip
import json
import random
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.errors import AnalyzerError, InputError
from analyzer.events import read_log, to_frame
from analyzer.events.mapping_file import parse_mapping
from analyzer.events.sources import Raw, Reading, format_of, read_file, xes

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
EVENT = (
    '<event><string key="concept:name" value="interview"/><string key="org:resource" value="manager-01"/>'
    '<date key="time:timestamp" value="2026-03-02T10:00:00.000+01:00"/></event>'
)


def trace(*events: str, name: str = "APP-0001", more: str = "") -> str:
    return f'<trace><string key="concept:name" value="{name}"/>{more}{"".join(events)}</trace>'


def log_of(*inside: str) -> str:
    return f'{HEAD}<log xes.version="2.0" xmlns="http://www.xes-standard.org/">{"".join(inside)}</log>'


def read(tmp_path: Path, content: str | bytes, name: str = "log.xes") -> Raw:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return xes.read(path, Reading())


def refused(tmp_path: Path, content: str | bytes, name: str = "log.xes") -> str:
    with pytest.raises(InputError) as caught:
        read(tmp_path, content, name)
    return caught.value.code


# ---------------------------------------------------------------- what is read


def test_events_become_rows_with_the_names_that_pm4py_gives(tmp_path: Path) -> None:
    raw = read(tmp_path, log_of(trace(EVENT, more='<int key="age" value="30"/>'), trace(EVENT, name="APP-0002")))
    assert raw.table.to_pylist() == [
        {
            "concept:name": "interview",
            "org:resource": "manager-01",
            "time:timestamp": "2026-03-02T10:00:00.000+01:00",
            "case:concept:name": name,
            "case:age": age,
        }
        for name, age in (("APP-0001", "30"), ("APP-0002", None))
    ]
    assert [raw.number(0), raw.number(1)] == [1, 2]


def test_what_a_log_says_beside_its_events_is_read_past(tmp_path: Path) -> None:
    around = (
        '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>'
        '<global scope="event"><string key="concept:name" value="UNKNOWN"/><string key="x" value="default"/></global>'
        '<global scope="trace"><trace><event><string key="y" value="z"/></event></trace></global>'
        '<classifier name="Activity" keys="concept:name"/>'
        '<string key="origin" value="csv"><string key="inner" value="x"/></string>'
    )
    raw = read(tmp_path, log_of(around, trace(EVENT), around))
    assert raw.table.num_rows == 1
    assert raw.table.column_names == ["concept:name", "org:resource", "time:timestamp", "case:concept:name"]


def test_attributes_of_a_trace_may_follow_its_events(tmp_path: Path) -> None:
    raw = read(tmp_path, log_of(f'<trace>{EVENT}{EVENT}<string key="concept:name" value="APP-7"/></trace>'))
    assert raw.table.column("case:concept:name").to_pylist() == ["APP-7", "APP-7"]


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        pytest.param('<string key="a" value="x &amp; y"/>', "x & y", id="string"),
        pytest.param('<date key="a" value="2026-03-02T10:00:00Z"/>', "2026-03-02T10:00:00Z", id="date"),
        pytest.param('<int key="a" value="007"/>', "007", id="int"),
        pytest.param('<float key="a" value="1.50"/>', "1.50", id="float"),
        pytest.param('<boolean key="a" value="true"/>', "true", id="boolean"),
        pytest.param('<id key="a" value="0-1-2"/>', "0-1-2", id="id"),
        pytest.param('<string key="a" value=""/>', None, id="empty"),
        pytest.param(
            '<string key="a" value="x"><int key="b" value="1"><int key="c" value="2"/></int></string>',
            {"value": "x", "children": [{"key": "b", "value": "1", "children": [{"key": "c", "value": "2"}]}]},
            id="nested",
        ),
        pytest.param(
            '<list key="a"><values><string key="p" value="x"/><string key="p" value="y"/></values></list>',
            [{"key": "p", "value": "x"}, {"key": "p", "value": "y"}],
            id="list",
        ),
    ],
)
def test_attributes_of_every_type_are_kept(tmp_path: Path, attribute: str, expected: object) -> None:
    inside = EVENT.replace("</event>", f'{attribute}<string key="z" value="after"/></event>')
    (row,) = read(tmp_path, log_of(trace(inside))).table.to_pylist()
    assert (json.loads(row["a"]) if isinstance(expected, list | dict) else row["a"]) == expected
    assert row["z"] == "after"


def test_an_event_without_a_case_is_a_row_without_a_case(tmp_path: Path) -> None:
    raw = read(tmp_path, log_of(trace(EVENT), EVENT))
    assert raw.table.column("case:concept:name").to_pylist() == ["APP-0001", None]


def test_cases_without_an_event_are_counted(tmp_path: Path) -> None:
    raw = read(tmp_path, log_of(trace(name="A"), trace(EVENT, name="B"), trace(name="C")))
    assert [(code, count) for code, _, count in raw.remarks] == [("E351", 2)]
    assert raw.table.num_rows == 1


def test_events_without_any_attribute_are_rows(tmp_path: Path) -> None:
    assert read(tmp_path, log_of("<trace><event/><event></event></trace>")).table.num_rows == 2
    raw = read(tmp_path, log_of(trace("<event/>", EVENT)))
    assert raw.table.column("concept:name").to_pylist() == [None, "interview"]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param('<string key="a" value="1"/><string key="a" value="1"/>', ("E338", "a"), id="twice"),
        pytest.param('<string value="1"/>', ("E339", "<string> without a key"), id="no-key"),
        pytest.param('<string key="case:concept:name" value="B"/>', ("E338", "case:concept:name"), id="another-case"),
    ],
)
def test_an_event_that_cannot_be_meant_is_set_aside(tmp_path: Path, inside: str, expected: tuple[str, str]) -> None:
    raw = read(tmp_path, log_of(trace(EVENT, EVENT.replace("</event>", f"{inside}</event>"), EVENT)))
    assert [(each.row, each.code, each.detail) for each in raw.rejected] == [(2, *expected)]
    assert [raw.number(0), raw.number(1)] == [1, 3]
    assert "manager-01" in raw.rejected[0].cells


def test_all_events_of_a_case_that_says_two_things_are_set_aside(tmp_path: Path) -> None:
    twice = trace(EVENT, EVENT, more='<string key="concept:name" value="B"/>')
    raw = read(tmp_path, log_of(trace(EVENT), twice))
    assert [(each.row, each.code) for each in raw.rejected] == [(2, "E338"), (3, "E338")]
    assert raw.table.num_rows == 1


# ---------------------------------------------------------------- as a log


def test_a_log_is_read_without_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(log_of(trace(EVENT, more='<string key="office" value="Bern"/>')).encode()))
    assert format_of(path) == "xes"
    (row,) = to_frame(read_log(path)).drop(columns="event_id").to_dict("records")
    assert str(row.pop("timestamp")) == "2026-03-02 09:00:00+00:00"
    assert row == {"case_id": "APP-0001", "activity": "interview", "sender": "manager-01", "case:office": "Bern"}


def test_a_mapping_goes_before_the_names_of_the_format(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(log_of(trace(EVENT)), encoding="utf-8")
    mapping = parse_mapping("columns: {stage: 'concept:name'}\ndrop: ['org:resource']")
    log = to_frame(read_log(path, mapping=mapping))
    assert log["stage"].tolist() == ["interview"]
    assert not {"sender", "org:resource"} & set(log.columns)


def test_a_column_that_gives_way_to_the_format_s_own_is_told(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(log_of(trace(EVENT.replace("</event>", '<string key="activity" value="x"/></event>'))), "utf-8")
    log = read_log(path)
    assert to_frame(log)["activity"].tolist() == ["interview"]
    assert ("E352", "`activity`, for concept:name was taken") in [
        (each.code, each.message) for each in log.quality.remarks
    ]


def test_a_log_without_times_names_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    path.write_text(log_of(trace('<event><string key="concept:name" value="x"/></event>')), encoding="utf-8")
    with pytest.raises(InputError, match=r"'timestamp'.*found instead: 'concept:name', 'case:concept:name'") as caught:
        read_log(path)
    assert caught.value.code == "E304"


@pytest.mark.parametrize("name", ["log", "log.data", "log.xml"])
def test_the_format_is_told_by_its_first_lines(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(log_of(trace(EVENT)), encoding="utf-8")
    assert read_file(tmp_path / name, Reading()).table.num_rows == 1


# ---------------------------------------------------------------- what is refused

BOMB = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB += "]>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(f"{HEAD}{BOMB}<log><trace><string key='a' value='&i;'/></trace></log>", "E313", id="many-laughs"),
        pytest.param(
            f'{HEAD}<!DOCTYPE log [<!ENTITY a "{"a" * 50_000}">]><log>{"&a;" * 50_000}</log>', "E313", id="quadratic"
        ),
        pytest.param(f'{HEAD}<!DOCTYPE log SYSTEM "http://example.org/x.dtd"><log/>', "E313", id="external-dtd"),
        pytest.param(
            f'{HEAD}<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>',
            "E313",
            id="external-entity",
        ),
        pytest.param(f"{HEAD}<log>&x;</log>", "E307", id="unknown-entity"),
        pytest.param(log_of(trace(EVENT))[:-20], "E307", id="cut-off"),
        pytest.param(log_of(trace(EVENT)) + "<log/>", "E307", id="two-roots"),
        pytest.param(log_of(trace(EVENT.replace("manager", "man\0ager"))), "E307", id="nul"),
        pytest.param(log_of(trace(EVENT)).encode().replace(b"manager", b"m\xffnager"), "E307", id="bytes-not-utf-8"),
        pytest.param('<?xml version="1.0" encoding="klingon"?><log/>', "E306", id="unknown-encoding"),
        pytest.param('<?xml version="1.0" encoding="utf-7"?><log/>', "E306", id="encoding-of-several-bytes"),
        pytest.param(gzip.compress(log_of(trace(EVENT)).encode())[:-9], "E307", id="gzip-cut-off"),
        pytest.param(f"{HEAD}<ocel/>", "E315", id="another-root"),
        pytest.param(b"", "E302", id="empty"),
        pytest.param("no XML at all", "E307", id="no-xml"),
        pytest.param(
            log_of(trace("<event>" + '<string key="a" value="x">' * 500 + "</string>" * 500 + "</event>")),
            "E314",
            id="deep",
        ),
        pytest.param(log_of("<a>" * 500 + "</a>" * 500), "E314", id="deep-outside"),
        pytest.param(
            log_of(trace("<event>" + "".join(f'<int key="k{n}" value="1"/>' for n in range(1_001)) + "</event>")),
            "E314",
            id="wide",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(tmp_path: Path, content: str | bytes, code: str) -> None:
    assert refused(tmp_path, content) == code


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_other_encodings_that_are_declared_are_read(tmp_path: Path, encoding: str) -> None:
    text = log_of(trace(EVENT, name="Büro")).replace("UTF-8", encoding)
    assert read(tmp_path, text.encode(encoding)).table.column("case:concept:name").to_pylist() == ["Büro"]


def endless(begin: str, filling: bytes, size: int) -> Iterator[bytes]:
    yield (HEAD + begin).encode()
    for _ in range(size // len(filling)):
        yield filling


@pytest.mark.parametrize(
    ("begin", "filling"),
    [
        pytest.param("<log><trace><event>", b"x" * (1 << 20), id="text"),
        pytest.param('<log><trace><event><string key="a" value="', b"x" * (1 << 20), id="value"),
        pytest.param("<log><!--", b"x" * (1 << 20), id="comment"),
        pytest.param("<log><trace>", b'<string key="a" value="b"/>' * 10_000, id="attributes-without-end"),
        pytest.param("<log>", b"<a>" * 100_000, id="elements-without-end"),
    ],
)
def test_a_gigabyte_without_an_event_is_refused_in_bounded_memory(tmp_path: Path, begin: str, filling: bytes) -> None:
    path = tmp_path / "log.xes.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for part in endless(begin, filling, 1 << 30 if begin.endswith("<event>") else 1 << 26):
            file.write(part)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError) as caught:
        xes.read(path, Reading())
    assert caught.value.code == "E314"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB


def test_whatever_the_bytes_only_errors_for_people_arise(tmp_path: Path) -> None:
    draw = random.Random(31)
    whole = log_of(
        trace(
            EVENT, EVENT.replace("</event>", '<list key="l"><values><int key="a" value="1"/></values></list></event>')
        ),
        trace(EVENT, name="B"),
    ).encode()
    read_well = 0
    for _ in range(1_500):
        data = bytearray(whole)
        for _ in range(draw.randrange(1, 4)):
            place = draw.randrange(len(data))
            if draw.random() < 0.5:
                data[place] = draw.randrange(256)
            else:
                other = draw.randrange(len(data))
                data[place:place] = data[other : other + draw.randrange(40)]
        (tmp_path / "log.xes").write_bytes(data)
        try:
            log = read_log(tmp_path / "log.xes", timezone="UTC", max_quarantined=1)
        except AnalyzerError:
            continue
        quality = log.quality
        assert (
            quality.rows == quality.analysed + quality.duplicates + quality.quarantined.num_rows + quality.out_of_scope
        )
        read_well += 1
    assert read_well > 50

"""JSON as a stream of records, whatever its form, its size and its damage."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import InputError
from analyzer.importing import json_records as module
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import FileLedger
from tests.importing.exports import fates, only_member


def read(folder: Path, data: bytes | str, *under: str) -> tuple[list[dict[str, Any]], FileLedger]:
    file = FileLedger("x.json", "aircall")
    member = only_member(folder, data if isinstance(data, bytes) else data.encode())
    return [record for _, record in json_records(member, file, under=under)], file


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(" \n ", [], id="blanks"),
        pytest.param("[]", [], id="empty-array"),
        pytest.param('[{"id": 1}, {"id": 2}]', [1, 2], id="array"),
        pytest.param('{"id": 1}', [1], id="one-object"),
        pytest.param('{\n "id": 1\n}', [1], id="one-object-on-several-lines"),
        pytest.param('{"id": 1}\n{"id": 2}\n\n', [1, 2], id="lines"),
        pytest.param('{"id": 1}\r\n{"id": 2}', [1, 2], id="lines-of-windows"),
        pytest.param('{"calls": [{"id": 1}, {"id": 2}]}', [1, 2], id="around"),
        pytest.param('{"meta": {"calls": 3}, "calls": [{"id": 1}], "next": null}', [1], id="around-between-others"),
        pytest.param('{"calls": []}', [], id="around-empty"),
        pytest.param('{"calls": {"id": 9}, "id": 1}', [1], id="the-key-holds-no-array"),
        pytest.param('{"calls": [{"id": 1}]}\n{"calls": [{"id": 2}, {"id": 3}]}', [1, 2, 3], id="pages-a-line"),
        pytest.param('{"calls":\n[{"id": 1}]}{"calls": [{"id": 2}]}', [1, 2], id="pages-without-lines"),
        pytest.param('[{"id": 1}]\n[{"id": 2}]', [1, 2], id="arrays-one-after-another"),
        pytest.param('{"id": 1, "id": 2}', [2], id="the-last-of-two-equal-keys"),
        pytest.param("{}", [None], id="empty-object"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_records_are_found_in_every_form(tmp_path: Path, text: str, ids: list[Any], encoding: str) -> None:
    records, file = read(tmp_path, text.encode(encoding), "calls")
    assert [record.get("id") for record in records] == ids
    assert file.rows == len(ids)


def test_what_is_no_object_is_set_aside(tmp_path: Path) -> None:
    records, file = read(tmp_path, '[{"id": 1}, 2, "x", null, [], {"id": 3}, NaN]')
    assert [record["id"] for record in records] == [1, 3]
    assert fates(file) == ["message", *["set aside E434"] * 4, "message", "set aside E434"]


def test_a_damaged_line_is_set_aside_and_the_next_is_read(tmp_path: Path) -> None:
    lines = ['{"id": 1}', '{"id": 2}', '{"id": ', "\0\0", "[1]", '{"id": "' + "[" * 9 + '"}', "[" * 100_000]
    records, file = read(tmp_path, "\n".join([*lines, '{"id": 3}']).encode() + b'\n{"id": "\xff"}\n{"id": 4}')
    assert [record["id"] for record in records] == [1, 2, "[[[[[[[[[", 3, 4]
    assert fates(file).count("set aside E434") == 5


def test_a_line_that_is_too_long_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_RECORD", 100)
    records, file = read(tmp_path, '{"id": 1}\n{"id": "%s"}\n{"id": 3}' % ("x" * 1000))
    assert [record["id"] for record in records] == [1, 3]
    assert fates(file)[1] == "set aside E434"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("12", 12, id="whole"),
        pytest.param("1.50", Decimal("1.50"), id="fraction"),
        pytest.param("1e999", Decimal("1e999"), id="large"),
        pytest.param("1e99999999999999999999", Decimal("Infinity"), id="beyond-measure"),
        pytest.param("-1e99999999999999999999", Decimal("-Infinity"), id="beyond-measure-below"),
        pytest.param("1e-99999999999999999999", Decimal(0), id="too-small"),
        pytest.param("9" * 5000, Decimal("9" * 5000), id="5000-digits"),
        pytest.param("NaN", None, id="nan"),
        pytest.param('"\\u0000"', "\0", id="nul"),
        pytest.param('"\\ud83d\\ude00"', "\U0001f600", id="pair"),
        pytest.param('"a\\ud800b"', "a\ufffdb", id="first-half"),
        pytest.param('["\\uDC00", {"\\udc00": 1}]', ["\ufffd", {"\ufffd": 1}], id="second-half-within"),
    ],
)
@pytest.mark.parametrize("form", ["[{%s}]", '{%s}\n{"id": 1}', "{%s}"], ids=["array", "lines", "alone"])
def test_values_are_kept_or_made_harmless(tmp_path: Path, written: str, value: object, form: str) -> None:
    records, _ = read(tmp_path, form % f'"v": {written}')
    assert records[0]["v"] == value
    json.dumps(records[0], default=str, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b'[{"id": 1}, {"id": 2}', "after 2 records the JSON is damaged .cut off", id="cut-between"),
        pytest.param(b'[{"id": 1}, {"id": "2', "after 1 records the JSON is damaged", id="cut-within"),
        pytest.param(b'[{"id": 1}, {"id": 2 "x": 3}]', "after 1 records", id="no-comma"),
        pytest.param(b'[{"id": 1},]', "after 1 records", id="comma-at-the-end"),
        pytest.param(b'[{"id": 1}] x', "after 1 records", id="more-behind-it"),
        pytest.param(b'[{"id": 1}, {"id": "\xff"}]', "bytes that are not text", id="not-utf-8"),
        pytest.param(b'[{"id": 1}, {"id": "\0"}]', "after 1 records", id="nul"),
        pytest.param(b'[{"id": ' + b"[" * 100_000, "nested too deeply", id="100000-brackets"),
        pytest.param(b'[{"id": ' + b'{"a":' * 100_000, "nested too deeply", id="100000-braces"),
        pytest.param(b'[{"id": tru', "damaged", id="cut-in-a-word"),
        pytest.param(b'{"a": 1, b: 2}', "damaged", id="key-without-quotes"),
        pytest.param(b'{"calls": [{"id": 1}}', "after 1 records", id="other-bracket"),
        pytest.param(b'{"calls"', "damaged .cut off", id="cut-behind-a-key"),
    ],
)
def test_damage_is_told_with_what_was_read_before(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read(tmp_path, data, "calls")
    assert caught.value.code == "E405"


@pytest.mark.parametrize("data", [b"id,name\n1,x", b"\0" * 200_000, b"\x89PNG", b"<xml/>", b'"text"', b"12"])
def test_what_is_no_json_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, data)
    assert caught.value.code == "E407"


def test_many_levels_are_set_aside(tmp_path: Path) -> None:
    deep = '{"id": ' + "[" * 500 + "]" * 500 + "}"
    records, file = read(tmp_path, f'[{{"id": 1}}, {deep}, {{"id": [[[3]]]}}]')
    assert [record["id"] for record in records] == [1, [[[3]]]]
    assert fates(file)[1] == "set aside E432"


def test_records_of_every_size_cross_the_pieces_in_which_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(7)
    values = [[rng.choice([1, -2.5e3, True, None, '\u00e4\\"', "x" * rng.randrange(90)])] for _ in range(200)]
    text = json.dumps({"meta": [1, {"calls": []}], "calls": [{"v": value} for value in values]}, ensure_ascii=False)
    spread = json.dumps(json.loads(text), indent=30)
    for piece in (1, 2, 3, 7, 64, 1 << 18):
        monkeypatch.setattr(module, "_PIECE", piece)
        for written in (text, spread):
            records, _ = read(tmp_path, written, "calls")
            assert [record["v"] for record in records] == values


def test_a_number_at_the_end_of_a_piece_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 4)
    assert read(tmp_path, '{"a": 123456789}\n')[0] == [{"a": 123456789}]


@pytest.mark.parametrize("size", [999, 1001], ids=["just-short-enough", "too-long"])
def test_a_record_may_be_as_long_as_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(module, "LONGEST_RECORD", 1000)
    monkeypatch.setattr(module, "_PIECE", 50)
    text = '[{"a": 1}, {"a": "%s"}, {"a": 2}]' % ("x" * (size - 9))
    if size < 1000:
        assert len(read(tmp_path, text)[0]) == 3
    else:
        with pytest.raises(InputError, match="does not end") as caught:
            read(tmp_path, text.replace('"}, {"a": 2}', "x" * 500 + '"}'))
        assert caught.value.code == "E406"


def test_damage_at_random_never_gives_anything_but_a_refusal(tmp_path: Path) -> None:
    rng = random.Random(11)
    forms = [b'{"calls": [{"id": 1, "n": [1.5, "\\u00e9"]}, {"id": 2}]}', b'{"id": 1}\n{"id": 2}\n', b'[{"a": {}}]']
    outcomes = set()
    for _ in range(1000):
        data = bytearray(rng.choice(forms))
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(len(data))] = rng.choice(b'{}[]",:\\x0\x00\xff\n')
        try:
            read(tmp_path, bytes(data), "calls")
            outcomes.add("read")
        except InputError as error:
            outcomes.add(error.code)
    assert outcomes == {"read", "E405", "E407"}

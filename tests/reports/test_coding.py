import re
import uuid

import numpy as np
import pandas as pd
import pytest

from analyzer.reports import coding
from tests.reports.decoding import decode, numbers, texts

NAMED = {
    "with zeros in front": [f"APP-{i:06d}" for i in range(0, 900, 9)],
    "of growing width": [f"e{i}" for i in range(0, 200, 3)],
    "several numbers": [f"APP-{i:03d}-e{i % 7}; APP-{i:03d}-e0" for i in range(60)],
    "longer than nine digits": [f"{10**14 + i * 12345}" for i in range(40)],
    "numbers alone": [str(i) for i in range(30)],
    "of any script": [f"Żółć №{i}" for i in range(30)],
}
PLAIN = {
    "now with zeros, now without": [*(f"e{i}" for i in range(30)), "e07"],
    "one without a number": [*(f"e{i}" for i in range(30)), "e"],
    "digits of another script": [*(f"e{i}" for i in range(30)), "e٣"],
    "hexadecimal": [uuid.UUID(int=i * 7**40).hex for i in range(40)],
    "few": ["e1", "e2"],
    "no numbers": [chr(97 + i) * 3 for i in range(25)],
    "none": [],
}


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ([5] * 40, "k"),
        ([0, 3, 6, 1000, 1001], "g"),
        ([9, 0, 9, 1], "c"),
        ([7], "c"),
        ([], "c"),
        ([-(2**31), 2**31 - 1], "c"),
    ],
    ids=["one value", "in order", "to and fro", "one row", "none", "widest"],
)
def test_whole_numbers_read_back_from_their_shortest_form(given, form):
    coded = coding.whole(given)
    assert form in coded
    assert numbers(coded) == given


@pytest.mark.parametrize("values", NAMED.values(), ids=NAMED)
def test_names_that_differ_in_numbers_only_are_coded_as_numbers(values):
    coded = coding.spelled(values)
    assert isinstance(coded, dict)
    assert texts(coded) == values
    assert all(abs(number) < 2**31 for field in coded["f"] for number in numbers(field)), "the page holds 32 bits"


@pytest.mark.parametrize("values", PLAIN.values(), ids=PLAIN)
def test_names_without_a_pattern_stay_as_they_are(values):
    assert coding.spelled(values) == values


@pytest.mark.parametrize(
    "values",
    [["b", "a", "b", None], ["a"] * 50, [f"id-{i}" for i in range(50)], [f"id-{i % 30}" for i in range(90)], []],
    ids=["few", "one value", "a pattern", "a dictionary of a pattern", "none"],
)
def test_a_text_column_reads_back(values):
    assert decode(coding.texts(pd.Series(values, dtype="object"))) == [value or "" for value in values]


def test_instants_read_back_as_seconds_and_gaps_as_none():
    column = pd.to_datetime(pd.Series(["2026-03-04T14:30:05Z", None, "2026-01-01T00:00:00Z"]), utc=True)
    assert decode(coding.instants(column)) == [1772634605, None, 1767225600]
    assert decode(coding.instants(column.iloc[[1]])) == [None]


@pytest.mark.parametrize("given", [[-60.4, np.nan, 3.0], [np.nan, np.nan], [-5.0, -5.0], []])
def test_lengths_of_time_read_back_as_whole_seconds(given):
    expected = [None if np.isnan(value) else round(value) for value in given]
    assert decode(coding.seconds(pd.Series(given, dtype=float))) == expected


def test_packed_data_cannot_leave_its_script_element():
    value = ["</script><!--", "&", "\u2028", "é"]
    text = coding.packed(value)
    assert re.fullmatch(r"[A-Za-z0-9+/]+=*", text)
    assert coding.unpacked(text) == value


def test_equal_values_give_equal_bytes_whatever_the_order_of_their_keys():
    assert coding.packed({"a": 1, "b": [2]}) == coding.packed({"b": [2], "a": 1})

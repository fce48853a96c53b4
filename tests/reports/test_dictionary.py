"""The data dictionary and its forms."""

import csv
import json

import pytest

import analyzer as hpa
from analyzer.errors import UsageError
from analyzer.reports import dictionary_as
from analyzer.reports.dictionary import FILES, table_named, tables
from analyzer.reports.tables import tables_of
from tests.reports.test_real import analysis  # noqa: F401 - a fixture: a real analysis of a few events


def test_every_column_of_every_table_has_a_meaning():
    for table in tables():
        assert table.about
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names), table.name
        assert all(column.meaning for column in table.columns), table.name


def test_the_tables_of_a_real_analysis_have_the_documented_columns_in_order(analysis):  # noqa: F811
    for name, frame in tables_of(analysis).items():
        assert list(frame.columns) == [column.name for column in FILES[name]], name


def test_each_cell_of_a_tidy_table_is_one_value(analysis: hpa.Analysis):  # noqa: F811
    for name, frame in tables_of(analysis).items():
        held = {type(value) for column in frame for value in frame[column]}
        assert not held & {list, dict, tuple, set}, name


@pytest.mark.parametrize("name", ["findings", "Findings", "by-rule", "by_rule", "findings.csv", "duties.parquet"])
def test_a_table_is_found_however_its_name_is_written(name):
    assert table_named(name).columns


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("findngs", "did you mean 'findings'?", id="misspelt"),
        pytest.param("zzzz", "`analyzer columns` lists all tables", id="nothing-like-it"),
        pytest.param("", "there is no table ''", id="empty"),
    ],
)
def test_an_unknown_table_is_refused_with_the_way_out(name, said):
    with pytest.raises(UsageError, match="there is no table") as caught:
        dictionary_as("text", name)
    assert said in str(caught.value)


def test_every_form_tells_the_same_columns():
    wanted = [(table.name, *column) for table in tables() for column in table.columns]
    heads = ("table", "column", "kind", "meaning")
    told = [tuple(row[head] for head in heads) for row in json.loads(dictionary_as("json"))]
    listed = [tuple(row[head] for head in heads) for row in csv.DictReader(dictionary_as("csv").splitlines())]
    assert told == listed == wanted
    page, text = dictionary_as("markdown"), dictionary_as("text")
    for _, column, *_ in wanted:
        assert f"| `{column}` |" in page
        assert f"\n  {column} " in text


def test_no_line_of_the_text_is_wider_than_asked():
    assert max(map(len, dictionary_as("text", width=80).splitlines())) <= 80


def test_an_unknown_form_is_refused():
    with pytest.raises(UsageError, match="not as 'xml'"):
        dictionary_as("xml")

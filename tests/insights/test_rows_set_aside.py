"""Rows set aside: which and why, without what stands in them."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa

from analyzer.events.codes import CODES
from analyzer.events.quality import QUARANTINE_SCHEMA
from analyzer.insights import rows_set_aside

ROW = {
    "file": "q1.csv",
    "row": 7,
    "code": "E325",
    "column": "When",
    "reason": "... (When: 'secret')",
    "cells": "secret",
}


def table(*rows):
    listed = pa.Table.from_pylist(list(rows), QUARANTINE_SCHEMA)
    return rows_set_aside(SimpleNamespace(log=SimpleNamespace(quality=SimpleNamespace(quarantined=listed))))


def test_a_row_is_told_with_file_number_code_column_and_reason():
    told = CODES["E325"]
    assert table(ROW).to_dict("records") == [
        {"file": "q1.csv", "row": 7, "code": "E325", "column": "When", "reason": told.title, "way_out": told.help}
    ]


def test_nothing_of_what_stands_in_the_row_is_told():
    assert "secret" not in table(ROW).to_csv()


def test_without_rows_the_columns_are_there():
    assert table().empty
    assert list(table()) == list(table(ROW))

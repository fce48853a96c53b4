"""Names of recipients become folders: legible, safe on every system, and no two alike."""

from __future__ import annotations

from pathlib import PurePosixPath

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from analyzer.reports.recipients import COLUMNS, Recipient, file_name, index_of, recipients_of


@pytest.mark.parametrize("name", ["recruiter-03", "req_015", "a.b", "x"])
def test_a_plain_name_is_its_folder(name):
    assert file_name(name) == name


@pytest.mark.parametrize(
    "name", ["../etc", "a/b", "a\\b", "..", ".", "CON", "nul.txt", "com1", "end.", "Ann Lee", "a@b.example", "日本",
             "-x", "a" * 200, "a\x00b", "line\nbreak", "~root", "Ünal", "RECRUITER-03"],
)  # fmt: skip
def test_any_other_name_becomes_one_that_every_system_takes(name):
    folder = file_name(name)
    assert folder != name
    assert "~" in folder[1:]
    assert not set(folder) - set("abcdefghijklmnopqrstuvwxyz0123456789-~")
    assert len(folder) <= 50
    assert PurePosixPath("x", folder).parts == ("x", folder)


@given(st.lists(st.text(min_size=1), unique=True, max_size=50))
def test_no_two_names_become_one_folder_even_where_case_does_not_count(names):
    assert len({file_name(name).casefold() for name in names}) == len(names)


class Divisible:
    def recipients(self, each):
        names = {"recruiter": ["r1", "r 2"], "requisition": ["q1"]}[each]
        return pd.DataFrame({"recipient": names, "cases": range(1, len(names) + 1)})


def test_recipients_come_in_the_order_asked_for_each_kind_once():
    found = list(recipients_of(Divisible(), ["requisition", "recruiter", "requisition"]))
    assert [(one.each, one.name, one.cases) for one in found] == [
        ("requisition", "q1", 1), ("recruiter", "r1", 1), ("recruiter", "r 2", 2)]  # fmt: skip
    assert found[1].folder == PurePosixPath("recipients/recruiter/r1")


def test_the_list_of_reports_says_where_each_is():
    table = index_of([(Recipient("recruiter", "r1", 12, PurePosixPath("recipients/recruiter/r1")), 3)])
    assert list(table.columns) == list(COLUMNS)
    assert table.iloc[0].tolist() == ["recruiter", "r1", 12, 3, "recipients/recruiter/r1"]

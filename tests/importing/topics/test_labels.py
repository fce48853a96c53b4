"""Labels: what is read of a file, whatever a spreadsheet made of it, and every problem at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.definitions import DefinitionError
from analyzer.errors import UsageError
from analyzer.importing import Labels, label_sheet, read_labels
from analyzer.importing.cells import guarded, unguarded
from tests.importing.topics.logs import definition, log

HEAD = "event_id,topics,by,note\n"


def read(tmp_path: Path, text: str | bytes) -> Labels:
    path = tmp_path / "labels.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_labels(path, definition())


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"event_id,topics\ne1,thank_you;status_inquiry\n", id="plain"),
        pytest.param(
            b"\xef\xbb\xbfEVENT_ID,Topics\r\ne1,status_inquiry; thank_you\r\n", id="mark-and-windows-line-ends"
        ),
        pytest.param(b'event_id;topics\ne1;"status_inquiry;thank_you"\n', id="semicolons"),
        pytest.param(b'sep=;\nevent_id;topics\n;\ne1;"thank_you;status_inquiry"\n', id="sep-and-empty-rows"),
        pytest.param("event_id\ttopics\ne1\tstatus_inquiry;thank_you\n".encode("utf-16"), id="utf-16-and-tabs"),
        pytest.param(b'x,"topics","event_id"\n"a\nb","thank_you;status_inquiry",e1\n', id="further-columns"),
    ],
)
def test_a_file_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, raw: bytes) -> None:
    labels = read(tmp_path, raw)
    assert [(row.event_id, row.topics) for row in labels.rows] == [("e1", ("status_inquiry", "thank_you"))]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param(HEAD + "e1,thank_yuo,,\n", ["2 L502 did you mean 'thank_you'?"], id="unknown-topic"),
        pytest.param(HEAD + "e1,x;thank_you,,\n,thank_you,,\n", ["2 L502", "3 L503"], id="all-at-once"),
        pytest.param(HEAD + "e1,-;thank_you,,\n", ["2 L505"], id="none-and-some"),
        pytest.param(HEAD + "e1,thank_you,a,\ne1,-,a,\n", ["3 L504 line 2"], id="two-answers"),
        pytest.param(HEAD + 'e1,-,,"a\nb"\ne1,referral,,\n', ["4 L504"], id="lines-of-the-file-are-counted"),
        pytest.param("event,topics\n", ["1 L501"], id="no-event-id"),
        pytest.param("topics,event_id,topics\n", ["1 L501"], id="topics-twice"),
        pytest.param("", ["1 L501"], id="empty"),
        pytest.param(b"event_id,topics,note\ne1,-,caf\xe9\n", ["2 L501 CSV UTF-8"], id="not-utf-8"),
        pytest.param("event_id,topics,stratum,strata\ne1,-,untagged,x\n", ["2 L506", "2 L506"], id="stratum"),
    ],
)
def test_every_problem_is_told_with_its_line(tmp_path: Path, text: str | bytes, problems: list[str]) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, text)
    found = caught.value.problems
    assert len(found) == len(problems)
    for problem, told in zip(found, problems, strict=True):
        line, code, *words = told.split(" ", 2)
        assert (str(problem.place.line), problem.code) == (line, code)
        assert all(word in problem.help for word in words)


def test_a_missing_file_is_a_wrong_argument(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no\.csv' cannot be read"):
        read_labels(tmp_path / "no.csv", definition())


def test_what_people_say_alike_and_differently_is_kept_apart(tmp_path: Path) -> None:
    labels = read(tmp_path, HEAD + "e1,-,a,\ne1,-,a,\ne1,-,b,\ne2,-,a,\ne2,referral,b,\ne3,,,\ne9,referral,a,\n")
    assert (labels.repeated, labels.empty) == (1, 1)
    assert [[(row.by, row.topics) for row in rows] for rows in labels.disagreements] == [
        [("a", ()), ("b", ("referral",))]
    ]
    assert labels.agreed == {"e1": ("other",), "e9": ("referral",)}
    assert labels.unknown(log([{}, {}])) == ("e9",)


HOSTILE = st.text("'=+-@ ;,|\"\n\r\tabc", max_size=12)


@given(HOSTILE)
def test_a_guarded_cell_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(HOSTILE)
def test_no_guarded_cell_begins_a_formula_in_whatever_way_a_file_is_split(text: str) -> None:
    for separator in ",;\t\n\r|":
        cells = guarded(text).split(separator)
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)


ID = st.text("'=+-@;,\" abc\u00e9", min_size=1, max_size=8).map(str.strip).filter(bool)
IDS = st.lists(ID, min_size=1, unique=True, max_size=8)


@settings(max_examples=100, deadline=None)
@given(IDS)
def test_a_sheet_filled_in_is_read_back_with_the_same_ids(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    events = log([{"event_id": each, "subject": "=1+1"} for each in ids])
    text = label_sheet(events, definition()).to_csv()
    path = tmp_path_factory.mktemp("sheet") / "labels.csv"
    path.write_text(text.replace('"","","","untagged"', '"-","","","untagged"'), encoding="utf-8", newline="")
    labels = read_labels(path, definition())
    assert len(labels.rows) == len(events)
    assert labels.unknown(events) == ()

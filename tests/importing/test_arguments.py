"""`import_log` in a notebook: an argument that cannot be meant is told at once, with what is expected instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analyzer.analysis import analyze
from analyzer.definitions import load_definition
from analyzer.errors import UsageError
from analyzer.events import read_log
from analyzer.importing import How, Settings, Source, Telling, import_log
from tests.cli.shell import ALLOWED, DEFINITION, PAST, write_log
from tests.importing.ends.story import TOLD, write_applications
from tests.importing.ends.test_mbox import write_mbox


@pytest.fixture
def exports(tmp_path: Path) -> list[Path]:
    write_mbox(tmp_path / "all.mbox", TOLD)
    return [write_applications(tmp_path / "apps.csv"), tmp_path / "all.mbox"]


@pytest.fixture
def analysis(tmp_path: Path) -> Any:
    return analyze(read_log(write_log(tmp_path / "log.csv", ALLOWED, PAST)), load_definition(DEFINITION))


@pytest.mark.parametrize("nothing", [[], ()])
def test_nothing_to_import_says_so(nothing: Any) -> None:
    with pytest.raises(UsageError, match="nothing to import; name files or folders"):
        import_log(nothing)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param(None, "give paths or Source(...), not a NoneType", id="none"),
        pytest.param(pd.DataFrame({"a": [1]}), "not a DataFrame; use log_from_frame(frame)", id="data-frame"),
        pytest.param([pd.DataFrame()], "not a DataFrame", id="data-frame-in-a-list"),
        pytest.param(5, "not a int", id="number"),
        pytest.param(["a.mbox", None], "not a NoneType", id="none-in-a-list"),
        pytest.param(b"a.mbox", "not a bytes", id="bytes"),
        pytest.param({"mbox": "a.mbox"}, "not a dict", id="dict"),
    ],
)
def test_what_is_no_path_says_what_is_expected(wrong: Any, said: str) -> None:
    with pytest.raises(TypeError) as caught:
        import_log(wrong)
    assert said in str(caught.value)


def test_an_analysis_is_no_export(analysis: Any) -> None:
    with pytest.raises(TypeError, match=r"give paths or Source\(\.\.\.\), not a"):
        import_log(analysis)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param({"settings": {"timezone": "UTC"}}, "settings is a path, or Settings(...), not a dict", id="dict"),
        pytest.param({"telling": "in-house"}, "telling is Telling(Tagger(definition)), not a str", id="telling"),
        pytest.param({"how": "UTC"}, "how is How(...), not a str", id="how"),
    ],
)  # fmt: skip
def test_other_arguments_of_another_kind_say_what_is_expected(
    exports: list[Path], arguments: dict[str, Any], said: str
) -> None:
    with pytest.raises(TypeError) as caught:
        import_log(exports, **arguments)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param({"max_quarantined": 5}, "max_quarantined is a share from 0 to 1", id="share"),
        pytest.param({"how": How(timezone="Mars")}, "there is no time zone 'Mars'", id="zone"),
        pytest.param({"settings": "no.yaml"}, "the settings file 'no.yaml' cannot be read", id="no-settings"),
    ],
)
def test_values_that_cannot_be_meant_are_told(exports: list[Path], arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        import_log(exports, **arguments)
    assert said in str(caught.value)


def test_an_end_before_the_beginning_is_told() -> None:
    with pytest.raises(UsageError, match="until does not lie after since"):
        How(since=2, until=2)


def test_one_path_a_list_or_sources_are_all_right(exports: list[Path]) -> None:
    logs = [
        import_log(given, settings=Settings(), telling=Telling()).log.table
        for given in (
            exports,
            tuple(map(str, exports)),
            [Source((str(exports[0]),), "applications"), exports[1]],
            set(exports),
            exports[0].parent.glob("*"),
        )
    ]
    assert all(log.equals(logs[0]) for log in logs)

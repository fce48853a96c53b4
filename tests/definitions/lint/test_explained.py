"""What the manual says of each remark is so: the wrong lines call for it, the mended ones do not."""

from __future__ import annotations

import pytest

from analyzer.definitions import CODES, lint
from analyzer.definitions.codes import REMARKS, Code, severity_of
from analyzer.definitions.lint import CHECKS
from tests.definitions.lint.texts import codes, read

SHOWN = [code for code in REMARKS if code.code < "D250"]


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.code)
def test_the_wrong_lines_call_for_the_remark_and_the_mended_ones_do_not(code: Code) -> None:
    assert code.code in codes(code.wrong)
    assert code.code not in codes(code.mended)


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.code)
def test_a_remark_is_as_grave_as_the_table_says(code: Code) -> None:
    found = {problem.severity for problem in lint(read(code.wrong)) if problem.code == code.code}
    assert found == {code.severity}


@pytest.mark.parametrize("code", SHOWN, ids=lambda code: code.code)
def test_every_remark_says_what_can_be_done(code: Code) -> None:
    for problem in lint(read(code.wrong)):
        assert problem.help
        assert not problem.message.endswith(".")
        assert problem.source


def test_severities_are_three() -> None:
    assert {code.severity for code in CODES} == {"error", "warning", "note"}
    assert {severity_of(code.code) for code in CODES if code.code < "D2"} == {"error"}


def test_every_check_explains_itself() -> None:
    assert all(check.__doc__ for check in CHECKS)

"""Phone numbers: one spelling for one line, and nothing guessed."""

from __future__ import annotations

import pytest

from analyzer.importing.phones import phone_party
from analyzer.importing.records import Party


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        pytest.param("+49 (30) 901820", None, "+4930901820", id="with-country-code"),
        pytest.param("tel:+1-202-555-0101;ext=12", None, "+12025550101", id="uri-with-extension"),
        pytest.param("+1 (202) 555-0101 x12", None, "+12025550101", id="extension-x"),
        pytest.param("(202) 555-0101 ext. 12", "US", "+12025550101", id="extension-ext"),
        pytest.param("+12025550101*101", None, "+12025550101", id="extension-star"),
        pytest.param("030 901820", "DE", "+4930901820", id="read-in-the-region"),
        pytest.param("0049 30 901820", "DE", "+4930901820", id="dialled-as-abroad"),
        pytest.param("+39 06 12345678", "DE", "+390612345678", id="zero-that-belongs-to-the-number"),
        pytest.param("+49 (0)30 901820", "US", "+4930901820", id="zero-that-does-not"),
        pytest.param("030 901820", None, "030901820", id="no-region-as-written"),
        pytest.param("00 49 30 901820", None, "004930901820", id="no-region-double-zero-as-written"),
        pytest.param("030 901820 ext 7", None, "030901820", id="no-region-without-extension"),
        pytest.param("\u0660\u0663\u0660\u0669\u0660\u0661\u0668\u0662\u0660", None, "030901820", id="other-digits"),
        pytest.param("555-0101", "US", "5550101", id="without-area-code-as-written"),
    ],
)
def test_a_number_has_one_spelling(text: str, region: str | None, number: str) -> None:
    assert phone_party(text, region, name="Candidate 0001") == Party("phone", number, "Candidate 0001")


@pytest.mark.parametrize(
    "text",
    [
        *("", "anonymous", "Restricted", "withheld", "unknown", "x", "+", "ext 12"),
        *("112", "101", "74700", "+1 1", "+" + "9" * 20, "9" * 16, "9" * 10_000, "\ud800", "\0"),
        *(None, 4930901820, ["+4930901820"], {}),
    ],
    ids=lambda text: repr(text)[:24],
)
@pytest.mark.parametrize("region", [None, "US"])
def test_what_is_nobodys_line_is_no_party(text: object, region: str | None) -> None:
    assert phone_party(text, region) is None


def test_letters_are_read_only_where_the_region_says_how() -> None:
    assert phone_party("1-800-FLOWERS", None) is None
    assert phone_party("1-800-FLOWERS", "US") == Party("phone", "+18003569377")

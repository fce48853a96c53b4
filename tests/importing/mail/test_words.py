"""Text of headers and bodies is read whatever it claims to be, and never holds what cannot be written again."""

from __future__ import annotations

from email import policy

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.importing.mail.words import decoded, words

TEXT = st.text(st.characters(codec="latin-1", exclude_categories=("C",)), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("a\n\tb   c", "a b c", id="folded"),
        pytest.param("=?utf-8?Q?Gr=C3?=\n =?utf-8?Q?=BC=C3=9Fe?=", "Grüße", id="cut-within-a-character"),
        pytest.param("=?utf-8?B?R3LDvMOfZQ?=", "Grüße", id="padding-lost"),
        pytest.param("=?utf-8*de?Q?a?= b", "a b", id="language"),
        pytest.param("=?x-none?Q?Gr=C3=BC=C3=9Fe?=", "Grüße", id="unknown-charset"),
        pytest.param("=?utf-8?Q?Gr=FC=DFe?=", "Grüße", id="lying-charset"),
        pytest.param("=?utf-8?X?abc?=", "=?utf-8?X?abc?=", id="no-encoded-word"),
        pytest.param("a\0b\ud800c", "a b c", id="nul-and-lone-surrogate"),
        pytest.param("=?utf-16?B?2AA=?=", "Ø", id="half-a-pair"),
    ],
)
def test_encoded_words_are_read(value: str, text: str) -> None:
    assert words(value) == text


@settings(max_examples=200)
@given(parts=st.lists(st.tuples(TEXT, st.sampled_from(["utf-8", "iso-8859-1"]), st.booleans()), min_size=1, max_size=4))
def test_encoded_words_mean_what_the_standard_library_says(parts: list[tuple[str, str, bool]]) -> None:
    from email._encoded_words import encode

    value = " ".join(encode(text, charset, "b" if packed else "q") for text, charset, packed in parts)
    reference = str(policy.default.header_factory("Subject", value))
    assert words(value) == " ".join(reference.split())


@given(
    data=st.binary(max_size=60),
    charset=st.sampled_from(["utf-8", "utf-7", "idna", "unicode_escape", "hex", "\0", "utf-16"]),
)
def test_bytes_always_give_text_that_can_be_written(data: bytes, charset: str) -> None:
    decoded(data, charset).encode("utf-8")

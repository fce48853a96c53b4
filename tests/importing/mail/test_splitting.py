"""A mailbox is cut where mails begin, whatever their bodies hold, and in bounded memory."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.importing.mail import splitting
from analyzer.importing.mail.splitting import (
    MOST_BODY,
    MOST_HEADERS,
    begins_mailbox,
    mails_of_mailbox,
    one_mail,
    unquoted,
)

FROM = b"From cand-0001@example.org Mon Jan  5 10:00:00 2026\n"
MAIL = FROM + b"Subject: one\n\nhello\n\n"


def cut(data: bytes) -> list[tuple[bytes, bytes]]:
    return [(mail.headers, mail.body) for mail in mails_of_mailbox(io.BytesIO(data))]


def subjects(data: bytes) -> list[bytes]:
    return [mail.headers.partition(b"\n")[0].strip() for mail in mails_of_mailbox(io.BytesIO(data))]


def test_headers_end_at_the_first_empty_line_and_bodies_at_the_next_mail() -> None:
    assert cut(MAIL + FROM + b"Subject: two\n\nbye\n") == [
        (b"Subject: one\n", b"hello\n\n"),
        (b"Subject: two\n", b"bye\n"),
    ]


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        pytest.param(b"From 1@xxx Mon Jan 05 09:00:00 +0000 2026", True, id="gmail"),
        pytest.param(b"From - Mon Jan  5 12:00:00 2026", True, id="thunderbird"),
        pytest.param(b"From MAILER-DAEMON Mon, 5 Jan 2026 12:00:00 +0100", True, id="date-of-a-header"),
        pytest.param(b"From cand-0001@example.org", True, id="no-date-but-a-header-below"),
        pytest.param(b"From ", True, id="nothing-but-the-word"),
        pytest.param(b">From cand-0001@example.org Mon Jan  5 10:00:00 2026", False, id="quoted"),
        pytest.param(b"From Monday on we meet at 10:00, as in 2025", False, id="a-sentence-with-a-time"),
        pytest.param(b"From here on it is simple:", False, id="a-sentence"),
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_mail_begins_where_the_line_says_so(line: bytes, begins: bool, end: bytes) -> None:
    box = (MAIL + line + b"\nSubject: two\n\nbye\n").replace(b"\n", end)
    assert subjects(box) == [b"Subject: one", b"Subject: two"][: 1 + begins]


def test_without_an_empty_line_before_a_mail_begins_only_before_a_header() -> None:
    assert subjects(FROM + b"Subject: one\n\nhello\n" + FROM + b"Subject: two\n\n") == [
        b"Subject: one",
        b"Subject: two",
    ]
    assert len(cut(FROM + b"Subject: one\n\nhello\n" + FROM + b"and other words\n")) == 1


def test_a_word_without_date_begins_no_mail_where_text_follows() -> None:
    assert len(cut(MAIL + b"From Berlin\nwith love\n")) == 1


def test_a_dated_beginning_without_headers_is_a_mail_without_headers() -> None:
    assert cut(MAIL + FROM + b"\nwords\n")[1] == (b"", b"\nwords\n")


def test_what_stands_before_the_first_beginning_is_a_mail_of_its_own() -> None:
    assert len(cut(b"rest of a mail that was cut off\n\n" + MAIL)) == 2
    assert len(cut(b"\n\r\n" + MAIL)) == 1


def test_an_empty_mailbox_has_no_mails() -> None:
    assert cut(b"") == []
    assert cut(b"\n\n") == []
    assert one_mail(io.BytesIO(b" \n")) is None


def test_content_length_is_not_trusted() -> None:
    box = FROM + b"Subject: one\nContent-Length: 99999\n\nhello\n\n" + FROM + b"Subject: two\n\n"
    assert len(cut(box)) == 2


def test_quoted_beginnings_in_bodies_are_taken_back_once() -> None:
    assert unquoted(b">From me\n>>From you\n> From him\n") == b"From me\n>From you\n> From him\n"


def test_a_byte_order_mark_is_passed_over() -> None:
    assert begins_mailbox(b"\xef\xbb\xbf" + MAIL)
    assert len(cut(b"\xef\xbb\xbf" + MAIL)) == 1


@settings(max_examples=60, deadline=None)
@given(
    bodies=st.lists(
        st.lists(
            st.sampled_from([b"words", b"", b">From me", b"From me on", b"x" * 300, b"\0\xff", b"\r", b"Subject: no"]),
            max_size=12,
        ),
        min_size=1,
        max_size=6,
    ),
    chunk=st.integers(40, 900),
    step=st.integers(1, 70),
)
def test_where_chunks_end_makes_no_difference(bodies: list[list[bytes]], chunk: int, step: int) -> None:
    box = b"".join(FROM + b"Subject: x\n\n" + b"\n".join(body) + b"\n\n" for body in bodies)
    whole = cut(box)
    assert len(whole) == len(bodies)

    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, step) if step % 2 else size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "_CHUNK", chunk)
        patch.setattr(splitting, "_TAIL", 128)
        assert [(mail.headers, mail.body) for mail in mails_of_mailbox(Dripping(box))] == whole


class Endless:
    """Bytes made as they are read, so that only the reader's memory counts."""

    def __init__(self, before: bytes, filler: bytes, size: int, after: bytes) -> None:
        self._parts: Iterator[bytes] = iter([before, *([filler] * (size // len(filler))), after])
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while len(self._rest) < size and (part := next(self._parts, None)) is not None:
            self._rest += part
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


@pytest.mark.parametrize(
    ("before", "filler"),
    [
        pytest.param(FROM + b"Subject: big\n\n", (b"QUJD" * 19 + b"\n") * 900, id="attachment"),
        pytest.param(FROM + b"Subject: big\n\n", b"x" * 65_536, id="one-line"),
        pytest.param(FROM + b"Subject: ", b"x" * 65_536, id="one-header"),
        pytest.param(FROM, b"Received: by example.net\n" * 2000, id="headers"),
        pytest.param(FROM + b"Subject: big\n\n", (b"\nFrom " + b"x" * 90) * 700, id="beginnings-that-are-none"),
    ],
)
def test_a_mail_of_any_size_is_read_in_little_memory(before: bytes, filler: bytes) -> None:
    stream = Endless(before, filler, 24_000_000, b"\n\n" + MAIL)
    tracemalloc.start()
    mails = list(mails_of_mailbox(stream))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(mails) == 2
    assert mails[1].headers == b"Subject: one\n"
    assert len(mails[0].headers) <= MOST_HEADERS
    assert len(mails[0].body) <= MOST_BODY
    assert mails[0].endless == (b"\n\n" not in before)
    assert peak < 12_000_000

"""The text of a mail is found in whatever its parts are; of it, what its author wrote."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.importing.mail.bodies import has_invitation, plain_of_html, text_of
from analyzer.importing.own_words import own_words

HEAD = b"From: a@example.org\n"


def text(mail: EmailMessage) -> str:
    headers, _, body = mail.as_bytes().partition(b"\n\n")
    return text_of(headers + b"\n", body).strip()


def mail_of(plain: str | None = None, html: str | None = None) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    if plain is not None:
        mail.set_content(plain, cte="base64")
    if html is not None and plain is not None:
        mail.add_alternative(html, subtype="html")
    elif html is not None:
        mail.set_content(html, subtype="html", charset="iso-8859-1")
    return mail


def test_plain_text_goes_before_html() -> None:
    assert text(mail_of("Grüße", "<p>other</p>")) == "Grüße"


def test_html_stands_in_where_there_is_no_plain_text() -> None:
    assert text(mail_of(html="<p>Grüße &amp; mehr</p>")) == "Grüße & mehr"


def test_an_empty_plain_text_does_not_hide_the_html() -> None:
    assert text(mail_of(" \n", "<p>words</p>")) == "words"


def test_attachments_are_no_text() -> None:
    mail = mail_of("words")
    mail.add_attachment("attached", filename="a.txt")
    assert text(mail) == "words"
    alone = mail_of()
    alone.add_attachment("attached", filename="a.txt")
    assert text(alone) == ""


@pytest.mark.parametrize(
    ("headers", "body", "expected"),
    [
        pytest.param(b"", "Grüße".encode("latin-1"), "Grüße", id="nothing-declared"),
        pytest.param(b"Content-Type: text/plain; charset=us-ascii\n", "Grüße".encode(), "Grüße", id="lying-charset"),
        pytest.param(b"Content-Type: text/plain; charset=x-none\n", "Grüße".encode(), "Grüße", id="unknown-charset"),
        pytest.param(b"Content-Type: text/plain; charset=unicode_escape\n", b"\\x41", "\\x41", id="no-charset-of-text"),
        pytest.param(b"Content-Transfer-Encoding: base64\n", b"!!! no base64 !!!", None, id="lying-encoding"),
        pytest.param(b"Content-Transfer-Encoding: x\n", b"words", "words", id="unknown-encoding"),
        pytest.param(b"Content-Type: multipart/mixed\n", b"words", "", id="no-boundary"),
        pytest.param(b'Content-Type: multipart/mixed; boundary="cut"\n', b"words", "", id="boundary-never-seen"),
        pytest.param(b"Content-Type: application/pdf\n", b"words", "", id="no-text"),
        pytest.param(b"Content-Type: ;;;=\n", b"words", "words", id="no-type"),
        pytest.param(b"", b"a\0b\r\nc\rd", "ab\nc\nd", id="nul-and-ends-of-lines"),
    ],
)
def test_what_is_declared_wrongly_is_read_as_well_as_can_be(headers: bytes, body: bytes, expected: str | None) -> None:
    found = text_of(HEAD + headers, body)
    assert expected is None or found == expected
    found.encode("utf-8")


@pytest.mark.parametrize("depth", [40, 100, 1000, 5000])
def test_parts_within_parts_end_somewhere(depth: int) -> None:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    headers, _, body = f"{opened}Content-Type: text/plain\n\nwords\n".encode().partition(b"\n\n")
    assert text_of(headers + b"\n", body).strip() == ("words" if depth == 40 else "")


def test_thousands_of_parts_are_not_all_read() -> None:
    body = b"--cut\nContent-Type: application/x\n\nx\n" * 3000 + b"--cut\nContent-Type: text/plain\n\nlate\n--cut--\n"
    assert text_of(b'Content-Type: multipart/mixed; boundary="cut"\n', body) == ""


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("a<br>b<p>c</p>d", "a\nb\nc\nd", id="lines"),
        pytest.param("<div>a  b\n c</div><div></div><div>d</div>", "a b c\n\nd", id="blanks"),
        pytest.param("<style>p {}</style>a<script>b<c></script>d", "ad", id="no-scripts-or-styles"),
        pytest.param("<head><title>t</title></head>a", "a", id="no-head"),
        pytest.param("a<script>never ends <p>b</p>", "a", id="script-without-end"),
        pytest.param("a<!-- b <p> -->c<!-- never ends", "ac", id="comments"),
        pytest.param("<!DOCTYPE html><?xml version='1.0'?><![CDATA[x]]>a", "a", id="declarations"),
        pytest.param("1 < 2 &lt; 3 &#x41;&nbsp;&unknown;", "1 < 2 < 3 A &unknown;", id="signs"),
        pytest.param("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n> b\n> > c\n\nd", id="quotes"),
        pytest.param("</p></blockquote></script>a", "a", id="ends-without-beginnings"),
        pytest.param("a<p title='", "a<p title='", id="tag-without-end"),
    ],
)
def test_html_is_read_as_text(html: str, expected: str) -> None:
    assert plain_of_html(html) == expected


TAGS = ["<a ", "<a b='", "</", "<script>", "<style", "<a b=c/ ", "<p>", "<a b=\"'"]


@pytest.mark.parametrize("piece", ["<", "<!--", "<![CDATA[", "&", "&#", "<!a", "<?", *TAGS])
def test_damaged_html_is_read_in_short_time(piece: str) -> None:
    began = time.process_time()
    plain_of_html(piece * (250_000 // len(piece)))
    plain_of_html(f"<a {piece.strip('<>') * (250_000 // len(piece))}>")
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["one", "two"], "one\ntwo", id="nothing-quoted"),
        pytest.param(["new", "", "> old", ">> older"], "new", id="marked"),
        pytest.param(["On Mon, Jan 5, 2026, A wrote:", "> old", "new"], "new", id="below"),
        pytest.param(["Am 05.01. schrieb A B:", "", "> alt", "neu", "> alt", "da"], "neu\n\nda", id="between"),
        pytest.param(["new", "On Mon, Jan 5, 2026", "A wrote:", "> old"], "new", id="head-in-two-lines"),
        pytest.param(["new", "-----Original Message-----", "From: A", "Sent: Monday", "", "old"], "new", id="outlook"),
        pytest.param(["neu", "-----Ursprüngliche Nachricht-----", "Von: A", "", "alt"], "neu", id="outlook-german"),
        pytest.param(["new", "From: A", "Sent: Monday", "To: B", "Subject: x", "", "old"], "new", id="fields-only"),
        pytest.param(["neu", "_" * 32, "Von: A", "Gesendet: x", "An: B", "", "alt"], "neu", id="rule"),
        pytest.param(["From: here", "we go on"], "From: here\nwe go on", id="a-line-that-only-looks-so"),
        pytest.param(["new", "Sent from my iPhone"], "new", id="device"),
        pytest.param(["new", "-- ", "A B", "+49 30 901820"], "new", id="signature"),
        pytest.param(["new", "--", "A B"], "new", id="signature-without-blank"),
        pytest.param(["a", "", "", "", "b"], "a\n\nb", id="empty-lines"),
        pytest.param(["---------- Forwarded message ---------", "From: A", "Date: x", "", "old"], "", id="forwarded"),
    ],
)
def test_what_its_author_did_not_write_is_left_out(lines: list[str], expected: str) -> None:
    assert own_words("\n".join(lines)) == expected


@settings(max_examples=100)
@given(
    lines=st.lists(st.sampled_from(["words", "> old", ">", "", "-- ", "From: A", "Sent: x", "To: b", "On x, a wrote:"]))
)
def test_own_words_are_lines_of_the_text(lines: list[str]) -> None:
    kept = own_words("\n".join(lines)).split("\n")
    assert all(line in [*lines, ""] and not line.startswith(">") for line in kept)


def test_a_very_long_text_is_read_in_short_time() -> None:
    began = time.process_time()
    own_words("On Monday it was so " * 20_000)
    own_words("On it\n" * 50_000)
    own_words("From: a\n" * 50_000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("body", "invited"),
    [
        pytest.param(b"--cut\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\nBEGIN", True, id="request"),
        pytest.param(b"--cut\ncontent-type: text/calendar;\n\tmethod=REPLY\n\nBEGIN", True, id="folded"),
        pytest.param(b"--cut\nContent-Type: text/calendar; charset=utf-8\n\nMETHOD=REQUEST", False, id="no-method"),
        pytest.param(b"see Content-Type: text/calendar; method=REQUEST", False, id="words"),
        pytest.param(b"", False, id="empty"),
    ],
)
def test_a_part_that_invites_is_found(body: bytes, invited: bool) -> None:
    assert has_invitation(body) is invited


HEADERS = st.lists(
    st.sampled_from(
        [
            b"Content-Type: text/plain",
            b'Content-Type: text/plain; charset="utf-8"',
            b"content-type:text/plain; charset=x-odd",
            b"Content-Type: text/plain; charset=iso-8859-1",
            b"Content-Type: text/html",
            b"Content-Type: text/plain;\n format=flowed",
            b"Content-Transfer-Encoding: base64",
            b"Content-Transfer-Encoding: 8bit",
            b"Content-Disposition: attachment",
            b"Content-Type: TEXT/PLAIN",
            b"Subject: text/plain",
            b"Content-Language: de",
            b"X-Folded: a\n\tContent-Type: text/html",
            b"Content-Type : text/html",
            b"Content-Type: multipart/mixed; boundary=cut",
        ]
    ),
    max_size=3,
)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"words\n", b"w\xf6rds\r\nmore", b"dGV4dA==\n", b"--cut\n\nwords\n--cut--\n", b"From me"]),
)


@given(HEADERS, BODIES)
@settings(max_examples=500)
def test_a_plain_text_is_read_as_the_parser_of_the_library_reads_it(lines: list[bytes], body: bytes) -> None:
    headers = b"From: a@example.org\n" + b"".join(line + b"\n" for line in lines)
    quick = text_of(headers, body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.importing.mail.bodies._plain_charset", lambda _: None)
        assert quick.strip() == text_of(headers, body).strip()

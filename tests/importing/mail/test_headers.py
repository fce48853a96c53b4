"""The header block of a mail becomes a message, or the mail says why not."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.importing.ledger import FileLedger, Unusable
from analyzer.importing.mail.headers import fields, message
from analyzer.importing.records import Message, Party

USUAL = {
    "From": "recruiter-03@example.com",
    "To": "cand-0001@example.org",
    "Date": "Mon, 5 Jan 2026 10:00:00 +0000",
}


def block(**changed: str | None) -> bytes:
    given = USUAL | {name.replace("_", "-"): value for name, value in changed.items()}
    return "".join(f"{name}: {value}\n" for name, value in given.items() if value is not None).encode()


def read(data: bytes, **more: bool) -> Message:
    row = FileLedger("x.mbox", "mbox").open()
    return message(fields(data), row, zone=None, where="x.mbox", **more)


def addresses(parties: tuple[Party, ...]) -> list[str]:
    return [party.value for party in parties]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"Date": None}, "E420", id="no-date"),
        pytest.param({"Date": "soon"}, "E421", id="no-date-that-can-be-read"),
        pytest.param({"Date": "Mon, 1 Jan 1900 10:00:00 +0000"}, "E423", id="1900"),
        pytest.param({"From": None}, "E424", id="no-sender"),
        pytest.param({"From": "<>"}, "E424", id="empty-sender"),
        pytest.param({"To": None}, "E425", id="no-recipient"),
        pytest.param({"To": "undisclosed-recipients:;"}, "E425", id="undisclosed"),
        pytest.param({"To": ", ".join(f"a{n}@example.com" for n in range(1001))}, "E426", id="thousands"),
        pytest.param(
            {
                "To": ", ".join(f"a{n}@example.com" for n in range(600)),
                "Cc": ", ".join(f"b{n}@example.com" for n in range(600)),
            },
            "E426",
            id="thousands-together",
        ),
    ],
)
def test_a_mail_that_cannot_be_used_says_why(changed: dict[str, str | None], code: str) -> None:
    with pytest.raises(Unusable) as caught:
        read(block(**changed))
    assert caught.value.code == code


def test_what_has_no_headers_is_no_mail() -> None:
    for data in (b"", b"\n", b"just words\n", b" folded: into nothing\n", b"\x00\x01\x02\xff"):
        with pytest.raises(Unusable) as caught:
            read(data)
        assert caught.value.code == "E428"


def test_headers_that_nobody_wants_are_headers_all_the_same() -> None:
    with pytest.raises(Unusable) as caught:
        read(b"X-Nothing: here\n")
    assert caught.value.code == "E420"


def test_parties_ids_and_conversation_are_read() -> None:
    read_ = read(
        block(
            Cc="assistant-01@example.com, CAND-0001@example.org",
            Bcc="manager-07@example.com",
            Message_ID=" <one@mail>",
            In_Reply_To="Your message of Monday <two@mail>",
            References="<zero@mail>\n <two@mail> <zero@mail>",
            Subject="=?utf-8?q?Gr=C3=BC=C3=9Fe?=\n\tagain",
        )
    )
    assert addresses(read_.recipients) == ["cand-0001@example.org"]
    assert addresses(read_.copied) == ["assistant-01@example.com", "manager-07@example.com"]
    assert (read_.message_id, read_.in_reply_to) == ("one@mail", "two@mail")
    assert read_.references == ("zero@mail", "two@mail")
    assert read_.subject == "Grüße again"
    assert (read_.channel, read_.activity, read_.marks, read_.more) == ("email", "message", (), ())


@pytest.mark.parametrize(
    ("changed", "answered"),
    [
        pytest.param({"In_Reply_To": "two@mail"}, "two@mail", id="brackets-lost"),
        pytest.param({"In_Reply_To": "your message"}, "", id="words"),
        pytest.param({"References": "<zero@mail> <two@mail>"}, "two@mail", id="the-last-reference"),
        pytest.param({"In_Reply_To": "<\n two@mail>"}, "two@mail", id="folded-within"),
        pytest.param({}, "", id="nothing"),
    ],
)
def test_what_a_mail_answers(changed: dict[str, str | None], answered: str) -> None:
    assert read(block(**changed)).in_reply_to == answered


def test_of_very_many_references_the_first_and_the_last_are_kept() -> None:
    kept = read(block(References=" ".join(f"<{n}@mail>" for n in range(5000)))).references
    assert (len(kept), kept[0], kept[1], kept[-1]) == (100, "0@mail", "4901@mail", "4999@mail")


INDEX, EXCHANGE = "AdkkAAECAwQFBgcICQoLDA0ODxAREg", "exchange:01d924000102030405060708090a0b0c0d0e0f101112"


@pytest.mark.parametrize(
    ("changed", "thread"),
    [
        pytest.param({"X_GM_THRID": "1234567890"}, "gmail:1234567890", id="gmail"),
        pytest.param({"X_GM_THRID": "x"}, "", id="no-number"),
        pytest.param({"Thread_Index": INDEX + "=="}, EXCHANGE, id="exchange"),
        pytest.param({"Thread_Index": INDEX[:-1] + "hMUFRYXGA=="}, EXCHANGE, id="exchange-answer"),
        pytest.param({"Thread_Index": INDEX + "==", "References": "<zero@mail>"}, "", id="references-tell"),
        pytest.param({"Thread_Index": "AdkkAAEC"}, "", id="too-short"),
        pytest.param({"Thread_Index": "=é="}, "", id="no-base64"),
    ],
)
def test_the_systems_own_conversation(changed: dict[str, str | None], thread: str) -> None:
    assert read(block(**changed)).thread == thread


REPORT = "multipart/report;\n report-type={}"


@pytest.mark.parametrize(
    ("changed", "marks"),
    [
        pytest.param({}, (), id="a-mail"),
        pytest.param({"Auto_Submitted": "auto-replied"}, ("auto_reply",), id="auto-submitted"),
        pytest.param({"Auto_Submitted": "Auto-Generated; owner-email=x"}, ("auto_reply",), id="auto-generated"),
        pytest.param({"Auto_Submitted": "no"}, (), id="not-auto-submitted"),
        pytest.param({"Precedence": "auto_reply"}, ("auto_reply",), id="precedence"),
        pytest.param({"Precedence": "bulk"}, (), id="bulk"),
        pytest.param({"X_Autoreply": "yes"}, ("auto_reply",), id="x-autoreply"),
        pytest.param({"X_Autorespond": "Away"}, ("auto_reply",), id="x-autorespond"),
        pytest.param({"X_Auto_Response_Suppress": "All"}, (), id="asks-for-no-answers"),
        pytest.param({"Subject": "Automatic reply: Interview"}, ("auto_reply",), id="automatic-reply"),
        pytest.param({"Subject": "Out of Office"}, ("auto_reply",), id="out-of-office"),
        pytest.param({"Subject": "Abwesenheitsnotiz: Angebot"}, ("auto_reply",), id="abwesenheitsnotiz"),
        pytest.param({"Subject": "Réponse automatique : x"}, ("auto_reply",), id="reponse-automatique"),
        pytest.param({"Subject": "Re: Out of office"}, (), id="answer-to-an-absence"),
        pytest.param({"Subject": "Autosvarta"}, (), id="a-longer-word"),
        pytest.param({"Content_Type": REPORT.format("delivery-status")}, ("bounce",), id="delivery-report"),
        pytest.param({"Content_Type": REPORT.format("disposition-notification")}, ("receipt",), id="receipt"),
        pytest.param({"X_Failed_Recipients": "x@example.org"}, ("bounce",), id="failed-recipients"),
        pytest.param({"Subject": "Undeliverable: x", "From": "postmaster@x.org"}, ("bounce",), id="undeliverable"),
        pytest.param({"From": "postmaster@x.org"}, (), id="postmaster-writes-himself"),
        pytest.param({"Subject": "Undeliverable: x"}, (), id="a-person-says-undeliverable"),
        pytest.param({"Content_Class": "REPORT.IPM.Note.IPNRN"}, ("receipt",), id="outlook-receipt"),
        pytest.param({"Subject": "Read: Offer", "Auto_Submitted": "auto-replied"}, ("receipt",), id="read"),
        pytest.param({"Subject": "Read: this book"}, (), id="a-person-says-read"),
        pytest.param({"Content_Type": "text/calendar; method=REQUEST"}, ("calendar",), id="invitation"),
        pytest.param({"Content_Type": "text/calendar; charset=utf-8"}, (), id="calendar-without-method"),
        pytest.param({"Content_Class": "urn:content-classes:calendarmessage"}, ("calendar",), id="outlook-invitation"),
        pytest.param({"List_Id": "<team.example.com>"}, ("list",), id="list"),
        pytest.param({"List_Unsubscribe": "<mailto:x@example.com>"}, ("list",), id="newsletter"),
        pytest.param({"Precedence": "list", "Auto_Submitted": "auto-replied"}, ("auto_reply", "list"), id="both"),
    ],
)
def test_what_kind_of_mail_it_is(changed: dict[str, str | None], marks: tuple[str, ...]) -> None:
    assert read(block(**changed)).marks == marks


def test_a_part_of_the_mail_may_be_the_invitation() -> None:
    assert read(block(), calendar=True).marks == ("calendar",)


@pytest.mark.parametrize(
    ("sender", "more"),
    [
        pytest.param("Assistant <assistant-01@example.com>", (("sent_by", "assistant-01@example.com"),), id="delegate"),
        pytest.param("Recruiter-03@example.com", (), id="himself"),
        pytest.param("", (), id="empty"),
    ],
)
def test_who_sent_for_somebody_is_told_beside(sender: str, more: tuple[tuple[str, str], ...]) -> None:
    assert read(block(Sender=sender)).more == more


@pytest.mark.parametrize(
    ("data", "subject"),
    [
        pytest.param("Subject: Grüße\n".encode(), "Grüße", id="utf-8"),
        pytest.param("Subject: Grüße\nX-Y: ".encode("latin-1") + "ü\n".encode(), "Grüße", id="mixed"),
        pytest.param(b"Subject: a\0b\n", "ab", id="nul"),
        pytest.param(b"sUBJECT : a\n", "a", id="blank-before-colon"),
        pytest.param(b"Subject:\n a\n", "a", id="begins-on-the-next-line"),
        pytest.param(b"Subject: first\nSubject: second\n", "first", id="twice"),
        pytest.param(b"junk that is no header\nSubject: no\n", "", id="after-junk"),
        pytest.param(b">From someone\nSubject: a\n", "a", id="quoted-beginning-within"),
    ],
)
def test_damaged_headers_are_read_as_well_as_can_be(data: bytes, subject: str) -> None:
    assert read(block() + data).subject == subject
    assert read((block() + data).replace(b"\n", b"\r\n")).subject == subject


def test_recipients_in_several_lines_are_taken_together() -> None:
    assert addresses(read(block() + b"To: b@example.org\nTo:\n").recipients) == [
        "cand-0001@example.org",
        "b@example.org",
    ]


NAMES = st.sampled_from(["Subject", "TO", "from", "Date", "Message-ID", "X-Else", "References"])
VALUES = st.lists(st.text("abc<>@:,= é\t", max_size=20), min_size=1, max_size=3).map("\n ".join)


@settings(max_examples=300)
@given(headers=st.lists(st.tuples(NAMES, VALUES), min_size=1, max_size=6), end=st.sampled_from(["\n", "\r\n"]))
def test_fields_are_what_the_standard_library_finds(headers: list[tuple[str, str]], end: str) -> None:
    once = {name.lower(): (name, value) for name, value in headers}.values()
    data = "".join(f"{name}: {value}\n" for name, value in once).replace("\n", end).encode()
    reference = message_from_bytes(data, policy=policy.default.clone(utf8=True))
    found = fields(data)
    for name, value in reference.raw_items():
        if name.lower() != "x-else":
            expected = str(value).encode("ascii", "surrogateescape").decode() if isinstance(value, str) else ""
            assert found[name.lower()].split() == expected.split()

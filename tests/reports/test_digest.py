"""The digest as a mail program reads it."""

import re
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest

from analyzer.errors import UsageError
from analyzer.reports import Envelope, digest, digest_of, write_digest
from tests.cli.shell import run
from tests.reports import fakes

ENVELOPE = Envelope("recruiting@example.org", ("ops@example.org", "Zoë <zoe@example.org>"))
BOOK = b"PK" + bytes(range(256)) * 40


def read(content):
    return message_from_bytes(content, policy=policy.default)


def bodies(content):
    message = read(content)
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_the_mail_has_text_the_same_in_html_and_the_workbook(analysis):
    message = read(digest_of(analysis, ENVELOPE, workbook=BOOK))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("findings.xlsx", BOOK)
    assert [part.defects for part in message.walk()] == [[]] * 5


def test_the_headers_are_those_of_the_envelope_and_of_no_clock_or_host(analysis):
    message = read(digest_of(analysis, ENVELOPE))
    assert message["From"] == "recruiting@example.org"
    assert [one.addr_spec for one in message["To"].addresses] == ["ops@example.org", "zoe@example.org"]
    assert message["To"].addresses[1].display_name == "Zoë"
    assert message["Subject"] == "Outside limits: In-house hiring <one> recruiter, 2026-01-05 to 2026-03-30"
    assert message["Date"].datetime == analysis.as_of
    assert message["Auto-Submitted"] == "auto-generated"
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Auto-Submitted", "MIME-Version", "Content-Type",
    }  # fmt: skip


def test_both_bodies_tell_the_limit_the_numbers_rules_duties_and_first_findings(analysis):
    for body in bodies(digest_of(analysis, ENVELOPE, workbook=BOOK)):
        text = " ".join(re.sub(r"<[^>]+>", " ", body).split()).replace("&#39;", "'")
        assert "outside limits" in text.lower()
        assert "3 open findings of severity medium or above, where the limit is 0." in text
        assert "Candidates with an open finding past the recruiter" in text
        assert "75.0%" in text, "the recruiter's duties"
        assert "Candidate asks the hiring manager for status, past the recruiter" in text
        assert "000000000001" in text
        assert "APP-1" in text
        assert "Attached: findings.xlsx (10 kB)" in text
        assert "A finding is a question to a person" in text
        assert "Any news" not in text, "ids only: no subject"
        assert "cand-0001" not in text, "nor a sender"


def test_equal_arguments_give_equal_bytes_with_lines_as_mail_wants_them(analysis):
    first = digest_of(analysis, ENVELOPE, workbook=BOOK)
    assert first == digest_of(fakes.small(), ENVELOPE, workbook=BOOK)
    assert re.search(rb"(?<!\r)\n", first) is None
    assert max(map(len, first.split(b"\r\n"))) <= 998
    assert first.isascii()


def test_the_markup_is_for_mail_programs(analysis):
    elements = Elements(bodies(digest_of(analysis, ENVELOPE))[1]).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "style", "link", "img", "iframe", "form", "object", "div", "svg"}
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on") or name == "class"]
    assert not [name for _, attributes in elements for name in attributes if name in ("src", "background", "href")]
    assert {"html", "table", "th", "h1", "h2"} <= tags
    assert dict(elements)["html"] == {"lang": "en"}


def test_foreign_text_is_text_in_both_bodies(analysis):
    for text in fakes.HOSTILE:
        analysis.definition.title = analysis.summary["definition"]["title"] = text
        analysis.definition.rules[1].title = text
        analysis.findings["title"] = analysis.findings["case_id"] = text
        message = read(digest_of(analysis, ENVELOPE))
        assert "\n" not in message["Subject"]
        tags = {tag for tag, _ in Elements(message.get_body(("html",)).get_content()).found}
        assert not tags & {"script", "img", "b"}
        assert "\x1b" not in message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x00"])
def test_a_title_cannot_add_a_header(analysis, line_end):
    analysis.summary["definition"]["title"] = f"Hiring{line_end}Bcc: everybody@example.org"
    message = read(digest_of(analysis, ENVELOPE))
    assert message["Bcc"] is None
    assert "Bcc: everybody@example.org" in message["Subject"]


# ---------------------------------------------------------------- the envelope


@pytest.mark.parametrize(
    "address",
    ["", "ops", "ops@", "@example.org", "a@b.org, c@d.org", "a b@example.org", "Ops <ops@example.org",
     "öps@example.org", "a..b@example.org", "a@b@c.org", "a@ex ample.org", "a@-x.org",
     "ops@example.org\nBcc: x@example.org", "ops@example.org\r\nX: y", "a@b\u202e.org", "a@b.org; c@d.org",
     "group: a@b.org;"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_the_way_to_write_one(address):
    for made in (lambda: Envelope(address, ("a@example.org",)), lambda: Envelope("a@example.org", (address,))):
        with pytest.raises(UsageError, match=r"is no mail address; write it as name@example\.org"):
            made()


def test_a_digest_needs_a_recipient():
    with pytest.raises(UsageError, match="at least one recipient"):
        Envelope("a@example.org", ())


@pytest.mark.parametrize("field", ["subject", "where"])
@pytest.mark.parametrize("text", ["a\nBcc: x@example.org", "a\rb", "a\u2029b", "a\u202eb"])
def test_subject_and_place_are_one_line(field, text):
    with pytest.raises(UsageError, match="one line of plain text"):
        Envelope("a@example.org", ("b@example.org",), **{field: text})


def test_subject_and_place_may_be_given(analysis):
    envelope = Envelope("a@example.org", ("b@example.org",), "Q1, päper", 'https://reports.example.org/?a=1&b="2"')
    message = read(digest_of(analysis, envelope))
    assert message["Subject"] == "Q1, päper"
    elements = Elements(message.get_body(("html",)).get_content()).found
    assert [attributes["href"] for tag, attributes in elements if tag == "a"] == [envelope.where]
    assert envelope.where in message.get_body(("plain",)).get_content()


@pytest.mark.parametrize("where", ["javascript:alert(1)", "file:///etc/passwd", "the share, folder <q1>"])
def test_only_an_address_of_the_web_becomes_a_link(analysis, where):
    plain, page = bodies(digest_of(analysis, Envelope("a@example.org", ("b@example.org",), where=where)))
    assert "a" not in {tag for tag, _ in Elements(page).found}
    assert f"The whole report: {where}" in plain


# ---------------------------------------------------------------- large workbooks


def test_a_workbook_up_to_the_limit_is_attached_and_a_larger_one_is_not(analysis, monkeypatch):
    monkeypatch.setattr(digest, "MOST_ATTACHED", len(BOOK))
    assert len(list(read(digest_of(analysis, ENVELOPE, workbook=BOOK)).iter_attachments())) == 1
    content = digest_of(analysis, ENVELOPE, workbook=BOOK + b"!")
    assert list(read(content).iter_attachments()) == []
    for body in bodies(content):
        assert "findings.xlsx (10 kB) is not attached: it is larger than 10 kB" in " ".join(body.split())


def test_a_boundary_in_the_content_ends_no_part(analysis):
    analysis.findings["case_id"] = "--=_analyzer_mixed--"
    message = read(digest_of(analysis, ENVELOPE, workbook=b"--=_analyzer_mixed--\r\n" * 9))
    assert len(list(message.walk())) == 5
    assert "--=_analyzer_mixed--" in message.get_body(("plain",)).get_content()


def test_the_file_is_the_mail(analysis, tmp_path):
    path = write_digest(analysis, tmp_path / "digest.eml", ENVELOPE, workbook=BOOK)
    assert path.read_bytes() == digest_of(analysis, ENVELOPE, workbook=BOOK)


# ---------------------------------------------------------------- on the command line


@pytest.fixture
def arguments(tmp_path):
    from tests.cli.shell import ALLOWED, DEFINITION, PAST, write_log

    (tmp_path / "small.yaml").write_text(DEFINITION, encoding="utf-8")
    log = write_log(tmp_path / "log.csv", ALLOWED, PAST)
    return ("report", log, "-d", tmp_path / "small.yaml", "-o", tmp_path / "out")


def test_a_report_has_a_digest_where_it_is_asked_for(arguments, tmp_path, monkeypatch):
    monkeypatch.setattr("analyzer.reports.bundle.chart_files", lambda _: iter([]))
    mail = ("--digest", "--from", "a@example.org", "--to", "b@example.org", "--to", "c@example.org")
    ran = run(*arguments, *mail, "--subject", "Week 14", "--where", "the share")
    assert ran.code == 1
    assert str(tmp_path / "out" / "digest.eml") in ran.out
    message = read((tmp_path / "out" / "digest.eml").read_bytes())
    assert (message["Subject"], message["To"]) == ("Week 14", "b@example.org, c@example.org")
    (attached,) = message.iter_attachments()
    assert attached.get_content() == (tmp_path / "out" / "findings.xlsx").read_bytes()
    run(*arguments)
    assert not (tmp_path / "out" / "digest.eml").exists(), "a later report without one takes it away"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--digest"], "--from ADDRESS --to ADDRESS", id="no-addresses"),
        pytest.param(["--digest", "--to", "a@example.org"], "--from ADDRESS --to ADDRESS", id="no-sender"),
        pytest.param(["--to", "a@example.org"], "--to belongs to a mail: add --digest", id="no-digest"),
        pytest.param(["--subject", "x"], "--subject belongs to a mail: add --digest", id="a-subject-alone"),
        pytest.param(["--digest", "--to", "ops", "--from", "a@example.org"], "'ops' is no mail address", id="address"),
    ],
)
def test_a_mail_that_cannot_be_written_is_2_before_the_work(arguments, tmp_path, options, said):
    ran = run(*arguments, *options)
    assert ran.code == 2
    assert said in ran.err
    assert not (tmp_path / "out").exists()

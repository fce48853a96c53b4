"""Address lists mean what the standard library says they mean; what it cannot read is saved as well as it can be."""

from __future__ import annotations

import contextlib
import re
import time
from email import policy
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from analyzer.importing.ledger import Unusable
from analyzer.importing.mail import parties as module
from analyzer.importing.mail.parties import MOST_RECIPIENTS, parties
from analyzer.importing.records import Party


def email(address: str, name: str = "") -> Party:
    return Party("email", address, name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("Cand-0001@Example.org", [email("cand-0001@example.org")], id="bare"),
        pytest.param("<a@example.org>", [email("a@example.org")], id="brackets"),
        pytest.param('"One, Candidate" <a@example.org>', [email("a@example.org", "One, Candidate")], id="quoted"),
        pytest.param(r'"A \"B\" C" <a@example.org>', [email("a@example.org", 'A "B" C')], id="escaped"),
        pytest.param("Candidate O'Hara <a@example.org>", [email("a@example.org", "Candidate O'Hara")], id="apostrophe"),
        pytest.param("a@example.org (Candidate 1)", [email("a@example.org")], id="comment"),
        pytest.param("=?utf-8?Q?J=C3=BCrgen?= <a@example.org>", [email("a@example.org", "Jürgen")], id="encoded"),
        # Releases of Python before 3.13 leave the blank between neighbours in names, which RFC 2047 (6.2) takes out.
        pytest.param(
            "=?utf-8?Q?J?= =?utf-8?Q?=C3=BC?= <a@example.org>", [email("a@example.org", "Jü")], id="neighbours"
        ),
        pytest.param('"=?utf-8?B?SsO8?=" <a@example.org>', [email("a@example.org", "Jü")], id="encoded-in-quotes"),
        pytest.param("a@example.org <a@example.org>", [email("a@example.org")], id="address-as-name"),
        pytest.param(
            "'a@example.org' <b@example.org>", [email("b@example.org", "'a@example.org'")], id="other-as-name"
        ),
        pytest.param("a@example.org, A@example.org", [email("a@example.org")], id="each-once"),
        pytest.param("a@example.org; b@example.org", [email("a@example.org"), email("b@example.org")], id="semicolon"),
        pytest.param("x: a@example.org, b@example.org;", [email("a@example.org"), email("b@example.org")], id="group"),
        pytest.param("undisclosed-recipients:;", [], id="undisclosed"),
        pytest.param('"Undisclosed recipients": ;', [], id="undisclosed-quoted"),
        pytest.param("<>", [], id="nobody"),
        pytest.param(" , ,", [], id="commas"),
        pytest.param("Candidate 0001", [Party("name", "Candidate 0001")], id="name-alone"),
        pytest.param("Candidate 1, a@example.org", [Party("name", "Candidate 1"), email("a@example.org")], id="both"),
        pytest.param("MAILER-DAEMON (Mail System)", [Party("name", "MAILER-DAEMON")], id="local-user"),
        pytest.param("a@[192.0.2.1]", [email("a@[192.0.2.1]")], id="address-of-a-machine"),
        pytest.param("@relay.example:a@example.org", [email("a@example.org")], id="route"),
        pytest.param("Candidate <a@example.org", [email("a@example.org", "Candidate")], id="bracket-lost"),
        pytest.param("<<a@example.org>>", [email("a@example.org")], id="brackets-twice"),
        pytest.param('"Candidate <a@example.org>', [email("a@example.org")], id="quote-lost"),
        pytest.param("Größe <a@example.org>", [email("a@example.org", "Größe")], id="raw"),
    ],
)
def test_addresses_are_read(value: str, expected: list[Party]) -> None:
    assert list(parties(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(
            "IMCEAEX-_O=EXAMPLE_OU=FIRST+20GROUP_CN=RECIPIENTS_CN=MANAGER-07@example.com",
            Party("x500", "/o=example/ou=first group/cn=recipients/cn=manager-07"),
            id="exchange",
        ),
        pytest.param(
            "Manager 07 </O=EXAMPLE/OU=GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=MANAGER-07>",
            Party("x500", "/o=example/ou=group (fydibohf23spdlt)/cn=recipients/cn=manager-07", "Manager 07"),
            id="exchange-not-wrapped",
        ),
        pytest.param(
            "IMCEASMTP-cand-0001+40example+2Eorg@example.com", email("cand-0001@example.org"), id="wrapped-address"
        ),
        pytest.param(
            "IMCEASMTP-cand+5F0001+40example+2Eorg@example.com", email("cand_0001@example.org"), id="wrapped-underscore"
        ),
        pytest.param(
            "IMCEANOTES-CN+3DManager+2007_OU+3DHOU_O+3DEXAMPLE@example.com",
            Party("x500", "cn=manager 07/ou=hou/o=example"),
            id="notes",
        ),
        pytest.param(
            "IMCEANOTES-Manager+2007+20+3Cmanager-07+40example+2Ecom+3E+40EXAMPLE@example.com",
            email("manager-07@example.com", "Manager 07"),
            id="notes-around-an-address",
        ),
        pytest.param("IMCEAFAX-Support@example.com", email("imceafax-support@example.com"), id="anything-else"),
    ],
)
def test_addresses_within_exchange_and_notes_are_unwrapped(value: str, expected: Party) -> None:
    assert list(parties(value)) == [expected]


ATOM = st.text("abcXYZ019-_+=", min_size=1, max_size=8)
LOCAL = st.lists(ATOM, min_size=1, max_size=3).map(".".join)
ADDRESS = st.builds("{}@{}.example.org".format, LOCAL, st.text("abc", min_size=1))
PHRASE = st.lists(st.text("abcÄé019'!", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)
QUOTED = st.text("abc ,;:<>@()'é", min_size=1, max_size=12).map('"{}"'.format)
ESCAPED = st.text('ab"\\', min_size=1, max_size=6).map(lambda text: '"{}"'.format(re.sub(r'(["\\])', r"\\\1", text)))
ENCODED = st.sampled_from(["=?utf-8?Q?J=C3=BCrgen_M?=", "=?iso-8859-1?B?SvxyZ2Vu?= Meier"])
NAME = st.one_of(PHRASE, QUOTED, ESCAPED, ENCODED)
SPACE = st.sampled_from([" ", "", "  ", "\n "])
COMMENT = st.sampled_from(["", "", "", " (comment)", " (a (nested) one, with comma)"])
MAILBOX = st.one_of(
    ADDRESS,
    st.builds("{}{}<{}>{}".format, NAME, st.sampled_from([" ", "  ", "\n "]), ADDRESS, COMMENT),
    st.builds("{}{}".format, ADDRESS, COMMENT),
)
GROUP = st.builds("{}:{};".format, st.text("abc", min_size=1), st.lists(MAILBOX, max_size=3).map(", ".join))


@settings(max_examples=250, deadline=None)
@given(items=st.lists(st.one_of(MAILBOX, MAILBOX, MAILBOX, GROUP), min_size=1, max_size=5), space=SPACE)
def test_generated_lists_mean_what_the_standard_library_says(items: list[str], space: str) -> None:
    value = f",{space}".join(items)
    header: Any = policy.default.header_factory("To", "".join(value.splitlines()))
    expected: dict[str, str] = {}
    for each in header.addresses:
        address = f"{each.username}@{each.domain}".lower()
        name = " ".join(each.display_name.split())
        expected.setdefault(address, "" if name.lower() == address else name)
    assert {party.value: party.name for party in parties(value)} == expected
    assert [party.value for party in parties(value)] == list(expected)
    assert {party.kind for party in parties(value)} <= {"email"}


def test_the_usual_shapes_do_not_need_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_odd", lambda item: pytest.fail(f"asked for {item}"))
    usual = 'A B <ab@example.org>, "C, D" <cd@example.org>, ef@example.org, =?utf-8?Q?=C3=A9?= <g@example.org>'
    assert len(module._read(usual, "To")) == 4


def test_a_thousand_recipients_are_read_and_one_more_is_too_many() -> None:
    many = [f"list-{number}@example.com" for number in range(MOST_RECIPIENTS + 1)]
    assert len(parties(", ".join(many[:-1]))) == MOST_RECIPIENTS
    with pytest.raises(Unusable) as caught:
        parties(", ".join(many), "Cc")
    assert (caught.value.code, caught.value.detail) == ("E426", "Cc")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param("a@example.org, " * 50_000, "E426", id="addresses"),
        pytest.param("x" * 300_000, "E432", id="one-word"),
    ],
)
def test_a_value_beyond_measure_is_set_aside(value: str, code: str) -> None:
    with pytest.raises(Unusable) as caught:
        parties(value)
    assert caught.value.code == code


@pytest.mark.parametrize("piece", ["(", '"', "<", "[", '\\"', "(\\", ":", "<@", "a@", '"a" <', "=?utf-8?q?", "a b,"])
def test_damage_of_any_length_is_read_in_short_time(piece: str) -> None:
    began = time.process_time()
    with contextlib.suppress(Unusable):
        parties(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 5

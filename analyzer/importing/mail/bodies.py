"""The text of a mail, whatever it is packed in.

Parsed only when asked for. Attachments are passed over; what is declared wrongly is read as well as it can be.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import Message as Part
from html.parser import HTMLParser
from typing import Final

from analyzer.importing.mail.words import decoded, whole

_MOST_PARTS: Final = 200
_MOST_DEPTH: Final = 50
_MOST_HTML: Final = 256 << 10

_NESTED: Final = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_CONTENT: Final = re.compile(rb"^content-[a-z-]+[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
_PLAIN: Final = re.compile(rb"content-type: ?text/plain(?:; ?charset=\"?([a-z0-9_-]+)\"?)?", re.IGNORECASE)
_CALENDAR: Final = re.compile(
    rb"^content-type:[ \t]*text/calendar\b[^\n]*(?:\n[ \t][^\n]*){0,5}?method\s*=", re.IGNORECASE | re.MULTILINE
)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARATION: Final = re.compile(r"<[!?][^<>]{0,8000}>?")
_STRAY: Final = re.compile(r"<(?![A-Za-z/][^<>]{0,8000}>)")
_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_SILENT_ELEMENT: Final = re.compile(r"<(script|style|title|template)\b[^<>]{0,8000}>", re.IGNORECASE)
_BLOCKS: Final = frozenset({"p", "div", "br", "tr", "li", "ul", "ol", "table", "hr", "pre", "h1", "h2", "h3", "h4"})


def has_invitation(body: bytes) -> bool:
    """Tell whether a part of a mail is an invitation, or an answer to one (`text/calendar` with a method)."""
    return b"calendar" in body and _CALENDAR.search(body) is not None


def text_of(headers: bytes, body: bytes) -> str:
    r"""Read the text of a mail.

    Parameters
    ----------
    headers, body : bytes
        As `splitting` gives them.

    Returns
    -------
    str
        The first `text/plain` part; else the first `text/html` part as text, quotations marked `> `. Empty if there is
        none, or if parts are nested more than 50 deep. Lines end with `\n`.
    """
    if (charset := _plain_charset(headers)) is not None:
        return whole(decoded(body, charset))
    if len(_NESTED.findall(body)) > _MOST_DEPTH:
        return ""
    try:
        parts = _texts(message_from_bytes(headers + b"\n" + body, policy=policy.compat32))
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError, IndexError, AssertionError):
        return ""
    for wanted in ("text/plain", "text/html"):
        for kind, part in parts:
            if kind == wanted and (text := _text(part)).strip():
                return plain_of_html(text) if kind == "text/html" else text
    return ""


def _plain_charset(headers: bytes) -> str | None:
    """Tell the charset of a mail that is nothing but a text, as most are; None where a parser has to look."""
    kinds = _CONTENT.findall(headers)
    if not kinds:
        return "utf-8"
    if len(kinds) > 1 or not (found := _PLAIN.fullmatch(kinds[0])):
        return None
    return found[1].decode("ascii").lower() if found[1] else "utf-8"


def _texts(mail: Part) -> list[tuple[str, Part]]:
    found = []
    for number, part in enumerate(mail.walk()):
        if number > _MOST_PARTS:
            break
        if not part.is_multipart() and part.get_content_disposition() != "attachment":
            found.append((part.get_content_type(), part))
    return found


def _text(part: Part) -> str:
    data = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8") or "utf-8"
    return whole(decoded(data, charset)) if isinstance(data, bytes) else ""


class _Plain(HTMLParser):
    """Collects the text of HTML; a quotation's lines begin with `> `."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag == "blockquote":
            self._end_line()
        self._silent += tag in _SILENT
        self._quoted += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if (tag in _BLOCKS and tag != "br") or tag == "blockquote":
            self._end_line()
        self._silent -= tag in _SILENT and self._silent > 0
        self._quoted -= tag == "blockquote" and self._quoted > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data)

    def _end_line(self) -> None:
        text = " ".join("".join(self._line).split())
        self._line.clear()
        if text or (self.lines and self.lines[-1]):
            self.lines.append(("> " * min(self._quoted, 5) if text else "") + text)

    def text(self) -> str:
        self.close()
        self._end_line()
        return "\n".join(self.lines).strip("\n")


def plain_of_html(html: str) -> str:
    """Read HTML as text.

    Parameters
    ----------
    html : str
        Any; only its first 256 kB are read. What would make the parser slow (unclosed comments and tags) is taken out
        before.
    """
    tame = _DECLARATION.sub("", _COMMENT.sub("", html[:_MOST_HTML]))
    tame = _STRAY.sub("&lt;", _without_silent(tame))
    parser = _Plain()
    try:
        parser.feed(tame)
        return parser.text()
    except (AssertionError, ValueError, RecursionError):
        return ""


def _without_silent(html: str) -> str:
    """Take out scripts and styles with their content; one that does not end silences the rest."""
    kept, at, lowered = [], 0, html.lower()
    while (found := _SILENT_ELEMENT.search(html, at)) is not None:
        kept.append(html[at : found.start()])
        end = lowered.find(f"</{found[1].lower()}", found.end())
        if end < 0:
            return "".join(kept)
        at = lowered.find(">", end) + 1 or len(html)
    return "".join([*kept, html[at:]])

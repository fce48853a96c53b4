"""What somebody wrote himself: a mail's text without quotations, forwarded mails and signatures.

Lines in, some of them out. Where it is not sure what a line is the rules lean to leaving it out: a topic that is
missing leaves a verdict undecided, one that stands in a quotation would be held against the wrong person.

Not `quotequail.quote`: it gives up all that follows the first quotation, and with it answers written below it, stops
after 1,000 lines, and takes the square of the time on a long line.
"""

from __future__ import annotations

from typing import Final

_LONGEST_LINE: Final = 300
"""Characters; what announces a quotation is shorter, even where it is broken into lines."""

_MOST_BROKEN: Final = 3
"""Lines over which an announcement may be broken."""

_ANNOUNCED: Final = (
    ("on ", (" wrote:",)),
    ("am ", (" schrieb ",)),
    ("am ", (" schrieb:",)),
    ("le ", (" a écrit :", " a écrit:")),
    ("el ", (" escribió:", " escribio:")),
    ("em ", (" escreveu:",)),
    ("il ", (" ha scritto:",)),
    ("op ", (" schreef ", " geschreven:")),
    ("den ", (" skrev ", " skrev:")),
    ("", ("> wrote:", "> schrieb:", "> a écrit :", "> escribió:")),
)
"""How announcements begin, and what they hold before the colon that ends them."""

_TITLES: Final = (
    "begin forwarded message", "forwarded message", "original message", "original appointment",
    "ursprüngliche nachricht", "original-nachricht", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "message d'origine", "message original", "message transféré",
    "début du message réexpédié", "début du message transféré", "mensaje original", "mensaje reenviado",
    "inicio del mensaje reenviado", "oorspronkelijk bericht", "doorgestuurd bericht", "messaggio originale",
    "messaggio inoltrato", "mensagem original", "mensagem encaminhada",
)  # fmt: skip

_SENDERS: Final = ("from:", "von:", "de :", "de:", "da:", "van:", "från:")
_TIMES: Final = (
    "sent:", "date:", "gesendet:", "datum:", "envoyé :", "envoyé:", "date :", "enviado:", "enviado el:", "enviada:",
    "fecha:", "data:", "inviato:", "verzonden:", "skickat:",
)  # fmt: skip
_OTHERS: Final = ("to:", "an:", "à :", "à:", "para:", "a:", "aan:", "till:", "cc:", "cc :", "kopie:")
_DEVICES: Final = (
    "sent from my ", "sent from outlook", "sent from mail for", "sent via ", "get outlook for ", "von meinem ",
    "gesendet von ", "gesendet mit ", "von meinem iphone gesendet", "envoyé de mon ", "envoyé depuis ",
    "télécharger outlook",    "obtenir outlook", "outlook für ",
    "holen sie sich outlook", "enviado desde ", "obtener outlook", "inviato da ",
)  # fmt: skip
_LONGEST_DEVICE: Final = 60


def own_words(text: str) -> str:
    r"""Leave out of a mail's text what is quoted, forwarded, or a signature.

    Parameters
    ----------
    text : str
        Plain text, lines ended in whatever way.

    Returns
    -------
    str
        Lines of the text, as they are and in their order, ended by ``\n``; a blank line where something was left out
        in between. Applied again it changes nothing. Empty if there are none.

    Notes
    -----
    Left out are lines that begin with ``>``, with what announces them (``On ... wrote:``, also in German, French,
    Spanish and others, broken over up to three lines); everything from ``-- `` on; everything from
    ``-----Original Message-----`` and the like on, from Outlook's ``From: ... Sent: ...`` on, and from an announcement
    with a date that nothing quoted follows, for then the quotation is not marked; and ``Sent from my ...``.

    Examples
    --------
    >>> own_words("Thanks!\n\nOn 3 Mar 2026, recruiter-03 wrote:\n> Any news?\n> Best\n\nNot yet.\n-- \nCandidate 0001")
    'Thanks!\n\nNot yet.'
    """
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    low = [line[: _LONGEST_LINE + 1].strip().casefold() if line else "" for line in lines]
    kept: list[str] = []
    for at, line in enumerate(low):
        if _ends_own(low, at):
            break
        if line.startswith(">"):
            _leave_out_announcement(kept)
            kept.append("")
            continue
        kept.append("" if _names_device(line) else lines[at])
        if line.endswith(":") and _announces_unmarked(low, at, kept):
            break
    return _tidy(kept)


def _ends_own(low: list[str], at: int) -> bool:
    """Whether a signature, a forwarded mail, or an unmarked quotation begins at a line."""
    line = low[at]
    if not line or line[0] not in _FIRST_LETTERS:
        return False
    if line == "--" or line == "_" * 32:
        return True
    if line[0] in "-*" or line.endswith(":"):
        return line.strip("-* :\xa0").replace("\u2019", "'") in _TITLES and (
            line.startswith("--") or line.endswith(":")
        )
    return _begins_headers(low, at)


def _begins_headers(low: list[str], at: int) -> bool:
    """Whether Outlook's block of headers begins at a line: a sender, and soon after it a time."""
    if not _plain_header(low[at]).startswith(_SENDERS):
        return False
    for line in low[at + 1 : at + 4]:
        header = _plain_header(line)
        if header.startswith(_TIMES):
            return True
        if not header.startswith(_OTHERS):
            return False
    return False


def _plain_header(line: str) -> str:
    return line.replace("*", "").replace("\xa0", " ")


_FIRST_LETTERS: Final = frozenset("-_*" + "".join(word[0] for word in (*_SENDERS, *_TITLES)))


def _names_device(line: str) -> bool:
    return 0 < len(line) <= _LONGEST_DEVICE and line.startswith(_DEVICES)


def _announcement(lines: list[str]) -> int:
    """How many of the last lines announce a quotation; 0 for none."""
    if not lines or not lines[-1].endswith(":"):
        return 0
    joined, found = "", 0
    for count, line in enumerate(reversed(lines[-_MOST_BROKEN:]), start=1):
        if not line or line.startswith(">"):
            break
        joined = f"{line} {joined}".strip()
        if len(joined) > _LONGEST_LINE:
            break
        if _announces(joined):
            found = count
    return found


def _announces(line: str) -> bool:
    whole = line.replace("\xa0", " ").replace("\u202f", " ")
    return any(whole.startswith(start) and any(word in whole for word in words) for start, words in _ANNOUNCED)


def _leave_out_announcement(kept: list[str]) -> None:
    """Before a quoted line, blank the lines that announce it, be there a blank line in between or not."""
    end = len(kept)
    while end > 0 and len(kept) - end < 2 and not kept[end - 1]:
        end -= 1
    for at in range(end - _lowered_announcement(kept[max(0, end - _MOST_BROKEN) : end]), end):
        kept[at] = ""


def _lowered_announcement(lines: list[str]) -> int:
    return _announcement([line[: _LONGEST_LINE + 1].strip().casefold() for line in lines])


def _announces_unmarked(low: list[str], at: int, kept: list[str]) -> bool:
    """Whether a line announces, with a date, a quotation that is not marked; if so its lines are blanked."""
    count = _lowered_announcement(kept[-_MOST_BROKEN:])
    if not count or not any(sign.isdigit() for line in kept[-count:] for sign in line):
        return False
    following = next((line for line in low[at + 1 : at + 4] if line), "")
    if following.startswith(">"):
        return False
    kept[-count:] = [""] * count
    return True


def _tidy(lines: list[str]) -> str:
    """Join lines, with one blank line where there are several, and none at either end."""
    tidy: list[str] = []
    for line in lines:
        if line or (tidy and tidy[-1]):
            tidy.append(line)
    return "\n".join(tidy).rstrip("\n")

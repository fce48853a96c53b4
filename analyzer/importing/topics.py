"""What messages are about: as the log says, as people labelled them, or by the definition's phrases.

Phrases are searched for in the subject and in the sender's own words (`own_words`), as `definitions.phrases` says. A
message that no phrase matches has no topic: unknown, which is not the same as about something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.definitions import Definition
from analyzer.definitions.phrases import BLANKS, LONGEST_TEXT, PhraseError, as_pattern, compile_phrase, plain
from analyzer.events import EventLog
from analyzer.importing.own_words import own_words

if TYPE_CHECKING:
    from analyzer.importing.labels import Labels

LOG, LABEL, PHRASE = "log", "label", "phrase"
"""Where topics come from, in the column `topics_by`."""

BODY: Final = "body"
"""The column of a log that holds the text of messages, where it was asked to be kept."""

_RUNS_OF_BLANKS: Final = f"[{BLANKS}]+"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a topic.

    Attributes
    ----------
    topic : str
        Its id.
    text : str
        As written in the definition.
    """

    topic: str
    text: str


class Tagger:
    """Finds the topics of texts by the phrases of a definition.

    Parameters
    ----------
    definition : Definition
        Its topics without phrases are never found.

    Attributes
    ----------
    phrases : tuple of Phrase
        In the definition's order.

    Notes
    -----
    RE2: the time grows with the text's length and no faster; of a text the first 64,000 characters are looked at, and a
    phrase has a limited size. Each phrase is searched for by itself: RE2's sets are quicker, but find nothing, without
    a word, where their memory does not suffice. One search for all phrases together goes before, as most texts have
    none.
    """

    def __init__(self, definition: Definition) -> None:
        self.phrases = tuple(Phrase(topic.id, text) for topic in definition.topics for text in topic.phrases)
        self._patterns = tuple((phrase.topic, compile_phrase(phrase.text)) for phrase in self.phrases)
        self._any = _any_of([phrase.text for phrase in self.phrases])
        self._topics = tuple(dict.fromkeys(phrase.topic for phrase in self.phrases))

    def topics(self, subject: str, body: str = "") -> tuple[str, ...]:
        """Find the topics of one message.

        Parameters
        ----------
        subject : str
            May be empty.
        body : str
            The text; quotations and signatures are left out here.

        Returns
        -------
        tuple of str
            Topics in the definition's order; empty if no phrase matches.
        """
        texts = [text for text in (_utf8(subject), _utf8(own_words(body)) if body else b"") if text]
        if self._any is not None:
            texts = [text for text in texts if self._any.search(text) is not None]
        if not texts:
            return ()
        found: list[str] = []
        for topic, pattern in self._patterns:
            if (not found or found[-1] != topic) and any(pattern.search(text) is not None for text in texts):
                found.append(topic)
        return tuple(found)

    def tag(self, subjects: pa.Array | pa.ChunkedArray, bodies: pa.Array | pa.ChunkedArray | None = None) -> pa.Array:
        """Find the topics of many messages.

        Parameters
        ----------
        subjects, bodies : pyarrow array of texts, length n
            May hold nulls; `bodies` as they are.

        Returns
        -------
        pyarrow list array of strings, length n
            As `topics` gives them one by one; empty lists where no phrase matches.
        """
        return self.listed(self.about(self.hits(subjects, bodies)))

    def hits(
        self, subjects: pa.Array | pa.ChunkedArray, bodies: pa.Array | pa.ChunkedArray | None = None
    ) -> NDArray[np.bool_]:
        """Tell which phrases match which messages.

        Returns
        -------
        array of bool, shape (n, number of phrases)
        """
        found = self._matches(subjects)
        if bodies is not None:
            own = pa.array([own_words(text) if text else None for text in bodies.to_pylist()], pa.string())
            found |= self._matches(own)
        return found

    def about(self, hits: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which topics with phrases match, from what `hits` gives; shape (n, number of `tagged`)."""
        about = np.zeros((len(hits), len(self._topics)), dtype=np.bool_)
        for number, phrase in enumerate(self.phrases):
            about[:, self._topics.index(phrase.topic)] |= hits[:, number]
        return about

    @property
    def tagged(self) -> tuple[str, ...]:
        """The topics that have phrases, in the definition's order."""
        return self._topics

    def listed(self, about: NDArray[np.bool_]) -> pa.Array:
        """Turn what `about` gives into lists of topics."""
        counts = np.concatenate(([0], np.cumsum(about.sum(axis=1))))
        names = pa.array(self._topics, pa.string()).take(pa.array(np.nonzero(about)[1]))
        return pa.ListArray.from_arrays(pa.array(counts, pa.int32()), names)

    def _matches(self, texts: pa.Array | pa.ChunkedArray) -> NDArray[np.bool_]:
        """Search every distinct text once: subjects repeat."""
        coded = _combined(pc.dictionary_encode(_combined(texts).cast(pa.string())))
        distinct = _plain(coded.dictionary)
        found = np.zeros((len(distinct) + 1, len(self.phrases)), dtype=np.bool_)
        for number, phrase in enumerate(self.phrases):
            matched = pc.match_substring_regex(distinct, as_pattern(phrase.text), ignore_case=True)
            found[:-1, number] = matched.to_numpy(zero_copy_only=False)
        at: NDArray[np.int64] = pc.fill_null(coded.indices, len(distinct)).to_numpy(zero_copy_only=False)
        return found[at]


def _any_of(phrases: Sequence[str]) -> Any:  # noqa: ANN401 - a pattern, or None if it would be too large
    try:
        return compile_phrase("|".join(f"(?:{phrase})" for phrase in phrases)) if phrases else None
    except PhraseError:
        return None


def _utf8(text: str) -> bytes:
    return plain(text).encode("utf-8", "replace")


def _combined(texts: pa.Array | pa.ChunkedArray) -> Any:  # noqa: ANN401 - an array of whichever type
    if not isinstance(texts, pa.ChunkedArray):
        return texts
    whole = texts.combine_chunks()
    return whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole


def _plain(texts: pa.Array) -> pa.Array:
    """`definitions.phrases.plain` of every text."""
    cut = pc.utf8_slice_codeunits(texts, 0, LONGEST_TEXT)
    blanks = pc.utf8_trim(pc.replace_substring_regex(cut, _RUNS_OF_BLANKS, " "), " ")
    return pc.replace_substring_regex(blanks, "[\u2018\u2019\u02bc]", "'")


# ---------------------------------------------------------------- logs


def texts_of(log: EventLog, column: str) -> pa.Array:
    """Texts of a column in the order of events; nulls if the log has no such column."""
    if column not in log.table.column_names:
        return pa.nulls(len(log), pa.string())
    return _combined(log.table.column(column)).cast(pa.string()).take(pa.array(log.rows))


def hits_of(log: EventLog, tagger: Tagger, events: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which phrases match some events of a log: by subject and, where the log keeps it, body."""
    at = pa.array(events)
    bodies = texts_of(log, BODY).take(at) if BODY in log.table.column_names else None
    return tagger.hits(texts_of(log, "subject").take(at), bodies)


def messages_of(log: EventLog) -> NDArray[np.bool_]:
    """Tell which events are messages."""
    return _of_kinds(log, [kind.activity == "message" for kind in log.kinds])


def has_topics(log: EventLog) -> NDArray[np.bool_]:
    """Tell of which events the log itself says what they are about."""
    return _of_kinds(log, [kind.topics is not None for kind in log.kinds])


def _of_kinds(log: EventLog, answers: Sequence[bool]) -> NDArray[np.bool_]:
    return np.array([*answers, False], dtype=np.bool_)[log.kind]


def tag_topics(log: EventLog, definition: Definition, *, labels: Labels | None = None) -> pa.Table:
    """Fill in the topics of a log's messages.

    Parameters
    ----------
    log : EventLog
        With `subject` and, if bodies were kept, `body`.
    definition : Definition
        Whose phrases tell topics.
    labels : Labels, optional
        What people said; of a message on which two of them differ nothing is taken.

    Returns
    -------
    pyarrow.Table
        The rows of the log in the order of cases and times, all their columns, with `topics` filled in and the new
        column `topics_by`: `label` where people said it, which goes before all else; `log` where the log had topics
        (of one that says itself in this column where they come from, what it says); `phrase` where phrases match; null
        where nobody knows.
    """
    known = has_topics(log)
    topics: list[str | None] = pc.if_else(pa.array(known), texts_of(log, "topics"), None).to_pylist()
    said = texts_of(log, "topics_by").to_pylist()
    by: list[str | None] = [
        (before if before in (LABEL, PHRASE) else LOG) if told else None
        for told, before in zip(known.tolist(), said, strict=True)
    ]
    tagger = Tagger(definition)
    open_events = np.flatnonzero(messages_of(log) & ~known)
    found = tagger.listed(tagger.about(hits_of(log, tagger, open_events))).to_pylist()
    for event, names in zip(open_events.tolist(), found, strict=True):
        if names:
            topics[event], by[event] = ";".join(names), PHRASE
    if labels is not None:
        ids = pc.index_in(pa.array(list(labels.agreed), pa.string()), texts_of(log, "event_id"))
        for event, names in zip(ids.to_pylist(), labels.agreed.values(), strict=True):
            if event is not None:
                topics[event], by[event] = ";".join(names), LABEL
    table = log.table.take(pa.array(log.rows))
    return _with(_with(table, "topics", topics), "topics_by", by)


def _with(table: pa.Table, name: str, cells: Sequence[str | None]) -> pa.Table:
    column = pa.array(cells, pa.string())
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, column)
    return table.append_column(name, column)


def told_by(table: pa.Table) -> str:
    """Say in a sentence how many topics come from where, in a table of `tag_topics`."""
    by = table.column("topics_by").to_pylist()
    counts = ", ".join(f"{by.count(source):,} by {source}" for source in (LABEL, LOG, PHRASE))
    return f"{len(by):,} events; topics {counts}"

"""How well a definition's phrases find topics, held against what people say.

Messages are not listed for labelling as they come: those where a slip would count most are listed more often. So
labels are weighed: what people say of the messages drawn from a stratum stands for all of it (W. G. Cochran, Sampling
Techniques, 1977, chapter 5). Precision of a topic is the share of messages with a hit that people give the topic;
recall is the share of messages about the topic that have a hit. For recall the misses must be known, too: it is given
only where every stratum has labels that were drawn at random, and its interval puts together the worst and the best
for hits and misses, each at 97.5%, which is at least 95% for both (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.definitions import Definition
from analyzer.events import EventLog
from analyzer.importing.labels import Label, Labels
from analyzer.importing.topics import Tagger, hits_of, texts_of
from analyzer.intervals import Part, stratified

if TYPE_CHECKING:
    import pandas as pd

CAVEAT: Final = (
    "Labels are weighed by the strata from which the messages were drawn. They speak for messages of this log that "
    "have text and no topic of their own, and in which no phrase finds a protected topic."
)
UNWEIGHED: Final = (
    "Some labelled messages were not drawn at random (no stratum): labels chosen in another way are no random sample. "
    "Precision is that of the labelled messages only."
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval.

    Attributes
    ----------
    share, low, high : float
        From 0 to 1; the interval is one of 95%.
    found, of : int
        Labelled messages behind it, not weighed.
    """

    share: float
    low: float
    high: float
    found: int
    of: int


@dataclass(frozen=True, slots=True)
class TopicMeasure:
    """How well the phrases of one topic find it.

    Attributes
    ----------
    topic : str
    phrases : int
        How many it has.
    labelled : int
        Messages on whose being about it people do not differ.
    about : int
        Those of them that are, as people say.
    hits, wrong, missed : int
        Labelled messages with a hit; with a hit that people say is wrong; about the topic without a hit.
    disputed : int
        Messages on which people differ in this topic; not counted elsewhere.
    precision, recall : Share or None
        None where nothing can be said.
    """

    topic: str
    phrases: int
    labelled: int
    about: int
    hits: int
    wrong: int
    missed: int
    disputed: int
    precision: Share | None
    recall: Share | None


@dataclass(frozen=True, slots=True)
class PhraseMeasure:
    """How often one phrase hits, and how often wrongly, among the labelled messages."""

    topic: str
    phrase: str
    hits: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people agree on one topic.

    Attributes
    ----------
    topic, first, second : str
        The topic, and the people in the order of their names.
    messages : int
        Labelled by both.
    agreed : int
        Those of which both say the same of the topic.
    kappa : float or None
        Cohen's (1960, Educational and Psychological Measurement 20, 37-46): agreement beyond chance; None where both
        always say the same one thing.
    """

    topic: str
    first: str
    second: str
    messages: int
    agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled message that a topic's phrases find wrongly, or miss; it shows people's text."""

    topic: str
    what: str
    event_id: str
    subject: str


@dataclass(frozen=True)
class Measure:
    """Phrases against labels.

    Attributes
    ----------
    topics : tuple of TopicMeasure
        Topics with phrases or labels, in the definition's order, without protected ones.
    phrases : tuple of PhraseMeasure
        Those that hit wrongly most first, then in the definition's order.
    agreement : tuple of Agreement
        By topic and people; empty if no message was labelled by two.
    messages, unknown, disputed : int
        Labelled messages in the log; labelled messages that it does not have; messages on which people differ.
    labelled : dict of str to (int, int)
        Of each stratum, how many messages are labelled and how many there were.
    notes : tuple of str
        How far the numbers carry, and why a recall is missing.
    examples : tuple of Example
        Up to three of each kind a topic.
    """

    topics: tuple[TopicMeasure, ...]
    phrases: tuple[PhraseMeasure, ...]
    agreement: tuple[Agreement, ...]
    messages: int
    unknown: int
    disputed: int
    labelled: dict[str, tuple[int, int]]
    notes: tuple[str, ...]
    examples: tuple[Example, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row a topic: counts, precision and recall with their intervals (NaN where nothing can be said)."""
        import pandas as pd

        rows = []
        for one in self.topics:
            row: dict[str, Any] = {name: getattr(one, name) for name in _COUNTS}
            for name in ("precision", "recall"):
                share: Share | None = getattr(one, name)
                row |= {name: share.share if share else np.nan, f"{name}_low": share.low if share else np.nan}
                row[f"{name}_high"] = share.high if share else np.nan
            rows.append(row)
        return pd.DataFrame(rows)


_COUNTS: Final = ("topic", "phrases", "labelled", "about", "hits", "wrong", "missed", "disputed")


def measure_topics(log: EventLog, definition: Definition, labels: Labels) -> Measure:
    """Hold a definition's phrases against what people say.

    Parameters
    ----------
    log : EventLog
        With the labelled messages; topics of its own are not looked at.
    definition : Definition
        Whose phrases are meant; they may have changed since the messages were listed.
    labels : Labels
        As read.

    Returns
    -------
    Measure
    """
    return _Measuring(log, definition, labels).measure()


class _Measuring:
    def __init__(self, log: EventLog, definition: Definition, labels: Labels) -> None:
        self.log, self.definition, self.labels = log, definition, labels
        self.tagger = Tagger(definition)
        ids = list(labels.by_event)
        at = pc.index_in(pa.array(ids, pa.string()), texts_of(log, "event_id")).to_pylist()
        self.ids = [event for event, found in zip(ids, at, strict=True) if found is not None]
        self.events = np.array([found for found in at if found is not None], dtype=np.int64)
        self.votes = [labels.by_event[event] for event in self.ids]
        self.unknown = len(ids) - len(self.ids)
        self.hits = hits_of(log, self.tagger, self.events)
        self.about = self.tagger.about(self.hits)
        self.topics = [topic for topic in definition.topics if topic.id not in definition.protected]

    @cached_property
    def strata(self) -> list[str]:
        """The stratum of each labelled message; empty if it was not drawn."""
        return [next((row.stratum for row in rows if row.stratum), "") for rows in self.votes]

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """Sizes of the strata; none if labels come from listings that differ."""
        return self.labels.sizes[0] if len(self.labels.sizes) == 1 else {}

    @cached_property
    def weighed(self) -> bool:
        """Whether every labelled message stands for a known number of others."""
        return bool(self.sizes) and all(self.strata)

    def measure(self) -> Measure:
        topics = tuple(one for topic in self.topics if (one := self.topic(topic.id, len(topic.phrases))))
        counts = {name: (self.strata.count(name), size) for name, size in self.sizes.items()}
        return Measure(
            topics,
            self.phrases(),
            self.agreement(),
            len(self.ids),
            self.unknown,
            sum(len({row.topics for row in rows}) > 1 for rows in self.votes),
            counts,
            tuple(self.notes()),
            tuple(self.examples()),
        )

    def truth(self, topic: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether people say that each message is about a topic, and whether they differ."""
        some = np.array([any(topic in row.topics for row in rows) for rows in self.votes], dtype=np.bool_)
        every = np.array([all(topic in row.topics for row in rows) for rows in self.votes], dtype=np.bool_)
        return every, some & ~every

    def hit(self, topic: str) -> NDArray[np.bool_]:
        if topic not in self.tagger.tagged:
            return np.zeros(len(self.ids), dtype=np.bool_)
        return self.about[:, self.tagger.tagged.index(topic)]

    def topic(self, topic: str, phrases: int) -> TopicMeasure | None:
        about, disputed = self.truth(topic)
        hit = self.hit(topic)
        if not phrases and not about.any() and not disputed.any():
            return None
        clear = ~disputed
        return TopicMeasure(
            topic,
            phrases,
            int(clear.sum()),
            int(about.sum()),
            int((hit & clear).sum()),
            int((hit & clear & ~about).sum()),
            int((~hit & about).sum()),
            int(disputed.sum()),
            self.precision(about, hit & clear),
            self.recall(about, hit, clear),
        )

    def precision(self, about: NDArray[np.bool_], hit: NDArray[np.bool_]) -> Share | None:
        """The share of hits that are right; each stratum's hits weigh as much as the messages that they stand for."""
        if not hit.any():
            return None
        parts = []
        for name, members in self.groups():
            of = int((hit & members).sum())
            if of:
                stands_for = self.sizes[name] / int(members.sum()) if self.weighed else 1.0
                parts.append(Part(of * stands_for, int((hit & members & about).sum()), of))
        total = sum(part.size for part in parts)
        share, low, high = stratified([Part(part.size / total, part.found, part.drawn) for part in parts])
        return Share(share, low, min(1.0, high), int((hit & about).sum()), int(hit.sum()))

    def recall(self, about: NDArray[np.bool_], hit: NDArray[np.bool_], clear: NDArray[np.bool_]) -> Share | None:
        """The share of messages about a topic that are hit, of all messages that the labelled ones stand for."""
        if self.why_no_recall() or not about.any():
            return None
        found, missed = [], []
        for name, members in self.groups():
            drawn, size = int((members & clear).sum()), self.sizes[name]
            if not drawn:
                return None
            found.append(Part(size, int((members & about & hit).sum()), drawn))
            missed.append(Part(size, int((members & about & ~hit).sum()), drawn))
        right, right_low, right_high = stratified(found, level=0.975)
        wrong, wrong_low, wrong_high = stratified(missed, level=0.975)
        low = right_low / (right_low + wrong_high) if right_low + wrong_high else 0.0
        high = right_high / (right_high + wrong_low) if right_high + wrong_low else 1.0
        if right + wrong == 0:
            return None
        return Share(right / (right + wrong), low, high, int((about & hit).sum()), int(about.sum()))

    def groups(self) -> list[tuple[str, NDArray[np.bool_]]]:
        """The labelled messages by stratum; all together where they are not weighed."""
        if not self.weighed:
            return [("", np.ones(len(self.ids), dtype=np.bool_))]
        of = np.array(self.strata)
        return [(name, of == name) for name, size in self.sizes.items() if size]

    def why_no_recall(self) -> str:
        """What is missing for a recall; empty if nothing is."""
        if len(self.labels.sizes) > 1:
            return "the labels come from listings of different logs or definitions"
        if not self.weighed:
            return "not all labelled messages were drawn at random"
        bare = [name for name, size in self.sizes.items() if size and name not in self.strata]
        return f"no message of {', '.join(bare)} is labelled" if bare else ""

    def notes(self) -> list[str]:
        said = [CAVEAT if self.weighed else UNWEIGHED]
        if reason := self.why_no_recall():
            said.append(f"No recall: {reason}.")
        return said

    def phrases(self) -> tuple[PhraseMeasure, ...]:
        measured = []
        for number, phrase in enumerate(self.tagger.phrases):
            if phrase.topic in self.definition.protected:
                continue
            about, disputed = self.truth(phrase.topic)
            hit = self.hits[:, number] & ~disputed
            wrong = int((hit & ~about).sum())
            measured.append(PhraseMeasure(phrase.topic, phrase.text, int(hit.sum()), wrong))
        return tuple(sorted(measured, key=lambda one: -one.wrong))

    def agreement(self) -> tuple[Agreement, ...]:
        pairs: dict[tuple[str, str], list[tuple[Label, Label]]] = {}
        for rows in self.votes:
            for one, other in combinations(sorted(rows, key=lambda row: row.by), 2):
                pairs.setdefault((one.by, other.by), []).append((one, other))
        return tuple(
            _agreement(topic.id, people, both)
            for topic in self.topics
            for people, both in sorted(pairs.items())
            if topic.phrases or any(topic.id in (*one.topics, *other.topics) for one, other in both)
        )

    def examples(self) -> list[Example]:
        subjects = [str(cell or "") for cell in self.log.cells("subject", self.events)]
        found = []
        for topic in self.topics:
            about, disputed = self.truth(topic.id)
            hit = self.hit(topic.id)
            for what, which in (("wrong", hit & ~about & ~disputed), ("missed", ~hit & about)):
                found += [
                    Example(topic.id, what, self.ids[at], subjects[at]) for at in np.flatnonzero(which).tolist()[:3]
                ]
        return found


def _agreement(topic: str, people: tuple[str, str], both: list[tuple[Label, Label]]) -> Agreement:
    said = [(topic in one.topics, topic in other.topics) for one, other in both]
    agreed = sum(one == other for one, other in said)
    yes = [sum(votes) / len(said) for votes in zip(*said, strict=True)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    kappa = None if chance == 1 else (agreed / len(said) - chance) / (1 - chance)
    return Agreement(topic, *people, len(said), agreed, kappa)

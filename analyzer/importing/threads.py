"""Conversations: which messages hang together by their ids, and which strangers' mails hang on a case's.

Ids are kept as 64-bit hashes only, so that what is no concern of the log leaves nothing that could be read.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from analyzer.importing.records import Message


def hashed(text: str) -> int:
    """Hash an id to 64 bits, the same on every run."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def ids_of(message: Message) -> tuple[int, ...]:
    """Hash every id that ties a message to others of its conversation."""
    texts = [message.message_id, message.in_reply_to, message.thread, *message.references]
    return tuple(dict.fromkeys(hashed(text) for text in texts if text))


class Strangers:
    """Messages in which nobody is a candidate: their ids as hashes, and nothing else.

    About 8 bytes for each id and 4 for each message.
    """

    def __init__(self) -> None:
        self._ids = array("Q")
        self._counts = array("L")

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, ids: tuple[int, ...]) -> None:
        """Remember the ids of the next message."""
        self._ids.extend(ids)
        self._counts.append(len(ids))

    def on_threads_of(self, ids: Iterable[int]) -> NDArray[np.int64]:
        """Find the messages that hang on conversations.

        Parameters
        ----------
        ids : iterable of int
            Ids of messages that are kept.

        Returns
        -------
        array of int64, shape (k,)
            Which messages, counted from 0 in the order of `add`; those that hang on one of these included.
        """
        all_ids = np.frombuffer(self._ids, dtype=np.uint64) if len(self._ids) else np.zeros(0, dtype=np.uint64)
        owners = np.repeat(np.arange(len(self)), np.asarray(self._counts, dtype=np.int64))
        taken = np.zeros(len(self), dtype=bool)
        known = np.unique(np.fromiter(ids, dtype=np.uint64))
        while len(known):
            touched = np.unique(owners[np.isin(all_ids, known)])
            fresh = touched[~taken[touched]]
            if not len(fresh):
                break
            taken[fresh] = True
            known = np.unique(all_ids[np.isin(owners, fresh)])
        return np.flatnonzero(taken)


class Conversations:
    """Sets of ids that belong together; joined as messages come in, in any order."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self._sizes: dict[int, int] = {}

    def add(self, ids: tuple[int, ...]) -> None:
        """Say that some ids are of one conversation."""
        first, *others = ids or (0,)
        if not ids:
            return
        root = self.of(first)
        for other in others:
            found = self.of(other)
            if found != root:
                low, high = sorted((root, found))
                self._above[high] = low  # the smallest id names the conversation, whatever the order
                self._sizes[low] += self._sizes.pop(high)
                root = low

    def of(self, one: int) -> int:
        """The smallest id of a conversation."""
        above = self._above
        if one not in above:
            above[one], self._sizes[one] = one, 1
        root = one
        while above[root] != root:
            root = above[root]
        while above[one] != root:
            above[one], one = root, above[one]
        return root

    def size(self, one: int) -> int:
        """How many ids a conversation has."""
        return self._sizes[self.of(one)]

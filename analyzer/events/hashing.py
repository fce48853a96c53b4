"""64-bit hashes of whole columns of text: the same on every machine, and quick.

Not cryptographic. Whoever uses them compares the texts where two hashes are equal.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analyzer.events.texts import combined

Hashes = NDArray[np.uint64]

_SEED: Final = np.uint64(0x9E3779B97F4A7C15)
_FACTOR: Final = np.uint64(0xFF51AFD7ED558CCD)
_OTHER_FACTOR: Final = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT: Final = np.uint64(32)


def mixed(hashes: Hashes) -> Hashes:
    """Spread every bit over all others."""
    mixture = (hashes ^ (hashes >> _SHIFT)) * _FACTOR
    mixture = (mixture ^ (mixture >> _SHIFT)) * _OTHER_FACTOR
    return np.asarray(mixture ^ (mixture >> _SHIFT))


def text_hashes(column: pa.Array | pa.ChunkedArray) -> Hashes:
    """Hash the texts of a column.

    Parameters
    ----------
    column : pyarrow array of strings
        Nulls count as empty texts.

    Returns
    -------
    array of uint64, shape (n,)
        Depends on nothing but the text's bytes.
    """
    texts = combined(column)
    if len(texts) == 0:
        return np.zeros(0, dtype=np.uint64)
    starts, lengths, data = _bytes_of(texts)
    padded = np.concatenate([data, np.zeros(8, dtype=np.uint8)])
    words = np.ndarray(shape=(len(padded) - 7,), dtype="<u8", buffer=padded, strides=(1,))
    return _folded(words, starts, lengths)


def _bytes_of(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Where each text begins, its length (0 for null), and the bytes of all."""
    offset_type = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=offset_type)[texts.offset : texts.offset + len(texts) + 1]
    starts = offsets[:-1].astype(np.int64)
    lengths = np.diff(offsets).astype(np.int64)
    if texts.null_count:
        lengths[np.asarray(texts.is_null())] = 0
    data = np.frombuffer(data_buffer, dtype=np.uint8) if data_buffer is not None else np.zeros(0, dtype=np.uint8)
    return starts, lengths, data


def lengths_of(texts: pa.Array) -> NDArray[np.int64]:
    """Lengths in bytes of an array of strings; 0 for null."""
    return _bytes_of(texts)[1] if len(texts) else np.zeros(0, dtype=np.int64)


def has_plain_edges(texts: pa.Array) -> bool:
    """Whether every text surely begins and ends with no white space: its first and last bytes are visible ASCII."""
    if len(texts) == 0:
        return True
    starts, lengths, data = _bytes_of(texts)
    full = lengths > 0
    if not bool(full.all()):
        starts, lengths = starts[full], lengths[full]
    edges = np.concatenate([data[starts], data[starts + lengths - 1]])
    return bool(((edges > 0x20) & (edges < 0x7F)).all())


def _folded(words: NDArray[np.uint64], starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Hashes:
    """Fold eight bytes at a time into each hash, the longest texts last alone."""
    hashes = mixed(lengths.astype(np.uint64) + _SEED)
    active: NDArray[np.int64] | slice = slice(None)
    done = 0
    while True:
        rest = lengths[active] - done
        if isinstance(active, slice):
            going = rest > 0
            if not bool(going.all()):
                active = np.flatnonzero(going)
        else:
            active = active[rest > 0]
        if not isinstance(active, slice) and len(active) == 0:
            return hashes
        rest = lengths[active] - done
        word = words[starts[active] + done]
        spare = np.maximum(8 - rest, 0).astype(np.uint64) * np.uint64(8)
        word &= np.uint64(0xFFFFFFFFFFFFFFFF) >> spare
        hashes[active] = mixed(hashes[active] ^ word)
        done += 8


def hex_ids(hashes: Hashes, prefix: str) -> pa.Array:
    """Write hashes as texts.

    Parameters
    ----------
    hashes : array of uint64, shape (n,)
        What to write.
    prefix : str
        Goes before each; ASCII.

    Returns
    -------
    pyarrow string array
        `prefix` and 16 hexadecimal digits.
    """
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    letters = np.empty((len(hashes), len(prefix) + 16), dtype=np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode("ascii"), dtype=np.uint8)
    for place in range(16):
        nibble = (hashes >> np.uint64(60 - 4 * place)) & np.uint64(15)
        letters[:, len(prefix) + place] = digits[nibble.astype(np.int64)]
    offsets = np.arange(len(hashes) + 1, dtype=np.int32) * letters.shape[1]
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(offsets), pa.py_buffer(letters.tobytes()))

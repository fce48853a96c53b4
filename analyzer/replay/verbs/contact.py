"""`contacts:` with the built-in rule `contact`.

Sentence
    Every message goes only where the definition permits: what no contact permits is off the agreed graph.

Formula
    For each message and each of its (sender, recipient) pairs of different roles some contact permits the pair, its
    further fields holding for the message. Those in cc are not judged, unless `to` names nobody but the sender's role.

Unfinished case
    Final at once.

Evidence
    The message itself.

Example
    contacts:
      - {between: [candidate, recruiter]}
      - {between: [candidate, hiring_manager], copied: recruiter}
"""

from __future__ import annotations

import numpy as np

from analyzer.definitions.model import Contact, Fields, Rule
from analyzer.findings import Reason
from analyzer.replay.block import Block, Flags
from analyzer.replay.judged import Candidates, Judged, VerbCode, nobody
from analyzer.replay.reading import FALSE, TRUE, WORST, Reading
from analyzer.replay.scans import Positions
from analyzer.replay.shapes import Shapes

MESSAGE = Fields(activity=("message",))


def candidates(block: Block, rule: Rule) -> Candidates:
    """Messages that are not surely permitted; all others are plainly kept, unless `when` may take them out."""
    messages = block.mask(MESSAGE, WORST, wanted=False) & ~block.protected
    permitted = shapes_permitted(block, WORST) if not rule.when else np.zeros_like(messages)
    return Candidates(block.where(messages & ~permitted), block.where_open(messages & permitted))


def active(block: Block, rule: Rule, at: Positions, reading: Reading) -> Flags:
    """Every message."""
    del block, rule, reading
    return np.ones(len(at), dtype=np.bool_)


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Look each message's shape up."""
    del rule
    return Judged(shapes_permitted(block, reading)[block.shape_of(at)], nobody(at))


def shapes_permitted(block: Block, reading: Reading) -> Flags:
    """Whether every pair of a message of each shape is permitted.

    Returns
    -------
    array of bool, shape (shapes,)
    """
    _ = block.protected  # the block's shapes are in the book from here on
    shapes = block.facts.shapes
    contacts = block.facts.definition.contacts
    return shapes.table(("permitted", reading), lambda since: _permitted(shapes, contacts, reading, since))


def _permitted(shapes: Shapes, contacts: tuple[Contact, ...], reading: Reading, since: int) -> Flags:
    """Whether messages are permitted; where the sender's role is unknown, every role it may be is tried."""
    kinds = shapes.kinds
    result = _with_sender(shapes, contacts, reading, since, kinds.sender)
    unknown = shapes.spread(kinds.sender_unknown, since)
    if unknown.any():
        another = len(kinds.roles)  # a role that no contact names
        tried = np.stack(
            [
                _with_sender(shapes, contacts, reading, since, np.full(len(kinds), role))[unknown]
                for role in range(another + 1)
            ]
        )
        favourable = reading.unknown_as(Reason.ROLE, wanted=True)
        result[unknown] = tried.any(axis=0) if favourable else tried.all(axis=0)
    return result


def _with_sender(
    shapes: Shapes, contacts: tuple[Contact, ...], reading: Reading, since: int, sender_of_kind: Positions
) -> Flags:
    """Whether messages are permitted if each kind's sender has a given role."""
    kinds = shapes.kinds
    favourable = reading.unknown_as(Reason.ROLE, wanted=True)
    sender = shapes.spread(sender_of_kind, since)
    permitted, another = _pairs(shapes, contacts, reading, since, sender)
    # A pair of equal roles is not judged.
    fine = permitted | (sender[:, None] == np.arange(len(kinds.roles))[None, :])
    to_known = (~shapes.spread(kinds.to, since) | fine).all(axis=1)
    cc_known = (~shapes.spread(kinds.cc, since) | fine).all(axis=1)
    to_unknown, cc_unknown = shapes.spread(kinds.to_unknown, since), shapes.spread(kinds.cc_unknown, since)
    to_fine, cc_fine = to_known & (~to_unknown | favourable), cc_known & (~cc_unknown | favourable)
    # Where it hangs on an unknown role whether cc stands in: if it does not, that role is another than the sender's.
    otherwise = to_known & another & favourable
    unsure = (otherwise | cc_fine) if favourable else (otherwise & cc_fine)
    stands_in = shapes.spread(kinds.stands_in(sender_of_kind), since)
    result: Flags = np.where(stands_in == FALSE, to_fine, np.where(stands_in == TRUE, cc_fine, unsure))
    return result


def _pairs(
    shapes: Shapes, contacts: tuple[Contact, ...], reading: Reading, since: int, sender: Positions
) -> tuple[Flags, Flags]:
    """Whether some contact permits the sender to write to each role (shapes, roles); to any but its own (shapes)."""
    kinds = shapes.kinds
    permitted = np.zeros((len(sender), len(kinds.roles)), dtype=np.bool_)
    another = np.zeros(len(sender), dtype=np.bool_)
    for contact in contacts:
        fits = np.isin(sender, kinds.codes(contact.senders))
        fits &= shapes.mask(contact.under, reading, wanted=True)[since:]
        recipients = kinds.codes(contact.recipients)
        permitted[:, recipients] |= fits[:, None]
        another |= fits & (np.asarray(recipients)[None, :] != sender[:, None]).any(axis=1)
    return permitted, another


CODE = VerbCode("contact", candidates, active, judge)

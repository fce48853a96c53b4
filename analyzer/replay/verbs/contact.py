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
    `- {between: [candidate, hiring_manager], copied: recruiter}`
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
    return Candidates(block.where(messages & ~permitted), block.where(messages & permitted))


def judge(block: Block, rule: Rule, at: Positions, reading: Reading) -> Judged:
    """Look each message's shape up."""
    del rule
    shape = block.shape_of(at)
    return Judged(np.ones(len(at), dtype=np.bool_), shapes_permitted(block, reading)[shape], nobody(at))


def shapes_permitted(block: Block, reading: Reading) -> Flags:
    """Whether every pair of a message of each shape is permitted.

    Returns
    -------
    array of bool, shape (shapes,)
    """
    _ = block.protected  # the block's shapes are in the book from here on
    shapes = block.facts.shapes
    return shapes.table(("permitted", reading), lambda: _permitted(shapes, block.facts.definition.contacts, reading))


def _permitted(shapes: Shapes, contacts: tuple[Contact, ...], reading: Reading) -> Flags:
    kinds = shapes.kinds
    sender = shapes.spread(kinds.sender)
    sender_unknown = shapes.spread(kinds.sender_unknown)
    own = sender[:, None] == np.arange(len(kinds.roles))[None, :]
    permitted, to_unknown = _pairs(shapes, contacts, reading)
    # A pair of equal roles is not judged; an unknown role may be equal.
    unknown_role = reading.unknown_as(Reason.ROLE, wanted=True)
    fine = permitted | own | (sender_unknown[:, None] & unknown_role)
    fine_unknown = to_unknown | unknown_role
    to_fine = (~shapes.spread(kinds.to) | fine).all(axis=1) & (~shapes.spread(kinds.to_unknown) | fine_unknown)
    cc_fine = (~shapes.spread(kinds.cc) | fine).all(axis=1) & (~shapes.spread(kinds.cc_unknown) | fine_unknown)
    stands_in = shapes.spread(kinds.cc_stands_in)
    either = (to_fine | cc_fine) if unknown_role else (to_fine & cc_fine)
    result: Flags = np.where(stands_in == FALSE, to_fine, np.where(stands_in == TRUE, cc_fine, either))
    return result


def _pairs(shapes: Shapes, contacts: tuple[Contact, ...], reading: Reading) -> tuple[Flags, Flags]:
    """Whether some contact permits the sender to write to each role (shapes, roles), and to an unknown one (shapes)."""
    kinds = shapes.kinds
    unknown_role = reading.unknown_as(Reason.ROLE, wanted=True)
    permitted = np.zeros((len(shapes), len(kinds.roles)), dtype=np.bool_)
    to_unknown = np.zeros(len(shapes), dtype=np.bool_)
    for contact in contacts:
        sender_fits = reading.settle(shapes.spread(kinds.test("sender", contact.senders)), Reason.ROLE, wanted=True)
        fits = sender_fits & shapes.mask(contact.under, reading, wanted=True)
        permitted[:, kinds.codes(contact.recipients)] |= fits[:, None]
        to_unknown |= fits & unknown_role
    return permitted, to_unknown


CODE = VerbCode("contact", candidates, judge)

"""Single changes to what a definition says: each could be a slip of the pen, and each should be noticed by an example.

One function for each section gives the changes to it, in the file's order; those to rules, conditions and selectors are
in `rule_changes`. What comes of a change, and whether it changes anything at all, is found in `mutations`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analyzer.definitions.edits import Spot
from analyzer.definitions.grammar import GUARDED
from analyzer.definitions.limit_changes import Change, duration_changes
from analyzer.definitions.nodes import Mapping
from analyzer.definitions.rule_changes import FIELD_NAMES, Part, dropped_item, entries_of


def changes_of(root: Mapping) -> Iterator[Change]:
    """Every change to a definition, in the order of its sections.

    Parameters
    ----------
    root : Mapping
        The definition without its examples.
    """
    whole = Spot(root, (), root)
    roles = _names(whole.under("roles"))
    has_calendar = whole.under("calendar") is not None
    for section in whole.children():
        match section.key:
            case "guarded" | "protected":
                yield from _topic_list(section)
            case "stages":
                yield from _stages(section, has_calendar=has_calendar)
            case "contacts":
                for item in section.items():
                    yield from _contact(item, roles)
            case "contact_rule":
                yield from Part("rule 'contact'", roles, has_calendar).rule(section)
            case "events" | "excuses" | "rules":
                kind = section.key.removesuffix("s")
                for one in section.children():
                    part = Part(f"{kind} {one.key!r}", roles, has_calendar)
                    yield from {"event": part.selector, "excuse": part.condition, "rule": part.rule}[kind](one)


def _names(declared: Spot | None) -> tuple[str, ...]:
    if declared is None:
        return ()
    return declared.keys or tuple(item.text for item in declared.items())


# ---------------------------------------------------------------- topics, stages, contacts


def _values(spot: Spot) -> tuple[Spot, ...]:
    """What can be left out of a list one at a time; of a list of one it is the list."""
    return spot.items() if len(spot.items()) > 1 else (spot,)


def _topic_list(section: Spot) -> Iterator[Change]:
    guarded = section.key == GUARDED
    for item in _values(section):
        topic = _side(item)
        hint = f"an example with a message about {topic} and nothing else"
        if not guarded:
            hint = f"an example with a message about {topic} that a rule would otherwise hold against somebody"
        yield dropped_item(item, f"`{section.key}`", hint)


def _stages(section: Spot, *, has_calendar: bool) -> Iterator[Change]:
    for stage in section.children():
        name, part = stage.key, f"stage {stage.key!r}"
        following, closes, longest = stage.under("next"), stage.under("closes"), stage.under("at_most")
        if following is not None:
            yield from _transitions(stage, following)
        if longest is not None:
            yield from duration_changes(longest, part, has_calendar=has_calendar)
        if closes is not None and closes.text == "true":
            what = f"stage {name!r} could be one that does not close a case"
            hint = f"an example of something after {name} that would be a finding in an open case"
            yield Change(closes.place, what, hint, closes.with_text("false"))


def _transitions(stage: Spot, following: Spot) -> Iterator[Change]:
    for item in _values(following):
        hint = f"an example in which {stage.key} is followed by {_side(item)}, expecting no finding"
        change = dropped_item(item, f"`next` of stage {stage.key!r}", hint)
        if len(stage.keys) == 1 and len(_values(following)) == 1:
            # A stage that says nothing cannot be written; one that is followed by itself alone is followed by none.
            change = replace(change, root=following.with_text(stage.key))
        yield change


def _contact(item: Spot, roles: tuple[str, ...]) -> Iterator[Change]:
    sides, sender, to = item.under("between"), item.under("from"), item.under("to")
    both = sides.items() if sides is not None else ()
    name = f"the contact {_side(sender)} -> {_side(to)}"
    if len(both) == 2:
        name = f"the contact {_side(both[0])} <-> {_side(both[1])}"
        yield from _one_way(item, both, name)
    else:
        hint = "an example with a message that this contact alone permits"
        yield Change(item.place, f"{name} could be left out", hint, item.left_out())
    part = Part(name, roles, has_calendar=False)
    for side in (*both, sender, to):
        if side is not None:
            yield from part.roles_of(side, item)
    yield from part.fields(item, [key for key in item.keys if key in FIELD_NAMES - {"from", "to"}], alone=True)


def _side(spot: Spot | None) -> str:
    """The roles of one side, as in `hiring_manager/interviewer`."""
    return "" if spot is None else "/".join(one.text for one in spot.items() or (spot,))


def _one_way(item: Spot, both: tuple[Spot, ...], name: str) -> Iterator[Change]:
    rest = entries_of(item.node, without="between")
    for sender, to in (both, both[::-1]):
        what = f"{name} could hold for {_side(sender)} -> {_side(to)} only"
        hint = f"an example with a message {_side(to)} -> {_side(sender)} that this contact alone permits"
        changed = item.with_entries(("from", sender.node), ("to", to.node), *rest)
        yield Change(item.place, what, hint, changed)

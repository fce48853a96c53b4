"""Rules that wait for each other through `open:` must not wait for themselves."""

from __future__ import annotations

from analyzer.definitions.model import Open, Rule
from analyzer.definitions.reader import Reader
from analyzer.definitions.walk import condition_parts
from analyzer.errors import Place


def refuse_circles(reader: Reader, rules: tuple[Rule, ...]) -> None:
    """Report every rule whose conditions ask, by way of whatever other rules, whether its own answer is open (D111)."""
    opened = {rule.id: _opened(rule) for rule in rules}
    for rule in rules:
        circle = _way_back(rule.id, opened)
        if circle is not None:
            with reader.inside(f"rule {rule.id!r}"):
                place = opened[rule.id][circle[1]]
                reader.report(place, "D111", f"`open` goes in a circle: {' -> '.join(circle)}")


def _opened(rule: Rule) -> dict[str, Place]:
    """The rules that a rule's own conditions ask for, each with the condition's place."""
    return {
        part.rule: named.place
        for named in (*rule.when, *rule.unless)
        for part in condition_parts(named.condition)
        if isinstance(part, Open)
    }


def _way_back(start: str, opened: dict[str, dict[str, Place]]) -> list[str] | None:
    """The shortest way from a rule to itself, both ends included."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for following in opened.get(way[-1], {}):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None

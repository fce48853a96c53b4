"""The words of a process: roles, channels, topics with their phrases, stages with what may follow."""

from __future__ import annotations

from analyzer.definitions.clocks import read_duration
from analyzer.definitions.grammar import CLOSE, STAGES, TOPIC
from analyzer.definitions.model import Names, Stage, Topic
from analyzer.definitions.nodes import Entry, Mapping, Node, Scalar, Sequence
from analyzer.definitions.phrases import PhraseError, compile_phrase
from analyzer.definitions.scope import Scope


def declare(scope: Scope, kind: str, node: Node, what: str, *, reserved: tuple[str, ...] = ()) -> None:
    """Note the names that a section declares: the keys of a mapping, or the items of a list."""
    for entry in _entries(scope, node, what):
        scope.declare(kind, entry, reserved=reserved)


def _entries(scope: Scope, node: Node, what: str) -> list[Entry]:
    if isinstance(node, Sequence) and node.items:
        texts = [item for item in node.items if scope.reader.text(item, f"an item of {what}") is not None]
        return [Entry(item, item) for item in texts if isinstance(item, Scalar)]
    return list(scope.reader.named(node, what).values())


def declare_stages(scope: Scope, node: Node) -> None:
    """Note the names of the stages."""
    declare(scope, "stage", node, "`stages`", reserved=(CLOSE,))


def read_roles(scope: Scope) -> tuple[tuple[str, str], ...]:
    """Read the roles' titles; a role in a plain list is its own title."""
    return tuple(
        (name, scope.reader.text(entry.value, f"the title of role {name!r}") or name)
        for name, entry in scope.names["role"].items()
    )


def read_topics(scope: Scope) -> tuple[Topic, ...]:
    """Read the topics: a title, or a title with phrases."""
    return tuple(_topic(scope, name, entry) for name, entry in scope.names["topic"].items())


def _topic(scope: Scope, name: str, entry: Entry) -> Topic:
    what = f"topic {name!r}"
    if not isinstance(entry.value, Mapping):
        return Topic(name, scope.reader.text(entry.value, f"the title of {what}") or name)
    with scope.reader.inside(what):
        found = scope.reader.mapping(entry.value, "a topic", TOPIC)
        title = scope.reader.text(found["title"].value, "`title`") if "title" in found else None
        return Topic(name, title or name, _phrases(scope, found["phrases"].value) if "phrases" in found else ())


def _phrases(scope: Scope, node: Node) -> Names:
    parts = scope.reader.one_or_more(node, "`phrases`")
    texts = [(part, scope.reader.text(part, "a phrase")) for part in parts]
    return tuple(text for part, text in texts if text is not None and _is_pattern(scope, part, text))


def _is_pattern(scope: Scope, node: Node, text: str) -> bool:
    try:
        pattern = compile_phrase(text)
    except PhraseError as error:
        hint = "RE2 has neither look-around nor back-references; quote phrases with single quotes"
        scope.reader.report(node, "D114", str(error), "repeat less" if "too large" in str(error) else hint)
        return False
    if pattern.search(b"") is not None:
        scope.reader.report(node, "D114", f"the phrase {text!r} would match every text")
    return True


def read_stages(scope: Scope) -> tuple[Stage, ...]:
    """Read the stages."""
    return tuple(_stage(scope, name, entry) for name, entry in scope.names["stage"].items())


def _stage(scope: Scope, name: str, entry: Entry) -> Stage:
    place = entry.key.place
    if entry.value is entry.key:
        return Stage(name, place=place)
    with scope.reader.inside(f"stage {name!r}"):
        found = scope.reader.mapping(entry.value, "a stage", STAGES)
        follows = scope.one_or_more(found["next"].value, "stage", "`next`") if "next" in found else None
        at_most = read_duration(scope, found["at_most"].value, "`at_most`") if "at_most" in found else None
        closes = "closes" in found and scope.reader.flag(found["closes"].value, "`closes`")
    return Stage(name, follows, at_most, closes, place)

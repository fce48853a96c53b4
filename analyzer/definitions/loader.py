"""A definition out of its text: every section read in turn, every problem collected, the model if there is none."""

from __future__ import annotations

from hashlib import sha256

from analyzer.definitions.clocks import read_calendar
from analyzer.definitions.conditions import named_excuse
from analyzer.definitions.contacts import read_contacts
from analyzer.definitions.examples import read_examples
from analyzer.definitions.grammar import BUILT_IN_RULES, DEFINITION
from analyzer.definitions.model import Definition, Names, Rule, Stage
from analyzer.definitions.nodes import MOST_BYTES, Entry, Mapping, compose
from analyzer.definitions.opens import refuse_circles
from analyzer.definitions.reader import Reader, TooManyProblemsError
from analyzer.definitions.rules import contact_rule, read_rules, stage_rules
from analyzer.definitions.scope import Scope
from analyzer.definitions.selectors import named_event
from analyzer.definitions.vocabulary import declare, declare_stages, read_roles, read_stages, read_topics
from analyzer.errors import DefinitionError, Place, Problem

FORMAT = "1"

Found = dict[str, Entry]


def load_definition(text: str | bytes, *, path: str = "definition.yaml", allow_unevaluated: bool = False) -> Definition:
    """Read a definition from its text.

    Parameters
    ----------
    text : str or bytes
        The YAML file's content; bytes must be UTF-8.
    path : str
        The name under which problems and findings speak of it.

    Returns
    -------
    Definition
        With every name resolved.

    Raises
    ------
    DefinitionError
        With all problems of the file, in the order of their places.

    Examples
    --------
    >>> load_definition("{format: 1, process: tiny, roles: [candidate, recruiter]}").process
    'tiny'
    """
    raw = text if isinstance(text, bytes) else text.encode("utf-8", errors="surrogatepass")
    source = decode(raw, path)
    node, problems = compose(source, path)
    reader = Reader(path, source)
    definition = None
    try:
        for problem in problems:
            reader.add(problem)
        if isinstance(node, Mapping):
            definition = definition_of(reader, node, source, sha256(raw).hexdigest())
        elif node is not None:
            reader.wrong(node, "a definition", "a mapping that begins with `format: 1`")
    except TooManyProblemsError:
        pass
    if definition is None or reader.problems:
        raise DefinitionError(tuple(sorted(set(reader.problems))))
    return definition


def decode(raw: bytes, path: str) -> str:
    """Read a YAML file's bytes as text.

    Raises
    ------
    DefinitionError
        It is too large, or not UTF-8; with the place of the first byte that is not.
    """
    if len(raw) > MOST_BYTES:
        raise DefinitionError((Problem(Place(path, 1, 1), "D116", f"the file has more than {MOST_BYTES:,} bytes"),))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", errors="replace")) + 1
        message = f"the file is not UTF-8 text (byte 0x{raw[error.start]:02X})"
        problem = Problem(Place(path, line, column), "D100", message, "save the file as UTF-8")
        raise DefinitionError((problem,)) from None


def definition_of(reader: Reader, node: Mapping, source: str, digest: str) -> Definition:
    """Read a definition from its nodes; it can be used only if the reader has found no problem.

    Parameters
    ----------
    reader : Reader
        Notes every problem, up to `TooManyProblemsError`.
    node : Mapping
        The file's content.
    source, digest : str
        The file's text and its SHA-256, for the result.
    """
    found = reader.mapping(node, "a definition", DEFINITION)
    if "format" in found:
        reader.choice(found["format"].value, "`format`", (FORMAT,))
    scope = Scope(reader)
    _declare(scope, found)
    guarded, protected = (_topic_list(scope, found, key) for key in ("guarded", "protected"))
    scope.guarded = guarded
    scope.has_calendar = "calendar" in found
    calendar = read_calendar(reader, found["calendar"].value) if "calendar" in found else None
    roles, topics, stages = read_roles(scope), read_topics(scope), read_stages(scope)
    contacts = read_contacts(scope, found["contacts"].value) if "contacts" in found else ()
    rules = _rules(scope, found, stages)
    zone = calendar.timezone if calendar else "UTC"
    process = _text(reader, found, "process") or ""
    return Definition(
        path=reader.file,
        process=process,
        title=_text(reader, found, "title") or process,
        version=_text(reader, found, "version") or "",
        gatekeeper=scope.name(found["gatekeeper"].value, "role") if "gatekeeper" in found else None,
        roles=roles,
        channels=tuple(scope.names["channel"]),
        topics=topics,
        guarded=guarded,
        protected=protected,
        stages=stages,
        calendar=calendar,
        contacts=contacts,
        rules=rules,
        examples=read_examples(scope, found["examples"].value, zone, rules) if "examples" in found else (),
        source=source,
        digest=digest,
        declared=scope.declared(),
    )


def _declare(scope: Scope, found: Found) -> None:
    """Note every name first, so that sections may refer to each other in any order."""
    for kind, section in (("role", "roles"), ("channel", "channels"), ("topic", "topics")):
        if section in found:
            declare(scope, kind, found[section].value, f"`{section}`")
    if "stages" in found:
        declare_stages(scope, found["stages"].value)
    for kind, section in (("event", "events"), ("excuse", "excuses"), ("rule", "rules")):
        if section in found:
            for entry in scope.reader.named(found[section].value, f"`{section}`").values():
                scope.declare(kind, entry, reserved=BUILT_IN_RULES if kind == "rule" else ())


def _rules(scope: Scope, found: Found, stages: tuple[Stage, ...]) -> tuple[Rule, ...]:
    for name, entry in scope.names["event"].items():
        named_event(scope, entry.key, name)
    for name, entry in scope.names["excuse"].items():
        named_excuse(scope, entry.key, name)
    rules = (
        *contact_rule(scope, found.get("contacts"), found.get("contact_rule")),
        *stage_rules(scope, found.get("stages"), stages),
        *read_rules(scope),
    )
    refuse_circles(scope.reader, rules)
    return rules


def _topic_list(scope: Scope, found: Found, key: str) -> Names:
    if key not in found:
        return ()
    with scope.reader.inside(f"`{key}`"):
        topics = scope.one_or_more(found[key].value, "topic", f"`{key}`")
        if topics is None:
            scope.reader.report(found[key].value, "D108", "`any` does not say which topics", "list the topics")
    return topics or ()


def _text(reader: Reader, found: Found, key: str) -> str | None:
    return reader.text(found[key].value, f"`{key}`") if key in found else None

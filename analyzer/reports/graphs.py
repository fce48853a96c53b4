r"""The contact graph as text that other tools draw: Mermaid (wikis, Markdown) and DOT (Graphviz).

Strings out. Names come from definitions and logs and are not trusted: whatever could end a label early, or be read as
markup, is written as the format's own escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer import insights
from analyzer.definitions.model import Definition
from analyzer.insights.arrows import Arrow
from analyzer.reports import words

if TYPE_CHECKING:
    from analyzer.reports.result import Result

_PLAIN = re.compile(r"[^\w .,()/+'-]")
"""What stands in a Mermaid label as it is; letters of any script are among it."""
OFF, FAINT = "#b8400a", "#57606a"
_MERMAID_STYLES = {
    "off": f"stroke:{OFF},stroke-width:2.5px,stroke-dasharray:7 3,color:{OFF}",
    "unused": f"stroke:{FAINT},stroke-width:1px,stroke-dasharray:2 3",
    "unclear": f"stroke:{FAINT},stroke-width:1.5px,stroke-dasharray:6 2 1 2",
}
_DOT_STYLES = {
    "off": f'style="dashed,bold", color="{OFF}", fontcolor="{OFF}", arrowhead=empty',
    "unused": f'style=dotted, color="{FAINT}", fontcolor="{FAINT}"',
    "unclear": f'style=dashed, color="{FAINT}", fontcolor="{FAINT}"',
}


def graph_as_mermaid(source: Definition | Result) -> str:
    r"""Write the contact graph as a Mermaid flowchart.

    Parameters
    ----------
    source : Definition or Analysis
        With an analysis, arrows carry the messages that went along them; what is off the graph has dashed arrows of its
        own, ways that nobody used are dotted.

    Returns
    -------
    str
        Ends with a newline. Roles are `r0`, `r1`, ... in the definition's order, the gatekeeper has a double frame; an
        arrow's text lists its terms in full.
    """
    roles, gatekeeper, found = _parts(source)
    number = {role: at for at, role in enumerate(roles)}
    lines = ["flowchart LR"]
    for role, title in roles.items():
        text = _mermaid(title) + ("<br/>gatekeeper" if role == gatekeeper else "")
        lines.append(f'  r{number[role]}[["{text}"]]' if role == gatekeeper else f'  r{number[role]}["{text}"]')
    for arrow in found:
        stroke = "-->" if arrow.kind == "agreed" else "-.->"
        stroke = f"<{stroke}" if arrow.both else stroke
        label = "<br/>".join(_mermaid(line) for line in _said(arrow))
        lines.append(f'  r{number[arrow.sender]} {stroke}|"{label}"| r{number[arrow.recipient]}')
    for at, arrow in enumerate(found):
        if arrow.kind in _MERMAID_STYLES:
            lines.append(f"  linkStyle {at} {_MERMAID_STYLES[arrow.kind]}")
    return "\n".join(lines) + "\n"


def graph_as_dot(source: Definition | Result) -> str:
    r"""Write the contact graph in Graphviz's DOT language.

    Parameters
    ----------
    source : Definition or Analysis
        As for `graph_as_mermaid`.

    Returns
    -------
    str
        Ends with a newline. Nodes have the roles' ids, the gatekeeper a double frame; with an analysis, arrows are the
        wider the more messages went along them.
    """
    roles, gatekeeper, found = _parts(source)
    most = max([1, *((arrow.messages or 0) + (arrow.back or 0) for arrow in found)])
    lines = [
        "digraph contacts {",
        "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
        '  edge [fontname="sans-serif", fontsize=10];',
    ]
    for role, title in roles.items():
        mark = ", peripheries=2" if role == gatekeeper else ""
        lines.append(f"  {_quoted(role)} [label={_quoted(title)}{mark}];")
    for arrow in found:
        traits = [f"label={_quoted(*_said(arrow))}"]
        traits += ["dir=both"] if arrow.both else []
        traits += [_DOT_STYLES[arrow.kind]] if arrow.kind in _DOT_STYLES else []
        if arrow.kind in ("agreed", "off") and arrow.messages is not None:
            traits.append(f"penwidth={1 + 5 * ((arrow.messages + (arrow.back or 0)) / most) ** 0.5:.2f}")
        lines.append(f"  {_quoted(arrow.sender)} -> {_quoted(arrow.recipient)} [{', '.join(traits)}];")
    return "\n".join([*lines, "}"]) + "\n"


def _parts(source: Definition | Result) -> tuple[dict[str, str], str | None, list[Arrow]]:
    """Titles of all roles (those that only the log has last), the gatekeeper, and the arrows."""
    definition = source if isinstance(source, Definition) else source.definition
    found = insights.arrows(insights.process_graph(source))
    roles = {role: words.clean(title) for role, title in definition.roles}
    for role in (end for arrow in found for end in (arrow.sender, arrow.recipient)):
        roles.setdefault(role, "Role unknown" if role == "?" else words.role_name(role))
    return roles, definition.gatekeeper, found


def _said(arrow: Arrow) -> Iterator[str]:
    """The lines of an arrow's text: all its terms, then what went along it."""
    ways = arrow.terms.split("\n") if arrow.terms else []
    for at, way in enumerate(ways):
        yield from words.wrap(f"or {way}" if at else way, 60)
    if arrow.kind == "off":
        yield f"{words.count(arrow.messages or 0, 'message')} off the graph"
    elif arrow.kind == "unclear":
        yield f"{words.count(arrow.messages or 0, 'message')} that cannot be judged"
    elif arrow.kind == "unused":
        yield "used by nobody"
    elif arrow.messages is not None:
        back = f", {words.number(arrow.back or 0)} back" if arrow.both else ""
        yield words.count(arrow.messages, "message") + back
        unclear = arrow.unclear + arrow.unclear_back
        if unclear:
            yield f"{words.number(unclear)} more cannot be judged"


def _mermaid(text: str) -> str:
    """Write text for a quoted Mermaid label; everything but letters, digits and a few signs as `#code;`."""
    return _PLAIN.sub(lambda sign: f"#{ord(sign.group())};", words.clean(text))


def _quoted(*lines: str) -> str:
    r"""Write a quoted DOT string; several lines are joined by the escape for a line end.

    Examples
    --------
    >>> print(_quoted('a "b" \\'))
    "a \"b\" \\"
    """
    escaped = (words.clean(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'

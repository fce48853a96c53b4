"""The contact graph as Mermaid and DOT: small graphs to the letter, and names that try to break out."""

from __future__ import annotations

import pytest

import analyzer
from analyzer.definitions import load_definition
from analyzer.reports import graph_as_dot, graph_as_mermaid
from tests.analysis.logs import ROWS, definition as small, log_of

TEXT = """
format: 1
process: three
title: Three
version: "1"
gatekeeper: recruiter
roles: {candidate: Candidate, recruiter: Recruiter, manager: Hiring manager}
topics: {status: Status, thanks: Thanks}
contacts:
  - {between: [candidate, recruiter]}
  - {from: candidate, to: manager, only_about: [thanks]}
  - {from: candidate, to: manager, copied: recruiter}
"""
THREE = load_definition(TEXT, path="three.yaml")


def named(title):
    return THREE.replace(roles=(("candidate", title), *THREE.roles[1:]))


def test_a_small_graph_in_mermaid():
    assert graph_as_mermaid(THREE) == (
        "flowchart LR\n"
        '  r0["Candidate"]\n'
        '  r1[["Recruiter<br/>gatekeeper"]]\n'
        '  r2["Hiring manager"]\n'
        '  r0 <-->|"any topic"| r1\n'
        '  r0 -->|"about nothing but thanks<br/>or with recruiter among the recipients"| r2\n'
    )


def test_a_small_graph_in_dot():
    assert graph_as_dot(THREE) == (
        "digraph contacts {\n"
        "  rankdir=LR;\n"
        '  node [shape=box, style=rounded, fontname="sans-serif"];\n'
        '  edge [fontname="sans-serif", fontsize=10];\n'
        '  "candidate" [label="Candidate"];\n'
        '  "recruiter" [label="Recruiter", peripheries=2];\n'
        '  "manager" [label="Hiring manager"];\n'
        '  "candidate" -> "recruiter" [label="any topic", dir=both];\n'
        '  "candidate" -> "manager" [label="about nothing but thanks\\nor with recruiter among the recipients"];\n'
        "}\n"
    )


@pytest.fixture(scope="module")
def judged():
    return analyzer.analyze(log_of(*ROWS), small(), as_of="2026-03-09")


def test_with_a_log_mermaid_counts_and_marks(judged):
    assert graph_as_mermaid(judged).splitlines()[4:] == [
        '  r0 <-->|"any topic<br/>1 message, 1 back"| r1',
        '  r0 -->|"about nothing but thanks<br/>or with recruiter among the recipients<br/>2 messages"| r2',
        '  r0 -.->|"1 message off the graph"| r2',
        '  r1 <-.->|"any topic<br/>used by nobody"| r2',
        '  r2 -.->|"with recruiter among the recipients<br/>used by nobody"| r0',
        "  linkStyle 2 stroke:#b8400a,stroke-width:2.5px,stroke-dasharray:7 3,color:#b8400a",
        "  linkStyle 3 stroke:#57606a,stroke-width:1px,stroke-dasharray:2 3",
        "  linkStyle 4 stroke:#57606a,stroke-width:1px,stroke-dasharray:2 3",
    ]


def test_with_a_log_dot_counts_and_marks(judged):
    found = {line.split(" [label=")[0].strip() + line[-24:-2]: line for line in graph_as_dot(judged).splitlines()}
    lines = [line for line in found.values() if "->" in line]
    assert lines[0] == '  "candidate" -> "recruiter" [label="any topic\\n1 message, 1 back", dir=both, penwidth=6.00];'
    assert lines[2] == (
        '  "candidate" -> "hiring_manager" [label="1 message off the graph", style="dashed,bold", color="#b8400a", '
        'fontcolor="#b8400a", arrowhead=empty, penwidth=4.54];'
    )
    assert 'dir=both, style=dotted, color="#57606a"' in lines[3]


@pytest.mark.parametrize(
    ("title", "mermaid", "dot"),
    [
        pytest.param('Say "hi"', "Say #34;hi#34;", 'Say \\"hi\\"', id="quotes"),
        pytest.param("a] --> b[c", "a#93; --#62; b#91;c", "a] --> b[c", id="brackets"),
        pytest.param("one\ntwo\r\nthree", "one two three", "one two three", id="line ends"),
        pytest.param("back\\", "back#92;", "back\\\\", id="a backslash at the end"),
        pytest.param("\\N \\l", "#92;N #92;l", "\\\\N \\\\l", id="escapes of DOT"),
        pytest.param("#quot; #35;", "#35;quot#59; #35;35#59;", "#quot; #35;", id="entities of Mermaid"),
        pytest.param("<b>x</b>", "#60;b#62;x#60;/b#62;", "<b>x</b>", id="markup"),
        pytest.param("`x` $y$ %%z", "#96;x#96; #36;y#36; #37;#37;z", "`x` $y$ %%z", id="code, sums and comments"),
        pytest.param("Größe (日本)", "Größe (日本)", "Größe (日本)", id="letters of any script"),
        pytest.param("a\x1b[2Jb\u202ec", "a\ufffd[2Jb\ufffdc", "a\ufffd[2Jb\ufffdc", id="control characters"),
    ],
)
def test_names_cannot_break_out_of_their_label(title, mermaid, dot):
    mermaid = mermaid.replace("\ufffd[", "#65533;#91;").replace("\ufffd", "#65533;")
    assert f'  r0["{mermaid}"]\n' in graph_as_mermaid(named(title))
    assert f'  "candidate" [label="{dot}"];\n' in graph_as_dot(named(title))


def test_ids_that_are_words_of_the_formats_are_safe():
    made = load_definition(TEXT.replace("manager", "end").replace("candidate", "graph"), path="x.yaml")
    assert '  r2["Hiring end"]' in graph_as_mermaid(made)
    assert '  "graph" -> "end" [' in graph_as_dot(made)


def test_a_role_that_only_the_log_has_is_drawn_too():
    rows = [*ROWS, {**ROWS[1], "event_id": "h1", "sender_role": "vendor_agent"}]
    judged = analyzer.analyze(log_of(*rows), small(), as_of="2026-03-09")
    assert '  r3["Vendor agent"]\n' in graph_as_mermaid(judged)
    assert '  "vendor_agent" -> "recruiter" [label="1 message off the graph"' in graph_as_dot(judged)


def test_no_contacts_leave_the_roles():
    alone = THREE.replace(contacts=())
    assert graph_as_mermaid(alone).count("\n") == 4
    assert "->" not in graph_as_dot(alone)

"""YAML that could do harm or mislead is refused before anything is built of it."""

from __future__ import annotations

import time

import pytest

from analyzer.definitions import load_definition, nodes
from analyzer.definitions.nodes import Mapping, Scalar, Sequence, compose
from tests.definitions.texts import BASE, problems_of, said


def the_node(text: str) -> nodes.Node:
    node, problems = compose(text, "d.yaml")
    assert node is not None
    assert problems == []
    return node


@pytest.mark.parametrize("text", ["9:00", "no", "on", "2026.1", "0x1F", "1_000", "~", "null", "2026-03-01", "=", "1e3"])
def test_a_scalar_stays_what_was_written(text: str) -> None:
    node = the_node(f"a: {text}")
    assert isinstance(node, Mapping)
    (entry,) = node.entries
    assert isinstance(entry.value, Scalar)
    assert (entry.value.text, entry.value.plain) == (text, True)


def test_places_count_lines_and_columns_from_one() -> None:
    node = the_node("a:\n  - b\n  - {c: 'd'}\n")
    assert isinstance(node, Mapping)
    items = node.entries[0].value
    assert isinstance(items, Sequence)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    assert str(node.place) == "d.yaml:1:1"
    assert str(inner.entries[0].value.place) == "d.yaml:3:9"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        pytest.param("a: {b: c}\nz: 1\n", 1, id="flow-on-one-line"),
        pytest.param("a: {b: c,\n    d: e\n   }\nz: 1\n", 3, id="flow-to-its-bracket"),
        pytest.param("a:\n  b: c\n  d: e\n\n# about z\nz: 1\n", 3, id="block-without-what-follows"),
        pytest.param("a: |\n  one\n  two\nz: 1\n", 3, id="block-scalar"),
        pytest.param("a: one\n  two\nz: 1\n", 2, id="plain-over-two-lines"),
        pytest.param("a:\n- b\n- c: {d: e,\n     f: g}\nz: 1\n", 4, id="list-of-mappings"),
    ],
)
def test_a_node_knows_its_last_line(text: str, last: int) -> None:
    node = the_node(text)
    assert isinstance(node, Mapping)
    assert node.entries[0].value.last_line == last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "1:1 D100 the file is empty", id="empty"),
        pytest.param("# only a comment\n", "1:1 D100 the file is empty", id="only-a-comment"),
        pytest.param(b"process: Gr\xfc\xdfe\n", "1:12 D100 the file is not UTF-8 text (byte 0xFC)", id="latin-1"),
        pytest.param(b"a: 1\nb: \xff\n", "2:4 D100 the file is not UTF-8 text (byte 0xFF)", id="on-the-second-line"),
        pytest.param(BASE.encode("utf-16"), "1:1 D100 the file is not UTF-8 text (byte 0xFF)", id="utf-16"),
        pytest.param("a: b\0c\n", "1:5 D100 the file holds an unprintable character (U+0000)", id="nul"),
        pytest.param("a: 1\nb: \x1b[31m\n", "2:4 D100 the file holds an unprintable character (U+001B)", id="escape"),
        pytest.param("a: \ud800\n", "1:4 D100 the file is not UTF-8 text (byte 0xED)", id="lone-surrogate"),
        pytest.param(
            "hello",
            "1:1 D105 a definition must be a mapping that begins with `format: 1`, not the text 'hello'",
            id="scalar",
        ),
        pytest.param(
            "[a]", "1:1 D105 a definition must be a mapping that begins with `format: 1`, not a list", id="list"
        ),
        pytest.param("x" * 1_000_001, "1:1 D116 the file has more than 1,000,000 bytes", id="too-large"),
        pytest.param("[" * 60, "1:41 D116 lists and mappings are nested more than 40 deep", id="too-deep"),
        pytest.param(
            "[" + "a," * 60_000 + "]", "1:100000 D116 the file has more than 50,000 nodes", id="too-many-nodes"
        ),
    ],
)
def test_a_file_that_is_no_definition_is_refused_with_one_problem(text: str | bytes, expected: str) -> None:
    assert [said(problem) for problem in problems_of(text)] == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("title: &t Hello", "16:8 D115 an anchor (&t) is refused", id="anchor"),
        pytest.param("title: !!str Hello", "16:8 D115 a YAML tag is refused", id="tag"),
        pytest.param("title: !!python/object/apply:os.system [ls]", "16:8 D115 a YAML tag is refused", id="python-tag"),
        pytest.param("title: ! Hello", "16:8 D115 a YAML tag is refused", id="bare-tag"),
        pytest.param("process: again", "16:1 D101 'process' is written twice", id="duplicate-key"),
        pytest.param("? [a, b]\n: c", "16:3 D105 a key must be a text, not a list or a mapping", id="list-as-key"),
        pytest.param("<<: {title: x}", "16:1 D102 unknown key '<<' in a definition", id="merge-key"),
        pytest.param("---\nformat: 1", "16:1 D100 a second document begins here", id="second-document"),
    ],
)
def test_constructs_of_yaml_that_mislead_are_refused(line: str, expected: str) -> None:
    assert expected in [said(problem) for problem in problems_of(BASE + line + "\n")]


def test_an_alias_is_reported_and_what_depends_on_it_is_not() -> None:
    text = BASE + "title: &t Hello\nversion: *t\ncontacts: *t\n"
    assert [said(problem) for problem in problems_of(text)] == [
        "16:8 D115 an anchor (&t) is refused",
        "17:10 D115 an alias (*t) is refused",
        "18:11 D115 an alias (*t) is refused",
    ]


def test_an_alias_bomb_fails_at_once() -> None:
    nine = ",".join(["*a"] * 9)
    lines = ["a: &a [x]", *(f"b{i}: &a [{nine}]" for i in range(30))]
    began = time.perf_counter()
    problems = problems_of("\n".join(lines))
    assert time.perf_counter() - began < 2
    assert {problem.code for problem in problems} >= {"D115"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            BASE + "contacts:\n  - {between: [candidate, recruiter}\n",
            "17:36 D100 not valid YAML: while parsing a flow sequence, did not find expected ',' or ']'",
            id="bracket-missing",
        ),
        pytest.param(
            BASE + "title: one: two\n",
            "16:11 D100 not valid YAML: mapping values are not allowed in this context",
            id="colon-in-a-text",
        ),
        pytest.param(
            BASE + "rules:\n\tone: {}\n",
            "17:1 D100 not valid YAML: while scanning for the next token, found character that cannot start any token",
            id="tab",
        ),
    ],
)
def test_broken_syntax_is_told_with_its_place(text: str, expected: str) -> None:
    (problem,) = problems_of(text)
    assert said(problem) == expected
    assert problem.help


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    definition = load_definition(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert definition.source.startswith("format: 1\r\n")
    assert definition.process == "mini"


def test_control_characters_never_reach_the_terminal() -> None:
    (problem,) = problems_of("a: \x1b]0;title\x07\n")
    assert "\x1b" not in problem.render()


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([f"  e{i}: {{any_of: [e{i - 1}, e{i - 1}]}}" for i in range(1, 60)], id="doubling"),
        pytest.param([f"  e{i}: {{not: e{i - 1}}}" for i in range(1, 12)], id="tower-from-below"),
        pytest.param(
            [f"  e{i}: {{any_of: [{', '.join([f'e{i - 1}'] * 30)}]}}" for i in range(1, 4)], id="few-levels-but-wide"
        ),
        pytest.param([*(f"  e{i}: {{not: e{i + 1}}}" for i in range(1, 3000)), "  e3000: e0"], id="tower-from-above"),
    ],
)
def test_names_that_stand_for_names_cannot_explode(lines: list[str]) -> None:
    text = "format: 1\nprocess: bomb\nroles: [candidate]\nevents:\n  e0: {from: candidate}\n" + "\n".join(lines)
    assert {problem.code for problem in problems_of(text)} == {"D116"}


def test_a_file_full_of_mistakes_ends_with_a_word_of_it() -> None:
    problems = problems_of(BASE + "".join(f"key{i}: 1\n" for i in range(2000)))
    assert len(problems) == 501
    assert any(p.message == "there are 500 problems and perhaps more: reading ended here" for p in problems)

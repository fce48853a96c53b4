"""What a notebook shows of a definition, a run, a case: escaped, columns kept."""

from __future__ import annotations

from analyzer.analysis.showing import preformatted_html
from analyzer.definitions import read_definition


def test_a_text_is_escaped_and_keeps_its_columns() -> None:
    shown = preformatted_html("a  b\n<script>")
    assert "a  b\n&lt;script&gt;" in shown
    assert "monospace" in shown


def test_a_definition_is_shown_as_its_rules() -> None:
    definition = read_definition("in-house")
    shown = definition._repr_html_()
    assert all(f"<td>{rule.id}</td>" in shown and rule.title in shown for rule in definition.rules)
    assert "recruiter-in-copy, manager-wrote-first, recruiter-silent" in shown


def test_a_definition_says_in_a_line_what_it_holds() -> None:
    definition = read_definition("in-house")
    said = repr(definition)
    assert said.startswith(f"<definition in-house {definition.version}: ")
    assert f"{len(definition.rules)} rules, {len(definition.examples)} examples>" in said


def test_the_title_and_rules_of_a_definition_are_escaped() -> None:
    definition = read_definition("in-house").replace(title="<b>").replace_rule("chasing", title="<i>")
    assert "<i>" not in definition._repr_html_()
    assert "&lt;b&gt;" in definition._repr_html_()

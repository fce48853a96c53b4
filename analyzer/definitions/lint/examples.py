"""Rules that no example shows at work. Whether examples hold is for `analyzer test` to say."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.definitions.lint.subject import Remark, Subject


def examples(subject: Subject) -> Iterator[Remark]:
    """Find rules of which no example expects anything (D238)."""
    definition = subject.definition
    shown = {rule for example in definition.examples for rule, _ in example.expect}
    missing = [rule for rule in definition.rules if rule.id not in shown]
    if not missing:
        return
    names = ", ".join(f"{rule.id!r} ({subject.line(rule.place)})" for rule in missing)
    hint = "add one that breaks the rule, and one that just keeps it"
    yield Remark(subject.key("examples"), "D238", f"no example expects a verdict of {names}", hint)

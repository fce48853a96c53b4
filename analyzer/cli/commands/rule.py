"""`analyzer rule`: the verbs of the rule language, and the rules of a definition, one page each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from analyzer.cli.console import emit
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.definitions import Definition


@click.command("rule", short_help="Explain a verb of the rule language, or a rule of a definition.")
@click.argument("name", metavar="[VERB]", required=False)
@click.option("-d", "--definition", metavar="DEF", help="A preset or a YAML file: explain its rule of this name.")
def command(name: str | None, definition: str | None) -> int:
    """Explain a verb of the rule language, or a rule of a definition.

    Without VERB, lists the verbs with what each says. With -d, VERB is the name of one of the definition's rules, and
    its rules are listed without one.
    """
    if definition is None:
        emit(_verbs() if name is None else _verb(name))
        return 0
    from analyzer.definitions import read_definition

    read = read_definition(definition)
    emit(_rules(read) if name is None else _rule(read, name))
    return 0


def _verbs() -> str:
    from analyzer.replay.manual import VERB_PAGES

    lines = [f"{', '.join(page.names)}\n    {page.summary}" for page in VERB_PAGES]
    return "\n".join([*lines, "", "`analyzer rule VERB` shows the whole page."])


def _verb(name: str) -> str:
    from analyzer.definitions.suggest import did_you_mean
    from analyzer.replay.manual import VERB_PAGES

    wanted = re.sub(r"[ ._]+", "-", name.strip().lower())
    pages = {each: page for page in VERB_PAGES for each in page.names}
    if wanted not in pages:
        raise UsageError(f"there is no verb {name!r} ({did_you_mean(wanted, pages, plural='verbs')})")
    return pages[wanted].text()


def _rules(definition: Definition) -> str:
    return "\n".join(f"{rule.id}\n    {rule.title}" for rule in definition.rules)


def _rule(definition: Definition, name: str) -> str:
    """A rule as it stands in the file, and what its verb means."""
    from analyzer.definitions.suggest import did_you_mean
    from analyzer.replay.manual import VERB_PAGES
    from analyzer.replay.verbs import code_of

    rules = {rule.id: rule for rule in definition.rules}
    if name not in rules:
        raise UsageError(f"{definition.path} has no rule {name!r} ({did_you_mean(name, rules, plural='rules')})")
    rule = rules[name]
    module = code_of(rule).judge.__module__
    page = next(page for page in VERB_PAGES if page.module == module)
    place = f"{rule.place.file}:{rule.place.line}"
    return "\n".join(
        [f"{place}: {rule.title}", "", rule.text or rule.id, "", page.summary, f"(`analyzer rule {page.names[0]}`)"]
    )

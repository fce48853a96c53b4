"""The pages of the verbs: what each module in `verbs/` says of its sentence, cut into its sections.

The module's docstring is the page; this module finds it by the verb's name and cuts it up, and judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import cleandoc
from textwrap import dedent
from types import ModuleType

from analyzer.replay.verbs import (
    contact,
    forbid,
    limit,
    require_after,
    require_before,
    require_by,
    require_next,
    route,
    same_sender,
    stage_rules,
)

SECTIONS = ("Sentence", "Formula", "Unfinished case", "Evidence", "Example")
"""What every page has; some have more."""

_HEADING = re.compile(r"^([A-Z][a-z ]+)\n(?=    )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class VerbPage:
    """A verb's page.

    Attributes
    ----------
    names : tuple of str
        What it is called: the verb's keys joined by hyphens, or the built-in rules that it is about.
    head : str
        The sentence as it is written.
    sections : mapping of str to str
        By heading, in order.
    module : str
        Where it stands.
    """

    names: tuple[str, ...]
    head: str
    sections: Mapping[str, str]
    module: str

    @property
    def summary(self) -> str:
        """What the verb says, on one line."""
        return " ".join(self.sections["Sentence"].split())

    def text(self) -> str:
        """The whole page as plain text."""
        parts = (f"{heading}\n{_indented(body)}" for heading, body in self.sections.items())
        return "\n\n".join([self.head.replace("`", ""), *parts])


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in body.splitlines())


def page_of(module: ModuleType, *names: str) -> VerbPage:
    """Cut a module's docstring into its sections."""
    head, *parts = _HEADING.split(cleandoc(module.__doc__ or ""))
    sections = {heading: dedent(body).strip() for heading, body in zip(parts[::2], parts[1::2], strict=True)}
    return VerbPage(names, head.strip().rstrip("."), sections, module.__name__)


VERB_PAGES: tuple[VerbPage, ...] = (
    page_of(contact, "contact"),
    page_of(forbid, "forbid"),
    page_of(require_before, "require-before"),
    page_of(require_after, "require-after"),
    page_of(require_next, "require-next-after"),
    page_of(require_by, "require-by"),
    page_of(limit, "limit"),
    page_of(same_sender, "separate", "same"),
    page_of(route, "route"),
    page_of(stage_rules, "stage-order", "stage-time"),
)
"""In the order in which the language is told."""

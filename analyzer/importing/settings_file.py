"""Read the YAML of an import's settings, with every problem at once, each with its place.

What the keys mean is described in `settings`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import phonenumbers
from yaml.nodes import Node, SequenceNode

from analyzer.calendars.zones import load_zone
from analyzer.errors import DefinitionError, UsageError
from analyzer.events.guarded_yaml import Page, read_settings as read_bytes
from analyzer.events.yaml_fields import Fields
from analyzer.importing.instants import microseconds
from analyzer.importing.ledger import Unusable
from analyzer.importing.settings import (
    ROLE_ORDER,
    SETTINGS_KEYS,
    Delegate,
    Known,
    Settings,
    Source,
    TeamRole,
)

_TOP: Final = tuple(key.key for key in SETTINGS_KEYS if "[" not in key.key)
_T = TypeVar("_T")


def read_settings(path: str | Path) -> Settings:
    """Read a settings file.

    Parameters
    ----------
    path : path
        YAML in UTF-8.

    Returns
    -------
    Settings
        Checked, but for ids and addresses: they are looked up when exports are read.

    Raises
    ------
    UsageError
        The file is missing or cannot be read.
    DefinitionError
        It cannot be used; with all its problems.
    """
    text = read_bytes(path, "settings file").decode("utf-8", "replace")
    return parse_settings(text, file=str(path), folder=Path(path).parent)


def parse_settings(text: str, *, file: str = "settings", folder: Path | None = None) -> Settings:
    """Read the text of settings.

    Parameters
    ----------
    text : str
        YAML.
    file : str
        Stands for the file in messages.
    folder : Path, optional
        From where paths are seen; the current folder if not given.

    Raises
    ------
    DefinitionError
        With all problems.
    """
    page = Page(file, text)
    root = page.compose()
    settings = _Reader(page, folder or Path()).settings(root) if root is not None else Settings()
    if page.problems:
        raise DefinitionError(tuple(sorted(page.problems)))
    return settings


def _entry_keys(key: str) -> tuple[str, ...]:
    prefix = f"{key}[]."
    return tuple(each.key.removeprefix(prefix) for each in SETTINGS_KEYS if each.key.startswith(prefix))


class _Reader(Fields):
    """The keys of settings."""

    def __init__(self, page: Page, folder: Path) -> None:
        super().__init__(page)
        self.folder = folder
        self.zone_name: str | None = None

    def settings(self, root: Node) -> Settings:
        fields = self.fields(root, _TOP, "a settings file")
        self.zone_name = self.one(fields, "timezone", self.zone)
        return Settings(
            timezone=self.zone_name,
            phone_region=self.one(fields, "phone_region", self.region),
            first_stage=self.one(fields, "first_stage", self.text),
            several_open=self.one(fields, "several_open", self.choice(("ambiguous", "team"))) or "ambiguous",
            names=self.one(fields, "names", self.choice(("unique", "never"))) or "unique",
            own_domains=tuple(each.lower() for each in self.one(fields, "own_domains", self.texts) or ()),
            roles=self.one(fields, "roles", self.pairs) or (),
            role_order=self.one(fields, "role_order", self.texts) or ROLE_ORDER,
            stages=self.one(fields, "stages", self.pairs) or (),
            agencies=self.lowered(self.one(fields, "agencies", self.pairs) or ()),
            shared=self.lowered(self.one(fields, "shared", self.pairs) or ()),
            lists=self.one(fields, "lists", self.lists) or (),
            delegates=self.entries(fields, "delegates", self.delegate),
            people=self.entries(fields, "people", self.known),
            apart=self.one(fields, "apart", self.apart) or (),
            team=self.entries(fields, "team", self.team_role),
            applications=self.entries(fields, "applications", self.application),
            sources=self.entries(fields, "sources", self.source),
        )

    # ------------------------------------------------------------ forms of values

    def region(self, node: Node) -> str | None:
        try:
            return region_of(self.text(node))
        except UsageError as error:
            said, _, hint = str(error).partition("; ")
            self.page.report("E364", said, node, hint=hint)
            return None

    def pairs(self, node: Node) -> tuple[tuple[str, str], ...]:
        read = ((key, self.text(value)) for key, value in self.fields(node, None, "this").items())
        return tuple((key, value) for key, value in read if value is not None)

    @staticmethod
    def lowered(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        return tuple((key.lower(), value) for key, value in pairs)

    def lists(self, node: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple((key.lower(), self.texts(value)) for key, value in self.fields(node, None, "`lists`").items())

    def moment(self, node: Node) -> int | None:
        """A date (its first instant in the zone declared, else UTC) or a time with a zone."""
        text = self.text(node)
        if text is None:
            return None
        try:
            return when(text, self.zone_name)
        except UsageError as error:
            said, _, hint = str(error).partition("; ")
            self.page.report("E364", said, node, hint=hint)
            return None

    def entries(
        self, fields: dict[str, Node], key: str, read: Callable[[dict[str, Node], Node], _T | None]
    ) -> tuple[_T, ...]:
        """The entries of a list of mappings."""
        node = fields.get(key)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode):
            self.page.report("E364", f"`{key}` is a list of entries", node, hint="begin each entry with `- `")
            return ()
        known = _entry_keys(key)
        found = (read(self.fields(each, known, f"an entry of `{key}`"), each) for each in node.value)
        return tuple(each for each in found if each is not None)

    def needed(self, fields: dict[str, Node], key: str, at: Node) -> str | None:
        if key not in fields:
            self.page.report("E364", f"`{key}` is missing here", at)
            return None
        return self.text(fields[key])

    def span(self, fields: dict[str, Node]) -> dict[str, Any]:
        since, until = self.one(fields, "from", self.moment), self.one(fields, "until", self.moment)
        if since is not None and until is not None and until <= since:
            self.page.report("E364", "`until` does not lie after `from`", fields["until"], hint="swap them")
        return {"since": since, "until": until}

    # ------------------------------------------------------------ entries

    def delegate(self, fields: dict[str, Node], at: Node) -> Delegate | None:
        address, principal = self.needed(fields, "address", at), self.needed(fields, "for", at)
        return Delegate(address, principal, **self.span(fields)) if address and principal else None

    def known(self, fields: dict[str, Node], at: Node) -> Known | None:
        if "parties" not in fields:
            self.page.report("E364", "`parties` is missing here", at)
            return None
        side: Any = self.one(fields, "side", self.choice(("staff", "candidate", "outside"))) or "staff"
        return Known(self.texts(fields["parties"]), self.one(fields, "name", self.text) or "", side)

    def apart(self, node: Node) -> tuple[tuple[str, str], ...]:
        pairs = []
        for each in node.value if isinstance(node, SequenceNode) else [node]:
            parties = self.texts(each) if isinstance(each, SequenceNode) else ()
            if len(parties) == 2:
                pairs.append((parties[0], parties[1]))
            else:
                self.page.report("E364", "two parties are expected here", each, hint="write [a@x.example, b@x.example]")
        return tuple(pairs)

    def team_role(self, fields: dict[str, Node], at: Node) -> TeamRole | None:
        person, role = self.needed(fields, "person", at), self.needed(fields, "role", at)
        requisition, application = (self.one(fields, key, self.text) for key in ("requisition", "application"))
        if (requisition is None) == (application is None):
            self.page.report("E367", "a role needs either `requisition` or `application`", at)
        elif person and role:
            return TeamRole(person, None if role == "none" else role, requisition, application, **self.span(fields))
        return None

    def application(self, fields: dict[str, Node], at: Node) -> tuple[str, str] | None:
        message, application = self.needed(fields, "message", at), self.needed(fields, "application", at)
        return (message.strip("<>"), application) if message and application else None

    def source(self, fields: dict[str, Node], at: Node) -> Source | None:
        if "path" not in fields:
            self.page.report("E364", "`path` is missing here", at)
            return None
        paths = tuple(path if "://" in path else str(self.folder / path) for path in self.texts(fields["path"]))
        kind, mapping, query = (self.one(fields, key, self.text) for key in ("kind", "mapping", "query"))
        columns = self.one(fields, "columns", self.pairs) or ()
        return Source(paths, kind, str(self.folder / mapping) if mapping else None, query, columns)


def region_of(text: str | None) -> str | None:
    """Read the country of phone numbers.

    Raises
    ------
    UsageError
        There is no such country.
    """
    if text is None:
        return None
    if text.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise UsageError(f"there is no country {text!r}; write two letters, such as DE or US")
    return text.upper()


def when(text: str | None, zone: str | None) -> int | None:
    """Read a date (its first instant) or a time; without a zone of its own in the one given, else in UTC.

    Returns
    -------
    int or None
        UTC microseconds; None for None.

    Raises
    ------
    UsageError
        It is neither.
    """
    if text is None:
        return None
    try:
        written = datetime.fromisoformat(text) if len(text) > len("2026-01-01") else _midnight(text)
        return microseconds(written if written.tzinfo else written.replace(tzinfo=load_zone(zone or "UTC")))
    except (ValueError, Unusable):
        raise UsageError(f"{text!r} is no date or time; write 2026-03-01 or 2026-03-01T09:00Z") from None


def _midnight(text: str) -> datetime:
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day)

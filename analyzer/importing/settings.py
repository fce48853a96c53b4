r"""The settings of an import: who is who, and what no export says, as a person declares it.

```yaml
timezone: Europe/Berlin              # of times that are written without a zone
phone_region: DE                     # of phone numbers without a country code
first_stage: applied                 # which stage an application enters when it is opened, if its system is silent
several_open: ambiguous              # or team: if only one of the open applications has a party on its team, it is that
names: unique                        # or never: whether somebody shown by name only may be the one who has that name
own_domains: [example.com]           # addresses here are the employer's, never a candidate's
roles: {sourcer: recruiter}          # role in the exports -> role in the definition
role_order: [recruiter, coordinator, hiring_manager, interviewer]    # which counts for somebody who has several
stages: {Phone Screen: screening}    # stage in the exports -> stage in the definition
agencies: {agency.example: agency}   # domain -> role of everybody who writes from it
shared: {recruiting@example.com: recruiter}                          # mailbox -> role of whoever writes from it
lists: {panel@example.com: [a@example.com, b@example.com]}           # distribution list -> its members
delegates:
  - {address: office@example.com, for: head@example.com, from: 2026-01-01, until: 2026-03-01}
people:
  - {name: Recruiter 3, side: staff, parties: [r3@example.com, "+4930901820", "greenhouse:user:7"]}
apart:
  - [a@example.org, b@example.org]   # never one person, whatever the exports say
team:                                # goes before what exports say of this person there
  - {person: m@example.com, role: hiring_manager, requisition: REQ-7, from: 2026-01-01, until: 2026-02-01}
applications:                        # what a conversation belongs to, where the exports leave it open
  - {message: "<1@example.org>", application: "greenhouse:11"}
```

Values only; `settings_file` reads the YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from analyzer.importing.records import Side

SeveralOpen = Literal["ambiguous", "team"]
Names = Literal["unique", "never"]

ROLE_ORDER: Final = ("recruiter", "coordinator", "hiring_manager", "interviewer", "sourcer", "referrer")
"""Which role counts for somebody who has several on a requisition, unless the settings say otherwise."""


@dataclass(frozen=True, slots=True)
class SettingsKey:
    """A key of the settings; `team[].role` stands in each entry under `team`."""

    key: str
    form: str
    meaning: str


SETTINGS_KEYS: Final = (
    SettingsKey("timezone", "IANA name", "Zone of times that are written without one."),
    SettingsKey(
        "phone_region", "country, such as DE", "Country of phone numbers that are written without a country code."
    ),
    SettingsKey(
        "first_stage",
        "stage",
        "Stage that an application enters when it is opened, for systems that do not write it down.",
    ),
    SettingsKey(
        "several_open",
        "ambiguous or team",
        "What becomes of a message if the candidate has several open applications: set aside (default), or, if "
        "somebody in it is on the team of just one of them, it belongs to that one.",
    ),
    SettingsKey(
        "names",
        "unique or never",
        "Whether a party shown by name only may be the one person who has exactly that name (default), or nobody.",
    ),
    SettingsKey("own_domains", "list", "The employer's mail domains, for telling unresolved colleagues from others."),
    SettingsKey("roles", "mapping", "Role in the exports to role in the definition."),
    SettingsKey("role_order", "list", "Which role counts for somebody who has several on one requisition."),
    SettingsKey("stages", "mapping", "Stage in the exports to stage in the definition."),
    SettingsKey("agencies", "mapping", "Mail domain to the role of everybody who writes from it."),
    SettingsKey("shared", "mapping", "Address of a shared mailbox to the role of whoever writes from it."),
    SettingsKey("lists", "mapping", "Address of a distribution list to the addresses of its members."),
    SettingsKey("delegates", "list", "Who writes for somebody else."),
    SettingsKey("delegates[].address", "party", "Of the one who writes."),
    SettingsKey("delegates[].for", "party", "Of the one in whose name."),
    SettingsKey("delegates[].from", "date or time", "Since when; left out: always."),
    SettingsKey("delegates[].until", "date or time", "Until when; left out: always."),
    SettingsKey("people", "list", "Persons whom no export has, or whom several have under different addresses."),
    SettingsKey("people[].name", "text", "As people read it."),
    SettingsKey("people[].side", "staff, candidate or outside", "Where they stand; staff if left out."),
    SettingsKey(
        "people[].parties", "list", "Addresses, phone numbers (`+49...`), ids (`greenhouse:user:7`) of one person."
    ),
    SettingsKey("apart", "list of pairs", "Parties that are never one person, whatever the exports say."),
    SettingsKey("team", "list", "Roles with their time; goes before what exports say of this person there."),
    SettingsKey("team[].person", "party", "Whose."),
    SettingsKey("team[].role", "role, or none", "Which; `none`: no role there."),
    SettingsKey("team[].requisition", "id or number", "On which requisition."),
    SettingsKey("team[].application", "id", "Or on which application only."),
    SettingsKey("team[].from", "date or time", "Since when; left out: always."),
    SettingsKey("team[].until", "date or time", "Until when; left out: always."),
    SettingsKey("applications", "list", "What a message belongs to, where the exports leave it open."),
    SettingsKey("applications[].message", "Message-ID", "Which message; the rest of its conversation follows."),
    SettingsKey("applications[].application", "id", "The application that it belongs to."),
    SettingsKey("sources", "list", "What is imported together, instead of paths on the command line."),
    SettingsKey("sources[].kind", "kind", "As on the command line; told from the content if left out."),
    SettingsKey("sources[].path", "path, or list of paths", "Seen from the folder of the settings file."),
    SettingsKey("sources[].mapping", "path", "Of tables (CSV, Excel, ...): the mapping of their headings."),
    SettingsKey(
        "sources[].columns", "mapping", "Of `applications` and `messages`: field to heading, where they differ."
    ),
    SettingsKey("sources[].query", "SQL", "Of kind `sql`, whose path is a database's URL: which rows to read."),
)
"""Every key, in order; the manual's table is made from it."""


@dataclass(frozen=True, slots=True)
class Delegate:
    """Somebody who writes for somebody else, for a time (UTC microseconds; None: always)."""

    address: str
    principal: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the settings know him."""

    parties: tuple[str, ...]
    name: str = ""
    side: Side = "staff"


@dataclass(frozen=True, slots=True)
class TeamRole:
    """A role as the settings give it; `role` is None for none at all."""

    person: str
    role: str | None
    requisition: str | None = None
    application: str | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Something to import.

    Attributes
    ----------
    paths : tuple of str
        Files or folders of one kind.
    kind : str or None
        A name of `KINDS` or of a table; None: told from the content.
    mapping : str or None
        Path of a mapping, for tables.
    query : str or None
        For `sql`, whose path is a database's URL: which rows to read.
    columns : tuple of (str, str)
        For `applications` and `messages`: field to heading.
    """

    paths: tuple[str, ...]
    kind: str | None = None
    mapping: str | None = None
    query: str | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person declares for an import; see the keys above."""

    timezone: str | None = None
    phone_region: str | None = None
    first_stage: str | None = None
    several_open: SeveralOpen = "ambiguous"
    names: Names = "unique"
    own_domains: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    role_order: tuple[str, ...] = ROLE_ORDER
    stages: tuple[tuple[str, str], ...] = ()
    agencies: tuple[tuple[str, str], ...] = ()
    shared: tuple[tuple[str, str], ...] = ()
    lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
    delegates: tuple[Delegate, ...] = ()
    people: tuple[Known, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    team: tuple[TeamRole, ...] = ()
    applications: tuple[tuple[str, str], ...] = ()
    sources: tuple[Source, ...] = ()

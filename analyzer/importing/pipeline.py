"""Exports in, one log out: facts first, then messages as a stream, then the decisions, then the accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping as Pairs, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analyzer.errors import UsageError
from analyzer.events.assembling import assemble
from analyzer.events.mapping import Mapping
from analyzer.events.mapping_file import read_mapping
from analyzer.events.preparing import Batch, prepare
from analyzer.events.quality import share_of
from analyzer.events.reader import MAX_QUARANTINED, Progress, check_arguments
from analyzer.events.sources import Raw, read_file, sql
from analyzer.importing.belonging import Belonging
from analyzer.importing.cases import build_cases
from analyzer.importing.codes import IMPORT_CODES, refusal
from analyzer.importing.directory import build_directory
from analyzer.importing.facts import Facts
from analyzer.importing.how import How
from analyzer.importing.idle import idle_labels, idle_settings
from analyzer.importing.imported import Counts, Imported, quality_of
from analyzer.importing.joining import Join, Read, Tagger
from analyzer.importing.kinds import Kind
from analyzer.importing.ledger import USED, Ledger
from analyzer.importing.naming import Single, paths_of_tables, refuse_twice, singles, sources_of
from analyzer.importing.opening import Member, members
from analyzer.importing.parties import Seating
from analyzer.importing.records import Message
from analyzer.importing.roles import build_teams
from analyzer.importing.rows import Rows, numbers_of
from analyzer.importing.settings import Settings, Source
from analyzer.importing.settings_file import read_settings
from analyzer.importing.telling import BY_NAME, SQL

if TYPE_CHECKING:
    from analyzer.definitions import Definition

_JOINED: Final = "messages of all exports"
_OPEN: Final = "E44"
"""Records whose case is not clear are listed, but are not unreadable."""


def import_log(
    sources: str | Path | Source | Iterable[str | Path | Source] = (),
    *,
    settings: Settings | str | Path | None = None,
    definition: Definition | None = None,
    telling: Telling | None = None,
    how: How | None = None,
    max_quarantined: float = MAX_QUARANTINED,
    progress: Progress | None = None,
) -> Imported:
    """Make one event log of exports: mailboxes, applicant systems, calendars, phones, chats, and other logs.

    Parameters
    ----------
    sources : path, Source, or several of them
        What to read; a path's kind is told from its content. Those of the settings are read, too.
    settings : Settings or path, optional
        Who is who, and what no export says.
    definition : Definition, optional
        Topics are told by its phrases where an export has none.
    telling : Telling, optional
        Instead of a definition: also by labels of people, and with texts kept.
    how : How, optional
        What it says goes before what the settings say about reading.
    max_quarantined : float
        Largest share of records that may be unreadable, from 0 to 1. Messages of which it is not clear whose case they
        are (E44x) are listed and do not count here.
    progress : callable, optional
        Called with a phrase and a share from 0 to 1.

    Returns
    -------
    Imported
        The log, and what became of every record of every file.

    Raises
    ------
    InputError
        An export cannot be read or trusted.
    DefinitionError
        Settings or a mapping cannot be used.
    UsageError, TypeError
        An argument cannot be meant, or is of another kind.
    """
    _check_kinds(settings, telling, how)
    rules = settings if isinstance(settings, Settings) else read_settings(settings) if settings else Settings()
    reading, telling = _reading(how or How(), rules), _telling(definition, telling)
    check_arguments(reading.timezone, max_quarantined)
    tell = progress or _say_nothing
    given = singles([*sources_of(sources), *rules.sources])
    exports = [_Export.of(each, reading) for each in given if each.kind in BY_NAME]
    refuse_twice([*(member.shown for export in exports for member in export.members), *paths_of_tables(given)])
    tables = [_table(each, reading) for each in given if each.kind not in BY_NAME]
    facts, ledger = _facts(exports, tell), Ledger()
    streams = [Stream(export.shown, export.reading(), export.ledger) for export in exports]
    rows, join = join_streams(facts, streams, rules, telling=telling, how=reading, progress=tell)
    ledger.files.extend(file for export in exports for file in export.ledger.files)
    _check_share(ledger, max_quarantined)
    return _imported(rows, join, facts, ledger, tables, max_quarantined)


def _facts(exports: Sequence[_Export], tell: Progress) -> Facts:
    """Read who is who and who applied for what; without that, nobody knows whose mail may be kept."""
    facts = Facts()
    for number, export in enumerate(exports):
        tell(f"reading {export.shown}", 0.1 * number / len(exports))
        export.read_facts(facts)
    if exports and not facts.applications:
        raise refusal("E410", f"no export says who applied: {', '.join(export.shown for export in exports)}")
    return facts


def _reading(how: How, rules: Settings) -> How:
    """What is asked for, and for the rest what the settings say."""
    if how.since is not None and how.until is not None and how.until <= how.since:
        raise UsageError("--until does not lie after --since; swap them")
    return replace(
        how,
        timezone=how.timezone or rules.timezone,
        region=how.region or rules.phone_region,
        first_stage=how.first_stage or rules.first_stage,
    )


def _telling(definition: Definition | None, telling: Telling | None) -> Telling | None:
    if definition is None:
        return telling
    if telling is not None:
        raise UsageError("give either a definition or `telling`, which has one")
    from analyzer.importing.topics import Tagger as Phrases  # RE2, only where topics are told

    return Telling(Phrases(definition))


# ---------------------------------------------------------------- sources


@dataclass(slots=True)
class _Export:
    """One export of parties, with the ledger of its files."""

    shown: str
    kind: Kind
    members: list[Member]
    how: How
    ledger: Ledger = field(default_factory=Ledger)
    messages: list[Message] = field(default_factory=list)

    @classmethod
    def of(cls, given: Single, how: How) -> _Export:
        """Open a path."""
        found = members(Path(given.path))
        return cls(given.path, BY_NAME[given.kind], found, replace(how, columns=given.columns))

    def read_facts(self, facts: Facts) -> None:
        """Read what has to be known before any message; an export of messages only is left for later."""
        if self.kind.gives == "messages":
            return
        keeps = self.kind.gives == "facts"
        for record in self.kind.reader.read(self.members, self.how, self.ledger if keeps else Ledger()):
            if not isinstance(record, Message):
                facts.add(record)
            elif keeps:
                self.messages.append(record)

    def reading(self) -> Read:
        """Make what reads its messages; those of an applicant system are held in memory."""
        if self.kind.gives == "facts":
            return lambda _: iter(self.messages)

        def read(ledger: Ledger) -> Iterator[Message]:
            records = self.kind.reader.read(self.members, self.how, ledger)
            return (each for each in records if isinstance(each, Message))

        return read


def _check_kinds(settings: object, telling: object, how: object) -> None:
    """See that an argument is not of another kind, before it fails in the middle.

    Raises
    ------
    TypeError
        With what is expected instead.
    """
    for given, kinds, expected in (
        (settings, (Settings, str, Path), "settings is a path, or Settings(...)"),
        (telling, (Telling,), "telling is Telling(Tagger(definition))"),
        (how, (How,), "how is How(...)"),
    ):
        if given is not None and not isinstance(given, kinds):
            raise TypeError(f"{expected}, not a {type(given).__name__}")


def _table(given: Single, how: How) -> Batch:
    """Read a log of events, with its own mapping."""
    rules = read_mapping(given.mapping) if given.mapping else Mapping()
    if given.kind == SQL:
        if given.query is None:
            raise UsageError("a database needs a query: --query SQL, or `query:` in the settings")
        return prepare(sql.read(given.path, given.query), rules, how.timezone)
    reading = replace(rules.reading, format=rules.reading.format or given.kind)
    return prepare(read_file(Path(given.path), reading), rules, how.timezone)


# ---------------------------------------------------------------- the join


@dataclass(frozen=True, slots=True)
class Telling:
    """How it is told what messages are about.

    Attributes
    ----------
    tagger : Tagger or None
        Tells topics from subject and text where an export does not.
    labelled : mapping of str to tuple of str
        Event id to topics that people gave; goes before all others.
    keeps_text : bool
        Whether texts become a column `body` of the log; left out unless asked for.
    """

    tagger: Tagger | None = None
    labelled: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    keeps_text: bool = False


@dataclass(frozen=True, slots=True)
class Stream:
    """Where messages come from.

    Attributes
    ----------
    shown : str
        How messages to people name it.
    read : callable
        Reads it from its beginning, as `Join.take` wants it.
    ledger : Ledger
        Of this source.
    """

    shown: str
    read: Read
    ledger: Ledger


def join_streams(
    facts: Facts,
    streams: Sequence[Stream],
    rules: Settings,
    *,
    telling: Telling | None = None,
    how: How | None = None,
    progress: Progress | None = None,
) -> tuple[Rows, Join]:
    """Take in all messages, decide, and write the rows.

    Parameters
    ----------
    facts : Facts
        Who is who and who applied for what.
    streams : sequence of Stream
        All messages; each record gets its fate in its ledger.
    rules : Settings
        What a person declares.
    telling : Telling, optional
        What messages are about.
    how : How, optional
        Between which instants messages are wanted.
    progress : callable, optional
        Called with a phrase and a share from 0 to 1.

    Returns
    -------
    (Rows, Join)
        The rows of the log, and what happened on the way.
    """
    tell, telling = progress or _say_nothing, telling or Telling()
    directory = build_directory(facts.everybody(), rules)
    cases = build_cases(facts.applications, directory)
    teams = build_teams(facts.memberships, directory, facts.requisitions, rules)
    belonging = Belonging(directory, teams, cases)
    join = Join(Seating(directory), belonging, telling.tagger, telling.keeps_text, how or How())
    for number, stream in enumerate(streams):
        for count in join.take(stream.read, stream.ledger):
            tell(f"reading {stream.shown}: {count:,} messages", 0.1 + 0.7 * number / len(streams))
    tell("looking at conversations", 0.8)
    for _ in join.fetch_strangers():
        tell("looking at conversations", 0.85)
    rows = Rows(directory, teams, cases, belonging, numbers_of(facts.requisitions), telling.labelled)
    tell("joining", 0.9)
    for kept, application in join.events():
        rows.add_message(kept, application)
    for change in facts.changes:
        rows.add_stage(change)
    return rows, join


def _check_share(ledger: Ledger, most: float) -> None:
    """Refuse to go on when too many records could not be read."""
    unreadable, example = 0, ""
    for file in ledger.files:
        listed = [each for each in file.set_aside_rows() if not each[1].startswith(_OPEN)]
        if listed and not example:
            number, code, detail = listed[0]
            shown = f" ({detail})" if detail else ""
            example = f"record {number} of {file.file}: {code} {IMPORT_CODES[code].title}{shown}"
        unreadable += len(listed)
    share = share_of(unreadable, sum(file.count(USED) for file in ledger.files))
    if share > most:
        records = "1 record was" if unreadable == 1 else f"{unreadable:,} records were"
        raise refusal("E412", f"{records} set aside, which is {share:.1%}; the first is {example}")


def _imported(
    rows: Rows, join: Join, facts: Facts, ledger: Ledger, tables: Sequence[Batch], max_quarantined: float
) -> Imported:
    stages = sum(1 for row in rows.rows if row["activity"] == "stage")
    batches = [prepare(Raw(_JOINED, rows.table()), Mapping(), None), *tables] if rows.rows else list(tables)
    if not batches:
        raise refusal("E411", _why_nothing(ledger))
    log = assemble(batches, max_quarantined=max_quarantined)
    files = tuple(file.file for file in ledger.files)
    logged = sum(each.analysed for each in log.quality.files if each.file != _JOINED)
    log = replace(
        log,
        quality=quality_of(ledger, log.quality, _JOINED),
        sources=(*files, *(each for each in log.sources if each != _JOINED)),
    )
    return Imported(
        log=log,
        ledger=ledger,
        directory=rows.directory,
        unresolved=rows.unresolved.listed(),
        ambiguous=tuple(join.ambiguous),
        unknown_stages=tuple(sorted(rows.unknown_stages.items())),
        counts=Counts(
            people=len(rows.directory.individuals),
            applications=len(rows.cases.by_id),
            requisitions=len({each.id for each in facts.requisitions}),
            strangers=len(join.strangers),
            fetched=join.fetched,
            copies=join.copies,
            events=len(rows.rows) - stages,
            stage_changes=stages,
            unplaced_changes=rows.unplaced_changes,
            unplaced_roles=rows.teams.unplaced,
            logged=logged,
        ),
        idle_settings=(
            *idle_settings(rows.directory.settings, rows.directory, rows.cases, facts.requisitions, join.message_ids()),
            *idle_labels(rows.labelled, {row["event_id"] for row in rows.rows}),
        ),
    )


def _why_nothing(ledger: Ledger) -> str:
    """Say what became of all records when none became an event, the most frequent fate first."""
    fates = Counter(code for file in ledger.files for _, code, _ in file.set_aside_rows())
    for file in ledger.files:
        fates.update(file.out_of_scope())
    told = [f"{count:,} {code} {IMPORT_CODES[code].title}" for code, count in sorted(fates.items(), key=_often_first)]
    rows, files = sum(file.rows for file in ledger.files), len(ledger.files)
    records = f"no event came of {rows:,} record{'' if rows == 1 else 's'} of {files:,} file{'' if files == 1 else 's'}"
    return f"{records}: {', '.join(told) or 'no message is among them'}"


def _often_first(fate: tuple[str, int]) -> tuple[int, str]:
    return -fate[1], fate[0]


def _say_nothing(phrase: str, share: float) -> None:
    del phrase, share

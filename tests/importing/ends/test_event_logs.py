"""Event logs of other systems: who is in which role is written down already, under names that a mapping translates."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import pytest

from tests.cli.shell import run
from tests.events.sources.postgres import PASSWORD, USER, server
from tests.importing.ends.judging import Account, assert_the_story, import_and_check
from tests.importing.ends.story import CANDIDATES, MANAGER, RECRUITER, STORY, candidate, csv_text

ROLES = {RECRUITER: "TA Partner", MANAGER: "Line Manager"} | {candidate(each): "Applicant" for each in CANDIDATES}
PURPOSES = {"bypass": "asks", "in-copy": "asks", "thanks": "thanks", "asked-1": "asks", "asked-2": "asks",
            "unheard": "asks", "invites": "sends on", "replies": "asks"}  # fmt: skip
HEADS = ("No", "Application", "Sent", "From", "From role", "To role", "Cc role", "Medium", "Purpose", "Conversation",
         "In reply to", "Stage")  # fmt: skip
NAMES = tuple(head.lower().replace(" ", "_") for head in HEADS)
VALUES = """\
  sender_role: {column: %s, values: &roles {Applicant: candidate, TA Partner: recruiter, Line Manager: hiring_manager}}
  recipient_roles: {column: %s, values: {Applicant: candidate, TA Partner: recruiter, Line Manager: hiring_manager}}
  copied_roles: {column: %s, values: {TA Partner: recruiter}}
  topics: {column: %s, values: {asks: status_inquiry, thanks: thank_you, sends on: redirect}}
""".replace("&roles ", "")
OPENED = "2026-03-02T08:00:00Z"


def rows() -> list[dict[str, str]]:
    """A row for each application that was opened, and one for each message."""
    opened = [
        {"No": f"s{each}", "Application": f"APP-{each}", "Sent": OPENED, "Medium": "ats", "Stage": "applied"}
        for each in CANDIDATES
    ]
    told = [
        {
            "No": said.id,
            "Application": f"APP-{said.number}",
            "Sent": said.iso,
            "From": said.sender,
            "From role": ROLES[said.sender],
            "To role": ROLES[said.to],
            "Cc role": ROLES.get(said.copied, ""),
            "Medium": "email",
            "Purpose": PURPOSES[said.id],
            "Conversation": said.reply or said.id,
            "In reply to": said.reply,
        }
        for said in STORY
    ]
    return [dict.fromkeys(HEADS, "") | row for row in (*opened, *told)]


# ---------------------------------------------------------------- files


def write_xes(path: Path) -> None:
    traces = []
    for each in CANDIDATES:
        events = []
        for row in rows():
            if row["Application"] != f"APP-{each}":
                continue
            activity = "message" if row["From"] else "stage"
            texts = {"concept:name": activity, "org:resource": row["From"]}
            texts |= {name: row[head] for name, head in zip(NAMES, HEADS, strict=True) if head not in ("Sent", "From")}
            cells = "".join(
                f"<string key={quoteattr(name)} value={quoteattr(text)}/>" for name, text in texts.items() if text
            )
            events.append(f'<event>{cells}<date key="time:timestamp" value="{row["Sent"]}"/></event>')
        traces.append(f'<trace><string key="concept:name" value="APP-{each}"/>{"".join(events)}</trace>')
    text = f'<?xml version="1.0"?><log xmlns="http://www.xes-standard.org/">{"".join(traces)}</log>'
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def ocel() -> dict[str, Any]:
    """Events relate to their application, and to the requisition that all of them share."""
    events = [
        {
            "id": row["No"],
            "type": "message" if row["From"] else "stage",
            "time": row["Sent"],
            "attributes": [
                {"name": name, "value": row[head]}
                for name, head in zip(NAMES, HEADS, strict=True)
                if row[head] and head not in ("No", "Sent")
            ],
            "relationships": [
                {"objectId": row["Application"], "qualifier": "of"},
                {"objectId": "REQ-15", "qualifier": "on"},
            ],
        }
        for row in rows()
    ]
    events.append({"id": "budget", "type": "review", "time": OPENED, "attributes": [],
                   "relationships": [{"objectId": "REQ-15", "qualifier": "on"}]})  # fmt: skip
    objects = [{"id": f"APP-{each}", "type": "application", "attributes": []} for each in CANDIDATES]
    return {
        "objectTypes": [{"name": name, "attributes": []} for name in ("application", "requisition")],
        "eventTypes": [{"name": name, "attributes": []} for name in ("message", "review", "stage")],
        "objects": [*objects, {"id": "REQ-15", "type": "requisition", "attributes": []}],
        "events": events,
    }


def write_ocel_json(path: Path) -> None:
    path.write_text(json.dumps(ocel()), encoding="utf-8")


def write_ocel_sqlite(path: Path) -> None:
    log = ocel()
    columns = tuple(name for name in NAMES if name not in ("no", "sent"))
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(
            """
            CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
            CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
            CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
            CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
            """
        )
        cells = "".join(f', "{name}" TEXT' for name in columns)
        for kind in log["eventTypes"]:
            base.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind["name"], kind["name"].title()))
            base.execute(f'CREATE TABLE "event_{kind["name"].title()}" (ocel_id TEXT, ocel_time TIMESTAMP{cells})')
        for kind in log["objectTypes"]:
            base.execute("INSERT INTO object_map_type VALUES (?, ?)", (kind["name"], kind["name"].title()))
            base.execute(
                f'CREATE TABLE "object_{kind["name"].title()}" '
                "(ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT)"
            )
        for each in log["objects"]:
            base.execute("INSERT INTO object VALUES (?, ?)", (each["id"], each["type"]))
        for each in log["events"]:
            told = {attribute["name"]: attribute["value"] for attribute in each["attributes"]}
            base.execute("INSERT INTO event VALUES (?, ?)", (each["id"], each["type"]))
            base.execute(
                f'INSERT INTO "event_{each["type"].title()}" VALUES (?, ?{", ?" * len(columns)})',
                (each["id"], each["time"], *(told.get(name) for name in columns)),
            )
            for related in each["relationships"]:
                base.execute("INSERT INTO event_object VALUES (?, ?, ?)", (each["id"], *related.values()))


def mapping(folder: Path, more: str = "", *, sender: str = "from") -> Path:
    columns = f"  event_id: no\n  channel: medium\n  thread_id: conversation\n  sender: {sender}\n"
    columns += VALUES % ("from_role", "to_role", "cc_role", "purpose")
    (folder / "mapping.yaml").write_text(f"{more}columns:\n{columns}", encoding="utf-8")
    return folder / "mapping.yaml"


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz"])
def test_xes_with_a_mapping_tells_the_story(tmp_path: Path, name: str) -> None:
    write_xes(tmp_path / name)
    found = import_and_check(tmp_path, tmp_path / name, "--mapping", mapping(tmp_path, sender='"org:resource"'))
    assert_the_story(found)
    assert found.files() == {str(tmp_path / name): (13, 0, 0, 0)}


OCEL: dict[str, Callable[[Path], None]] = {"log.jsonocel": write_ocel_json, "log.sqlite": write_ocel_sqlite}


@pytest.mark.parametrize("name", OCEL)
def test_ocel_with_a_mapping_tells_the_story(tmp_path: Path, name: str) -> None:
    OCEL[name](tmp_path / name)
    rules = mapping(tmp_path, "object_type: application\n")
    rules.write_text(rules.read_text().replace("  event_id: no\n", ""))
    found = import_and_check(tmp_path, tmp_path / name, "--mapping", rules)
    assert_the_story(found)
    assert found.files() == {str(tmp_path / name): (13, 0, 0, 1)}  # a review of the budget has no case


def test_ocel_without_a_mapping_names_the_types_to_choose_from(tmp_path: Path) -> None:
    write_ocel_json(tmp_path / "log.jsonocel")
    ran = run("import", tmp_path / "log.jsonocel", "-o", tmp_path / "log.csv")
    assert ran.code == 3
    assert "E316" in ran.err
    assert "'application', 'requisition'" in ran.err


# ---------------------------------------------------------------- databases

TABLE = ", ".join(NAMES)
QUERY = f"SELECT {TABLE} FROM messages ORDER BY no"
LINES = [tuple(row[head] or None for head in HEADS) for row in rows()]
CREATE = f"CREATE TABLE messages ({', '.join(f'{name} TEXT' for name in NAMES)})"


def fill_sqlite(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "ats.db")) as base, base:
        base.execute(_quoted(CREATE))
        base.executemany(f"INSERT INTO messages VALUES ({', '.join('?' * len(NAMES))})", LINES)
    return f"sqlite:///{folder / 'ats.db'}"


def fill_duckdb(folder: Path) -> str:
    import duckdb

    with duckdb.connect(str(folder / "ats.duckdb")) as base:
        base.execute(_quoted(CREATE))
        base.executemany(f"INSERT INTO messages VALUES ({', '.join('?' * len(NAMES))})", LINES)
    return f"duckdb:///{folder / 'ats.duckdb'}"


def _quoted(sql: str) -> str:
    """`from` is a word of SQL."""
    return sql.replace(" from TEXT", ' "from" TEXT').replace(" from,", ' "from",')


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    try:
        running = server()
        folder = running.__enter__()
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no PostgreSQL server can be started here: {error}")
    try:
        url = f"postgresql://{USER}:{quote(PASSWORD, safe='')}@/postgres?host={folder}"
        fill_postgresql(url)
        yield url
    finally:
        running.__exit__(None, None, None)


def fill_postgresql(url: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql(_quoted(CREATE))
        for line in LINES:
            connection.exec_driver_sql(f"INSERT INTO messages VALUES ({', '.join(['%s'] * len(NAMES))})", line)
    engine.dispose()


def _of_database(folder: Path, url: str) -> dict[str, Account]:
    rules = mapping(folder)
    rules.write_text(rules.read_text() + "  timestamp: sent\n  case_id: application\n  in_reply_to: in_reply_to\n")
    found = import_and_check(folder, "sql", url, "--query", _quoted(QUERY), "--mapping", rules)
    assert_the_story(found)
    return found.files()


@pytest.mark.parametrize("fill", [fill_sqlite, fill_duckdb])
def test_a_database_tells_the_story(tmp_path: Path, fill: Callable[[Path], str]) -> None:
    (fates,) = _of_database(tmp_path, fill(tmp_path)).values()
    assert fates == (13, 0, 0, 0)


def test_a_server_tells_the_story_and_nothing_tells_its_password(tmp_path: Path, postgresql: str) -> None:
    ((name, fates),) = _of_database(tmp_path, postgresql).items()
    assert fates == (13, 0, 0, 0)
    written = name + (tmp_path / "log.csv").read_text() + (tmp_path / "log.csv.accounts.json").read_text()
    assert PASSWORD not in written
    assert quote(PASSWORD, safe="") not in written


# ---------------------------------------------------------------- a table, with a guess that a person edits


def test_a_guessed_mapping_edited_by_a_person_tells_the_story(tmp_path: Path) -> None:
    table, rules = tmp_path / "export.csv", tmp_path / "mapping.yaml"
    table.write_text(csv_text(HEADS, [list(row.values()) for row in rows()], ";"), encoding="utf-8")
    guessed = run("import", "csv", table, "--guess-mapping", "-o", rules)
    assert (guessed.code, guessed.out) == (0, "")
    text = rules.read_text(encoding="utf-8")
    for guess, meant in (
        ('"Applicant": "Applicant"', '"Applicant": candidate'),
        ('"TA Partner": "TA Partner"', '"TA Partner": recruiter'),
        ('"Line Manager": "Line Manager"', '"Line Manager": hiring_manager'),
        ('"asks": "asks"', '"asks": status_inquiry'),
        ('"thanks": "thanks"', '"thanks": thank_you'),
        ('"sends on": "sends on"', '"sends on": redirect'),
    ):
        assert guess in text, text
        text = text.replace(guess, meant)
    rules.write_text(text, encoding="utf-8")
    found = import_and_check(tmp_path, "csv", table, "--mapping", rules)
    assert_the_story(found)
    assert found.files() == {str(table): (13, 0, 0, 0)}

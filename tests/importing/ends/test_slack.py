"""Slack: a direct conversation that the recruiter does not see, and one that the recruiter is in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.importing.ends.judging import assert_the_story, import_and_check
from tests.importing.ends.story import MANAGER, RECRUITER, TOLD, VERDICTS, Said, candidate, write_applications

USERS = {"U0R": RECRUITER, "U0M": MANAGER, "U0F": "friend@example.net"} | {f"U0{n}": candidate(n) for n in range(1, 6)}
IDS = {address: user for user, address in USERS.items()}


def stamp(said: Said) -> str:
    return f"{int(said.when.timestamp())}.000100"


def place(said: Said) -> tuple[str, ...]:
    """Everybody in a conversation."""
    return tuple(sorted(IDS[each] for each in {said.sender, said.to, said.copied} if each))


def export(*, threads: bool = True) -> dict[str, Any]:
    """The files of an export: who is there, which conversations, and what was said on each day."""
    conversations = {people: f"D{number:02}" for number, people in enumerate(sorted({place(said) for said in TOLD}))}
    files: dict[str, Any] = {
        "users.json": [
            {"id": user, "name": user.lower(), "profile": {"real_name": f"Member {user}", "email": address},
             "is_ultra_restricted": not address.endswith("example.com")}
            for user, address in USERS.items()
        ],
        "channels.json": [],
        "dms.json": [{"id": id, "members": people} for people, id in conversations.items() if len(people) == 2],
        "mpims.json": [
            {"id": id, "name": f"mpdm-{id}", "members": people} for people, id in conversations.items()
            if len(people) == 3
        ],
    }  # fmt: skip
    started = {said.id: stamp(said) for said in TOLD}
    for said in TOLD:
        id = conversations[place(said)]
        folder = id if len(place(said)) == 2 else f"mpdm-{id}"
        written = {"type": "message", "user": IDS[said.sender], "text": said.text, "ts": stamp(said)}
        if threads:
            written["thread_ts"] = started[said.reply or said.id]
        files.setdefault(f"{folder}/{said.when:%Y-%m-%d}.json", []).append(written)
    return files


def write_folder(path: Path, files: Mapping[str, Any]) -> None:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(json.dumps(content))


def write_zip(path: Path, files: Mapping[str, Any]) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, json.dumps(content))


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_conversations_tell_the_story(tmp_path: Path, form: str) -> None:
    applications = write_applications(tmp_path / "applications.csv")
    path = tmp_path / ("slack.zip" if form == "zip" else "slack")
    (write_zip if form == "zip" else write_folder)(path, export())
    found = import_and_check(tmp_path, applications, path, "-d", "in-house")
    assert_the_story(found)
    fates = found.files()
    used, aside, copies, left = (sum(each) for each in zip(*fates.values(), strict=True))
    lists = len(USERS) + len({place(said) for said in TOLD})
    assert (used, aside, copies, left) == (5 + lists + 8, 0, 0, 1)
    assert {row["channel"] for row in found.rows.values() if row["activity"] == "message"} == {"chat"}


def test_who_answers_without_a_thread_is_not_taken_for_who_wrote_first(tmp_path: Path) -> None:
    """In a direct conversation hardly anybody answers in a thread."""
    applications = write_applications(tmp_path / "applications.csv")
    write_folder(tmp_path / "slack", export(threads=False))
    found = import_and_check(tmp_path, applications, tmp_path / "slack", "-d", "in-house")
    assert found.verdicts() == VERDICTS | {"1": "undecided", "5": "undecided"}

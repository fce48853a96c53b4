"""`analyzer lint`, and definitions that cannot be used, wherever they are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shell import DEFINITION, PAST, changed, run, write_log

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def broken(old: str, new: str) -> str:
    assert old in DEFINITION
    return DEFINITION.replace(old, new)


UNUSABLE = [
    pytest.param(
        broken("about: status_inquiry", "about: status_inqury"), "D104", "did you mean 'status_inquiry'?", id="name"
    ),
    pytest.param(broken("severity: high", "severty: high"), "D102", "severity", id="key"),
    pytest.param(broken("severity: high", "severity: severe"), "D108", "high", id="value"),
    pytest.param(DEFINITION + "title: Again\n", "D101", "title", id="duplicate key"),
    pytest.param(DEFINITION + "events: {a: [\n", "D100", "", id="syntax"),
    pytest.param("", "D100", "empty", id="empty"),
    pytest.param("- a\n- b\n", "D1", "", id="a list"),
    pytest.param(BOMB, "D115", "", id="alias bomb"),
    pytest.param("[" * 5000, "D1", "", id="depth"),
    pytest.param(
        DEFINITION + "format: !!python/object/apply:os.system ['true']\n", "D1", "", id="a tag that runs something"
    ),
]


@pytest.mark.parametrize(("text", "code", "said"), UNUSABLE)
@pytest.mark.parametrize("command", ["lint", "check", "test"])
def test_an_unusable_definition_is_2_with_its_place(tmp_path: Path, log: Path, command, text, code, said) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    ran = (
        run("lint", path)
        if command == "lint"
        else run("test", path)
        if command == "test"
        else run("check", log, "-d", path)
    )
    shown = ran.out if command == "lint" else ran.err
    assert ran.code == 2
    assert f"{path}:" in shown
    assert code in shown
    assert said in shown
    assert "Traceback" not in ran.err


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(b"\xff\xfe\x00process")
    assert run("lint", path).code == 2


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(
        broken("severity: high", "severity: severe").replace("about: status_inquiry", "about: x"), encoding="utf-8"
    )
    ran = run("lint", path)
    assert "D104" in ran.out
    assert "D108" in ran.out
    assert "1 definition read, 2 errors" in ran.err


@pytest.mark.parametrize("command", [("lint",), ("test",), ("check", "log.csv", "-d")])
def test_a_preset_that_does_not_exist_gets_a_suggestion(command: tuple[str, ...]) -> None:
    ran = run(*command, "in-hous")
    assert ran.code == 2
    assert "in-house" in ran.err


def test_a_definition_that_is_missing(tmp_path: Path) -> None:
    ran = run("lint", tmp_path / "nowhere.yaml")
    assert ran.code == 2
    assert "nowhere.yaml" in ran.err


def test_a_clean_definition_is_0(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text("{format: 1, process: tiny, roles: [candidate], gatekeeper: candidate}", encoding="utf-8")
    ran = run("lint", path)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "1 definition read, no problems\n"


@pytest.mark.parametrize(
    ("contact", "answer"),
    [
        pytest.param("only_about: [thank_you]}", "yes, for 1 guarded topic", id="stands"),
        pytest.param(
            "about: [status_inquiry]}", "of 1 guarded topic, 1 could go round (watched by a rule)", id="watched"
        ),
        pytest.param(
            "about: [thank_you]}\n  - {from: candidate, to: hiring_manager, stage: talks}\nstages: [talks]",
            "of 1 guarded topic, 1 could go round (watched by a rule)",
            id="in-a-stage",
        ),
    ],
)
def test_whether_the_gatekeeper_stands_between_is_answered_in_a_line(tmp_path: Path, contact: str, answer: str) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(broken("only_about: [thank_you]}", contact), encoding="utf-8")
    line = f"small.yaml: does recruiter stand between candidate and hiring_manager? {answer}\n"
    assert line in run("lint", path).err


def test_a_way_round_that_nothing_watches_is_answered_too(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    rest = "\n  - {from: hiring_manager, to: assistant}\n  - {from: assistant, to: candidate}"
    text = broken("only_about: [thank_you]}", "only_about: [thank_you]}" + rest)
    rule = "  back: {forbid: {from: hiring_manager, to: candidate, about: guarded}}\nexamples:"
    text = text.replace("recruiter: Recruiter,", "recruiter: Recruiter, assistant: A,").replace("examples:", rule)
    path.write_text(text, encoding="utf-8")
    assert "between hiring_manager and candidate? of 1 guarded topic, 1 could go round\n" in run("lint", path).err


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """The contacts let a guarded topic pass without the gatekeeper."""
    path = tmp_path / "doubtful.yaml"
    path.write_text(broken("only_about: [thank_you]", "about: [status_inquiry]"), encoding="utf-8")
    return path


@pytest.mark.parametrize(("fail_on", "code"), [("note", 1), ("warning", 1), ("error", 0), (None, 1)])
def test_warnings_are_1_unless_told_otherwise(doubtful: Path, fail_on: str | None, code: int) -> None:
    ran = run("lint", doubtful, *(["--fail-on", fail_on] if fail_on else []))
    assert ran.code == code
    assert "D202 warning: " in ran.out


@pytest.mark.parametrize(("fail_on", "code"), [("note", 1), ("warning", 0)])
def test_notes_are_1_only_where_asked_for(definition: Path, fail_on: str, code: int) -> None:
    ran = run("lint", definition, "--fail-on", fail_on)
    assert ran.code == code
    assert "D214 note: " in ran.out


def test_errors_are_1_even_if_nothing_less_counts(tmp_path: Path) -> None:
    path = tmp_path / "never.yaml"
    path.write_text(broken("about: status_inquiry}", "about: status_inquiry, only_about: thank_you}"), encoding="utf-8")
    ran = run("lint", path, "--fail-on", "error")
    assert ran.code == 1
    assert "D208 rule 'status-past-recruiter' never applies" in ran.out


def test_json(doubtful: Path) -> None:
    (first, *_) = json.loads(run("lint", doubtful, "--format", "json").out)
    assert first["code"].startswith("D2")
    assert first["place"]["file"] == str(doubtful)
    assert set(first) == {"place", "code", "severity", "message", "help", "source"}


def test_github_annotations_carry_the_place(tmp_path: Path) -> None:
    path = tmp_path / "a,b:c.yaml"
    path.write_text(broken("severity: high", "severity: severe"), encoding="utf-8")
    (line,) = run("lint", path, "--format", "github").out.splitlines()
    assert line.startswith("::error file=")
    assert "a%2Cb%3Ac.yaml,line=" in line
    assert "title=D108::" in line


def test_github_tells_warnings_and_notes_apart(doubtful: Path) -> None:
    lines = run("lint", doubtful, "--format", "github").out.splitlines()
    levels = {line.split("title=")[1][:4]: line.split(" ")[0] for line in lines}
    assert levels == {"D202": "::warning", "D211": "::notice", "D212": "::warning", "D238": "::notice"}


def test_several_definitions(definition: Path, doubtful: Path) -> None:
    ran = run("lint", definition, doubtful)
    assert ran.code == 1
    assert "2 definitions read" in ran.err


# ---------------------------------------------------------------- against a log


def test_a_log_says_what_is_never_exercised(definition: Path, clean_log: Path) -> None:
    ran = run("lint", definition, "--against", clean_log)
    assert ran.code == 0
    for part in (
        "D251 note: no message in the log uses this contact (recruiter -> hiring_manager)",
        "D253 note: rule 'status-past-recruiter' has nothing to judge in the log",
        "D254 note: the topic 'thank_you' does not occur in the log",
    ):
        assert part in ran.out
    assert "D255" not in ran.out


def test_traffic_that_no_contact_mentions_is_a_warning(definition: Path, log: Path) -> None:
    ran = run("lint", definition, "--against", log)
    assert ran.code == 1
    assert "D255 warning: no contact from candidate to hiring_manager lists" in ran.out
    assert "status_inquiry (1)" in ran.out


def test_several_files_are_one_log(definition: Path, log: Path, tmp_path: Path) -> None:
    row = changed(PAST, event_id="e9", case_id="APP-0009")
    other = write_log(tmp_path / "other.csv", row)
    assert "status_inquiry (2)" in run("lint", definition, "--against", log, "--against", other).out


def test_json_against_a_log_holds_the_tables(definition: Path, log: Path) -> None:
    told = json.loads(run("lint", definition, "--against", log, "--as-of", "2026-04-01", "--format", "json").out)
    assert set(told) == {"problems", "against"}
    (held,) = told["against"]
    assert (held["definition"], held["as_of"], held["events"]) == (str(definition), "2026-04-01T00:00:00+00:00", 2)
    assert held["unmentioned"] == [
        {"sender_role": "candidate", "recipient_role": "hiring_manager", "topic": "status_inquiry", "messages": 1}
    ]
    assert held["undeclared"] == []
    assert {row["kind"] for row in held["exercised"]} == {"contact", "rule", "role", "topic", "channel"}


@pytest.mark.parametrize("option", ["--as-of=2026-04-01", "--timezone=UTC", "--mapping=m.yaml", "--max-quarantined=2%"])
def test_how_a_log_is_read_needs_a_log(definition: Path, option: str) -> None:
    ran = run("lint", definition, option)
    assert ran.code == 2
    assert f"{option.partition('=')[0]} says how to read a log: add --against LOG." in ran.err


def test_a_log_that_cannot_be_read_is_3(definition: Path, tmp_path: Path) -> None:
    assert run("lint", definition, "--against", tmp_path / "nowhere.csv").code == 3


def test_an_unusable_definition_is_told_beside_one_that_a_log_is_held_against(
    definition: Path, log: Path, tmp_path: Path
) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(broken("severity: high", "severity: severe"), encoding="utf-8")
    ran = run("lint", path, definition, "--against", log)
    assert ran.code == 2
    assert "D108" in ran.out
    assert "D255" in ran.out

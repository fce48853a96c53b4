"""Reading waivers: every mistake at its place, nothing guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import DefinitionError, UsageError
from analyzer.review import lint_waivers, parse_waivers, read_waivers
from tests.analysis.logs import definition

GOOD = """\
- id: kick-off
  rule: [bypass, answer]
  case: APP-1
  candidate: [cand-1, cand-2]
  owner_role: candidate
  from: 2026-03-01
  until: 2026-03-31
  granted_by: people-office
  reason: >
    agreed in
    the kick-off
  note: minutes of 27 February
"""


def problems(text: str | bytes) -> list[tuple[int, int, str, str, str]]:
    with pytest.raises(DefinitionError) as caught:
        parse_waivers(text, definition=definition())
    return [(each.place.line, each.place.column, each.code, each.message, each.help) for each in caught.value.problems]


def test_a_waiver_is_read_with_everything_that_is_written() -> None:
    (waiver,) = parse_waivers(GOOD, definition=definition()).waivers
    assert (waiver.id, waiver.rules, waiver.granted_by) == ("kick-off", ("bypass", "answer"), "people-office")
    assert (waiver.reason, waiver.note) == ("agreed in the kick-off", "minutes of 27 February")
    assert waiver.narrowed == (
        ("case", ("APP-1",)), ("candidate", ("cand-1", "cand-2")), ("owner_role", ("candidate",)),
    )  # fmt: skip
    assert waiver.scope == "case APP-1; candidate cand-1, cand-2; owner_role candidate"
    day = 86_400_000_000
    assert waiver.ends - waiver.begins == 31 * day - day // 24, "31 days on the wall clock, of which one has 23 hours"


def test_any_stands_for_every_rule_or_every_case_but_not_in_quotes() -> None:
    rule = GOOD.replace("[bypass, answer]", "any")
    assert parse_waivers(rule, definition=definition()).waivers[0].rules == ()
    case = GOOD.replace("APP-1", "any")
    assert parse_waivers(case, definition=definition()).waivers[0].cases == ()
    quoted = GOOD.replace("APP-1", '"any"')
    assert parse_waivers(quoted, definition=definition()).waivers[0].cases == ("any",)


LACKING = "\n".join(line for line in GOOD.splitlines() if not line.startswith(("  until", "  granted_by"))) + "\n"
NO_SCOPE = "".join(f"{line}\n" for line in GOOD.splitlines() if line.split(":")[0].strip() not in
                   ("case", "candidate", "owner_role"))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("", [(1, 1, "D100", "the file is empty", "each waiver begins with `- id:`")], id="empty"),
        pytest.param(
            "id: a\n",
            [(1, 1, "D105", "a file of waivers must be a list: each waiver begins with `- id:`, not a mapping", "")],
            id="no-list",
        ),
        pytest.param(
            GOOD.replace("rule:", "rules:"),
            [
                (1, 3, "D103", "a waiver lacks 'rule'",
                 "rule: A rule of the definition or a list of rules; `any` for all of them"),
                (2, 3, "D102", "unknown key 'rules' in a waiver", "did you mean 'rule'?"),
            ],
            id="misspelt-key",
        ),
        pytest.param(
            GOOD.replace("[bypass, answer]", "[bypas, answer]"),
            [(2, 10, "D104", "unknown rule 'bypas' in waiver 'kick-off'", "did you mean 'bypass'?")],
            id="unknown-rule",
        ),
        pytest.param(
            GOOD.replace("owner_role: candidate", "owner_role: candidat"),
            [(5, 15, "D104", "unknown role 'candidat' in waiver 'kick-off'", "did you mean 'candidate'?")],
            id="unknown-role",
        ),
        pytest.param(
            LACKING,
            [
                (1, 3, "D103", "a waiver lacks 'granted_by'", "granted_by: Who granted it: a person or an office"),
                (1, 3, "D103", "a waiver lacks 'until'",
                 "until: The last day, or the first instant at which it is in force no longer"),
            ],
            id="no-end-and-nobody-who-granted-it",
        ),
        pytest.param(
            NO_SCOPE,
            [(1, 3, "D103", "a waiver says whom or what it is for in waiver 'kick-off'",
              "one or more of `case`, `requisition`, `candidate`, `owner_role`, `owner`; "
              "`case: any` covers every case")],
            id="no-scope",
        ),
        pytest.param(
            NO_SCOPE.replace("[bypass, answer]", "any\n  case: any"),
            [(2, 9, "D109", "any rule in any case: that would waive all in waiver 'kick-off'",
              "name the rules, or the cases, requisitions, candidates, roles or people")],
            id="everything",
        ),
        pytest.param(
            GOOD.replace("APP-1", "[APP-1, any]"),
            [(3, 17, "D109", "`case: any` stands beside other names in waiver 'kick-off'", "keep one or the other")],
            id="any-beside-names",
        ),
        pytest.param(
            GOOD.replace("2026-03-31", "2026-02-27"),
            [(7, 10, "D108", "`until` is not later than `from` in waiver 'kick-off'",
              "a day counts to its end, an instant is not included")],
            id="ends-before-it-begins",
        ),
        pytest.param(
            GOOD.replace("2026-03-31", "2026-03-01 00:00"),
            [(7, 10, "D108", "`until` is not later than `from` in waiver 'kick-off'",
              "a day counts to its end, an instant is not included")],
            id="ends-when-it-begins",
        ),
        pytest.param(
            GOOD.replace("2026-03-31", "31 March"),
            [(7, 10, "D118", "`until`: '31 March' is not a time in waiver 'kick-off'",
              "write '2026-03-04', '2026-03-04 09:30' or '2026-03-04T09:30:00-05:00'")],
            id="no-date",
        ),
        pytest.param(
            GOOD.replace("2026-03-01", "2026-03-08 02:30"),
            [(6, 9, "D118",
              "`from`: '2026-03-08 02:30' in America/New_York does not exist: there the clock was put forward over it "
              "in waiver 'kick-off'",
              "write '2026-03-08 02:30-05:00' or '2026-03-08 02:30-04:00'")],
            id="skipped-by-the-clock",
        ),
        pytest.param(
            GOOD + GOOD,
            [(13, 3, "D101", "two waivers have the id 'kick-off'",
              "first at waivers.yaml:1:3; findings name the waiver by its id")],
            id="id-twice",
        ),
        pytest.param(
            GOOD.replace("APP-1", "[{a: b}]"),
            [(3, 10, "D105", "an item of `case` must be a text, not a mapping in waiver 'kick-off'", "")],
            id="a-mapping-for-a-name",
        ),
        pytest.param(
            GOOD.replace("APP-1", "&a APP-1"),
            [(3, 9, "D115", "an anchor (&a) is refused", "write it out")],
            id="anchor",
        ),
        pytest.param(
            GOOD.replace("id: kick-off", "id: !!python/object/apply:os.system [kick-off]"),
            [(1, 7, "D105", "`id` must be a text, not a list", ""),
             (1, 7, "D115", "a YAML tag is refused", "write it out")],
            id="tag",
        ),
        pytest.param(
            GOOD + "---\n" + GOOD, [(13, 1, "D100", "a second document begins here", "one file holds one list")],
            id="two-documents",
        ),
        pytest.param(GOOD.encode() + b"\xff", [(13, 1, "D100", "the file is not UTF-8 text (byte 0xFF)",
                                                "save the file as UTF-8")], id="not-utf-8"),
        pytest.param(
            GOOD.replace("kick-off\n  rule", "kick-off\n  id: other\n  rule"),
            [(2, 3, "D101", "'id' is written twice", "first at waivers.yaml:1:3; keep one of them")],
            id="key-twice",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(text: str, found: list[tuple[int, int, str, str, str]]) -> None:
    assert problems(text) == found


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("bypass", "bypas").replace("2026-03-01", "soon") + "- {id: b, rule: answer}\n"
    assert [code for _, _, code, _, _ in problems(text)] == ["D104", "D118", *["D103"] * 5]


@pytest.mark.parametrize(
    "text", ["- " * 41, "[" * 41 + "]" * 41, "- *a\n", "- id: \x07\n", "- ? {a: b}\n", "x" * 1_000_001]
)
def test_what_could_do_harm_is_refused(text: str) -> None:
    assert {code for _, _, code, _, _ in problems(text)} <= {"D100", "D103", "D105", "D115", "D116"}


def test_a_file_that_is_not_there_is_a_wrong_argument(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the waivers '.*none.yaml' cannot be read: no such file"):
        read_waivers(tmp_path / "none.yaml", definition=definition())


def test_the_rules_of_another_definition_may_be_named_too(tmp_path: Path) -> None:
    from analyzer.definitions import load_definition

    other = load_definition(definition().source.replace("bypass:", "past:"))
    path = tmp_path / "w.yaml"
    path.write_text(GOOD.replace("[bypass, answer]", "[past, bypass]"), encoding="utf-8")
    assert read_waivers(path, definition=definition(), also=[other]).waivers[0].rules == ("past", "bypass")


# ---------------------------------------------------------------- remarks


def remarks(text: str) -> list[tuple[int, str]]:
    return [(each.place.line, each.code) for each in lint_waivers(parse_waivers(text, definition=definition()))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(GOOD, [], id="nothing"),
        pytest.param(GOOD.replace("2026-03-31", "2027-03-01"), [], id="a-year-and-a-day"),
        pytest.param(GOOD.replace("2026-03-31", "2027-03-02"), [(1, "W401")], id="longer-than-a-year"),
        pytest.param(NO_SCOPE.replace("  from", "  case: any\n  from"), [(1, "W402")], id="every-case"),
        pytest.param(
            GOOD + GOOD.replace("kick-off", "b").replace("[bypass, answer]", "answer"), [(13, "W403")], id="behind"
        ),
        pytest.param(GOOD.replace("[bypass, answer]", "answer") + GOOD.replace("kick-off", "b"), [], id="wider"),
        pytest.param(GOOD + GOOD.replace("kick-off", "b").replace("03-31", "04-01"), [], id="longer"),
        pytest.param(GOOD + GOOD.replace("kick-off", "b").replace("  case: APP-1\n", ""), [], id="less-narrow"),
        pytest.param(
            GOOD.replace("  case: APP-1\n", "") + GOOD.replace("kick-off", "b"), [(12, "W403")], id="narrower"
        ),
    ],
)
def test_what_should_be_looked_at_is_told(text: str, found: list[tuple[int, str]]) -> None:
    assert remarks(text) == found

"""`analyzer lint`: what is wrong or doubtful in a definition, before any log is read or against one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.annotations import annotation_of
from analyzer.cli.console import emit, note
from analyzer.cli.options import Against, asks_for_log_to_compare, definitions_argument, output_format
from analyzer.errors import DefinitionError, Problem

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.definitions import Definition

UNUSABLE = "D1"
SEVERITIES = ("note", "warning", "error")


@click.command("lint", short_help="Check definitions before any log is read, or against one.")
@definitions_argument()
@asks_for_log_to_compare
@output_format()
@click.option(
    "--waivers",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Check a file of waivers, too: against the definition and, with --against, against the log.",
)
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="warning",
    show_default=True,
    help="Exit with 1 on remarks (D2xx, W4xx) of this severity or a graver one. Unusable definitions (D1xx): always 2.",
)
def command(against: Against, definitions: tuple[str, ...], *, form: str, fail_on: str, waivers: Path | None) -> int:
    """Check definitions before any log is read, or against one.

    DEF is a preset's name or a YAML file. D1xx: it cannot be used. D2xx: it can, but look at this: ways from candidate
    to manager that do not pass the gatekeeper, rules that can never fire or never be kept, stages that cannot be left,
    deadlines that no calendar meets. With --against also: what the log never exercises in the definition (contacts,
    excuses, rules, names), and what in the log no contact mentions. W4xx: what to look at in the waivers.
    """
    checked = [_Checked(name, against, waivers) for name in definitions]
    problems = list(dict.fromkeys(problem for one in checked for problem in one.problems))
    if form == "text":
        _as_text(checked, problems)
    else:
        emit(_as_json(checked, problems) if form == "json" else _as_github(checked))
    if any(problem.code.startswith(UNUSABLE) for problem in problems):
        return 2
    least = SEVERITIES.index(fail_on)
    return 1 if any(SEVERITIES.index(problem.severity) >= least for problem in problems) else 0


class _Checked:
    """One definition, what there is to say of it, and the log that it was held against."""

    def __init__(self, name: str, against: Against, waivers: Path | None) -> None:
        from analyzer.definitions import lint, read_definition

        self.name = name
        self.definition: Definition | None = None
        self.analysis: Analysis | None = None
        self.problems: Sequence[Problem] = ()
        try:
            self.definition = read_definition(name)
        except DefinitionError as error:
            self.problems = error.problems
            return
        self.problems = lint(self.definition)
        if against.logs:
            from analyzer.cli.work import analysis_of
            from analyzer.insights import lint_against

            self.analysis = analysis_of(against.run_of(name), shows_notes=True)
            self.problems = sorted([*self.problems, *lint_against(self.analysis)])
        if waivers is not None:
            self.problems = [*self.problems, *self._of_waivers(self.definition, waivers)]

    def _of_waivers(self, definition: Definition, path: Path) -> Sequence[Problem]:
        from analyzer.review import lint_waivers, read_waivers, waive

        try:
            waivers = read_waivers(path, definition=definition)
        except DefinitionError as error:
            return error.problems
        return lint_waivers(waivers, None if self.analysis is None else waive(self.analysis, waivers))


# ---------------------------------------------------------------- for people


def _as_text(checked: Sequence[_Checked], problems: Sequence[Problem]) -> None:
    for problem in problems:
        emit(problem.render())
    for one in checked:
        if one.definition is not None:
            for sentence in _gatekeeping(one.definition):
                note(sentence)
    read = "1 definition" if len(checked) == 1 else f"{len(checked)} definitions"
    counts = [(severity, sum(one.severity == severity for one in problems)) for severity in reversed(SEVERITIES)]
    found = [f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts if count]
    note(f"{read} read, {', '.join(found) or 'no problems'}")


def _gatekeeping(definition: Definition) -> Iterable[str]:
    """Say for each direction about how many guarded topics the gatekeeper stands between."""
    from analyzer.definitions import gatekeeping

    kept: dict[tuple[str, str], list[str]] = {}
    for one in gatekeeping(definition):
        watched = one.detour is not None and one.detour.watchers
        state = "stands" if one.detour is None else "watched" if watched else "open"
        kept.setdefault((one.start, one.end), []).append(state)
    for (start, end), states in kept.items():
        topics = f"{len(states)} guarded topic{'s' if len(states) > 1 else ''}"
        told = ", ".join(f"{states.count(state)} {words}" for state, words in _STATES.items() if state in states)
        answer = f"yes, for {topics}" if set(states) == {"stands"} else f"of {topics}, {told}"
        asked = f"does {definition.gatekeeper} stand between {start} and {end}?"
        yield f"{PurePath(definition.path).name}: {asked} {answer}"


_STATES = {"stands": "can go no other way", "watched": "could go round (watched by a rule)", "open": "could go round"}


# ---------------------------------------------------------------- for programs


def _as_json(checked: Iterable[_Checked], problems: Iterable[Problem]) -> str:
    told: Any = [asdict(problem) for problem in problems]
    held = [_tables(one.name, one.analysis) for one in checked if one.analysis is not None]
    return json.dumps({"problems": told, "against": held} if held else told, indent=2, ensure_ascii=False)


def _tables(name: str, analysis: Analysis) -> dict[str, Any]:
    from analyzer import insights

    return {
        "definition": name,
        "digest": analysis.definition.digest,
        "as_of": analysis.as_of.isoformat(),
        "events": len(analysis.log),
        "exercised": insights.exercised(analysis).to_dict("records"),
        "unmentioned": insights.unmentioned(analysis).to_dict("records"),
        "undeclared": insights.undeclared(analysis).to_dict("records"),
    }


def _as_github(checked: Iterable[_Checked]) -> str:
    from analyzer.definitions import preset_names

    presets = preset_names()
    return "\n".join(
        annotation_of(
            problem,
            is_file=one.definition is None or problem.place.file != one.definition.path or one.name not in presets,
        )
        for one in checked
        for problem in one.problems
    )

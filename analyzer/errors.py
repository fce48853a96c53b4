"""What is said when something is wrong with the input: a definition, a log, a command's arguments.

Three kinds of wrong, never one tree: an unusable definition (`DefinitionError`, all its problems at once), an unusable
log (`InputError`), and a departure from the process, which is a finding, a result, and never an exception.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a text file something stands.

    Attributes
    ----------
    file : str
        The path as the user gave it.
    line, column : int
        Counted from 1.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a definition or a mapping, with the way out.

    Attributes
    ----------
    place : Place
        Where it stands.
    code : str
        ``D1xx`` makes a definition or waivers unusable, ``D2xx`` is a remark on a definition, ``W4xx`` on waivers,
        ``E3xx`` belongs to a log or its mapping.
    message : str
        What is wrong, in one sentence without a full stop.
    help : str
        The way out; may be empty.
    source : str
        The line of the file that `place` names, for the caret; may be empty.
    severity : {"error", "warning", "note"}
        How grave it is. Whatever makes a file unusable is an error; so is a remark on what surely cannot be meant.
    """

    place: Place
    code: str
    message: str
    help: str = ""
    source: str = ""
    severity: str = "error"

    def render(self) -> str:
        """Write the problem as a compiler would: place, source line, caret, help.

        Examples
        --------
        >>> place = Place("p.yaml", 3, 8)
        >>> print(Problem(place, "D104", "unknown topic 'x'", "did you mean 'y'?", "about: [x]").render())
        p.yaml:3:8: D104 unknown topic 'x'
           3 | about: [x]
             |        ^
          help: did you mean 'y'?

        What is no error says so: ``p.yaml:3:8: D202 warning: topic 'x' is not used``.
        """
        grave = "" if self.severity == "error" else f"{self.severity}: "
        lines = [f"{self.place}: {self.code} {grave}{self.message}"]
        if self.source:
            number = f"{self.place.line:>4}"
            lines += [f"{number} | {self.source}", f"{' ' * len(number)} | {' ' * (self.place.column - 1)}^"]
        if self.help:
            lines.append(f"  help: {self.help}")
        return "\n".join(lines)


class AnalyzerError(Exception):
    """The base of every error that a user can mend; `exit_code` is what the command line returns for it."""

    exit_code: ClassVar[int] = 4


class UsageError(AnalyzerError):
    """An argument that cannot be meant, such as an unknown preset."""

    exit_code = 2


class CalendarRangeError(AnalyzerError):
    """An instant lies outside the years that a calendar was made for."""

    exit_code = 3


@dataclass
class DefinitionError(AnalyzerError):
    """A process definition (or a mapping) that cannot be used, with every problem found in it."""

    exit_code = 2
    problems: tuple[Problem, ...]

    def __post_init__(self) -> None:
        super().__init__(str(self))

    def __str__(self) -> str:
        return "\n".join(problem.render() for problem in self.problems)


@dataclass
class InputError(AnalyzerError):
    """A log that cannot be read or trusted: which file, what is wrong, the way out.

    Attributes
    ----------
    code : str
        ``E3xx``.
    message : str
        What is wrong, naming the file (and row or column where there is one).
    help : str
        The way out.
    """

    exit_code = 3
    code: str
    message: str
    help: str = field(default="")

    def __post_init__(self) -> None:
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.code} {self.message}" + (f"\n  help: {self.help}" if self.help else "")

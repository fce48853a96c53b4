"""Whatever happens to a definition's text, its reader either understands it or says what is wrong."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings, strategies as st

from analyzer.definitions import DefinitionError, lint, load_definition, preset_text

LINES = preset_text("in-house").splitlines()
NAMES = [number for number, line in enumerate(LINES) if line.startswith("  - name:")]
LINES = LINES[: NAMES[2]]
"""With two examples only, so that most mutations hit the rules."""

NOISE = st.one_of(
    st.sampled_from(
        [
            "&a",
            "*a",
            "!t",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "- ",
            "#",
            "'",
            '"',
            "|",
            ">",
            "%",
            "@",
            "`",
            "\t",
            "\0",
            "\ud800",
            "\u2028",
            "? ",
            "<<: ",
            "---",
            "...",
            "any",
            "not: ",
            "open: ",
            "guarded",
            "0 days",
            "->",
            ",",
            "\ufeff",
            "  ",
            "\r",
        ]
    ),
    st.text(max_size=8),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["delete", "duplicate", "swap", "garble", "cut", "indent", "move"])):
            case "delete":
                del lines[at]
            case "duplicate":
                lines.insert(at, lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "garble":
                column = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:column] + draw(NOISE) + lines[at][column + draw(st.integers(0, 3)) :]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "indent":
                lines[at] = " " * draw(st.integers(0, 6)) + lines[at].lstrip()
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
    return "\n".join(lines)


def test_what_is_mutated_can_be_used_before() -> None:
    assert len(load_definition("\n".join(LINES)).examples) == 2


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_mutated_preset_is_read_or_refused_and_never_breaks_the_reader(text: str) -> None:
    try:
        definition = load_definition(text)
    except DefinitionError as error:
        assert error.problems
        assert list(error.problems) == sorted(set(error.problems))
        assert all(
            problem.message and problem.place.line >= 1 and problem.place.column >= 1 for problem in error.problems
        )
        assert str(error)
    else:
        lint(definition)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=60), st.lists(NOISE, max_size=25).map("".join), st.binary(max_size=60)))
def test_any_text_at_all_is_refused_with_problems(text: str | bytes) -> None:
    try:
        load_definition(text)
    except DefinitionError as error:
        assert error.problems
    else:
        raise AssertionError("nothing like a definition was accepted")

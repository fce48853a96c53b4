"""`analyzer graph`: the allowed contact graph and, with a log, the traffic on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.console import emit
from analyzer.cli.options import Run, asks_for_graph
from analyzer.cli.work import analysis_of, definitions_of
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from analyzer.definitions import Definition

TEXTS, PICTURES = ("mermaid", "dot"), ("png", "svg")
ENDINGS = {".png": "png", ".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}
"""What the ending of the output's name says of its format."""


@click.command("graph", short_help="Draw who may write to whom and, with a log, who did.")
@asks_for_graph
@click.option(
    "--format",
    "form",
    type=click.Choice([*PICTURES, *TEXTS]),
    help="Default: what the ending of -o says (.png, .svg, .mmd, .dot); without -o, mermaid.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write. Needed for png and svg; text goes to standard output without it.",
)
def command(run: Run, *, form: str | None, output: Path | None) -> int:
    """Draw who may write to whom and, with a log, who did.

    DEF is a preset's name or a YAML file. An arrow leads from a role to a role on the terms beside it; the gatekeeper
    is marked. With a LOG, arrows are the wider the more messages went along them, what no contact permits has dashed
    arrows of its own, and ways that nobody used are thin. Mermaid and DOT list all terms in full.
    """
    form = form or _meant(output)
    if form in PICTURES and output is None:
        raise click.UsageError(f"Say where the picture goes: -o graph.{form}.")
    (definition,) = definitions_of(run.definition)
    source = analysis_of(run, definition=definition) if run.logs else definition
    content = _content(source, form)
    if output is None:
        emit(content.decode())
        return 0
    from analyzer import reports

    if output.is_dir():
        raise UsageError(f"cannot write {output}: it is a folder")
    emit(str(reports.write_bytes(output, content)))
    return 0


def _meant(output: Path | None) -> str:
    """The format that the name of the output stands for."""
    if output is None:
        return "mermaid"
    if output.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise click.UsageError(
            f"{output.name!r} does not say which format is meant: end it in {known}, or use --format."
        )
    return ENDINGS[output.suffix.lower()]


def _content(source: Definition | Analysis, form: str) -> bytes:
    if form in TEXTS:
        from analyzer import reports

        return (reports.graph_as_dot(source) if form == "dot" else reports.graph_as_mermaid(source)).encode()
    from analyzer import charts

    picture = charts.process_graph(source)
    return charts.to_png(picture) if form == "png" else charts.to_svg(picture)

"""`analyzer schema`: the definition language for editors, and the JSON outputs for programs."""

from __future__ import annotations

import json

import click

from analyzer.cli.console import emit

DEFINITION = "definition"
DOCUMENTS = (DEFINITION, "summary", "check", "manifest")


@click.command("schema", short_help="Print a JSON Schema: of the definition language, for editors, or of an output.")
@click.argument("document", metavar="[DOCUMENT]", type=click.Choice(DOCUMENTS), default=DEFINITION)
def command(document: str) -> int:
    """Print a JSON Schema: of the definition language, for editors, or of an output.

    DOCUMENT is definition (if left out), summary (summary.json of a report), check (what `analyzer check --format json`
    prints) or manifest (manifest.json of a report). With the schema of definitions and a YAML plug-in, an editor
    completes keys and marks mistakes while you write.
    """
    if document == DEFINITION:
        from analyzer.definitions import json_schema

        schema = json_schema()
    else:
        from analyzer.reports.schemas import SCHEMAS

        schema = SCHEMAS[document]()
    emit(json.dumps(schema, indent=2, ensure_ascii=False))
    return 0

"""`analyzer schema`: the definition language for editors."""

from __future__ import annotations

import json

import click

from analyzer.cli.console import emit


@click.command("schema", short_help="Print the JSON Schema of the definition language, for editors.")
def command() -> int:
    """Print the JSON Schema of the definition language, for editors.

    With a YAML plug-in, an editor then completes keys and marks mistakes while you write.
    """
    from analyzer.definitions import json_schema

    emit(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0

"""`analyzer init`: an own copy of a preset, to be changed."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer.cli.console import emit
from analyzer.cli.options import name_presets


@click.command("init", short_help="Write an own copy of a preset, to be changed.")
@click.argument("preset", metavar="PRESET", required=False, callback=name_presets)
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Where to. Default: PRESET.yaml.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def command(preset: str, *, output: Path | None, force: bool) -> int:
    """Write an own copy of a preset, to be changed.

    Change in it what your company does differently; its examples prove that the rules still say what you mean.
    """
    from analyzer.definitions import copy_preset

    path = copy_preset(preset, output, overwrite=force)
    emit(
        f"{path}\n\nWhat to do next:\n"
        f"  change it: roles, calendar, contacts, limits\n"
        f"  analyzer lint {path}   # is it sound, and does the gatekeeper stand between?\n"
        f"  analyzer test {path}   # do the rules still say what its examples expect?\n"
        f"  analyzer test {path} --mutate   # what would no example notice?\n"
        f"  analyzer check LOG -d {path}   # hold a log against it"
    )
    return 0

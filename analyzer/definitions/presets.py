"""The definitions that come with the program, and definitions by name or path."""

from __future__ import annotations

from pathlib import Path

from analyzer.definitions.loader import load_definition
from analyzer.definitions.model import Definition
from analyzer.definitions.suggest import did_you_mean
from analyzer.errors import UsageError

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "presets", _PACKAGE.parent / "process_definitions")
"""Where presets are in an installed package, and in a working copy."""

_ENDINGS = (".yaml", ".yml")


def preset_names() -> tuple[str, ...]:
    """List the presets in alphabetical order.

    Examples
    --------
    >>> "in-house" in preset_names()
    True
    """
    return tuple(sorted(_presets()))


def preset_text(name: str) -> str:
    """Read a preset's file, to copy it and to change it.

    Raises
    ------
    UsageError
        There is no such preset.
    """
    return _preset(name).read_text(encoding="utf-8")


def copy_preset(name: str, path: str | Path | None = None, *, overwrite: bool = False) -> Path:
    """Write a preset's file to where it can be changed.

    Parameters
    ----------
    name : str
        The preset.
    path : str or Path, optional
        Where to; by default the preset's own file name in the working folder.
    overwrite : bool
        Whether a file that is there may be lost.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    UsageError
        There is no such preset, the file is there already, or it cannot be written.
    """
    preset = _preset(name)
    target = Path(preset.name if path is None else path)
    try:
        with target.open("wb" if overwrite else "xb") as file:
            file.write(preset.read_bytes())
    except FileExistsError:
        raise UsageError(f"{str(target)!r} is there already; --force overwrites it, -o FILE writes another") from None
    except OSError as error:
        raise UsageError(f"{str(target)!r} cannot be written: {error.strerror}") from None
    return target


def read_definition(name_or_path: str | Path) -> Definition:
    """Read a definition: a preset by its name, else a file by its path.

    Parameters
    ----------
    name_or_path : str or Path
        `in-house`, or the path of a YAML file. A text with a folder in it or with the ending `.yaml` is a path.

    Raises
    ------
    UsageError
        There is no such preset or file, or the file cannot be read.
    DefinitionError
        The definition cannot be used; with all its problems.
    TypeError
        Neither a text nor a path.

    Examples
    --------
    >>> read_definition("in-house").gatekeeper
    'recruiter'
    """
    if not isinstance(name_or_path, str | Path):
        raise TypeError(f"read_definition needs a preset's name or a path, not a {type(name_or_path).__name__}")
    if not _is_path(name_or_path):
        preset = _preset(str(name_or_path))
        return load_definition(preset.read_bytes(), path=preset.name).replace(preset=str(name_or_path))
    path = Path(name_or_path)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        hint = did_you_mean(path.stem, preset_names(), plural="presets")
        raise UsageError(f"there is no file {str(name_or_path)!r} ({hint})") from None
    except OSError as error:
        raise UsageError(f"{str(name_or_path)!r} cannot be read: {error.strerror}") from None
    return load_definition(raw, path=str(name_or_path))


def _is_path(name_or_path: str | Path) -> bool:
    if isinstance(name_or_path, Path):
        return True
    text = name_or_path
    return text not in _presets() and ("/" in text or "\\" in text or text.endswith(_ENDINGS) or Path(text).is_file())


def _preset(name: str) -> Path:
    presets = _presets()
    if name not in presets:
        hint = did_you_mean(name, sorted(presets), plural="presets")
        raise UsageError(f"there is no preset {name!r} ({hint}); a file needs its path, such as './{name}.yaml'")
    return presets[name]


def _presets() -> dict[str, Path]:
    folder = next((each for each in _FOLDERS if each.is_dir()), None)
    files = sorted(folder.glob("*.yaml")) if folder else []
    return {path.stem.replace("_", "-"): path for path in files}

"""An earlier report, read back from its folder: its findings and its numbers, vouched for by its manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analyzer.errors import UsageError

MANIFEST = "manifest.json"
SUMMARY = "summary.json"
FINDINGS = "findings.parquet"

COLUMNS = (
    "finding_id",
    "rule",
    "title",
    "severity",
    "verdict",
    "case_id",
    "requisition_id",
    "candidate_id",
    "event_id",
    "timestamp",
    "owner_role",
    "owner",
)
"""What is read of the earlier findings."""

NEEDED = ("as_of", "assume", "coverage_declared", "definition", "findings", "past_recruiter", "period", "verdicts")
"""Keys of the earlier summary."""


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """What an earlier report said.

    Attributes
    ----------
    folder : str
        The report's folder, as it was given.
    findings : DataFrame
        Its findings, `COLUMNS` only.
    summary : mapping
        Its `summary.json`.
    """

    folder: str
    findings: pd.DataFrame
    summary: Mapping[str, Any]


def read_report(directory: str | Path) -> Earlier:
    """Read an earlier report.

    Parameters
    ----------
    directory : path
        A folder that `analyzer report` wrote.

    Returns
    -------
    Earlier

    Raises
    ------
    UsageError
        It holds no report, or one whose files are missing, or are no longer what its manifest says, or that an older
        version wrote, which lacks what is needed.
    """
    folder = Path(directory)
    listed = _manifest(folder)
    summary = _json(_vouched(folder, SUMMARY, listed), folder / SUMMARY)
    lacking = [key for key in NEEDED if key not in summary] if isinstance(summary, dict) else list(NEEDED)
    if lacking:
        raise UsageError(f"the earlier report {folder} lacks {', '.join(lacking)} in {SUMMARY}: {_REMEDY}")
    odd = _out_of_shape(summary)
    if odd:
        raise UsageError(f"the earlier report {folder} has something unexpected under {odd} in {SUMMARY}: {_REMEDY}")
    return Earlier(str(directory), _findings(_vouched(folder, FINDINGS, listed), folder), summary)


_SHAPE: dict[str, type | tuple[type, ...]] = {
    "as_of": str,
    "assume": dict,
    "coverage_declared": bool,
    "definition": dict,
    "definition.digest": str,
    "definition.process": str,
    "definition.rules": (dict, type(None)),
    "definition.version": str,
    "findings": dict,
    "part": (dict, type(None)),
    "part.holds": (str, type(None)),
    "past_recruiter": (dict, type(None)),
    "past_recruiter.candidates": (int, type(None)),
    "period": dict,
    "period.first": str,
    "period.last": str,
    "verdicts": dict,
    "waivers": (dict, type(None)),
    "waivers.digest": (str, type(None)),
}
"""What must stand where in the earlier summary; None where a key need not be there."""

_INSTANTS = ("as_of", "period.first", "period.last")


def _out_of_shape(summary: Mapping[str, Any]) -> str:
    """The first key of the earlier summary that holds something else than it should; "" where none does."""
    for key, kinds in _SHAPE.items():
        outer, _, inner = key.partition(".")
        value = summary.get(outer)
        if inner and value is None:
            continue
        value = value.get(inner) if inner and isinstance(value, dict) else value
        if not isinstance(value, kinds) or (key in _INSTANTS and value and not _is_instant(str(value))):
            return key
    return ""


def _is_instant(text: str) -> bool:
    try:
        return pd.Timestamp(text).tzinfo is not None
    except ValueError:
        return False


_REMEDY = "write it anew with this version"


def _manifest(folder: Path) -> Mapping[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError(
            f"{folder} holds no earlier report (no {MANIFEST}); name a folder that `analyzer report` wrote"
        )
    listed = _json(_bytes(path), path)
    if not isinstance(listed, dict):
        raise UsageError(f"{path} is no manifest of a report")
    return listed


def _vouched(folder: Path, name: str, listed: Mapping[str, Any]) -> bytes:
    """Read a file of the report that is what the manifest says."""
    told = listed.get(name)
    if not isinstance(told, dict):
        raise UsageError(f"the manifest of the earlier report {folder} does not list {name}: {_REMEDY}")
    content = _bytes(folder / name)
    if sha256(content).hexdigest() != told.get("sha256"):
        raise UsageError(f"{folder / name} is not the file that {MANIFEST} vouches for: it was changed after the run")
    return content


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error


def _json(content: bytes, path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(content)
    except ValueError as error:
        raise UsageError(f"{path} cannot be read as JSON: {error}") from error
    except RecursionError as error:
        raise UsageError(f"{path} cannot be read as JSON: it is nested too deeply") from error


def _findings(content: bytes, folder: Path) -> pd.DataFrame:
    try:
        file = pq.ParquetFile(BytesIO(content))
        lacking = [name for name in COLUMNS if name not in file.schema_arrow.names]
        frame: pd.DataFrame = pd.DataFrame() if lacking else file.read(columns=list(COLUMNS)).to_pandas()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UsageError(f"{folder / FINDINGS} cannot be read: {error}") from error
    if lacking:
        raise UsageError(f"{folder / FINDINGS} lacks the columns {', '.join(lacking)}: {_REMEDY}")
    return frame.reset_index(drop=True)

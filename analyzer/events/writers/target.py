"""A file to be written whole or not at all, packed if its name says so; the same content gives the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from analyzer.errors import UsageError


@contextmanager
def target(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing; it takes the place of an older one only when all is written.

    Parameters
    ----------
    path : Path
        Packed with gzip if it ends in `.gz`, without name and time.

    Yields
    ------
    binary file

    Raises
    ------
    UsageError
        It cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as plain:
            if path.suffix.lower() == ".gz":
                with gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield plain
        part.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)

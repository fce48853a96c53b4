"""Files, folders and archives opened with care: nothing outside an archive is named, nothing unpacks without end.

A reader gets members, opens them one by one and reads them as a stream. Archives are read in place, never unpacked to
disk; an archive within an archive is not opened.
"""

from __future__ import annotations

import gzip
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from analyzer.importing.codes import refusal

LONGEST_RECORD: Final = 64 << 20
"""Bytes that one record may have, at most; more would have to be held in memory at once."""

_MOST_TIMES: Final = 200
_PIECE: Final = 1 << 20
_BUFFER: Final = 1 << 18
_HARMLESS: Final = 100 << 20
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_USUAL: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (EOFError, zlib.error, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError)
_UNOPENED: Final = (*_BROKEN, ValueError, struct.error)
_UNPACK: Final = "Unpack it yourself, and import the folder."
HEAD: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """One file: alone, in a folder, or in an archive.

    Attributes
    ----------
    shown : str
        The path as given, with the member's own path behind it.
    inner : str
        The path within the folder or archive, with `/`; of a single file its name.
    path : Path or None
        Where it lies on disk; None within an archive.
    """

    shown: str
    inner: str
    path: Path | None
    _open: Callable[[], IO[bytes]]

    def open(self) -> Metered:
        """Open it as a stream of bytes, unpacking gzip.

        Raises
        ------
        InputError
            It cannot be read (E405); while reading: it unpacks to far more than it should (E403).
        """
        return Metered(self._open(), self.shown, self._packed_size())

    def _packed_size(self) -> int:
        """Bytes on disk, where that can be compared with what comes out."""
        return self.path.stat().st_size if self.path is not None else 0

    def head(self, size: int = HEAD) -> bytes:
        """Read the first bytes."""
        with self.open() as stream:
            return stream.read(size)

    @property
    def name(self) -> str:
        """The last part of the path, in lower case, without `.gz`."""
        return PurePosixPath(self.inner).name.lower().removesuffix(".gz")


class Metered(io.RawIOBase):
    """A stream that counts what it gives, and stops what gives too much.

    Parameters
    ----------
    stream : binary file
        Unpacked already.
    shown : str
        Stands for the file in messages.
    packed : int
        Bytes on disk; 0 where a limit is kept elsewhere.
    """

    def __init__(self, stream: IO[bytes], shown: str, packed: int = 0) -> None:
        super().__init__()
        self._stream = stream
        self.shown = shown
        self._most = max(_HARMLESS, packed * _MOST_TIMES) if packed else None
        self.given = 0
        self._mark: int | None = None

    def limit_records(self) -> None:
        """From here on, refuse a record that is too long to be held in memory."""
        self._mark = self.given

    def mark(self) -> None:
        """Say that a record ends here: the limit for one record counts from now on."""
        if self._mark is not None:
            self._mark = self.given

    def readable(self) -> bool:
        """Say that bytes can be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes.

        Raises
        ------
        InputError
            Too much came out (E403), one record is too long (E406), or the packing is damaged (E405).
        """
        if size is None or size < 0:
            return b"".join(iter(lambda: self._piece(_PIECE), b""))
        return self._piece(size)

    def _piece(self, size: int) -> bytes:
        """Read piece by piece even what is wanted as a whole, so that the limits stop it in time."""
        try:
            data = self._stream.read(size)
        except _BROKEN as error:
            raise refusal("E405", f"{self.shown}: {_told(error)}") from None
        self.given += len(data)
        if self._most is not None and self.given > self._most:
            raise refusal("E403", f"{self.shown}: unpacks to more than {_MOST_TIMES} times its size")
        if self._mark is not None and self.given - self._mark > LONGEST_RECORD:
            raise refusal("E406", f"{self.shown}: a record after byte {self._mark:,} does not end")
        return data

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill a buffer; how `io.BufferedReader` reads."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file below, too."""
        self._stream.close()
        super().close()


def members(path: Path) -> list[Member]:
    """List the files of a path: itself, those in a folder and below, or those in a zip archive.

    Parameters
    ----------
    path : Path
        A file, a folder, or a `.zip`.

    Returns
    -------
    list of Member
        Sorted by path within. Hidden files, and what macOS adds to archives, are not listed.

    Raises
    ------
    InputError
        The path is missing or may not be read (E405), the archive is damaged (E405) or names paths outside (E402).
    """
    try:
        if path.is_dir():
            return _of_folder(path)
        if path.exists() and not path.is_file():
            raise refusal("E405", f"{path}: neither a file nor a folder", help="Save it as a file first.")
        with path.open("rb") as file:
            magic = file.read(len(_GZIP) + 2)
    except (OSError, ValueError) as error:
        raise refusal("E405", f"{path}: {_told(error)}", help="Check the path.") from None
    if magic in _ZIP and path.suffix.lower() not in (".xlsx", ".xlsm", ".xlsb", ".ods"):
        return _of_archive(path)
    return [Member(str(path), path.name, path, _opener(path))]


def _of_folder(path: Path) -> list[Member]:
    found = [each for each in path.rglob("*") if each.is_file()]
    inner = {each: each.relative_to(path).as_posix() for each in found}
    return [
        Member(str(each), inner[each], each, _opener(each))
        for each in sorted(found, key=lambda each: inner[each])
        if not _hidden(inner[each])
    ]


def _opener(path: Path) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        try:
            with path.open("rb") as file:
                packed = file.read(len(_GZIP)) == _GZIP
            return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]
        except OSError as error:
            raise refusal("E405", f"{path}: {_told(error)}", help="Check the path.") from None

    return opened


def _hidden(inner: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(inner).parts)


def _told(error: Exception) -> str:
    """Say what the system or a library said, in one short line."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(said.lower().split())[:200] or "cut off"


def _of_archive(path: Path) -> list[Member]:
    try:
        archive = zipfile.ZipFile(path)  # stays open: to open it anew for each of 100,000 mails would take hours
    except _UNOPENED as error:
        raise refusal("E405", f"{path}: {_told(error)}") from None
    entries = archive.infolist()
    for entry in entries:
        if _leads_out(entry):
            raise refusal("E402", f"{path}: holds {entry.filename[:200]!r}")
    packed = path.stat().st_size
    if sum(entry.file_size for entry in entries) > max(_HARMLESS, packed * _MOST_TIMES):
        raise refusal("E403", f"{path}: unpacks to more than {_MOST_TIMES} times its size")
    files = [entry for entry in entries if not entry.is_dir() and not _hidden(entry.filename)]
    _refuse_twice(path, [entry.filename for entry in files])
    for entry in files:
        if entry.flag_bits & _ENCRYPTED:
            raise refusal("E405", f"{path}: {entry.filename[:200]!r} is protected by a password", help=_UNPACK)
        if entry.compress_type not in _USUAL:
            raise refusal("E405", f"{path}: {entry.filename[:200]!r} is packed in an unusual way", help=_UNPACK)
    return [_member_of(path, archive, entry) for entry in sorted(files, key=lambda entry: entry.filename)]


def _refuse_twice(path: Path, names: list[str]) -> None:
    """Refuse an archive in which a name stands for two things: nobody could tell which of them a record is of."""
    seen: set[str] = set()
    for name in names:
        if name in seen or any(str(each) in seen for each in PurePosixPath(name).parents):
            raise refusal("E405", f"{path}: holds {name[:200]!r} twice", help=_UNPACK)
        seen.add(name)


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    outside = name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]
    return outside or stat.S_ISLNK(entry.external_attr >> 16)


def _member_of(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    """Make a member; `zipfile` gives no more of it than the size that the archive declares, and checks its sum."""
    shown = f"{path}/{entry.filename}"

    def opened() -> IO[bytes]:
        try:
            return archive.open(entry)
        except _UNOPENED as error:
            raise refusal("E405", f"{shown}: {_told(error)}") from None

    return Member(shown, entry.filename, None, opened)


def lines(stream: Metered, *, longest: int = 1 << 20) -> Iterator[tuple[bytes, bool]]:
    """Read a stream line by line, whatever its length.

    Parameters
    ----------
    stream : Metered
        Not yet read.
    longest : int
        Bytes of a line that are kept; the rest of it is passed over.

    Yields
    ------
    (bytes, bool)
        The line with its end, and whether it was cut.
    """
    buffered = io.BufferedReader(stream, _BUFFER)
    while line := buffered.readline(longest):
        cut = len(line) == longest and not line.endswith(b"\n") and bool(buffered.peek(1))
        yield line, cut
        while cut:  # passed over only when the next line is wanted
            rest = buffered.readline(_BUFFER)
            cut = bool(rest) and not rest.endswith(b"\n")

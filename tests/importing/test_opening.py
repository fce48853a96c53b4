"""Archives and streams that want too much, or lead elsewhere, are refused before they do harm."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.errors import InputError
from analyzer.importing import opening
from analyzer.importing.opening import lines, members


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def drain(path: Path) -> int:
    total = 0
    for member in members(path):
        with member.open() as stream:
            while data := stream.read(1 << 16):
                total += len(data)
    return total


def renamed(path: Path, name: str, other: str) -> Path:
    """Write another name of the same length into an archive, as `zipfile` itself would not."""
    path.write_bytes(path.read_bytes().replace(name.encode(), other.encode()))
    return path


# ---------------------------------------------------------------- what is listed


def test_members_of_folders_and_archives_are_sorted_and_without_hidden_files(tmp_path: Path) -> None:
    names = ["b.json", "a/c.json", "A.json", ".hidden", "__MACOSX/x.json", "a/.DS_Store"]
    folder = tmp_path / "folder"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"{}")
    archive = zipped(tmp_path / "all.zip", *((name, b"{}") for name in names))
    listed = ["A.json", "a/c.json", "b.json"]
    assert [member.inner for member in members(folder)] == listed
    assert [member.inner for member in members(archive)] == listed
    assert members(archive)[1].shown == f"{archive}/a/c.json"


def test_gzip_is_unpacked_and_its_ending_is_no_part_of_the_name(tmp_path: Path) -> None:
    (tmp_path / "calls.json.gz").write_bytes(gzip.compress(b'{"a": 1}'))
    (member,) = members(tmp_path / "calls.json.gz")
    assert (member.name, member.head()) == ("calls.json", b'{"a": 1}')


def test_an_archive_within_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", ("x.ics", b"secret"))
    outer = zipped(tmp_path / "outer.zip", ("inner.zip", inner.read_bytes()))
    assert [member.inner for member in members(outer)] == ["inner.zip"]
    assert members(outer)[0].head(2) == b"PK"


def test_an_empty_archive_has_no_members(tmp_path: Path) -> None:
    assert members(zipped(tmp_path / "empty.zip")) == []


def test_members_of_one_archive_can_be_read_side_by_side(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "x.zip", ("a", b"a" * 300_000), ("b", b"b" * 300_000))
    first, second = (member.open() for member in members(archive))
    got = [(first.read(1000), second.read(1000)) for _ in range(300)]
    first.close()
    second.close()
    assert all(pair == (b"a" * 1000, b"b" * 1000) for pair in got)


def test_an_archive_of_many_small_files_is_not_parsed_anew_for_each(tmp_path: Path, monkeypatch: object) -> None:
    archive = zipped(tmp_path / "x.zip", *((f"{n}.eml", b"x") for n in range(3_000)))
    parsed = 0
    original = zipfile.ZipFile._RealGetContents  # type: ignore[attr-defined]

    def counting(self: zipfile.ZipFile) -> None:
        nonlocal parsed
        parsed += 1
        original(self)

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", counting)  # type: ignore[attr-defined]
    assert drain(archive) == 3_000
    assert parsed == 1


# ---------------------------------------------------------------- bombs


def bomb(path: Path) -> Path:
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(130):
            file.write(bytes(1 << 20))
    return path


def test_a_gzip_bomb_is_stopped_while_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unpacks to more than 200 times") as caught:
        drain(bomb(tmp_path / "x.json.gz"))
    assert caught.value.code == "E403"


def test_a_gzip_bomb_is_stopped_even_where_all_is_read_at_once(tmp_path: Path) -> None:
    (member,) = members(bomb(tmp_path / "x.json.gz"))
    with member.open() as stream, pytest.raises(InputError, match="unpacks to more"):
        stream.read()
    assert stream.given <= (101 << 20)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as entry:
        for _ in range(130):
            entry.write(bytes(1 << 20))
    with pytest.raises(InputError) as caught:
        members(path)
    assert caught.value.code == "E403"


def test_what_is_small_may_be_packed_as_tightly_as_it_likes(tmp_path: Path) -> None:
    assert drain(zipped(tmp_path / "x.zip", ("zeros", bytes(5 << 20)))) == 5 << 20


def test_a_declared_size_that_is_too_small_gives_no_more_than_declared(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", ("zeros", bytes(1 << 20)))
    lying = path.read_bytes().replace(struct.pack("<L", 1 << 20), struct.pack("<L", 100))
    path.write_bytes(lying)
    (member,) = members(path)
    with member.open() as stream, pytest.raises(InputError, match="crc") as caught:
        stream.read()
    assert caught.value.code == "E405"
    assert stream.given <= 100


# ---------------------------------------------------------------- names that lead elsewhere


@pytest.mark.parametrize(
    "name",
    [
        *("../evil", "a/../../x", "/etc/evil", "\\evil.tx", "..\\evil1", "a\\..\\..", "C:/evil1", "c:evil12"),
        *("//host/a", "\\\\host\\a", "..", "a/.."),
    ],
)
def test_a_path_outside_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = renamed(zipped(tmp_path / "x.zip", ("q" * len(name), b"x")), "q" * len(name), name)
    with pytest.raises(InputError, match="holds") as caught:
        members(path)
    assert caught.value.code == "E402"


def test_dots_within_a_name_lead_nowhere(tmp_path: Path) -> None:
    assert [member.inner for member in members(zipped(tmp_path / "x.zip", ("a..b/c...d", b"")))] == ["a..b/c...d"]


@pytest.mark.parametrize("names", [("a.json", "a.json"), ("a", "a/b.json"), ("a/b", "a/b/c/d.json")])
def test_an_archive_in_which_a_name_stands_for_two_things_is_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    first, second = names
    path = zipped(tmp_path / "x.zip", ("q" * len(first), b"x"), (second, b"y"))
    with pytest.raises(InputError, match="twice") as caught:
        members(renamed(path, "q" * len(first), first))
    assert caught.value.code == "E405"


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("passwords.json")
    link.external_attr = 0o120777 << 16
    with pytest.raises(InputError) as caught:
        members(zipped(tmp_path / "x.zip", (link, b"/etc/passwd")))
    assert caught.value.code == "E402"


# ---------------------------------------------------------------- damaged, locked, unusual, missing


def test_a_protected_archive_says_that_it_is_protected(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", ("a.json", b"{}"))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match="protected by a password") as caught:
        members(path)
    assert caught.value.code == "E405"
    assert "Unpack it yourself" in str(caught.value.help)


def test_rare_packings_are_refused_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unusual way") as caught:
        members(zipped(tmp_path / "x.zip", ("a.json", b"{}"), packing=zipfile.ZIP_LZMA))
    assert caught.value.code == "E405"


def whole_gzip() -> bytes:
    return gzip.compress(bytes(random.Random(1).randbytes(4000)))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut"),
        pytest.param(lambda data: data[:-4], id="cut-in-the-sum"),
        pytest.param(lambda data: data + b"more", id="more-behind-it"),
        pytest.param(lambda data: data[:60] + b"\xff\xff\xff" + data[63:], id="changed"),
        pytest.param(lambda data: data[:2] + b"\x07" + data[3:], id="other-method"),
        pytest.param(lambda data: data[:3], id="magic-only"),
    ],
)
def test_damaged_gzip_is_told(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    (tmp_path / "x.gz").write_bytes(spoil(whole_gzip()))
    with pytest.raises(InputError) as caught:
        drain(tmp_path / "x.gz")
    assert caught.value.code == "E405"


def test_damaged_archives_are_told_whatever_the_damage(tmp_path: Path) -> None:
    rng = random.Random(20260301)
    whole = zipped(tmp_path / "x.zip", ("a.json", rng.randbytes(500)), ("b/c.json", b"{}" * 300)).read_bytes()
    codes = set()
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(4, len(data))] = rng.randrange(256)
        if rng.random() < 0.2:
            del data[rng.randrange(4, len(data)) :]
        (tmp_path / "x.zip").write_bytes(data)
        try:
            drain(tmp_path / "x.zip")
            codes.add("read")
        except InputError as error:
            codes.add(error.code)
    assert codes >= {"read", "E405"}
    assert codes <= {"read", "E402", "E403", "E405"}


def test_what_is_missing_or_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in [(tmp_path / "no", "no such file"), (tmp_path / "pipe", "neither a file nor a folder")]:
        with pytest.raises(InputError, match=said) as caught:
            members(path)
        assert caught.value.code == "E405"


def test_a_folder_with_a_pipe_in_it_does_not_wait_for_the_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert members(tmp_path) == []


def test_a_file_that_goes_away_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"[]")
    (member,) = members(tmp_path)
    (tmp_path / "x.json").unlink()
    with pytest.raises(InputError, match="no such file") as caught:
        member.open()
    assert caught.value.code == "E405"


# ---------------------------------------------------------------- records and lines


def stream_of(data: bytes) -> opening.Metered:
    return opening.Metered(io.BytesIO(data), "x")


@pytest.mark.parametrize(
    ("data", "read"),
    [
        pytest.param(b"", [], id="empty"),
        pytest.param(b"ab\ncd", [(b"ab\n", False), (b"cd", False)], id="no-end-of-the-last"),
        pytest.param(b"abcdef\ngh\n", [(b"abcde", True), (b"gh\n", False)], id="cut"),
        pytest.param(b"abcde" * 9 + b"\nx", [(b"abcde", True), (b"x", False)], id="cut-over-and-over"),
        pytest.param(b"abcd\nx", [(b"abcd\n", False), (b"x", False)], id="just-as-long"),
        pytest.param(b"abcde", [(b"abcde", False)], id="last-just-as-long"),
        pytest.param(b"\0\0\n\0", [(b"\0\0\n", False), (b"\0", False)], id="nuls"),
    ],
)
def test_lines_are_kept_up_to_a_length(data: bytes, read: list[tuple[bytes, bool]]) -> None:
    assert list(lines(stream_of(data), longest=5)) == read


def test_a_record_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LONGEST_RECORD", 1000)
    stream = stream_of(bytes(3000))
    stream.read(900)
    stream.limit_records()
    stream.read(1000)
    stream.mark()
    stream.read(1000)
    with pytest.raises(InputError, match="after byte 1,900 does not end") as caught:
        stream.read(1)
    assert caught.value.code == "E406"


BOUNDED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from pathlib import Path
from analyzer.errors import InputError
from analyzer.importing.json_records import json_records
from analyzer.importing.ledger import FileLedger
from analyzer.importing.opening import lines, members
(member,) = members(Path(sys.argv[1]))
try:
    if sys.argv[2] == "json":
        print(sum(1 for _ in json_records(member, FileLedger("x", "aircall"), under=["calls"])), "records")
    else:
        with member.open() as stream:
            print([(len(line), cut) for line, cut in lines(stream)])
except InputError as error:
    print(error.code)
status = Path("/proc/self/status").read_text()  # of this program alone; what getrusage tells includes its parent
print(int(status.partition("VmHWM:")[2].split()[0]) >> 10)
"""


def peak_of(path: Path, how: str) -> tuple[str, int]:
    done = subprocess.run([sys.executable, "-c", BOUNDED, path, how], capture_output=True, text=True, check=True)
    said, peak = done.stdout.splitlines()
    return said, int(peak)


SIZES = [pytest.param(160 << 20, id="160-mb"), pytest.param(1 << 30, id="1-gb", marks=pytest.mark.deep)]


@pytest.mark.parametrize("size", SIZES)
def test_a_line_without_end_is_passed_over_in_little_memory(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.txt"
    with path.open("wb") as file:
        file.truncate(size)  # a hole: NULs that need no room
    said, peak = peak_of(path, "lines")
    assert said == "[(1048576, True)]"
    assert peak < 200


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("begin", [b'[{"id": 1}, {"a": "', b'{"a": "', b'{"calls": [{"a": "', b'{"id": 1}\n{"a": "'])
def test_a_record_without_end_is_refused_in_bounded_memory(tmp_path: Path, begin: bytes, size: int) -> None:
    path = tmp_path / "x.json"
    with path.open("wb") as file:
        file.write(begin)
        piece = b"x" * (1 << 20)
        for _ in range(size >> 20):
            file.write(piece)
    said, peak = peak_of(path, "json")
    assert said == ("1 records" if begin.startswith(b'{"id"') else "E406")
    assert peak < 700

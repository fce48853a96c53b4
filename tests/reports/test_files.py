import json
import math
import stat

import numpy as np
import pytest

from analyzer.errors import UsageError
from analyzer.reports import files


def test_a_file_is_replaced_only_when_it_is_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("before")
    with pytest.raises(RuntimeError), files.replacing(path) as scratch:
        scratch.write_text("half")
        raise RuntimeError
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_written_file_can_be_read_by_whom_the_mask_allows(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("")
    path = files.write_bytes(tmp_path / "a.txt", b"x")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="cannot write"):
        files.write_bytes(tmp_path / "no" / "a.txt", b"x")


def test_json_has_sorted_keys_and_plain_numbers():
    assert files.as_json({"b": np.int64(1), "a": np.float64(0.5)}, indent=None) == '{"a": 0.5, "b": 1}'


def test_json_never_holds_a_number_that_json_does_not_know():
    with pytest.raises(ValueError, match="JSON"):
        files.as_json({"a": math.nan})
    assert json.loads(files.as_json("\u2028é")) == "\u2028é"

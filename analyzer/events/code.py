"""What a code of trouble with a log or an export is: where it shows up, what is wrong, the way out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["file", "row", "remark", "mapping", "scope"]


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of trouble with a log.

    Attributes
    ----------
    code : str
        `E3xx`; `E4xx` in `analyzer.importing.codes`.
    where : str
        `file`: the log cannot be used (exit status 3). `row`: the row is set aside. `remark`: told, nothing set aside.
        `mapping`: the mapping file cannot be used (exit status 2). `scope`: the record is no concern of the log.
    title : str
        What is wrong, as a phrase that goes on from "this row: ".
    help : str
        What to do.
    """

    code: str
    where: Where
    title: str
    help: str

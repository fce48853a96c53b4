"""Reading back what the page holds, as its script does (base.js)."""

import re
from itertools import accumulate

from analyzer.reports.coding import unpacked


def numbers(column):
    """Whole numbers of a coded column."""
    if "n" in column:
        return [column["k"]] * column["n"]
    return list(accumulate(column["g"])) if "g" in column else column["c"]


def texts(coded):
    """A list of texts, or a pattern and its numbers."""
    if isinstance(coded, list):
        return coded
    head, *rest = coded["p"]
    rows = zip(*map(numbers, coded["f"]), strict=True)
    return [
        head + "".join(str(n).zfill(w) + piece for n, w, piece in zip(row, coded["w"], rest, strict=True))
        for row in rows
    ]


def decode(column):
    """Values of a coded column."""
    if "v" in column:
        return texts(column["v"])
    if "d" in column:
        values = texts(column["d"])
        return [values[code] for code in numbers(column)]
    return [None if "t" in column and code < 0 else code + column.get("t", 0) for code in numbers(column)]


def blocks(page):
    """Every block of data of a page, unpacked: the head, then the parts."""
    found = re.findall(r'<script type="application/octet-stream" id="(payload[-0-9]*)">([^<]*)</script>', page)
    assert [name for name, _ in found] == ["payload", *(f"payload-{i}" for i in range(len(found) - 1))]
    return [unpacked(text) for _, text in found]


def event_ids(part):
    """Ids of the events of a part, of what its findings are about, and of their evidence as in the tables."""
    ids = [*texts(part["ids"]), ""]
    event, about, evidence = ([ids[code] for code in numbers(part[name])] for name in ("event", "about", "evidence"))
    ends = numbers(part["ends"])
    return event, about, ["; ".join(evidence[a:b]) for a, b in zip([0, *ends], ends, strict=False)]

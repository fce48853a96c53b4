"""Real exports to one canonical log: read, resolved, joined, de-duplicated, accounted for.

What a notebook needs of it is handed out here, and loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.importing.labels import Label as Label, Labels as Labels, read_labels as read_labels
    from analyzer.importing.measuring import Measure as Measure, measure_topics as measure_topics
    from analyzer.importing.sheet import LabelSheet as LabelSheet, label_sheet as label_sheet
    from analyzer.importing.topics import Tagger as Tagger, tag_topics as tag_topics

_HOMES = {
    "Label": "labels",
    "LabelSheet": "sheet",
    "Labels": "labels",
    "Measure": "measuring",
    "Tagger": "topics",
    "label_sheet": "sheet",
    "measure_topics": "measuring",
    "read_labels": "labels",
    "tag_topics": "topics",
}

__all__ = [
    "Label",
    "LabelSheet",
    "Labels",
    "Measure",
    "Tagger",
    "label_sheet",
    "measure_topics",
    "read_labels",
    "tag_topics",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

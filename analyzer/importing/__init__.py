"""Real exports to one canonical log: read, resolved, joined, de-duplicated, accounted for.

What a notebook needs of it is handed out here, and loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.importing.how import How as How
    from analyzer.importing.imported import Counts as Counts, Imported as Imported
    from analyzer.importing.labels import Label as Label, Labels as Labels, read_labels as read_labels
    from analyzer.importing.measuring import Measure as Measure, measure_topics as measure_topics
    from analyzer.importing.pipeline import Telling as Telling, import_log as import_log
    from analyzer.importing.settings import Settings as Settings, Source as Source, TeamRole as TeamRole
    from analyzer.importing.settings_file import read_settings as read_settings, region_of as region_of, when as when
    from analyzer.importing.sheet import LabelSheet as LabelSheet, label_sheet as label_sheet
    from analyzer.importing.telling import KIND_NAMES as KIND_NAMES, TABLES as TABLES, kind_of as kind_of
    from analyzer.importing.topics import Tagger as Tagger, tag_topics as tag_topics

_HOMES = {
    "Counts": "imported",
    "How": "how",
    "Imported": "imported",
    "KIND_NAMES": "telling",
    "Label": "labels",
    "LabelSheet": "sheet",
    "Labels": "labels",
    "Measure": "measuring",
    "Settings": "settings",
    "Source": "settings",
    "TABLES": "telling",
    "Tagger": "topics",
    "TeamRole": "settings",
    "Telling": "pipeline",
    "import_log": "pipeline",
    "kind_of": "telling",
    "label_sheet": "sheet",
    "measure_topics": "measuring",
    "read_labels": "labels",
    "read_settings": "settings_file",
    "region_of": "settings_file",
    "tag_topics": "topics",
    "when": "settings_file",
}

__all__ = [
    "KIND_NAMES",
    "TABLES",
    "Counts",
    "How",
    "Imported",
    "Label",
    "LabelSheet",
    "Labels",
    "Measure",
    "Settings",
    "Source",
    "Tagger",
    "TeamRole",
    "Telling",
    "import_log",
    "kind_of",
    "label_sheet",
    "measure_topics",
    "read_labels",
    "read_settings",
    "region_of",
    "tag_topics",
    "when",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

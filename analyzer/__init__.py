"""Replays hiring event logs through a process definition and says which contacts went past the recruiter.

The names below are all that a notebook needs. Each is loaded when it is first used, so that `import analyzer` (and
`analyzer --help`) costs next to nothing: pandas alone takes the better part of a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer import (
        charts as charts,
        importing as importing,
        insights as insights,
        reports as reports,
        review as review,
    )
    from analyzer.analysis import (
        Analysis as Analysis,
        Comparison as Comparison,
        analyze as analyze,
        lint as lint,
        run_examples as run_examples,
        run_mutants as run_mutants,
    )
    from analyzer.definitions import load_definition as load_definition, read_definition as read_definition
    from analyzer.discovery import Draft as Draft, discover as discover
    from analyzer.errors import (
        DefinitionError as DefinitionError,
        InputError as InputError,
        UsageError as UsageError,
    )
    from analyzer.events import log_from_frame as log_from_frame, read_log as read_log, read_sql as read_sql
    from analyzer.importing import (
        How as How,
        Imported as Imported,
        Settings as Settings,
        Source as Source,
        import_log as import_log,
        read_settings as read_settings,
    )
    from analyzer.progress_line import progress as progress
    from analyzer.reports.dictionary import columns as columns
    from analyzer.review import read_waivers as read_waivers, waive as waive

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "analyzer.analysis",
    "Comparison": "analyzer.analysis",
    "DefinitionError": "analyzer.errors",
    "Draft": "analyzer.discovery",
    "How": "analyzer.importing",
    "Imported": "analyzer.importing",
    "InputError": "analyzer.errors",
    "Settings": "analyzer.importing",
    "Source": "analyzer.importing",
    "UsageError": "analyzer.errors",
    "analyze": "analyzer.analysis",
    "columns": "analyzer.reports.dictionary",
    "discover": "analyzer.discovery",
    "import_log": "analyzer.importing",
    "lint": "analyzer.analysis",
    "load_definition": "analyzer.definitions",
    "log_from_frame": "analyzer.events",
    "progress": "analyzer.progress_line",
    "read_definition": "analyzer.definitions",
    "read_log": "analyzer.events",
    "read_settings": "analyzer.importing",
    "read_sql": "analyzer.events",
    "read_waivers": "analyzer.review",
    "run_examples": "analyzer.analysis",
    "run_mutants": "analyzer.analysis",
    "waive": "analyzer.review",
}
_PACKAGES = ("charts", "importing", "insights", "reports", "review")

__all__ = [
    "Analysis",
    "Comparison",
    "DefinitionError",
    "Draft",
    "How",
    "Imported",
    "InputError",
    "Settings",
    "Source",
    "UsageError",
    "__version__",
    "analyze",
    "charts",
    "columns",
    "discover",
    "import_log",
    "importing",
    "insights",
    "lint",
    "load_definition",
    "log_from_frame",
    "progress",
    "read_definition",
    "read_log",
    "read_settings",
    "read_sql",
    "read_waivers",
    "reports",
    "review",
    "run_examples",
    "run_mutants",
    "waive",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in _PACKAGES:
        return import_module(f"{__name__}.{name}")
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

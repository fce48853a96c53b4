"""Reports: one analysis in, bytes out.

A web page, a workbook, tables, JSON, text for a console, and a folder with all of them. Every file is written whole or
not at all, and the same analysis gives the same bytes: there is no clock in here. Nothing is judged here either; what a
finding is, `analysis` has said.

Each name is loaded when it is first used: text on a console should not wait for charts and workbooks.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.findings import LIMITS as LIMITS
    from analyzer.reports.accounts import accounts_line as accounts_line, accounts_text as accounts_text
    from analyzer.reports.bundle import (
        check_folder as check_folder,
        making_folder as making_folder,
        write_report as write_report,
    )
    from analyzer.reports.comparison import (
        comparison_as_json as comparison_as_json,
        comparison_text as comparison_text,
    )
    from analyzer.reports.dictionary_forms import dictionary_as as dictionary_as
    from analyzer.reports.digest import Envelope as Envelope, digest_of as digest_of, write_digest as write_digest
    from analyzer.reports.excel import write_excel as write_excel
    from analyzer.reports.facts import (
        STATEMENT as STATEMENT,
        within_limits as within_limits,
    )
    from analyzer.reports.files import write_bytes as write_bytes
    from analyzer.reports.graphs import graph_as_dot as graph_as_dot, graph_as_mermaid as graph_as_mermaid
    from analyzer.reports.html import write_html as write_html
    from analyzer.reports.markdown import summary_markdown as summary_markdown, write_markdown as write_markdown
    from analyzer.reports.pdf import printing as printing, write_pdf as write_pdf
    from analyzer.reports.reviewed import changes_text as changes_text
    from analyzer.reports.tables import write_summary as write_summary, write_tables as write_tables
    from analyzer.reports.text import (
        findings_as_github as findings_as_github,
        findings_as_json as findings_as_json,
        summary_text as summary_text,
        verdict_text as verdict_text,
    )

_HOMES = {
    "Envelope": "digest",
    "LIMITS": "facts",
    "STATEMENT": "facts",
    "accounts_line": "accounts",
    "accounts_text": "accounts",
    "changes_text": "reviewed",
    "check_folder": "bundle",
    "comparison_as_json": "comparison",
    "comparison_text": "comparison",
    "dictionary_as": "dictionary_forms",
    "digest_of": "digest",
    "findings_as_github": "text",
    "findings_as_json": "text",
    "graph_as_dot": "graphs",
    "graph_as_mermaid": "graphs",
    "making_folder": "bundle",
    "printing": "pdf",
    "summary_markdown": "markdown",
    "summary_text": "text",
    "verdict_text": "text",
    "within_limits": "facts",
    "write_bytes": "files",
    "write_digest": "digest",
    "write_excel": "excel",
    "write_html": "html",
    "write_markdown": "markdown",
    "write_pdf": "pdf",
    "write_report": "bundle",
    "write_summary": "tables",
    "write_tables": "tables",
}

__all__ = [
    "LIMITS",
    "STATEMENT",
    "Envelope",
    "changes_text",
    "check_folder",
    "comparison_as_json",
    "comparison_text",
    "dictionary_as",
    "digest_of",
    "findings_as_github",
    "findings_as_json",
    "graph_as_dot",
    "graph_as_mermaid",
    "making_folder",
    "printing",
    "summary_markdown",
    "summary_text",
    "verdict_text",
    "within_limits",
    "write_bytes",
    "write_digest",
    "write_excel",
    "write_html",
    "write_markdown",
    "write_pdf",
    "write_report",
    "write_summary",
    "write_tables",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

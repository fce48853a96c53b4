"""Reports: one analysis in, bytes out.

A web page, a workbook, tables, JSON, text for a console, and a folder with all of them. Every file is written whole or
not at all, and the same analysis gives the same bytes: there is no clock in here. Nothing is judged here either; what a
finding is, `analysis` has said.
"""

from analyzer.reports.bundle import write_report
from analyzer.reports.excel import write_excel
from analyzer.reports.facts import LIMITS, STATEMENT, within_limits
from analyzer.reports.html import write_html
from analyzer.reports.tables import write_summary, write_tables
from analyzer.reports.text import findings_as_github, findings_as_json, summary_text

__all__ = [
    "LIMITS",
    "STATEMENT",
    "findings_as_github",
    "findings_as_json",
    "summary_text",
    "within_limits",
    "write_excel",
    "write_html",
    "write_report",
    "write_summary",
    "write_tables",
]

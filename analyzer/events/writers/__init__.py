"""Event logs to files: tables that `read_log` reads back as they were, and XES for other tools."""

from analyzer.events.writers.tables import NAMES, log_table, write_log
from analyzer.events.writers.xes import write_xes

__all__ = ["NAMES", "log_table", "write_log", "write_xes"]

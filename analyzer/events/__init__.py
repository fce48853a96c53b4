"""Event logs: read, checked, coded; every row accounted for."""

from analyzer.events.code import Code
from analyzer.events.codes import CODES, LOG_CODES
from analyzer.events.columns import CANONICAL
from analyzer.events.frame import log_from_frame, to_frame
from analyzer.events.log import UNKNOWN, Coded, EventLog, Kind
from analyzer.events.mapping import MAPPING_KEYS, ColumnRule, Mapping
from analyzer.events.mapping_file import read_mapping
from analyzer.events.quality import FileQuality, Quality, Remark
from analyzer.events.reader import build_log, read_log, read_sql

__all__ = [
    "CANONICAL",
    "CODES",
    "LOG_CODES",
    "MAPPING_KEYS",
    "UNKNOWN",
    "Code",
    "Coded",
    "ColumnRule",
    "EventLog",
    "FileQuality",
    "Kind",
    "Mapping",
    "Quality",
    "Remark",
    "build_log",
    "log_from_frame",
    "read_log",
    "read_mapping",
    "read_sql",
    "to_frame",
]

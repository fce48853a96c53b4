"""Every way in which a log, a row of it or a mapping can be wrong: the one table that messages and manual share.

Values only. A code is never used for a second meaning; where it shows up is its `where`.
"""

from __future__ import annotations

from typing import Final

from analyzer.events.code import Code
from analyzer.events.export_codes import EXPORT_CODES

_ALL: Final = (
    Code("E301", "file", "the file is missing or may not be read", "Check the path and the permissions."),
    Code("E302", "file", "the file is empty", "Export it again; a log needs a line of headings and rows."),
    Code(
        "E303",
        "file",
        "no row could be used as an event",
        "Mend the rows named, or export again if there are none.",
    ),
    Code("E304", "file", "a needed column is missing", "Rename the column, or map it: --mapping FILE, key `columns`."),
    Code(
        "E305",
        "file",
        "times without a zone",
        "Declare the zone: --timezone Europe/Berlin, or `timezone:` in a mapping.",
    ),
    Code("E306", "file", "the text is not UTF-8", "Save it as UTF-8, or declare `encoding:` in a mapping."),
    Code("E307", "file", "the file is damaged or cut off", "Export or copy it again."),
    Code(
        "E308",
        "file",
        "the format is not known",
        "Use CSV, JSON Lines, Parquet, Excel, XES or OCEL, or declare `format:` in a mapping.",
    ),
    Code("E309", "file", "too many rows were set aside", "Mend the rows named, or allow more: --max-quarantined."),
    Code("E310", "file", "two columns have the same heading", "Rename one of them in the export."),
    Code(
        "E311",
        "file",
        "a column of names has too many different values",
        "Check that it holds roles or topics, not addresses.",
    ),
    Code("E312", "file", "the sheet is not there", "Name one of the sheets listed, with `sheet:` in a mapping."),
    Code(
        "E313",
        "file",
        "a document type or an entity in XML",
        "Export it without DOCTYPE: a log needs none, and it may unfold without end.",
    ),
    Code("E314", "file", "larger, deeper or wider than a log is", "Look for a misread file, or export less at a time."),
    Code("E315", "file", "the file is not what its format asks for", "Check which format the export has."),
    Code("E316", "file", "which objects are the cases is not declared", "Declare `object_type:` in a mapping."),
    Code("E317", "file", "the database does not answer the query", "Check the URL and the query with the database."),
    Code("E320", "row", "another number of cells than there are headings", "Look for a missing quote or separator."),
    Code("E321", "row", "broken quoting", "Close the quotation mark; write a mark inside a cell twice."),
    Code("E322", "row", "bytes that are not UTF-8", "Save the file as UTF-8, or declare `encoding:` in a mapping."),
    Code("E323", "row", "not a JSON object on one line", "Write one object a line, each name once."),
    Code("E324", "row", "no time", "Fill in the timestamp."),
    Code(
        "E325",
        "row",
        "a time that cannot be read",
        "Write 2026-03-04T09:30:00+01:00, or declare `format:` in a mapping.",
    ),
    Code("E326", "row", "a date without a time", "Export times, or declare `precision: day` in a mapping."),
    Code("E327", "row", "a local time that the clock change skipped", "Export times with their offset, or in UTC."),
    Code("E328", "row", "a local time that the clock change made twice", "Export times with their offset, or in UTC."),
    Code("E329", "row", "a time before 1970 or after 2100", "Correct the time; look for a misread day or century."),
    Code("E330", "row", "no case id", "Fill in the case id."),
    Code("E331", "row", "an id longer than 4,096 characters", "Map the column that holds the id."),
    Code("E332", "row", "a control character in an id", "Clean the export."),
    Code(
        "E333",
        "row",
        "neither activity nor parties nor stage",
        "Fill in `activity`, or the roles of a message, or `stage`.",
    ),
    Code(
        "E334",
        "row",
        "the event id of another event with other content",
        "Make ids unique; the event sorting first was kept.",
    ),
    Code("E335", "row", "a value that the mapping does not list", "Add it under `values:`, or set `others: keep`."),
    Code("E336", "row", "a cell that the mapping's pattern does not match", "Widen `pattern:`, or set `others: drop`."),
    Code("E337", "row", "a list item that holds the list separator", "Declare another `list_separator:`."),
    Code("E338", "row", "a value stands twice in one event", "Export each attribute of an event, or its case, once."),
    Code("E339", "row", "an event that does not keep to its format", "Export it again."),
    Code(
        "E340",
        "remark",
        "times finer than a microsecond were cut",
        "Nothing: events closer than that count as simultaneous.",
    ),
    Code(
        "E341",
        "remark",
        "messages without a sender's role",
        "Fill in `sender_role`; verdicts that need it are undecided.",
    ),
    Code("E342", "remark", "rows without an event id got one made from their content", "Export the id of each event."),
    Code("E343", "remark", "an optional column is missing", "Export it, if rules ask for it."),
    Code("E344", "remark", "an `opened_at` that cannot be read was ignored", "Write it as a timestamp."),
    Code("E345", "remark", "parties whose role is not known (`?`)", "Add them to the directory or the mapping."),
    Code("E346", "remark", "values that the mapping does not list were dropped", "Add them under `values:`."),
    Code("E347", "remark", "messages without a topic", "Fill in `topics`; verdicts that need it are undecided."),
    Code("E348", "remark", "messages that name no recipient's role", "Fill in `recipient_roles`."),
    Code(
        "E349",
        "remark",
        "times are known to the minute or day only",
        "Export finer times: a verdict that hangs on the exact moment is undecided (clock-precision).",
    ),
    Code("E350", "remark", "a file has headings, but no rows", "Export it again, or leave it out."),
    Code("E351", "remark", "cases without an event", "Nothing: there is nothing to judge in them."),
    Code(
        "E352",
        "remark",
        "a column gave way to one that the format itself has for it",
        "Nothing, or map it: --mapping FILE, key `columns`.",
    ),
    Code(
        "E353",
        "remark",
        "characters that XML cannot hold were replaced",
        "Nothing, or export another format, which holds them.",
    ),
    Code("E354", "remark", "relations to objects that are not in the file", "Export the objects, too."),
    Code(
        "E355",
        "remark",
        "values of objects without a time were left out",
        "Export when they changed, as OCEL 2.0 asks.",
    ),
    Code("E360", "mapping", "not readable as YAML", "Check indentation and quotes at the place named."),
    Code("E361", "mapping", "anchors, aliases and tags are not allowed", "Write the value out."),
    Code("E362", "mapping", "a key is written twice", "Remove one of them."),
    Code("E363", "mapping", "an unknown key", "See the list of keys in the manual."),
    Code("E364", "mapping", "a value of the wrong form", "See the list of keys in the manual."),
    Code("E365", "mapping", "an unknown time zone", "Use an IANA name such as Europe/Berlin or UTC."),
    Code("E366", "mapping", "a pattern that cannot be used", "Write an RE2 pattern with at most one group."),
    Code("E367", "mapping", "keys that exclude each other", "Keep one of them."),
    Code("E368", "mapping", "the file is too large or nested too deep", "A mapping needs at most 256 kB and 8 levels."),
)

LOG_CODES: Final[dict[str, Code]] = {code.code: code for code in _ALL}
"""Code to its meaning, of logs and mappings, in order of the codes; the manual's page is made from it."""

CODES: Final[dict[str, Code]] = {**LOG_CODES, **EXPORT_CODES}
"""Code to its meaning, in order of the codes; the manual's page on quality is made from it."""

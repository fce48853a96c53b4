"""Every way in which an export, or a record of it, can be wrong or no concern of the log.

Values only. What can be wrong with a log stands in `codes`, which hands both out.
"""

from __future__ import annotations

from typing import Final

from analyzer.events.code import Code

_ALL: Final = (
    Code("E401", "file", "the kind of export is not clear", "Name it: analyzer import KIND PATH, or KIND:PATH."),
    Code(
        "E402",
        "file",
        "an archive names a path outside of it",
        "Unpack it yourself, look at what is in it, and import the folder.",
    ),
    Code(
        "E403",
        "file",
        "unpacks to far more than it should",
        "Unpack it yourself, look at what is in it, and import the folder.",
    ),
    Code("E405", "file", "damaged or cut off", "Export or copy it again."),
    Code("E406", "file", "a single record is longer than 64 MB", "Export again; no record of this kind is so long."),
    Code("E407", "file", "does not hold what this kind of export holds", "Check the path, or name another kind."),
    Code("E409", "file", "no time zone is known", "Declare the zone: --timezone Europe/Berlin."),
    Code(
        "E410",
        "file",
        "no export says who applied",
        "Import an export of the applicant system, too: messages are kept only if a candidate takes part in them.",
    ),
    Code(
        "E411",
        "file",
        "nothing in the exports became an event",
        "Check that applications and messages are of the same time and people.",
    ),
    Code("E412", "file", "too many records were set aside", "Mend them, or allow more: --max-quarantined."),
    Code("E420", "row", "no time", "Look at the record in the export."),
    Code("E421", "row", "a time that cannot be read", "Look at the record in the export."),
    Code("E422", "row", "a local time that the clock change skipped or made twice", "Export times with their offset."),
    Code("E423", "row", "a time before 1970 or after 2100", "Look for a misread day or century."),
    Code("E424", "row", "nobody who sent it", "Look at the record in the export."),
    Code("E425", "row", "nobody who received it", "Look at the record in the export."),
    Code("E426", "row", "more than 1,000 recipients", "Nothing, if it is a newsletter; else split it."),
    Code("E427", "row", "headers of more than 1 MB", "Look at the mail: no program writes such headers."),
    Code("E428", "row", "no mail: headers are missing", "Look at the file at this place."),
    Code("E429", "row", "bytes that are not text", "Export again as UTF-8, or declare the encoding."),
    Code("E430", "row", "an id that is needed is missing", "Look at the record in the export."),
    Code("E431", "row", "refers to something that is not in the export", "Export that, too."),
    Code("E432", "row", "a field of another form than documented", "Look at the record; tell us if the form is new."),
    Code("E433", "row", "a series of meetings without an end", "Declare until when: --until 2026-04-01."),
    Code("E434", "row", "not a JSON object", "Look at the record in the export."),
    Code(
        "E435",
        "row",
        "a date whose day and month may be exchanged",
        "Export times year first; in PowerShell, format the column with `.ToString('o')`.",
    ),
    Code(
        "E437",
        "row",
        "a change of stage that fits several applications of the candidate",
        "Look at the candidate in the system; where it exports a history of applications, that names the application.",
    ),
    Code("E438", "row", "a row that does not fit the headings", "Look at the row: cells are missing, or a quote is."),
    Code(
        "E439",
        "row",
        "a series of more than 1,000 meetings",
        "Ask for less at once: --since 2026-01-01 --until 2026-04-01.",
    ),
    Code(
        "E440",
        "row",
        "the candidate has several applications that it may belong to",
        "Name the application in the settings, or decide by the hiring team: `several_open: team`.",
    ),
    Code("E442", "row", "the id of another message with other content", "Look which of the two is right."),
    Code(
        "E443",
        "row",
        "a party that may be several candidates",
        "Say in the settings who it is.",
    ),
    Code("E450", "scope", "nobody in it is a candidate", "Nothing: it is not stored."),
    Code("E451", "scope", "the candidate had not applied yet", "Nothing, or import the application, too."),
    Code("E452", "scope", "a technical record (receipt, invitation by mail, channel joined)", "Nothing."),
    Code("E453", "scope", "called off before it took place", "Nothing."),
    Code("E454", "scope", "its system says that it may no longer be stored or used", "Nothing."),
    Code("E455", "scope", "deleted in its system", "Nothing."),
    Code("E456", "scope", "not sent, or not delivered", "Nothing."),
    Code("E457", "scope", "another kind of record", "Nothing: see which records this importer reads."),
    Code("E458", "scope", "before or after the time that was asked for", "Nothing, or widen --since and --until."),
)

EXPORT_CODES: Final[dict[str, Code]] = {code.code: code for code in _ALL}
"""Code to its meaning, in order of the codes; the manual's page is made from it."""

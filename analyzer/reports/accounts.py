"""The accounts of an import as text: what became of every record, who could not be told, what was left open.

Made from `Imported.to_dict()`; plain characters only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from analyzer.importing.showing import counted, headline
from analyzer.reports.words import wrap

_MOST: Final = 20
_HEADINGS: Final = ("records", "used", "set aside", "copies", "left out")


def accounts_text(accounts: Mapping[str, Any], *, width: int = 100, most: int = _MOST) -> str:
    """Write what a person who imports wants to know.

    Parameters
    ----------
    accounts : mapping
        As `Imported.to_dict()` gives it.
    width : int
        Columns of the terminal.
    most : int
        How many files, parties, messages and mergers to name; the rest is counted.

    Returns
    -------
    str
        Lines, ending with a newline.
    """
    lines = [
        *wrap(headline(accounts["counts"]), width),
        *_files(accounts["files"], most),
        *_reasons("Set aside: cannot be used as they are", accounts["set_aside"], "rows"),
        *_places(accounts["records_set_aside"], most),
        *_reasons("Left out: no concern of the log, not stored", accounts["left_out"], "records"),
        *_unresolved(accounts["unresolved"], width, most),
        *_ambiguous(accounts["ambiguous"], width, most),
        *_mergers(accounts, width, most),
        *_stages(accounts["unknown_stages"], most),
        *_numbers(accounts["numbers_without_country"], width),
        *_unplaced(accounts["counts"], width),
        *_idle(accounts["idle_settings"], width),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def accounts_line(accounts: Mapping[str, Any]) -> str:
    """Write in one sentence what an import gave."""
    return headline(accounts["counts"])


def _files(files: Sequence[Mapping[str, Any]], most: int) -> Iterator[str]:
    keys = ("rows", "analysed", "quarantined", "duplicates", "out_of_scope")
    wide = max((len(each["file"]) for each in files[:most]), default=4)
    yield ""
    yield "  ".join(["file".ljust(wide), *(heading.rjust(9) for heading in _HEADINGS)])
    for each in files[:most]:
        yield "  ".join([each["file"].ljust(wide), *(f"{each[key]:,}".rjust(9) for key in keys)])
    if len(files) > most:
        rest = [sum(each[key] for each in files[most:]) for key in keys]
        name = f"{len(files) - most:,} more files"
        yield "  ".join([name.ljust(wide), *(f"{number:,}".rjust(9) for number in rest)])


def _reasons(title: str, reasons: Sequence[Mapping[str, Any]], key: str) -> Iterator[str]:
    if reasons:
        yield ""
        yield title
        for each in reasons:
            yield f"  {each[key]:>9,}  {each['code']}  {each['title']}"


def _places(records: Sequence[Mapping[str, Any]], most: int) -> Iterator[str]:
    """Where the records stand; those between several applications have a paragraph of their own."""
    listed = [each for each in records if each["code"] != "E440"]
    for each in listed[:most]:
        yield f"  record {each['record']:,} of {each['file']}: {each['code']} {each['reason']}"
    if len(listed) > most:
        yield f"  and {len(listed) - most:,} more, in the accounts beside the log"


def _unresolved(parties: Sequence[Mapping[str, Any]], width: int, most: int) -> Iterator[str]:
    if not parties:
        return
    yield ""
    yield from wrap(f"Parties whose role is not known ({len(parties):,}), by the number of messages", width)
    for each in parties[:most]:
        yield f"  {each['messages']:>9,}  {each['party']}: {each['why']}"
    if len(parties) > most:
        yield f"  {sum(each['messages'] for each in parties[most:]):>9,}  {len(parties) - most:,} more parties"
    for why in sorted({(each["why"], each["help"]) for each in parties}):
        yield from wrap(f"  {why[0]}: {why[1]}", width)


def _ambiguous(messages: Sequence[Mapping[str, Any]], width: int, most: int) -> Iterator[str]:
    if not messages:
        return
    yield ""
    yield from wrap(
        f"May belong to several applications ({len(messages):,}): settings, keys `applications`, `several_open`",
        width,
    )
    for each in messages[:most]:
        message = f", <{each['message']}>" if each["message"] else ""
        yield f"  record {each['record']:,} of {each['file']}{message}: {' or '.join(each['possible'])}"
    if len(messages) > most:
        yield f"  and {len(messages) - most:,} more"


def _mergers(accounts: Mapping[str, Any], width: int, most: int) -> Iterator[str]:
    mergers = accounts["mergers"]
    if mergers:
        yield ""
        yield from wrap(
            f"Records taken for one person ({len(mergers):,}); settings, key `apart`, keeps them apart", width
        )
        for each in mergers[:most]:
            yield f"  {' = '.join(each['records'])}: {each['reason']}"
        if len(mergers) > most:
            yield f"  and {len(mergers) - most:,} more"
    for one, other in accounts["kept_apart"]:
        yield f"  kept apart, as the settings say: {one}, {other}"


def _stages(stages: Sequence[Mapping[str, Any]], most: int) -> Iterator[str]:
    if stages:
        yield ""
        yield "Stages that `stages` of the settings does not list, as they are"
        for each in stages[:most]:
            yield f"  {each['changes']:>9,}  {each['stage']}"


def _numbers(partial: int, width: int) -> Iterator[str]:
    if partial:
        yield ""
        yield from wrap(
            f"Phone numbers of people without a country code ({partial:,}): calls may not be known as theirs; "
            "settings, key `phone_region`",
            width,
        )


def _idle(entries: Sequence[str], width: int) -> Iterator[str]:
    if entries:
        yield ""
        yield f"Settings that came to nothing ({len(entries):,})"
        for each in entries:
            yield from wrap(f"  {each}", width)


def _unplaced(counts: Mapping[str, int], width: int) -> Iterator[str]:
    """What was read, but hangs on an application or a person that no export has."""
    changes, roles = counts["unplaced_changes"], counts["unplaced_roles"]
    told = [f"{counted(changes, 'change')} of stage, of applications that no export has"] if changes else []
    told += [f"{counted(roles, 'role')}, of people whom no export has"] if roles else []
    if told:
        yield ""
        yield from wrap(f"Read, but not in the log: {'; '.join(told)}", width)

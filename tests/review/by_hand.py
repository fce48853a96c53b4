"""Waivers by brute force: a loop over the rows of an analysis without waivers, with the standard library's clocks.

Shares nothing with `analyzer.review` but the tables of the analysis.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Written = dict[str, Any]
"""A waiver as its file has it: texts and lists of texts by key."""


def moment(text: str, zone: str, *, ends: bool) -> datetime:
    """An instant as it is written; the end of a day where an end is one."""
    if len(text) == 10:
        day = datetime.fromisoformat(text).date() + timedelta(days=1 if ends else 0)
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def covers(waiver: Written, row: dict[str, Any], zone: str) -> bool:
    """Whether a waiver is for an activation that is not kept."""
    happened = row["timestamp"].to_pydatetime(warn=False)
    if not moment(waiver["from"], zone, ends=False) <= happened < moment(waiver["until"], zone, ends=True):
        return False
    if "any" not in listed(waiver["rule"]) and row["rule"] not in listed(waiver["rule"]):
        return False
    for key, column in (("requisition", "requisition_id"), ("candidate", "candidate_id"), ("owner", "owner")):
        if key in waiver and row[column] not in listed(waiver[key]):
            return False
    if "case" in waiver and "any" not in listed(waiver["case"]) and row["case_id"] not in listed(waiver["case"]):
        return False
    if "owner_role" in waiver:
        return any(role in listed(waiver["owner_role"]) for role in row["owner_role"].split("/"))
    return True


def waived(waivers: list[Written], rows: list[dict[str, Any]], zone: str) -> dict[tuple[str, str, str], str]:
    """The waiver that covers each row, by rule, case and event: the first of the list that is for it."""
    found = {}
    for row in rows:
        if row["verdict"] in ("violated", "settled"):
            for waiver in waivers:
                if covers(waiver, row, zone):
                    found[row["rule"], row["case_id"], row["event_id"]] = waiver["id"]
                    break
    return found

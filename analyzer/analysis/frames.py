"""Activations and findings as data frames: positions become ids and times, codes become words.

Texts are made once for each distinct value; per row only numbers are handled, so that a log of millions is no trouble.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import PurePath

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.analysis.columns import ACTIVATIONS, FINDINGS
from analyzer.analysis.past import goes_past
from analyzer.analysis.roles import owner_person, owner_roles
from analyzer.analysis.steps import steps_told
from analyzer.analysis.waived import Waived
from analyzer.analysis.words import allowed_ways, shortfall_text
from analyzer.definitions.model import Rule
from analyzer.events.log import EventLog
from analyzer.findings import VERDICT_WORDS, Verdict
from analyzer.replay import REASONS, Replay, RuleResult
from analyzer.replay.evidence import Shortfall
from analyzer.replay.judged import CLOCKS, NO_TIME, instants_of
from analyzer.replay.outcome import Rows

Positions = NDArray[np.int64]
NO_FINDING = (Verdict.SATISFIED, Verdict.PENDING, Verdict.CANCELLED)


def instants(microseconds: NDArray[np.int64]) -> pd.DatetimeIndex:
    """UTC microseconds as zone-aware instants; `NO_TIME` becomes NaT (their representations agree)."""
    return pd.DatetimeIndex(microseconds.view("datetime64[us]")).tz_localize("UTC")


class EventTexts:
    """Cells of events as texts, each column read once for all events that a table asks for.

    Parameters
    ----------
    replay : Replay
    at : array of int64, optional
        Events that will be asked for; without it each call reads what it needs.
    """

    def __init__(self, replay: Replay, at: Positions | None = None) -> None:
        self.replay = replay
        self.log = replay.log
        self._loaded = None if at is None else np.unique(at[at >= 0])
        self._columns: dict[str, NDArray[np.object_]] = {}
        self._of_case: dict[str, NDArray[np.object_]] = {}
        kinds = self.log.kinds
        self._of_kind = {
            "activity": [kind.activity for kind in kinds],
            "sender_role": [kind.sender_role or "" for kind in kinds],
            "recipient_roles": [";".join(sorted(kind.recipient_roles)) for kind in kinds],
            "copied_roles": [";".join(sorted(kind.copied_roles)) for kind in kinds],
            "channel": [kind.channel or "" for kind in kinds],
            "topics": [";".join(sorted(kind.topics or ())) for kind in kinds],
        }

    def of_kind(self, column: str, at: Positions) -> NDArray[np.object_]:
        """A column that the event's kind decides."""
        return np.array(self._of_kind[column], dtype=object)[self.log.kind[at]]

    def cells(self, column: str, at: Positions) -> NDArray[np.object_]:
        """A column as it was read; empty text where there is none and for -1, lists joined by ';'."""
        loaded = np.unique(at[at >= 0]) if self._loaded is None else self._loaded
        texts = self._columns.get(column)
        if texts is None:
            texts = np.append(column_texts(self.log, column, loaded), "")
            if self._loaded is not None:
                self._columns[column] = texts
        result: NDArray[np.object_] = texts[np.where(at < 0, -1, np.searchsorted(loaded, at))]
        return result

    def case_ids(self, at: Positions) -> NDArray[np.object_]:
        """The case of each event."""
        cases, which = np.unique(self.log.case[at], return_inverse=True)
        return np.array(self.log.case_ids.take(cases).to_pylist(), dtype=object)[which]

    def of_case(self, column: str, at: Positions) -> NDArray[np.object_]:
        """What the case of each event has in a column: its first filled cell."""
        if column not in self._of_case:
            self._of_case[column] = texts_of_cases(self.replay, column)
        return self._of_case[column][self.log.case[at]]

    def times(self, at: Positions) -> NDArray[np.int64]:
        """The instant of each event; `NO_TIME` for -1."""
        return np.where(at < 0, NO_TIME, self.log.time[at]) if len(self.log) else np.full(len(at), NO_TIME)

    def stage_names(self, codes: NDArray[np.int64]) -> NDArray[np.object_]:
        """Stage names by code; empty text for -1."""
        return np.array([*self.replay.stage_names, ""], dtype=object)[codes]


def column_texts(log: EventLog, column: str, at: Positions) -> NDArray[np.object_]:
    """The cells of a column at some events as texts; empty text where there is none, lists joined by ';'."""
    if column not in log.table.column_names or not len(at):
        return np.full(len(at), "", dtype=object)
    cells = log.table.column(column).take(pa.array(log.rows[at])).combine_chunks()
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    if pa.types.is_list(cells.type) or pa.types.is_large_list(cells.type):
        cells = pc.binary_join(cells, ";")
    texts: NDArray[np.object_] = cells.cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False)
    return texts


def _unique_text(codes: NDArray[np.int64], texts: list[str]) -> NDArray[np.object_]:
    return np.array(texts, dtype=object)[codes]


def case_texts(log: EventLog, column: str) -> NDArray[np.object_]:
    """The first filled cell of a column in each case, as text; empty text where a case has none."""
    first = np.searchsorted(log.case, np.arange(len(log.case_ids)))
    texts = column_texts(log, column, first)
    empty = np.flatnonzero(texts == "") if column in log.table.column_names else np.zeros(0, dtype=np.int64)
    if len(empty):
        others = np.flatnonzero(np.isin(log.case, empty))
        cells = column_texts(log, column, others)
        filled = cells != ""
        texts[log.case[others[filled]][::-1]] = cells[filled][::-1]  # the last assignment wins: the first cell
    return texts


def texts_of_cases(replay: Replay, column: str) -> NDArray[np.object_]:
    """`case_texts` of the log; of part of a replay those of the whole."""
    return case_texts(replay.log, column) if replay.of_cases is None else replay.of_cases.texts[column]


# ---------------------------------------------------------------- activations


def activations(replay: Replay) -> pd.DataFrame:
    """Every judged activation, sorted by case, time, event and rule; see `columns.ACTIVATIONS`."""
    texts = EventTexts(replay, _touched(replay.results, findings_only=False))
    parts = [_rule_rows(result, texts, np.arange(len(result.rows.at)), plain=True) for result in replay.results]
    return _sorted(parts, [column.name for column in ACTIVATIONS])


def _rule_rows(result: RuleResult, texts: EventTexts, chosen: Positions, *, plain: bool) -> pd.DataFrame:
    """Some rows of a rule as a frame, with the columns that every activation has (and `_at`, `_rule` to sort by)."""
    rows, rule = result.rows, result.rule
    more = rows.plain if plain else rows.plain[:0]
    at = np.concatenate([rows.at[chosen], more])
    blank = np.full(len(more), -1, dtype=np.int64)
    no_time = np.full(len(more), NO_TIME, dtype=np.int64)
    verdict = np.concatenate([rows.verdict[chosen], np.full(len(more), Verdict.SATISFIED, dtype=np.int8)])
    answer = np.concatenate([rows.answer[chosen], blank])
    case_id, event_id = texts.case_ids(at), texts.cells("event_id", at)
    role, owner = owners(rule, at, texts)
    clock = np.concatenate([rows.clock[chosen], blank])
    slack = np.concatenate([rows.slack[chosen], no_time])
    return pd.DataFrame(
        {
            "rule": rule.id,
            "title": rule.title,
            "verb": result.verb,
            "severity": rule.severity.value,
            "verdict": _unique_text(verdict, list(VERDICT_WORDS)),
            "case_id": case_id,
            "requisition_id": texts.of_case("requisition_id", at),
            "candidate_id": texts.of_case("candidate_id", at),
            "event_id": event_id,
            "timestamp": instants(texts.times(at)),
            "excuse": _unique_text(
                np.concatenate([rows.excuse[chosen], blank]), [*(named.name for named in rule.unless), ""]
            ),
            "reasons": reason_texts(np.concatenate([rows.reasons[chosen], np.zeros_like(blank)])),
            "due": instants(np.concatenate([_due(texts.replay, rows, chosen), no_time])),
            "slack_seconds": _seconds(slack),
            "clock": _unique_text(clock, [*(kind.value for kind in CLOCKS), ""]),
            "answer_event_id": texts.cells("event_id", answer),
            "answered_at": instants(texts.times(answer)),
            "owner_role": role,
            "owner": owner,
            "incident": case_id + "/" + event_id,
            "_at": at,
        }
    )


def _due(replay: Replay, rows: Rows, chosen: Positions) -> NDArray[np.int64]:
    """The printed deadlines: the earliest instant at which each limit had run out."""
    return instants_of(replay.facts.clocks, rows.clock[chosen], rows.deadline[chosen])


def _seconds(slack: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.where(slack == NO_TIME, np.nan, slack / 1e6)


def reason_texts(bits: NDArray[np.int64]) -> NDArray[np.object_]:
    """Reasons as words, separated by '; '; empty text where there are none."""
    values, which = np.unique(bits, return_inverse=True)
    words = ["; ".join(reason for place, reason in enumerate(REASONS) if value >> place & 1) for value in values]
    return np.array(words, dtype=object)[which] if len(words) else np.empty(0, dtype=object)


def owners(rule: Rule, at: Positions, texts: EventTexts) -> tuple[NDArray[np.object_] | str, NDArray[np.object_] | str]:
    """Role and person who acted or owe, for some activating events of a rule."""
    roles = owner_roles(rule)
    sender_role, sender = texts.of_kind("sender_role", at), texts.cells("sender", at)
    if roles is None:
        return sender_role, sender
    if not roles:
        return "", ""
    owner = np.empty(len(at), dtype=object)
    parties = zip(sender_role, sender, texts.cells("recipients", at), texts.cells("recipient_roles", at), strict=True)
    owner[:] = [owner_person(roles, *party) for party in parties]
    return "/".join(roles), owner


def _sorted(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """One frame in the order of case, time, event and rule (rules in the definition's order)."""
    order = [part.assign(_rule=number) for number, part in enumerate(parts)]
    if not order:
        return pd.DataFrame(columns=columns)
    # Positions are in the order of case, time and event id already.
    frame = pd.concat(order, ignore_index=True).sort_values(["_at", "_rule"], kind="stable", ignore_index=True)[columns]
    # A rule without rows has columns of no kind yet; beside them texts would not stay texts.
    return frame.astype({column: "str" for column in columns if frame[column].dtype == object})


def _touched(results: tuple[RuleResult, ...], *, findings_only: bool) -> Positions:
    """Every event that the rows of a table name."""
    events = [np.zeros(0, dtype=np.int64)]
    for result in results:
        rows = result.rows
        chosen = ~np.isin(rows.verdict, NO_FINDING) if findings_only else np.ones(len(rows.at), dtype=np.bool_)
        events += [rows.at[chosen], rows.answer[chosen]]
        events.append(result.evidence.witness.ravel() if findings_only else rows.plain)
    return np.concatenate(events)


# ---------------------------------------------------------------- findings


def findings(replay: Replay, waived: Waived) -> pd.DataFrame:
    """Activations neither satisfied, pending nor cancelled, with evidence and words; see `columns.FINDINGS`."""
    texts = EventTexts(replay, _touched(replay.results, findings_only=True))
    parts = [_finding_rows(replay, number, texts, waived) for number in range(len(replay.results))]
    return _sorted(parts, [column.name for column in FINDINGS])


def _finding_rows(replay: Replay, number: int, texts: EventTexts, waived: Waived) -> pd.DataFrame:
    result = replay.results[number]
    rows, rule = result.rows, result.rule
    chosen = np.flatnonzero(~np.isin(rows.verdict, NO_FINDING))
    frame = _rule_rows(result, texts, chosen, plain=False)
    at = rows.at[chosen]
    process = replay.facts.definition.process
    frame["finding_id"] = [
        finding_id(process, rule.id, case, event)
        for case, event in zip(frame["case_id"], frame["event_id"], strict=True)
    ]
    frame["open"] = rows.verdict[chosen] == Verdict.VIOLATED
    frame["past_recruiter"] = goes_past(replay, result)[chosen]
    for column in ("sender_role", "recipient_roles", "copied_roles", "channel", "topics"):
        frame[column] = texts.of_kind(column, at)
    frame["sender"], frame["subject"] = texts.cells("sender", at), texts.cells("subject", at)
    place = np.searchsorted(result.evidence.row, chosen)
    frame["stage"] = texts.stage_names(result.evidence.stage[place])
    frame["witness"] = _witness_texts(result.evidence.witness[place], texts)
    since, until = _searched(replay, result, chosen, texts)
    frame["searched_from"], frame["searched_until"] = instants(since), instants(until)
    frame["may_still_settle"] = rows.may_settle[chosen]
    frame["settled_at"] = instants(texts.times(rows.settled[chosen]))
    for column, cells in waived.columns(number, chosen).items():
        frame[column] = cells
    frame["rule_place"] = f"{PurePath(rule.place.file).name}:{rule.place.line}"
    frame["excuses_tried"] = _excuses_tried(result, chosen, place)
    frame["instead"] = _instead(replay, result, at, texts)
    return frame


def finding_id(process: str, rule: str, case_id: str, event_id: str) -> str:
    """The stable id of a finding: a hash of process, rule, case and activating event.

    Examples
    --------
    >>> len(finding_id("in-house", "contact", "APP-0001", "m-1"))
    12
    """
    text = "\x1f".join((process, rule, case_id, event_id))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _witness_texts(table: NDArray[np.int64], texts: EventTexts) -> list[str]:
    ids = texts.cells("event_id", table.ravel()).reshape(table.shape)
    return ["; ".join(filter(None, row)) for row in ids]


def _searched(
    replay: Replay, result: RuleResult, chosen: Positions, texts: EventTexts
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The stretch in which an absence was looked for: from the event to the deadline or horizon, or back before it."""
    rows = result.rows
    since = np.full(len(chosen), NO_TIME, dtype=np.int64)
    until = since.copy()
    absent = (rows.answer[chosen] < 0) & (rows.verdict[chosen] != Verdict.EXCUSED)
    at = rows.at[chosen]
    if result.verb in ("require after", "stage-time"):
        since[absent] = texts.times(at)[absent]
        until[absent] = replay.facts.as_of
    elif result.verb == "require before" and len(at):
        since[absent], until[absent] = replay.begins[replay.log.case[at]][absent], texts.times(at)[absent]
    return since, until


# ---------------------------------------------------------------- words


def _excuses_tried(result: RuleResult, chosen: Positions, place: Positions) -> list[str]:
    """For each finding that no excuse covers: every excuse, and by how much it failed."""
    parts = result.evidence.tried
    if not parts:
        return [""] * len(chosen)
    names = [named.name for named in result.rule.unless]
    sentences = zip(*(_sentences(part, place) for part in parts), strict=True)
    open_ones = result.rows.verdict[chosen] != Verdict.EXCUSED
    return [_joined(names, parts, said) if tell else "" for said, tell in zip(sentences, open_ones, strict=True)]


def _sentences(part: Shortfall, place: Positions) -> list[str]:
    """One sentence an activation, empty where the condition holds; each distinct one is worded once."""
    made: dict[tuple[bool, bool, int, int], str] = {}
    keys = list(
        zip(
            part.holds[place].tolist(),
            part.may_hold[place].tolist(),
            part.count[place].tolist(),
            part.passed[place].tolist(),
            strict=True,
        )
    )
    for key in keys:
        if key not in made:
            holds, may_hold, count, passed = key
            known = None if passed == NO_TIME else passed
            failed = "" if holds else shortfall_text(part.condition, may_hold=may_hold, count=count, passed=known)
            made[key] = failed
    return [made[key] for key in keys]


def _joined(names: list[str], parts: tuple[Shortfall, ...], sentences: tuple[str, ...]) -> str:
    grouped: dict[int, list[str]] = {}
    for part, sentence in zip(parts, sentences, strict=True):
        if sentence:
            grouped.setdefault(part.excuse, []).append(sentence)
    return "; ".join(f"{names[excuse]}: {', '.join(words)}" for excuse, words in grouped.items())


def _instead(replay: Replay, result: RuleResult, at: Positions, texts: EventTexts) -> list[str] | str:
    """The allowed way: the rule's own words, or what the graph permits between these roles, or what follows a stage."""
    if not result.rule.instead and result.verb == "stage-order":
        return steps_told(replay, at)
    if result.rule.instead or result.verb != "contact":
        return result.rule.instead
    definition = replay.facts.definition
    made: dict[tuple[str, str], str] = {}
    ways = []
    for pair in zip(texts.of_kind("sender_role", at), texts.of_kind("recipient_roles", at), strict=True):
        if pair not in made:
            sender, recipients = pair
            others = [role for role in recipients.split(";") if role and role != sender]
            made[pair] = allowed_ways(definition, sender, others)
        ways.append(made[pair])
    return ways

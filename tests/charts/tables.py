"""Tables for charts, and how a test looks at what was drawn."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from analyzer import insights
from analyzer.insights.verdicts import with_share

ROLES = ("candidate", "recruiter", "coordinator", "hiring_manager", "interviewer")


def long_names(n: int) -> tuple[str, ...]:
    """Role names of 30 characters."""
    return tuple(f"regional_talent_acquisition_{at:02d}" for at in range(n))


def contacts(roles=ROLES, *, seed=1, most=2000) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    rows = []
    for sender in roles:
        for recipient in roles:
            if sender == recipient:
                continue
            agreed = bool(random.random() < 0.7)
            messages = int(random.integers(0, most)) if random.random() < 0.7 else 0
            off = int(messages * random.random() * 0.3) if agreed else messages
            undecided = min(messages - off, int(random.integers(0, 3)))
            rows.append((sender, recipient, messages, messages - off - undecided, off, 0, undecided, agreed))
    columns = ["sender_role", "recipient_role", "messages", "allowed", "off_graph", "excused", "undecided", "agreed"]
    return pd.DataFrame(rows, columns=columns)


def weeks(n: int, *, findings=3, judged=40) -> pd.DataFrame:
    """`n` weeks of three rules: `findings` of the first, one fewer of each of the others; ends are not whole."""
    rows = []
    for at, week in enumerate(pd.date_range("2025-12-29", periods=n, freq="7D")):
        for less, (rule, severity) in enumerate([("past-recruiter", "high"), ("contact", "medium"), ("chase", "low")]):
            found = max(findings - less, 0)
            rows.append((week, rule, severity, judged, found, found, 0, 0 < at < n - 1))
    columns = ["week", "rule", "severity", "judged", "findings", "cases", "pending", "whole_week"]
    return pd.DataFrame(rows, columns=columns)


def waits(*duties: tuple[str, float, str], n=50, title="Recruiter answers a status question") -> pd.DataFrame:
    """Make one curve for each (owner role, limit, unit)."""
    random = np.random.default_rng(2)
    parts = []
    for at, (role, limit, unit) in enumerate(duties):
        waited, answered = random.gamma(1.5, 0.5 + 0.3 * at, n) * limit, random.random(n) < 0.85
        parts.append(rows_of(insights.kaplan_meier(waited, answered), f"duty-{at}", role, limit, unit, title))
    return pd.concat(parts, ignore_index=True)


def rows_of(curve, rule="duty", role="recruiter", limit=2.0, unit="business days", title="Duty") -> pd.DataFrame:
    columns = {name: getattr(curve, name) for name in curve.__dataclass_fields__}
    about = {"rule": rule, "title": title, "owner_role": role, "unit": unit, "limit": limit}
    return pd.DataFrame(columns).assign(**about, promised=f"{limit:g} {unit}")


def excuses(*rules: tuple[str, int, dict[str, int]]) -> pd.DataFrame:
    """One row for each excuse of each (title, times not kept, {excuse: times it held})."""
    rows = [
        (f"rule-{at}", title, excuse, held, held, not_kept, held / not_kept if not_kept else np.nan)
        for at, (title, not_kept, named) in enumerate(rules)
        for excuse, held in named.items()
    ]
    columns = ["rule", "title", "excuse", "activations", "cases", "not_kept", "share"]
    return pd.DataFrame(rows, columns=columns)


def rules(n: int, *, times=10, title="Candidate answers the recruiter") -> pd.DataFrame:
    """`n` rules, each with (rule number + 1) times so many open, half of it of each other word, the rest kept."""
    rows = []
    for at in range(n):
        some, half = times * (at + 1), times * (at + 1) // 2
        judged = 20 * some + 3 * half
        words = [20 * some - some, some, half, half, half, half, 0, half]
        low, high = insights.wilson(some, judged)
        share = some / judged if judged else np.nan
        rows.append((f"rule-{at}", title, "medium", *words, judged, share, low, high, some))
    words = ["satisfied", "violated", "settled", "excused", "waived", "pending", "cancelled", "undecided"]
    columns = ["rule", "title", "severity", *words, "judged", "violated_share", "low", "high", "cases"]
    return pd.DataFrame(rows, columns=columns)


def places(stages, topics, *, most=300) -> pd.DataFrame:
    """Messages of every stage and topic, some of them off the agreed ways."""
    random = np.random.default_rng(4)
    rows = []
    for stage in stages:
        for topic in topics:
            messages = int(random.integers(1, most)) if random.random() < 0.8 else 0
            off = int(messages * random.random() * 0.3) if random.random() < 0.6 else 0
            rows.append((stage, topic, messages, off, off // 2))
    table = pd.DataFrame(rows, columns=["stage", "topic", "messages", "off_ways", "open"])
    return with_share(table, "open", "messages", "open_share")


def stages(*rows: dict, unit="business days") -> pd.DataFrame:
    """One row for each stage, as a stage of 20 stays of which 3 go on unless it says otherwise."""
    usual = {"cases": 20, "stays": 20, "still": 3, "entry_unseen": 0, "unit": unit, "over": 2, "share_over": 0.1}
    times = {
        "median": 2.0,
        "low": 1.0,
        "high": 4.0,
        "quarter": 1.5,
        "three_quarters": 3.0,
        "ninety": 6.0,
        "limit": 5.0,
        "promised": f"5 {unit}",
    }
    columns = ["stage", *list(usual)[:5], *times, "over", "share_over"]
    return pd.DataFrame([usual | times | row for row in rows], columns=columns)


def funnel(*stages: str, n=1000) -> pd.DataFrame:
    """Each stage loses a third of the cases, a sixth is still there; the last stage closes."""
    rows, reached = [], n
    for at, stage in enumerate(stages):
        closed, still = reached // 3, reached // 6
        on, decided = reached - closed - still, reached - still
        low, high = insights.wilson(on, decided)
        closes = at == len(stages) - 1 and at > 0
        counts = (0, 0, 0, 0, 0, "") if closes else (on, closed, still, 0, at, f"rejected {closed}")
        shares = (np.nan, np.nan, np.nan) if closes else (on / decided if decided else np.nan, low, high)
        rows.append((stage, closes, n, reached, *counts, reached / n, *shares, 3))
        reached = on
    columns = [
        "stage",
        "closes",
        "cohort",
        "reached",
        "went_on",
        "closed",
        "still",
        "elsewhere",
        "skipped",
        "closed_as",
    ]
    return pd.DataFrame(rows, columns=[*columns, "share_reached", "went_on_share", "low", "high", "left_out"])


def ages(n: int, *, stages=("applied", "interview", "")) -> pd.DataFrame:
    """`n` open cases, in one stage after another, up to a hundred days old."""
    at = np.arange(n)
    as_of = pd.Timestamp("2026-04-01 04:00", tz="UTC").as_unit("us")
    days = (at * 7919 % 1000) / 10.0
    table = pd.DataFrame({"case_id": [f"APP-{number}" for number in at], "stage": np.array(stages)[at % len(stages)]})
    table["days_open"], table["days_quiet"] = days, days / 2
    table["opened"], table["last_event"] = (
        as_of - pd.to_timedelta(table[name], unit="D") for name in ("days_open", "days_quiet")
    )
    return table.assign(older_than_log=at % 5 == 4, as_of=as_of).sort_values("stage", kind="stable", ignore_index=True)


# ---------------------------------------------------------------- looking at a chart


def texts(ax: Axes) -> list[str]:
    """Every text that is to be read, from any artist of the chart."""
    return [artist.get_text() for artist in _visible_texts(ax)]


def unreadable(ax: Axes) -> list[object]:
    """What cannot be read of a chart: texts that cover each other, leave the figure, or stand too close."""
    found: list[object] = []
    # A pixel is larger on a coarse screen, and letters are set on whole ones.
    for dpi in (80, 144):
        ax.get_figure(root=True).set_dpi(dpi)
        ax.get_figure(root=True).draw_without_rendering()
        found += [*_overlaps(ax), *_outside(ax), *["turned labels"] * turned_overlaps(ax)]
    return found


def overlaps(ax: Axes) -> list[tuple[str, str]]:
    """Pairs of texts of which one covers a part of the other."""
    ax.get_figure(root=True).draw_without_rendering()
    return _overlaps(ax)


def _overlaps(ax: Axes) -> list[tuple[str, str]]:
    artists = _visible_texts(ax)
    x0, y0, x1, y1 = np.array([artist.get_window_extent().extents for artist in artists]).T
    wide = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    high = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    # A pixel of the line's own leading is no ink.
    pairs = np.argwhere(np.triu((wide > 1) & (high > 1.5), k=1))
    return [(artists[first].get_text(), artists[second].get_text()) for first, second in pairs]


def outside(ax: Axes) -> list[str]:
    """Texts that reach beyond the figure."""
    ax.get_figure(root=True).draw_without_rendering()
    return _outside(ax)


def _outside(ax: Axes) -> list[str]:
    sheet = ax.get_figure(root=True).bbox
    found = []
    for artist in _visible_texts(ax):
        box = artist.get_window_extent()
        if box.x0 < sheet.x0 - 1 or box.y0 < sheet.y0 - 1 or box.x1 > sheet.x1 + 1 or box.y1 > sheet.y1 + 1:
            found.append(artist.get_text())
    return found


def turned_overlaps(ax: Axes) -> bool:
    """Whether slanted column labels stand closer than their letters are high."""
    labels = [label for label in ax.get_xticklabels() if label.get_rotation() not in (0, 90)]
    feet = [ax.transData.transform((label.get_position()[0], 0))[0] for label in labels]
    high = labels[0].get_fontsize() * ax.get_figure(root=True).dpi / 72 if labels else 0
    return any(right - left < high / np.sin(np.pi / 4) for left, right in pairwise(feet))


def _visible_texts(ax: Axes) -> list:
    drawn = [*ax.texts, ax.title, ax._left_title, ax._right_title]
    if ax.axison:
        drawn += [ax.xaxis.label, ax.yaxis.label]
        for axis in (ax.xaxis, ax.yaxis):
            # Ticks beyond the ends of an axis have labels that are never drawn.
            low, high = sorted(axis.get_view_interval())
            ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            drawn += [label for tick in ticks for label in (tick.label1, tick.label2)]
    legend = ax.get_legend()
    drawn += legend.get_texts() if legend else []
    return [
        artist
        for artist in drawn
        if artist.get_visible()
        and artist.get_text().strip()
        and (not isinstance(artist, Annotation) or artist.get_text())
        and artist.get_rotation() in (0, 90)
    ]

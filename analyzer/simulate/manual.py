"""The page that goes with a written sample: what it is, what its columns hold, what is planted in it."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType

import pyarrow.compute as pc

from analyzer.simulate.columns import COLUMNS
from analyzer.simulate.generate import TRUTH_COLUMNS, Simulation
from analyzer.simulate.patterns import PATTERNS

DICTIONARY = MappingProxyType(
    {
        "event_id": "Opaque id of the event; in `quarter_truth.csv`, of the event that a rule judges.",
        "timestamp": "When it happened: UTC, whole seconds. People work 09:00 to 17:00 in New York.",
        "case_id": "The application: one candidate on one requisition.",
        "activity": "`message`, `interview`, or `stage` (the application enters the stage named under `stage`).",
        "sender": "Id of who sent the message or held the interview.",
        "sender_role": "Role of that person: a role of the process definition.",
        "recipients": "Ids of the recipients, separated by `;`.",
        "recipient_roles": "Their roles, in the same order.",
        "copied": "Ids of who was sent a copy.",
        "copied_roles": "Their roles.",
        "channel": "`email`, `phone`, `voicemail`, `text`, `chat`, `meeting` or `ats`.",
        "topics": "What the message is about, separated by `;`. Empty on a few: the log does not say.",
        "stage": "The stage entered; filled on `stage` events only.",
        "thread_id": "Messages of one thread share it. Phone calls, voicemails and texts have none.",
        "in_reply_to": "The event that the message answers.",
        "candidate_id": "The candidate; a few have two applications.",
        "requisition_id": "The opening applied for.",
        "subject": "A neutral subject; no rule reads it.",
        "source": "The system that the event is read from: `ats`, `mail`, `chat`, `phone` or `calendar`.",
        "needs_reply": "On the recruiter's messages to the candidate: whether an answer is asked for, `yes` or `no`.",
        "rule": "Id of the rule, in `process_definitions/in_house.yaml`.",
        "verdict": "`violated`, `settled`, `excused` or `undecided`.",
        "excuse": "Name of the excuse; on `undecided`, the reason.",
        "pattern": "Which kind of departure was planted (see below).",
        "note": "The same, in words.",
    }
)
"""What each column of the two files holds."""

_PAGE = """# Sample data

**Simulated.** No line comes from a real hiring process, and no person is behind any id.

`quarter.csv` is the log of one recruiting team from 5 January to 31 March 2026: {events:,} events of {cases:,}
applications, stage changes, messages and interviews, in the canonical columns. Applications come in evenly over the
quarter, so that those of March are mostly still open.

`quarter_truth.csv` says what an analysis should find in it: {verdicts:,} verdicts in {departing:,} applications that
depart from the process, or seem to. It is complete: under the preset `in-house`, with `as_of` 2026-04-01, nothing else
is violated, settled, excused or undecided.

Both files and this page are written by

```
python -m analyzer.simulate sample_data
```

and come out the same, byte for byte, each time. They are under the licence of the repository (Apache-2.0).

## Columns of `quarter.csv`

UTF-8, comma-separated, one line an event, sorted by application and time.

{columns}

## Columns of `quarter_truth.csv`

One line a verdict: an event that a rule judges, and what it comes to.

{truth_columns}

## What is planted

| pattern | applications | what happens |
|---|---:|---|
{patterns}

Not to be found, though they are there too: messages about protected topics, some of them to the hiring manager;
thank-yous, and questions about the role; candidates who write to the manager after a rejection; duties that lapse
because the application is closed.
"""


def manual(simulation: Simulation) -> str:
    """Describe the sample in Markdown.

    Parameters
    ----------
    simulation : Simulation
        The sample; its numbers are counted.
    """
    truth = simulation.truth.select(["case_id", "pattern"]).group_by(["case_id", "pattern"]).aggregate([])
    shown = Counter(truth["pattern"].to_pylist())
    return _PAGE.format(
        events=simulation.events.num_rows,
        cases=pc.count_distinct(simulation.events["case_id"]).as_py(),
        verdicts=simulation.truth.num_rows,
        departing=truth.num_rows,
        columns=_dictionary(COLUMNS),
        truth_columns=_dictionary(TRUTH_COLUMNS),
        patterns="\n".join(f"| `{pattern.name}` | {shown[pattern.name]} | {pattern.note} |" for pattern in PATTERNS),
    )


def _dictionary(columns: tuple[str, ...]) -> str:
    return "\n".join(["| column | holds |", "|---|---|", *(f"| `{name}` | {DICTIONARY[name]} |" for name in columns)])

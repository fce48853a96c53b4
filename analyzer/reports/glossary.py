"""What every number and word of a report counts or means; one list for the page and the workbook."""

from __future__ import annotations

from analyzer.analysis.past import PAST_RECRUITER

PAST_TITLE = "Candidates with an open finding past the recruiter"
"""What page and workbook call the number that `PAST_RECRUITER` explains."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Finding",
        "One event or one owed answer that a rule asks a person to look at: open, settled, excused, waived or "
        "undecided. It is a question to a person, never a verdict on one.",
    ),
    ("Open", "Not kept, and neither an excuse, a waiver nor a repair in time applies."),
    ("Settled", "Not kept, then repaired in the time that the rule allows; listed, not counted as open."),
    ("Excused", "Not kept, but one of the rule's excuses surely holds; the finding names it."),
    ("Waived", "Not kept, but covered by a waiver that was in force at that moment."),
    ("Undecided", "The log does not hold what would settle the verdict. Never counted as open."),
    ("Pending", "An answer is owed and still in time. Not a finding."),
    ("Kept", "The rule was satisfied."),
    (
        "Incident",
        "Open findings of one case about the same event. One message can break two rules: two findings, one incident.",
    ),
    (
        PAST_TITLE,
        f"{PAST_RECRUITER} Of all candidates in the log; the interval is Wilson's for 95%.",
    ),
    (
        "Messages on an allowed contact",
        "Messages that the definition's contacts permit to every recipient, of all messages judged. Messages between "
        "people of one role, in closed cases and about protected topics are not judged.",
    ),
    (
        "Duties in time",
        "Answers that came within the rule's time, of those whose outcome is known. Pending, excused, waived and "
        "undecided ones are in neither.",
    ),
    (
        "Stay",
        "A case's time in a stage, on the clock of the stage's limit. Medians and shares count stays that still go on "
        "as lasting at least so long (Kaplan-Meier).",
    ),
    (
        "Owes or acted",
        "For an owed answer the role that owes it, for a message the role that sent it.",
    ),
    (
        "Severity",
        "How much attention the definition asks for a rule. It belongs to the rule and says nothing about a person.",
    ),
    ("Case", "One candidate on one requisition. Complete: the case reached a closing stage. Open: it has not yet."),
    (
        "Coverage",
        "For which people and channels the log is declared complete. Without a declaration an answer given by a "
        "channel that was not exported looks like no answer.",
    ),
    (
        "Rows set aside",
        "Input rows that could not be read as events; each is listed with file, row and reason, without what stands in "
        "it. Rows that repeat another, rows out of scope and events at or after the horizon (the instant before which "
        "the log is complete) are counted apart.",
    ),
    (
        "Protected topics",
        "Events about topics that the definition protects are never a finding and never shown; they can only make a "
        "finding less likely.",
    ),
)

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
        "Not kept",
        "Open, settled, excused and waived together: the rule surely was not satisfied, whatever came of it.",
    ),
    (
        "Judged",
        "Everything a rule looked at of which the outcome is known: kept or not kept. Pending and undecided are not in "
        "it.",
    ),
    (
        "Share, 95% interval",
        "A part of a whole that is named beside it. Where the numbers are small the share could easily have been "
        "another one: the interval says how far (Wilson's for shares).",
    ),
    ("Verdicts", "What became of each thing that a rule looked at; one with several reasons counts under each."),
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
        "Off",
        "Of the messages in a cell those that left the agreed ways, whether or not an excuse or a waiver lets them "
        "off. In the table of roles: that no contact permits, before excuses.",
    ),
    (
        "Due, in time, late, no answer",
        "Answers owed of which the outcome is known and that nothing lets off; of them those that came within the "
        "rule's time, those that came later, and those that the log does not show at all.",
    ),
    (
        "Answered, not yet, half answered after",
        "Of all duties, excused ones too, for somebody waited: with and without an answer by the horizon, and the "
        "median wait. One not answered yet counts as waiting at least so long (Kaplan-Meier).",
    ),
    (
        "Promised, longer than promised",
        "The time that the rule gives, and the estimated share of waits that last longer.",
    ),
    ("Held", "How often an excuse let somebody off. Several excuses may hold at once."),
    (
        "Beyond chance, with an open finding",
        "Of a requisition's cases those with an open finding. Beyond chance: by Fisher's exact test against all other "
        "cases, adjusted for so many requisitions (Benjamini and Hochberg, 5%). No judgement of anybody.",
    ),
    (
        "Stay",
        "A case's time in a stage, on the clock of the stage's limit. Medians and shares count stays that still go on "
        "as lasting at least so long (Kaplan-Meier).",
    ),
    (
        "Still in it, half have gone on after, 90% after",
        "Stays that go on at the horizon, and the times after which half and nine in ten of all stays have ended.",
    ),
    (
        "Allowed, longer than allowed",
        "The time that the definition gives a stage; the estimated share of stays that last longer, and below it how "
        "many were seen to.",
    ),
    (
        "Owes or acted",
        "For an owed answer the role that owes it, for a message the role that sent it.",
    ),
    (
        "Severity",
        "How much attention the definition asks for a rule. It belongs to the rule and says nothing about a person.",
    ),
    (
        "High, medium, low",
        "Open findings of rules of that severity.",
    ),
    (
        "Cases",
        "One candidate on one requisition each. Complete: the case reached a closing stage. Open: it has not yet.",
    ),
    (
        "Coverage",
        "For which people and channels the log is declared complete. Without a declaration an answer given by a "
        "channel that was not exported looks like no answer.",
    ),
    (
        "Rows, analysed, set aside, repeated, out of scope",
        "Every row of the input is in exactly one of the last four: read as an event; not readable as one; equal to "
        "another; left out because the mapping asks for other rows only.",
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

"""Insights: an analysis in, small documented tables out, each in a fixed order.

What reports and charts show and what analysts take further in pandas. Nothing here draws, and nothing judges events:
every number is counted from verdicts that `analysis` gave.
"""

from analyzer.analysis.against import exercised, undeclared, unmentioned
from analyzer.analysis.observed import lint_against
from analyzer.insights.ageing import open_cases
from analyzer.insights.arrows import Arrow, arrows
from analyzer.insights.chance import beyond_chance
from analyzer.insights.contacts import contact_matrix
from analyzer.insights.funnel import stage_funnel
from analyzer.insights.graph import process_graph
from analyzer.insights.intervals import WaitingCurve, kaplan_meier
from analyzer.insights.obligations import duties, duties_by_owner, told_together
from analyzer.insights.rows import rows_set_aside
from analyzer.insights.spread import chance_limits
from analyzer.insights.stages import stage_times
from analyzer.insights.trend import findings_by_week
from analyzer.insights.verdicts import excuses_used, rules_table
from analyzer.insights.waits import median_waits, response_times
from analyzer.insights.where import stage_by_topic
from analyzer.intervals import wilson

__all__ = [
    "Arrow",
    "WaitingCurve",
    "arrows",
    "beyond_chance",
    "chance_limits",
    "contact_matrix",
    "duties",
    "duties_by_owner",
    "excuses_used",
    "exercised",
    "findings_by_week",
    "kaplan_meier",
    "lint_against",
    "median_waits",
    "open_cases",
    "process_graph",
    "response_times",
    "rows_set_aside",
    "rules_table",
    "stage_by_topic",
    "stage_funnel",
    "stage_times",
    "told_together",
    "undeclared",
    "unmentioned",
    "wilson",
]

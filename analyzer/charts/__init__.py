"""Charts: a table in, Axes out; every title is the question that the chart answers.

A chart never shows, saves or closes anything: give it your own ``ax``, or take the figure of the Axes it returns
(``ax.figure``), or its bytes (`to_svg`, `to_png`). In a notebook the Axes show themselves.
"""

from analyzer.charts.ageing import open_cases
from analyzer.charts.canvas import to_png, to_svg
from analyzer.charts.chance import beyond_chance
from analyzer.charts.contacts import contact_matrix
from analyzer.charts.excuses import excuses_used
from analyzer.charts.flow import contact_flow
from analyzer.charts.funnel import stage_funnel
from analyzer.charts.graph import process_graph
from analyzer.charts.rules import rules_broken
from analyzer.charts.stages import stage_times
from analyzer.charts.swimlane import case_swimlane
from analyzer.charts.theme import DARK, LIGHT, Theme
from analyzer.charts.trend import findings_by_week
from analyzer.charts.waits import response_times
from analyzer.charts.where import stage_by_topic

__all__ = [
    "DARK",
    "LIGHT",
    "Theme",
    "beyond_chance",
    "case_swimlane",
    "contact_flow",
    "contact_matrix",
    "excuses_used",
    "findings_by_week",
    "open_cases",
    "process_graph",
    "response_times",
    "rules_broken",
    "stage_by_topic",
    "stage_funnel",
    "stage_times",
    "to_png",
    "to_svg",
]

"""What people decided about findings, and what became of findings since an earlier report.

Waivers are agreed beforehand and make a finding `waived`; nothing is ever deleted. No format of output is known here.
"""

from analyzer.review.changes import Changes, changes
from analyzer.review.covering import waive
from analyzer.review.earlier import Earlier, read_report
from analyzer.review.remarks import lint_waivers
from analyzer.review.waiver import Waiver, Waivers
from analyzer.review.waivers_file import parse_waivers, read_waivers

__all__ = [
    "Changes",
    "Earlier",
    "Waiver",
    "Waivers",
    "changes",
    "lint_waivers",
    "parse_waivers",
    "read_report",
    "read_waivers",
    "waive",
]

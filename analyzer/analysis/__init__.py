"""`analyze(log, definition)` and its result document."""

from analyzer.analysis.cases import CaseView
from analyzer.analysis.comparison import Comparison
from analyzer.analysis.examples import Outcome, run_examples
from analyzer.analysis.result import Analysis, analyze

__all__ = ["Analysis", "CaseView", "Comparison", "Outcome", "analyze", "run_examples"]

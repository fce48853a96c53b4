"""`analyze(log, definition)` and its result document; the examples of a definition, and what they notice."""

from analyzer.analysis.analyzing import analyze
from analyzer.analysis.cases import CaseView
from analyzer.analysis.comparison import Comparison
from analyzer.analysis.example_diff import ExampleRun, Outcome, run_examples
from analyzer.analysis.mutation import MutationRun, run_mutants
from analyzer.analysis.remarks import Remarks, lint
from analyzer.analysis.result import Analysis

__all__ = [
    "Analysis",
    "CaseView",
    "Comparison",
    "ExampleRun",
    "MutationRun",
    "Outcome",
    "Remarks",
    "analyze",
    "lint",
    "run_examples",
    "run_mutants",
]

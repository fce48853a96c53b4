"""Definition and columns in, activations with verdicts and witnesses out: the kernel.

No Python loop over events or cases anywhere in this package; loops run over rules, roles, kinds and blocks.
"""

from analyzer.replay.engine import Replay, RuleResult, replay
from analyzer.replay.reading import ASSUMABLE, REASONS, Assumptions
from analyzer.replay.verbs import VERBS

__all__ = ["ASSUMABLE", "REASONS", "VERBS", "Assumptions", "Replay", "RuleResult", "replay"]

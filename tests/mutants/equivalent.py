"""Mutants that no test can kill, and why: what they change cannot be seen in any result."""

EQUIVALENT: dict[str, str] = {}

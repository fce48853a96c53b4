"""The command line: arguments in, text and exit codes out; everything in between can be had in a notebook too."""

from __future__ import annotations

from analyzer.cli.app import main

__all__ = ["main"]

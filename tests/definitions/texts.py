"""Small definitions for the tests, and what is wrong with them."""

from __future__ import annotations

from analyzer.definitions import Definition, DefinitionError, Problem, load_definition

BASE = """\
format: 1
process: mini
gatekeeper: recruiter
roles: {candidate: Candidate, recruiter: Recruiter, coordinator: Coordinator, hiring_manager: Hiring manager}
channels: [email, phone]
topics: {status: Asks for status, thanks: Says thanks, terms: Discusses terms}
guarded: [status, terms]
stages: {applied: {next: [interview]}, interview: {next: [hired]}, hired: {closes: true}}
calendar: {timezone: America/New_York, hours: {mon-fri: ["09:00-17:00"]}}
events:
  asks: {from: candidate, to: hiring_manager, about: status}
  answers: {from: recruiter, to: candidate}
  meeting: {activity: interview}
excuses:
  in-copy: {copied: recruiter}
"""
"""Fifteen lines: what a test adds begins on line 16."""


def with_lines(*lines: str) -> str:
    return BASE + "\n".join(lines) + "\n"


def load(*lines: str) -> Definition:
    return load_definition(with_lines(*lines), path="d.yaml")


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    """Give the problems of a definition that cannot be used; none for one that can."""
    try:
        load_definition(text, path="d.yaml")
    except DefinitionError as error:
        return error.problems
    return ()


def said(problem: Problem) -> str:
    """One line a problem: where, which, what."""
    return f"{problem.place.line}:{problem.place.column} {problem.code} {problem.message}"

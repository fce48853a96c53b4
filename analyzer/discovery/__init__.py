"""Discovery: an event log in, a commented draft of a process definition out.

It describes what happened and never says what is allowed. `definitions` knows nothing of it; it knows how a definition
is written, and counts in columns.
"""

from analyzer.discovery.draft import Draft, discover

__all__ = ["Draft", "discover"]

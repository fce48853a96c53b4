"""Real exports to one canonical log: read, resolved, joined, de-duplicated, accounted for."""

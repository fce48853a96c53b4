"""One module a command; each has a `command`, imports what it needs when called, and returns the exit code."""

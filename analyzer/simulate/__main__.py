"""`python -m analyzer.simulate DIRECTORY` writes the sample log, its truth and its description there."""

from __future__ import annotations

import sys

from analyzer.simulate.files import write_sample

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m analyzer.simulate DIRECTORY")
    write_sample(sys.argv[1])

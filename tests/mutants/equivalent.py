"""Mutants that no test can kill, and why: what they change cannot be seen in any result."""

EQUIVALENT: dict[str, str] = {
    "block.py Block._find: ..en + 1] - begins[chosen]).sum()) * FEW < len(self) [< -> <=]": "two ways to one result",
    "block.py Block._find: if not few [always]": "two ways to one result",
    "block.py Block._find: if not few [never]": "two ways to one result",
    "block.py Block._find: not few [without not]": "two ways to one result",
    "scans.py first_reaching: low < high [< -> <=] #3": "where both are equal the middle is equal too",
}

"""Mutants that no test can kill, and why: what they change cannot be seen in any result."""

EQUIVALENT: dict[str, str] = {
    "block.py Block._find: ..en + 1] - begins[chosen]).sum()) * FEW < len(self) [< -> <=]": "two ways to one result",
    "block.py Block._find: if not few [always]": "two ways to one result",
    "block.py Block._find: if not few [never]": "two ways to one result",
    "block.py Block._find: not few [without not]": "two ways to one result",
    "evidence.py joined: same[0] [0 -> -1]": "condition and excuse are the same in every block",
    "evidence.py witnesses: if excused.any() [always]": "what proves an excuse that no row has is `NONE` throughout",
    "shapes.py Shapes.__init__: 3 + len(columns) [3 -> 4]": "there is no row, and the first rows bring their columns",
    "shapes.py Shapes.table: if len(made) != len(self) [always]": "a table is lengthened by nothing",
    "shapes.py Shapes.table: if made is None [always]": "the same table is made again",
    "scans.py first_reaching: low < high [< -> <=] #3": "where both are equal the middle is equal too",
}

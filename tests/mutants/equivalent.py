"""Mutants that no test can kill, and why: what they change cannot be seen in any result."""

WHY: dict[str, tuple[str, ...]] = {
    "None and texts hold no values": (
        "facts.py _values_in: if inner is not None and (not isinstance(.. [always]",
        "facts.py _values_in: inner is not None and not isinstance(inner, str) [and -> or]",
    ),
    "a case whose highest code is 0 names no other": (
        "across.py _names: most >= 0 [0 -> 1]",
        "across.py _names: most >= 0 [>= -> >]",
    ),
    "a chain by way of others has two messages or more": (
        "verbs/route.py _chains: length > 0 [0 -> 1]",
        "verbs/route.py _find_ending: chains.length > 0 [0 -> 1]",
        "verbs/route.py _find_ending: chains.length > 0 [0 -> 1] #2",
    ),
    "a code that no event has": ("numbering.py _alike: (np.zeros(events, dtype=np.int64), 1) [1 -> 2]",),
    "a column that nothing compares": ("engine.py _Run.facts: if self.coverage is not None and self.cov.. [always]",),
    "a mark still takes one stage a round, in more rounds": (
        "stages.py _named: np.arange(len(marks)) - np.repeat(begins, np.diff(np.append(be.. [- -> +]",
    ),
    "a part of shapes that no selector tests": (
        "numbering.py _starters: if not block.facts.uses_thread_starter [never]",
    ),
    "a reading does not differ from itself": ("outcome.py RuleOnBlock._reasons: if reason not in favourable [always]",),
    "a table is lengthened by nothing": ("shapes.py Shapes.table: if len(made) != len(self) [always]",),
    "a value that no clock reads either": ("block.py module: np.iinfo(np.int64).max [max -> min]",),
    "an activity is never unknown": (
        "verbs/contact.py candidates: block.mask(MESSAGE, WORST, wanted=False) [WORST -> BEST]",
        "verbs/contact.py candidates: block.mask(MESSAGE, WORST, wanted=False) [wanted=False -> True]",
        "verbs/require_next.py _messages: block.mask(MESSAGE, WORST, wanted=False) [WORST -> BEST]",
        "verbs/require_next.py _messages: block.mask(MESSAGE, WORST, wanted=False) [wanted=False -> True]",
    ),
    "an empty stretch is empty wherever it lies": (
        "verbs/require_next.py judge: np.zeros_like [zeros_like -> ones_like]",
    ),
    "another number for each mark and stage": (
        "verbs/stage_rules.py _entries: marks.event_mark[open_ones] * stages + marks.event_stage[open_ones] [+ -> -]",
    ),
    "any number below zero stands for no group": (
        "verbs/each.py _groups: np.where(codes < 0, -1, codes * block... [-1 -> -2]",
    ),
    "as many numbers fit into 16 bits": ("block.py Block._by_shape: len(self.facts.shapes) < 1 << 16 [< -> <=]",),
    "condition and excuse are the same in every block": ("evidence.py joined: same[0] [0 -> -1]",),
    "each unknown role has a number of its own all the same": (
        "threads.py find_starters: ROLE_UNKNOWN - 1 [1 -> 0]",
        "threads.py find_starters: ROLE_UNKNOWN - 1 [1 -> 2]",
    ),
    "every mark waits for the one before, and comes to the same": ("stages.py _resolve: len(one) == 1 [1 -> 0]",),
    "every row has some clock": ("outcome.py RuleOnBlock._slack: np.zeros [zeros -> ones]",),
    "lengths are only compared, and make room": (
        "verbs/route.py _chains: (True, 1) [1 -> 2]",
        "verbs/route.py _chains: depth += 1 [1 -> 2]",
    ),
    "more room": (
        "threads.py _numbered: high - low + 2 [2 -> 3]",
        "threads.py _numbered: high - low [- -> +] #2",
        "verbs/route.py _widen: width - table.shape[1] [- -> +]",
    ),
    "more rounds that change nothing": ("pairing.py _at_once: if not len(same) [never]",),
    "never narrow: the same order, more slowly": ("block.py Block._by_shape: 1 << 16 [1 -> 0]",),
    "no case that is not older is looked at": ("threads.py find_starters: if block.older.any() [always]",),
    "no closer up to an event is later than it": ("block.py Block.after_unseen: 0 if before else 1 [1 -> 2]",),
    "no conditions hold": (
        "outcome.py RuleOnBlock.active: if self.rule.when [always]",
        "outcome.py RuleOnBlock.rows: if self.rule.when [always]",
    ),
    "no case that names several is found": ("across.py _names: if several.any() [always]",),
    "nothing is tried for no shapes": ("verbs/contact.py _permitted: if unknown.any() [always]",),
    "numbered sooner, the same shapes": (
        "numbering.py find_shapes: if size * prod(waiting) > MOST_CODES [always]",
        "numbering.py find_shapes: size * prod(waiting) > MOST_CODES [> -> >=]",
    ),
    "of no events none closes anything": ("block.py Block.after_unseen: if not len(at) [never]",),
    "of no rows there are no bits": ("outcome.py RuleOnBlock._reasons: if not len(at) [never]",),
    "of two that are the same either": ("keys.py _sooner: second < first [< -> <=]",),
    "one more role that no contact names": ("verbs/contact.py _permitted: another + 1 [1 -> 2]",),
    "one more round that changes nothing": ("pairing.py _at_once: step < len(added) [< -> <=]",),
    "one never comes without the other": (
        "outcome.py RuleOnBlock.repair: rule.settled_by is None or rule.settled_within is None [or -> and]",
    ),
    "read only where it lies inside": ("verbs/limit.py chain: np.where(inside, index, 0) [0 -> -1]",),
    "read only where it was written": (
        "outcome.py RuleOnBlock.repair: np.zeros [zeros -> ones]",
        "scans.py spread: np.zeros [zeros -> ones]",
    ),
    "the clock reads what the time is": ("block.py Block.clock_of_all: if kind is ClockKind.ELAPSED [never]",),
    "the codes of a radix of one are not read": ("numbering.py _alike: np.zeros [zeros -> ones]",),
    "the codes of a radix of one are zeros": (
        "numbering.py find_shapes: if radix > 1 [always]",
        "numbering.py find_shapes: radix > 1 [1 -> 0]",
        "numbering.py find_shapes: radix > 1 [> -> >=]",
    ),
    "the column is written before it is read": ("verbs/route.py chain: (len(at), 0) [0 -> 1]",),
    "the first mark comes after none": ("verbs/stage_rules.py _named_otherwise: np.ones [ones -> zeros]",),
    "the order of columns does not matter": (
        "verbs/route.py chain: (~at_once[index], 0) [0 -> -1]",
        "verbs/route.py chain: place += 1 [+ -> -]",
    ),
    "the same order, more slowly": ("block.py Block._by_shape: if len(self.facts.shapes) < 1 << 16 [never]",),
    "the same pairs are found again": ("verbs/each.py paired: if rule.when [always]",),
    "the same set is made again, as its array is kept and no other can have its id": (
        "keys.py Keys._in_order: if kept is None or kept[0] is not among [always]",
        "keys.py Keys._in_order: kept[0] [0 -> -1]",
        "keys.py Keys._in_order: kept[0] [0 -> 1]",
        "keys.py Keys._in_order: kept[0] is not among [is not -> is]",
        "keys.py Keys.keyless: if kept is None or kept[0] is not among [always]",
        "keys.py Keys.keyless: kept[0] [0 -> -1]",
        "keys.py Keys.keyless: kept[0] [0 -> 1]",
        "keys.py Keys.keyless: kept[0] is not among [is not -> is]",
    ),
    "the same table is made again": ("shapes.py Shapes.table: if made is None [always]",),
    "there is no row, and the first rows bring their columns": (
        "shapes.py Shapes.__init__: 3 + len(columns) [3 -> 4]",
    ),
    "threads that are numbered already are numbered again": (
        "threads.py _numbered: high - low + 1 [1 -> 2]",
        "threads.py _numbered: high - low [- -> +]",
        "threads.py _numbered: if high - low + 1 != len(first) [always]",
    ),
    "two ways to one result": (
        "block.py Block._find: ..en + 1] - begins[chosen]).sum()) * FEW < len(self) [< -> <=]",
        "block.py Block._find: begins[chosen + 1] - begins[chosen] [- -> +]",
        "block.py Block._find: chosen + 1 [+ -> -]",
        "block.py Block._find: chosen + 1 [1 -> 0]",
        "block.py Block._find: if not few [always]",
        "block.py Block._find: if not few [never]",
        "block.py Block._find: not few [without not]",
        "numbering.py _states: if not len(marks.first) [never]",
        "outcome.py RuleOnBlock._slack: if here.all() [never]",
        "scans.py _is_sparse: 1 << 16 [1 -> 0]",
        "scans.py _is_sparse: 1 << 16 [1 -> 2]",
        "scans.py _is_sparse: 4 * len(codes) [4 -> 3]",
        "scans.py _is_sparse: 4 * len(codes) [4 -> 5]",
        "scans.py _is_sparse: max(4 * len(codes), 1 << 16) [max -> min]",
        "scans.py _is_sparse: radix > max(4 * len(codes), 1 << 16) [> -> >=]",
        "scans.py occurring: if _is_sparse(codes, radix) [always]",
        "scans.py spread: if _is_sparse(codes, radix) [always]",
        "stages.py _named: if count == len(stage) [never]",
    ),
    "what comes in order stays in order": (
        "engine.py _joined: if rule.across is not None [always]",
        "verbs/each.py _by_group: group[0] >= 0 [0 -> 1]",
        "verbs/each.py _by_group: group[0] >= 0 [>= -> >]",
        "verbs/each.py _by_group: group[1:] >= group[:-1] [>= -> >]",
        "verbs/each.py _by_group: if not (len(at) and group[0] >= 0 and boo.. [always]",
    ),
    "what is found in other cases is not read": ("conditions.py _activations: np.zeros [zeros -> ones]",),
    "what is noted is read for rules across cases only": ("engine.py _Run.judge: if across [always]",),
    "what proves an excuse that no row has is `NONE` throughout": ("evidence.py witnesses: if excused.any() [always]",),
    "where all are equal, all are equal to any one of them": (
        "precision.py _compared: verdicts[0] [0 -> -1]",
        "precision.py _compared: verdicts[0] [0 -> 1]",
    ),
    "where no case is older, no reading of that differs": ("outcome.py RuleOnBlock.__init__: if older [always]",),
    "where no stage is named twice, every event is the first": (
        "verbs/stage_rules.py _entries: if len(marks.events) > len(marks.entry) [always]",
        "verbs/stage_rules.py _entries: len(marks.events) > len(marks.entry) [> -> >=]",
    ),
    "who sent a message sent it about every topic": (
        "verbs/route.py chain: np.where(at_once, 1, chains.length) [1 -> 2]",
    ),
    "without unknowns all readings agree": (
        "outcome.py RuleOnBlock._judge_doubtful: if self.reasons [always]",
        "outcome.py RuleOnBlock.rows: if self.reasons [always]",
    ),
}

EQUIVALENT: dict[str, str] = {mutant: why for why, mutants in WHY.items() for mutant in mutants}

# %% [markdown]
# # What if the rule were another?
#
# Before a rule is changed, one wants to know what the change would have meant: which findings appear, which vanish,
# which get another verdict. The log stays; the definition changes; the two results are held against each other.

# %%
import pandas as pd

import analyzer as hpa

pd.set_option("display.max_colwidth", None)  # titles are shown whole

log = hpa.read_log("../sample_data/quarter.csv")
analysis = hpa.analyze(log, hpa.read_definition("in-house"), as_of="2026-04-01")
rule = analysis.definition.rule("status-past-recruiter")
print(rule.title)
print("unless:", ", ".join(excuse.name for excuse in rule.unless))

# %% [markdown]
# ## One excuse less
#
# A candidate is let off today when the recruiter is in copy. Suppose that this no longer counted. `replace_rule`
# makes a new definition, `under` judges the same log by it, `compare` says what differs.

# %%
kept = tuple(excuse for excuse in rule.unless if excuse.name != "recruiter-in-copy")
stricter = analysis.definition.replace_rule("status-past-recruiter", unless=kept)
comparison = analysis.compare(analysis.under(stricter))
comparison

# %% [markdown]
# Every change is a row. All are of one kind: what was excused now waits for an answer to "why?".

# %%
changes = comparison.changes
changes.groupby(["change", "verdict_before", "excuse_before", "verdict_after"]).size().to_frame("activations")

# %% [markdown]
# That is the number to think about: so many candidates who did take the recruiter into copy, and whom somebody would
# now have to ask. One of them:

# %%
one = changes.iloc[0]
case = comparison.after.case(one["case_id"])
hpa.charts.case_swimlane(case, most=12)  # the finding, and the latest events

# %% [markdown]
# ## Another limit
#
# Let the recruiter have one business day for an answer instead of two:

# %%
quicker = analysis.definition.with_limit("answer-the-candidate", within="1 business day")
faster = analysis.compare(analysis.under(quicker))
faster

# %% [markdown]
# The findings that appear are the recruiter's: a tighter promise is kept less often. Whether
# it can be kept is seen from the share in time, before and after:

# %%
duties = pd.concat(
    {"two business days": hpa.insights.duties(faster.before), "one business day": hpa.insights.duties(faster.after)},
    names=["promise"],
)
duties = duties.query("rule == 'answer-the-candidate'").droplevel(1)
duties[["due", "in_time", "late", "pending", "on_time_share", "low", "high"]].round(3)

# %%
waits = hpa.insights.response_times(faster.after)
hpa.charts.response_times(waits[waits["rule"] == "answer-the-candidate"])

# %% [markdown]
# ## A rule less
#
# `replace` changes any part of the definition. Without the rule `chasing`, its findings have not been mended, they
# are no longer looked for; so they are told apart and not counted as vanished.

# %%
fewer = analysis.definition.replace(rules=tuple(rule for rule in analysis.definition.rules if rule.id != "chasing"))
without = analysis.compare(analysis.under(fewer))
print(without.headline)
without.by_rule.query("only_in != ''")[["rule", "only_in", "open_before", "open_after"]]

# %% [markdown]
# ## Vanishing findings
#
# And the other way: which open findings would go if candidates could ask anybody who interviewed them? That is a line
# among the contacts, and what stands in the text is most easily changed in the text.

# %%
wider = hpa.load_definition(
    analysis.definition.source.replace("contacts:\n", "contacts:\n  - {from: candidate, to: interviewer}\n", 1),
    path="in_house_wider.yaml",
)
open_way = analysis.compare(analysis.under(wider))
open_way

# %% [markdown]
# A comparison counts what the log would have come to if people had done the same under another rule. Under another
# rule they might have done something else. The same on the command line: [docs/what-if.md](../docs/what-if.md).

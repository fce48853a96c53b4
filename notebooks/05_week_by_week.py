# %% [markdown]
# # Week by week: what is new, and what has been agreed
#
# Who looks at the same process every week has two questions that a single report does not answer: what has changed
# since last time, and which of it has been agreed beforehand?
#
# Here the quarter is looked at twice, on 23 March and on 1 April.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import analyzer as hpa

pd.set_option("display.max_colwidth", None)  # titles are shown whole

definition = hpa.read_definition("in-house")
log = hpa.read_log("../sample_data/quarter.csv")
before = hpa.analyze(log, definition, as_of="2026-03-23")
now = hpa.analyze(log, definition, as_of="2026-04-01")
print(before)
print(now)

# %% [markdown]
# ## What has changed?
#
# An earlier report is a folder. `review.changes` knows each finding again by its id, and says of every one what became
# of it. Whatever makes the two runs unlike stands beside the numbers.

# %%
with tempfile.TemporaryDirectory() as folder:
    hpa.reports.write_report(before, Path(folder) / "last")
    earlier = hpa.review.read_report(Path(folder) / "last")
changes = hpa.review.changes(now, earlier)
changes

# %% [markdown]
# New is not the same as happened since. A question that was asked before may have come to the end of its limit
# meanwhile: `fell due since`.

# %%
new = changes.table[changes.table["change"] == "new"]
pd.crosstab(new["title"], new["detail"])

# %% [markdown]
# The weeks in a picture. The bars of the last weeks still grow, for answers to their questions are not due yet.

# %%
hpa.charts.findings_by_week(now)

# %% [markdown]
# ## What has been agreed
#
# Of one requisition the hiring manager looks after the candidates without a recruiter until the tenth of April; it
# was granted beforehand, and by somebody. And a recruiter was on leave. A waiver says so, with an end: nothing is
# waived for ever. Usually it is a file; here it is a text.

# %%
waivers = hpa.review.parse_waivers(
    """
- id: req-009-no-recruiter
  rule: [contact, status-past-recruiter]
  requisition: req-009
  from: 2026-01-15
  until: 2026-04-10
  granted_by: people-operations
  reason: The hiring manager coordinates this requisition alone until a recruiter is named.

- id: leave-of-recruiter-06
  rule: answer-the-candidate
  owner: recruiter-06
  from: 2026-02-01
  until: 2026-03-15
  granted_by: head-of-recruiting
  reason: On leave; the candidates concerned were told.
""",
    path="waivers.yaml",
    definition=definition,
)
waived = hpa.waive(now, waivers)
waived.waivers[["waiver", "from", "until", "state", "covered", "granted_by", "remark"]]

# %% [markdown]
# What a waiver covers is not deleted: it stays listed, with its reason beside it.

# %%
covered = waived.findings[waived.findings["verdict"] == "waived"]
covered.groupby(["waiver", "waived_why", "title"]).size().to_frame("findings")

# %% [markdown]
# Held against the same earlier report, these findings are no longer open, and the changes say why. That the one run
# had waivers and the other none is told as well:

# %%
since = hpa.review.changes(waived, earlier)
print(since.headline)
print(*since.notes, sep="\n")
since.table[since.table["change"] == "no longer open"].groupby(["rule", "detail"]).size().to_frame("findings")

# %% [markdown]
# In the picture of all rules they stand apart from what is open:

# %%
hpa.charts.rules_broken(waived)

# %% [markdown]
# ## Who has to look at what?
#
# The list for one recruiter: the part that this person may see, and of it what is new and open.

# %%
mine = waived.cut_for("recruiter", "recruiter-03")
listing = mine.listing
listing[listing["finding_id"].isin(new["finding_id"]) & (listing["verdict"] == "violated")].drop(
    columns=["severity", "verdict", "note"]
)

# %% [markdown]
# A finding is a question to a person: what lies behind it, the log does not say. The same on the command line:
# [docs/changes.md](../docs/changes.md), [docs/waivers.md](../docs/waivers.md) and
# [docs/recipients.md](../docs/recipients.md).

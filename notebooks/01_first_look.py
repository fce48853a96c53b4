# %% [markdown]
# # A first look
#
# One recruiting team, one quarter: 1,000 applications, with every mail, call, chat, meeting and change of stage. The
# data are simulated; no person is behind any id.
#
# Three questions:
#
# 1. How did the quarter go, on both sides: what candidates did, and what recruiters and managers owed?
# 2. Who wrote past the recruiter, and what excuses it?
# 3. What happened in one case, event by event?
#
# A finding is a question to a person, never a verdict on one.

# %%
import tempfile
from pathlib import Path

import pandas as pd

import analyzer as hpa

pd.set_option("display.max_colwidth", None)  # titles are shown whole

definition = hpa.read_definition("in-house")  # a preset; a path works as well
definition

# %% [markdown]
# The definition says who may talk to whom, about what, and who owes whom an answer by when. Now the log. Every row is
# accounted for: it is analysed, or it is listed with the reason why not.

# %%
log = hpa.read_log("../sample_data/quarter.csv")
log

# %% [markdown]
# ## How did the quarter go?
#
# `as_of` is the horizon: the log is complete for everything before it. An answer that is not due yet is *pending*,
# and no finding.

# %%
analysis = hpa.analyze(log, definition, as_of="2026-04-01")
analysis

# %% [markdown]
# The headline, with its 95% interval, and beside it what every role owed. Both belong together: a candidate who hears
# nothing from the recruiter has a reason to ask elsewhere.

# %%
past = analysis.summary["past_recruiter"]
print(f"{past['candidates']} of {past['of']} candidates have an open finding past the recruiter")
print(f"{past['share']:.1%}, 95% interval {past['low']:.1%} to {past['high']:.1%}")

# %%
duties = hpa.insights.duties(analysis)
duties[["title", "owner_role", "due", "in_time", "late", "no_answer", "on_time_share"]].round(3)

# %% [markdown]
# Week by week, by the week of the message or question:

# %%
hpa.charts.findings_by_week(analysis)

# %% [markdown]
# ## Who writes to whom?
#
# Hatched cells are pairs that the definition does not join. The bar along the foot of a cell is the share of its
# messages that no contact permits.

# %%
hpa.charts.contact_matrix(analysis)

# %% [markdown]
# Off the graph are few messages out of many, and they go both ways: managers who tell a candidate the status stand
# here too, just as candidates who ask for it.
#
# ## Past the recruiter: and what excuses it?
#
# `listing` has the findings in the few columns that one reads first, in local time:

# %%
analysis.listing.head(3)

# %% [markdown]
# `findings` is a plain data frame with all that is known of them, instants in UTC. `past_recruiter` marks those that
# the headline counts, if they are open.

# %%
findings = analysis.findings
past_recruiter = findings[findings["past_recruiter"]]
pd.crosstab(past_recruiter["title"], past_recruiter["verdict"])

# %% [markdown]
# Excuses are part of the definition, and each is tried on each finding:

# %%
excuses = hpa.insights.excuses_used(analysis)
excuses[excuses["rule"] == "status-past-recruiter"][["excuse", "activations", "not_kept", "share"]].round(3)

# %% [markdown]
# Where none holds, the finding says by how much each one failed, and what would have been the allowed way:

# %%
first = findings[(findings["rule"] == "status-past-recruiter") & findings["open"]].iloc[0]
print(first["case_id"], "-", first["title"])
print("excuses tried:", first["excuses_tried"])
print("instead:      ", first["instead"])

# %% [markdown]
# ## Part of it
#
# Filters chain, and what comes out is an analysis like the whole: every table, chart and report can be made of it. One
# requisition, and of what was judged in it the graver half:

# %%
part = analysis.where(requisition="req-003").where(severity="high")
part

# %%
part.listing

# %% [markdown]
# What one recruiter, or one manager, may see of it all is a part as well
# ([docs/recipients.md](../docs/recipients.md)):

# %%
analysis.cut_for("hiring_manager", "manager-07").notes[0]

# %% [markdown]
# ## One case
#
# A short one. Time runs down, every role has its lane; the ring marks an event with an open finding.

# %%
case = analysis.case("APP-0018")
hpa.charts.case_swimlane(case)

# %% [markdown]
# The same in words:

# %%
case

# %% [markdown]
# ## Take it along
#
# One page for the browser, one workbook. Both hold the same numbers as this notebook.

# %%
with tempfile.TemporaryDirectory() as folder:
    hpa.reports.write_html(analysis, Path(folder) / "quarter.html")
    hpa.reports.write_excel(analysis, Path(folder) / "quarter.xlsx")
    print(*sorted(path.name for path in Path(folder).iterdir()), sep="\n")

# %% [markdown]
# Next: [how long people wait](02_response_times.ipynb), [write and test a
# definition](03_write_and_test_a_definition.ipynb), [what if](04_what_if.ipynb). What the columns hold stands in
# [docs/columns.md](../docs/columns.md), what a log cannot show in [docs/limitations.md](../docs/limitations.md).

# %% [markdown]
# # How long do people wait for an answer?
#
# Those who hear nothing ask elsewhere. So before one asks why candidates write past the recruiter, one looks at how
# long answers take: from the recruiter, from hiring managers and interviewers, and from candidates.

# %%
import pandas as pd

import analyzer as hpa

pd.set_option("display.max_colwidth", None)  # titles are shown whole

definition = hpa.read_definition("in-house")
log = hpa.read_log("../sample_data/quarter.csv")
analysis = hpa.analyze(log, definition, as_of="2026-04-01")

# %% [markdown]
# ## The promise, and what came of it
#
# A *duty* is a rule of the form "after A, B must follow within some time". What is due and known is in time, late, or
# without an answer; what is not due yet is pending and stands beside.

# %%
duties = hpa.insights.duties(analysis)
duties[["title", "owner_role", "due", "in_time", "late", "no_answer", "pending", "on_time_share", "low", "high"]].round(
    3
)

# %% [markdown]
# "In time" is a yes or a no. It does not tell an answer within the hour from one at the last minute. For that, one
# looks at the waits themselves.
#
# ## The share that is still waiting
#
# Each curve begins at 100% and falls with every answer (Kaplan and Meier 1958). The line at the promised time shows
# how many were still waiting then. Ticks are waits that had not ended when they were last seen.

# %%
waits = hpa.insights.response_times(analysis)
hpa.charts.response_times(waits)

# %% [markdown]
# A wait is counted on the clock of its rule: here in business days, so that a weekend is nobody's
# fault. The medians, with their 95% intervals and the promise:

# %%
medians = hpa.insights.median_waits(analysis)
medians[["title", "owner_role", "unit", "median", "low", "high", "promised", "share_past_limit"]].round(3)

# %% [markdown]
# A chart takes a table: filter it, and there is one curve, with its interval.

# %%
hpa.charts.response_times(waits[waits["rule"] == "answer-the-candidate"])

# %% [markdown]
# ## What censoring means
#
# A question that has no answer *yet* is not a question without an answer: it has waited *at least* so long. Leaving
# it out makes everybody look quick, for the answers that one has already seen are the quick ones. To see it, go back
# to Thursday, 12 March, 17:00, and look at the feedback that reached recruiters in the 48 hours before: how long
# until they passed it on?

# %%
then = hpa.analyze(log, definition, as_of="2026-03-12 17:00")
asked = then.activations.query("rule == 'coach-after-feedback'")
asked = asked[asked["timestamp"] >= then.as_of - pd.Timedelta("48h")]
answered = asked["answered_at"].notna()
print(f"{len(asked)} times feedback came in; {answered.sum()} passed on by then, {(~answered).sum()} still open")


# %%
def hours(waited: pd.Series) -> pd.Series:
    """Give waits in hours."""
    return waited.dt.total_seconds() / 3600


so_far = hours(asked["answered_at"].fillna(then.as_of) - asked["timestamp"])
curve = hpa.insights.kaplan_meier(so_far, answered)

# Since then, the quarter has gone on: what became of the very same ones?
later = analysis.activations.query("rule == 'coach-after-feedback'")
later = later[later["event_id"].isin(asked["event_id"])]
in_the_end = hours(later["answered_at"] - later["timestamp"])

pd.DataFrame(
    {
        "median wait, in hours": [so_far[answered].median(), curve.median()[0], in_the_end.median()],
        "from": [f"{answered.sum()} answers", f"{len(asked)} waits", f"{in_the_end.notna().sum()} answers"],
    },
    index=["on that day, open ones left out", "on that day, open ones censored", "as it turned out"],
).round(1)

# %% [markdown]
# With the open ones left out, the wait looked much shorter than it was; with the same data, the curve came close to
# what was to be. How much it matters depends on the day and on how many are open. It matters most in a report that is
# made every night, whose last days are always the unfinished ones.
#
# ## And the stages?
#
# The same holds for how long applications stay in a stage: those that are still there are not left out.

# %%
stages = hpa.insights.stage_times(analysis)
stages[["stage", "stays", "still", "unit", "median", "low", "high", "ninety", "promised", "share_over"]].round(2)

# %% [markdown]
# A long wait is a place to look, not a verdict on whoever owed the answer: the log shows no answer given in the
# corridor ([docs/limitations.md](../docs/limitations.md)).

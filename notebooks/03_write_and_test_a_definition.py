# %% [markdown]
# # Write and test a definition
#
# A process definition is a text. Here is one for a small team: who may talk to whom, two rules, and three examples
# that say what the rules mean. Most people keep it in a file (`hpa.read_definition("small_team.yaml")`); for a try, a
# string will do.

# %%
import pandas as pd

import analyzer as hpa

pd.set_option("display.max_colwidth", None)  # titles and hints are shown whole

TEXT = """\
format: 1
process: small-team
title: Hiring in a small team
version: "1"
gatekeeper: recruiter
roles: {candidate: Candidate, recruiter: Recruiter, coordinator: Coordinator, hiring_manager: Hiring manager}
channels: [email, phone]
topics: {status: Where things stand, thanks: Thank-you, scheduling: Dates and places}
guarded: [status]
stages:
  screening: {next: [interview, closed]}
  interview: {next: [closed]}
  closed: {closes: true}
calendar: {timezone: Europe/Berlin, hours: {mon-fri: ["09:00-17:00"]}}
contacts:
  - {between: [candidate, recruiter]}
  - {between: [recruiter, hiring_manager]}
  - {between: [candidate, coordinator]}
  - {between: [coordinator, hiring_manager]}
  - {from: candidate, to: hiring_manager, only_about: [thanks], stage: [interview]}
excuses:
  recruiter-in-copy: {copied: recruiter}
rules:
  ask-the-recruiter:
    title: Candidate asks the hiring manager for status, past the recruiter
    forbid: {from: candidate, to: hiring_manager, about: [status]}
    unless: [recruiter-in-copy]
    severity: high
    instead: Ask the recruiter.
  answer-the-candidate:
    title: Recruiter answers a status question
    require: {from: recruiter, to: candidate}
    after: {from: candidate, to: recruiter, about: [status]}
    within: 2 business days
    severity: medium
examples:
  - name: a thank-you after the interview is fine
    events:
      - 2026-03-02 10:00 | stage | interview
      - 2026-03-03 15:00 | candidate -> hiring_manager | thanks | email
    expect: none
  - name: a status question to the manager is not
    events:
      - 2026-03-02 10:00 | stage | interview
      - 2026-03-03 15:00 | candidate -> hiring_manager | status | email
    expect: {ask-the-recruiter: violated, contact: violated}
  - name: an answer on the third working day is late
    events:
      - 2026-03-02 10:00 | stage | interview
      - 2026-03-03 10:00 | candidate -> recruiter | status | email
      - 2026-03-06 10:00 | recruiter -> candidate | status | email
    expect: {answer-the-candidate: violated}
"""
small = hpa.load_definition(TEXT, path="small_team.yaml")
small

# %% [markdown]
# A slip of the pen is told with its place and the way out, all slips at once:

# %%
try:
    hpa.load_definition(
        TEXT.replace("about: [status]}\n    unless", "about: [staus]}\n    unless"), path="small_team.yaml"
    )
except hpa.DefinitionError as error:
    print(error)

# %% [markdown]
# ## Do the rules mean what they should?
#
# The examples are replayed like any log, and held against what they expect.

# %%
hpa.run_examples(small)

# %% [markdown]
# What a failing one looks like: say, the answer may take three business days. In the timeline, `-` stands before what
# was expected and not found.

# %%
patient = hpa.load_definition(
    TEXT.replace("within: 2 business days", "within: 3 business days"), path="small_team.yaml"
)
print(hpa.run_examples(patient, name="third working day")[0].timeline())

# %% [markdown]
# ## Would they notice a change?
#
# Three examples pass; but how much do they hold fast? Every single change to the definition is tried, one at a time.
# What no example notices could be wrong, and nobody would see it.

# %%
mutants = hpa.run_mutants(small)
print(mutants)
unnoticed = mutants.frame.query("noticed_by == ''")
unnoticed[unnoticed["change"].str.contains("within")][["place", "change", "hint"]]

# %% [markdown]
# One of them: the recruiter's two days could as well be one, for no example has an answer on the second day. The hint
# says what example would show it. Here it is:

# %%
MORE = """\
  - name: an answer on the second working day is in time
    events:
      - 2026-03-02 10:00 | stage | interview
      - 2026-03-03 10:00 | candidate -> recruiter | status | email
      - 2026-03-05 09:30 | recruiter -> candidate | status | email
    expect: none
"""
better = hpa.load_definition(TEXT + MORE, path="small_team.yaml")
again = hpa.run_mutants(better)
print(again)
newly = again.frame.query("noticed_by == 'an answer on the second working day is in time'")
newly[["place", "change"]]

# %% [markdown]
# The others go the same way; the preset `in-house` has an example for every one.
#
# ## Does the recruiter really stand between?
#
# Lint looks at the definition alone, before any log is read.

# %%
hpa.lint(better)

# %% [markdown]
# The warning at the coordinator's lines is the one to think about: a candidate may ask the coordinator for the
# status, and the coordinator may ask the manager, all of it allowed. The graph shows the way round at a glance:

# %%
hpa.charts.process_graph(better)

# %% [markdown]
# Coordinators arrange dates and places. Said so in the definition, the way is closed, and the topic is in use:

# %%
closed = hpa.load_definition(
    better.source.replace(
        "  - {between: [candidate, coordinator]}", "  - {between: [candidate, coordinator], only_about: [scheduling]}"
    ),
    path="small_team.yaml",
)
print(hpa.run_examples(closed))
hpa.lint(closed)

# %%
hpa.charts.process_graph(closed)

# %% [markdown]
# What is left are notes: the built-in rule `contact` reports the same messages (one incident, not two), and no
# example goes against the order of the stages. More on the language: [docs/definitions.md](../docs/definitions.md).

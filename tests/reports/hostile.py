"""Names from hostile hands, in every place where a log or a definition can bring one into the page."""

from types import SimpleNamespace

import pandas as pd

from analyzer.reports.figures import Numbers
from tests.reports import fakes

RUN = "window.pwned=1"
NAMES = (
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg/onload={RUN}>",
    f'" autofocus onfocus="{RUN}',
    f"' onmouseover='{RUN}",
    f"javascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"{{{{ constructor.constructor('{RUN}')() }}}}",
    "{{ 7*7 }}{% raw %}{# #}",
    f"${{{RUN}}}`",
    "</style><style>*{display:none}</style>",
    "--><!--]]></title></textarea></noscript>",
    "<base href=//evil.invalid><meta http-equiv=refresh content=0;url=//evil.invalid>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "&lt;b&gt;&#60;i&#62;&amp;",
    "\\u003cscript\\u003e\\x3c",
    "abc\u202egnp.exe\u2066",
    "zero\u200bwidth\u200d\ufeffjoin",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "W" * 2_000,
    "\U0001f937\U0001f3fd\u200d\u2640\ufe0f",
    "null",
    "undefined",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "NaN",
    "0",
    "%3Cscript%3E%00",
    "a&b=c#d?e+f",
    'O\'Brien "Bob"',
)
"""Semicolons would end a name in a list of names; everything else is here."""
LISTED = tuple(name.replace(";", ",") for name in NAMES)

WAIVERS = fakes.waivers(
    *({**dict.fromkeys(("waiver", "rules", "scope", "granted_by", "reason", "note", "remark", "place"), name)}
      for name in NAMES)
)  # fmt: skip


def case_of(place):
    """The id of the case in which everything bears one name."""
    return f"{place}:{NAMES[place]}"


def definition():
    made = fakes.definition()
    for rule, name in zip(made.rules, NAMES, strict=False):
        rule.title, rule.why, rule.instead, rule.text = name, name, name, name
        rule.place = SimpleNamespace(file=name, line=rule.place.line, column=1)
    made.title, made.version, made.path, made.source = NAMES[1], NAMES[2], NAMES[4], "\n".join(NAMES)
    made.roles = tuple((name, name) for name in (*LISTED, "candidate", "recruiter"))
    made.topics = tuple(SimpleNamespace(id=name, title=name) for name in LISTED)
    return made


def analysis():
    """Two findings for each name, in a case of its own."""
    rules = list(fakes.RULES)
    findings, events = [], []
    for place, name in enumerate(LISTED):
        case = case_of(place)
        told = {
            "sender_role": name, "sender": name, "recipient_roles": name, "copied_roles": name, "channel": name,
            "topics": name, "stage": name, "subject": name, "owner_role": name, "owner": name, "excuse": name,
            "reasons": name, "witness": f"{name}1", "event_id": f"{name}1", "excuses_tried": name, "instead": name,
            "candidate_id": name, "requisition_id": name,
        }  # fmt: skip
        for step, verdict in enumerate(("violated", "undecided")):
            rule = rules[(place + step) % len(rules)]
            findings.append(fakes.finding(2 * place + step, rule, verdict, case, **told))
        for step, activity in enumerate(("message", name)):
            when = fakes.START + (2 * place + step) * fakes.DAY
            events.append(
                (case, f"{name}{step}", when, activity, name, name, name, name, name, name, name, name, "t", name)
            )
    made = fakes.assembled(pd.DataFrame(findings), pd.DataFrame(events, columns=fakes.EVENT_COLUMNS))
    told = made.cases["case_id"].str.split(":").str[0].astype(int).map(dict(enumerate(LISTED)))
    made.cases = made.cases.assign(candidate_id=told, requisition_id=told, stage=told)
    made.definition = definition()
    made.waivers = WAIVERS
    made.summary["definition"] |= {"title": NAMES[1], "version": NAMES[2], "path": NAMES[4], "process": NAMES[3]}
    made.summary["quality"]["files"][0]["file"] = NAMES[0]
    made.summary["assume"] = {NAMES[0]: NAMES[2]}
    made.notes = NAMES
    return made


def put_in_place(patch):
    """Give the tables, too, names from hostile hands."""
    count = {"messages": 3, "off_ways": 1, "off_graph": 1, "allowed": 2, "agreed": True, "open": 0}
    names = pd.DataFrame({"name": LISTED}).assign(**count)
    pairs = names.assign(sender_role=names["name"], recipient_role=names["name"].shift(1, fill_value=LISTED[-1]))
    places = names.assign(topic=names["name"], stage=names["name"].shift(1, fill_value=LISTED[-1]))
    excuses = pd.DataFrame({"rule": LISTED, "title": LISTED, "excuse": LISTED}).assign(
        activations=1, cases=1, not_kept=2, share=0.5
    )
    numbers = Numbers((NAMES[0], NAMES[2]), tuple(zip(NAMES, NAMES, strict=True)), 1)
    patch.setattr("analyzer.insights.contact_matrix", lambda _: pairs)
    patch.setattr("analyzer.insights.stage_by_topic", lambda _: places)
    patch.setattr("analyzer.insights.excuses_used", lambda _: excuses)
    patch.setattr("analyzer.reports.figures.numbers", lambda _: (numbers,) * 3)

"""The keys of the language: which stand where, what they hold, and one sentence on each.

The loader refuses what is not listed here, and `schema` turns the same tables into a JSON Schema for editors. `kind`
names the form of the value; `schema.KINDS` says what each looks like.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping.

    Attributes
    ----------
    name : str
        As it is written.
    kind : str
        The form of its value.
    doc : str
        One sentence for people, without a full stop.
    required : bool
        Whether the mapping is refused without it.
    """

    name: str
    kind: str
    doc: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Field(Key):
    """A field of a selector; `attribute` is where `model.Fields` keeps it, `names` the kind of name it takes."""

    attribute: str = ""
    names: str = ""


ANY = "any"
GUARDED = "guarded"
MESSAGE = "message"
STAGE = "stage"

RESERVED_NAMES = frozenset({ANY, GUARDED, "none", "-", "?"})
"""Nothing may be called so: each of them has a meaning where a name could stand."""

CLOSE = "close"
"""`by: close`; no stage may be called so."""

BUILT_IN_RULES = ("contact", "stage-order", "stage-time")

FIELDS: tuple[Field, ...] = (
    Field("activity", "names", "What happened: `message`, `stage`, `interview`, ...", False, "activity", ""),
    Field("from", "role", "The sender's role", False, "sender", "role"),
    Field("to", "role", "A role among the `to` recipients", False, "to", "role"),
    Field("copied", "role", "A role among the recipients, `to` or `cc`", False, "copied", "role"),
    Field("not_copied", "role", "A role that is not among the recipients", False, "not_copied", "role"),
    Field("party", "role", "A role that sends or receives", False, "party", "role"),
    Field("about", "topic", "The message has at least one of these topics", False, "about", "topic"),
    Field("only_about", "topic", "The message has topics, and all of them are listed", False, "only_about", "topic"),
    Field("by", "channel", "The channel", False, "by", "channel"),
    Field("stage", "stage", "The case's stage at the event", False, "stage", "stage"),
    Field(
        "thread_started_by",
        "role",
        "The role that wrote the thread's first message",
        False,
        "thread_started_by",
        "role",
    ),
    Field("where", "columns", "Any other column of the log, with its value or values", False, "where", ""),
)

COMBINATORS: tuple[Key, ...] = (
    Key("all_of", "selectors", "All of these hold"),
    Key("any_of", "selectors", "At least one of these holds"),
    Key("not", "selector", "This does not hold"),
)

SELECTOR: tuple[Key, ...] = FIELDS + COMBINATORS

# ---------------------------------------------------------------- conditions: one form a mapping

AFTER: tuple[Key, ...] = (
    Key("after", "selector", "Such an event came before", True),
    Key("within", "duration", "No longer ago than this"),
)
NOT_AFTER: tuple[Key, ...] = (
    Key("not_after", "selector", "No such event came before", True),
    Key("within", "duration", "No longer ago than this"),
)
UNANSWERED: tuple[Key, ...] = (
    Key("unanswered", "selector", "Such a question is open", True),
    Key("by", "selector", "What would have answered it", True),
    Key("for", "duration", "The first open question is at least this old", True),
    Key("at_least", "count", "So many questions are open (1 if not written)"),
)
OPEN: tuple[Key, ...] = (Key("open", "rule", "An answer that this `require .. after` rule asks for is owed", True),)
ALL_CONDITIONS: tuple[Key, ...] = (Key("all_of", "conditions", "All of these hold"),)
ANY_CONDITION: tuple[Key, ...] = (Key("any_of", "conditions", "At least one of these holds"),)

CONDITION_SELECTOR: tuple[Key, ...] = (
    *FIELDS,
    *ALL_CONDITIONS,
    *ANY_CONDITION,
    Key("not", "selector", "This does not hold"),
)
"""A selector as a condition: it is asked of the event itself, and it may join conditions of any form."""

CONDITION_FORMS: tuple[tuple[Key, ...], ...] = (UNANSWERED, NOT_AFTER, AFTER, OPEN)
"""The forms that begin with a key of their own (the first key of each)."""

CONDITION_KEYS = frozenset(key.name for form in (*CONDITION_FORMS, SELECTOR) for key in form)
"""Every key that makes a mapping a condition written in place."""

# ---------------------------------------------------------------- rules

WORDS: tuple[Key, ...] = (
    Key("title", "text", "What the rule says, in one line for people"),
    Key("severity", "severity", "How much attention a finding asks for (medium if not written)"),
    Key("when", "conditions_or_names", "All must hold, else the rule does not apply"),
    Key("unless", "conditions_or_names", "Any one that holds excuses"),
    Key("why", "text", "Why the rule exists"),
    Key("instead", "text", "What would have been the allowed way"),
)
RULE: tuple[Key, ...] = (
    *WORDS,
    Key("settled_by", "selector", "What repairs a violation"),
    Key("settled_within", "duration", "How soon the repair must come"),
    Key("on_close", "on_close", "What becomes of an open answer when the case closes (due if not written)"),
    Key("while", "while", "`closed`: the rule is about closed cases"),
    Key("pairing", "pairing", "`each`: one answer discharges one question only (any if not written)"),
    Key("correlate", "text", "A column (or `thread`) on which both events must agree"),
    Key("across", "across", "`candidate`: look at all cases of the candidate"),
)
CONTACT_RULE: tuple[Key, ...] = WORDS


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One sentence that a rule can be.

    Attributes
    ----------
    name : str
        As messages call it.
    keys : tuple of Key
        The first tells the verb (for `require`, the first two).
    modifiers : tuple of str
        Which keys of `MODIFIERS` may stand beside it.
    """

    name: str
    keys: tuple[Key, ...]
    modifiers: tuple[str, ...] = ()


_REQUIRE = Key("require", "selector", "What must happen", True)

VERBS: tuple[VerbForm, ...] = (
    VerbForm(
        "forbid",
        (
            Key("forbid", "selector", "What must not happen", True),
            Key("between", "two_selectors", "Only from the first of these until the second"),
        ),
        ("while", "across", "correlate"),
    ),
    VerbForm(
        "require .. before",
        (
            _REQUIRE,
            Key("before", "selector", "Before what", True),
            Key("within", "duration", "No longer before than this"),
        ),
        ("while", "across", "correlate"),
    ),
    VerbForm(
        "require .. after",
        (
            _REQUIRE,
            Key("after", "selector", "After what", True),
            Key("within", "duration", "How soon", True),
            Key("not_before", "duration", "Not sooner than this"),
        ),
        ("on_close", "while", "across", "correlate", "pairing"),
    ),
    VerbForm(
        "require .. next_after",
        (
            _REQUIRE,
            Key("next_after", "selector", "The very next message after what", True),
            Key("in", "in", "`thread`: the next message of the same thread"),
        ),
        ("on_close", "while"),
    ),
    VerbForm(
        "require .. by",
        (_REQUIRE, Key("by", "stage_or_close", "Before the case first reaches this stage, or `close`", True)),
    ),
    VerbForm(
        "limit",
        (
            Key("limit", "selector", "What may happen only so often", True),
            Key("at_most", "count", "How often", True),
            Key("per", "duration", "In how long a time (the whole case if not written)"),
        ),
        ("while", "across"),
    ),
    VerbForm("separate", (Key("separate", "two_selectors", "Two people must do these", True),), ("while", "across")),
    VerbForm("same", (Key("same", "two_selectors", "One person must do both", True),), ("while", "across")),
    VerbForm("route", (Key("route", "route", "A way that must pass someone", True),), ("while", "across")),
)

MODIFIERS = {
    "on_close": "only a rule that waits for an answer can be left with an open one when a case closes",
    "while": "a stage is reached and a case closes once, whether or not the case is closed then",
    "across": "the rule is about one case: its stage, or the next message in it",
    "correlate": "the rule does not join two events that could agree",
    "pairing": "only `require .. after` pairs questions with answers",
}
"""Keys of a rule that not every verb takes, each with the reason why one does not."""

ROUTE: tuple[Key, ...] = (
    Key("from", "one_role", "Where the way begins", True),
    Key("to", "one_role", "Where it ends", True),
    Key("about", "topic", "What travels", True),
    Key("through", "one_role", "Who must be a party to it", True),
    Key("within", "duration", "The longest time from one message to the next", True),
    Key("indirect", "flag", "`true`: only ways of two messages or more"),
)

# ---------------------------------------------------------------- the rest of a definition

TOPIC: tuple[Key, ...] = (
    Key("title", "text", "The topic in words", True),
    Key("phrases", "phrases", "RE2 patterns, whatever the case, that tell the topic from a subject or text"),
)
STAGES: tuple[Key, ...] = (
    Key("next", "stage", "The stages that may follow"),
    Key("at_most", "duration", "The longest stay"),
    Key("closes", "flag", "`true`: the case ends here"),
)
CALENDAR: tuple[Key, ...] = (
    Key("timezone", "text", "IANA name of the zone in which hours, holidays and examples are meant", True),
    Key("hours", "hours", 'Days with their working hours, such as `mon-fri: ["09:00-17:00"]`', True),
    Key("holidays", "holidays", "A country (`US`, `US-CA`), a list of dates, or both"),
)
HOLIDAYS: tuple[Key, ...] = (
    Key("country", "text", "Whose public holidays are free: `US`, `US-CA`"),
    Key("add", "dates", "Further days off"),
    Key("except", "dates", "Public holidays that are worked"),
)
CONTACT: tuple[Key, ...] = (
    Key("between", "two_sides", "Both ways between these two roles (or lists of roles)"),
    *(field for field in FIELDS if field.name != "activity"),
)
EXAMPLE: tuple[Key, ...] = (
    Key("name", "text", "What the example shows", True),
    Key("events", "lines", "One line an event", True),
    Key("expect", "expect", "`none`, or the verdict of each rule", True),
    Key("as_of", "text", "The log is complete up to this moment (just after the last event if not written)"),
    Key("older", "flag", "`true`: the case began before the first line"),
)
DEFINITION: tuple[Key, ...] = (
    Key("format", "format", "The version of this language: 1", True),
    Key("process", "text", "A short name of the process", True),
    Key("roles", "titles", "Who takes part: a name and a title for each", True),
    Key("title", "text", "The process in words"),
    Key("version", "text", "The version of this definition"),
    Key("gatekeeper", "one_role", "The role that guarded topics must pass"),
    Key("channels", "name_list", "How people talk: email, phone, ..."),
    Key("topics", "topics", "What messages may be about"),
    Key("guarded", "topic", "Topics that must pass the gatekeeper"),
    Key("protected", "topic", "Topics that are never held against anyone"),
    Key("stages", "stages", "The stages of a case and what may follow each"),
    Key("calendar", "calendar", "Time zone, working hours and holidays"),
    Key("contacts", "contacts", "Who may talk to whom; whatever is not listed is off the graph"),
    Key("contact_rule", "contact_rule", "Severity and excuses of the rule `contact`"),
    Key("events", "named_selectors", "Events under a name, for use in rules"),
    Key("excuses", "named_conditions", "Conditions under a name, for use in `unless` and `when`"),
    Key("rules", "rules", "The rules"),
    Key("examples", "examples", "A few events each, and what the rules must say of them"),
)

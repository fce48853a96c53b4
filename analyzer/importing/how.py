"""How exports are to be read: what a person declares because no export says it.

Values only; `settings` reads them from a file, the command line from its options.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.errors import UsageError


@dataclass(frozen=True, slots=True)
class How:
    """What readers need to be told.

    Attributes
    ----------
    timezone : str or None
        IANA name of the zone of times that are written without one; None: such a time is refused (E409).
    region : str or None
        ISO 3166 country of phone numbers that are written without a country code, such as `DE`; None: such a number
        is kept as written, and matches only where it is written the same.
    quoted : bool
        Whether mails that are seen only as quotations in others become messages, too.
    since, until : int or None
        Only messages from `since` on and before `until` are wanted, as UTC microseconds (`settings_file.when` reads
        them); series of meetings are unfolded up to `until`. Who is who, and changes of stage, are read whole.
    first_stage : str or None
        The stage that an application enters when it is opened, for systems that do not write it down.
    columns : tuple of (str, str)
        Field to heading, for tables of applications and messages whose headings differ.
    """

    timezone: str | None = None
    region: str | None = None
    quoted: bool = False
    since: int | None = None
    until: int | None = None
    first_stage: str | None = None
    columns: tuple[tuple[str, str], ...] = ()

    def wants(self, time: int) -> bool:
        """Whether an instant lies in the time that is asked for: from `since` on, before `until`."""
        return (self.since is None or self.since <= time) and (self.until is None or time < self.until)

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise UsageError("until does not lie after since; swap them")

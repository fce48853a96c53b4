"""Working seconds to instants: the office hours that simulated people keep.

Monday to Friday 09:00 to 17:00, no United States holidays. This is its own few lines on purpose and shares none with
`analyzer.calendars`: a log whose truth is known must not rest on the clocks that it is there to test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from numpy.typing import NDArray

ZONE = "America/New_York"
DAY_SECONDS = 8 * 3600
_OPENS = time(9)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days from a date on.

    Attributes
    ----------
    opens : array of int64, shape (d,)
        When each working day begins, in UTC seconds since 1970.
    free_after : array of bool, shape (d,)
        Whether the day is followed by one that is not worked.
    """

    opens: NDArray[np.int64]
    free_after: NDArray[np.bool_]

    @classmethod
    def begin(cls, first: date, days: int) -> Self:
        """Lay out `days` working days, the first at or after `first`.

        Examples
        --------
        >>> week = Workdays.begin(date(2026, 1, 16), 2)  # a Friday; the Monday after is a holiday
        >>> [str(day) for day in week.opens.astype("datetime64[s]")]
        ['2026-01-16T14:00:00', '2026-01-20T14:00:00']
        """
        worked: list[date] = []
        day = first
        closed = holidays.country_holidays("US", years=range(first.year, first.year + 2 + days // 240))
        while len(worked) < days + 1:
            if day.weekday() < 5 and day not in closed:
                worked.append(day)
            day += timedelta(days=1)
        opens = [int(datetime.combine(day, _OPENS, ZoneInfo(ZONE)).timestamp()) for day in worked]
        free = [(later - earlier).days > 1 for earlier, later in pairwise(worked)]
        return cls(np.array(opens[:-1], np.int64), np.array(free, np.bool_))

    def before(self, instant: int) -> int:
        """Count the working days that begin before an instant (UTC seconds)."""
        return int(np.searchsorted(self.opens, instant, side="left"))

    def instants(self, worked: NDArray[np.int64], late: NDArray[np.int64]) -> NDArray[np.int64]:
        """Read the clock.

        Parameters
        ----------
        worked : array of int64
            Working seconds since the first day opened.
        late : array of int64, same shape
            Zero for an event in working hours. Else `worked` is a whole number of days, and the event lies this many
            seconds after the last of those days closed.

        Returns
        -------
        array of int64, same shape
            UTC seconds since 1970; the largest int64 beyond the last day laid out.
        """
        evening = late > 0
        day = worked // DAY_SECONDS - evening
        known = day < len(self.opens)
        opened = self.opens[np.where(known, day, 0)]
        within = np.where(evening, DAY_SECONDS + late, worked % DAY_SECONDS)
        return np.where(known, opened + within, np.iinfo(np.int64).max)


def midnight(day: date) -> int:
    """Find when a day begins in the office's zone, in UTC seconds since 1970."""
    return int(datetime.combine(day, time(0), ZoneInfo(ZONE)).timestamp())

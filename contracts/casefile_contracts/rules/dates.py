"""Dates and times as a message's raw form has them: days and milliseconds since 1970-01-01, UTC.

Every function takes every number: what lies outside the years 1 to 9999 is the nearest day inside.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from casefile_contracts.codec.logical import timestamp_millis, timestamp_text

EPOCH_DAY = date(1970, 1, 1).toordinal()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = date.min.toordinal() - EPOCH_DAY
LAST_DAY = date.max.toordinal() - EPOCH_DAY
DAY_MILLIS = 86_400_000
HOUR_MILLIS = 3_600_000
FIRST_MILLI = FIRST_DAY * DAY_MILLIS
LAST_MILLI = (LAST_DAY + 1) * DAY_MILLIS - 1
_MOST_HOURS = 4096
_STANDARD_TIME = timestamp_millis("1848-01-01T00:00:00.000Z") // HOUR_MILLIS
"""The hour from which the clocks of England are told by one standard."""


class _DayOfHour(dict[int, int]):
    """Clocks in England change on the hour, so one look at the time zone serves for all of it."""

    def __missing__(self, hour: int) -> int:
        if len(self) >= _MOST_HOURS:
            self.clear()
        day = self[hour] = _first_look(hour)
        return day


DAY_OF_HOUR: Final = _DayOfHour()
"""The day in England and Wales by hours since 1970, UTC."""


def moment(text: str) -> int:
    """The milliseconds of a moment written `2026-03-02T10:15:00.000Z`, as the JSON form writes it.

    Raises:
        ValueError: It is not written so.
    """
    millis = timestamp_millis(text)
    if timestamp_text(millis) != text:
        raise ValueError("not as the JSON form writes it")
    return millis


def date_of(millis: int) -> int:
    """The day in England and Wales at a moment; before 1848, when towns had times of their own, that of UTC."""
    return DAY_OF_HOUR[millis // HOUR_MILLIS]


@lru_cache(maxsize=4096)
def months_after(number: int, months: int) -> int:
    """The same day of the month, some months later; the month's last day if it has no such day."""
    start = _date(number)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return FIRST_DAY if year < MINYEAR else LAST_DAY
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal() - EPOCH_DAY


@lru_cache(maxsize=4096)
def age_on(birth: int, on: int) -> int:
    """Whole years lived; one born on 29 February is a year older on 1 March of a common year."""
    born, then = _date(birth), _date(on)
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def _first_look(hour: int) -> int:
    if hour < _STANDARD_TIME or hour * HOUR_MILLIS > LAST_MILLI - DAY_MILLIS:  # Python has no day after the last
        return min(max(hour // 24, FIRST_DAY), LAST_DAY)
    return _moment(hour * HOUR_MILLIS).astimezone(ZoneInfo("Europe/London")).toordinal() - EPOCH_DAY


def _date(number: int) -> date:
    return date.fromordinal(min(max(number, FIRST_DAY), LAST_DAY) + EPOCH_DAY)


def _moment(number: int) -> datetime:
    """A day is left free at either end for the time zone."""
    return EPOCH + timedelta(milliseconds=min(max(number, FIRST_MILLI + DAY_MILLIS), LAST_MILLI - DAY_MILLIS))

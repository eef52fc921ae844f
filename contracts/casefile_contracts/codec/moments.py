"""Dates and times of the JSON form, read by look-up: the same answers as `logical`, in a fraction of the time.

Days, seconds of a day and milliseconds of a second are few, so each part of a time is a key of a small table that
fills itself; whatever is not found there is read by `logical`, which also refuses it.
"""

from __future__ import annotations

from casefile_contracts.codec import logical

_DAY = 86_400_000
_KEPT = 1 << 16
"""Days that are kept; that is 179 years."""

DAYS: dict[str, int] = {}
"""Days since 1970 by their text, as they come."""
_CLOCK: dict[str, int] = {}
_PARTS = {f".{milli:03}Z": milli for milli in range(1000)} | {"Z": 0}


def date_days(text: str) -> int:
    """As `logical.date_days`; TypeError for what is no text."""
    found = DAYS.get(text)
    return _day(text) if found is None else found


def timestamp_millis(text: str) -> int:
    """As `logical.timestamp_millis`; TypeError for what is no text."""
    day, clock, part = text[:10], text[10:19], text[19:]
    try:
        return DAYS[day] * _DAY + _CLOCK[clock] + _PARTS[part]
    except KeyError:
        return _moment(text)


def _day(text: str) -> int:
    days = logical.date_days(text)
    if len(DAYS) < _KEPT:
        DAYS[text] = days
    return days


def _moment(text: str) -> int:
    millis = logical.timestamp_millis(text)
    part = _PARTS.get(text[19:])
    if part is not None:  # in UTC: the text's own day and clock
        date_days(text[:10])
        _CLOCK[text[10:19]] = (millis - part) % _DAY
    return millis

"""Dates and times of the JSON form, read by look-up: the same answers as `logical`, in a fraction of the time.

Days and minutes come again and again, and there are few ways to write a second, so each part of a time is a key of a
small table that fills itself; whatever is not found there is read by `logical`, which also refuses it.
"""

from __future__ import annotations

from casefile_contracts.codec import logical

_MINUTE = 60_000
_MINUTE_TEXT = len("2026-03-02T10:15")
_KEPT = 1 << 16
"""Days that are kept; that is 179 years."""
_KEPT_PARTS = 1 << 14
"""Parts of times that are kept, of each kind."""

DAYS: dict[str, int] = {}
"""Days since 1970 by their text, as they come."""
_MINUTES: dict[str, int] = {}
_REST: dict[str, int] = {}
"""Milliseconds of a minute, by the end of a text in UTC."""


def date_days(text: str) -> int:
    """As `logical.date_days`; TypeError for what is no text."""
    found = DAYS.get(text)
    return _day(text) if found is None else found


def timestamp_millis(text: str) -> int:
    """As `logical.timestamp_millis`; TypeError for what is no text."""
    try:
        return _MINUTES[text[:_MINUTE_TEXT]] + _REST[text[_MINUTE_TEXT:]]
    except KeyError:
        return _moment(text)


def _day(text: str) -> int:
    days = logical.date_days(text)
    if len(DAYS) < _KEPT:
        DAYS[text] = days
    return days


def _moment(text: str) -> int:
    millis = logical.timestamp_millis(text)
    if text.endswith("Z"):  # in UTC: the text's own minute
        rest = millis % _MINUTE
        for table in (_MINUTES, _REST):
            if len(table) >= _KEPT_PARTS:
                table.clear()  # minutes go by, and those that are long gone are not asked for
        _MINUTES[text[:_MINUTE_TEXT]], _REST[text[_MINUTE_TEXT:]] = millis - rest, rest
    return millis

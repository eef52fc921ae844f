"""What time it is: for programs alone. Whatever judges is given the time, so that it can be judged again."""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo


def utc_millis() -> int:
    """Now, in milliseconds since 1970, UTC: what is called `now` everywhere."""
    return time.time_ns() // 1_000_000


def today() -> date:
    """The date in England and Wales, where effective dates are meant."""
    return datetime.now(ZoneInfo("Europe/London")).date()

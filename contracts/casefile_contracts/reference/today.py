"""The date in England and Wales, where effective dates are meant."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today() -> date:
    """The date there, now."""
    return datetime.now(ZoneInfo("Europe/London")).date()

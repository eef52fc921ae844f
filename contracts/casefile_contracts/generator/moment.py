"""The time at which a message of a case is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from casefile_contracts.generator.fiction import Document

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and the days and hours around it."""

    at: datetime

    @classmethod
    def of(cls, millis: int) -> Moment:
        """Milliseconds since 1970, UTC."""
        return cls(datetime.fromtimestamp(millis // 1000, UTC))

    def later(self, *, days: int = 0, minutes: int = 0) -> Moment:
        """Another moment; earlier if negative."""
        return Moment(self.at + timedelta(days=days, minutes=minutes))

    def day(self, days: int = 0) -> str:
        """The date in England and Wales, so many days from now."""
        return (self.at.astimezone(LONDON).date() + timedelta(days=days)).isoformat()

    def time(self, minutes: int = 0) -> str:
        """The timestamp, so many minutes from now."""
        return (self.at + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def month_end(self) -> str:
        """The last day of the month before."""
        return (self.at.astimezone(LONDON).date().replace(day=1) - timedelta(days=1)).isoformat()

    def hearing(self, court: str, days: int, hearing_type: str | None = None) -> Document:
        """A hearing at ten o'clock, so many days from now."""
        local = (self.at.astimezone(LONDON) + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
        hearing = {
            "court": court,
            "starts_at": local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "local_date": local.date().isoformat(),
            "local_time": "10:00:00",
            "zone": "Europe/London",
        }
        return hearing | ({"type": hearing_type} if hearing_type else {})

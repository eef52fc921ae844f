"""How often a failing case is tried again, and with what pauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retry:
    """Pauses double from `first` up to `longest`; after `attempts` tries the case is parked."""

    attempts: int = 5
    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=1)

    def pause(self, attempts: int) -> int | None:
        """Milliseconds to wait after so many failed tries, or None when the tries are used up."""
        if attempts >= self.attempts:
            return None
        return int(min(self.first * 2 ** (attempts - 1), self.longest) / timedelta(milliseconds=1))

"""How many messages go into a transaction, and how long to wait after one that was aborted. Pure but for the dice."""

from __future__ import annotations

import random

ABORTS_BEFORE_HALVING = 3
LONGEST_PAUSE_SECONDS = 5.0


class Pace:
    """Full batches while all goes well; after repeated aborts of the same beginning, smaller and smaller ones."""

    def __init__(self, batch: int) -> None:
        self._full = batch
        self.limit = batch
        """Most messages of the next transaction."""
        self._aborts = 0
        self.is_stuck = False
        """Whether a single message by itself was aborted, after many aborts."""

    def committed(self) -> None:
        """A transaction went well."""
        self._aborts, self.is_stuck = 0, False
        self.limit = min(self._full, self.limit * 2)

    def aborted(self) -> float:
        """A transaction was aborted; returns the seconds to wait before it is done again."""
        self._aborts += 1
        self.is_stuck = self.limit == 1 and self._aborts >= 2 * ABORTS_BEFORE_HALVING
        if self._aborts % ABORTS_BEFORE_HALVING == 0:
            self.limit = max(1, self.limit // 2)
        longest: float = min(LONGEST_PAUSE_SECONDS, 0.05 * 2.0**self._aborts)
        return random.uniform(longest / 2, longest)

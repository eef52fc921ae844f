"""A change of the contract: what it is, where, and whom it breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypedDict


class Level(IntEnum):
    """How a change is for one of those concerned; ordered, the worst last."""

    HARMLESS = 0
    """Nothing that they do has to change."""
    RISKY = 1
    """All still works, but something that they may have counted on is no longer so."""
    BREAKING = 2
    """What worked fails, or silently means something else."""

    def __str__(self) -> str:
        return self.name.lower()


class Levels(TypedDict, total=False):
    """Levels that a place gives instead of those of the kind."""

    readers: Level
    senders: Level
    history: Level


EVERY_TYPE = "*"
"""The message type of a change that concerns them all."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change at one place."""

    kind: str
    """One of `kinds.KINDS`."""
    message_type: str
    place: str
    """JSON pointer with `*` for any item, empty for the whole message; or the row of a table."""
    readers: Level
    """Who still reads by the old release, and gets messages of the new one."""
    senders: Level
    """Who still sends by the old release, and is judged by the new one."""
    history: Level
    """Who reads by the new release what was sent by the old one: the ledger, long-lived topics."""
    says: str
    whole: bool = False
    """A reader cannot take the message at all, whichever fields it relies on."""

    @property
    def level(self) -> Level:
        """The worst of the three."""
        return max(self.readers, self.senders, self.history)


def worst(levels: Iterable[Level]) -> Level:
    """The worst level; harmless if there is none."""
    return max(levels, default=Level.HARMLESS)

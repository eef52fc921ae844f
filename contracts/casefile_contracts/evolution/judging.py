"""The judge: everything that is not the same in two releases, and whom it breaks."""

from __future__ import annotations

from dataclasses import dataclass

from casefile_contracts.errors import DraftError
from casefile_contracts.evolution.changes import Change, Level, worst
from casefile_contracts.evolution.lending import lent
from casefile_contracts.evolution.limiting import settle
from casefile_contracts.evolution.ruling import Comparison, differing
from casefile_contracts.evolution.sides import Side, same_limits
from casefile_contracts.evolution.tabling import tables
from casefile_contracts.evolution.walking import Walk

PARTIES = ("readers", "senders", "history")


@dataclass(frozen=True)
class Judgement:
    """What changed from one release to another."""

    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def level(self) -> Level:
        """The worst of all changes."""
        return worst(change.level for change in self.changes)

    def party(self, name: str) -> Level:
        """The worst for `readers`, `senders` or `history`."""
        return worst(getattr(change, name) for change in self.changes)


def judge(old: Side, new: Side) -> Judgement:
    """Compare two releases.

    Raises:
        DraftError: A schema is no Avro schema, or a rule or table has not the form of one.
    """
    try:
        return _judged(old, new)
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise DraftError(f"{new.name} cannot be judged against {old.name}: {error!r}") from error


def _judged(old: Side, new: Side) -> Judgement:
    found: list[Change] = []
    for name in sorted(old.schemas.keys() | new.schemas.keys()):
        found += message_changes(name, old, new)
    found += lent(old, new)
    found += tables(old, new)
    return Judgement(old.name, new.name, tuple(dict.fromkeys(found)))


def message_changes(name: str, old: Side, new: Side) -> list[Change]:
    """What changed in one message type: its schema, and its rules."""
    walk = Walk(name, old, new)
    if name not in new.schemas or name not in old.schemas:
        walk.say("message.added" if name in new.schemas else "message.removed", "")
        return walk.changes
    before, after = old.schemas[name], new.schemas[name]
    if before != after or not same_limits(old, new):
        walk.message(before, after)
    if before != after or differing(old, new):
        comparison = Comparison.of(walk)
        comparison.compare()
        return settle(comparison)
    return walk.changes

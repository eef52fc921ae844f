"""The account of the exchange, kept from ledger records: pure, no I/O.

Every record on an outbox must stand in the ledger exactly once. The ledger names the offset of each, and they come in
order, so what is missing or doubled shows as a gap or a step back; nothing has to be remembered but the next offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from casefile_contracts.kafka.offsets import Range
from casefile_gateway.batches import Place

OUTCOMES = {"ACCEPTED": "accepted", "REJECTED": "rejected", "DUPLICATE": "duplicates", "QUARANTINED": "quarantined"}

Gap = tuple[int, int]
"""First offset, and the one after the last."""


@dataclass
class Column:
    """What became of one organisation's messages."""

    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    quarantined: int = 0
    delivered: int = 0
    parked: int = 0
    """Set aside by the recipient, and not delivered since."""
    acknowledgements: int = 0
    """Good, repeated and wrong ones that the organisation itself sent; no messages."""
    in_flight: int = 0
    """On its outbox, not decided on yet; acknowledgements among them."""

    @property
    def sent(self) -> int:
        """All its messages that were decided on."""
        return self.accepted + self.rejected + self.duplicates + self.quarantined


@dataclass
class Books:
    """What the ledger says of each organisation and each place of its outbox."""

    columns: dict[str, Column] = field(default_factory=dict)
    twice: int = 0
    """Records with more than one ledger record."""
    _next: dict[Place, int] = field(default_factory=dict)
    _gaps: dict[Place, list[Gap]] = field(default_factory=dict)
    _parked: set[tuple[str, str]] = field(default_factory=set)

    def column(self, organisation: str) -> Column:
        """The column of an organisation."""
        return self.columns.setdefault(organisation, Column())

    def enter(self, entry: Mapping[str, Any]) -> None:
        """Take in the next ledger record of its partition."""
        about, outcome = entry["about"], entry["outcome"]
        self._enter_place((about["topic"], about["partition"]), about["offset"])
        if outcome in ("DELIVERED", "PARKED"):
            self._acknowledge(entry["recipient"], about["message_id"], outcome)
            self.column(entry["sender"]).acknowledgements += 1
        elif about["message_type"] == "Receipt":
            self.column(entry["sender"]).acknowledgements += 1
        else:
            column, name = self.column(entry["sender"]), OUTCOMES[outcome]
            setattr(column, name, getattr(column, name) + 1)

    def undecided(self, held: Mapping[Place, Range]) -> dict[Place, list[Gap]]:
        """Offsets that an outbox holds and the ledger does not know; the last gap of each place is its tail."""
        found: dict[Place, list[Gap]] = {}
        for place, limits in held.items():
            gaps = [*self._gaps.get(place, []), (self._next.get(place, 0), limits.end)]
            clipped = [(max(start, limits.beginning), min(stop, limits.end)) for start, stop in gaps]
            found[place] = [(start, stop) for start, stop in clipped if start < stop]
        return found

    def is_tail(self, place: Place, gap: Gap) -> bool:
        """Whether the gap lies after everything that was decided on: then its records are in flight, not lost."""
        return gap[0] >= self._next.get(place, 0)

    def _enter_place(self, place: Place, offset: int) -> None:
        expected = self._next.get(place, 0)
        if offset < expected:
            self.twice += 1
            return
        if offset > expected:
            self._gaps.setdefault(place, []).append((expected, offset))
        self._next[place] = offset + 1

    def _acknowledge(self, sender: str, message_id: str, outcome: str) -> None:
        column, message = self.column(sender), (sender, message_id)
        if outcome == "PARKED":
            column.parked += 1
            self._parked.add(message)
            return
        column.delivered += 1
        if message in self._parked:
            self._parked.discard(message)
            column.parked -= 1


@dataclass(frozen=True)
class Account:
    """The account at one moment."""

    columns: Mapping[str, Column]
    unaccounted: int
    """Records of outboxes that were passed over without a ledger record: lost."""
    twice: int

    @property
    def balances(self) -> bool:
        """Whether every record that was decided on, and no other, was decided on once."""
        return self.unaccounted == 0 and self.twice == 0 and all(one.delivered <= one.accepted for one in self.all)

    @property
    def is_settled(self) -> bool:
        """Whether it balances with nothing under way: all is decided on, and all that was accepted is delivered."""
        quiet = all(one.in_flight == 0 and one.delivered + one.parked == one.accepted for one in self.all)
        return self.balances and quiet

    @property
    def all(self) -> list[Column]:
        """The columns."""
        return list(self.columns.values())

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "organisations": {name: {"sent": one.sent, **asdict(one)} for name, one in sorted(self.columns.items())},
            "unaccounted": self.unaccounted,
            "twice": self.twice,
            "balances": self.balances,
            "settled": self.is_settled,
        }

"""What is decided about one record, before any of it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casefile_contracts.lifecycle import Transition
    from casefile_contracts.memory import Added
    from casefile_gateway.inspection import Arrival

RawFinding = dict[str, Any]
Reference = dict[str, Any]
"""A `MessageReference` of the contract in its raw form."""


@dataclass(slots=True)
class Decision:
    """What becomes of a record: its outcome, for what reasons, and where it goes."""

    arrival: Arrival
    outcome: str
    about: Reference
    """The message that the outcome is about: the record's own, or the one that it acknowledges."""
    findings: list[RawFinding]
    recipient: str | None = None
    original_outcome: str | None = None
    transitions: Sequence[Transition] = ()
    remembered: Added | None = None
    """What the message adds to the memory of its case."""
    forward_to: str | None = None
    """Topic that gets the record as it came."""
    answered: bool = True
    """Whether a receipt is owed to the organisation that sent the record."""


Decided = tuple[Decision, dict[str, Any]]
"""A decision and its ledger record in raw form."""

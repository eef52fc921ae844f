"""Decides on the arrivals of a batch, each in the light of those before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import structlog

from casefile_contracts.contract import Contract
from casefile_contracts.errors import CaseFileError
from casefile_gateway.admit import admit
from casefile_gateway.decision import Decided, Decision
from casefile_gateway.inspection import Arrival, set_aside
from casefile_gateway.knowledge import Knowledge, Overlay
from casefile_gateway.ledger import entry_of
from casefile_gateway.metrics import INTERNAL_FAULTS
from casefile_gateway.rulebook import Rulebook
from casefile_gateway.unread import INTERNAL

log = structlog.get_logger(__name__)


class Judge:
    """Admission with the knowledge of each partition."""

    def __init__(self, contract: Contract, book: Rulebook, clock: Callable[[], int]) -> None:
        """Args: clock: Milliseconds UTC."""
        self._contract = contract
        self._book = book
        self._clock = clock

    def decide(self, arrivals: Sequence[Arrival], known: Mapping[int, Knowledge]) -> list[Decided]:
        """A decision on each arrival, in their order, with its ledger record; `known` is by partition."""
        numbers = {arrival.record.partition for arrival in arrivals}
        overlays = {number: Overlay(known[number], self._contract.memories) for number in numbers}
        now = self._clock()
        decided: list[Decided] = []
        for arrival in arrivals:
            overlay = overlays[arrival.record.partition]
            decision = self._admit(arrival, overlay)
            entry = entry_of(decision, now)
            overlay.add(entry)
            decided.append((decision, entry))
        return decided

    def _admit(self, arrival: Arrival, known: Knowledge) -> Decision:
        try:
            return admit(arrival, known, self._contract, self._book)
        except CaseFileError:
            raise  # the view cannot be read: nothing to do with this message
        except Exception:
            INTERNAL_FAULTS.labels(step="admit").inc()
            record = arrival.record
            log.exception("message_set_aside", reason=INTERNAL, partition=record.partition, offset=record.offset)
            return admit(set_aside(arrival.record, INTERNAL), known, self._contract, self._book)

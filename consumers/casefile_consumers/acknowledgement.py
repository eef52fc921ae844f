"""The receipt with which a recipient tells the sender that a message was delivered, or is parked and why."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from casefile_consumers.arrival import Arrival
from casefile_consumers.letters import letter
from casefile_consumers.outgoing import Letter
from casefile_contracts.codec.logical import timestamp_text
from casefile_contracts.contract import Contract, Message
from casefile_contracts.sealing import seal

_NAMESPACE = uuid.UUID("c1f3a5b2-6f0e-5f6b-9f5d-1f0f6c1e7a10")


@dataclass(frozen=True, slots=True)
class Recipient:
    """The system that takes messages out of the exchange, and its organisation."""

    organisation: str
    system: str


class Acknowledgements:
    """Writes a recipient's receipts for what was delivered to it."""

    def __init__(self, contract: Contract, recipient: Recipient) -> None:
        self._contract = contract
        self._recipient = recipient

    def delivered(self, message: Message, arrival: Arrival, now: int) -> Letter:
        """Tell the sender that the recipient's system has the message."""
        return self._receipt(message, arrival, now, "DELIVERED", {"outcome": "DELIVERED"})

    def parked(self, message: Message, arrival: Arrival, now: int, reason: str, times: int) -> Letter:
        """Tell the sender that the case waits for a person; `times` counts how often, so that each time is told."""
        return self._receipt(message, arrival, now, f"PARKED {times}", {"outcome": "PARKED", "reason": reason})

    def _receipt(self, message: Message, arrival: Arrival, now: int, mark: str, verdict: dict[str, str]) -> Letter:
        envelope = message.envelope
        sender = envelope["sender"]
        document = seal(
            self._contract,
            "Receipt",
            {"about": _reference(envelope, arrival), "findings": [], "decided_at": timestamp_text(now), **verdict},
            sender=(self._recipient.organisation, self._recipient.system),
            recipient=(sender["organisation"], sender["system"]),
            urn=envelope["urn"],
            now=now,
            correlation_id=envelope["correlation_id"],
            causation_id=envelope["message_id"],
            # Said again after a crash it has the same id, so the gateway recognises it.
            message_id=str(uuid.uuid5(_NAMESPACE, f"{sender['organisation']} {envelope['message_id']} {mark}")),
            priority=envelope["priority"],
            test=envelope["test"],
        )
        return letter(self._contract, document, now)


def _reference(envelope: dict[str, Any], arrival: Arrival) -> dict[str, Any]:
    return {
        "message_id": envelope["message_id"],
        "message_type": envelope["message_type"],
        "sha256": arrival.sha256,
        "bytes": len(arrival.value),
        "topic": arrival.topic,
        "partition": arrival.partition,
        "offset": arrival.offset,
    }

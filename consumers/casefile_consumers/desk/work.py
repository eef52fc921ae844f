"""The desk at work: each delivery answered in its own transaction."""

from __future__ import annotations

from typing import Any

from casefile_consumers.deliveries import Deliveries
from casefile_consumers.delivery import Delivery
from casefile_consumers.desk.memory import Memory
from casefile_consumers.desk.policy import Reply, answer, request_of
from casefile_consumers.receiving import Say, line, until_told_to_stop
from casefile_contracts.contract import Contract
from casefile_contracts.now import utc_millis
from casefile_contracts.sealing import seal


def run(inbox: Deliveries, say: Say) -> None:
    """Answer every delivery, a line each, until told to stop."""
    contract = Contract.load()
    with until_told_to_stop():
        for delivery in inbox:
            with delivery as message:
                replies = handle(delivery, message, contract, utc_millis())
                say(f"{line(delivery, None)}  -> {', '.join(replies) or 'no answer'}")


def handle(delivery: Delivery, message: dict[str, Any], contract: Contract, now: int) -> list[str]:
    """Answer one delivery inside its `with` block; the message types of the replies.

    Args:
        now: Milliseconds since 1970, UTC.
    """
    memory = Memory(delivery.connection)
    replies = _decide(memory, message, now)
    for reply in replies:
        delivery.reply(_sealed(contract, message["envelope"], reply, now))
    return [reply.message_type for reply in replies]


def _decide(memory: Memory, message: dict[str, Any], now: int) -> list[Reply]:
    envelope = message["envelope"]
    urn, consultation = envelope["urn"], envelope["correlation_id"]
    if envelope["message_type"] == "ChargingDecisionRequested":
        memory.remember(consultation, urn, request_of(message))
    return answer(message, request=memory.request(consultation), now=now)


def _sealed(contract: Contract, envelope: dict[str, Any], reply: Reply, now: int) -> dict[str, Any]:
    return seal(
        contract,
        reply.message_type,
        reply.body,
        sender=_party(envelope["recipient"]),
        recipient=_party(envelope["sender"]),
        urn=envelope["urn"],
        now=now,
        correlation_id=envelope["correlation_id"],
        causation_id=envelope["message_id"],
        priority=envelope["priority"],
        test=envelope["test"],
    )


def _party(party: dict[str, str]) -> tuple[str, str]:
    return party["organisation"], party["system"]

"""Messages and records for the tests of the gateway, made from the contract's own examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.record import Headers, Record
from casefile_contracts.kafka.topics import outbox
from casefile_contracts.memory import Memory
from casefile_contracts.participants import Participants
from casefile_gateway.addressing import Desk
from casefile_gateway.admit import admit
from casefile_gateway.decision import Decision
from casefile_gateway.inspection import Arrival, Inspector
from casefile_gateway.knowledge import Overlay, Seen
from casefile_gateway.ledger import Entry, entry_of
from casefile_gateway.rulebook import Rulebook
from casefile_schemas import ROOT

REGISTER = Path(__file__).parents[2] / "contracts" / "participants"
PARTITIONS = 2
NOW = 1_772_800_000_000  # March 2026, when the examples happen


class Ignorance:
    """Knows of no message."""

    def seen(self, sender: str, message_id: str) -> Seen | None:
        return None

    def states(self, urn: str) -> Mapping[str, str]:
        return {}

    def memory(self, urn: str, parts: frozenset[str]) -> Memory:
        return {}


@cache
def contract() -> Contract:
    return Contract.load()


@cache
def register() -> Participants:
    return Participants.load(REGISTER)


@cache
def book() -> Rulebook:
    return Rulebook(contract().release)


def example(name: str, **envelope: Any) -> dict[str, Any]:
    """An example in JSON form, with other values in its envelope; None takes one out."""
    found = json.loads((ROOT / "draft" / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    merged = {**found["envelope"], **envelope}
    found["envelope"] = {field: value for field, value in merged.items() if value is not None}
    return deepcopy(found)


def value_of(message: Mapping[str, Any]) -> bytes:
    made, findings = contract().from_json(message)
    assert made is not None, findings
    return contract().write(made)


def record(
    message: Mapping[str, Any] | bytes,
    offset: int = 0,
    *,
    owner: str | None = None,
    key: bytes | None = None,
    partition: int | None = None,
    headers: Headers | None = None,
) -> Record:
    """The record that a sender would put on its outbox."""
    value = message if isinstance(message, bytes) else value_of(message)
    envelope = {} if isinstance(message, bytes) else message["envelope"]
    urn = envelope.get("urn", "99ZZ0012326").encode()
    organisation = owner or (envelope["sender"]["organisation"] if envelope else "police-99")
    return Record(
        topic=outbox(organisation),
        partition=partition_of(urn, PARTITIONS) if partition is None else partition,
        offset=offset,
        key=urn if key is None else key,
        value=value,
        headers=headers or [],
        timestamp=NOW,
    )


def inspect(arrived: Record) -> Arrival:
    return Inspector(contract(), Desk(register(), PARTITIONS, book())).inspect(arrived)


class Exchange:
    """Decides on records one after the other, each in the light of those before."""

    def __init__(self) -> None:
        self.known = Overlay(Ignorance(), contract().memories)
        self.entries: list[Entry] = []

    def decide(self, arrived: Record) -> Decision:
        decision = admit(inspect(arrived), self.known, contract(), book())
        entry = entry_of(decision, NOW)
        self.known.add(entry)
        self.entries.append(entry)
        return decision

    def send(self, message: Mapping[str, Any] | bytes, **how: Any) -> Decision:
        """Decide on the message at the next offset."""
        return self.decide(record(message, len(self.entries), **how))


def rules(decision: Decision) -> set[str]:
    return {finding["rule"] for finding in decision.findings}


def acknowledgement(decision: Decision, outcome: str = "DELIVERED", **about: Any) -> dict[str, Any]:
    """What the recipient of an accepted message sends back."""
    arrival = decision.arrival
    assert arrival.message is not None
    envelope = arrival.message.envelope
    message = example(
        "Receipt.parked",
        message_id=f"{arrival.record.offset:08x}-aaaa-4000-8000-{len(outcome):012x}",
        sender=envelope["recipient"],
        recipient=envelope["sender"],
        urn=envelope["urn"],
        contract_version=contract().release.version,
    )
    message["about"] = {**decision.about, **about}
    message["outcome"] = outcome
    if outcome != "PARKED":
        message.pop("reason", None)
    return message

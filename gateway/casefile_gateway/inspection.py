"""All that can be said of a record without knowing any other: read it, hash it, check it. Pure; no state, no I/O.

This is the costly part of the relay's work, kept apart from the decision so that it may run while the previous
transaction commits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from casefile_contracts.contract import Contract, Message, Raw
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Finding, rejects
from casefile_contracts.kafka.limits import MAX_CARRIED_BYTES
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.topics import owner_of
from casefile_contracts.memory import Added, Case
from casefile_gateway.addressing import Desk, address_findings


@dataclass(slots=True)
class Arrival:
    """A record of an outbox with everything that can be known of it by itself."""

    record: Record
    owner: str
    """Organisation that owns the topic: the one identity of a sender that Kafka enforces."""
    sha256: str
    message: Message | None
    """The message, cut down to what a decision needs; a batch of whole case files would fill the memory."""
    unreadable: str | None = None
    """Why there is no message: a reason of the codec's closed list, or one of `unread.SET_ASIDE`."""
    findings: list[Finding] = field(default_factory=list)
    recipient: str | None = None
    """Organisation that it is for, if that is a registered one."""
    entitled: bool = False
    """Whether the sender may speak of this case to this recipient: nothing was wrong with the addressing."""
    remembered: Added | None = None
    """What it adds to the memory of its case, should it be accepted."""
    reads: frozenset[str] = frozenset()
    """The parts of the case's memory that rules on it read."""
    recall: Callable[[Case], list[Finding]] | None = None
    """What these rules find, given what went before in the case; None where there are none."""


class Inspector:
    """Inspects the records of every outbox."""

    def __init__(self, contract: Contract, desk: Desk) -> None:
        self._contract = contract
        self._desk = desk

    def use(self, contract: Contract) -> None:
        """Go on with other reference data, from the next message on."""
        self._contract = contract

    def inspect(self, record: Record) -> Arrival:
        """The record with its message and all findings, or with the reason why it holds none."""
        contract = self._contract
        owner, digest = owner_of(record.topic), sha256(record.value or b"").hexdigest()
        try:
            message = _read(contract, record)
        except UnreadableError as error:
            return Arrival(record, owner, digest, None, error.reason)
        name = message.type.name
        addressing = address_findings(self._desk, owner, record, message)
        findings = addressing + contract.check(message, now=record.timestamp)
        arrival = Arrival(record, owner, digest, Message(message.type, _kept(contract, message)), findings=findings)
        arrival.recipient = self._desk.registered(message.envelope["recipient"]["organisation"])
        arrival.entitled = not rejects(addressing)
        if not rejects(findings):
            arrival.remembered = contract.memories.adds(name, message.raw)
        if reads := contract.reads_case(name):
            arrival.reads, arrival.recall = reads, _recall(contract, message, record)
        return arrival


def _read(contract: Contract, record: Record) -> Message:
    if record.size > MAX_CARRIED_BYTES:
        raise UnreadableError("too_large")
    message = contract.read(record.value)
    if "envelope" not in message.raw:
        raise UnreadableError("schema_unknown")  # the ledger's own schema is for nobody else
    return message


def _kept(contract: Contract, message: Message) -> Raw:
    raw, name = message.raw, message.type.name
    if name == "Receipt":
        return {part: raw[part] for part in ("envelope", "about", "outcome")}
    return {"envelope": raw["envelope"], **contract.lifecycle.excerpt(name, raw)}


def _recall(contract: Contract, message: Message, record: Record) -> Callable[[Case], list[Finding]]:
    """Keeps what the rules read; where they have something to say, the message is read again, whole."""
    now = record.timestamp
    fits = contract.awaiting_case(message, now=now)

    def recall(case: Case) -> list[Finding]:
        return [] if fits(case) else contract.check_case(contract.read(record.value), now=now, case=case)

    return recall


def set_aside(record: Record, reason: str) -> Arrival:
    """A record that is not to be read here, for one of the reasons in `SET_ASIDE`."""
    return Arrival(record, owner_of(record.topic), sha256(record.value or b"").hexdigest(), None, reason)

"""A submitted body made into the record that the sender's own producer would write, inspected as the relay does.

Pure apart from what it is given; nothing is sent here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.contract import Contract, Message, Packed
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Finding, rejects
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.topics import outbox
from casefile_contracts.participants import Participants
from casefile_gateway.addressing import Desk
from casefile_gateway.headers import MIRRORS
from casefile_gateway.http.body import AVRO
from casefile_gateway.http.problems import ProblemError
from casefile_gateway.inspection import Inspector
from casefile_gateway.rulebook import Rulebook
from casefile_gateway.unread import sentence


@dataclass(frozen=True, slots=True)
class Submission:
    """What a body turned out to be."""

    findings: list[Finding] = field(default_factory=list)
    record: Record | None = None
    """To be written to the outbox; absent when the body is no whole message of a participant."""
    message: Message | None = None

    @property
    def acceptable(self) -> bool:
        """Whether nothing speaks against it that can be known without its case."""
        return self.record is not None and not rejects(self.findings)


class Reception:
    """Turns bodies into submissions."""

    def __init__(self, contract: Contract, participants: Participants, partitions: int) -> None:
        self._contract = contract
        self._participants = participants
        self._partitions = partitions
        self._book = Rulebook(contract.release)
        self._inspector = Inspector(contract, Desk(participants, partitions, self._book))

    def use(self, contract: Contract) -> None:
        """Go on with other reference data."""
        self._contract = contract
        self._inspector.use(contract)

    def receive(self, kind: str, body: bytes, now: int) -> Submission:
        """Read and inspect a body.

        Args:
            now: Milliseconds since 1970, UTC.

        Raises:
            ProblemError: 400, it cannot be read at all.
        """
        try:
            packed = self._read_avro(body) if kind == AVRO else self._contract.pack_text(body)
        except UnreadableError as error:
            detail = sentence(error.reason, body, self._contract.release.version)
            raise ProblemError(400, error.reason, detail) from error
        if packed.message is None:
            return Submission(packed.findings)
        return self._inspect(packed.message, packed.value, now)

    def _read_avro(self, body: bytes) -> Packed:
        return Packed(self._contract.read(body), body, [])

    def _inspect(self, message: Message, value: bytes, now: int) -> Submission:
        envelope = message.envelope if "envelope" in message.raw else {}
        if not envelope or self._participants.get(envelope["sender"]["organisation"]) is None:
            return Submission([self._book.finding("E01", "/envelope/sender/organisation")])
        record = self._record(message, envelope, value, now)
        return Submission(self._inspector.inspect(record).findings, record, message)

    def _record(self, message: Message, envelope: dict[str, Any], value: bytes, now: int) -> Record:
        key = (envelope["urn"] or "").encode("utf-8")
        headers = [(name, (mirrored(message) or "").encode("utf-8")) for name, (mirrored, _) in MIRRORS.items()]
        partition = partition_of(key, self._partitions)
        return Record(outbox(envelope["sender"]["organisation"]), partition, 0, key, value, headers, now)

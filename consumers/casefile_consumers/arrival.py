"""A message as it arrives, before anything in it was looked at."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from casefile_contracts.kafka.record import Record

_URN = re.compile(rb"[0-9A-Z]{11}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a message stands in the inbox topic, which case it belongs to, and its bytes."""

    topic: str
    partition: int
    offset: int
    urn: str
    value: bytes

    @property
    def sha256(self) -> str:
        """Of the bytes, lower-case hexadecimal."""
        return hashlib.sha256(self.value).hexdigest()


def arrival_of(record: Record) -> Arrival:
    """The record as an arrival; one whose key is no URN is a case of its own, so that nothing is skipped."""
    return Arrival(record.topic, record.partition, record.offset, _case_of(record), record.value or b"")


def _case_of(record: Record) -> str:
    found = _URN.fullmatch(record.key or b"")
    return found[0].decode("ascii") if found else f"{record.partition}-{record.offset}"

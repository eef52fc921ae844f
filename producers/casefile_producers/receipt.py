"""A receipt: what the exchange, or the recipient, says became of one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.findings import Finding, Severity

VERDICTS = ("ACCEPTED", "REJECTED", "DUPLICATE", "QUARANTINED")
DELIVERIES = ("DELIVERED", "PARKED", "EXPIRED")
_FINDING_SEVERITY = {severity.name: severity for severity in Severity}


@dataclass(frozen=True)
class Receipt:
    """What became of one message, and why.

    `sha256` and `message_id` name the message; the id is absent when it could not be read. `decided_at` is in epoch
    milliseconds. `place` is where the receipt itself stood, `value` its own bytes.
    """

    sha256: str
    message_id: str | None
    outcome: str
    original_outcome: str | None
    findings: tuple[Finding, ...]
    reason: str | None
    decided_at: int
    place: Mapping[str, str | int]
    value: bytes

    @property
    def is_verdict(self) -> bool:
        """Whether it ends the wait: the exchange has decided."""
        return self.outcome in VERDICTS

    @property
    def is_delivery(self) -> bool:
        """Whether it tells what happened after the verdict."""
        return self.outcome in DELIVERIES

    @property
    def verdict(self) -> str:
        """What became of the message; of a repeat, what became of its first coming."""
        return self.original_outcome or self.outcome

    @classmethod
    def from_raw(cls, raw: Mapping[str, Any], *, place: Mapping[str, str | int], value: bytes) -> Receipt:
        """The receipt in a `Receipt` message in raw form."""
        return cls(
            sha256=raw["about"]["sha256"],
            message_id=raw["about"]["message_id"],
            outcome=raw["outcome"],
            original_outcome=raw["original_outcome"],
            findings=tuple(_finding(each) for each in raw["findings"]),
            reason=raw["reason"],
            decided_at=raw["decided_at"],
            place=place,
            value=value,
        )


def _finding(raw: Mapping[str, Any]) -> Finding:
    severity = _FINDING_SEVERITY[raw["severity"]]
    return Finding(raw["rule"], severity, raw["pointer"], raw["text"], raw["fix"] or "")

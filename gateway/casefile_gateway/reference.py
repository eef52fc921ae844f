"""What may be repeated of a message in receipts and the ledger: references and findings, in their raw form.

A message that breaks the contract may hold anything where an id should stand. Only what has the shape of an id, of a
URN or of a release is ever repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from casefile_contracts.findings import Finding, Severity
from casefile_gateway.decision import RawFinding, Reference
from casefile_gateway.inspection import Arrival

MAX_FINDINGS = 500
MAX_POINTER = 300

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
URN = re.compile(r"[0-9]{2}[A-Z0-9]{2}[0-9]{5}[0-9]{2}").fullmatch
VERSION = re.compile(r"[0-9]{1,3}[.][0-9]{1,3}").fullmatch

_SHAPES = {"message_id": UUID, "correlation_id": UUID, "urn": URN, "contract_version": VERSION}
_SEVERITIES = {Severity.REJECT: "REJECT", Severity.WARN: "WARN"}


def repeatable(arrival: Arrival, name: str) -> str | None:
    """A field of the envelope, if it is there and has its proper shape."""
    value = arrival.message.envelope[name] if arrival.message else None
    return value if value is not None and _SHAPES[name](value) else None


def reference_of(arrival: Arrival) -> Reference:
    """Names the message as it was received."""
    record = arrival.record
    return {
        "message_id": repeatable(arrival, "message_id"),
        "message_type": arrival.message.type.name if arrival.message else None,
        "sha256": arrival.sha256,
        "bytes": len(record.value or b""),
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
    }


def raw_findings(findings: Iterable[Finding]) -> list[RawFinding]:
    """Findings as receipts and the ledger carry them; what the contract's limits leave no room for is cut off."""
    return [_raw(finding) for finding, _ in zip(findings, range(MAX_FINDINGS), strict=False)]


def _raw(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": _SEVERITIES[finding.severity],
        "pointer": finding.pointer[:MAX_POINTER],
        "text": finding.text,
        "fix": finding.fix or None,
    }

"""A message in JSON form made ready to be sent: checked by the rules that the gateway will apply, and encoded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casefile_consumers.errors import ReplyError
from casefile_consumers.outgoing import Letter
from casefile_contracts.contract import MAX_BYTES, Contract
from casefile_contracts.findings import Severity
from casefile_contracts.kafka import topics


def letter(contract: Contract, document: Mapping[str, Any], now: int) -> Letter:
    """Check and encode one message.

    Raises:
        ReplyError: It breaks the contract or is too large; the gateway would refuse it.
    """
    message, findings = contract.from_json(document)
    if message is not None:
        findings = contract.check(message, now=now)
    reasons = [finding for finding in findings if finding.severity is Severity.REJECT]
    if message is None or reasons:
        raise ReplyError(reasons or findings)
    envelope, value = message.envelope, contract.write(message)
    if len(value) > MAX_BYTES:
        raise ReplyError([])
    return Letter(
        message_id=envelope["message_id"],
        topic=topics.outbox(envelope["sender"]["organisation"]),
        key=(envelope["urn"] or "").encode("ascii"),
        value=value,
    )

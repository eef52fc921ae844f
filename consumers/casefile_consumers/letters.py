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
    packed = contract.pack(document)
    if packed.message is None:
        raise ReplyError(packed.findings)
    reasons = [one for one in contract.check(packed.message, now=now) if one.severity is Severity.REJECT]
    if reasons or len(packed.value) > MAX_BYTES:
        raise ReplyError(reasons)
    envelope = packed.message.envelope
    return Letter(
        message_id=envelope["message_id"],
        topic=topics.outbox(envelope["sender"]["organisation"]),
        key=(envelope["urn"] or "").encode("ascii"),
        value=packed.value,
    )

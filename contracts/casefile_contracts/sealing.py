"""Putting a message into its envelope, as the last thing a sender does to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from casefile_contracts.codec.logical import timestamp_text
from casefile_contracts.contract import Contract


def seal(
    contract: Contract,
    message_type: str,
    body: Mapping[str, Any],
    *,
    sender: tuple[str, str],
    recipient: tuple[str, str],
    urn: str | None,
    now: int,
    correlation_id: str | None = None,
    causation_id: str | None = None,
    occurred_at: int | None = None,
    message_id: str | None = None,
    priority: str = "GREEN",
    test: bool = False,
    protective_marking: str = "OFFICIAL_SENSITIVE",
) -> dict[str, Any]:
    """A message in JSON form, ready for `Contract.from_json`.

    Args:
        body: The message in JSON form, without its envelope.
        sender: Organisation and system.
        recipient: Organisation and system.
        now: When it is sealed; milliseconds since 1970, UTC.
        correlation_id: Of the consultation that it belongs to; a new one begins if not given.
        occurred_at: When the reported thing happened, as `now`; now if not given.
        message_id: As kept for a repeat, which must carry the id of the first; a new one if not given.
    """
    envelope = {
        "message_id": message_id or str(uuid4()),
        "message_type": message_type,
        "contract_version": contract.release.version,
        "sender": _party(sender),
        "recipient": _party(recipient),
        "urn": urn,
        "correlation_id": correlation_id or str(uuid4()),
        "causation_id": causation_id,
        "occurred_at": timestamp_text(now if occurred_at is None else occurred_at),
        "sent_at": timestamp_text(now),
        "priority": priority,
        "test": test,
        "protective_marking": protective_marking,
    }
    return {"envelope": {name: value for name, value in envelope.items() if value is not None}, **body}


def _party(party: tuple[str, str]) -> dict[str, str]:
    organisation, system = party
    return {"organisation": organisation, "system": system}

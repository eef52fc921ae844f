"""The generated pydantic model as somebody would use it behind a stock Avro deserializer, which makes UUIDs of ids."""

from __future__ import annotations

from uuid import UUID

from casefile_contracts.models import v1_0


class Envelope(v1_0.Envelope):
    """The envelope with its ids as UUIDs."""

    message_id: UUID  # type: ignore[assignment]
    correlation_id: UUID  # type: ignore[assignment]
    causation_id: UUID | None = None  # type: ignore[assignment]


class ChargingDecisionRequested(v1_0.ChargingDecisionRequested):
    """A referral with that envelope."""

    envelope: Envelope

"""An SPI file becomes a case message, with a report of what went where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from casefile_producers.spi.address import add_lines
from casefile_producers.spi.hearing import place_in_time
from casefile_producers.spi.identity import add_ids
from casefile_producers.spi.mapping import Mapped, map_case
from casefile_producers.spi.report import MappingReport, report
from casefile_producers.spi.table import table
from casefile_producers.spi.unwrapping import Unwrapped, unwrap
from casefile_producers.spi.victims import link_victims
from casefile_producers.spi.welsh import part_welsh

MESSAGE_TYPE = "PoliceChargedCaseSubmitted"


@dataclass(frozen=True)
class SpiCase:
    """What an SPI file says, in the contract's JSON form: of the envelope its part, and the body."""

    envelope: dict[str, Any]
    body: dict[str, Any]
    report: MappingReport


def read_spi(data: bytes) -> SpiCase:
    """Read a NewCaseMessage out of whatever envelopes it came in.

    What breaks the contract's rules is read as well: the check finds it, at its place.

    Raises:
        UnreadableFileError: if it is no NewCaseMessage, or hostile, cut off or malformed; says why.
    """
    unwrapped = unwrap(data)
    mapped = map_case(unwrapped, table())
    envelope = mapped.message.pop("envelope", {})
    _complete(mapped, envelope.get("urn", ""))
    envelope |= _correlation(unwrapped)
    return SpiCase(envelope, mapped.message, report(unwrapped, mapped, table()))


def _complete(mapped: Mapped, urn: str) -> None:
    for hearing in mapped.all("hearing"):
        mapped.notes.extend(place_in_time(hearing.place.target, urn[:2]))
    for address in mapped.all("address"):
        add_lines(address.place.target)
    part_welsh(mapped)
    add_ids(mapped, urn)
    link_victims(mapped, urn)


def _correlation(unwrapped: Unwrapped) -> dict[str, str]:
    """The consultation of the SPI correlation id: that id itself where it is a UUID, a digest of it otherwise."""
    correlation_id, system_id = unwrapped.text("CorrelationID"), unwrapped.text("SystemID")
    if not correlation_id:
        return {}
    try:
        return {"correlation_id": str(UUID(correlation_id))}
    except ValueError:
        return {"correlation_id": str(uuid5(NAMESPACE_URL, f"spi:{system_id}/{correlation_id}"))}

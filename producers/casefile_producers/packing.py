"""From a case message to sealed bytes, or to the reasons why not: the last stop before the outbox.

The check is the very one that the exchange applies, so most rejections happen here, before anything has left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from casefile_contracts.contract import MAX_BYTES, Contract, Message
from casefile_contracts.findings import Finding, rejects
from casefile_contracts.identifiers import ou_code
from casefile_contracts.kafka.topics import outbox
from casefile_contracts.reference.asked import CPS_UNIT_OF
from casefile_contracts.sealing import seal
from casefile_producers.case_system import CaseMessage, Refusal
from casefile_producers.sealed import Sealed

TOO_LARGE = f"The message is larger than {MAX_BYTES:,} bytes. Send large material by reference, not inside the message."
DAY_MILLIS = 86_400_000
ANOTHER_SENDER = "The envelope names another sender than this outbox belongs to."


@dataclass(frozen=True)
class Route:
    """From whom to whom: organisation and system of each."""

    sender: tuple[str, str]
    recipient: tuple[str, str]


class Packer:
    """Seals for one route. `send_anyway` leaves the judging to the exchange, as far as a message can be written."""

    def __init__(self, contract: Contract, route: Route, *, test: bool = False, send_anyway: bool = False) -> None:
        self._contract = contract
        self._route = route
        self._test = test
        self._send_anyway = send_anyway

    def pack(self, offer: CaseMessage, *, now: int) -> Sealed | Refusal:
        """Seal and check one message. Args: now: Epoch milliseconds."""
        content_key = self._content_key(offer)
        packed = self._contract.pack(self._form(offer, content_key, now))
        if packed.message is None:
            return Refusal(tuple(packed.findings))
        findings = self._contract.check(packed.message, now=now)
        if not self._send_anyway and (refusal := self._refusal(packed.message, findings)):
            return refusal
        if len(packed.value) > MAX_BYTES:
            return Refusal(reason=TOO_LARGE)
        return self._sealed(offer, content_key, packed.message, packed.value)

    def _content_key(self, offer: CaseMessage) -> str:
        route = "\n".join((self._route.sender[0], self._route.recipient[0], ""))
        return sha256(route.encode() + offer.origin).hexdigest()

    def _form(self, offer: CaseMessage, content_key: str, now: int) -> dict[str, Any]:
        form = seal(
            self._contract,
            offer.message_type,
            self._with_cps_unit(offer.body, now // DAY_MILLIS),
            sender=self._route.sender,
            recipient=self._route.recipient,
            urn=offer.urn,
            now=now,
            message_id=str(uuid5(NAMESPACE_URL, f"casefile:{content_key}")),
            test=self._test,
        )
        form["envelope"] |= {name: value for name, value in offer.envelope.items() if value is not None}
        return form

    def _with_cps_unit(self, body: Mapping[str, Any], day: int) -> Mapping[str, Any]:
        """Where the system does not say which CPS unit serves its own, the operator's list does."""
        unit = body.get("originating_organisation")
        if not isinstance(unit, str) or body.get("cps_unit") is not None:
            return body
        routed = self._contract.reference.value(CPS_UNIT_OF, ou_code(unit), day)
        return {**body, "cps_unit": routed} if routed else body

    def _refusal(self, message: Message, findings: list[Finding]) -> Refusal | None:
        if rejects(findings):
            return Refusal(tuple(findings))
        if message.envelope["sender"]["organisation"] != self._route.sender[0]:
            return Refusal(reason=ANOTHER_SENDER)
        return None

    def _sealed(self, offer: CaseMessage, content_key: str, message: Message, value: bytes) -> Sealed:
        envelope = message.envelope
        return Sealed(
            content_key=content_key,
            message_id=envelope["message_id"],
            message_type=message.type.name,
            urn=envelope["urn"],
            reference=offer.reference,
            topic=outbox(self._route.sender[0]),
            key=(envelope["urn"] or envelope["message_id"]).encode(),
            value=value,
            headers=_headers(message),
        )


def _headers(message: Message) -> dict[str, str]:
    """CloudEvents, binary mode."""
    envelope = message.envelope
    headers = {
        "ce_id": envelope["message_id"],
        "ce_source": "{organisation}/{system}".format_map(envelope["sender"]),
        "ce_specversion": "1.0",
        "ce_type": message.type.subject,
        "content-type": "application/vnd.confluent.avro",
    }
    return headers | ({"ce_subject": envelope["urn"]} if envelope["urn"] else {})

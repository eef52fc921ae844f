"""Who sends a message of a case to whom, and when."""

from __future__ import annotations

from collections.abc import Mapping

from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.fiction import Document
from casefile_contracts.release import Release

SYSTEMS: Mapping[str, str] = {"police-98": "00098SpiBridge", "police-99": "00099TestRms"}
CPS_SYSTEM = "cms"
GATEWAY = {"organisation": "gateway", "system": "relay"}
WITHOUT_CASE = frozenset({"SchemaVersionNotice", "ReconciliationReport"})


class Envelopes:
    """Puts what two organisations and the exchange write into envelopes."""

    def __init__(self, release: Release, organisation: str, recipient: str) -> None:
        self.release = release
        self.police = {"organisation": organisation, "system": SYSTEMS[organisation]}
        self.cps = {"organisation": recipient, "system": CPS_SYSTEM}

    def enveloped(self, case: CaseFile, step: Step, body: Document) -> Document:
        """The message; the first one of a case begins its consultation, and causes the others."""
        sender, recipient = self._parties(step.message_type)
        case.correlation_id = case.correlation_id or step.message_id
        case.sent[step.message_type] = step.message_id
        envelope: Document = {
            "message_id": step.message_id,
            "message_type": step.message_type,
            "contract_version": self.release.version,
            "sender": sender,
            "recipient": recipient,
            "urn": case.urn,
            "correlation_id": case.correlation_id,
            "occurred_at": step.now.time(),
            "sent_at": step.now.time(),
            "priority": "GREEN",
            "test": True,
            "protective_marking": "OFFICIAL_SENSITIVE",
        }
        if case.correlation_id != step.message_id:
            envelope["causation_id"] = case.correlation_id
        if step.message_type in WITHOUT_CASE:
            del envelope["urn"]
        return {"envelope": envelope, **body}

    def _parties(self, message_type: str) -> tuple[Document, Document]:
        senders = self.release.messages[message_type].senders
        if "gateway" in senders:
            return dict(GATEWAY), dict(self.police)
        return (dict(self.police), dict(self.cps)) if "police" in senders else (dict(self.cps), dict(self.police))

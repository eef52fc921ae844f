"""What no honest client sends: bytes that are no message, and a message that claims another sender."""

from __future__ import annotations

from typing import Any

from casefile_contracts.contract import Contract
from casefile_contracts.kafka import topics
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.testing.cases import case_messages


def make_mischief(settings: KafkaSettings, contract: Contract, now: int) -> None:
    """Put one unreadable record and one from the wrong sender on the second force's outbox."""
    foreign = next(iter(case_messages(9001, organisation="police-98", recipient="cps-north", now=now)))
    honest = next(iter(case_messages(9002, organisation="police-99", recipient="cps-north", now=now)))
    publisher = Publisher(settings, "demo-mischief")
    for document, cut in ((foreign, None), (honest, -7)):
        publisher.send(topics.outbox("police-99"), _urn(document), _bytes(contract, document)[:cut])
    publisher.close()


def _urn(document: dict[str, Any]) -> bytes:
    return str(document["envelope"]["urn"]).encode("ascii")


def _bytes(contract: Contract, document: dict[str, Any]) -> bytes:
    message, findings = contract.from_json(document)
    if message is None:
        raise ValueError(f"the demo's own message is faulty: {findings}")
    return contract.write(message)

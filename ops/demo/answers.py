"""What the topics say at the end: the answers that a sender holds, and a case worth showing."""

from __future__ import annotations

from collections import Counter

from casefile_contracts.contract import Contract
from casefile_contracts.kafka import topics
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings

ACKNOWLEDGED = ("DELIVERED", "PARKED")


def count_answers(settings: KafkaSettings, contract: Contract, organisation: str) -> int:
    """How many receipts with a verdict the organisation holds: one for every message it sent, if all is well."""
    receipts = (
        contract.read(record.value or b"").raw for record in read_to_end(settings, topics.receipts(organisation))
    )
    return sum(1 for receipt in receipts if receipt["outcome"] not in ACKNOWLEDGED and _asks(receipt))


def _asks(receipt: dict[str, object]) -> bool:
    # A refused acknowledgement is answered too, but an acknowledgement is no message of the account.
    return receipt["about"]["message_type"] != "Receipt"  # type: ignore[index]


def busiest_case(settings: KafkaSettings, contract: Contract) -> str:
    """The URN with the most ledger records: the case that went furthest."""
    entries = (contract.read(record.value or b"").raw for record in read_to_end(settings, topics.LEDGER))
    return Counter(entry["urn"] for entry in entries if entry["urn"]).most_common(1)[0][0]

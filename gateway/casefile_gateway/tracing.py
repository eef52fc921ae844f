"""A case's timeline, from the ledger: who sent what to whom, what became of it, where each defendant stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from casefile_contracts.contract import Contract
from casefile_contracts.errors import SettingsError
from casefile_contracts.kafka.offsets import ranges
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER
from casefile_gateway.ledger import Entry, read_entry
from casefile_gateway.reference import URN


def case_entries(kafka: KafkaSettings, contract: Contract, urn: str) -> list[Entry]:
    """Every ledger record of the case, in the order of the decisions; reads the one partition that it lives on.

    Raises:
        SettingsError: This is no URN.
    """
    if not URN(urn):
        raise SettingsError("a URN has 11 characters, such as 99ZZ0012326")
    number = partition_of(urn.encode(), len(ranges(kafka, LEDGER)))
    entries = (read_entry(contract, record) for record in read_to_end(kafka, LEDGER, number))
    return [entry for entry in entries if entry["urn"] == urn]


def timeline(entries: Sequence[Entry]) -> Iterator[str]:
    """Lines for people: one a message, one a step of a defendant, and where all of them stand now."""
    if not entries:
        yield "the ledger knows no such case"
        return
    standing: dict[str, str] = {}
    for entry in entries:
        yield _message(entry)
        for step in entry["transitions"]:
            yield f"{'':26}defendant {step['person_id']}: {step['from_state'] or 'new'} -> {step['to_state']}"
            standing[step["person_id"]] = step["to_state"]
    yield ""
    yield from (f"defendant {person} stands at {state}" for person, state in sorted(standing.items()))


def _message(entry: Entry) -> str:
    moment = datetime.fromtimestamp(entry["decided_at"] / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
    parties = f"{entry['sender']} -> {entry['recipient'] or '?'}"
    outcome = entry["outcome"] + (f" of {entry['original_outcome']}" if entry["original_outcome"] else "")
    rules = sorted({finding["rule"] for finding in entry["findings"]})
    told = f"  {' '.join(rules)}" if rules else ""
    return f"{moment}  {parties:28} {entry['about']['message_type'] or 'unreadable':28} {outcome}{told}"

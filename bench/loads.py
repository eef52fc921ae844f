"""What the benchmarks of the relay send: charging requests of about 8.2 kB, each about another case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import outbox
from casefile_contracts.now import utc_millis
from casefile_contracts.participants import Participants
from casefile_contracts.testing.cases import case_messages

REGISTER = Path(__file__).parents[1] / "contracts" / "participants"
SENDER = "police-98"
RECIPIENT = "cps-north"


@dataclass(frozen=True)
class Load:
    """Records for an outbox: key and value."""

    records: list[tuple[bytes, bytes]]

    @property
    def mean_bytes(self) -> int:
        """Of a value."""
        return sum(len(value) for _, value in self.records) // len(self.records)


def referrals(count: int) -> Load:
    """`count` first messages of as many cases, each without a finding."""
    contract, now = Contract.load(), utc_millis()
    return Load([_referral(contract, number, now) for number in range(count)])


def participants() -> Participants:
    """The fictional ones that come with the project."""
    return Participants.load(REGISTER)


def put(kafka: KafkaSettings, load: Load) -> None:
    """Write the load to the sender's outbox, confirmed."""
    with Publisher(kafka) as publisher:
        for key, value in load.records:
            publisher.send(outbox(SENDER), key, value)


def _referral(contract: Contract, number: int, now: int) -> tuple[bytes, bytes]:
    document = next(case_messages(number, organisation=SENDER, now=now, route="referral"))
    urn = document["envelope"]["urn"] = f"98{chr(65 + number // 100_000)}A{number % 100_000:05}26"
    message, findings = contract.from_json(document)
    assert message is not None, findings
    return urn.encode(), contract.write(message)

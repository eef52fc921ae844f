"""What the producers' tests share: a broker in memory, and case messages that pass every rule."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from casefile_contracts.contract import Contract
from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.findings import Finding
from casefile_contracts.kafka.producing import Delivery
from casefile_contracts.sealing import seal
from casefile_producers.packing import Packer, Route
from casefile_producers.receipt import Receipt
from casefile_producers.sealed import Sealed
from casefile_producers.spi import read_spi

DEMO = Path(__file__).parents[2] / "ops" / "demo" / "spi"
REGISTER = Path(__file__).parents[2] / "contracts" / "participants"
ROUTE = Route(("police-98", "00098SpiBridge"), ("cps-north", "cms"))
NOW = 1_764_000_000_000


@cache
def contract() -> Contract:
    return Contract.load()


@cache
def case_form(name: str = "01-shop-theft.xml") -> dict[str, Any]:
    """A valid message in JSON form."""
    case = read_spi((DEMO / name).read_bytes())
    form = seal(
        contract(),
        "PoliceChargedCaseSubmitted",
        case.body,
        sender=ROUTE.sender,
        recipient=ROUTE.recipient,
        urn=None,
        now=NOW,
        message_id="00000000-0000-4000-8000-000000000001",
    )
    form["envelope"] |= case.envelope
    return form


def packer(**options: Any) -> Packer:
    return Packer(contract(), ROUTE, **options)


def sealed(number: int, urn: str = "98AA0000125") -> Sealed:
    return Sealed(
        content_key=f"key-{number}",
        message_id=f"00000000-0000-4000-8000-{number:012}",
        message_type="ChargesLaid",
        urn=urn,
        reference=f"row-{number}",
        topic="casefile.police-98.outbox",
        key=urn.encode(),
        value=b"value-%d" % number,
        headers={"ce_id": "x"},
    )


def receipt(of: Sealed, outcome: str = "ACCEPTED", offset: int = 0, **more: Any) -> Receipt:
    facts: dict[str, Any] = {
        "sha256": of.sha256,
        "message_id": of.message_id,
        "outcome": outcome,
        "original_outcome": None,
        "findings": (),
        "reason": None,
        "decided_at": NOW,
        "place": {"topic": "casefile.police-98.receipts", "partition": 0, "offset": offset},
        "value": b"receipt-%d" % offset,
    }
    return Receipt(**{**facts, **more})


class FakeBroker:
    """Takes records as the real one does: fates become known when flushing. `down` and `errors` make it fail."""

    def __init__(self) -> None:
        self.log: list[tuple[str, bytes, bytes, dict[str, bytes]]] = []
        self.down = False
        self.errors: dict[bytes, str] = {}
        self.on_flush: Callable[[], None] = lambda: None
        self._reports: list[tuple[Callable[[Delivery], None], Delivery]] = []

    def send(
        self,
        topic: str,
        key: bytes,
        value: bytes,
        headers: Iterable[tuple[str, bytes]] = (),
        on_delivery: Callable[[Delivery], None] | None = None,
    ) -> None:
        if self.down:
            raise KafkaUnavailableError("no Kafka broker confirms at nowhere:9092; is it up?")
        error = self.errors.get(value)
        if error is None:
            self.log.append((topic, key, value, dict(headers)))
        if on_delivery:
            self._reports.append((on_delivery, Delivery(topic, 0, len(self.log) - 1, error)))

    def flush(self) -> None:
        self.on_flush()
        reports, self._reports = self._reports, []
        for report, delivery in reports:
            report(delivery)

    @property
    def values(self) -> list[bytes]:
        return [value for _, _, value, _ in self.log]


def rules(findings: Iterable[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def casefile(home: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, in a folder, with these settings and no others."""
    command = [sys.executable, "-c", "from casefile_contracts.cli import main; main()", *arguments]
    surroundings = {"PATH": "/usr/bin:/bin", "CASEFILE_PARTICIPANTS": str(REGISTER), "COLUMNS": "200", **env}
    return subprocess.run(command, cwd=home, env=surroundings, capture_output=True, text=True, check=False, timeout=120)

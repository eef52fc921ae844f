"""What the processes of the gateway run: a relay worker, or the HTTP door. Each loads everything anew."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from casefile_contracts.contract import Contract, load_contract
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.participants import Participants
from casefile_contracts.telemetry import configure_logging
from casefile_gateway.process import end_with, ended, until_told
from casefile_gateway.settings import GatewaySettings


@dataclass(frozen=True)
class Setup:
    """What the command line and the environment said; can be sent to another process."""

    kafka: KafkaSettings
    settings: GatewaySettings
    participants: Path
    reference: Path | None = None
    """Folder of the operator's code lists."""

    def contract(self) -> Contract:
        """The latest release with the operator's lists."""
        return load_contract(reference=self.reference)

    def register(self) -> Participants:
        """The register of participants."""
        return Participants.load(self.participants)


@dataclass(frozen=True)
class WorkerProgram:
    """One relay worker in this process; ends it with an `Exit`."""

    setup: Setup
    slot: int
    parent: int | None = None

    def __call__(self) -> None:
        """Run it; does not return."""
        from casefile_gateway.watchdog import Watchdog
        from casefile_gateway.worker import Assembly, work

        configure_logging("relay")
        stopping = until_told()
        end_with(self.parent)

        def run() -> None:
            setup = self.setup
            assembly = Assembly(
                setup.kafka, setup.settings, setup.register(), setup.contract(), self.slot, setup.reference
            )
            with Watchdog(setup.settings.step_limit.total_seconds()) as watchdog:
                work(assembly, stopping, watchdog)

        sys.exit(ended(run))


@dataclass(frozen=True)
class DoorProgram:
    """The HTTP door in this process; ends it with an `Exit`."""

    setup: Setup
    host: str
    port: int
    parent: int | None = None

    def __call__(self) -> None:
        """Run it; does not return."""
        from casefile_gateway.http.server import serve

        configure_logging("door")
        end_with(self.parent)

        def run() -> None:
            setup, data = self.setup, self.setup.settings.state / "door"
            contract, register = setup.contract(), setup.register()
            serve(setup.kafka, contract, register, data=data, host=self.host, port=self.port, reference=setup.reference)

        sys.exit(ended(run))

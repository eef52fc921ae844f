"""The exchange at work: two forces, a CPS desk, a real broker, and an account at the end.

Exit code 0 only if the account balances, everything accepted was delivered, and every sender holds a receipt for every
message it sent. It may be interrupted and run again: each run begins afresh in its own folder, `.casefile/demo` or the
one given as argument.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from answers import busiest_case, count_answers
from files import generated_folder, spi_folder
from mischief import make_mischief
from programs import COMMAND, Programs, casefile
from rich.console import Console
from watch import watch

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.local.ports import free_ports
from casefile_contracts.now import utc_millis
from casefile_contracts.participants import Participants
from casefile_gateway.accounting import Accountant, report
from casefile_gateway.books import Account

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STAGE = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".casefile" / "demo").absolute()
KAFKA = STAGE / "kafka"
PARTICIPANTS = ROOT / "contracts" / "participants"
FORCES = ("police-98", "police-99")
LIMIT_SECONDS = 100.0
QUIET_ROUNDS = 6

WIDTH = 110  # of what is not a terminal

console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)


def main() -> int:
    """Play it all; the exit code."""
    started, free = time.monotonic(), free_ports()
    port, door = free.broker, free.controller  # two that differ; the broker finds the one for its controller itself
    address = f"127.0.0.1:{port}"
    environment = {"CASEFILE_KAFKA_BOOTSTRAP_SERVERS": address, "CASEFILE_PARTICIPANTS": str(PARTICIPANTS)}
    with (
        broker(environment, port),
        Programs(STAGE / "logs", environment) as programs,
    ):
        settings = KafkaSettings(bootstrap_servers=address)
        account = play(programs, environment, settings, door)
        good = conclude(environment, settings, account)
        console.print(
            f"\n[bold]{'It balances' if good else 'IT DOES NOT BALANCE'}[/bold], {time.monotonic() - started:.0f} s."
        )
        console.print(
            "Next: look into sent/ and failed/ under .casefile/demo, or go on by hand: README.md, casefile --help, "
            "casefile check FILE..., casefile up."
        )
        return 0 if good else 1


@contextmanager
def broker(environment: Mapping[str, str], port: int) -> Iterator[None]:
    """A broker of the demo's own, for its time; what an interrupted run left is stopped and removed first."""
    down = ("down", "--data", str(KAFKA))
    if STAGE.exists():
        casefile(environment, *down)
        shutil.rmtree(STAGE)
    (STAGE / "logs").mkdir(parents=True)
    step("Starting Apache Kafka on this machine (the first time, 43 MB of pinned jars are fetched)")
    try:
        casefile(environment, "up", "--port", str(port), "--data", str(KAFKA), "--memory", "384m")
        yield
    finally:
        step("Stopping the broker")
        casefile(environment, *down)


def play(programs: Programs, environment: Mapping[str, str], settings: KafkaSettings, door: int) -> Account:
    """From empty topics to the account."""
    contract, participants, now = Contract.load(), Participants.load(PARTICIPANTS), utc_millis()
    casefile(environment, "topics", "apply")
    step("Starting the gateway and the CPS desk")
    gateway = ("gateway", "--http-port", str(door), "--state", str(STAGE / "gateway"), "--metrics-port", "0")
    programs.start("gateway", *COMMAND, *gateway)
    programs.start("desk", *COMMAND, "desk", "--database", str(STAGE / "desk.db"))

    step("Writing the case files of police-99; police-98 has SPI files from its case system")
    spi = spi_folder(HERE / "spi", STAGE / "police-98")
    generated = generated_folder(STAGE / "police-99", now, lambda count: console.print(f"  {count} written"))
    force = (str(HERE / "force.py"), str(STAGE / "police-99" / "sent"), str(STAGE / "force.db"))

    step(f"Sending {spi} SPI files of police-98 and {generated} case files of police-99")
    for organisation in FORCES:
        console.print(send(environment, organisation), end="")
    make_mischief(settings, contract, now)
    programs.start("force", sys.executable, *force)
    step("One unreadable record and one from the wrong sender went along. The account, live:")
    return watch(console, Accountant(settings, contract, participants).take, Quiet(programs), LIMIT_SECONDS)


def send(environment: Mapping[str, str], organisation: str) -> str:
    """Send a force's folder, its faulty files too, so that the gateway judges them."""
    options = ("--organisation", organisation, "--recipient", "cps-north", "--outbox", str(outbox(organisation)))
    return casefile(environment, "send", str(STAGE / organisation), *options, "--send-anyway", "--test", expect=(0, 1))


def outbox(organisation: str) -> Path:
    """Where a force keeps what it sent."""
    return STAGE / f"{organisation}.db"


def conclude(environment: Mapping[str, str], settings: KafkaSettings, account: Account) -> bool:
    """Print the account, what the senders hold, and one case's timeline; whether all is well."""
    console.print(report(account, as_json=False))
    contract = Contract.load()
    held = {name: count_answers(settings, contract, name) for name in account.columns}
    answered = all(held[name] == column.sent for name, column in account.columns.items())
    console.print("receipts held: " + ", ".join(f"{name} {count}" for name, count in sorted(held.items())))
    step("What police-98 was told: casefile receipts --organisation police-98")
    console.print(told(environment, "police-98"), end="")
    urn = busiest_case(settings, contract)
    step(f"One case's timeline: casefile trace {urn}")
    console.print(casefile(environment, "trace", urn), end="")
    return account.is_settled and answered


def told(environment: Mapping[str, str], organisation: str) -> str:
    """The receipts that a force holds, each with its findings."""
    where = ("--organisation", organisation, "--outbox", str(outbox(organisation)))
    return casefile(environment, "receipts", *where, "--wait", "20", expect=(0, 75))


class Quiet:
    """Whether everything is settled and has stayed so: answers cause answers, so one glance is not enough."""

    def __init__(self, programs: Programs) -> None:
        self._programs = programs
        self._last: object = None
        self._rounds = 0

    def __call__(self, account: Account) -> bool:
        """Take one more glance."""
        self._programs.insist()
        now = account.as_dict()
        self._rounds = self._rounds + 1 if account.is_settled and now == self._last else 0
        self._last = now
        return self._rounds >= QUIET_ROUNDS


def step(text: str) -> None:
    """Say what comes next."""
    console.print(f"[bold]▸[/bold] {text}")


if __name__ == "__main__":
    sys.exit(main())

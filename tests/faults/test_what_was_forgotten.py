"""What a relay starts with is gone, taken or contradicts itself: it makes up for it from the ledger, or refuses."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from conftest import PARTITIONS, Scene
from relays import REGISTER, wait_for_ledger, wait_until, worker
from storyline import FORCE

from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER, outbox, topics_for
from casefile_contracts.participants import Participants
from casefile_gateway.exits import Exit
from casefile_gateway.settings import GatewaySettings

pytestmark = [pytest.mark.kafka, pytest.mark.faults]

CASES = 10


@contextmanager
def offsets_held_back(kafka: KafkaSettings) -> Iterator[None]:
    """An open transaction over the relay's group, such as a broker that was killed may leave undecided."""
    settings = GatewaySettings.load()
    dangling = Producer(
        kafka.client_configuration()
        | {
            "bootstrap.servers": kafka.bootstrap_servers,
            "transactional.id": "dangling",
            "transaction.timeout.ms": 600_000,
        }
    )
    dangling.init_transactions(30)
    dangling.begin_transaction()
    member = Consumer(
        kafka.client_configuration() | {"bootstrap.servers": kafka.bootstrap_servers, "group.id": settings.group}
    )
    places = [TopicPartition(outbox(FORCE), number, 0) for number in range(PARTITIONS)]
    dangling.send_offsets_to_transaction(places, member.consumer_group_metadata(), 30)
    try:
        yield
    finally:
        dangling.abort_transaction(30)
        member.close()


def test_without_offsets_and_view_the_ledger_tells_where_to_go_on(scene: Scene, tmp_path: Path) -> None:
    first_half = scene.storyline().cases(CASES)
    cut = len(first_half) // 2
    scene.send(first_half[:cut])
    with worker(scene.bootstrap, tmp_path / "before") as before:
        wait_for_ledger(scene.bootstrap, cut)
        assert before.drain() == Exit.DRAINED

    scene.send(first_half[cut:])
    # A group of another name has no offsets, as one that was away for too long.
    with worker(scene.bootstrap, tmp_path / "after", CASEFILE_GATEWAY_ENVIRONMENT="elsewhere") as after:
        wait_for_ledger(scene.bootstrap, len(scene.intents))
        assert after.drain() == Exit.DRAINED

    scene.judge()


def test_offsets_that_a_dead_transaction_holds_back_are_not_waited_for(scene: Scene, tmp_path: Path) -> None:
    cases = scene.storyline().cases(CASES)
    cut = len(cases) // 2
    scene.send(cases[:cut])
    with worker(scene.bootstrap, tmp_path / "before") as before:
        wait_for_ledger(scene.bootstrap, cut)
        assert before.drain() == Exit.DRAINED

    scene.send(cases[cut:])
    with offsets_held_back(scene.kafka), worker(scene.bootstrap, tmp_path / "after") as after:
        wait_for_ledger(scene.bootstrap, len(scene.intents), 60)
        assert after.events("offsets_done_without")
        assert after.drain() == Exit.DRAINED

    scene.judge()


def test_beside_a_ledger_made_anew_nothing_is_decided(scene: Scene, tmp_path: Path) -> None:
    scene.send(scene.storyline().cases(CASES))
    with worker(scene.bootstrap, tmp_path) as before:
        wait_for_ledger(scene.bootstrap, len(scene.intents))
        assert before.drain() == Exit.DRAINED

    cluster = Administration(scene.kafka)
    cluster.delete([LEDGER])
    cluster.create(spec for spec in topics_for(Participants.load(REGISTER), PARTITIONS) if spec.name == LEDGER)

    with worker(scene.bootstrap, tmp_path) as after:
        assert after.ended() == Exit.REFUSED
        assert after.events("program_failed")[0]["code"] == "gateway.offsets"


def test_of_two_relays_in_one_slot_one_works_and_the_other_says_why_it_does_not(scene: Scene, tmp_path: Path) -> None:
    with worker(scene.bootstrap, tmp_path) as holder:
        wait_until(lambda: bool(holder.events("partitions_taken_over")), 60, "the first at work")
        scene.send(scene.storyline().cases(CASES))
        with worker(scene.bootstrap, tmp_path) as second:
            assert second.ended() == Exit.TEMPORARY
            assert second.events("program_failed")[0]["code"] == "gateway.slot"
        wait_for_ledger(scene.bootstrap, len(scene.intents))
        assert holder.drain() == Exit.DRAINED

    scene.judge()


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.3])
def test_a_relay_killed_while_it_drains_loses_nothing(scene: Scene, tmp_path: Path, seconds: float) -> None:
    scene.send(scene.storyline().cases(4 * CASES))

    with worker(scene.bootstrap, tmp_path, batch=10) as doomed:
        wait_until(lambda: bool(doomed.events("transaction_committed")), 60, "the first commit")
        doomed.process.send_signal(signal.SIGTERM)
        time.sleep(seconds)
        doomed.kill()
    with worker(scene.bootstrap, tmp_path):
        wait_for_ledger(scene.bootstrap, len(scene.intents))

    scene.judge()

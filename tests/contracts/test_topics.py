"""Topics: who owns them, how they are declared, and that nothing works on others than declared."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.errors import TopicError
from casefile_contracts.kafka import topics
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.declaring import TopicFound, TopicSpec, drifted, misshapen, missing
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.participants import Participant, Participants
from casefile_contracts.testing.topics import fresh_topics

PARTICIPANTS = Participants(
    [
        Participant("police-98", "Northmere Police", "police", ("98",), ("00098SpiBridge",)),
        Participant("cps-north", "CPS North", "cps", ("98",), ("cms",)),
    ]
)
SPEC = TopicSpec("t", 6, 3, {"retention.ms": "10", "cleanup.policy": "delete"})
AS_DECLARED = TopicFound(6, 3, {"retention.ms": "10", "cleanup.policy": "delete", "flush.ms": "1"})

organisations = st.from_regex(r"(police-[0-9]{2}|cps-[a-z][a-z0-9-]{0,30})", fullmatch=True)


@given(organisations)
def test_every_topic_of_an_organisation_names_its_owner(organisation: str) -> None:
    for topic in (topics.outbox(organisation), topics.inbox(organisation), topics.receipts(organisation)):
        assert topics.owner_of(topic) == organisation


@pytest.mark.parametrize(
    "topic",
    [topics.LEDGER, topics.QUARANTINE, "casefile..outbox", "casefile.police-98.outbox.old", "x.casefile.cps-a.inbox"],
)
def test_a_topic_of_no_participant_has_no_owner(topic: str) -> None:
    with pytest.raises(TopicError, match="no participant's topic"):
        topics.owner_of(topic)


def test_an_exchange_has_three_topics_a_participant_a_ledger_and_a_quarantine() -> None:
    specs = topics.topics_for(PARTICIPANTS)

    assert [spec.name for spec in specs] == [
        "casefile.cps-north.inbox",
        "casefile.cps-north.outbox",
        "casefile.cps-north.receipts",
        "casefile.ledger",
        "casefile.police-98.inbox",
        "casefile.police-98.outbox",
        "casefile.police-98.receipts",
        "casefile.quarantine",
    ]
    assert {spec.partitions for spec in specs} == {6}


def test_the_ledger_is_kept_longest_and_receipts_longer_than_what_they_answer() -> None:
    kept = {spec.name: int(spec.config["retention.ms"]) for spec in topics.topics_for(PARTICIPANTS)}

    assert kept[topics.LEDGER] == max(kept.values())
    assert kept[topics.receipts("police-98")] > kept[topics.outbox("police-98")]


@pytest.mark.parametrize(("copies", "needed"), [(1, "1"), (2, "1"), (3, "2"), (5, "4")])
def test_one_copy_may_be_away_and_none_may_be_the_only_one(copies: int, needed: str) -> None:
    specs = topics.topics_for(PARTICIPANTS, replication=copies)

    assert {(spec.replication, spec.config["min.insync.replicas"]) for spec in specs} == {(copies, needed)}


def test_what_is_as_declared_differs_in_nothing() -> None:
    found = {"t": AS_DECLARED}

    assert (missing([SPEC], found), misshapen([SPEC], found), drifted([SPEC], found)) == ([], [], [])


def test_a_missing_topic_is_only_missing() -> None:
    assert (missing([SPEC], {}), misshapen([SPEC], {}), drifted([SPEC], {})) == ([SPEC], [], [])


@pytest.mark.parametrize("partitions", [5, 7])
def test_another_number_of_partitions_cannot_be_mended(partitions: int) -> None:
    found = {"t": replace(AS_DECLARED, partitions=partitions)}

    assert misshapen([SPEC], found) == [f"t: has {partitions} partitions, declared 6"]


def test_fewer_copies_cannot_be_mended_and_more_are_welcome() -> None:
    assert misshapen([SPEC], {"t": replace(AS_DECLARED, replication=1)}) == ["t: has 1 replicas, declared 3"]
    assert misshapen([SPEC], {"t": replace(AS_DECLARED, replication=5)}) == []


def test_every_setting_that_drifted_is_named_with_what_it_is_and_shall_be() -> None:
    found = {"t": replace(AS_DECLARED, config={"retention.ms": "11"})}

    assert [str(each) for each in drifted([SPEC], found)] == [
        "t: retention.ms is 11, declared 10",
        "t: cleanup.policy is None, declared delete",
    ]


@pytest.fixture
def specs(kafka: KafkaSettings) -> Iterator[list[TopicSpec]]:
    prefix = f"declared-{uuid.uuid4().hex[:8]}"
    declared = [replace(spec, name=f"{prefix}.{spec.name}") for spec in topics.topics_for(PARTICIPANTS, partitions=2)]
    yield declared
    Administration(kafka).delete(spec.name for spec in declared)


@pytest.mark.kafka
def test_applying_creates_what_is_missing_and_a_second_time_changes_nothing(
    kafka: KafkaSettings, specs: list[TopicSpec]
) -> None:
    with pytest.raises(TopicError, match="missing, `casefile topics apply` creates it") as told:
        topics.verify(kafka, specs)
    assert len(str(told.value).splitlines()) == len(specs)

    first = topics.apply(kafka, specs)

    assert first == [f"{spec.name}: created with 2 partitions" for spec in specs]
    assert topics.apply(kafka, specs) == []
    topics.verify(kafka, specs)


@pytest.mark.kafka
def test_a_setting_that_drifted_is_refused_then_set_back_and_others_are_left_alone(
    kafka: KafkaSettings, specs: list[TopicSpec]
) -> None:
    ledger = specs[3]
    changed = replace(ledger, config={**ledger.config, "retention.ms": "1000", "segment.ms": "77777"})
    topics.apply(kafka, [changed])

    with pytest.raises(TopicError, match=rf"^{ledger.name}: retention[.]ms is 1000, declared {400 * 86_400_000}$"):
        topics.verify(kafka, [ledger])
    assert topics.apply(kafka, [ledger]) == [f"{ledger.name}: retention.ms set to {400 * 86_400_000}, was 1000"]
    assert Administration(kafka).find([ledger.name])[ledger.name].config["segment.ms"] == "77777"


@pytest.mark.kafka
def test_partitions_are_never_added_because_cases_would_move(kafka: KafkaSettings, specs: list[TopicSpec]) -> None:
    topics.apply(kafka, specs[:1])
    wider = replace(specs[0], partitions=3)

    for refuse in (topics.apply, topics.verify):
        with pytest.raises(TopicError, match="has 2 partitions, declared 3"):
            refuse(kafka, [wider])
    assert Administration(kafka).find([wider.name])[wider.name].partitions == 2


@pytest.mark.kafka
def test_more_copies_than_brokers_are_refused_in_words(kafka: KafkaSettings, specs: list[TopicSpec]) -> None:
    with pytest.raises(TopicError, match=r"Kafka refuses: .*replication factor"):
        topics.apply(kafka, [replace(specs[0], replication=3)])


@pytest.mark.kafka
def test_brokers_that_forget_offsets_before_records_are_refused(
    kafka: KafkaSettings, specs: list[TopicSpec], monkeypatch: pytest.MonkeyPatch
) -> None:
    topics.apply(kafka, specs)
    a_week = {"offsets.retention.minutes": "10080"}
    monkeypatch.setattr(Administration, "broker_config", lambda _self: a_week)

    with pytest.raises(TopicError, match="brokers keep committed offsets for 7 days, outboxes for 14"):
        topics.verify(kafka, specs)


@pytest.mark.kafka
def test_fresh_topics_are_empty_whatever_was_there(kafka: KafkaSettings) -> None:
    fresh_topics(kafka, PARTICIPANTS)
    with Publisher(kafka) as publisher:
        publisher.send_confirmed(topics.outbox("police-98"), b"k", b"v")

    specs = fresh_topics(kafka, PARTICIPANTS, partitions=3)

    assert list(read_to_end(kafka, topics.outbox("police-98"))) == []
    topics.verify(kafka, specs)

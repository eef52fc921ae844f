"""What only the exchange can find is found in the faults that the generator describes."""

from __future__ import annotations

import pytest
from gateway_samples import NOW, PARTITIONS, Exchange, contract, rules

from casefile_contracts.generator import Document, case_messages
from casefile_contracts.generator.faults import FAULTS, Sending, sending
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.record import Record


def arrived(sent: Sending, offset: int) -> Record:
    return Record(sent.topic, partition_of(sent.key, PARTITIONS), offset, sent.key, sent.value, list(sent.headers), NOW)


def message() -> Document:
    return next(case_messages("referral", seed=7, contract=contract(), now=NOW))


@pytest.mark.parametrize("rule", FAULTS)
def test_a_described_fault_is_found_by_its_rule(rule: str) -> None:
    exchange = Exchange()

    decisions = [
        exchange.decide(arrived(sent, offset)) for offset, sent in enumerate(FAULTS[rule].made(contract(), message()))
    ]

    if rule == "E02":
        assert [one.outcome for one in decisions] == ["ACCEPTED", "DUPLICATE"]
    else:
        assert rules(decisions[-1]) == {rule}


def test_the_message_as_it_should_be_sent_is_accepted() -> None:
    assert Exchange().decide(arrived(sending(contract(), message()), 0)).outcome == "ACCEPTED"

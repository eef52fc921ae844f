"""A running gateway takes up new reference data, and keeps what it has when the new is not usable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from gateway_kafka import Outside, relay, wait_for
from gateway_samples import PARTITIONS, contract, example, register, value_of
from prometheus_client import REGISTRY

from casefile_contracts.contract import Contract, load_contract
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.reference.store import ReferenceStore, Sourced
from casefile_contracts.reference.tables import ALWAYS
from casefile_contracts.testing.topics import fresh_topics
from casefile_gateway.renewal import Renewal

NOW = 1_780_000_000_000
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def load(folder: Path, *codes: str, effective: date = JUNE) -> None:
    lists = {"offence_code": Sourced(dict.fromkeys(codes, (ALWAYS,)), "given.csv")}
    ReferenceStore(folder).load(lists, effective=effective, now=NOW, may_shrink=True)


class Used:
    """What the gateway was given, last."""

    def __init__(self, folder: Path, today: date = JUNE) -> None:
        self.today = today
        self.contracts: list[Contract] = []
        self.renewal = Renewal(
            load_contract(reference=folder), folder, self.contracts.append, day=lambda: self.today, every=3600
        )

    def known(self, code: str) -> bool | None:
        return self.contracts[-1].reference.known("offence_code", code)


def test_nothing_new_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path, "TH68001")
    used = Used(tmp_path)

    used.renewal.look()

    assert used.contracts == []
    assert REGISTRY.get_sample_value("casefile_reference_version") == 1


def test_a_new_version_is_put_in_place_with_the_checks_that_were_needed_compiled(tmp_path: Path) -> None:
    load(tmp_path, "TH68001")
    used = Used(tmp_path)
    load(tmp_path, "TH68001", "TH68002")

    used.renewal.look()

    assert used.known("TH68002") is True
    assert REGISTRY.get_sample_value("casefile_reference_version") == 2


def test_a_version_waits_for_its_day(tmp_path: Path) -> None:
    load(tmp_path, "TH68001")
    used = Used(tmp_path)
    load(tmp_path, "TH68002", effective=JULY)

    used.renewal.look()
    assert used.contracts == []

    used.today = JULY
    used.renewal.look()
    assert used.known("TH68002") is True


def test_a_version_that_cannot_be_used_leaves_the_one_before_at_work(tmp_path: Path) -> None:
    load(tmp_path, "TH68001")
    used = Used(tmp_path)
    load(tmp_path, "TH68002")
    damaged = tmp_path / "0002" / "offence_code.csv"
    damaged.chmod(0o644)
    damaged.write_text("code\nTH68003\n", encoding="utf-8")
    refused = REGISTRY.get_sample_value("casefile_reference_refused_total") or 0

    used.renewal.look()

    assert used.contracts == []
    assert REGISTRY.get_sample_value("casefile_reference_refused_total") == refused + 1
    assert REGISTRY.get_sample_value("casefile_reference_version") == 1


def test_a_plain_folder_or_none_is_not_followed(tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        renewal = Renewal(contract(), folder, lambda _contract: pytest.fail("nothing to use"), every=0.01)
        renewal.start()
        renewal.look()
        renewal.close()


URN = "99ZZ0012326"
REQUEST = "ChargingDecisionRequested"


@pytest.mark.kafka
def test_a_running_relay_takes_up_a_list_without_a_restart(kafka: KafkaSettings, tmp_path: Path) -> None:
    fresh_topics(kafka, register(), PARTITIONS)
    outside, store = Outside(kafka), tmp_path / "reference"
    code = example(REQUEST)["suspects"][0]["offences"][0]["code"]
    load(store, "TH68001")
    first, second = (
        value_of(example(REQUEST, message_id=f"{number}0000000-0000-4000-8000-000000000000")) for number in (1, 2)
    )

    with relay(kafka, tmp_path / "state", reference=store):
        outside.send("police-99", URN, first)
        (refused,) = outside.ledger(1)
        assert (refused["outcome"], {finding["rule"] for finding in refused["findings"]}) == ("REJECTED", {"F14"})

        load(store, "TH68001", code)
        wait_for(lambda: REGISTRY.get_sample_value("casefile_reference_version"), lambda found: found == 2, 30)
        outside.send("police-99", URN, second)
        assert outside.ledger(2)[1]["outcome"] == "ACCEPTED"
    outside.publisher.close()

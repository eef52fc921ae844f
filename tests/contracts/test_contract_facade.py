"""The contract in one object: read, write, check, and the JSON form."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from casefile_contracts.contract import MAX_BYTES, Contract, Message
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Severity, rejects
from casefile_contracts.reference import ReferenceData
from casefile_contracts.sealing import seal
from casefile_schemas import ROOT

NOW = 1_767_225_600_000  # 2026-01-01T00:00:00Z
SENT = [path for path in sorted((ROOT / "draft/examples").glob("*.json")) if not path.stem.startswith("LedgerRecord")]
BODY = {
    "suspects": [{"person_id": "S1"}],
    "review_type": "EARLY_ADVICE",
    "cps_unit": "A160000",
    "review_due": "2026-01-06",
}


@pytest.fixture
def contract() -> Contract:
    return Contract.load()


@pytest.fixture
def accepted(contract: Contract) -> dict[str, Any]:
    return seal(
        contract,
        "TriageAccepted",
        BODY,
        sender=("cps-north", "cms"),
        recipient=("police-99", "00099TestRms"),
        urn="99AA0012326",
        now=NOW,
        test=True,
    )


def message_of(contract: Contract, obj: Any) -> Message:
    message, findings = contract.from_json(obj)
    assert message is not None, findings
    return message


def test_loading_again_gives_the_same_contract(contract: Contract) -> None:
    reference = ReferenceData({})

    assert Contract.load() is Contract.load() is contract
    assert Contract.load(reference=reference) is Contract.load(contract.release.version, reference)
    assert Contract.load(reference=reference) is not contract


@pytest.mark.parametrize("path", SENT, ids=lambda path: path.stem)
def test_every_example_goes_into_bytes_and_back_and_is_found_right(contract: Contract, path: Path) -> None:
    example = json.loads(path.read_text(encoding="utf-8"))

    message = message_of(contract, example)
    value = contract.write(message)

    assert contract.read(value) == message
    assert contract.write(contract.read(value)) == value
    assert message_of(contract, contract.to_json(message)) == message
    assert contract.check(message, now=message.envelope["sent_at"]) == []


def test_a_message_is_written_under_the_id_of_its_schema(contract: Contract, accepted: dict[str, Any]) -> None:
    value = contract.write(message_of(contract, accepted))

    assert value[:5] == b"\0" + contract.release.messages["TriageAccepted"].schema_id.to_bytes(4, "big")


def test_a_sealed_message_comes_back_as_it_was_sealed(contract: Contract, accepted: dict[str, Any]) -> None:
    read = contract.read(contract.write(message_of(contract, accepted)))

    assert contract.to_json(read) == accepted
    assert read.envelope["urn"] == "99AA0012326"
    assert read.type.name == "TriageAccepted"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda value: None, "empty"),
        (lambda value: b"", "empty"),
        (lambda value: b"{}", "not_framed"),
        (lambda value: b"\1" + value[1:], "not_framed"),
        (lambda value: b"\0\x7f\xff\xff\xff" + value[5:], "schema_unknown"),
        (lambda value: value[:-1], "truncated"),
        (lambda value: value + b"\0", "trailing_bytes"),
        (lambda value: value + bytes(MAX_BYTES), "too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    contract: Contract, accepted: dict[str, Any], change: Any, reason: str
) -> None:
    value = contract.write(message_of(contract, accepted))

    with pytest.raises(UnreadableError) as refusal:
        contract.read(change(value))

    assert refusal.value.reason == reason


def test_a_message_as_large_as_allowed_is_looked_into(contract: Contract, accepted: dict[str, Any]) -> None:
    value = contract.write(message_of(contract, accepted))

    with pytest.raises(UnreadableError) as refusal:
        contract.read(value + bytes(MAX_BYTES - len(value)))

    assert refusal.value.reason == "trailing_bytes"


@pytest.mark.parametrize(
    "obj",
    [
        None,
        [],
        "text",
        {},
        {"envelope": None},
        {"envelope": {}},
        {"envelope": {"message_type": 1}},
        {"envelope": {"message_type": "Gossip"}},
    ],
)
def test_what_names_no_message_type_is_told_so(contract: Contract, obj: Any) -> None:
    message, (finding,) = contract.from_json(obj)

    assert message is None
    assert (finding.rule, finding.severity, finding.pointer) == ("E06", Severity.REJECT, "/envelope/message_type")
    assert finding.text
    assert finding.fix


def test_every_fault_of_shape_is_told_at_once_with_what_to_do(contract: Contract, accepted: dict[str, Any]) -> None:
    wrong = copy.deepcopy(accepted)
    del wrong["cps_unit"]
    wrong["review_due"] = "tomorrow"
    wrong["envelope"]["priority"] = "PURPLE"
    wrong["gossip"] = True

    message, findings = contract.from_json(wrong)

    assert message is None
    assert {finding.pointer for finding in findings} == {
        "/cps_unit",
        "/review_due",
        "/envelope/priority",
        "/gossip",
    }
    assert all(finding.fix for finding in findings)


def test_identifiers_are_normalised_before_anything_is_checked(contract: Contract, accepted: dict[str, Any]) -> None:
    untidy = copy.deepcopy(accepted)
    untidy["envelope"]["urn"] = "99 aa 00123 26"
    before = copy.deepcopy(untidy)

    message = message_of(contract, untidy)

    assert message.envelope["urn"] == "99AA0012326"
    assert untidy == before


def test_a_broken_rule_is_found_where_it_is_broken(contract: Contract, accepted: dict[str, Any]) -> None:
    message = message_of(contract, accepted)
    message.raw["cps_unit"] = "no unit"
    message.raw["suspects"] = []

    findings = contract.check(message, now=NOW)

    assert rejects(findings)
    assert {finding.pointer for finding in findings} == {"/cps_unit", "/suspects"}


def test_reference_data_of_the_operator_is_asked(accepted: dict[str, Any]) -> None:
    no_forces = Contract.load(None, ReferenceData({"forces": {}}))

    findings = no_forces.check(message_of(no_forces, accepted), now=NOW)

    assert [finding.pointer for finding in findings] == ["/envelope/urn"]


def test_the_step_that_a_message_means_comes_from_the_tables(contract: Contract, accepted: dict[str, Any]) -> None:
    message = message_of(contract, accepted)

    step = contract.lifecycle.step(message.type.name, message.raw, {"S1": "SUBMITTED"})

    assert [(one.person_id, one.from_state, one.to_state) for one in step.transitions] == [
        ("S1", "SUBMITTED", "UNDER_REVIEW")
    ]
    assert contract.lifecycle is contract.lifecycle


def test_ids_are_made_where_none_are_given(contract: Contract, accepted: dict[str, Any]) -> None:
    again = seal(
        contract,
        "TriageAccepted",
        BODY,
        sender=("cps-north", "cms"),
        recipient=("police-99", "00099TestRms"),
        urn="99AA0012326",
        now=NOW,
    )

    assert again["envelope"]["message_id"] != accepted["envelope"]["message_id"]
    assert again["envelope"]["correlation_id"] != accepted["envelope"]["correlation_id"]
    assert message_of(contract, again).envelope["test"] is False


def test_a_sender_may_choose_everything_in_the_envelope(contract: Contract) -> None:
    sealed = seal(
        contract,
        "TriageAccepted",
        BODY,
        sender=("cps-north", "cms"),
        recipient=("police-99", "00099TestRms"),
        urn=None,
        now=NOW + 1,
        correlation_id="0c000000-0000-4000-8000-000000000000",
        causation_id="0d000000-0000-4000-8000-000000000000",
        occurred_at=NOW - 1,
        message_id="0e000000-0000-4000-8000-000000000000",
        priority="RED",
        test=True,
        protective_marking="OFFICIAL",
    )

    assert sealed["envelope"] == {
        "message_id": "0e000000-0000-4000-8000-000000000000",
        "message_type": "TriageAccepted",
        "contract_version": contract.release.version,
        "sender": {"organisation": "cps-north", "system": "cms"},
        "recipient": {"organisation": "police-99", "system": "00099TestRms"},
        "correlation_id": "0c000000-0000-4000-8000-000000000000",
        "causation_id": "0d000000-0000-4000-8000-000000000000",
        "occurred_at": "2025-12-31T23:59:59.999Z",
        "sent_at": "2026-01-01T00:00:00.001Z",
        "priority": "RED",
        "test": True,
        "protective_marking": "OFFICIAL",
    }
    assert next(iter(sealed)) == "envelope"


def test_a_message_shown_by_accident_shows_nothing_of_the_case(contract: Contract, accepted: dict[str, Any]) -> None:
    message = message_of(contract, accepted)

    assert accepted["envelope"]["urn"] not in repr(message)

"""Fictional cases are without a finding, about nobody, the same for the same seed, and break one rule at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from casefile_contracts.contract import Contract
from casefile_contracts.testing.cases import FAULTS, Route, Size, break_rule, case_messages

NOW = 1_772_446_500_000  # 2 March 2026
SUMMER = 1_784_000_000_000  # 14 July 2026
FIRST = {"referral": "ChargingDecisionRequested", "charged": "PoliceChargedCaseSubmitted"}
RESERVED = {
    "number": "(07700 900|01632 960)[0-9]{3}",
    "emails": "[a-z.]+@example[.]org",
    "postcode": "ZZ99 9ZZ",
    "urn": "9[89]ZZ[0-9]{7}",
    "asn": "[0-9]{2}9[89]ZZ01[0-9]{11}[A-Z]",
    "pnc_id": "[0-9]{4}/99[0-9]{5}[A-Z]",
    "content_uri": "https://material[.]example[.]org/.+",
}


def findings(message: dict[str, Any], now: int = NOW) -> list[tuple[str, str]]:
    contract = Contract.load()
    made, found = contract.from_json(message)
    if made is not None:
        found = contract.check(contract.read(contract.write(made)), now=now)
    return [(each.rule, each.pointer) for each in found]


@pytest.mark.parametrize("now", [NOW, SUMMER], ids=["winter", "summer"])
@pytest.mark.parametrize("organisation", ["police-98", "police-99"])
def test_no_rule_has_anything_to_say_about_a_case(organisation: str, now: int) -> None:
    for seed in range(40):
        for message in case_messages(seed, organisation=organisation, now=now):
            assert findings(message, now) == []


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("route", ["referral", "charged"])
def test_nor_about_a_smaller_or_larger_one(size: Size, route: Route) -> None:
    for message in case_messages(1, now=NOW, size=size, route=route):
        assert findings(message) == []


def test_the_first_message_fits_the_route_and_the_others_answer_it() -> None:
    for route, name in FIRST.items():
        first, material, news = case_messages(3, now=NOW, route=route)  # type: ignore[arg-type]

        assert first["envelope"]["message_type"] == name
        for later, kind in ((material, "MaterialSubmitted"), (news, "WitnessVictimUpserted")):
            assert later["envelope"]["message_type"] == kind
            assert later["envelope"]["causation_id"] == first["envelope"]["message_id"]
            assert later["envelope"]["correlation_id"] == first["envelope"]["correlation_id"]


def test_the_same_seed_gives_the_same_case_and_another_seed_another() -> None:
    assert list(case_messages(5, now=NOW)) == list(case_messages(5, now=NOW))

    firsts = [next(case_messages(seed, now=NOW)) for seed in (*range(50), 100_000, 999_999)]
    assert len({first["envelope"]["urn"] for first in firsts}) == len(firsts)
    assert len({first["envelope"]["message_id"] for first in firsts}) == len(firsts)


def test_a_medium_referral_is_of_the_usual_size() -> None:
    contract = Contract.load()
    sizes = []
    for seed in range(20):
        message, _ = contract.from_json(next(case_messages(seed, now=NOW, route="referral")))
        assert message is not None
        sizes.append(len(contract.write(message)))

    assert 7_700 < sum(sizes) / len(sizes) < 8_700


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"wrong_sender"}))
@pytest.mark.parametrize("route", ["referral", "charged"])
def test_a_fault_breaks_its_rule_and_no_other(fault: str, route: Route) -> None:
    whole = next(case_messages(11, now=NOW, route=route))

    broken = break_rule(whole, fault)

    assert {rule for rule, _ in findings(broken)} == {FAULTS[fault]}
    assert findings(whole) == []


def test_the_wrong_sender_is_another_force() -> None:
    whole = next(case_messages(11, organisation="police-99", now=NOW))

    assert break_rule(whole, "wrong_sender")["envelope"]["sender"]["organisation"] == "police-98"


def test_a_case_is_about_nobody() -> None:
    for message in islice(case_messages(21, now=NOW, size="large"), 1):
        for name, text in _texts(message):
            assert re.fullmatch(RESERVED.get(name, "[^@]*"), text), name


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield name, value
        case dict():
            for key, inner in value.items():
                yield from _texts(inner, key)
        case list():
            for inner in value:
                yield from _texts(inner, name)

"""Generated cases: without a finding on every path, about nobody, the same for the same seed, reaching everything."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casefile_contracts.contract import Contract
from casefile_contracts.errors import ContractError
from casefile_contracts.generator import case_messages, load_paths
from casefile_contracts.generator.authors import AUTHORS
from casefile_contracts.generator.checking import findings_in_order
from casefile_contracts.generator.paths import Path as Way
from casefile_contracts.generator.paths import Stage, path_to
from casefile_contracts.generator.walking import walk

LISTS = Path(__file__).parents[1] / "schemas" / "reference"
WINTER = 1_772_446_500_000  # 2 March 2026, 10:15
SUMMER = 1_784_071_800_000  # 15 July 2026, 00:30 in England, still the 14th in UTC
RESERVED = {
    "number": "(07700 900|01632 960)[0-9]{3}",
    "emails": "[a-z.]+@example[.]org",
    "postcode": "ZZ99 9ZZ",
    "urn": "9[89]ZZ[0-9]{7}",
    "parent_urn": "9[89]ZZ[0-9]{7}",
    "surviving_urn": "9[89]ZZ[0-9]{7}",
    "merged_urns": "9[89]ZZ[0-9]{7}",
    "asn": "[0-9]{2}9[89]ZZ01[0-9]{11}[A-Z]",
    "pnc_id": "[0-9]{4}/99[0-9]{5}[A-Z]",
    "cro_number": "99[0-9]{4}/[0-9]{2}[A-Z]",
    "content_uri": "https://material[.]example[.]org/.+",
    "organisation": "police-9[89]|cps-north|gateway",
}


@cache
def contract() -> Contract:
    found = Contract.load()
    reference = found.reference
    for path in sorted(LISTS.glob("*.csv")):
        reference = reference.with_csv(path.stem, path)
    return found.with_reference(reference)


def messages_of(path: str | Way, seed: int = 7, **how: Any) -> list[dict[str, Any]]:
    return list(case_messages(path, seed=seed, contract=contract(), now=how.pop("now", WINTER), **how))


def said(messages: list[dict[str, Any]], now: int = WINTER) -> list[tuple[str, str, str]]:
    found = zip(messages, findings_in_order(contract(), messages, now), strict=True)
    return [
        (message["envelope"]["message_type"], one.rule, one.pointer) for message, findings in found for one in findings
    ]


@pytest.mark.parametrize("organisation", ["police-98", "police-99"])
@pytest.mark.parametrize("now", [WINTER, SUMMER], ids=["winter", "summer"])
@pytest.mark.parametrize("path", load_paths())
def test_no_rule_has_anything_to_say_about_any_path(path: str, now: int, organisation: str) -> None:
    for seed, size in enumerate(("small", "medium", "large")):
        assert said(messages_of(path, seed, now=now, size=size, organisation=organisation), now) == []


def test_no_rule_has_anything_to_say_about_any_walk() -> None:
    for seed in range(60):
        assert said(messages_of("walk", seed, size="medium" if seed % 3 else "small")) == []


def test_walks_differ_by_seed_and_take_any_step() -> None:
    walks = [walk(contract().lifecycle, seed, 2) for seed in range(300)]
    told = {stage.message_type for way in walks for stage in way.stages}
    moving = {row["message"] for row in contract().release.tables["lifecycle"]["transitions"]}

    assert len({str(way.stages) for way in walks}) > 250
    assert moving <= told


def test_a_case_needs_its_earlier_messages() -> None:
    messages = messages_of("straight_charge")

    assert {rule for _, rule, _ in said(messages[3:])} == {"L01"}


def test_every_message_type_is_on_a_path_and_every_author_has_a_type() -> None:
    told = {stage.message_type for path in load_paths().values() for stage in path.stages}

    assert told == set(contract().release.messages) - {"LedgerRecord"}
    assert set(AUTHORS) == told - {"CaseSplit", "CasesMerged"}


def test_the_paths_take_every_step_that_the_lifecycle_has() -> None:
    taken = set()
    for name in load_paths():
        states: dict[tuple[str, str], str] = {}
        for document in messages_of(name):
            message, _ = contract().from_json(document)
            assert message is not None
            urn = document["envelope"].get("urn", "")
            known = {person: state for (case, person), state in states.items() if case == urn}
            for step in contract().lifecycle.step(message.type.name, message.raw, known).transitions:
                taken.add((step.from_state or "-", message.type.name, step.to_state))
                states[urn, step.person_id] = step.to_state

    rows = contract().release.tables["lifecycle"]["transitions"]
    assert {(row["from"], row["message"], row["to"]) for row in rows} - taken == set()


def test_defendants_whose_ways_part_go_on_side_by_side() -> None:
    told = messages_of("victims_right_to_review")
    overturned = next(one for one in told if "OVERTURNED" in json.dumps(one))
    last = told[-1]

    assert [one["outcome"] for one in overturned["defendants"]] == ["OVERTURNED", "UPHELD"]
    assert [one["person_id"] for one in last["defendants"]] == [overturned["defendants"][0]["person_id"]]


def test_the_size_says_how_many_defendants_there_are() -> None:
    for size, count in (("small", 1), ("medium", 2), ("large", 7)):
        assert len(messages_of("charged_crown", size=size)[0]["defendants"]) == count


def test_a_path_that_needs_more_defendants_has_them_in_any_size() -> None:
    assert len(messages_of("split", size="small")[0]["defendants"]) == 2


def test_times_go_on_and_end_before_now() -> None:
    for path in load_paths():
        times = [one["envelope"]["sent_at"] for one in messages_of(path)]

        assert times == sorted(times)
        assert times[-1] < "2026-03-02T10:15:00.000Z"


def test_a_million_seeds_have_numbers_of_their_own() -> None:
    seeds = (0, 1, 99_999, 100_000, 199_999, 999_999)
    urns = {one["envelope"]["urn"] for seed in seeds for one in messages_of("split", seed, size="small")}

    assert len(urns) == 2 * len(seeds)


@pytest.mark.parametrize("path", load_paths())
def test_a_generated_case_is_about_nobody(path: str) -> None:
    for message in messages_of(path):
        for name, text in _texts(message):
            assert re.fullmatch(RESERVED.get(name, "[^@]*"), text), (name, text)


def test_the_same_seed_gives_the_same_case_in_every_process() -> None:
    script = (
        "import hashlib, json\n"
        "from casefile_contracts.contract import Contract\n"
        "from casefile_contracts.generator import case_messages, load_paths\n"
        f"told = [list(case_messages(p, seed=7, contract=Contract.load(), now={WINTER})) for p in load_paths()]\n"
        "print(hashlib.sha256(json.dumps(told).encode()).hexdigest())"
    )
    first, second = (
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": salt}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for salt in ("1", "2")
    )

    told = [messages_of(path) for path in load_paths()]
    assert first == second == hashlib.sha256(json.dumps(told).encode()).hexdigest()
    assert messages_of("referral", 8) != messages_of("referral", 7)


def test_the_shortest_way_to_a_message_type_ends_with_it() -> None:
    for message_type in contract().release.messages:
        if message_type != "LedgerRecord":
            assert messages_of(path_to(message_type))[-1]["envelope"]["message_type"] == message_type


def test_a_way_that_is_not_there_is_refused() -> None:
    with pytest.raises(ContractError, match="no path is called elsewhere"):
        messages_of("elsewhere")
    with pytest.raises(ContractError, match="no path leads to LedgerRecord"):
        path_to("LedgerRecord")


def test_a_message_is_about_those_whom_the_table_lets_take_the_step() -> None:
    stages = (Stage("ChargingDecisionRequested"), Stage("ChargesLaid"))

    told = messages_of(Way("too_early", "", stages))

    assert [one["envelope"]["message_type"] for one in told] == ["ChargingDecisionRequested"]


def _texts(value: Any, name: str = "") -> list[tuple[str, str]]:
    match value:
        case str():
            return [(name, value)]
        case dict():
            return [each for key, inner in value.items() for each in _texts(inner, key)]
        case list():
            return [each for inner in value for each in _texts(inner, name)]
    return []

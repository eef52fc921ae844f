"""Any rule can be broken by name, alone; and the corpus reaches every rule and every field."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

import pytest
from test_generator import WINTER, contract, messages_of, said

from casefile_contracts.contract import Contract
from casefile_contracts.errors import ContractError
from casefile_contracts.generator.breaking import Breaker, break_rule
from casefile_contracts.generator.coverage import Coverage, Surveyor
from casefile_contracts.generator.faults import FAULTS, sending
from casefile_contracts.generator.tampering import TAMPERINGS


@cache
def surveyed() -> tuple[Coverage, dict[str, set[str]]]:
    """The coverage, and which rules found something where each was broken."""
    surveyor = Surveyor(contract(), WINTER)
    list(surveyor.generated())
    surveyor.golden()
    broken = dict(surveyor.broken())
    rules = {rule: {one.rule for one in each.findings} for rule, each in broken.items() if each is not None}
    return surveyor.concluded(broken), rules


def test_the_corpus_hits_every_rule_that_can_be_decided() -> None:
    coverage, _ = surveyed()

    assert coverage.missed == ()
    assert set(coverage.undecided) == {"E09"}
    assert set(coverage.hits) | set(coverage.described) | {"E09"} == set(contract().release.rules)


def test_the_corpus_fills_every_field() -> None:
    assert surveyed()[0].unfilled == ()


def test_the_generated_part_of_the_corpus_has_no_finding() -> None:
    assert surveyed()[0].findings == 0


def test_each_rule_is_broken_alone() -> None:
    _, rules = surveyed()

    assert {rule: found for rule, found in rules.items() if found != {rule}} == {}


def test_a_rule_that_nothing_breaks_is_reported() -> None:
    surveyor = Surveyor(contract(), WINTER)

    coverage = surveyor.concluded({"X05": None})

    assert coverage.missed == ("X05",)
    assert "Offence.code" in coverage.unfilled
    assert not coverage.complete


def test_a_list_that_is_not_loaded_is_a_reason() -> None:
    coverage = Surveyor(Contract.load(), WINTER).concluded({"F14": None})

    assert coverage.missed == ()
    assert coverage.undecided["F14"] == "The list offence_code is not loaded."


@pytest.mark.parametrize("rule", ["X05", "F05", "F33", "L02", "L05", "S26C"])
def test_the_case_goes_on_to_the_message_that_breaks_the_rule(rule: str) -> None:
    messages = messages_of(TAMPERINGS[rule].path if rule in TAMPERINGS else "charged_crown")

    broken = break_rule(contract(), messages, rule, WINTER)

    assert broken is not None
    assert {found for _, found, _ in said(list(broken.messages))} == {rule}
    assert said(list(broken.messages[:-1])) == []


@pytest.mark.parametrize("now", [1_772_323_260_000, 1_784_071_800_000, 1_798_761_540_000, 1_830_297_540_000])
@pytest.mark.parametrize("rule", ["E11", "F17", "F18", "F19", "F20", "F20C"])
def test_what_lies_in_the_future_does_so_at_any_time(rule: str, now: int) -> None:
    broken = Breaker(contract(), now).break_any(rule, seed=3)

    assert broken is not None and not broken.alone
    assert {found for _, found, _ in said(list(broken.messages), now)} == {rule}


def test_the_case_itself_is_left_as_it_is() -> None:
    messages = messages_of("charged_crown")
    before = deepcopy(messages)

    break_rule(contract(), messages, "X05", WINTER)

    assert messages == before


def test_a_case_without_the_record_cannot_break_its_rule() -> None:
    assert break_rule(contract(), messages_of("dropped_early"), "X91", WINTER) is None


def test_a_rule_that_the_release_has_not_is_refused() -> None:
    with pytest.raises(ContractError, match="no rule Q99"):
        Breaker(contract(), WINTER).break_any("Q99", seed=1)


def test_every_fault_of_sending_is_made_of_a_message_as_it_should_be_sent() -> None:
    message = messages_of("referral")[0]
    right = sending(contract(), message)

    for fault in FAULTS.values():
        sent = fault.made(contract(), message)
        assert sent[-1] != right or len(sent) == 2

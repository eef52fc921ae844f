"""Checking takes time in proportion to the message, whatever a sender puts into it."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any

import pytest
from rule_samples import GOOD, NOW, checker, golden, real_checker, reference, rule

from casefile_contracts.release import load_release
from casefile_contracts.rules import compile_checker

Deed = Callable[[], object]


def seconds(deed: Deed) -> float:
    started = time.process_time()
    deed()
    return time.process_time() - started


def crowd(people: int) -> dict[str, Any]:
    """A case in which everybody knows the last one."""
    name, raw = golden()["PoliceChargedCaseSubmitted.full"]
    message = copy.deepcopy(raw)
    one, seen = message["defendants"][0], message["victims_witnesses"][0]
    message["defendants"] = [{**copy.deepcopy(one), "person_id": f"D{number}"} for number in range(people)]
    message["victims_witnesses"] = [
        {**copy.deepcopy(seen), "person_id": f"V{number}", "linked_suspect_ids": [f"D{people - 1}"] * 20}
        for number in range(people)
    ]
    assert name == "PoliceChargedCaseSubmitted"
    return message


@pytest.mark.parametrize("path", ["passes", "explain"])
def test_ten_times_the_message_takes_about_ten_times_as_long(path: str) -> None:
    check = real_checker("PoliceChargedCaseSubmitted")
    small, large = crowd(20), crowd(200)
    run = check.passes if path == "passes" else check.explain

    ratio = min(seconds(lambda: run(large, NOW)) for _ in range(3)) / min(
        seconds(lambda: run(small, NOW)) for _ in range(5)
    )

    assert ratio < 40


def test_a_search_inside_a_loop_is_a_look_up() -> None:
    searching = checker({"X1": rule("this.people.all(p, p.knows.all(k, this.people.exists(q, q.id == k)))")})
    people = [
        {"id": f"P{n}", "age": None, "born": None, "home": None, "names": ["a"], "knows": [f"P{n}"] * 5}
        for n in range(9)
    ]
    one = {**GOOD, "people": people}

    assert searching.passes(one, NOW)
    assert not searching.passes({**one, "people": [*people[:-1], {**people[-1], "knows": ["P99"]}]}, NOW)


def test_a_message_type_is_compiled_in_a_moment() -> None:
    for name in load_release().messages:
        started = time.process_time()
        compile_checker(load_release(), name, reference())
        assert time.process_time() - started < 1, name

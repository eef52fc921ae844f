"""Rules that begin with the same test share it."""

from __future__ import annotations

from casefile_contracts.rules.merging import merged


def test_what_is_under_the_same_test_comes_under_it_once() -> None:
    lines = ["if a:", "    if b:", "        x", "if c:", "    y", "if a:", "    if b:", "        z"]

    assert merged(lines) == ["if a:", "    if b:", "        x", "        z", "if c:", "    y"]


def test_a_test_with_another_branch_is_left_alone() -> None:
    lines = ["if a:", "    x", "if a:", "    y", "else:", "    z", "if a:", "    w"]

    assert merged(lines) == ["if a:", "    x", "    w", "if a:", "    y", "else:", "    z"]


def test_a_search_keeps_what_is_done_when_it_finds_nothing() -> None:
    lines = ["for e in l:", "    if e:", "        break", "else:", "    x", "for e in l:", "    if e:", "        y"]

    assert merged(lines) == lines


def test_statements_without_a_block_stay() -> None:
    assert merged(["x", "x"]) == ["x", "x"]

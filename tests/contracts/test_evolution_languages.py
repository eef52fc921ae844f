"""Whether one pattern takes all that another takes is decided exactly."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefile_contracts.evolution.languages import Texts, disjoint, included, one_of, whole
from casefile_contracts.rules.patterns import parse

LETTERS = "abc"
TEXTS = ["".join(text) for length in range(6) for text in itertools.product(LETTERS, repeat=length)]


def texts(pattern: str, least: int = 0, most: float = float("inf")) -> Texts:
    return Texts((whole(parse(pattern)),), least, most)


def patterns(depth: int = 3) -> st.SearchStrategy[str]:
    atoms = st.sampled_from(["a", "b", "c", "[ab]", "[^a]", "[bc]"])
    if depth == 0:
        return atoms
    inner = patterns(depth - 1)
    return st.one_of(
        atoms,
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "*", "+", "{2}", "{1,2}"])),
    )


@settings(max_examples=150, deadline=None)
@given(patterns(), patterns(), st.integers(0, 2), st.integers(2, 5))
def test_inclusion_agrees_with_trying_every_short_text(one: str, two: str, least: int, most: int) -> None:
    first, second = texts(f"^(?:{one})$", least, most), texts(f"^(?:{two})$")
    takes_one, takes_two = (parse(f"^(?:{each})$").compiled() for each in (one, two))

    # Short texts over the letters are all there are: every class is told apart by a, b, c and one other character.
    found = [text for text in TEXTS if least <= len(text) <= most and takes_one(text) and not takes_two(text)]

    if included(first, second):
        assert found == []
    elif "[^a]" not in one:
        assert found != []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (texts("^[A-C]$"), texts("^(A|B|C)$")),
        (texts("^[A-Z]{1,35}$"), texts("^[A-Z]+$", 1, 35)),
        (texts("^[0-9]{4}(-[0-9]{2})?$"), texts("^(?:[0-9]{4}|[0-9]{4}-[0-9][0-9])$")),
        (texts("998[AB]?$"), texts("998(A|B)?$")),
        (Texts((one_of(frozenset({"1", "2"})),)), texts("^[12]$")),
    ],
)
def test_the_same_texts_written_two_ways_are_included_both_ways(one: Texts, two: Texts) -> None:
    assert included(one, two)
    assert included(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (texts("^[A-D]$"), texts("^[A-C]$")),
        (texts("^A*$"), texts("^A+$")),
        (texts("^[A-Z]+$", 1, 36), texts("^[A-Z]{1,35}$")),
        (texts("^.$"), texts("^[.]$")),
        (texts("998"), texts("^998")),
        (Texts((), 0, 12), Texts((), 0, 11)),
    ],
)
def test_a_text_that_only_the_first_takes_is_found(one: Texts, two: Texts) -> None:
    assert not included(one, two)


def test_lengths_count_with_patterns_that_skip_some() -> None:
    assert included(texts("^(?:aaa)*$", 4, 8), texts("^aaaaaa$"))


def test_patterns_without_a_common_text_are_disjoint() -> None:
    assert disjoint(whole(parse("^a")), whole(parse("^b")))
    assert not disjoint(whole(parse("^a")), whole(parse("b$")))

from __future__ import annotations

import time

import pytest
import re2  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.codec.shape import Array, Optional, records_in, shape_of
from casefile_contracts.errors import RuleError
from casefile_contracts.release import load_release
from casefile_contracts.rules.backtracking import linear
from casefile_contracts.rules.patterns import parse, width

LINEAR = [
    "^[A-Z]{1,2}[0-9R][0-9A-Z]? [0-9][A-Z]{2}$",
    "^[!-?A-~]{1,127}@[!-?A-~]{1,127}$",
    "^[!-~]+( [!-~]+)*$",
    "^[!-~]([ -~]*[!-~])?$",
    "^(ab*)*$",
    "^(19|20)[0-9]{2}$",
    "^[^/]+/.*$",
    "998[ABCI]?$",
    "a.c|[^x-z]{2,9}",
    "^a[.]b[$]$",
    "",
]
COSTLY = [
    "^(a+)+$",
    "^(a|a)*$",
    "^(a|ab)*$",
    "^a*a*$",
    "^[0-9]+[0-9]+x$",
    "^.*x.*y$",
    "^(a?){20}a{20}$",
    "^(x+x+)+y$",
    "a+b",
    "^a{0,50}a{0,50}b$",
]
texts = st.text("abxyzABC019 @.-/$\n\x00é", max_size=12)


def released_patterns() -> set[str]:
    found: set[str] = set()
    for message in load_release().messages.values():
        for record in records_in(shape_of(message.schema)):
            for field in record.fields:
                inner = field.shape.inner if isinstance(field.shape, Optional) else field.shape
                own = getattr(inner.items, "attributes", {}) if isinstance(inner, Array) else {}
                found |= {one["pattern"] for one in (field.attributes, own) if "pattern" in one}
    return found


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        (r"^\d+$", "a backslash"),
        (r"^a\.b$", "a backslash"),
        (r"^a\$", "a backslash"),
        (r"^[\<]$", "a backslash"),
        ("^(?i)a$", "a flag"),
        ("^(?!a)b$", "a look-around"),
        ("^a+?$", "lazy"),
        ("^a++$", "two quantifiers"),
        ("^*$", "a bare special character"),
        ("^a{2$", "a bare special character"),
        ("^a{3,2}$", "0 to 200"),
        ("^a{1,999}$", "0 to 200"),
        ("^((a{5}b|c){7}d?){6}$", "0 to 200"),
        ("^a{01}$", "a bare special character"),
        ("^(a$", "no )"),
        ("^a)$", "a $ before the end"),
        ("^a$b$", "what cannot stand here"),
        ("^a|b$", "alternatives beside an anchor"),
        ("^[z-a]$", "a range from high to low"),
        ("^[]$", "an empty class"),
        ("^[a[b]$", "engines read differently"),
        ("^[+--b]$", "engines read differently"),
        ("^[a&&b]$", "engines read differently"),
        ("^[a$", "engines read differently"),
        ("a^b", "a bare special character"),
    ],
)
def test_a_pattern_outside_the_subset_is_refused_by_name(pattern: str, named: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(pattern)

    assert named in str(refused.value)


@pytest.mark.parametrize("pattern", LINEAR)
@given(text=texts)
def test_a_pattern_finds_what_re2_finds(pattern: str, text: str) -> None:
    theirs = re2.compile(pattern).search(text) is not None

    assert (parse(pattern).compiled()(text) is not None) == theirs


def test_the_end_of_a_pattern_is_the_end_of_the_text() -> None:
    assert parse("^a$").compiled()("a\n") is None
    assert parse("a$").compiled()("ba\n") is None


@pytest.mark.parametrize("pattern", LINEAR)
def test_a_pattern_that_takes_linear_time_is_let_through(pattern: str) -> None:
    assert linear(parse(pattern))


@pytest.mark.parametrize("pattern", COSTLY)
def test_a_pattern_that_may_take_longer_is_found(pattern: str) -> None:
    assert not linear(parse(pattern))


@pytest.mark.parametrize("pattern", sorted(released_patterns()))
def test_released_patterns_answer_hostile_text_at_once(pattern: str) -> None:
    match = parse(pattern).compiled()

    for hostile in ("a" * 50_000 + "\n", "0" * 50_000 + "!", "A a" * 20_000 + "\x00", "-" * 50_000 + "\x00"):
        started = time.process_time()
        match(hostile)
        assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [("^[a-z]{2,5}(-[0-9])?$", 2, 7), ("^(a|bcd)$", 1, 3), ("^a+$", 1, float("inf")), ("^a{3}$", 3, 3)],
)
def test_the_width_of_a_pattern_is_known(pattern: str, least: int, most: float) -> None:
    assert width(parse(pattern).node) == (least, most)

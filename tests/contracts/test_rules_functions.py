from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_samples import reference

from casefile_contracts.codec.logical import timestamp_millis
from casefile_contracts.rules.dates import LAST_DAY, age_on, date_of, months_after
from casefile_contracts.rules.functions import FUNCTIONS, decimal
from casefile_contracts.rules.interpreters import Names, cel_python, cel_rust, in_json_form

EPOCH = date(1970, 1, 1).toordinal()
EXAMPLES = [
    pytest.param(name, arguments, result, id=f"{name}-{number}")
    for name, function in FUNCTIONS.items()
    for number, (arguments, result) in enumerate(function.examples)
]
days = st.integers(-(1 << 31), (1 << 31) - 1)
dates = st.dates()


def in_cel(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(in_cel, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


@pytest.mark.parametrize(("name", "arguments", "result"), EXAMPLES)
def test_a_function_does_what_its_examples_say(name: str, arguments: tuple[Any, ...], result: Any) -> None:
    assert in_json_form(reference())[name](*arguments) == result


@pytest.mark.parametrize(("name", "arguments", "result"), EXAMPLES)
def test_every_evaluator_can_call_it(name: str, arguments: tuple[Any, ...], result: Any) -> None:
    condition = f"{name}({', '.join(map(in_cel, arguments))}) == {in_cel(result)}"

    for evaluator in (cel_python, cel_rust):
        assert evaluator(condition, reference())(Names({}, {}, "2026-03-02T12:00:00.000Z"))


def test_every_function_has_examples_of_different_results() -> None:
    assert [name for name, function in FUNCTIONS.items() if not function.examples or not function.says] == []
    told_apart = {name for name, function in FUNCTIONS.items() if function.gives == "bool"}
    assert {name for name in told_apart if {result for _, result in FUNCTIONS[name].examples} != {True, False}} == set()


@given(days, days, st.integers(-(1 << 31), (1 << 31) - 1))
def test_no_number_is_too_much_for_the_dates(one: int, two: int, months: int) -> None:
    assert months_after(one, months) <= LAST_DAY
    assert -9999 <= age_on(one, two) <= 9999
    assert date_of(one * 86_400_000) <= LAST_DAY


@given(dates, st.integers(-600, 600))
def test_months_after_keeps_the_day_or_takes_the_last_of_the_month(start: date, months: int) -> None:
    month = start.year * 12 + start.month - 1 + months
    if not 12 <= month < 9999 * 12:
        return
    found = date.fromordinal(months_after(start.toordinal() - EPOCH, months) + EPOCH)

    assert (found.year * 12 + found.month - 1) == month
    assert found.day == start.day or (found.day < start.day and date.fromordinal(found.toordinal() + 1).day == 1)


@given(dates, dates)
def test_a_person_turns_a_year_older_on_the_birthday(birth: date, on: date) -> None:
    years = age_on(birth.toordinal() - EPOCH, on.toordinal() - EPOCH)

    assert years == on.year - birth.year - (on.strftime("%m%d") < birth.strftime("%m%d"))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-29T00:59:59.999Z", date(2026, 3, 29)),
        ("2026-06-30T22:59:59.999Z", date(2026, 6, 30)),
        ("2026-06-30T23:00:00.000Z", date(2026, 7, 1)),
        ("2026-10-25T00:00:00.000Z", date(2026, 10, 25)),
        ("2026-12-31T23:59:59.999Z", date(2026, 12, 31)),
    ],
)
def test_a_day_is_that_of_clocks_in_england(moment: str, day: date) -> None:
    assert date_of(timestamp_millis(moment)) == day.toordinal() - EPOCH


@given(st.datetimes(datetime(1972, 1, 1), datetime(2090, 1, 1)))
def test_all_of_an_hour_is_on_one_day(moment: datetime) -> None:
    millis = int(moment.replace(tzinfo=UTC).timestamp() * 1000)

    assert date_of(millis) == date_of(millis // 3_600_000 * 3_600_000)


@given(st.decimals(-99_999, 99_999, places=4, allow_nan=False))
def test_decimals_compare_as_numbers(number: Any) -> None:
    assert decimal(f"{number:.4f}") == int(number * 10_000)


@given(st.text(max_size=30))
def test_no_text_is_too_much_for_decimal(text: str) -> None:
    assert isinstance(decimal(text), int)

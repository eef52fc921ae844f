"""Three evaluators of the same conditions, two of them other people's, have to agree."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from message_mutants import mutated, showable
from rule_cases import Case, cases, records_of, roots
from rule_samples import NOW, golden, reference

from casefile_contracts.codec.jsonform import compile_to_json
from casefile_contracts.codec.logical import timestamp_text
from casefile_contracts.codec.shape import Record, records_in
from casefile_contracts.release import load_release
from casefile_contracts.rules.binding import short
from casefile_contracts.rules.dates import date_of
from casefile_contracts.rules.emitting import Bindings
from casefile_contracts.rules.explaining import prepared
from casefile_contracts.rules.interpreters import Evaluate, Names, cel_python, cel_rust


@cache
def others(condition: str) -> tuple[Evaluate, Evaluate]:
    return cel_python(condition, reference()), cel_rust(condition, reference())


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """cel-python changes the recursion limit when it compiles, which hypothesis must not see."""
    for case in cases().values():
        others(case.condition)


@pytest.mark.parametrize("rule", cases())
def test_every_evaluator_says_of_every_example_what_it_is_an_example_of(rule: str) -> None:
    case = cases()[rule]

    for example in case.examples():
        names = Names(example.this, example.message, example.now, example.case)
        verdicts = [evaluate(names) for evaluate in others(case.condition)]
        assert [*verdicts, case.verdict(case.compiled(), example)] == [example.passes] * 3


@pytest.mark.parametrize("rule", cases())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(data=st.data())
def test_the_evaluators_agree_on_messages_that_were_tampered_with(rule: str, data: st.DataObject) -> None:
    on = short(cases()[rule].record)
    able = [(name, raw) for name, raw in golden().values() if _record(name, on)]
    name, raw = data.draw(st.sampled_from(able))

    def can_be_shown(message: dict[str, Any]) -> bool:  # a partial would be printed whole whenever it says no
        return showable(roots()[name], message)

    message = data.draw(mutated(roots()[name], raw).filter(can_be_shown))
    shown = _to_json(name)(message)

    record = _record(name, on)
    assert record is not None
    case = Case(cases()[rule].rule, record, roots()[name])
    before = data.draw(st.sampled_from([example.case for example in case.examples()]))
    test = prepared(case.compiled(), Bindings(reference()))(message, NOW, date_of(NOW), case.remembered(before))
    for this, this_shown in list(records_of(roots()[name], message, shown, record.name))[:3]:
        names = Names(this_shown, shown, str(timestamp_text(NOW)), before)
        assert [evaluate(names) for evaluate in others(case.condition)] == [test(this)] * 2


@cache
def _to_json(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return compile_to_json(load_release().messages[name].schema)


@cache
def _record(name: str, on: str) -> Record | None:
    return next((one for one in records_in(roots()[name]) if short(one) == on), None)

"""A text that stands for a date is read as one wherever it stands, as CEL compares them."""

from __future__ import annotations

import pytest
from rule_samples import GOOD, NOW, reference, release, rule

from casefile_contracts.codec.jsonform import compile_to_json
from casefile_contracts.codec.logical import timestamp_text
from casefile_contracts.rules import compile_checker
from casefile_contracts.rules.interpreters import Names, cel_python, cel_rust


@pytest.mark.parametrize(
    ("require", "holds"),
    [
        ("this.opened in ['2024-10-04', '2026-01-01']", True),
        ("'2024-10-04' in [this.opened, today]", True),
        ("'2024-10-05' in [this.opened, today]", False),
        ("['2024-10-03', this.opened].all(d, d < '2024-10-04')", False),
        ("[this.opened, '2024-10-03'].all(d, d < '2024-10-05')", True),
        ("distinct([this.opened, '2024-10-04'])", False),
        ("distinct(['2024-10-04', this.opened])", False),
        ("(this.kind == 'RED' ? '2024-10-04' : this.opened) == '2024-10-04'", True),
        ("(this.kind == 'RED' ? this.opened : '2024-10-04') < '2024-10-04'", False),
        ("envelope.sent_at in [now, '2026-04-29T23:59:59.000Z']", True),
    ],
)
def test_dates_in_lists_and_choices_are_compared_as_dates(require: str, holds: bool) -> None:
    small = release({"X1": rule(require)})
    names = compile_to_json(small.messages["Case"].schema)(GOOD)
    given = Names(names, names, str(timestamp_text(NOW)))

    assert compile_checker(small, "Case", reference()).passes(GOOD, NOW) is holds
    assert [evaluate(require, reference())(given) for evaluate in (cel_python, cel_rust)] == [holds] * 2

"""What refuses a text at a glance refuses what its constraints refuse, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casefile_contracts.codec.shape import Primitive
from casefile_contracts.reference import ReferenceData
from casefile_contracts.rules.constraints import constraints_of, holds
from casefile_contracts.rules.emitting import Bindings, indented
from casefile_contracts.rules.refusing import BRIEF, refusal

NOTHING = ReferenceData({})
FIELDS: list[dict[str, Any]] = [
    {},
    {"maxLength": 3},
    {"minLength": 1, "maxLength": 1},
    {"minLength": 1, "maxLength": 35, "sensitivity": "public"},
    {"minLength": 1, "maxLength": 60},
    {"minLength": 2},
    {"minLength": 1, "maxLength": 4000},
    {"pattern": "^[A-Za-z0-9]{1,15}$"},
    {"pattern": "^[A-Za-z0-9]{3}$", "maxLength": 40},
    {"pattern": "^[A-Za-z0-9]{3,}$"},
    {"pattern": "^[A-Za-z0-9]{0,4}$"},
    {"pattern": "[A-Za-z0-9_]{2,3}", "maxLength": 9},
    {"pattern": "^[A-Za-z0-9]", "minLength": 2},
    {"pattern": "^[A-Za-z0-9_-]+$", "minLength": 1, "maxLength": 40, "sensitivity": "public"},
    {"pattern": "^[0-9]{1,3}[.][0-9]{1,3}$", "sensitivity": "public"},
]
TEXTS = st.text(alphabet="aZ09 _.é\u00a0\u2028\n\t\x00\x7f\x85\ud800", max_size=6) | st.builds(
    lambda text, times: text * times, st.sampled_from(["a", "0 ", " 0", "é", "a\n", "\x00", "1.1"]), st.integers(0, 70)
)


@pytest.mark.parametrize("attributes", FIELDS, ids=str)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
@example(text="a" * (BRIEF - 1) + " ")
@example(text="a" * BRIEF + "\u0085")
def test_both_refuse_alike(attributes: dict[str, Any], text: str) -> None:
    constraints = list(constraints_of(Primitive("string"), attributes, None))
    bindings = Bindings(NOTHING)
    lines = refusal(constraints, "v", bindings, public=attributes.get("sensitivity") == "public")
    accepts = bindings.function("\n".join(["def accepts(v):", *indented(lines), "    return True"]), "accepts")

    expected = all(holds(one, NOTHING)(text) for one in constraints)

    assert [accepts(text), accepts(text)] == [expected, expected]  # a text may be remembered

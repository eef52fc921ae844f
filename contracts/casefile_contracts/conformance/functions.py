"""The functions that conditions call, as data: what another language has to write, with the examples that define it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casefile_contracts.rules.functions import FUNCTIONS, Function


def function_table() -> dict[str, Any]:
    """Every function by name, in the order of the table."""
    return {name: _entry(function) for name, function in FUNCTIONS.items()}


def _entry(function: Function) -> Mapping[str, Any]:
    return {
        "takes": list(function.takes),
        "optional": function.optional,
        "gives": function.gives,
        "says": function.says,
        "examples": [{"arguments": list(arguments), "result": result} for arguments, result in function.examples],
    }

"""The reference evaluators: two CEL libraries of others, that run a condition as it is written.

They run on the JSON form and know our functions, nothing else of ours: no judging, no compiling. What they answer is
what a rule means. Needs the `dev` extra; far too slow for the exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import cel
import celpy
from celpy import celtypes
from celpy.adapter import json_to_cel
from celpy.evaluation import CELFunction

from casefile_contracts.codec.logical import date_days, date_text, timestamp_millis, timestamp_text
from casefile_contracts.rules.dates import date_of
from casefile_contracts.rules.functions import FUNCTIONS, Function
from casefile_contracts.rules.types import Reference

Evaluate = Callable[["Names"], bool]

READ: Mapping[str, Callable[[Any], Any]] = {"date": date_days, "timestamp": timestamp_millis, "int": int}
SHOWN: Mapping[str, Callable[[Any], Any]] = {"date": date_text, "timestamp": timestamp_text}


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in a condition stand for, in JSON form."""

    this: Mapping[str, Any]
    message: Mapping[str, Any]
    now: str
    case: Mapping[str, Any] | None = None

    def bound(self) -> dict[str, Any]:
        """All of them; `today` is the date in England and Wales at `now`."""
        today = date_text(date_of(timestamp_millis(self.now)))
        envelope = self.message.get("envelope", {})
        names = {"this": self.this, "message": self.message, "envelope": envelope, "now": self.now, "today": today}
        return names if self.case is None else {**names, "case": self.case}


def cel_python(condition: str, reference: Reference) -> Evaluate:
    """The condition in cel-python."""
    environment = celpy.Environment()
    functions = {name: _as_cel_python(function) for name, function in in_json_form(reference).items()}
    program = environment.program(environment.compile(condition), functions)
    return lambda names: bool(program.evaluate({key: json_to_cel(value) for key, value in names.bound().items()}))


def cel_rust(condition: str, reference: Reference) -> Evaluate:
    """The condition in the Rust library `cel`, through common-expression-language."""
    program, functions = cel.compile(condition), in_json_form(reference)
    return lambda names: bool(program.execute(cel.Context(names.bound(), functions)))


def in_json_form(reference: Reference) -> dict[str, Callable[..., Any]]:
    """Our functions, taking and giving values as the JSON form has them."""
    functions = {name: _converting(function) for name, function in FUNCTIONS.items() if function.run}

    def known(list_name: str, code: str, on: str | None = None) -> bool:
        return bool(reference.known(list_name, code, None if on is None else date_days(on)))

    return {**functions, "known": known}


def _converting(function: Function) -> Callable[..., Any]:
    shown, run = SHOWN.get(function.gives), function.run or _missing

    def call(*arguments: Any) -> Any:
        raw = (READ[kind](each) if kind in READ else each for kind, each in zip(function.takes, arguments, strict=True))
        result = run(*raw)
        return shown(result) if shown else result

    return call


def _as_cel_python(function: Callable[..., Any]) -> CELFunction:
    kinds: Mapping[type, Callable[[Any], celtypes.Value]] = {
        bool: celtypes.BoolType,
        int: celtypes.IntType,
        str: celtypes.StringType,
        celtypes.StringType: celtypes.StringType,  # an argument given back as it is
    }

    def call(*arguments: Any) -> celtypes.Value:
        result = function(*arguments)
        return kinds[type(result)](result)

    return call


def _missing(*_: Any) -> Any:
    raise NotImplementedError

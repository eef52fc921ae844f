"""What generated source finds when it is run: the functions of conditions, patterns, and reference data.

The source names everything else by an expression of these, so that compiled it can be kept and run again, with the
reference data of the day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import itemgetter
from types import CodeType
from typing import Any

from casefile_contracts.rules.constraints import Constraint, holds
from casefile_contracts.rules.dates import DAY_OF_HOUR
from casefile_contracts.rules.functions import FUNCTIONS
from casefile_contracts.rules.patterns import parse
from casefile_contracts.rules.text import PROSE, clean_line, clean_prose
from casefile_contracts.rules.types import Reference

MOST_REMEMBERED = 4096


class Right(set[str]):
    """Values that were found to be as these constraints demand, up to a number."""

    def __init__(self, constraints: Iterable[Constraint]) -> None:
        super().__init__()
        self.constraints = constraints

    def remember(self, value: str) -> None:
        """Add a value, in the place of all that came before if they are many."""
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self.add(value)


def compiled(source: str, title: str) -> CodeType:
    """Generated source as code; `title` stands for the file in tracebacks."""
    return compile(source, f"<{title}>", "exec")


def loaded(code: CodeType, reference: Reference) -> dict[str, Any]:
    """Run generated code, and give everything that it defines by name."""
    scope = _environment(reference)
    scope["pattern"] = partial(_pattern, scope)
    exec(code, scope)  # noqa: S102 - made of released rules, never of messages
    return scope


def _pattern(scope: dict[str, Any], name: str, text: str) -> Callable[[str], object]:
    """A search for a pattern that is compiled when it is first called, and then takes this one's place."""

    def search(value: str) -> object:
        scope[name] = found = parse(text).compiled()
        return found(value)

    return search


def _environment(reference: Reference) -> dict[str, Any]:
    def codes(list_name: str) -> frozenset[str]:
        return reference.codes(list_name) or frozenset()

    def allowed(list_name: str, demands: Iterable[Constraint]) -> frozenset[str]:
        """The codes of a list that are as a field demands."""
        tests = [holds(one, reference) for one in demands]
        return frozenset(code for code in codes(list_name) if all(test(code) for test in tests))

    return {
        "Constraint": Constraint,
        "PROSE": PROSE,
        "Right": Right,
        "allowed": allowed,
        "clean_line": clean_line,
        "clean_prose": clean_prose,
        "codes": codes,
        "day_of_hour": DAY_OF_HOUR,
        "functions": FUNCTIONS,
        "itemgetter": itemgetter,
        "known": reference.known,
    }

"""Rules: what a message must be, as released data, compiled together with the schemas' constraints.

    checker = compile_checker(release, "ChargesLaid", reference)
    checker.passes(raw, now)       # in the hot loop
    checker.explain(raw, now)      # every finding, when it does not pass
    check_rules(release)           # before a release: everything that is wrong with its rules

How a condition becomes a function: `parsing` reads CEL, `typing` judges it against the schemas, `indexing` turns
searches into look-ups, `emitting` writes Python. `deciding` puts all rules and constraints of a message type into one
function; `explaining` walks the message and gives every finding its place. `functions` is the closed table of what
conditions may call, `interpreters` are the CEL libraries that the compiled rules are held against.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casefile_contracts.rules.checker import compile_checker
    from casefile_contracts.rules.checking import Checker
    from casefile_contracts.rules.reviewing import check_rules

__all__ = ["Checker", "check_rules", "compile_checker"]

_HOMES = {"Checker": "checking", "check_rules": "reviewing", "compile_checker": "checker"}


def __getattr__(name: str) -> Any:
    """What reads conditions takes long to import, and code that was kept needs none of it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

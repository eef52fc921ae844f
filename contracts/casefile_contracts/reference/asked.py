"""Which lists a release can make use of."""

from __future__ import annotations

from casefile_contracts.release import Release
from casefile_contracts.undecided import ASKED

CPS_UNIT_OF = "cps_unit_of"
"""Police unit -> CPS unit that serves it; asked by adapters, not by rules."""


def asked_lists(release: Release) -> frozenset[str]:
    """The lists that the rules of a release ask by name; the name is always a literal there."""
    conditions = (rule.get("require") or "" for rule in release.rules.values())
    return frozenset(name for condition in conditions for name in ASKED.findall(condition))


def shipped_lists(release: Release) -> frozenset[str]:
    """The lists that come with a release; an operator may replace one."""
    return frozenset(release.tables["code_lists"]) | {"forces"}


def operator_lists(release: Release) -> frozenset[str]:
    """The lists that an operator has to load, or nothing can be said of their codes."""
    return (asked_lists(release) | {CPS_UNIT_OF}) - shipped_lists(release)

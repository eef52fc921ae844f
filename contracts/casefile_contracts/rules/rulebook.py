"""The rule book of a release: every rule with its texts, and when a severity is softened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.codec.logical import date_days
from casefile_contracts.errors import RuleError
from casefile_contracts.findings import Finding, Severity
from casefile_contracts.release import Release

ANYTHING = "F00"
"""The rule of a constraint that names none."""

MOMENT = "F16"
"""The rule of a date or time that no calendar has."""

CLEAN = "F44"
"""The rule of text with control characters, or blanks at its ends."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Without `require` it lends its texts to what schemas, tables or the exchange decide."""

    id: str
    severity: Severity
    text: str
    fix: str
    softer: Severity | None = None
    """The severity where the release's `softer_when` holds."""
    on: tuple[str, ...] = ()
    """Short names of the records that it holds for, wherever they stand."""
    at: str = ""
    require: str | None = None
    undecided: str | None = None
    """Why nothing that the exchange ever knows can decide it."""
    first_day: int | None = None
    last_day: int | None = None
    examples: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def finding(self, pointer: str, softer: bool = False) -> Finding:
        """This rule's finding at a place."""
        severity = self.softer if softer and self.softer else self.severity
        return Finding(self.id, severity, pointer, self.text, self.fix)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of a release."""

    rules: Mapping[str, Rule]
    softer_when: str | None = None

    @classmethod
    def of(cls, release: Release) -> RuleBook:
        """The rule book of a release.

        Raises:
            RuleError: An entry is not of the form of a rule.
        """
        rules = {id_: read_rule(id_, entry) for id_, entry in release.rules.items()}
        return cls(rules, release.tables.get("severity", {}).get("softer_when"))

    def conditions(self) -> list[Rule]:
        """The rules that have a condition of their own."""
        return [rule for rule in self.rules.values() if rule.require is not None]


def read_rule(id_: str, entry: Mapping[str, Any]) -> Rule:
    """One entry of the rule book.

    Raises:
        RuleError: It is not of the form of a rule.
    """
    try:
        return Rule(
            id=id_,
            severity=Severity(entry["severity"]),
            text=entry["text"],
            fix=entry.get("fix", ""),
            softer=Severity(entry["softer"]) if "softer" in entry else None,
            on=_names(entry.get("on", ())),
            at=entry.get("at", ""),
            require=entry.get("require"),
            undecided=entry.get("undecided"),
            first_day=date_days(entry["from"]) if "from" in entry else None,
            last_day=date_days(entry["to"]) if "to" in entry else None,
            examples=entry.get("examples", {}),
        )
    except KeyError as error:
        raise RuleError(f"{id_}: has no {error.args[0]}") from error
    except ValueError as error:
        raise RuleError(f"{id_}: {error}") from error


def _names(on: str | Sequence[str]) -> tuple[str, ...]:
    return (on,) if isinstance(on, str) else tuple(on)

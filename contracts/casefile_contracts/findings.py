"""What a check finds: data with a stable rule id, a place and a sentence, never a value from the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding stops the message or goes along with it."""

    REJECT = "reject"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a message.

    `pointer` is an RFC 6901 JSON pointer into the message's JSON form, empty for the whole message. `text` and
    `fix` are fixed sentences of the rule.
    """

    rule: str
    severity: Severity
    pointer: str
    text: str
    fix: str = ""


def rejects(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """Whether any of the findings stops the message."""
    return any(finding.severity is Severity.REJECT for finding in findings)

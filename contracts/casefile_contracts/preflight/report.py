"""What pre-flight found out about one message: findings, open questions, and where in the file they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from casefile_contracts.findings import Finding, rejects
from casefile_contracts.undecided import Undecided

if TYPE_CHECKING:
    from casefile_contracts.completeness import Completeness


class Verdict(IntEnum):
    """What becomes of the message; the number is the exit code of `casefile check`."""

    SENDABLE = 0
    REJECTED = 1
    UNUSABLE = 2


class Place(NamedTuple):
    """A place in a text file; both count from 1, columns in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that can be known of a message from its file. Nothing in it comes from the file but places."""

    message_type: str | None = None
    findings: tuple[Finding, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where each finding's pointer, or the nearest thing around it, stands in the file; empty for binary files.

    Of a text that is no message, under the empty pointer: where it could not be read any further.
    """
    unusable: str = ""
    """Why this is no message at all."""
    standard: Completeness | None = None
    """What the file standard asks of it, item by item; None if it is no file of the standard."""

    def verdict(self, *, strict: bool = False) -> Verdict:
        """Whether it may be sent. Args: strict: Also warnings speak against it."""
        if self.unusable:
            return Verdict.UNUSABLE
        stopped = rejects(self.findings) or (strict and self.findings)
        return Verdict.REJECTED if stopped else Verdict.SENDABLE

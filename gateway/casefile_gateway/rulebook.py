"""The rules that only the gateway can decide, with the texts that the release gives them.

E01 sender, E02/E03 repeats, E05 recipient, E06 who may send what, E12 force of the URN, E13 key and partition, E14
headers, E15 acknowledgements, E16 size. What a message alone can show is checked by the contract.
"""

from __future__ import annotations

from collections.abc import Iterable

from casefile_contracts.errors import ContractError
from casefile_contracts.findings import Finding
from casefile_contracts.release import Release

DECIDED_HERE = ("E01", "E03", "E05", "E06", "E08", "E12", "E13", "E14", "E15", "E16")


class Rulebook:
    """Makes findings of the release's rules.

    Raises:
        ContractError: The release lacks a rule that the gateway decides.
    """

    def __init__(self, release: Release, needed: Iterable[str] = DECIDED_HERE) -> None:
        missing = sorted(set(needed) - set(release.rules))
        if missing:
            raise ContractError(f"release {release.version} has no rule {', '.join(missing)}")
        self._release = release

    def finding(self, rule: str, pointer: str) -> Finding:
        """The rule's finding at a place of the message."""
        return self._release.finding(rule, pointer)

"""What the gateway knows of earlier messages when it decides on the next one.

Knowledge of a partition is a fold over its ledger records, in their order: nothing else changes it, so it can be
rebuilt at any time. The first decision on a message id stands; a later record never replaces it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from casefile_contracts.memory import Added, Memories, Memory

Entry = Mapping[str, Any]
"""A ledger record in its raw form."""

ORIGINAL = frozenset({"ACCEPTED", "REJECTED"})
ACKNOWLEDGED = frozenset({"DELIVERED", "PARKED"})


class Seen(NamedTuple):
    """The first decision on a message id of a sender."""

    sha256: str
    outcome: str
    findings: list[dict[str, Any]]
    """As they stand in the ledger."""
    recipient: str | None
    message_type: str | None
    bytes: int
    urn: str | None
    acknowledged: str | None = None
    """DELIVERED or PARKED, once the recipient has said so."""


class Knowledge(Protocol):
    """What `admit` asks."""

    def seen(self, sender: str, message_id: str) -> Seen | None:
        """The first decision on this id of this sender."""

    def states(self, urn: str) -> Mapping[str, str]:
        """Lifecycle state of each defendant of the case, by person id."""

    def memory(self, urn: str, parts: frozenset[str]) -> Memory:
        """These parts of what the accepted messages of the case have added to its memory."""


def seen_in(entry: Entry) -> tuple[tuple[str, str], Seen] | None:
    """What the ledger record lets us remember of a message: its sender and id, and the decision."""
    about = entry["about"]
    if entry["outcome"] not in ORIGINAL or about["message_id"] is None:
        return None
    seen = Seen(
        sha256=about["sha256"],
        outcome=entry["outcome"],
        findings=entry["findings"],
        recipient=entry["recipient"],
        message_type=about["message_type"],
        bytes=about["bytes"],
        urn=entry["urn"],
    )
    return (entry["sender"], about["message_id"]), seen


def acknowledged_in(entry: Entry) -> tuple[str, str] | None:
    """Sender and id of the message whose delivery or parking the ledger record tells."""
    if entry["outcome"] not in ACKNOWLEDGED:
        return None
    return entry["recipient"], entry["about"]["message_id"]


class Overlay:
    """Knowledge with the decisions of the batch at hand on top, not yet committed."""

    def __init__(self, base: Knowledge, memories: Memories) -> None:
        self._base = base
        self._memories = memories
        self._seen: dict[tuple[str, str], Seen | None] = {}
        self._states: dict[str, Mapping[str, str]] = {}
        self._remembered: dict[str, list[Added]] = {}

    def seen(self, sender: str, message_id: str) -> Seen | None:
        """As `Knowledge.seen`."""
        key = (sender, message_id)
        if key not in self._seen:
            self._seen[key] = self._base.seen(sender, message_id)
        return self._seen[key]

    def states(self, urn: str) -> Mapping[str, str]:
        """As `Knowledge.states`."""
        if urn not in self._states:
            self._states[urn] = self._base.states(urn)
        return self._states[urn]

    def memory(self, urn: str, parts: frozenset[str]) -> Memory:
        """As `Knowledge.memory`."""
        found = self._base.memory(urn, parts)
        for added in self._remembered.get(urn, ()):
            found = self._memories.merged(found, {part: added[part] for part in parts})
        return found

    def add(self, entry: Entry) -> None:
        """Take in a decision; later ones see it."""
        if remembered := seen_in(entry):
            key, seen = remembered
            if self.seen(*key) is None:
                self._seen[key] = seen
        if (told := acknowledged_in(entry)) and (seen_before := self.seen(*told)):
            self._seen[told] = seen_before._replace(acknowledged=entry["outcome"])
        if entry["transitions"]:
            states = {step["person_id"]: step["to_state"] for step in entry["transitions"]}
            self._states[entry["urn"]] = {**self.states(entry["urn"]), **states}
        if added := entry.get("remembered"):
            self._remembered.setdefault(entry["urn"], []).append(added)

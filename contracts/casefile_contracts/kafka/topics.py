"""The topics of the exchange: their names, and how they are declared.

Each participant owns three. It alone writes to its outbox, and it alone reads its inbox and its receipts; the topic is
the one sender identity that Kafka itself enforces. Every topic has the same number of partitions, so that a case lives
on the same partition number everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from casefile_contracts.errors import TopicError

if TYPE_CHECKING:
    from casefile_contracts.participants import Participants

LEDGER = "casefile.ledger"
QUARANTINE = "casefile.quarantine"

PARTITIONS = 6
MAX_MESSAGE_BYTES = 1_048_576
"""The largest record that a topic takes, with its key, headers and framing."""
MAX_VALUE_BYTES = 1_000_000
"""The largest message; what remains of a record is left to key and headers."""

OUTAGE = timedelta(days=14)  # the longest tolerated outage, five days, twice over and a margin
REREADING = timedelta(days=90)
DISPUTES = timedelta(days=400)

_OWNED = re.compile(r"^casefile[.]([a-z0-9-]+)[.](?:outbox|inbox|receipts)$")


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it shall be."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str] = field(default_factory=dict)


def outbox(organisation: str) -> str:
    """Where an organisation puts what it sends."""
    return f"casefile.{organisation}.outbox"


def inbox(organisation: str) -> str:
    """Where an organisation finds what was sent to it."""
    return f"casefile.{organisation}.inbox"


def receipts(organisation: str) -> str:
    """Where an organisation finds what became of what it sent."""
    return f"casefile.{organisation}.receipts"


def owner_of(topic: str) -> str:
    """The organisation that an outbox, inbox or receipts topic belongs to.

    Raises:
        TopicError: It is none of these.
    """
    found = _OWNED.match(topic)
    if found is None:
        raise TopicError(f"{topic} is no participant's topic")
    return found[1]


def topics_for(participants: Participants, partitions: int = PARTITIONS, replication: int = 1) -> list[TopicSpec]:
    """Every topic that an exchange between these participants needs, by name."""
    kept = {LEDGER: DISPUTES, QUARANTINE: OUTAGE}
    for organisation in participants.organisations:
        kept |= {outbox(organisation): OUTAGE, inbox(organisation): OUTAGE, receipts(organisation): REREADING}
    return [TopicSpec(name, partitions, replication, _config(kept[name], replication)) for name in sorted(kept)]


def _config(retention: timedelta, replication: int) -> dict[str, str]:
    return {
        "cleanup.policy": "delete",
        "retention.ms": str(retention // timedelta(milliseconds=1)),
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": str(MAX_MESSAGE_BYTES),
        # One replica may be away without stopping the exchange, and without anything being kept in one place only.
        "min.insync.replicas": str(max(1, replication - 1)),
        "unclean.leader.election.enable": "false",
    }

"""The topics of the exchange: their names, and how they are declared.

Each participant owns three. It alone writes to its outbox, and it alone reads its inbox and its receipts; the topic is
the one sender identity that Kafka itself enforces. Every topic has the same number of partitions, so that a case lives
on the same partition number everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from casefile_contracts.errors import TopicError
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.declaring import TopicSpec, drifted, misshapen, missing
from casefile_contracts.kafka.limits import MAX_MESSAGE_BYTES
from casefile_contracts.kafka.settings import KafkaSettings

if TYPE_CHECKING:
    from casefile_contracts.participants import Participants

__all__ = [
    "LEDGER",
    "MAX_MESSAGE_BYTES",
    "PARTITIONS",
    "QUARANTINE",
    "TopicSpec",
    "apply",
    "inbox",
    "outbox",
    "owner_of",
    "receipts",
    "topics_for",
    "verify",
]

LEDGER = "casefile.ledger"
QUARANTINE = "casefile.quarantine"

PARTITIONS = 6

OUTAGE = timedelta(days=14)  # the longest tolerated outage, five days, twice over and a margin
REREADING = timedelta(days=90)
DISPUTES = timedelta(days=400)

_OWNED = re.compile(r"^casefile[.]([a-z0-9-]+)[.](?:outbox|inbox|receipts)$")


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


def apply(settings: KafkaSettings, specs: Iterable[TopicSpec]) -> list[str]:
    """Make the cluster's topics be as declared, and say what was changed, a line a change; nothing if all was well.

    Missing topics are created and settings are set. A number of partitions is never changed: keys would move to other
    partitions, and a case's messages would overtake each other.

    Raises:
        TopicError: A topic has another number of partitions, or fewer replicas, than declared; or Kafka refuses.
        KafkaUnavailableError: No broker answers.
    """
    wanted = list(specs)
    cluster = Administration(settings)
    found = cluster.find(spec.name for spec in wanted)
    _refuse(misshapen(wanted, found))
    absent, changed = missing(wanted, found), drifted(wanted, found)
    cluster.create(absent)
    cluster.set(changed)
    return [f"{spec.name}: created with {spec.partitions} partitions" for spec in absent] + [
        f"{each.topic}: {each.name} set to {each.declared}, was {each.found}" for each in changed
    ]


def verify(settings: KafkaSettings, specs: Iterable[TopicSpec]) -> None:
    """Refuse to work on a cluster that is not as declared: what the exchange promises rests on these settings.

    Raises:
        TopicError: Naming every difference, a line each.
        KafkaUnavailableError: No broker answers.
    """
    wanted = list(specs)
    cluster = Administration(settings)
    found = cluster.find(spec.name for spec in wanted)
    absent = [f"{spec.name}: missing, `casefile topics apply` creates it" for spec in missing(wanted, found)]
    shapes, drift = misshapen(wanted, found), [str(each) for each in drifted(wanted, found)]
    _refuse(absent + shapes + drift + _forgetful(cluster.broker_config()))


def _forgetful(broker: Mapping[str, str]) -> list[str]:
    # A group that was idle for longer than its offsets are kept would not know where it stood, while the records that
    # it has to read next are still there.
    kept = timedelta(minutes=int(broker["offsets.retention.minutes"]))
    return [] if kept > OUTAGE else [f"brokers keep committed offsets for {kept.days} days, outboxes for {OUTAGE.days}"]


def _refuse(problems: list[str]) -> None:
    if problems:
        raise TopicError("\n".join(problems))


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

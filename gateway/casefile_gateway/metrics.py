"""What the relay tells Prometheus. Every label comes from a closed list: the register, the rule book, or this file.

Verdicts are counted when they are committed, never before.
"""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.topics import owner_of
from casefile_gateway.decision import Decided

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30, 60)

RECEIVED = Counter("casefile_messages_received_total", "Records read from outboxes.", ["organisation"])
VERDICTS = Counter("casefile_verdicts_total", "Committed verdicts.", ["organisation", "verdict"])
REJECTIONS = Counter("casefile_rejections_total", "Committed rejections, by rule.", ["organisation", "rule"])
DUPLICATES = Counter("casefile_duplicates_total", "Repeated message ids.", ["organisation", "kind"])
MISMATCHES = Counter("casefile_sender_mismatch_total", "Topic owner is not the sender.", ["organisation"])
END_TO_END = Histogram("casefile_end_to_end_seconds", "From append to committed verdict.", ["verdict"], buckets=SECONDS)
STAGES = Histogram("casefile_validate_seconds", "Time of a batch in a stage.", ["stage"], buckets=SECONDS)
BYTES = Histogram("casefile_message_bytes", "Size of messages read.", buckets=[2.0**n for n in range(9, 21)])
BATCH = Histogram("casefile_batch_messages", "Messages in a transaction.", buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500))
TRANSACTIONS = Counter("casefile_transactions_total", "Transactions, by how they ended.", ["outcome"])
ABORTS = Counter("casefile_transaction_aborts_total", "Aborted transactions.", ["cause"])
COMMIT = Histogram("casefile_commit_seconds", "From flush to commit.", buckets=SECONDS)
RECYCLED = Counter("casefile_producer_recycled_total", "Producers replaced.", ["cause"])
LAST_COMMIT = Gauge("casefile_last_commit_timestamp_seconds", "When a transaction was last committed.")
LAST_PROGRESS = Gauge("casefile_last_progress_timestamp_seconds", "When the relay last went round.")
LAG = Gauge("casefile_lag_messages", "Records of an outbox not read yet.", ["organisation"])
REBALANCES = Counter("casefile_rebalances_total", "Changes of the assignment.")
ASSIGNED = Gauge("casefile_assigned_partitions", "Partition numbers owned; 0 in a running relay is a fault.")
REBUILD = Gauge("casefile_view_rebuild_seconds", "How long the last catching up took.")
SUSPECT_RESTARTS = Counter("casefile_suspect_restarts_total", "Starts after a message ended its readers twice.")
INTERNAL_FAULTS = Counter("casefile_internal_faults_total", "Messages set aside for a fault of ours.", ["step"])
REFERENCE_VERSION = Gauge("casefile_reference_version", "Version of the operator's reference data; 0: none.")
REFERENCE_REFUSED = Counter("casefile_reference_refused_total", "Looks at a version that cannot be used.")


def count_read(records: Sequence[Record]) -> None:
    """Count what was read."""
    for topic, number in Tally(record.topic for record in records).items():
        RECEIVED.labels(owner_of(topic)).inc(number)
    for record in records:
        BYTES.observe(len(record.value or b""))


def count_committed(decided: Sequence[Decided]) -> None:
    """Count the verdicts of a committed transaction."""
    now = time.time()
    LAST_COMMIT.set(now)
    BATCH.observe(len(decided))
    for (sender, outcome), number in Tally((entry["sender"], entry["outcome"]) for _, entry in decided).items():
        VERDICTS.labels(sender, outcome).inc(number)
    for _, entry in decided:
        END_TO_END.labels(entry["outcome"]).observe(max(0.0, now - entry["appended_at"] / 1000))
        if entry["outcome"] == "DUPLICATE":
            DUPLICATES.labels(entry["sender"], "resend").inc()
        elif entry["outcome"] == "REJECTED":
            _count_rejection(entry["sender"], _stopped_by(entry["findings"]))


def _stopped_by(findings: Iterable[dict[str, Any]]) -> set[str]:
    return {finding["rule"] for finding in findings if finding["severity"] == "REJECT"}


def _count_rejection(sender: str, rules: Iterable[str]) -> None:
    for rule in rules:
        REJECTIONS.labels(sender, rule).inc()
        if rule == "E01":
            MISMATCHES.labels(sender).inc()
        elif rule == "E03":
            DUPLICATES.labels(sender, "id_reused").inc()

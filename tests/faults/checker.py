"""The independent judge of a run: were messages lost, doubled, torn, reordered or answered wrongly?

It knows what was sent and what must become of it (by construction of each message), reads all topics as an outsider,
and returns every broken invariant as a line. It shares no code with the relay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from observed import Schemas, Seen, committed


@dataclass(frozen=True)
class Intent:
    """One record put on an outbox and confirmed by the broker, with the outcome it must have.

    `rules` are the reject rules expected, or empty for any; `message_id` is None where the bytes cannot be read.
    """

    organisation: str
    recipient: str
    message_id: str | None
    urn: str | None
    sha256: str
    outcome: str
    rules: tuple[str, ...] = ()


@dataclass
class Run:
    """Everything that can be seen after a run."""

    outboxes: dict[str, list[Seen]]
    inboxes: dict[str, list[Seen]]
    receipts: dict[str, list[Seen]]
    ledger: list[Seen]
    quarantine: list[Seen]
    schemas: Schemas = field(default_factory=Schemas)

    @classmethod
    def read(cls, bootstrap: str, organisations: Iterable[str]) -> Run:
        """Read every topic of the given organisations to its end."""
        names = sorted(organisations)
        topics = [f"casefile.{name}.{kind}" for name in names for kind in ("outbox", "inbox", "receipts")]
        seen = committed(bootstrap, *topics, "casefile.ledger", "casefile.quarantine")

        def of(kind: str) -> dict[str, list[Seen]]:
            return {name: seen[f"casefile.{name}.{kind}"] for name in names}

        return cls(of("outbox"), of("inbox"), of("receipts"), seen["casefile.ledger"], seen["casefile.quarantine"])


Place = tuple[str, int, int]


def violations(intents: list[Intent], run: Run) -> list[str]:
    """Every broken invariant of the run, one line each; empty when all is well."""
    ledger = [run.schemas.read(seen.value) for seen in run.ledger]
    return [
        *_sent(intents, run),
        *_accounted_once(run, ledger),
        *_verdicts(intents, run, ledger),
        *_answered_once(run, ledger),
        *_forwarded_once(run, ledger),
        *_order_kept(run),
        *_one_partition_per_case(run),
    ]


def _place(about: dict[str, Any]) -> Place:
    return about["topic"], about["partition"], about["offset"]


def _places(seen: Iterable[Seen]) -> Iterator[Place]:
    return ((one.topic, one.partition, one.offset) for one in seen)


def _sent(intents: list[Intent], run: Run) -> Iterator[str]:
    """The outboxes hold exactly what was meant to be sent (the client's own guarantee)."""
    for organisation, records in run.outboxes.items():
        meant = Counter(intent.sha256 for intent in intents if intent.organisation == organisation)
        there = Counter(seen.sha256 for seen in records)
        if meant != there:
            yield f"P1 {organisation}: outbox differs from the intents by {(meant - there) + (there - meant)}"


def _accounted_once(run: Run, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Every outbox offset has exactly one ledger record, and nothing else has one."""
    accounted = Counter(_place(record["about"]) for record in ledger)
    sent = {place for records in run.outboxes.values() for place in _places(records)}
    yield from (f"L1 lost: {place} has no ledger record" for place in sorted(sent - set(accounted)))
    yield from (f"P1 phantom: ledger record of {place}" for place in sorted(set(accounted) - sent))
    yield from (f"D1 {place} has {count} ledger records" for place, count in accounted.items() if count > 1)


def _verdicts(intents: list[Intent], run: Run, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Outcome and rules are those that each message was made to have."""
    by_hash: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for record in sorted(ledger, key=lambda one: _place(one["about"])):
        by_hash[record["sender"], record["about"]["sha256"]].append(record)
    for (organisation, sha256), group in _by_bytes(intents).items():
        found = Counter(record["outcome"] for record in by_hash[organisation, sha256])
        meant = Counter(intent.outcome for intent in group)
        if found != meant:
            yield f"V1 {organisation} {sha256[:8]}: {dict(found)} instead of {dict(meant)}"
        for intent in group:
            rejecting = {
                finding["rule"]
                for record in by_hash[organisation, sha256]
                if record["outcome"] == intent.outcome
                for finding in record["findings"]
            }
            if intent.rules and not set(intent.rules) <= rejecting:
                yield f"V1 {organisation} {sha256[:8]}: rules {sorted(rejecting)} lack {sorted(intent.rules)}"


def _by_bytes(intents: list[Intent]) -> dict[tuple[str, str], list[Intent]]:
    groups: dict[tuple[str, str], list[Intent]] = defaultdict(list)
    for intent in intents:
        groups[intent.organisation, intent.sha256].append(intent)
    return groups


def _answered_once(run: Run, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Every outcome has exactly one receipt that says the same, and a duplicate repeats the original answer."""
    receipts: dict[Place, list[dict[str, Any]]] = defaultdict(list)
    for organisation, records in run.receipts.items():
        for seen in records:
            receipt = run.schemas.read(seen.value)
            if receipt["outcome"] not in ("DELIVERED", "PARKED"):
                receipts[_place(receipt["about"])].append(receipt)
                if receipt["about"]["topic"] != f"casefile.{organisation}.outbox":
                    yield f"X1 {organisation} holds a receipt about {receipt['about']['topic']}"
    originals = {(r["sender"], r["about"]["sha256"]): r for r in ledger if r["outcome"] in ("ACCEPTED", "REJECTED")}
    for record in ledger:
        if record["outcome"] in ("DELIVERED", "PARKED"):
            continue
        answers = receipts.pop(_place(record["about"]), [])
        if len(answers) != 1:
            yield f"T1 {_place(record['about'])}: {len(answers)} receipts"
            continue
        yield from _same_answer(record, answers[0], originals)
    yield from (f"T1 receipt without a ledger record: {place}" for place in receipts)


def _same_answer(
    record: dict[str, Any], receipt: dict[str, Any], originals: dict[tuple[str, str], dict[str, Any]]
) -> Iterator[str]:
    place = _place(record["about"])
    for name in ("outcome", "original_outcome", "findings"):
        if receipt[name] != record[name]:
            yield f"T1 {place}: receipt and ledger differ in {name}"
    if record["outcome"] == "DUPLICATE":
        original = originals.get((record["sender"], record["about"]["sha256"]))
        if original is None or original["outcome"] != receipt["original_outcome"]:
            yield f"V2 {place}: the duplicate is not answered with the original outcome"
        elif original["findings"] != receipt["findings"]:
            yield f"V2 {place}: the duplicate is not answered with the original findings"


def _forwarded_once(run: Run, ledger: list[dict[str, Any]]) -> Iterator[str]:
    """Accepted messages, and only they, stand once in the recipient's inbox, with the bytes that were sent."""
    accepted = Counter(
        (record["recipient"], record["about"]["sha256"]) for record in ledger if record["outcome"] == "ACCEPTED"
    )
    forwarded = Counter((name, seen.sha256) for name, records in run.inboxes.items() for seen in records)
    yield from (f"L2 not forwarded: {name} {sha[:8]}" for name, sha in accepted - forwarded)
    yield from (f"D1 forwarded without cause or twice: {name} {sha[:8]}" for name, sha in forwarded - accepted)
    aside = Counter(seen.sha256 for seen in run.quarantine)
    unreadable = Counter(record["about"]["sha256"] for record in ledger if record["outcome"] == "QUARANTINED")
    if aside != unreadable:
        yield "T1 the quarantine is not what the ledger says"


def _order_kept(run: Run) -> Iterator[str]:
    """Messages of one case leave in the order in which they came, per sender."""
    position: dict[str, tuple[str, Place]] = {}
    for organisation, records in run.outboxes.items():
        for seen in records:
            position.setdefault(seen.sha256, (organisation, (seen.topic, seen.partition, seen.offset)))
    last: dict[tuple[str, str, bytes], Place] = {}
    for name, records in run.inboxes.items():
        for seen in records:
            organisation, place = position.get(seen.sha256, ("", ("", 0, 0)))
            case = (name, organisation, seen.key or b"")
            if case in last and last[case] > place:
                yield f"O1 {name}: {place} came after {last[case]}"
            last[case] = place


def _one_partition_per_case(run: Run) -> Iterator[str]:
    """All records of one key stand on the same partition number, whatever the topic."""
    partitions: dict[bytes, set[int]] = defaultdict(set)
    for records in run.inboxes.values():
        for seen in records:
            if seen.key:
                partitions[seen.key].add(seen.partition)
    yield from (f"O2 case on partitions {sorted(found)}" for found in partitions.values() if len(found) > 1)

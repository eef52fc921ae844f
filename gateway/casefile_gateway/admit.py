"""The decision on one record, as a pure function of the record, of what is known, and of the contract.

The order of questions: can it be read; was it seen before; is it an acknowledgement; is anything wrong with it.
"""

from __future__ import annotations

from casefile_contracts.contract import Contract, Message
from casefile_contracts.findings import Finding, rejects
from casefile_contracts.kafka.topics import inbox
from casefile_contracts.lifecycle import Step
from casefile_contracts.rules.dates import date_of
from casefile_gateway.acknowledging import acknowledge
from casefile_gateway.decision import Decision
from casefile_gateway.inspection import Arrival
from casefile_gateway.knowledge import Knowledge, Seen
from casefile_gateway.reference import raw_findings, reference_of, repeatable
from casefile_gateway.rulebook import Rulebook
from casefile_gateway.unread import SET_ASIDE

NO_STEP = Step((), ())


def admit(arrival: Arrival, known: Knowledge, contract: Contract, book: Rulebook) -> Decision:
    """What becomes of the record.

    A message id that its sender used before is answered with the first decision if the bytes are the same, and is a
    conflict if not, whatever else is right or wrong with it.
    """
    if arrival.message is None:
        return _unreadable(arrival, book)
    message_id = repeatable(arrival, "message_id")
    seen = known.seen(arrival.owner, message_id) if message_id else None
    if seen is not None and seen.sha256 == arrival.sha256:
        return _repeated(arrival, seen)
    if seen is not None:
        conflict = book.finding("E03", "/envelope/message_id")
        return _concluded(arrival, [conflict, *arrival.findings], NO_STEP)
    if arrival.message.type.name == "Receipt":
        return acknowledge(arrival, known, book)
    if not arrival.entitled:
        return _concluded(arrival, arrival.findings, NO_STEP)
    return _judged(arrival, arrival.message, known, contract)


def _unreadable(arrival: Arrival, book: Rulebook) -> Decision:
    """What is our own fault is no finding about the sender."""
    rule = "E16" if arrival.unreadable == "too_large" else "E08"
    findings = [] if arrival.unreadable in SET_ASIDE else [book.finding(rule, "")]
    return Decision(arrival, "QUARANTINED", reference_of(arrival), raw_findings(findings))


def _repeated(arrival: Arrival, seen: Seen) -> Decision:
    about = reference_of(arrival)
    return Decision(arrival, "DUPLICATE", about, seen.findings, seen.recipient, original_outcome=seen.outcome)


def _judged(arrival: Arrival, message: Message, known: Knowledge, contract: Contract) -> Decision:
    """In the light of where the defendants of its case stand, and of what went before in it."""
    urn = message.envelope["urn"]
    states = known.states(urn)
    step = contract.lifecycle.step(message.type.name, message.raw, states, date_of(arrival.record.timestamp))
    unknown_case = not states and step.findings
    if arrival.recall is None or unknown_case:
        return _concluded(arrival, arrival.findings, step)
    case = contract.memories.case(known.memory(urn, arrival.reads), states)
    return _concluded(arrival, [*arrival.findings, *arrival.recall(case)], step)


def _concluded(arrival: Arrival, findings: list[Finding], step: Step) -> Decision:
    found = [*findings, *step.findings]
    about, told = reference_of(arrival), raw_findings(found)
    if arrival.recipient is None or rejects(found):
        return Decision(arrival, "REJECTED", about, told, arrival.recipient)
    return Decision(
        arrival,
        "ACCEPTED",
        about,
        told,
        arrival.recipient,
        transitions=step.transitions,
        remembered=arrival.remembered,
        forward_to=inbox(arrival.recipient),
    )

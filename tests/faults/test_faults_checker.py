"""The judge itself is judged: each planted fault must be found, and a clean run must be clean."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from checker import Intent, Run, violations
from observed import Seen

ORG, RECIPIENT = "police-99", "cps-north"


class JsonSchemas:
    """Reads records that are plain JSON, so that a run can be written by hand."""

    def read(self, value: bytes) -> dict[str, Any]:
        return json.loads(value)


def _sent(offset: int, value: bytes, key: bytes = b"99ZZ0000126", partition: int = 0) -> Seen:
    return Seen(f"casefile.{ORG}.outbox", partition, offset, key, value, ())


def _about(seen: Seen) -> dict[str, Any]:
    return {"topic": seen.topic, "partition": seen.partition, "offset": seen.offset, "sha256": seen.sha256}


def _record(seen: Seen, outcome: str, original: str | None = None, rules: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "about": _about(seen),
        "outcome": outcome,
        "original_outcome": original,
        "sender": ORG,
        "recipient": RECIPIENT,
        "findings": [{"rule": rule} for rule in rules],
    }


def _as_records(topic: str, bodies: list[dict[str, Any]]) -> list[Seen]:
    return [Seen(topic, 0, at, None, json.dumps(body).encode(), ()) for at, body in enumerate(bodies)]


def clean() -> tuple[list[Intent], Run]:
    """Two accepted, one duplicate of the first, one rejected, one quarantined."""
    first, second, again, bad = _sent(0, b"one"), _sent(1, b"two"), _sent(2, b"one"), _sent(3, b"bad")
    rubbish = _sent(4, b"?")
    answers = [
        _record(first, "ACCEPTED"),
        _record(second, "ACCEPTED"),
        _record(again, "DUPLICATE", "ACCEPTED"),
        _record(bad, "REJECTED", None, ("X03",)),
        _record(rubbish, "QUARANTINED", None, ("E08",)),
    ]
    inbox = [replace(seen, topic="casefile.cps-north.inbox", offset=at) for at, seen in enumerate((first, second))]
    run = Run(
        {ORG: [first, second, again, bad, rubbish], RECIPIENT: []},
        {ORG: [], RECIPIENT: inbox},
        {ORG: _as_records(f"casefile.{ORG}.receipts", answers), RECIPIENT: []},
        _as_records("casefile.ledger", answers),
        [replace(rubbish, topic="casefile.quarantine", offset=0)],
        JsonSchemas(),  # type: ignore[arg-type]
    )
    outcomes = ("ACCEPTED", "ACCEPTED", "DUPLICATE", "REJECTED", "QUARANTINED")
    intents = [
        Intent(ORG, RECIPIENT, None, None, seen.sha256, outcome, ("X03",) if outcome == "REJECTED" else ())
        for seen, outcome in zip(run.outboxes[ORG], outcomes, strict=True)
    ]
    return intents, run


def test_a_clean_run_is_clean() -> None:
    assert violations(*clean()) == []


def _lose_a_forward(run: Run) -> None:
    run.inboxes[RECIPIENT].pop()


def _forward_twice(run: Run) -> None:
    run.inboxes[RECIPIENT].append(replace(run.inboxes[RECIPIENT][0], offset=9))


def _forward_the_rejected(run: Run) -> None:
    run.inboxes[RECIPIENT].append(_sent(3, b"bad"))


def _swap_the_order(run: Run) -> None:
    run.inboxes[RECIPIENT].reverse()


def _scatter_a_case(run: Run) -> None:
    run.inboxes[RECIPIENT][1] = replace(run.inboxes[RECIPIENT][1], partition=1)


def _lose_a_receipt(run: Run) -> None:
    run.receipts[ORG].pop()


def _answer_twice(run: Run) -> None:
    run.receipts[ORG].append(run.receipts[ORG][0])


def _answer_the_duplicate_wrongly(run: Run) -> None:
    body = _record(run.outboxes[ORG][2], "DUPLICATE", "REJECTED")
    run.receipts[ORG][2] = replace(run.receipts[ORG][2], value=json.dumps(body).encode())
    run.ledger[2] = replace(run.ledger[2], value=json.dumps(body).encode())


def _forget_in_the_ledger(run: Run) -> None:
    run.ledger.pop()


def _count_twice_in_the_ledger(run: Run) -> None:
    run.ledger.append(run.ledger[0])


def _lose_the_quarantined_bytes(run: Run) -> None:
    run.quarantine.clear()


def _change_the_bytes(run: Run) -> None:
    run.inboxes[RECIPIENT][0] = replace(run.inboxes[RECIPIENT][0], value=b"One")


def _accept_what_must_be_rejected(run: Run) -> None:
    body = json.dumps(_record(run.outboxes[ORG][3], "ACCEPTED")).encode()
    run.receipts[ORG][3] = replace(run.receipts[ORG][3], value=body)
    run.ledger[3] = replace(run.ledger[3], value=body)
    run.inboxes[RECIPIENT].append(_sent(3, b"bad"))


def _leave_out_a_reason(run: Run) -> None:
    body = json.dumps(_record(run.outboxes[ORG][3], "REJECTED")).encode()
    run.receipts[ORG][3] = replace(run.receipts[ORG][3], value=body)
    run.ledger[3] = replace(run.ledger[3], value=body)


def _send_what_nobody_meant(run: Run) -> None:
    run.outboxes[ORG].append(_sent(5, b"phantom"))


FAULTS = [
    (_lose_a_forward, "L2"),
    (_forward_twice, "D1"),
    (_forward_the_rejected, "D1"),
    (_swap_the_order, "O1"),
    (_scatter_a_case, "O2"),
    (_lose_a_receipt, "T1"),
    (_answer_twice, "T1"),
    (_answer_the_duplicate_wrongly, "V2"),
    (_forget_in_the_ledger, "L1"),
    (_count_twice_in_the_ledger, "D1"),
    (_lose_the_quarantined_bytes, "T1"),
    (_change_the_bytes, "L2"),
    (_accept_what_must_be_rejected, "V1"),
    (_leave_out_a_reason, "V1"),
    (_send_what_nobody_meant, "P1"),
]


@pytest.mark.parametrize(("plant", "code"), FAULTS, ids=[plant.__name__.strip("_") for plant, _ in FAULTS])
def test_a_planted_fault_is_found(plant: Any, code: str) -> None:
    intents, run = clean()

    plant(run)

    assert any(line.startswith(code) for line in violations(intents, run))

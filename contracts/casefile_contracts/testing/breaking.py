"""Faults that senders make, one at a time: those that demonstrations show, by name."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache

from casefile_contracts.codec.logical import timestamp_millis
from casefile_contracts.contract import Contract
from casefile_contracts.errors import ContractError
from casefile_contracts.generator import Document
from casefile_contracts.generator.breaking import Breaker

FAULTS: Mapping[str, str] = {
    "missing_field": "F33",
    "asn_letter": "F05",
    "end_before_start": "X03",
    "future_date": "F17",
    "wrong_sender": "E01",
}
"""The faults by name, with the rule that finds each. E01 needs the topic, so only the relay finds it."""


def break_rule(message: Document, fault: str) -> Document:
    """The first message of a case with one of `FAULTS` in it; the given one is left as it is.

    Raises:
        ContractError: It is no such message, or one that the fault cannot be in.
    """
    if fault == "wrong_sender":
        return _from_another(message)
    broken = _breaker(timestamp_millis(message["envelope"]["sent_at"])).break_case([message], FAULTS[fault])
    if broken is None:
        raise ContractError(f"{FAULTS[fault]} cannot be broken in this {message['envelope']['message_type']}")
    return broken.messages[-1]


@cache
def _breaker(now: int) -> Breaker:
    return Breaker(Contract.load(), now)


def _from_another(message: Document) -> Document:
    broken = deepcopy(message)
    sender = broken["envelope"]["sender"]
    sender["organisation"] = "police-98" if sender["organisation"] == "police-99" else "police-99"
    return broken

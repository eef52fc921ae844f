"""Messages whose outcome is known by how they were made: every kind of sender's day, good and bad, in one list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker import Intent

import casefile_schemas
from casefile_contracts.contract import Contract

EXAMPLES = Path(casefile_schemas.ROOT) / "draft" / "examples"
FORCE, RECIPIENT = "police-99", "cps-north"


@dataclass(frozen=True)
class Sent:
    """One record for an outbox, and what must become of it."""

    key: bytes
    value: bytes
    intent: Intent


class Storyline:
    """Cases of one force, numbered by `series` so that two runs never share a message id."""

    def __init__(self, series: int) -> None:
        self._series = series
        self._number = 0
        self._contract = Contract.load()
        self._request = _example("ChargingDecisionRequested")
        self._material = _example("MaterialSubmitted")

    def cases(self, count: int) -> list[Sent]:
        """So many cases, each with a request and materials, interleaved; every fifth brings one kind of trouble."""
        stories = [list(self._case(number)) for number in range(count)]
        longest = max(map(len, stories))
        return [story[step] for step in range(longest) for story in stories if step < len(story)]

    def deadly(self, text: str) -> Sent:
        """A message with that text in it, which a faulty reader dies of and a sound one accepts."""
        urn = self._urn(0)
        self._number += 1
        document = self._document(self._material, urn)
        document["note"] = text
        return self._sent(document, "ACCEPTED")

    def _case(self, number: int) -> Iterator[Sent]:
        urn = self._urn(number)
        request = self._good(self._request, urn)
        yield request
        first = self._good(self._material, urn)
        yield first
        yield from self._trouble(number, urn, request)
        yield self._good(self._material, urn)
        yield self._good(self._material, urn)

    def _trouble(self, number: int, urn: str, request: Sent) -> Iterator[Sent]:
        match number % 5:
            case 0:
                yield _again(request)
            case 1:
                yield self._conflict(urn, request)
            case 2:
                yield self._rejected(urn)
            case 3:
                yield _unreadable(urn, self._next_id())
            case 4:
                yield self._foreign(urn)

    def _good(self, example: dict[str, Any], urn: str) -> Sent:
        return self._sent(self._document(example, urn), "ACCEPTED")

    def _conflict(self, urn: str, request: Sent) -> Sent:
        document = self._document(self._request, urn)
        document["envelope"] |= {"message_id": request.intent.message_id, "priority": "RED"}
        return self._sent(document, "REJECTED", ("E03",))

    def _rejected(self, urn: str) -> Sent:
        document = self._document(self._request, urn)
        document["suspects"][0]["offences"][0]["end_date"] = "1999-01-01"
        return self._sent(document, "REJECTED", ("X03",))

    def _foreign(self, urn: str) -> Sent:
        document = self._document(self._material, urn)
        document["envelope"]["sender"] = {"organisation": "police-98", "system": "00098SpiBridge"}
        return self._sent(document, "REJECTED", ("E01",))

    def _document(self, example: dict[str, Any], urn: str) -> dict[str, Any]:
        document = deepcopy(example)
        document["envelope"] |= {"urn": urn, "message_id": self._next_id()}
        return document

    def _urn(self, number: int) -> str:
        return f"99Z{self._series % 10}{number:05}26"

    def _next_id(self) -> str:
        self._number += 1
        return f"{self._series:08x}-0000-4000-8000-{self._number:012x}"

    def _sent(self, document: dict[str, Any], outcome: str, rules: tuple[str, ...] = ()) -> Sent:
        message, findings = self._contract.from_json(document)
        assert message is not None, findings
        value = self._contract.write(message)
        envelope = document["envelope"]
        intent = Intent(FORCE, RECIPIENT, envelope["message_id"], envelope["urn"], _sha256(value), outcome, rules)
        return Sent(envelope["urn"].encode(), value, intent)


def _again(sent: Sent) -> Sent:
    first = sent.intent
    return Sent(sent.key, sent.value, Intent(FORCE, RECIPIENT, first.message_id, first.urn, first.sha256, "DUPLICATE"))


def _unreadable(urn: str, salt: str) -> Sent:
    value = b"\0\0\0\0\1" + salt.encode()
    return Sent(urn.encode(), value, Intent(FORCE, RECIPIENT, None, None, _sha256(value), "QUARANTINED"))


def _sha256(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


def _example(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))

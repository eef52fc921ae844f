"""Messages that have no envelope yet: `{"message_type": "ChargesLaid", "urn": "...", "body": {...}}`.

Sending gives them one; until then a stand-in holds its place, and nothing is said of what is not the sender's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casefile_contracts.contract import Contract
from casefile_contracts.findings import Finding
from casefile_contracts.preflight.positions import places_of
from casefile_contracts.preflight.reading import UnusableFileError
from casefile_contracts.preflight.report import Place
from casefile_contracts.sealing import seal

WHY = "The file has no envelope yet; sending gives it one."
NO_TYPE = "The contract has no message type of this name."
NO_BODY = "The body is no object, or has an envelope of its own."

_OWN = {"message_type", "body"}


def is_short(obj: Any) -> bool:
    """Whether this is a message without its envelope."""
    return isinstance(obj, dict) and "envelope" not in obj and {"message_type", "body"} <= obj.keys()


def sealed(contract: Contract, short: Mapping[str, Any], now: int) -> dict[str, Any]:
    """The message in JSON form, in a stand-in envelope.

    Raises:
        UnusableFileError: There is no such message type, or the body is none.
    """
    name, body = short["message_type"], short["body"]
    if not isinstance(name, str) or not _has_envelope(contract, name):
        raise UnusableFileError(NO_TYPE)
    if not isinstance(body, dict) or "envelope" in body:
        raise UnusableFileError(NO_BODY)
    sender, recipient = ("police-00", "unsealed"), ("cps-unsealed", "unsealed")
    if "police" not in contract.release.messages[name].senders:
        sender, recipient = recipient, sender
    form = seal(contract, name, body, sender=sender, recipient=recipient, urn=None, now=now)
    form["envelope"] |= {member: value for member, value in short.items() if member not in _OWN}
    return form


def _has_envelope(contract: Contract, name: str) -> bool:
    """All that is sent has one; what the ledger holds has none."""
    found = contract.release.messages.get(name)
    return found is not None and any(each["name"] == "envelope" for each in found.schema["fields"])


def speaks_of(short: Mapping[str, Any], finding: Finding) -> bool:
    """Whether a finding is about what the file holds, and not about the stand-in."""
    _, first, *rest = *finding.pointer.split("/"), ""
    return first != "envelope" or rest[0] in short


def places(content: bytes, findings: Iterable[Finding]) -> dict[str, Place]:
    """Where the findings' pointers stand in the short form."""
    own = {one.pointer: _own(one.pointer) for one in findings}
    found = places_of(content, own.values())
    return {pointer: found[where] for pointer, where in own.items()}


def _own(pointer: str) -> str:
    whole, first, *rest = pointer.split("/", 2) if pointer else ("", "")
    return "/".join([whole, *rest]) if first == "envelope" else f"/body{pointer}"

"""What only the exchange can find: mistakes in how a message is sent, each described and made.

fault = FAULTS["E13"]
fault.says                                   # what somebody did wrong
for sending in fault.made(contract, message): ...   # what then stands on the topic, in order
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from casefile_contracts.contract import MAX_BYTES, Contract
from casefile_contracts.errors import ContractError
from casefile_contracts.generator.fiction import Document

ANOTHER_ID = "00000000-0000-4000-8000-00000000000f"


@dataclass(frozen=True)
class Sending:
    """What is put on a topic."""

    topic: str
    key: bytes
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True)
class Fault:
    """A mistake; the last of its sendings is the one that the exchange finds it in."""

    says: str
    made: Callable[[Contract, Document], Sequence[Sending]]


def sending(contract: Contract, document: Document) -> Sending:
    """The message as it should be sent.

    Raises:
        ContractError: It is no message of the contract.
    """
    message, findings = contract.from_json(document)
    if message is None:
        raise ContractError(f"no message: {', '.join(one.rule for one in findings)}")
    envelope = document["envelope"]
    topic = f"casefile.{envelope['sender']['organisation']}.outbox"
    return Sending(topic, envelope["urn"].encode("ascii"), contract.write(message))


def _strange_system(contract: Contract, message: Document) -> Sequence[Sending]:
    sender = message["envelope"]["sender"] | {"system": "unregistered"}
    return [sending(contract, _with(message, sender=sender))]


def _twice(contract: Contract, message: Document) -> Sequence[Sending]:
    return [sending(contract, message)] * 2


def _same_id(contract: Contract, message: Document) -> Sequence[Sending]:
    return [sending(contract, message), sending(contract, _with(message, protective_marking="OFFICIAL"))]


def _wrong_side(contract: Contract, message: Document) -> Sequence[Sending]:
    envelope = message["envelope"]
    return [sending(contract, _with(message, sender=envelope["recipient"], recipient=envelope["sender"]))]


def _cut_short(contract: Contract, message: Document) -> Sequence[Sending]:
    right = sending(contract, message)
    return [replace(right, value=right.value[:-7])]


def _foreign_number(contract: Contract, message: Document) -> Sequence[Sending]:
    urn = message["envelope"]["urn"]
    return [sending(contract, _with(message, urn=("98" if urn.startswith("99") else "99") + urn[2:]))]


def _wrong_key(contract: Contract, message: Document) -> Sequence[Sending]:
    right = sending(contract, message)
    return [replace(right, key=right.key[:-1] + (b"1" if right.key[-1:] != b"1" else b"2"))]


def _wrong_header(contract: Contract, message: Document) -> Sequence[Sending]:
    return [replace(sending(contract, message), headers=(("ce_id", ANOTHER_ID.encode("ascii")),))]


def _strange_receipt(contract: Contract, message: Document) -> Sequence[Sending]:
    envelope = message["envelope"]
    about = {"message_id": ANOTHER_ID, "message_type": "TriageAccepted", "sha256": "0" * 64, "bytes": 900}
    about |= {"topic": "casefile.cps-north.inbox", "partition": 0, "offset": 0}
    receipt: Document = {"about": about, "outcome": "DELIVERED", "findings": [], "decided_at": envelope["sent_at"]}
    return [sending(contract, {"envelope": envelope | {"message_type": "Receipt"}, **receipt})]


def _too_large(contract: Contract, message: Document) -> Sequence[Sending]:
    right = sending(contract, message)
    return [replace(right, value=right.value + bytes(MAX_BYTES))]


def _with(message: Document, **envelope: object) -> Document:
    changed = deepcopy(message)
    changed["envelope"] |= envelope
    return changed


FAULTS: Mapping[str, Fault] = {
    "E01": Fault("The sending system is none that the participants register names.", _strange_system),
    "E02": Fault("The same message is sent a second time.", _twice),
    "E03": Fault("Another message is sent under the id of the first.", _same_id),
    "E06": Fault("Sender and recipient are exchanged: this kind of organisation may not send it.", _wrong_side),
    "E08": Fault("The last bytes of the message are missing.", _cut_short),
    "E12": Fault("The case number is one of another force.", _foreign_number),
    "E13": Fault("The key of the record is another case number.", _wrong_key),
    "E14": Fault("The header ce_id names another message.", _wrong_header),
    "E15": Fault("A message is acknowledged that was never delivered.", _strange_receipt),
    "E16": Fault("The record is larger than a message may be.", _too_large),
}
"""By rule."""

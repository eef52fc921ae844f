"""The meaning of the exchange: what a message is, what is wrong with it, and how it is read and written.

    from casefile_contracts import Contract, seal

    contract = Contract.load()
    sealed = seal(contract, "TriageAccepted", body, sender=("cps-north", "cms"),
                  recipient=("police-99", "00099TestRms"), urn="99AA0012326", now=now)
    message, findings = contract.from_json(sealed)
    findings += contract.check(message, now=now)      # everything that is wrong, at once; [] if nothing is
    value = contract.write(message)                   # bytes, ready for Kafka
    contract.read(value) == message

What `__all__` names is what other code may rely on; so may it on the packages `kafka`, `models` and `testing`. Each
name is imported when it is first used, so that a program carries only what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casefile_contracts.contract import Contract, Message
    from casefile_contracts.errors import CaseFileError, UnreadableError
    from casefile_contracts.findings import Finding, Severity, rejects
    from casefile_contracts.participants import Participant, Participants
    from casefile_contracts.reference.data import ReferenceData
    from casefile_contracts.release import MessageType, Release, load_release
    from casefile_contracts.sealing import seal

__all__ = [
    "CaseFileError",
    "Contract",
    "Finding",
    "Message",
    "MessageType",
    "Participant",
    "Participants",
    "ReferenceData",
    "Release",
    "Severity",
    "UnreadableError",
    "load_release",
    "rejects",
    "seal",
]

_HOMES = {
    "CaseFileError": "errors",
    "Contract": "contract",
    "Finding": "findings",
    "Message": "contract",
    "MessageType": "release",
    "Participant": "participants",
    "Participants": "participants",
    "ReferenceData": "reference.data",
    "Release": "release",
    "Severity": "findings",
    "UnreadableError": "errors",
    "load_release": "release",
    "rejects": "findings",
    "seal": "sealing",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__

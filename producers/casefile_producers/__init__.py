"""Sending case files: a case system plugs in here and learns what became of everything it sent.

    class MySystem:                                            # the whole protocol: `CaseSystem`
        def ready(self): ...                                   # yields `CaseMessage`
        def settled(self, reference, outcome): ...             # told of each refusal and each verdict

    with Exchange.open(KafkaSettings.load(), route, Path("outbox.db")) as exchange:
        exchange.send(MySystem())                              # seal, check, keep, publish, confirm
        exchange.collect(MySystem())                           # receipts

Each name is imported when it is first used, so that `casefile --help` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casefile_producers.case_system import CaseMessage, CaseSystem, Refusal
    from casefile_producers.errors import OutboxError, UnreadableFileError
    from casefile_producers.exchange import Exchange
    from casefile_producers.outbox import Outbox
    from casefile_producers.packing import Packer, Route
    from casefile_producers.receipt import Receipt
    from casefile_producers.sealed import Entry, Sealed, State
    from casefile_producers.sending import Refused, Sender, Sent

__all__ = [
    "CaseMessage",
    "CaseSystem",
    "Entry",
    "Exchange",
    "Outbox",
    "OutboxError",
    "Packer",
    "Receipt",
    "Refusal",
    "Refused",
    "Route",
    "Sealed",
    "Sender",
    "Sent",
    "State",
    "UnreadableFileError",
]

_HOMES = {
    "CaseMessage": "case_system",
    "CaseSystem": "case_system",
    "Entry": "sealed",
    "Exchange": "exchange",
    "Outbox": "outbox",
    "OutboxError": "errors",
    "Packer": "packing",
    "Receipt": "receipt",
    "Refusal": "case_system",
    "Refused": "sending",
    "Route": "packing",
    "Sealed": "sealed",
    "Sender": "sending",
    "Sent": "sending",
    "State": "sealed",
    "UnreadableFileError": "errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__

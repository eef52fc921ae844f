"""Sending case files: a case system plugs in here and learns what became of everything it sent.

class MySystem:                                            # the whole protocol: `CaseSystem`
    def ready(self): ...                                   # yields `CaseMessage`
    def settled(self, reference, outcome): ...             # told once per verdict

with Outbox(Path("outbox.sqlite")) as outbox, Publisher(settings) as publisher:
    for event in Sender(contract, outbox, publisher, route).send(MySystem()):
        ...                                                # `Sent` or `Refused`, message by message
"""

from casefile_producers.case_system import CaseMessage, CaseSystem, Refusal
from casefile_producers.errors import OutboxError, UnreadableFileError
from casefile_producers.outbox import Outbox
from casefile_producers.packing import Packer, Route
from casefile_producers.receipt import Receipt
from casefile_producers.sealed import Entry, Sealed, State
from casefile_producers.sending import Refused, Sender, Sent

__all__ = [
    "CaseMessage",
    "CaseSystem",
    "Entry",
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

"""The gateway's branch of the errors of the exchange.

CaseFileError
└── GatewayError
    ├── SlotTakenError          another worker holds this slot
    ├── UnevenAssignmentError   the group gave different partition numbers of different outboxes
    ├── LedgerError             the ledger holds what is no ledger record of the release in use
    ├── OffsetsRefusedError     offsets, ledger and outbox contradict each other: only an operator can tell
    └── ViewError               the local view cannot be read or written
"""

from __future__ import annotations

from casefile_contracts.errors import CaseFileError


class GatewayError(CaseFileError):
    """Anything that stops a program of the gateway."""

    code = "gateway"
    exit_code = 70


class SlotTakenError(GatewayError):
    """Another worker holds this slot; give each its own `--slot`, or wait until the other has ended."""

    code = "gateway.slot"
    exit_code = 75


class UnevenAssignmentError(GatewayError):
    """The group gave different partition numbers of different outboxes, so a case would have two owners."""

    code = "gateway.assignment"
    exit_code = 75


class OffsetsRefusedError(GatewayError):
    """Offsets, ledger and outbox contradict each other; going on could lose or double messages."""

    code = "gateway.offsets"
    exit_code = 78


class LedgerError(GatewayError):
    """The ledger holds what is no ledger record of the release in use, as after a change of the release."""

    code = "gateway.ledger"
    exit_code = 78


class ViewError(GatewayError):
    """The local view of the ledger cannot be read or written; it comes back from the ledger at the next start."""

    code = "gateway.view"
    exit_code = 74

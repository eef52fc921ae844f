"""What to do about an error of a transactional call: a pure table, apart from the calls themselves.

Source: the error flags of librdkafka, in the order fatal, abortable, retriable, with the exceptions that its documents
and its open defects ask for. What is not known is fatal: a restart reads the committed offsets, which tell the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from confluent_kafka import KafkaError

from casefile_contracts.errors import CaseFileError


class Step(StrEnum):
    """The calls of a transaction."""

    INIT = "init"
    BEGIN = "begin"
    PRODUCE = "produce"
    OFFSETS = "send_offsets"
    COMMIT = "commit"
    ABORT = "abort"


class Action(StrEnum):
    """What to do next."""

    RETRY = "retry"
    """The same call again, with the same arguments."""
    ABORT = "abort"
    """Abort the transaction, rewind, go on."""
    RESTART = "restart"
    """End the process; its successor learns from the broker what was committed."""
    REFUSE = "refuse"
    """End the process and stay down: only an operator can mend it."""


class Cause(StrEnum):
    """Why a transaction was aborted; a closed list, for metrics."""

    REBALANCE = "rebalance"
    TIMEOUT = "timeout"
    BROKER = "broker"
    AUTHORISATION = "auth"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Fault:
    """An error as the client flags it; `name` is Kafka's own, and safe to log."""

    name: str
    fatal: bool = False
    abortable: bool = False
    retriable: bool = False

    @classmethod
    def of(cls, error: KafkaError) -> Fault:
        """The fault in an error of the client."""
        return cls(error.name(), error.fatal(), error.txn_requires_abort(), error.retriable())


class TransactionAbortedError(CaseFileError):
    """The transaction left no trace; rewind, and do its work again."""

    code = "kafka.aborted"
    exit_code = 75

    def __init__(self, step: Step, name: str, cause: Cause) -> None:
        super().__init__(f"the transaction was aborted at {step}: {name}")
        self.step, self.name, self.cause = step, name, cause


class ProducerLostError(CaseFileError):
    """This process may not go on writing; a restart learns from the broker what was committed."""

    code = "kafka.producer"
    exit_code = 70


class ProducerRefusedError(CaseFileError):
    """The broker does not let this program write transactions; an operator has to mend that."""

    code = "kafka.refused"
    exit_code = 78


FENCED = frozenset(
    {"_FENCED", "PRODUCER_FENCED", "INVALID_PRODUCER_EPOCH", "FENCED_INSTANCE_ID", "INVALID_TXN_STATE"}
    # Two idle instances of one id: aborting is not enough (KAFKA-18019).
    | {"UNKNOWN_PRODUCER_ID", "INVALID_PRODUCER_ID_MAPPING"}
)
MISCONFIGURED = frozenset(
    {"INVALID_TRANSACTION_TIMEOUT", "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED"}
    | {"UNSUPPORTED_VERSION", "_UNSUPPORTED_FEATURE", "_AUTHENTICATION", "SASL_AUTHENTICATION_FAILED"}
)
TOO_LARGE = frozenset({"MSG_SIZE_TOO_LARGE", "INVALID_MSG_SIZE"})
REBALANCED = frozenset(
    {"ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "STALE_MEMBER_EPOCH", "REBALANCE_IN_PROGRESS", "TRANSACTION_ABORTABLE"}
)
TIMED_OUT = frozenset({"_TIMED_OUT", "_MSG_TIMED_OUT", "REQUEST_TIMED_OUT", "_TIMED_OUT_QUEUE"})


def action_for(step: Step, fault: Fault) -> Action:
    """What to do about a fault of a call."""
    if step is Step.INIT:
        return _at_start(fault)
    if fault.fatal or fault.name in FENCED:
        return Action.RESTART
    if fault.abortable and step is not Step.ABORT:
        return Action.ABORT
    if fault.retriable:
        return Action.RETRY
    if step is Step.PRODUCE and fault.name in TOO_LARGE:
        return Action.ABORT  # the transaction would go on and commit without the record
    return Action.RESTART


def _at_start(fault: Fault) -> Action:
    if fault.name in MISCONFIGURED:
        return Action.REFUSE
    return Action.RETRY if fault.retriable and not fault.fatal else Action.RESTART


def cause_of(fault: Fault) -> Cause:
    """Under which cause an abort is counted."""
    if fault.name in REBALANCED:
        return Cause.REBALANCE
    if fault.name in TIMED_OUT:
        return Cause.TIMEOUT
    if fault.name.endswith("AUTHORIZATION_FAILED"):
        return Cause.AUTHORISATION
    return Cause.LOCAL if fault.name in TOO_LARGE or fault.name == "_QUEUE_FULL" else Cause.BROKER

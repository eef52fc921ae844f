"""What is done about each error of a transactional call."""

from __future__ import annotations

import pytest

from casefile_contracts.kafka.faults import Action, Cause, Fault, Step, action_for, cause_of


def fault(name: str, *flags: str) -> Fault:
    return Fault(name, "fatal" in flags, "abortable" in flags, "retriable" in flags)


@pytest.mark.parametrize(
    ("step", "given", "action"),
    [
        (Step.INIT, fault("_TIMED_OUT", "retriable"), Action.RETRY),
        (Step.INIT, fault("COORDINATOR_NOT_AVAILABLE", "retriable"), Action.RETRY),
        (Step.INIT, fault("CONCURRENT_TRANSACTIONS", "retriable"), Action.RETRY),
        (Step.INIT, fault("INVALID_TRANSACTION_TIMEOUT", "fatal"), Action.REFUSE),
        (Step.INIT, fault("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "fatal"), Action.REFUSE),
        (Step.INIT, fault("_FENCED", "fatal"), Action.RESTART),
        (Step.BEGIN, fault("_STATE"), Action.RESTART),
        (Step.PRODUCE, fault("MSG_SIZE_TOO_LARGE"), Action.ABORT),
        (Step.PRODUCE, fault("_STATE"), Action.RESTART),
        (Step.PRODUCE, fault("TOPIC_AUTHORIZATION_FAILED", "abortable"), Action.ABORT),
        (Step.PRODUCE, fault("UNKNOWN_PRODUCER_ID", "abortable"), Action.RESTART),
        (Step.OFFSETS, fault("ILLEGAL_GENERATION", "abortable"), Action.ABORT),
        (Step.OFFSETS, fault("FENCED_INSTANCE_ID", "abortable"), Action.RESTART),
        (Step.OFFSETS, fault("CONCURRENT_TRANSACTIONS", "retriable"), Action.RETRY),
        (Step.COMMIT, fault("_TIMED_OUT", "retriable"), Action.RETRY),
        (Step.COMMIT, fault("_INCONSISTENT", "abortable"), Action.ABORT),
        (Step.COMMIT, fault("INVALID_PRODUCER_ID_MAPPING", "abortable"), Action.RESTART),
        (Step.COMMIT, fault("INVALID_TXN_STATE", "fatal"), Action.RESTART),
        (Step.COMMIT, fault("_FENCED", "fatal", "abortable", "retriable"), Action.RESTART),
        (Step.ABORT, fault("_TIMED_OUT", "retriable"), Action.RETRY),
        (Step.ABORT, fault("_STATE"), Action.RESTART),
        (Step.ABORT, fault("_INCONSISTENT", "abortable"), Action.RESTART),
        (Step.COMMIT, fault("SOMETHING_NEW"), Action.RESTART),
    ],
)
def test_each_error_has_its_answer(step: Step, given: Fault, action: Action) -> None:
    assert action_for(step, given) is action


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("ILLEGAL_GENERATION", Cause.REBALANCE),
        ("_MSG_TIMED_OUT", Cause.TIMEOUT),
        ("GROUP_AUTHORIZATION_FAILED", Cause.AUTHORISATION),
        ("MSG_SIZE_TOO_LARGE", Cause.LOCAL),
        ("NOT_COORDINATOR", Cause.BROKER),
    ],
)
def test_aborts_are_counted_under_a_closed_list_of_causes(name: str, cause: Cause) -> None:
    assert cause_of(fault(name)) is cause

"""Why a case is parked, as a fixed sentence: never what an exception says, which may quote the message."""

from __future__ import annotations

from casefile_consumers.errors import CannotHandleError, MessageConflictError
from casefile_contracts.errors import UnreadableError


def is_final(error: Exception) -> bool:
    """Whether trying again is pointless."""
    return isinstance(error, CannotHandleError | UnreadableError | MessageConflictError)


def reason_of(error: Exception, attempts: int) -> str:
    """The sentence, at most 200 characters, for the sender and the operator."""
    match error:
        case CannotHandleError():
            return error.reason
        case UnreadableError():
            return f"The recipient's release of the contract cannot read it ({error.reason})."
        case MessageConflictError():
            return "Another message with this id and other content was delivered before."
    return f"The recipient's system failed {attempts} times ({type(error).__name__[:60]})."

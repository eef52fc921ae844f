"""Where to begin to read an outbox, when offsets, ledger and the outbox itself each have a word in it. Pure.

The ledger is the truth: it has a record for every record that was decided on. The group's committed offset was written
in the same transactions, so the two agree unless somebody moved it or it expired. Where going on could lose or double a
message, the answer is a refusal with the one thing that an operator has to look at.
"""

from __future__ import annotations

from casefile_gateway.errors import OffsetsRefusedError


def start_of(place: str, *, decided: int | None, committed: int | None, beginning: int, end: int) -> int:
    """The offset to begin at.

    Args:
        place: Topic and partition, for the error.
        decided: Offset after the last record that the ledger knows; None if it knows none of this
            outbox and does not reach back to its own beginning any more.
        committed: The group's offset; None if it has none, as before the first start, or after a week without any.
        beginning: Oldest offset that the outbox still holds.
        end: Where it ends.

    Raises:
        OffsetsRefusedError: They contradict each other.
    """
    if decided is not None and committed is not None and committed > max(decided, beginning):
        raise OffsetsRefusedError(
            f"{place}: the group stands at {committed}, but the ledger knows nothing after {decided}; set the group's"
            f" offset to {decided} to decide on what is between, or restore the ledger"
        )
    start = max(decided or 0, committed or 0)
    if start < beginning:
        raise OffsetsRefusedError(
            f"{place}: records {start} to {beginning - 1} were deleted before they were read; tell the sender, then set"
            f" the group's offset to {beginning}"
        )
    if start > end:
        raise OffsetsRefusedError(
            f"{place}: ends at {end}, but {start} was read before; the topic is not the one that the ledger tells of"
        )
    return start

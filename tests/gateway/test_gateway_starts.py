"""Where reading begins, for every way in which offsets, ledger and outbox may stand to each other."""

from __future__ import annotations

import pytest

from casefile_gateway.errors import OffsetsRefusedError
from casefile_gateway.starts import start_of


@pytest.mark.parametrize(
    ("decided", "committed", "beginning", "end", "start"),
    [
        (None, None, 0, 0, 0),
        (None, None, 0, 9, 0),
        (5, 5, 0, 9, 5),
        (5, None, 0, 9, 5),
        (5, 3, 0, 9, 5),
        (None, 5, 2, 9, 5),
        (9, 9, 9, 9, 9),
        (5, 7, 7, 9, 7),
        (0, 3, 3, 9, 3),
    ],
    ids=[
        *("first start", "first with data", "agree", "expired offset", "moved back", "ledger expired", "all read"),
        *("loss acknowledged", "loss before any decision acknowledged"),
    ],
)
def test_reading_begins_after_the_last_decision(
    decided: int | None, committed: int | None, beginning: int, end: int, start: int
) -> None:
    assert start_of("x [0]", decided=decided, committed=committed, beginning=beginning, end=end) == start


@pytest.mark.parametrize(
    ("decided", "committed", "beginning", "end", "reason"),
    [
        (5, 7, 0, 9, "the ledger knows nothing after 5"),
        (5, 5, 7, 9, "records 5 to 6 were deleted"),
        (None, None, 3, 9, "records 0 to 2 were deleted"),
        (0, 5, 0, 9, "the ledger knows nothing after 0"),
        (5, 5, 0, 2, "ends at 2"),
    ],
    ids=["passed over", "retention", "never read", "ledger made anew", "topic made anew"],
)
def test_where_going_on_could_lose_or_double_a_message_it_refuses(
    decided: int | None, committed: int | None, beginning: int, end: int, reason: str
) -> None:
    with pytest.raises(OffsetsRefusedError, match=reason):
        start_of("x [0]", decided=decided, committed=committed, beginning=beginning, end=end)

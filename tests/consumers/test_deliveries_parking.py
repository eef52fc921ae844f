"""A failing case waits, is tried again and parked, and nobody else waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from receiving_fakes import CASE_A, CASE_B, INBOX, Desktop, answered

from casefile_consumers import CannotHandleError, Database, Retry
from casefile_consumers.parking import NotParkedError, ParkedCases


@pytest.fixture
def desktop(database: Database) -> Desktop:
    return Desktop(database, Retry(attempts=3, first=timedelta(seconds=1), longest=timedelta(seconds=2)))


def failing(urn: str) -> Any:
    def handle(message: dict[str, Any]) -> None:
        if message["envelope"]["urn"] == urn:
            raise KeyError(message["plan_id"])

    return handle


def park(desktop: Desktop, urn: str) -> None:
    for _ in range(3):
        desktop.run(failing(urn))
        desktop.clock.now += 5_000


def test_other_cases_go_on_while_one_fails(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))
    desktop.topic.put(answered(CASE_B, "b1"))
    desktop.topic.put(answered(CASE_B, "b2"))

    assert desktop.run(failing(CASE_A)) == ["plan-b1", "plan-b2"]


def test_later_messages_of_a_failing_case_wait_behind_it(desktop: Desktop) -> None:
    for name in ("a1", "a2", "a3"):
        desktop.topic.put(answered(CASE_A, name))
    desktop.run(failing(CASE_A))

    assert desktop.run() == []
    desktop.clock.now += 5_000
    assert desktop.run() == ["plan-a1", "plan-a2", "plan-a3"]


def test_a_message_that_comes_while_its_case_waits_goes_last(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))
    desktop.run(failing(CASE_A))
    desktop.topic.put(answered(CASE_A, "a2"))
    desktop.clock.now += 5_000

    assert desktop.run() == ["plan-a1", "plan-a2"]


def test_a_long_queue_of_one_case_takes_turns_with_the_others(desktop: Desktop) -> None:
    for name in ("a1", "a2", "a3"):
        desktop.topic.put(answered(CASE_A, name))
    desktop.run(failing(CASE_A))
    for name in ("b1", "b2", "b3"):
        desktop.topic.put(answered(CASE_B, name))
    desktop.clock.now += 5_000

    handled = desktop.run()

    assert handled.index("plan-b1") < handled.index("plan-a2")
    assert handled.index("plan-a1") < handled.index("plan-b3")


def test_nothing_is_tried_before_its_pause_is_over(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))
    desktop.run(failing(CASE_A))
    desktop.clock.now += 999
    assert desktop.run() == []

    desktop.clock.now += 1
    assert desktop.run() == ["plan-a1"]


def test_pauses_double_up_to_the_longest() -> None:
    retry = Retry(attempts=5, first=timedelta(seconds=1), longest=timedelta(seconds=3))

    assert [retry.pause(tried) for tried in (1, 2, 3, 4, 5)] == [1000, 2000, 3000, 3000, None]


def test_the_attempt_is_counted_across_restarts(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))
    desktop.run(failing(CASE_A))
    desktop.clock.now += 5_000

    with desktop.start() as inbox:
        delivery = next(inbox)
        assert delivery.attempt == 2
        with delivery:
            pass


def test_a_case_whose_tries_are_used_up_is_parked_and_the_sender_told_why(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "secret"))
    desktop.topic.put(answered(CASE_A, "a2"))
    park(desktop, CASE_A)

    assert desktop.run() == []
    [receipt] = desktop.post.sent
    assert receipt["outcome"] == "PARKED"
    assert receipt["reason"] == "The recipient's system failed 3 times (KeyError)."


def test_parking_survives_a_restart_until_someone_lets_the_case_go_on(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))
    desktop.topic.put(answered(CASE_A, "a2"))
    park(desktop, CASE_A)
    desktop.clock.now += 86_400_000
    assert desktop.run() == []

    cases = ParkedCases(desktop.database, INBOX)
    assert [(case.urn, waiting) for case, waiting in cases.list()] == [(CASE_A, 2)]
    cases.let_go_on(CASE_A)
    cases.close()

    desktop.clock.now = 2 * desktop.clock.now
    assert desktop.run() == ["plan-a1", "plan-a2"]
    assert [outcome for _, outcome in desktop.post.outcomes()] == ["PARKED", "DELIVERED", "DELIVERED"]


def test_a_case_parked_again_tells_the_sender_again(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))
    park(desktop, CASE_A)
    cases = ParkedCases(desktop.database, INBOX)
    cases.let_go_on(CASE_A)
    cases.close()
    desktop.clock.now = 2 * desktop.clock.now

    park(desktop, CASE_A)

    assert [one["outcome"] for one in desktop.post.sent] == ["PARKED", "PARKED"]
    assert len({one["envelope"]["message_id"] for one in desktop.post.sent}) == 2


def test_a_handler_that_knows_better_parks_at_once_in_its_own_words(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))

    def handle(message: dict[str, Any]) -> None:
        raise CannotHandleError("No such unit in this system.")

    desktop.run(handle)

    assert [one["reason"] for one in desktop.post.sent] == ["No such unit in this system."]


def test_bytes_that_cannot_be_read_park_their_case_and_no_other(desktop: Desktop) -> None:
    desktop.topic.put(b"\x00\x00\x00\xff\xff", urn=CASE_A)
    desktop.topic.put(answered(CASE_A, "a2"))
    desktop.topic.put(answered(CASE_B, "b1"))

    assert desktop.run() == ["plan-b1"]
    [(reason,)] = desktop.rows("SELECT parked_reason FROM casefile_held_cases")
    assert reason == "The recipient's release of the contract cannot read it (schema_unknown)."


def test_a_record_without_a_key_is_kept_and_holds_nobody_up(desktop: Desktop) -> None:
    desktop.topic.put(b"nonsense", urn=None)
    desktop.topic.put(answered(CASE_A, "a1"))

    assert desktop.run() == ["plan-a1"]
    assert desktop.rows("SELECT urn FROM casefile_held_cases") == [("0-0",)]


def test_letting_an_unparked_case_go_on_says_so(desktop: Desktop) -> None:
    desktop.run()
    cases = ParkedCases(desktop.database, INBOX)

    with pytest.raises(NotParkedError):
        cases.let_go_on(CASE_A)
    cases.close()


def test_work_of_a_failed_try_is_undone(desktop: Desktop) -> None:
    desktop.execute("CREATE TABLE work (plan TEXT)")
    desktop.topic.put(answered(CASE_A, "a1"))
    with desktop.start() as inbox:
        for delivery in inbox:
            with delivery:
                delivery.connection.execute("INSERT INTO work VALUES ('a')")
                raise ValueError

    assert desktop.rows("SELECT * FROM work") == []


@pytest.mark.parametrize("reason", ["", " ", "x" * 300, "No such\nunit."])
def test_a_reason_that_no_receipt_takes_parks_the_case_all_the_same(desktop: Desktop, reason: str) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))

    def handle(message: dict[str, Any]) -> None:
        raise CannotHandleError(reason)

    desktop.run(handle)

    assert [one["outcome"] for one in desktop.post.sent] == ["PARKED"]

"""Each message is handled once, in the order of its case, whatever is stopped in between."""

from __future__ import annotations

import contextlib
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pytest
from receiving_fakes import CASE_A, CASE_B, Desktop, answered

from casefile_consumers import Database, MessageConflictError, ReplyError, TornDeliveryError, UnsettledDeliveryError


@pytest.fixture
def desktop(database: Database) -> Desktop:
    return Desktop(database)


def id_of(name: str) -> str:
    return str(uuid5(NAMESPACE_OID, name))


def test_every_message_is_handled_in_the_order_of_the_topic(desktop: Desktop) -> None:
    for name in ("1", "2", "3"):
        desktop.topic.put(answered(CASE_A, name))

    assert desktop.run() == ["plan-1", "plan-2", "plan-3"]


def test_a_second_run_handles_nothing_again(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.run()

    assert desktop.run() == []


def test_the_work_and_the_memory_of_the_message_are_one_transaction(desktop: Desktop) -> None:
    desktop.execute("CREATE TABLE work (plan TEXT)")
    desktop.topic.put(answered(CASE_A, "1"))
    with desktop.start() as inbox, pytest.raises(KeyboardInterrupt):
        for delivery in inbox:
            with delivery:
                delivery.connection.execute("INSERT INTO work VALUES ('a')")
                raise KeyboardInterrupt

    assert desktop.rows("SELECT * FROM work") == []
    assert desktop.rows("SELECT * FROM casefile_inbox") == []
    assert desktop.run() == ["plan-1"]


def test_a_program_that_dies_after_the_work_is_durable_does_not_repeat_it(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.post.away = True
    dying = desktop.start()
    with next(dying):
        pass
    desktop.die()  # with its acknowledgement unsent
    desktop.post.away = False

    assert desktop.run() == []
    assert desktop.post.outcomes() == [(id_of("1"), "DELIVERED")]


def test_the_same_message_at_another_offset_is_passed_over(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.topic.put(answered(CASE_A, "1"))

    assert desktop.run() == ["plan-1"]
    assert desktop.post.outcomes() == [(id_of("1"), "DELIVERED")]


def test_an_id_with_other_content_raises_the_alarm_once_and_parks_its_case(desktop: Desktop) -> None:
    changed = answered(CASE_A, "1")
    changed["plan_id"] = "plan-changed"
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.topic.put(changed)
    desktop.topic.put(answered(CASE_B, "2"))

    with pytest.raises(MessageConflictError) as alarm:
        desktop.run()

    assert "plan" not in str(alarm.value)
    assert desktop.run() == ["plan-2"]
    assert desktop.rows("SELECT urn FROM casefile_held_cases WHERE parked_reason IS NOT NULL") == [(CASE_A,)]


def test_the_same_id_of_another_sender_is_another_message(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.topic.put(answered(CASE_B, "1", sender="police-98"))

    assert desktop.run() == ["plan-1", "plan-1"]


def test_a_message_for_another_system_of_the_organisation_is_left_to_it(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1", system="archive"))

    assert desktop.run() == []
    assert desktop.post.outcomes() == []


def test_a_message_for_another_organisation_is_never_handed_over(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1", organisation="cps-south"))

    assert desktop.run() == []
    assert [outcome for _, outcome in desktop.post.outcomes()] == ["PARKED"]


def test_a_process_that_lost_its_partition_cannot_handle_what_the_other_did(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.topic.put(answered(CASE_A, "2"))
    zombie = desktop.start()
    desktop.run()

    with pytest.raises(StopIteration):
        next(zombie)
    zombie.close()


def test_a_record_behind_the_position_is_not_even_looked_at(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    late = desktop.start()
    desktop.run()
    desktop.topic.records[0].clear()
    desktop.topic.put(answered(CASE_A, "never seen"))

    with pytest.raises(StopIteration):
        next(late)
    late.close()


def test_a_program_that_stops_in_the_middle_still_notes_what_the_broker_confirmed(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.topic.put(answered(CASE_B, "2"))
    with desktop.start() as inbox:
        with next(inbox):
            pass
        next(inbox)

    assert desktop.rows("SELECT count(*) FROM casefile_outgoing") == [(0,)]
    assert desktop.run() == ["plan-2"]


def test_the_next_delivery_is_refused_while_the_last_one_is_unsettled(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    with desktop.start() as inbox:
        next(inbox)

        with pytest.raises(UnsettledDeliveryError):
            next(inbox)

    assert desktop.run() == ["plan-1"]


@pytest.mark.parametrize("ending", ["commit", "rollback", "close", "executescript"])
def test_a_handler_cannot_end_the_transaction_itself(desktop: Desktop, ending: str) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    with desktop.start() as inbox:
        delivery = next(inbox)
        with delivery, pytest.raises(AttributeError, match="ends with the block"):
            getattr(delivery.connection, ending)()


@pytest.mark.parametrize("statements", [["COMMIT"], ["ROLLBACK"], ["COMMIT", "BEGIN"]])
@pytest.mark.parametrize("fails", [False, True])
def test_a_handler_that_ends_it_by_another_way_stops_the_program(
    desktop: Desktop, statements: list[str], fails: bool
) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    with desktop.start() as inbox:
        delivery = next(inbox)

        with pytest.raises(TornDeliveryError), delivery:
            for statement in statements:
                delivery.connection.execute(statement)
            if fails:
                raise ValueError


def test_a_handler_that_overlooks_a_failed_statement_is_tried_again_or_has_done_its_work(desktop: Desktop) -> None:
    desktop.execute("CREATE TABLE work (plan TEXT UNIQUE)")
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.topic.put(answered(CASE_B, "2"))
    plans = []
    with desktop.start() as inbox:
        for delivery in inbox:
            with delivery as message:
                plans.append(message["plan_id"])
                for _ in range(2):
                    with contextlib.suppress(Exception):
                        delivery.connection.execute("INSERT INTO work VALUES ('same')")

    assert plans == ["plan-1", "plan-2"]
    [(remembered,)] = desktop.rows("SELECT count(*) FROM casefile_inbox")
    [(held,)] = desktop.rows("SELECT count(*) FROM casefile_held_cases")
    assert remembered + held == 2


def test_the_receipt_names_the_message_as_it_was_received(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.run()

    receipt = desktop.post.sent[0]
    envelope = receipt["envelope"]
    assert receipt["topic"] == "casefile.cps-north.outbox"
    assert receipt["key"] == CASE_A.encode()
    assert envelope["recipient"] == {"organisation": "police-99", "system": "00099TestRms"}
    assert envelope["sender"] == {"organisation": "cps-north", "system": "cms"}
    assert envelope["causation_id"] == id_of("1")
    assert envelope["test"] is True
    assert receipt["about"]["offset"] == 0
    assert receipt["about"]["message_type"] == "ActionPlanResponded"


def test_a_receipt_said_again_is_the_same_message(tmp_path: Path) -> None:
    first, second = Desktop(tmp_path / "first"), Desktop(tmp_path / "second")
    for desktop in (first, second):
        desktop.topic.put(answered(CASE_A, "1"))
        desktop.run()

    assert first.post.sent == second.post.sent


def test_a_receipt_waits_out_an_absent_broker(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    desktop.post.away = True
    desktop.run()
    assert desktop.rows("SELECT count(*) FROM casefile_outgoing") == [(1,)]

    desktop.post.away = False
    desktop.run()

    assert desktop.post.outcomes() == [(id_of("1"), "DELIVERED")]
    assert desktop.rows("SELECT count(*) FROM casefile_outgoing") == [(0,)]


def test_replies_go_out_before_the_receipt_and_only_if_the_block_ends_well(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    reply = answered(CASE_A, "reply")
    failed: list[str] = []
    with desktop.start() as inbox:
        for delivery in inbox:
            with delivery as message:
                delivery.reply(reply)
                failed.append(message["plan_id"])
                raise OSError
    assert desktop.post.sent == []

    desktop.clock.now += 10_000
    with desktop.start() as inbox:
        for delivery in inbox:
            with delivery:
                delivery.reply(reply)

    assert [one["envelope"]["message_type"] for one in desktop.post.sent] == ["ActionPlanResponded", "Receipt"]


def test_a_reply_that_breaks_the_contract_is_refused_with_its_findings(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "1"))
    broken = answered(CASE_A, "reply")
    del broken["plan_id"]
    with desktop.start() as inbox:
        delivery = next(inbox)
        with delivery, pytest.raises(ReplyError) as refusal:
            delivery.reply(broken)

    assert [finding.pointer for finding in refusal.value.findings] == ["/plan_id"]

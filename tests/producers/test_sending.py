from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from producers_fakes import DEMO, NOW, ROUTE, FakeBroker, case_form, contract, packer, rules

from casefile_contracts.contract import MAX_BYTES
from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka.producing import RefusedRecordError
from casefile_contracts.reference import ReferenceData
from casefile_contracts.reference.tables import Entry
from casefile_producers.case_system import CaseMessage, Refusal, Unreadable
from casefile_producers.errors import UnreadableFileError
from casefile_producers.outbox import Outbox
from casefile_producers.packing import Packer, Route
from casefile_producers.sealed import Sealed, State
from casefile_producers.sending import Refused, Sender, Sent


class Desk:
    """A case system of the plainest kind."""

    def __init__(self, *offers: CaseMessage | Unreadable) -> None:
        self.offers = offers
        self.settled_with: dict[str, Any] = {}

    def ready(self) -> Iterator[CaseMessage | Unreadable]:
        yield from self.offers

    def settled(self, reference: str, outcome: Any) -> None:
        self.settled_with[reference] = outcome


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "outbox.db") as opened:
        yield opened


def offer(reference: str = "row-1", **changes: Any) -> CaseMessage:
    body = {name: value for name, value in case_form().items() if name != "envelope"}
    envelope = {"occurred_at": "2025-03-10T14:27:48.000Z", "test": True}
    facts = {"message_type": "PoliceChargedCaseSubmitted", "urn": "98AA0010125", "body": body, "envelope": envelope}
    return CaseMessage(reference, **{**facts, **changes})


def wrong(reference: str = "row-1") -> CaseMessage:
    body = json.loads(json.dumps(offer().body))
    body["defendants"][0]["asn"] = body["defendants"][0]["asn"][:-1] + "Z"
    return offer(reference, body=body)


def sending(outbox: Outbox, broker: FakeBroker, *offers: CaseMessage | Unreadable, **options: Any) -> list[Any]:
    return list(Sender(packer(**options), outbox, broker).send(Desk(*offers)))


def test_a_good_message_is_kept_and_published_under_its_case_number(outbox: Outbox) -> None:
    broker = FakeBroker()

    (event,) = sending(outbox, broker, offer())

    assert isinstance(event, Sent)
    ((topic, key, value, headers),) = broker.log
    message = contract().read(value)
    assert (topic, key) == ("casefile.police-98.outbox", b"98AA0010125")
    assert contract().check(message, now=1_764_000_000_000) == []
    assert headers == {
        "ce_id": message.envelope["message_id"].encode(),
        "ce_source": b"police-98/00098SpiBridge",
        "ce_specversion": b"1.0",
        "ce_type": b"casefile.v1.PoliceChargedCaseSubmitted",
        "ce_subject": b"98AA0010125",
        "content-type": b"application/vnd.confluent.avro",
    }
    assert outbox.counts() == {State.QUEUED: 0, State.SENT: 1, State.DONE: 0}


def test_what_the_exchange_would_reject_is_not_sent_and_the_system_learns_why(outbox: Outbox) -> None:
    broker, desk = FakeBroker(), Desk(wrong())

    (event,) = Sender(packer(), outbox, broker).send(desk)

    assert isinstance(event, Refused)
    assert rules(desk.settled_with["row-1"].findings) == {"F05"}
    assert desk.settled_with["row-1"].outcome == "REFUSED"
    assert broker.log == []
    assert not outbox.is_waiting()


def test_send_anyway_leaves_the_judging_to_the_exchange(outbox: Outbox) -> None:
    broker = FakeBroker()

    (event,) = sending(outbox, broker, wrong(), send_anyway=True)

    assert isinstance(event, Sent)
    assert len(broker.log) == 1


def test_what_is_no_message_at_all_cannot_be_sent_anyway(outbox: Outbox) -> None:
    shapeless = offer(body={"defendants": "none"})
    unreadable = Unreadable("row-2", UnreadableFileError("truncated"))

    events = sending(outbox, FakeBroker(), shapeless, unreadable, send_anyway=True)

    assert [type(event) for event in events] == [Refused, Refused]


def test_one_bad_message_does_not_keep_the_others(outbox: Outbox) -> None:
    broker = FakeBroker()

    events = sending(outbox, broker, offer("a"), wrong("b"), offer("c", urn="98AA0010225"))

    assert {event.reference for event in events if isinstance(event, Sent)} == {"a", "c"}
    assert len(broker.log) == 2


def test_the_same_message_again_is_the_same_bytes_again(outbox: Outbox) -> None:
    broker = FakeBroker()

    sending(outbox, broker, offer())
    sending(outbox, broker, offer("another name for it"))

    assert len(broker.log) == 2
    assert len(set(broker.values)) == 1


def test_the_same_content_for_another_recipient_is_another_message() -> None:
    elsewhere = Packer(contract(), Route(ROUTE.sender, ("cps-south", "cms")))

    here, there = packer().pack(offer(), now=NOW), elsewhere.pack(offer(), now=NOW)

    assert isinstance(here, Sealed)
    assert isinstance(there, Sealed)
    assert here.message_id != there.message_id


def test_a_message_id_depends_on_nothing_but_content_and_route() -> None:
    one, two = packer().pack(offer("a"), now=1_764_000_000_000), packer().pack(offer("b"), now=1_764_000_999_000)

    assert isinstance(one, Sealed)
    assert isinstance(two, Sealed)
    assert one.message_id == two.message_id


def test_a_broker_that_is_down_costs_nothing_but_time(outbox: Outbox) -> None:
    broker = FakeBroker()
    broker.down = True
    with pytest.raises(KafkaUnavailableError):
        sending(outbox, broker, offer())
    assert outbox.counts()[State.QUEUED] == 1

    broker.down = False
    (event,) = sending(outbox, broker)

    assert event.reference == "row-1"
    assert outbox.counts()[State.SENT] == 1


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        ("_MSG_TIMED_OUT", KafkaUnavailableError),
        ("_UNKNOWN_TOPIC", RefusedRecordError),
        ("TOPIC_AUTHORIZATION_FAILED", RefusedRecordError),
    ],
)
def test_what_is_not_confirmed_stays_queued_and_what_is_does_not(
    outbox: Outbox, error: str, raised: type[Exception]
) -> None:
    broker = FakeBroker()
    bad = offer("bad", urn="98AA0010225")
    packed = packer().pack(bad, now=NOW)
    assert isinstance(packed, Sealed)
    outbox.keep([packed], now=0)
    broker.errors[packed.value] = error

    with pytest.raises(raised):
        sending(outbox, broker)

    assert outbox.counts() == {State.QUEUED: 1, State.SENT: 0, State.DONE: 0}


def test_what_was_left_over_goes_before_what_is_new(outbox: Outbox) -> None:
    broker = FakeBroker()
    broker.down = True
    with pytest.raises(KafkaUnavailableError):
        sending(outbox, broker, offer("old"))
    broker.down = False

    events = sending(outbox, broker, offer("new", urn="98AA0010225"))

    assert [event.reference for event in events] == ["old", "new"]


def test_an_envelope_of_the_systems_own_is_taken_as_it_is(outbox: Outbox) -> None:
    broker = FakeBroker()
    own = {"message_id": "00000000-0000-4000-8000-00000000000a", "priority": "RED", "test": True}

    sending(outbox, broker, offer(envelope=own))

    envelope = contract().read(broker.values[0]).envelope
    assert (envelope["message_id"], envelope["priority"]) == ("00000000-0000-4000-8000-00000000000a", "RED")


def test_an_envelope_in_anothers_name_is_refused_unless_the_exchange_shall_judge(outbox: Outbox) -> None:
    foreign = {"sender": {"organisation": "police-99", "system": "00099TestRms"}, "test": True}

    (refused,) = sending(outbox, FakeBroker(), offer(envelope=foreign))
    (sent,) = sending(outbox, FakeBroker(), offer(envelope=foreign), send_anyway=True)

    assert isinstance(refused, Refused)
    assert "another sender" in refused.refusal.reason
    assert isinstance(sent, Sent)


def test_a_message_over_the_limit_is_refused_with_the_limit() -> None:
    body = json.loads(json.dumps(offer().body))
    body["factual_summary"] = [{"heading": "SCO", "text": "x" * 8000}] * 130

    refusal = packer(send_anyway=True).pack(offer(body=body), now=NOW)

    assert isinstance(refusal, Refusal)
    assert f"{MAX_BYTES:,}" in refusal.reason


def test_a_test_run_marks_every_message(outbox: Outbox) -> None:
    broker = FakeBroker()

    sending(outbox, broker, offer(envelope={}), test=True)

    assert contract().read(broker.values[0]).envelope["test"] is True


def test_the_demo_files_of_a_case_pass_every_rule() -> None:
    for path in sorted(DEMO.glob("0*.xml")):
        form = case_form(path.name)
        message, findings = contract().from_json(form)
        assert message, findings
        findings = contract().check(message, now=1_764_000_000_000)
        assert {finding.rule for finding in findings} <= {"E10"}, path.name


def test_the_cps_unit_that_a_system_does_not_name_comes_from_the_operators_list() -> None:
    routed = contract().with_reference(
        ReferenceData({"cps_unit_of": {"98NM00": (Entry(value="A98AA00"),)}}),
    )
    body = {name: value for name, value in case_form().items() if name not in ("envelope", "cps_unit")}
    given = offer(body=body | {"originating_organisation": "098NM00"})

    packed = Packer(routed, ROUTE).pack(given, now=NOW)
    own = Packer(routed, ROUTE).pack(offer(body=given.body | {"cps_unit": "A98ZZ00"}), now=NOW)

    assert isinstance(packed, Sealed)
    assert isinstance(own, Sealed)
    assert [routed.read(one.value).raw["cps_unit"] for one in (packed, own)] == ["A98AA00", "A98ZZ00"]

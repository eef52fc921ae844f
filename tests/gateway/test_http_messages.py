"""Submitting, checking and following messages over HTTP."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from http_door import Door, answered, encoded, open_door
from structlog.testing import capture_logs

from casefile_contracts.errors import SettingsError
from casefile_gateway.errors import ViewError
from casefile_gateway.http.server import listen

AVRO = {"Content-Type": "application/vnd.confluent.avro"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with open_door(tmp_path_factory.mktemp("door")) as door:
        yield door


@pytest.fixture
def door(shared: Door) -> Iterator[Door]:
    shared.writer.records.clear()
    yield shared
    shared.writer.error = None


def test_a_good_message_is_written_to_its_senders_outbox(door: Door) -> None:
    document = answered()

    response = door.client.post("/messages", json=document)

    assert response.status_code == 202
    [(topic, key, value, headers)] = door.writer.records
    assert (topic, key, value) == ("casefile.police-99.outbox", b"99ZZ0000126", encoded(document))
    assert headers["ce_id"].decode() == document["envelope"]["message_id"]
    assert headers["ce_source"] == b"police-99/00099TestRms"
    assert headers["ce_type"] == b"casefile.v1.ActionPlanResponded"
    assert headers["content-type"] == b"application/vnd.confluent.avro"
    assert response.json()["sha256"] == hashlib.sha256(value).hexdigest()


def test_avro_is_forwarded_byte_for_byte(door: Door) -> None:
    value = encoded(answered())

    assert door.client.post("/messages", content=value, headers=AVRO).status_code == 202
    assert [record[2] for record in door.writer.records] == [value]


def test_the_location_can_be_followed_at_once(door: Door) -> None:
    location = door.client.post("/messages", json=answered()).headers["Location"]

    told = door.client.get(location).json()

    assert told["outcome"] == "RECEIVED"
    assert told["sender"] == "police-99"


def test_the_same_message_again_is_written_again_and_left_to_the_relay(door: Door) -> None:
    document = answered()

    answers = [door.client.post("/messages", json=document).status_code for _ in range(2)]

    assert answers == [202, 202]
    assert len({record[2] for record in door.writer.records}) == 1


def test_a_message_that_breaks_the_contract_is_refused_with_all_reasons_and_no_value(door: Door) -> None:
    document = answered(plan_id="not a plan id!")
    del document["suspects"]

    response = door.client.post("/messages", json=document)

    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "contract_broken"
    assert {error["pointer"] for error in problem["errors"]} >= {"/suspects"}
    assert all(error.keys() == {"rule", "severity", "pointer", "text", "fix"} for error in problem["errors"])
    assert "not a plan id!" not in response.text
    assert "Kowalczyk" not in response.text
    assert door.writer.records == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"sender": {"organisation": "police-43", "system": "00043Rms"}}, "E01"),
        ({"sender": {"organisation": "police-99", "system": "Stranger"}}, "E01"),
        ({"recipient": {"organisation": "cps-south", "system": "cms"}}, "E05"),
        ({"urn": "43ZZ0000126"}, "E12"),
    ],
)
def test_what_the_relay_would_refuse_by_the_register_is_refused_here(
    door: Door, change: dict[str, Any], rule: str
) -> None:
    document = answered()
    document["envelope"] |= change

    response = door.client.post("/messages", json=document)

    assert response.status_code == 422
    assert rule in {error["rule"] for error in response.json()["errors"]}
    assert door.writer.records == []


@pytest.mark.parametrize("body", [{}, [], 1, None, "text", {"envelope": {}}, {"envelope": {"message_type": "Nothing"}}])
def test_json_that_is_no_message_is_refused_with_a_reason(door: Door, body: Any) -> None:
    headers = {"Content-Type": "application/json"}
    response = door.client.post("/messages", content=orjson.dumps(body), headers=headers)

    assert response.status_code == 422
    assert [error["rule"] for error in response.json()["errors"]] == ["E06"]


def test_checking_sends_nothing_and_tells_everything(door: Door) -> None:
    broken = answered()
    del broken["plan_id"]

    good, bad = door.client.post("/check", json=answered()), door.client.post("/check", json=broken)

    assert (good.status_code, good.json()["acceptable"]) == (200, True)
    assert (bad.status_code, bad.json()["acceptable"]) == (200, False)
    assert [finding["pointer"] for finding in bad.json()["findings"]] == ["/plan_id"]
    assert door.writer.records == []


def test_an_absent_broker_is_503_with_a_time_to_come_back(door: Door) -> None:
    door.writer.error = "_MSG_TIMED_OUT"

    response = door.client.post("/messages", json=answered())

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.json()["code"] == "kafka.unavailable"


def test_too_many_under_way_is_503_too(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casefile_gateway.http.confirming.MOST_UNDER_WAY", 0)

    response = door.client.post("/messages", json=answered())

    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert response.headers["Retry-After"] == "1"


@pytest.mark.parametrize(
    "path",
    [
        "/messages/00000000-0000-4000-8000-000000000000?sender=police-99",
        "/messages/00000000-0000-4000-8000-000000000000?sender=police-43",
        "/messages/00000000-0000-4000-8000-000000000000",
        "/messages/nonsense?sender=police-99",
    ],
)
def test_a_message_that_nobody_knows_is_404(door: Door, path: str) -> None:
    response = door.client.get(path)

    assert (response.status_code, response.json()["code"]) == (404, "unknown_message")


def test_a_projection_that_fails_is_503_for_a_status_and_no_matter_for_a_submission(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = door.client.post("/messages", json=answered()).headers["Location"]

    def fail(*_: Any) -> None:
        raise ViewError("disk full")

    monkeypatch.setattr(door.statuses, "status", fail)
    monkeypatch.setattr(door.statuses, "note_received", fail)

    assert door.client.get(location).status_code == 503
    assert door.client.post("/messages", json=answered()).status_code == 202


def test_an_unforeseen_failure_tells_and_logs_nothing_of_its_words(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("Kowalczyk")

    monkeypatch.setattr(door.statuses, "status", fail)

    with capture_logs() as events:
        response = door.client.get("/messages/00000000-0000-4000-8000-000000000000?sender=police-99")
        for _ in range(500):  # it is noted after the answer has gone
            if events:
                break
            time.sleep(0.01)

    assert (response.status_code, response.json()["code"]) == (500, "internal")
    assert "Kowalczyk" not in response.text + caplog.text + str(events)
    assert [(event["event"], event["error"]) for event in events] == [("http_request_failed", "RuntimeError")]


def test_health_names_what_fails_and_says_no_more(door: Door) -> None:
    assert door.client.get("/health/live").status_code == 200
    assert door.client.get("/health/ready").json() == {"status": "passing", "failed": []}

    door.checks["kafka"] = False
    ready = door.client.get("/health/ready")
    door.checks["kafka"] = True

    assert (ready.status_code, ready.json()["failed"]) == (503, ["kafka"])
    assert ready.headers["Retry-After"]


def test_metrics_count_requests_by_route_and_never_by_id(door: Door) -> None:
    door.client.get("/messages/00000000-0000-4000-8000-000000000000?sender=police-99")

    metrics = door.client.get("/metrics").text

    assert 'casefile_http_requests_total{method="GET",route="/messages/{message_id}",status="4xx"}' in metrics
    assert "00000000-0000-4000" not in metrics
    opened = door.client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert opened.headers["Content-Type"].startswith("application/openmetrics-text")


def test_the_door_describes_itself(door: Door) -> None:
    paths = door.client.get("/openapi.json").json()["paths"]

    assert {"/messages", "/check", "/messages/{message_id}"} <= paths.keys()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])
def test_an_address_that_others_can_reach_is_refused(host: str) -> None:
    with pytest.raises(SettingsError):
        listen(host, 0)


def test_a_port_that_is_taken_is_said_so(door: Door) -> None:
    with pytest.raises(SettingsError, match="another door"):
        listen(*door.address)


def test_a_page_that_reaches_the_door_by_a_name_of_its_own_is_refused(door: Door) -> None:
    response = door.client.post("/messages", json=answered(), headers={"Host": "rebound.example"})

    assert response.status_code == 421
    assert door.writer.records == []

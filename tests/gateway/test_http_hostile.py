"""Input that means harm, or could do some: always a 4xx with a code, never a 5xx, never a word of it repeated."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import orjson
import pytest
from http_door import Door, answered, encoded, open_door
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JSON = {"Content-Type": "application/json"}
AVRO = {"Content-Type": "application/vnd.confluent.avro"}
GOOD = orjson.dumps(answered())
SECRET = "Kowalczyk"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with open_door(tmp_path_factory.mktemp("door")) as door:
        yield door


TEXTS = {
    "empty": (b"", "empty"),
    "spaces": (b"   \n", "empty"),
    "half": (GOOD[:100], "not_json"),
    "trailing data": (GOOD + b"{}", "not_json"),
    "lone surrogate": (b'{"a":"\\ud800"}', "not_utf8"),
    "NaN": (b'{"a":NaN}', "not_json"),
    "Infinity": (b'{"a":-Infinity}', "not_json"),
    "5000 digits": (b'{"a":' + b"9" * 5000 + b"}", "out_of_range"),
    "exponent": (b'{"a":1e999}', "out_of_range"),
    "nested 300": (b"[" * 300 + b"]" * 300, "too_deep"),
    "nested 100000": (b"[" * 100_000, "too_deep"),
    "nested objects": (b'{"a":' * 50_000, "too_deep"),
    "duplicate key": (b'{"envelope":{},"envelope":{}}', "duplicate_key"),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, "not_json"),
    "UTF-16": (GOOD.decode().encode("utf-16"), "not_utf8"),
    "invalid UTF-8": (b'{"a":"\xff\xfe"}', "not_utf8"),
    "overlong UTF-8": (b'{"a":"\xc0\xaf"}', "not_utf8"),
    "CESU surrogate": (b'{"a":"\xed\xa0\x80"}', "not_utf8"),
    "raw NUL": (b'{"a":"\x00"}', "not_json"),
    "XML": (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "not_json"),
}


@pytest.mark.parametrize("route", ["/messages", "/check"])
@pytest.mark.parametrize("name", TEXTS)
def test_json_that_two_systems_could_read_differently_is_400(door: Door, name: str, route: str) -> None:
    body, code = TEXTS[name]

    response = door.client.post(route, content=body, headers=JSON)

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert SECRET not in response.text


VALUE = encoded(answered())
VALUES = {
    "empty": b"",
    "one byte": b"\x00",
    "header only": VALUE[:5],
    "no magic byte": b"\x01" + VALUE[1:],
    "unknown schema": b"\x00\xff\xff\xff\xff" + VALUE[5:],
    "trailing byte": VALUE + b"\x00",
    "length of 2^62": VALUE[:5] + b"\xff" * 9 + b"\x01",
    "negative length": VALUE[:5] + b"\x01",
    "over-long varint": VALUE[:5] + b"\xc8\x80\x00" + VALUE[6:],
    "JSON": GOOD,
}


@pytest.mark.parametrize("name", VALUES)
def test_bytes_that_are_no_canonical_message_are_400(door: Door, name: str) -> None:
    response = door.client.post("/messages", content=VALUES[name], headers=AVRO)

    assert response.status_code == 400
    assert response.json()["code"] in {
        "empty", "not_framed", "schema_unknown", "truncated", "trailing_bytes", "not_canonical", "out_of_range"
    }  # fmt: skip


def test_bytes_cut_off_anywhere_have_one_reason_each(door: Door) -> None:
    for end in range(0, len(VALUE), 7):
        response = door.client.post("/check", content=VALUE[:end], headers=AVRO)

        assert response.status_code == 400
        assert response.json()["code"] in {"empty", "not_framed", "truncated", "out_of_range", "not_canonical"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), as_json=st.booleans())
def test_no_bytes_are_a_fault_of_ours(door: Door, body: bytes, as_json: bool) -> None:
    response = door.client.post("/messages", content=body, headers=JSON if as_json else AVRO)

    assert response.status_code in {400, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(VALUE) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_is_a_refusal_or_another_message_but_no_fault(door: Door, at: int, byte: int) -> None:
    body = VALUE[:at] + bytes([byte]) + VALUE[at + 1 :]

    response = door.client.post("/check", content=body, headers=AVRO)

    assert response.status_code in {200, 400}


@pytest.mark.parametrize("route", ["/messages", "/check"])
def test_a_body_of_exactly_the_limit_is_read_and_one_byte_more_is_not(door: Door, route: str) -> None:
    limit = b'"' + b"a" * 999_998 + b'"'

    assert door.client.post(route, content=limit, headers=JSON).status_code in {200, 422}
    beyond = door.client.post(route, content=limit + b" ", headers=JSON)
    assert (beyond.status_code, beyond.json()["code"]) == (413, "too_large")


def test_an_endless_body_is_cut_off_while_it_comes(door: Door) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(400):
            sent += 65_536
            yield b" " * 65_536

    try:
        response = door.client.post("/messages", content=endless(), headers=JSON)
    except (httpx.HTTPError, OSError):  # the door may close before all is written
        pass
    else:
        assert response.status_code == 413
    assert sent < 400 * 65_536


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "multipart/form-data; boundary=x"},
        {"Content-Type": "application/xml"},
        JSON | {"Content-Encoding": "gzip"},
        JSON | {"Content-Encoding": "zstd"},
    ],
)
def test_another_kind_of_body_is_415_and_never_unpacked(door: Door, headers: dict[str, str]) -> None:
    response = door.client.post("/messages", content=gzip.compress(GOOD), headers=headers)

    assert response.status_code == 415
    assert response.json()["code"] in {"content_type", "content_encoding"}


@pytest.mark.parametrize(
    "text",
    ["\r\n\x1b[31mred", "'; DROP TABLE cases", '{"level":"error"}', "%s%n", "=HYPERLINK(1)", "<script>", "\u202eabc"],
)
def test_text_that_attacks_logs_or_pages_is_never_repeated(door: Door, text: str) -> None:
    document = answered()
    document["plan_id"] = text
    document["surprise " + text] = text

    response = door.client.post("/messages", json=document)

    assert response.status_code == 422
    assert text not in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/messages/%00?sender=police-99",
        "/messages/%ff%fe?sender=police-99",
        "/messages/" + "9" * 5000 + "?sender=police-99",
        "/messages/%EF%BC%91?sender=police-99",
        "/messages/a%2Fb",
        "/messages/00000000-0000-4000-8000-000000000000?sender=%00",
        "/messages/00000000-0000-4000-8000-000000000000?sender=%ff",
        "/messages/00000000-0000-4000-8000-000000000000?sender=a&sender=b",
        "/../../etc/passwd",
        "/nowhere",
        "/schemas/ids/" + "9" * 5000,
        "/schemas/ids/%EF%BC%91",
        "/schemas/ids/%00",
        "/subjects/%00/versions/latest",
        "/subjects/casefile.v1.Receipt/versions/" + "9" * 5000,
        "/subjects/casefile.v1.Receipt/versions/%D9%A1",
    ],
)
def test_paths_and_queries_that_mean_harm_are_4xx(door: Door, path: str) -> None:
    response = door.client.get(path)

    assert 400 <= response.status_code < 500
    assert "9999" not in response.text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DELETE", "PUT"])
def test_other_methods_are_4xx(door: Door, method: str) -> None:
    answer = door.raw(f"{method} /messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())

    assert answer.split()[1][:1] == b"4"


HEAD = b"POST /messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "request_bytes",
    [
        HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        HEAD + b"Content-Length: -5\r\n\r\nabcde",
        HEAD + b"Content-Length: 0x5\r\n\r\nabcde",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFF\r\nabc",
        HEAD + b"Transfer-Encoding: gzip\r\n\r\n",
        b"POST /messages HTTP/1.1\r\nHost: localhost\r\n Folded: yes\r\nContent-Type: application/json\r\n\r\n",
        b"GET http://elsewhere.example/messages/x HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
        b"GET /messages/x HTTP/1.1\r\n\r\n",
        b"GET /messages/x HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        b"GET /messages/\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"NONSENSE\r\n\r\n",
    ],
)
def test_requests_that_two_servers_could_read_differently_are_refused(door: Door, request_bytes: bytes) -> None:
    try:
        answer = door.raw(request_bytes)
    except OSError:
        return  # refused without a word
    assert not answer or answer.split()[1][:1] == b"4"


def test_one_bad_request_leaves_the_next_one_alone(door: Door) -> None:
    for body, _ in TEXTS.values():
        door.client.post("/messages", content=body, headers=JSON)

    assert door.client.post("/check", content=GOOD, headers=JSON).json()["acceptable"] is True

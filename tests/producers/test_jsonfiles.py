from __future__ import annotations

import json

import pytest
from producers_fakes import case_form

from casefile_producers.errors import UnreadableFileError
from casefile_producers.jsonfiles import read_message, split_lines


def reason_of(data: bytes) -> str:
    with pytest.raises(UnreadableFileError) as refused:
        read_message(data)
    return refused.value.reason


def test_the_contracts_own_form_is_read_with_its_envelope() -> None:
    found = read_message(json.dumps(case_form()).encode())

    assert found.message_type == "PoliceChargedCaseSubmitted"
    assert found.urn == "98AA0010125"
    assert found.envelope["message_id"] == "00000000-0000-4000-8000-000000000001"
    assert "defendants" in found.body
    assert "envelope" not in found.body


def test_the_short_form_needs_type_case_and_body_only() -> None:
    found = read_message(b'{"message_type": "ChargesLaid", "urn": "99ZZ0012326", "priority": "RED", "body": {"a": 1}}')

    assert (found.message_type, found.urn, found.body) == ("ChargesLaid", "99ZZ0012326", {"a": 1})
    assert found.envelope == {"priority": "RED"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b'{"a": 1, "a": 2}', "not_json"),
        (b'{"a": "\\ud800"}', "not_json"),
        (b'{"a": "\xff"}', "not_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[1]", "no_object"),
        (b'"text"', "no_object"),
        (b'{"envelope": 1}', "no_object"),
        (b'{"message_type": "X", "body": []}', "no_object"),
        (b"{}", "no_message_type"),
        (b'{"message_type": 7, "body": {}}', "no_message_type"),
    ],
)
def test_what_is_no_message_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert reason_of(data) == reason


def test_a_file_of_one_document_a_line_is_that_many_messages() -> None:
    assert split_lines(b'{"a": 1}\n\n{"b": 2}\r\n') == {1: b'{"a": 1}', 3: b'{"b": 2}'}


def test_a_document_over_several_lines_is_one_message() -> None:
    data = json.dumps({"a": 1}, indent=2).encode()

    assert split_lines(data) == {None: data}

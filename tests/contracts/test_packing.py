"""The quick way from JSON to bytes says nothing that the explaining way does not say."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from avro_samples import EVERYTHING, field_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefile_contracts.codec import compile_encoder
from casefile_contracts.codec.jsonform import compile_from_json, compile_to_json, loads
from casefile_contracts.codec.packer import compile_packer
from casefile_contracts.codec.varint import Codes, varint
from casefile_contracts.contract import Contract, Message, Packed
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Finding, Severity
from casefile_contracts.normalising import NORMALISERS, compile_normaliser
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import MessageType, Release, load_release
from casefile_contracts.testing.values import raw_values

MESSAGES = load_release().messages
CALM = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
ODD = [None, True, False, 0, 1, -1, 1.0, 2**31, 2**63, "", " a ", "UNKNOWN", "é", "2026-03-02", "2026-02-30", [], {}]
ODD += ["2026-03-02T10:15:00.000Z", "2026-03-02T10:15:00+01:00", "2026-03-02T24:00:00Z", "AAAAAA==", "1.00", [None]]
ODD += [[""], [[]], {"": 1}, {"x": {}}, "99 zz 123 26", "sw1a1aa", "\u0000", "x" * 2000, 1e300, "\ud83d\uddce"]

Slow = Callable[[Any], tuple[dict[str, Any], bytes] | None]


def explaining(schema: Any) -> Slow:
    normalise, read, encode = compile_normaliser(schema), compile_from_json(schema), compile_encoder(schema)

    def pack(obj: Any) -> tuple[dict[str, Any], bytes] | None:
        raw, findings = read(normalise(obj))
        return None if raw is None or findings else (raw, encode(raw))

    return pack


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types and order throughout."""
    return repr(one) == repr(other)


@st.composite
def bent(draw: st.DrawFn, obj: Any) -> Any:
    """The JSON value with up to three things in it exchanged, dropped or added."""
    obj = copy.deepcopy(obj)
    for _ in range(draw(st.integers(0, 3))):
        holders = [each for each in inside(obj) if each]
        if not holders:
            break
        holder = draw(st.sampled_from(holders))
        key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        match draw(st.integers(0, 3)):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[draw(st.sampled_from(["colour", "", "é", "x" * 70]))] = draw(st.sampled_from(ODD))
            case _:
                holder[key] = copy.deepcopy(draw(st.sampled_from(ODD)))
    return obj


def inside(obj: Any) -> Iterator[Any]:
    if isinstance(obj, (dict, list)):
        yield obj
        for each in obj.values() if isinstance(obj, dict) else obj:
            yield from inside(each)


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_ways_agree_on_every_kind_of_value(data: st.DataObject) -> None:
    form = compile_to_json(EVERYTHING)(data.draw(raw_values(EVERYTHING)))
    obj = json.loads(json.dumps(data.draw(bent(form))))

    assert same(compile_packer(EVERYTHING)(obj), explaining(EVERYTHING)(obj))


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_both_ways_agree_on_messages(name: str) -> None:
    schema = MESSAGES[name].schema
    quick, slow, to_json = compile_packer(schema), explaining(schema), compile_to_json(schema)

    @given(st.data())
    @settings(CALM)
    def agree(data: st.DataObject) -> None:
        obj = data.draw(bent(to_json(data.draw(raw_values(schema, constrained=True)))))
        assert same(quick(obj), slow(obj))

    agree()


@pytest.mark.parametrize("name", NORMALISERS)
@given(text=st.text(alphabet="0123456789ABXZabxz/ \t", max_size=22) | st.sampled_from(ODD))
@settings(deadline=None)
def test_both_ways_normalise_alike(name: str, text: Any) -> None:
    schema = field_of(["null", "string"])
    schema["fields"][0] |= {"normalise": name, "default": None}

    assert same(compile_packer(schema)({"x": text}), explaining(schema)({"x": text}))


@pytest.mark.parametrize("value", [*ODD, "\ud800", b"x", 1j, object(), float("nan"), ("a",), {1: 2}])
@pytest.mark.parametrize("field", [each["name"] for each in EVERYTHING["fields"]])
def test_a_value_of_any_kind_anywhere_is_read_alike(field: str, value: Any) -> None:
    whole = {
        "flag": True,
        "small": 1,
        "large": 1,
        "text": "",
        "data": "",
        "day": "2026-03-02",
        "digest": "AAAAAA==",
        "colour": "RED",
        "people": [],
    }

    assert same(compile_packer(EVERYTHING)(whole | {field: value}), explaining(EVERYTHING)(whole | {field: value}))


def test_a_default_is_never_shared_between_messages() -> None:
    schema = field_of({"type": "array", "items": "int"})
    schema["fields"][0]["default"] = []
    pack = compile_packer(schema)

    first = pack({})
    assert first is not None
    first[0]["x"].append(1)

    assert pack({}) == ({"x": []}, b"\0")


def test_the_given_form_is_left_as_it_is() -> None:
    obj = {"x": [" a ", " b "]}
    schema = field_of({"type": "array", "items": {"type": "string", "normalise": "trim"}})

    packed = compile_packer(schema)(obj)

    assert packed is not None
    assert (packed[0], obj) == ({"x": ["a", "b"]}, {"x": [" a ", " b "]})


ENVELOPE = {"type": "record", "name": "Envelope", "fields": [{"name": "message_type", "type": "string"}]}
ONE = {
    "type": "record",
    "name": "One",
    "namespace": "casefile.test",
    "fields": [
        {"name": "envelope", "type": ENVELOPE},
        {"name": "text", "type": ["null", "string"], "default": None},
        {"name": "number", "type": ["null", "long"], "default": None},
        {"name": "flag", "type": ["null", "boolean"], "default": None},
    ],
}
TEXTS = {rule: {"severity": "reject", "text": rule, "fix": f"Mend {rule}."} for rule in ("E06", "F00", "F16")}
TYPE = MessageType("One", "casefile.test.One", 7, 1, "", ONE, ("police",))
CONTRACT = Contract(Release("0", {"One": TYPE}, TEXTS, {}), ReferenceData({}))


def explained(content: bytes) -> Packed | str:
    """What `pack_text` has to say, by the strict reader of JSON and the explaining reader of messages alone."""
    try:
        obj = loads(content)
    except UnreadableError as error:
        return error.reason
    match obj:
        case {"envelope": {"message_type": "One"}}:
            raw, findings = compile_from_json(ONE)(obj)
        case _:
            raw, findings = None, [E06]
    if raw is None:
        return Packed(None, b"", [replace(each, fix=f"Mend {each.rule}.") for each in findings])
    return Packed(Message(TYPE, raw), compile_encoder(ONE)(raw, b"\0\0\0\0\7"), [])


E06 = Finding("E06", Severity.REJECT, "/envelope/message_type", "E06", "Mend E06.")


def packed(content: bytes) -> Packed | str:
    try:
        return CONTRACT.pack_text(content)
    except UnreadableError as error:
        return error.reason


def one(members: str) -> bytes:
    return f'{{"envelope": {{"message_type": "One"}}, {members}}}'.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    "members",
    [
        '"text": "a"',
        '"text":"\\u0061\\n"',
        '"text": "\\"\\\\\\/"',
        '"text": "\\u0022"',
        '"te\\u0078t": "a"',
        '"text": "a", "te\\u0078t": "b"',
        '"text": "a", "text": "\\u0022\\u0022"',
        '"text": "\\u0022", "text": null',
        '"text": 1, "text": "ab"',
        '"flag": true, "flag": true',
        '"text": "\\ud83d\\uddce"',
        '"text": "\\ud800"',
        '"text": "\ud800"',
        '"text": "\U0001f5ce é"',
        '"text": "a\tb"',
        '"number": -0',
        '"number": 1.0',
        '"number": 1e2',
        '"number": 9223372036854775807',
        '"number": 9223372036854775808',
        '"number": 18446744073709551616',
        '"number": 123456789012345678901',
        '"number": NaN',
        '"number": 01',
        '"number": 0.1234567890123456789',
        '"text": [[[[[]]]]]',
        '"text": ' + "[" * 70 + "]" * 70,
        '"text": ' + "[" * 300 + "]" * 300,
        '"text": ' + "[" * 5000 + "]" * 5000,
        '"colour": 1',
        '"text": null, "envelope": {"message_type": "Two"}',
        '"text": null} {"a": 1',
    ],
)
def test_text_is_read_as_by_the_strict_reader(members: str) -> None:
    for content in (
        one(members),
        one(members).replace(b": ", b":").replace(b", ", b","),
        b" \n" + one(members) + b"\n",
    ):
        assert packed(content) == explained(content)


@pytest.mark.parametrize("content", [b"", b" ", b"{", b"null", b"[]", b'"One"', b"\xef\xbb\xbf{}", b'{"envelope": 1}'])
def test_what_is_no_message_is_none_either_way(content: bytes) -> None:
    assert packed(content) == explained(content)


PIECES = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    '"',
    "\\",
    "\\u0022",
    "\\u00",
    "22",
    "text",
    '"text"',
    "null",
    "1",
    "é",
    " ",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.integers(0, 60), st.integers(0, 3))
@settings(max_examples=800, deadline=None)
def test_text_with_anything_put_into_it_is_read_alike(extra: str, at: int, gone: int) -> None:
    whole = '{"envelope":{"message_type":"One"},"text":"a\\nb","flag":true}'
    content = f"{whole[:at]}{extra}{whole[at + gone :]}".encode()

    assert packed(content) == explained(content)


@given(st.binary(max_size=12), st.integers(0, 60))
@settings(max_examples=500, deadline=None)
def test_text_with_any_bytes_in_it_is_read_alike(extra: bytes, at: int) -> None:
    whole = b'{"envelope":{"message_type":"One"},"text":"a\\nb","flag":true}'

    assert packed(whole[:at] + extra + whole[at:]) == explained(whole[:at] + extra + whole[at:])


def test_the_quick_way_is_the_way_of_what_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    for slow in ("_slowly_packed", "from_json"):
        monkeypatch.setattr(Contract, slow, None)

    for content in (one('"text": "a\\u00e9"'), one('"number":\n-5, "flag":true'), one('"text":"\\" é"')):
        assert packed(content) == explained_quickly(content)


def explained_quickly(content: bytes) -> Packed:
    raw, _ = compile_from_json(ONE)(loads(content))
    assert raw is not None
    return Packed(Message(TYPE, raw), compile_encoder(ONE)(raw, b"\0\0\0\0\7"), [])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_a_code_is_written_alike_the_first_time_and_later(text: str) -> None:
    codes = Codes(b"\2")
    data = text.encode()

    assert codes[text] == codes[text] == b"\2" + varint(len(data)) + data


def test_only_short_codes_are_kept_and_not_without_end() -> None:
    codes = Codes(b"")

    assert codes["x" * 1000] and not codes
    assert all(codes[str(number)] for number in range(10_000))
    assert len(codes) < 10_000

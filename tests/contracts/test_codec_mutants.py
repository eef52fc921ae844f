"""Damaged messages: what the compiled decoder still accepts is a message, and has no other encoding."""

from __future__ import annotations

import random
from typing import Any

import pytest
from avro_samples import EVERYTHING, Reference
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from casefile_contracts.codec import compile_decoder, compile_encoder
from casefile_contracts.codec.wire import REASONS
from casefile_contracts.errors import UnreadableError
from casefile_contracts.release import load_release
from casefile_contracts.testing.values import raw_values

SCHEMAS = {"Everything": EVERYTHING} | {
    name: load_release().messages[name].schema for name in ("ActionPlanIssued", "LedgerRecord", "WitnessVictimUpserted")
}
MUTANTS = 15_000
HINTS = bytes([0, 1, 2, 3, 4, 127, 128, 129, 254, 255])


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_no_mutant_is_read_in_another_way_than_by_the_reference(name: str) -> None:
    schema = SCHEMAS[name]
    reference, encode, decode = Reference(schema), compile_encoder(schema), compile_decoder(schema)
    chance = random.Random(name)
    bodies = [encode(raw) for raw in _examples(schema)]

    accepted = 0
    for _ in range(MUTANTS):
        mutant = _mutate(chance.choice(bodies), chance)
        try:
            raw = decode(mutant)
        except UnreadableError as error:
            assert error.reason in REASONS
            continue
        accepted += 1
        assert encode(raw) == mutant
        assert reference.decode(mutant) == raw

    assert accepted > MUTANTS // 100, "hardly any mutant got as far as a comparison"


@given(st.binary(max_size=60))
@settings(max_examples=2_000, deadline=None)
def test_no_bytes_at_all_raise_anything_else(data: bytes) -> None:
    decode, encode = compile_decoder(EVERYTHING), compile_encoder(EVERYTHING)
    try:
        raw = decode(data)
    except UnreadableError:
        return
    assert encode(raw) == data


def _examples(schema: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    @seed(20260302)
    @settings(
        max_examples=25, database=None, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(raw_values(schema))
    def collect(raw: dict[str, Any]) -> None:
        found.append(raw)

    collect()
    return found


def _mutate(body: bytes, chance: random.Random) -> bytes:
    data = bytearray(body)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        _change(data, chance)
    return bytes(data)


def _change(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    to = min(len(data), at + chance.randrange(1, 6))
    match chance.randrange(7):
        case 0 if at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        case 1 if at < len(data):
            data[at] = chance.choice(HINTS)
        case 2:
            data.insert(at, chance.choice(HINTS))
        case 3:
            del data[at:to]
        case 4:
            data[at:at] = data[at:to]
        case 5:
            del data[at:]
        case _:
            data[at:to] = chance.randbytes(to - at)

"""How the records of one poll become transactions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.kafka.record import Record
from casefile_gateway.batches import cut, first_places, next_places


def records(sizes: list[int]) -> list[Record]:
    return [Record(f"t{offset % 2}", offset % 3, offset, None, bytes(size), [], 0) for offset, size in enumerate(sizes)]


@given(st.lists(st.integers(0, 60)), st.integers(1, 7), st.integers(1, 100))
def test_batches_are_all_records_in_their_order_within_the_limits(sizes: list[int], most: int, most_bytes: int) -> None:
    given_records = records(sizes)

    batches = list(cut(given_records, most, most_bytes))

    assert [record for batch in batches for record in batch] == given_records
    assert all(1 <= len(batch) <= most for batch in batches)
    assert all(sum(len(record.value or b"") for record in batch[:-1]) < most_bytes for batch in batches)


@given(st.lists(st.integers(0, 3), min_size=1))
def test_places_are_those_of_the_first_and_behind_the_last_record_of_each_partition(sizes: list[int]) -> None:
    given_records = records(sizes)
    of_place: dict[tuple[str, int], list[int]] = {}
    for record in given_records:
        of_place.setdefault((record.topic, record.partition), []).append(record.offset)

    assert first_places(given_records) == {place: min(offsets) for place, offsets in of_place.items()}
    assert next_places(given_records) == {place: max(offsets) + 1 for place, offsets in of_place.items()}

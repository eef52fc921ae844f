"""Confirmed writing from an event loop."""

from __future__ import annotations

import asyncio

import pytest
from http_door import FakeWriter

from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka.producing import RefusedRecordError
from casefile_contracts.kafka.record import Record
from casefile_gateway.http.confirming import BusyError, Confirming

RECORD = Record("casefile.police-99.outbox", 0, 0, b"99ZZ0000126", b"value", [], 1)


class SilentWriter(FakeWriter):
    """Confirms nothing before it is closed."""

    def poll(self, timeout: float) -> None:
        pass

    def close(self) -> None:
        super().poll(0)


def test_many_requests_are_confirmed_side_by_side() -> None:
    async def run() -> int:
        confirming = Confirming(FakeWriter)
        confirming.start()
        fates = await asyncio.gather(*(confirming.write(RECORD) for _ in range(200)))
        await asyncio.to_thread(confirming.stop)
        return sum(fate.error is None for fate in fates)

    assert asyncio.run(run()) == 200


@pytest.mark.parametrize(
    ("code", "error"), [("_MSG_TIMED_OUT", KafkaUnavailableError), ("MSG_SIZE_TOO_LARGE", RefusedRecordError)]
)
def test_what_was_not_written_is_an_error_of_its_kind(code: str, error: type[Exception]) -> None:
    async def run() -> None:
        confirming = Confirming(lambda: FakeWriter(error=code))
        confirming.start()
        try:
            await confirming.write(RECORD)
        finally:
            await asyncio.to_thread(confirming.stop)

    with pytest.raises(error):
        asyncio.run(run())


def test_stopping_waits_for_what_is_under_way() -> None:
    async def run() -> str | None:
        confirming = Confirming(SilentWriter)
        confirming.start()
        writing = asyncio.create_task(confirming.write(RECORD))
        await asyncio.sleep(0.01)
        await asyncio.to_thread(confirming.stop)
        return (await writing).error

    assert asyncio.run(run()) is None


def test_more_than_is_let_under_way_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casefile_gateway.http.confirming.MOST_UNDER_WAY", 2)

    async def run() -> None:
        confirming = Confirming(SilentWriter)
        confirming.start()
        writing = [asyncio.create_task(confirming.write(RECORD)) for _ in range(2)]
        await asyncio.sleep(0.01)
        with pytest.raises(BusyError):
            await confirming.write(RECORD)
        await asyncio.to_thread(confirming.stop)
        await asyncio.gather(*writing)

    asyncio.run(run())

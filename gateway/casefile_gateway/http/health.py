"""Whether the door lives and is ready, and what it counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import orjson
from fastapi import APIRouter
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Check = Callable[[], bool]

REMEMBERED_SECONDS = 2.0


class Remembered:
    """A check whose answer holds for a moment, so that a flood of questions is not a flood of work."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._answer = False
        self._asked = float("-inf")

    def __call__(self) -> bool:
        """The answer, no older than `REMEMBERED_SECONDS`."""
        if time.monotonic() - self._asked > REMEMBERED_SECONDS:
            self._answer = self._check()
            self._asked = time.monotonic()
        return self._answer


def routes(alive: Mapping[str, Check], ready: Mapping[str, Check]) -> APIRouter:
    """The routes of this page; an answer names the checks that failed, and nothing else."""
    router = APIRouter(tags=["operations"])

    @router.get("/health/live")
    async def live() -> Response:
        """Whether restarting would help; never looks at Kafka."""
        return _health(_failed(alive))

    @router.get("/health/ready")
    async def readiness() -> Response:
        """Whether messages can be submitted and followed now."""
        return _health(await run_in_threadpool(_failed, {**alive, **ready}))

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        """Prometheus metrics, as OpenMetrics where that is asked for."""
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(REGISTRY), headers={"Content-Type": media_type})

    return router


def _failed(checks: Mapping[str, Check]) -> list[str]:
    return [name for name, check in checks.items() if not check()]


def _health(failed: list[str]) -> Response:
    told = orjson.dumps({"status": "failing" if failed else "passing", "failed": failed})
    headers = {"Retry-After": "5"} if failed else None
    return Response(told, 503 if failed else 200, headers, "application/json")

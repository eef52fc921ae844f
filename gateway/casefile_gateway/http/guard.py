"""The outermost layer: only requests meant for this machine come in, and nothing unforeseen gets out."""

from __future__ import annotations

import time

import structlog
from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casefile_contracts.telemetry import place_of_error
from casefile_gateway.http.problems import ProblemError

log = structlog.get_logger(__name__)

REQUESTS = Counter("casefile_http_requests_total", "Requests answered.", ["route", "method", "status"])
SECONDS = Histogram("casefile_http_request_seconds", "From the request to the end of its answer.", ["route"])

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})


class Guard:
    """Wraps the application.

    - A `Host` that is not this machine is refused: a page in a browser could otherwise reach the door through a name
      of its own that resolves to loopback.
    - An exception that nobody foresaw is answered with a bare problem and logged by its class alone: its words may
      quote a case.
    - Requests are counted by route template, method and class of status.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        began = time.perf_counter()
        try:
            await self._respond(scope, receive, answer)
        finally:
            _count(scope, answer.status, time.perf_counter() - began)

    async def _respond(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        if not _is_for_this_machine(scope):
            stranger = ProblemError(421, "host", "The door answers to names of this machine only.")
            await stranger.response()(scope, receive, answer)
            return
        try:
            await self._app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 -- the last one who can keep its words from the log
            log.warning("http_request_failed", **place_of_error(log, "warning", {"exc_info": error}))


class _Answer:
    """Passes an answer on and remembers its status; 0 while none has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)


def _is_for_this_machine(scope: Scope) -> bool:
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    return len(hosts) == 1 and _name(hosts[0].decode("latin-1")) in LOOPBACK_NAMES


def _name(host: str) -> str:
    name = host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return name.lower()


def _count(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "other")
    method = scope["method"] if scope["method"] in METHODS else "other"
    REQUESTS.labels(route=route, method=method, status=f"{status // 100}xx").inc()
    SECONDS.labels(route=route).observe(seconds)

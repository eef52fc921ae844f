"""The door as an ASGI application, put together from its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from casefile_contracts.participants import Participants
from casefile_gateway.errors import ViewError
from casefile_gateway.http import health, messages, registry_routes
from casefile_gateway.http.confirming import Confirming
from casefile_gateway.http.guard import Guard
from casefile_gateway.http.problems import ProblemError, unavailable
from casefile_gateway.http.registry import Registry, RegistryError
from casefile_gateway.http.status import Statuses
from casefile_gateway.http.submission import Reception

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build(
    *,
    reception: Reception,
    writer: Confirming,
    statuses: Statuses,
    participants: Participants,
    registry: Registry,
    cluster: Callable[[], str],
    alive: Mapping[str, health.Check],
    ready: Mapping[str, health.Check],
    lifespan: Lifespan | None = None,
) -> ASGIApp:
    """The whole application, guarded."""
    app = FastAPI(
        title="casefile gateway",
        description="Submit, check and follow messages between police forces and the CPS.",
        docs_url=None,  # the pages would load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.include_router(messages.routes(reception, writer, statuses, participants))
    app.include_router(health.routes(alive, ready))
    app.include_router(registry_routes.routes(registry, cluster))
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RegistryError, _registry_refusal)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ViewError, _without_view)
    app.add_exception_handler(Exception, _unforeseen)
    return Guard(app)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    if request.url.path.startswith(registry_routes.PREFIXES):
        return registry_routes.refusal(RegistryError(error.status, error.status, error.detail))
    return error.response()


async def _registry_refusal(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RegistryError)
    return registry_routes.refusal(error)


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    problem = ProblemError(status, status.name.lower(), f"{status.phrase}.", headers=dict(error.headers or {}))
    return await _problem(request, problem)


async def _invalid(request: Request, _error: Exception) -> Response:
    return await _problem(request, ProblemError(400, "bad_request", "The request is not of the expected form."))


async def _without_view(request: Request, error: Exception) -> Response:
    assert isinstance(error, ViewError)
    return await _problem(request, unavailable(error.code, "What became of messages cannot be told at present.", 5))


async def _unforeseen(request: Request, _error: Exception) -> Response:
    return await _problem(request, ProblemError(500, "internal", "The door failed; the fault is ours and was noted."))

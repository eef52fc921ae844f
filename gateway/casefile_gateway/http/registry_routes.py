"""The Schema Registry read API, so that stock clients, kcat, Connect and the like read every topic unchanged."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version as installed
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from casefile_contracts.codec.jsonform import loads
from casefile_contracts.errors import UnreadableError
from casefile_gateway.http import body
from casefile_gateway.http.registry import COMPATIBILITY, CONTEXT, MODE, Registry, RegistryError, refuse_change

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
PREFIXES = ("/subjects", "/schemas", "/config", "/mode", "/contexts", "/compatibility", "/associations", "/v1/")

_WRITES = ("/subjects", "/config", "/mode", "/compatibility", "/associations")


def answer(content: Any, status: int = 200) -> Response:
    """A body as a registry writes it."""
    written = content if isinstance(content, bytes) else orjson.dumps(content)
    return Response(written, status, media_type=MEDIA_TYPE)


def refusal(error: RegistryError) -> Response:
    """An error as a registry writes it."""
    return answer({"error_code": error.error_code, "message": error.message}, error.status)


def routes(registry: Registry, cluster: Callable[[], str]) -> APIRouter:
    """All routes; `cluster` tells the id of the Kafka cluster that the schemas are used on."""
    router = APIRouter(include_in_schema=False)
    _subjects(router, registry)
    _schemas(router, registry)
    _settings(router, registry)
    _about(router, cluster)
    for prefix in _WRITES:
        router.add_api_route(prefix, _refused, methods=["POST", "PUT", "DELETE"])
        router.add_api_route(prefix + "/{rest:path}", _refused, methods=["POST", "PUT", "DELETE"])
    return router


def _subjects(router: APIRouter, registry: Registry) -> None:
    @router.get("/subjects")
    async def subjects(request: Request) -> Response:
        return answer(registry.subjects(request.query_params.get("subjectPrefix", "")))

    @router.post("/subjects/{subject}")
    async def look_up(request: Request, subject: str) -> Response:
        return answer(registry.look_up(subject, await _posted(request)))

    @router.get("/subjects/{subject}/versions")
    async def versions(subject: str) -> Response:
        return answer(registry.versions(subject))

    @router.get("/subjects/{subject}/versions/{version}")
    async def version(subject: str, version: str) -> Response:
        return answer(registry.version(subject, version))

    @router.get("/subjects/{subject}/versions/{version}/schema")
    async def version_schema(subject: str, version: str) -> Response:
        return answer(registry.version_schema(subject, version))

    @router.get("/subjects/{subject}/versions/{version}/referencedby")
    async def referenced_by(subject: str, version: str) -> Response:
        registry.version(subject, version)
        return answer([])  # released schemas are self-contained


def _schemas(router: APIRouter, registry: Registry) -> None:
    @router.get("/schemas")
    async def schemas() -> Response:
        return answer(registry.all())

    @router.get("/schemas/types")
    async def types() -> Response:
        return answer(["AVRO"])

    @router.get("/schemas/ids/{schema_id}")
    async def by_id(schema_id: str) -> Response:
        return answer(registry.by_id(schema_id))

    @router.get("/schemas/ids/{schema_id}/schema")
    async def schema(schema_id: str) -> Response:
        return answer(registry.schema(schema_id))

    @router.get("/schemas/ids/{schema_id}/subjects")
    async def subjects_of(schema_id: str) -> Response:
        return answer(registry.subjects_of(schema_id))

    @router.get("/schemas/ids/{schema_id}/versions")
    async def versions_of(schema_id: str) -> Response:
        return answer(registry.versions_of(schema_id))

    @router.get("/schemas/guids/{guid}")
    async def by_guid(guid: str) -> Response:
        raise RegistryError(404, 40403, "Schema not found")  # no guid is ever handed out


def _settings(router: APIRouter, registry: Registry) -> None:
    @router.get("/config")
    async def config() -> Response:
        return answer({"compatibilityLevel": COMPATIBILITY})

    @router.get("/config/{subject}")
    async def subject_config(request: Request, subject: str) -> Response:
        registry.check_subject(subject)
        if request.query_params.get("defaultToGlobal") == "true":
            return answer({"compatibilityLevel": COMPATIBILITY})
        raise RegistryError(404, 40408, "Subject has no compatibility of its own")

    @router.get("/mode")
    async def mode() -> Response:
        return answer({"mode": MODE})

    @router.get("/mode/{subject}")
    async def subject_mode(request: Request, subject: str) -> Response:
        registry.check_subject(subject)
        if request.query_params.get("defaultToGlobal") == "true":
            return answer({"mode": MODE})
        raise RegistryError(404, 40409, "Subject has no mode of its own")


def _about(router: APIRouter, cluster: Callable[[], str]) -> None:
    @router.get("/contexts")
    async def contexts() -> Response:
        return answer([CONTEXT])

    @router.get("/v1/metadata/id")
    async def metadata_id() -> Response:
        clusters = {"kafka-cluster": cluster(), "schema-registry-cluster": "casefile"}
        return answer({"id": "", "scope": {"path": [], "clusters": clusters}})

    @router.get("/v1/metadata/version")
    async def metadata_version() -> Response:
        return answer({"version": installed("casefile-exchange"), "commitId": ""})

    @router.get("/associations/{rest:path}")
    async def associations(rest: str) -> Response:
        raise RegistryError(404, 40410, "There are no associations here")


async def _posted(request: Request) -> Any:
    content = await body.read(request)
    try:
        return loads(content)
    except UnreadableError as error:
        raise RegistryError(400, 400, "The body is not JSON") from error


async def _refused() -> Response:
    raise refuse_change()

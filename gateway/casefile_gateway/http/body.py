"""Reading the body of a request: of a known kind, no larger than a message may be, and in time."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from casefile_contracts.contract import MAX_BYTES
from casefile_gateway.http.problems import ProblemError

JSON = "application/json"
AVRO = "application/vnd.confluent.avro"
SECONDS = 30.0

_CLOSE = {"Connection": "close"}


def kind_of(request: Request) -> str:
    """`JSON` or `AVRO`.

    Raises:
        ProblemError: 415, the body is of another kind or encoded.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise ProblemError(415, "content_encoding", "Send the body as it is, without a content encoding.")
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind, parameters = kind.strip().lower(), parameters.replace(" ", "").lower()
    if kind == AVRO or (kind == JSON and parameters in ("", "charset=utf-8", 'charset="utf-8"')):
        return kind
    raise ProblemError(
        415, "content_type", f"Send {JSON} in UTF-8, or {AVRO}.", headers={"Accept-Post": f"{JSON}, {AVRO}"}
    )


async def read(request: Request, limit: int = MAX_BYTES) -> bytes:
    """The whole body; it is never held in memory beyond `limit` bytes.

    Raises:
        ProblemError: 413 too large, 408 not sent within half a minute, 400 broken off.
    """
    _refuse_declared(request.headers.get("content-length"), limit)
    try:
        async with asyncio.timeout(SECONDS):
            return await _collect(request, limit)
    except TimeoutError as error:
        raise ProblemError(408, "too_slow", "The body did not arrive in time.", headers=_CLOSE) from error
    except ClientDisconnect as error:
        raise ProblemError(400, "broken_off", "The body was broken off.", headers=_CLOSE) from error


def _refuse_declared(length: str | None, limit: int) -> None:
    if length is None:
        return
    if not (length.isascii() and length.isdigit()):
        raise ProblemError(400, "content_length", "The length of the body is not a number.", headers=_CLOSE)
    if len(length) > len(str(limit)) or int(length) > limit:
        raise _too_large(limit)


async def _collect(request: Request, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_large(limit: int) -> ProblemError:
    # The rest of the body is not waited for, so the connection cannot be used again.
    return ProblemError(413, "too_large", f"A message has at most {limit} bytes.", headers=_CLOSE)

"""Submit, check and follow messages."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.findings import Finding
from casefile_contracts.kafka.producing import RefusedRecordError
from casefile_contracts.kafka.record import Record
from casefile_contracts.now import utc_millis
from casefile_contracts.participants import Participants
from casefile_gateway.errors import ViewError
from casefile_gateway.http import body
from casefile_gateway.http.confirming import BusyError, Confirming
from casefile_gateway.http.problems import ProblemError, finding_json, unavailable
from casefile_gateway.http.status import Statuses
from casefile_gateway.http.submission import Reception, Submission
from casefile_gateway.reference import UUID

RETRY_SECONDS = 5

_SUBMISSION = {
    "requestBody": {
        "required": True,
        "content": {
            body.JSON: {"schema": {"type": "object", "description": "A message in JSON form."}},
            body.AVRO: {"schema": {"type": "string", "format": "binary", "description": "A framed Avro message."}},
        },
    }
}


def routes(reception: Reception, writer: Confirming, statuses: Statuses, participants: Participants) -> APIRouter:
    """The routes of this page."""
    router = APIRouter(tags=["messages"])

    @router.post("/messages", status_code=202, openapi_extra=_SUBMISSION)
    async def submit(request: Request) -> Response:
        """Check a message and write it to its sender's outbox; repeat it with the same id and bytes when in doubt."""
        submission = await _submitted(request, reception)
        if submission.record is None or not submission.acceptable:
            raise ProblemError(422, "contract_broken", "The message breaks the contract.", findings=submission.findings)
        await _write(writer, submission.record)
        return await run_in_threadpool(_received, submission, submission.record, statuses)

    @router.post("/check", openapi_extra=_SUBMISSION)
    async def check(request: Request) -> Response:
        """Everything that the exchange would say of a message without knowing its case; nothing is sent."""
        submission = await _submitted(request, reception)
        return _json({"acceptable": submission.acceptable, "findings": _told(submission.findings)})

    @router.get("/messages/{message_id}")
    async def status(message_id: str, sender: str = "") -> Response:
        """What became of a message of `sender`, an organisation of the exchange."""
        if UUID(message_id) is None or participants.get(sender) is None:
            raise _unknown()
        found = await run_in_threadpool(statuses.status, sender, message_id)
        if found is None:
            raise _unknown()
        return _json(found)

    return router


async def _submitted(request: Request, reception: Reception) -> Submission:
    kind = body.kind_of(request)
    return reception.receive(kind, await body.read(request), utc_millis())


async def _write(writer: Confirming, record: Record) -> None:
    try:
        await writer.write(record)
    except BusyError as error:
        raise unavailable(error.code, "Too many messages are under way.", 1) from error
    except KafkaUnavailableError as error:
        detail = "Kafka did not confirm the message; send it again with the same id and the same bytes."
        raise unavailable(error.code, detail, RETRY_SECONDS) from error
    except RefusedRecordError as error:
        raise ProblemError(413, "too_large", "Kafka does not take a message of this size.") from error


def _received(submission: Submission, record: Record, statuses: Statuses) -> Response:
    envelope = submission.message.envelope if submission.message else {}
    sender, message_id = envelope["sender"]["organisation"], envelope["message_id"]
    sha256 = hashlib.sha256(record.value or b"").hexdigest()
    with suppress(ViewError):  # it is written; the ledger will tell of it
        statuses.note_received(sender, message_id, {"urn": envelope["urn"], "sha256": sha256})
    told = {"message_id": message_id, "outcome": "RECEIVED", "sha256": sha256, "findings": _told(submission.findings)}
    location = f"/messages/{quote(message_id)}?sender={quote(sender)}"
    return _json(told, 202, {"Location": location, "Retry-After": "1"})


def _told(findings: list[Finding]) -> list[dict[str, Any]]:
    return [finding_json(finding) for finding in findings]


def _unknown() -> ProblemError:
    return ProblemError(404, "unknown_message", "No message of this id is known of this sender.")


def _json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(content), status, headers, "application/json")

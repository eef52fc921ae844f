"""What the door answers when it cannot do what was asked: problem details (RFC 9457), never a word of the input."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import orjson
from starlette.responses import Response

from casefile_contracts.findings import Finding

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Ends a request with a problem; `code` names it for programs, `detail` is a fixed sentence for people."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        findings: Iterable[Finding] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.findings = list(findings)
        self.headers = headers or {}

    def response(self) -> Response:
        """The answer as problem details."""
        body = {
            "type": f"urn:casefile:problem:{self.code}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        if self.findings:
            body["errors"] = [finding_json(finding) for finding in self.findings]
        return Response(orjson.dumps(body), self.status, self.headers, MEDIA_TYPE)


def finding_json(finding: Finding) -> dict[str, Any]:
    """A finding as the door shows it; `pointer` is an RFC 6901 pointer into the JSON form."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "pointer": finding.pointer,
        "text": finding.text,
        "fix": finding.fix,
    }


def unavailable(code: str, detail: str, retry_after: int) -> ProblemError:
    """503: the same request may succeed after so many seconds."""
    return ProblemError(503, code, detail, headers={"Retry-After": str(retry_after)})

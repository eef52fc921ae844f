"""What the desk remembers between messages, in the same database and transactions as its inbox."""

from __future__ import annotations

from typing import Any

import orjson

from casefile_consumers.desk.policy import Request

TABLE = """
CREATE TABLE IF NOT EXISTS desk_requests (
    correlation_id TEXT NOT NULL PRIMARY KEY, urn TEXT NOT NULL, cps_unit TEXT NOT NULL, proposed TEXT NOT NULL)
"""


class Memory:
    """The requests that the desk has seen; `connection` is a SQLite connection inside a transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        connection.execute(TABLE)

    def request(self, correlation_id: str) -> Request | None:
        """The latest request of a consultation."""
        found = self._connection.execute(
            "SELECT cps_unit, proposed FROM desk_requests WHERE correlation_id = ?", (correlation_id,)
        ).fetchone()
        return Request(found[0], orjson.loads(found[1])) if found else None

    def remember(self, correlation_id: str, urn: str, request: Request) -> None:
        """Keep a request; one that comes again replaces the former."""
        self._connection.execute(
            "INSERT INTO desk_requests (correlation_id, urn, cps_unit, proposed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (correlation_id) DO UPDATE SET cps_unit = excluded.cps_unit, proposed = excluded.proposed",
            (correlation_id, urn, request.cps_unit, orjson.dumps(dict(request.proposed)).decode()),
        )

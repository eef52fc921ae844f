"""Events: one JSON line each, on stderr.

Case files name victims, so an event carries only fields that are known to be harmless; the rest is taken out and
counted. Rooms write their own events; a program calls `configure_logging` once.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from functools import partial
from pathlib import PurePath
from types import TracebackType
from typing import Any

import orjson
import structlog
from prometheus_client import Counter
from structlog.typing import EventDict

LOG_FIELDS_DROPPED = Counter(
    "casefile_log_fields_dropped_total", "Fields that were taken out of a log event because they may not be in one."
)

SAFE_FIELDS = frozenset(
    {
        # of every event
        *("event", "level", "timestamp", "program", "program_name", "logger", "place"),
        # which message, never what is in it
        *("message_id", "message_type", "reason"),
        # where in Kafka
        *("topic", "partition", "partitions", "offset", "group", "slot", "client", "client_text", "facility", "step"),
        # how it went
        *("code", "exit_code", "error", "error_at", "cause", "state"),
        *("count", "seconds", "delay_seconds", "port", "host", "pid", "version", "contract", "lists"),
    }
)
LONGEST_TEXT = 500
_EVENT = re.compile(r"^[a-z][a-z0-9_]*$")
_FRAMES = 8


def configure_logging(program: str, level: int = logging.INFO) -> None:
    """Write every event of this process as one JSON line on stderr, time in UTC.

    Libraries that log on their own are heard too, from warnings on: that they spoke and where, not what they said,
    because nobody knows what they put in.

    Args:
        program: Name of the program, in every event.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            partial(_name_program, program),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            place_of_error,
            keep_safe_fields,
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
    )
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)


def place_of_error(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Turn an exception into its type and the places it came through; its text might quote a case file."""
    raised = _exception(event.pop("exc_info", None))
    if raised is not None:
        event["error"] = type(raised).__name__
        event["error_at"] = _places(raised.__traceback__)
    return event


def keep_safe_fields(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Drop, and count, what is not known to be harmless: unknown fields, long texts, nested values, events in prose."""
    kept = {name: value for name, value in event.items() if name in SAFE_FIELDS and _is_harmless(value)}
    if not _EVENT.fullmatch(str(event.get("event"))):
        kept.pop("event", None)
    dropped = len(event) - len(kept)
    if dropped:
        LOG_FIELDS_DROPPED.inc(dropped)
    return {"event": "event_withheld", **kept}


class _Libraries(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        place = f"{PurePath(record.pathname).name}:{record.lineno}"
        log = structlog.get_logger()
        log.log(level, "library_reported", logger=record.name, place=place, exc_info=record.exc_info)


def _name_program(program: str, _logger: object, _method: str, event: EventDict) -> EventDict:
    # Not a context variable: other threads would not see it.
    event["program"] = program
    return event


def _exception(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    found = sys.exc_info() if given is True else given
    return found[1] if found else None


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


def _is_harmless(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    if isinstance(value, list | tuple):
        return len(value) <= LONGEST_TEXT and all(isinstance(one, str) and _is_harmless(one) for one in value)
    return value is None or isinstance(value, bool | int | float)

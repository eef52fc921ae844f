"""Telemetry tells what happened, and never anything out of a case file."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from casefile_contracts.errors import SettingsError
from casefile_contracts.telemetry import SAFE_FIELDS, configure_logging, keep_safe_fields, serve_metrics

ROOT = Path(__file__).parents[2]
ROOMS = ["contracts", "producers", "consumers", "gateway"]
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
VICTIM = "Alice Victim"

log = structlog.get_logger("test")


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stderr = io.TextIOWrapper(io.BytesIO(), "utf-8")
    monkeypatch.setattr(sys, "stderr", stderr)
    configure_logging("gateway")
    yield lambda: [json.loads(line) for line in stderr.buffer.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def dropped() -> float:
    return REGISTRY.get_sample_value("casefile_log_fields_dropped_total") or 0


def test_an_event_is_one_json_line_with_program_level_and_time_in_utc(
    events: Callable[[], list[dict[str, Any]]],
) -> None:
    log.info("receipt_sent", topic="casefile.police-98.receipts", offset=7)

    [event] = events()
    assert datetime.now(UTC) - datetime.fromisoformat(event.pop("timestamp")) < timedelta(minutes=1)
    assert event == {
        "event": "receipt_sent",
        "program": "gateway",
        "level": "info",
        "topic": "casefile.police-98.receipts",
        "offset": 7,
    }


def test_an_event_of_another_thread_names_the_program_too(events: Callable[[], list[dict[str, Any]]]) -> None:
    thread = Thread(target=lambda: log.info("watchdog_started"))
    thread.start()
    thread.join()

    assert [event["program"] for event in events()] == ["gateway"]


@pytest.mark.parametrize(
    "field",
    [
        {"surname": VICTIM},
        {"reason": {"victim": VICTIM}},
        {"lists": [VICTIM, {"victim": VICTIM}]},
        {"reason": VICTIM * 100},
        {"reason": VICTIM.encode()},
    ],
)
def test_what_is_not_known_to_be_harmless_is_dropped_and_counted(
    events: Callable[[], list[dict[str, Any]]], field: dict[str, Any]
) -> None:
    before = dropped()

    log.info("message_refused", code="E01", **field)

    [event] = events()
    assert event["code"] == "E01"
    assert VICTIM not in json.dumps(event)
    assert dropped() == before + 1


def test_an_event_that_is_prose_is_withheld(events: Callable[[], list[dict[str, Any]]]) -> None:
    log.info(f"could not read the statement of {VICTIM}", code="E01")

    [event] = events()
    assert (event["event"], event["code"]) == ("event_withheld", "E01")


def test_an_exception_is_told_by_type_and_place_and_never_by_its_text(
    events: Callable[[], list[dict[str, Any]]],
) -> None:
    try:
        int(VICTIM)
    except ValueError as error:
        log.exception("decision_failed")
        failure = error
    log.warning("decision_failed", exc_info=failure)

    first, second = events()
    assert first["error"] == second["error"] == "ValueError"
    [place] = first["error_at"]
    assert place.startswith("test_telemetry.py:")
    assert VICTIM not in json.dumps([first, second])


def test_a_library_that_logs_is_heard_but_not_quoted(events: Callable[[], list[dict[str, Any]]]) -> None:
    library = logging.getLogger("some.library")
    library.info("started")
    library.warning("bad row %s", VICTIM)
    library.log(35, "odd level")

    assert [(event["event"], event["logger"], event["level"]) for event in events()] == [
        ("library_reported", "some.library", "warning"),
        ("library_reported", "some.library", "warning"),
    ]
    assert VICTIM not in json.dumps(events())


@given(
    st.dictionaries(st.text(max_size=12) | st.sampled_from(sorted(SAFE_FIELDS)), st.none() | st.integers() | st.text())
)
def test_only_safe_fields_ever_pass(event: dict[str, Any]) -> None:
    kept = keep_safe_fields(None, "info", dict(event))

    assert kept.keys() <= SAFE_FIELDS
    assert isinstance(kept["event"], str)


def logged_fields() -> Iterator[tuple[str, int, str]]:
    """Every field that our code gives to a logger: file, line, name."""
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=attr), keywords=keywords):
                    if attr in LEVELS | {"bind"}:
                        yield from ((str(path), node.lineno, each.arg) for each in keywords if each.arg)


def test_every_field_that_our_code_logs_is_a_safe_one() -> None:
    fields = list(logged_fields())

    assert fields
    assert [field for field in fields if field[2] not in SAFE_FIELDS | {"exc_info"}] == []


def test_metrics_name_the_build_and_count_what_was_dropped() -> None:
    endpoint = serve_metrics(0, contract="0.1")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{endpoint.port}/metrics", timeout=5) as answer:
            text = answer.read().decode()
    finally:
        endpoint.close()

    assert 'casefile_build_info{contract="0.1"' in text
    assert "casefile_log_fields_dropped_total" in text


def test_a_metrics_port_that_is_taken_is_one_sentence_and_is_free_again_after_closing() -> None:
    first = serve_metrics(0, contract="0.1")
    with pytest.raises(SettingsError, match=rf"127.0.0.1:{first.port} \(Address already in use\); set another port"):
        serve_metrics(first.port, contract="0.1")
    first.close()

    serve_metrics(first.port, contract="0.1").close()

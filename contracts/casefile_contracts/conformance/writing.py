"""The files of a set of vectors: one a message type, what is refused, the lists, the functions."""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from casefile_contracts.codec.logical import date_text
from casefile_contracts.codec.wire import frame
from casefile_contracts.conformance.bench import Bench, Vector
from casefile_contracts.conformance.functions import function_table
from casefile_contracts.conformance.overlay import Fragment
from casefile_contracts.conformance.refusals import refusals
from casefile_contracts.conformance.vectors import vectors
from casefile_contracts.reference import ReferenceData
from casefile_contracts.reference.tables import ALWAYS, CodeList, Entry, read_list
from casefile_contracts.release import MessageType, Release
from casefile_schemas import ROOT

REPEATS = 3
"""How many messages are broken in the same way."""


def vector_files(
    release: Release, goldens: Mapping[str, Fragment], lists: Path | None = None, chances: int = 1
) -> dict[str, bytes]:
    """Every file of the vectors by name.

    Args:
        goldens: Golden messages in JSON form, by name of their file.
        lists: Folder of the operator's lists that the findings are made with, one CSV file each.
        chances: How many tampered messages there are for each golden one.

    Raises:
        SettingsError: The folder or a file in it cannot be used.
    """
    shipped = ReferenceData.from_release(release)
    reference = shipped.with_folder(lists) if lists else shipped
    bench = Bench(release, goldens, reference)
    found = vectors(bench, chances)
    files = {
        f"{name}.json": _lined(
            {"message_type": name, "schema_id": release.messages[name].schema_id},
            "vectors",
            (_entry(bench, release.messages[name], one) for one in found[name]),
        )
        for name in release.messages
    }
    return files | {
        "refused.json": _lined({}, "vectors", _refused(bench)),
        "lists.json": _pretty({path.stem: _codes(read_list(path)) for path in _csv(lists)}),
        "functions.json": _pretty(function_table()),
        "index.json": _pretty({"release": release.version, "message_types": sorted(release.messages)}),
    }


def golden_messages() -> dict[str, Fragment]:
    """The golden messages of the draft in JSON form, by name of their file."""
    return {path.stem: json.loads(path.read_bytes()) for path in sorted((ROOT / "draft" / "examples").glob("*.json"))}


def _entry(bench: Bench, message_type: MessageType, vector: Vector) -> dict[str, Any]:
    body = bench.body(message_type.name, vector.raw)
    return {
        "name": vector.name,
        "now": vector.now,
        **({} if vector.loaded else {"lists": False}),
        **({} if vector.case is None else {"case": vector.case}),
        "findings": [[one.rule, one.severity.value, one.pointer] for one in vector.findings],
        "bytes": base64.b64encode(frame(message_type.schema_id, body)).decode(),
        "json": bench.json(message_type.name, vector.raw),
    }


def _refused(bench: Bench) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for golden in sorted(bench.goldens, key=lambda one: len(bench.body(one.message_type, one.raw))):
        schema_id = bench.release.messages[golden.message_type].schema_id
        for one in refusals(bench.roots[golden.message_type], golden.raw, schema_id):
            seen[one.name] += 1
            if seen[one.name] <= REPEATS:
                yield {
                    "name": f"{one.name}: {golden.name}",
                    "reason": bench.reason(one.data),
                    "bytes": base64.b64encode(one.data).decode(),
                }


def _csv(folder: Path | None) -> list[Path]:
    return sorted(folder.glob("*.csv")) if folder else []


def _codes(codes: CodeList) -> dict[str, Sequence[Sequence[str | None]]]:
    return {code: [_days(entry) for entry in entries] for code, entries in sorted(codes.items())}


def _days(entry: Entry) -> list[str | None]:
    """First and last day; None where there is none."""
    first = None if entry.first == ALWAYS.first else str(date_text(entry.first))
    return [first, None if entry.last == ALWAYS.last else str(date_text(entry.last))]


def _lined(head: Mapping[str, Any], key: str, entries: Iterable[Any]) -> bytes:
    """A JSON object whose last value is a list with one entry a line, so that changes can be read."""
    lines = ",\n".join(_compact(one) for one in entries)
    return f"{_compact(head)[:-1]}{',' if head else ''}{_compact(key)}:[\n{lines}\n]}}\n".encode()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _pretty(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()

"""The search index: a script that sets one list, so that it loads from a file without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator

from casefile_contracts.documentation.fields import field_of
from casefile_contracts.documentation.places import Place, Places, relative
from casefile_contracts.rules.functions import FUNCTIONS

Entry = tuple[str, str, str, str]
"""Kind, name, what is said of it, address from the root."""


def search_index(places: Places, pages: dict[str, str]) -> bytes:
    """The script.

    Args:
        pages: Titles of the pages that are about no single thing, by name.
    """
    entries = [*_pages(pages), *_types(places), *_rules(places), *_functions(), *_tables(places), *_fields(places)]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return f"window.CONTRACT_INDEX = [\n{lines}\n];\n".encode()


def _pages(pages: dict[str, str]) -> Iterator[Entry]:
    yield from (("page", title, "", f"{page}.html") for page, title in pages.items())


def _types(places: Places) -> Iterator[Entry]:
    types = places.types
    for name, schema in types.schemas.items():
        kind = "message" if name in types.messages else schema["type"]
        symbols = f" {', '.join(schema['symbols'][1:])}" if kind == "enum" else ""
        yield kind, name, schema["doc"] + symbols, _address(places.type(name))


def _rules(places: Places) -> Iterator[Entry]:
    for id_, entry in places.rules.entries.items():
        yield "rule", id_, entry["text"], _found(places, "rule", id_)


def _functions() -> Iterator[Entry]:
    yield from (("function", name, function.says, f"functions.html#{name}") for name, function in FUNCTIONS.items())


def _tables(places: Places) -> Iterator[Entry]:
    for state in places.tables.get("lifecycle", {}).get("states", ()):
        yield "state", state["id"], state["meaning"], _found(places, "state", state["id"])
    for name, clock in places.tables.get("clocks", {}).items():
        yield "clock", name, clock["runs_from"], _found(places, "clock", name)
    for name, codes in places.tables.get("code_lists", {}).items():
        yield "code list", name, "", _found(places, "codes", name)
        yield from (
            ("code", code, f"{meaning} · {name}", _found(places, "codes", name)) for code, meaning in codes.items()
        )


def _fields(places: Places) -> Iterator[Entry]:
    for record, schema in places.types.records.items():
        for field in map(field_of, schema["fields"]):
            name = f"{record}.{field.name}"
            yield "field", name, field.doc, _found(places, "field", name)


def _found(places: Places, kind: str, name: str) -> str:
    place = places.find(kind, name)
    return _address(place) if place else ""


def _address(place: Place) -> str:
    return relative("index", place, ".html")

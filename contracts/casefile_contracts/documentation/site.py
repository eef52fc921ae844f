"""All files of the documentation, by name."""

from __future__ import annotations

import json
from functools import partial
from importlib.resources import files
from typing import Any

from casefile_contracts.documentation.asyncapi import asyncapi
from casefile_contracts.documentation.book import Book
from casefile_contracts.documentation.colouring import pretty
from casefile_contracts.documentation.json_schema import json_schema
from casefile_contracts.documentation.pages import pages
from casefile_contracts.documentation.rendering import Renderer
from casefile_contracts.documentation.search import search_index
from casefile_contracts.documentation.subject import Subject

ASSETS = ("style.css", "search.js")


def documentation(subject: Subject) -> dict[str, bytes]:
    """Everything there is to say of a release.

    Returns:
        Content by path, with `/` between folders: pages in HTML and Markdown, what they load, `asyncapi.yaml`, and
        folders `avro`, `json-schema` and `examples`.
    """
    book = Book.of(subject)
    found = list(pages(book))
    render = Renderer(book)
    titles = {page.name: page.title for page in found if page.is_general}
    return {
        **{f"{page.name}{suffix}": render(page, suffix) for page in found for suffix in (".html", ".md")},
        **{f"assets/{name}": (files(__package__) / "assets" / name).read_bytes() for name in ASSETS},
        "assets/index.js": search_index(book.places, titles),
        "asyncapi.yaml": asyncapi(subject, book.types),
        **_formats(book),
    }


def _formats(book: Book) -> dict[str, bytes]:
    subject, compact = book.subject, partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    messages = subject.release.messages.values()
    schemas = {one.name: json_schema(one, subject.release, book.types) for one in messages}
    return {
        **{f"avro/{one.name}.avsc": _line(compact(one.schema, sort_keys=True)) for one in messages},
        **{f"json-schema/{name}.json": _line(compact(schema)) for name, schema in schemas.items()},
        **{f"examples/{name}.json": _line(pretty(example)) for name, example in subject.examples.items()},
    }


def _line(text: Any) -> bytes:
    return f"{text}\n".encode()

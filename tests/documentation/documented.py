"""The documentation of the latest release, written once for all tests of this room."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from casefile_contracts.documentation import Subject, documentation, of_release
from casefile_contracts.documentation.types import Types

COMMITTED = Path(__file__).parents[2] / "docs" / "contract"

VOID = frozenset({"meta", "link", "br", "wbr", "input"})


@cache
def subject() -> Subject:
    return of_release()


@cache
def types() -> Types:
    return Types.of(subject().release)


@cache
def files() -> dict[str, bytes]:
    return documentation(subject())


@dataclass
class Page:
    """What tests ask of an HTML page."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    text: str = ""
    unclosed: list[str] = field(default_factory=list)


@cache
def pages() -> dict[str, Page]:
    return {name: _read(content.decode()) for name, content in files().items() if name.endswith(".html")}


def target(page: str, link: str) -> tuple[str, str]:
    """The file that a link on a page leads to, and the anchor in it."""
    path, _, anchor = link.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page, anchor


def text_of(prefix: str = "") -> str:
    """The words of all pages under a prefix."""
    return "\n".join(page.text for name, page in pages().items() if name.startswith(prefix))


def _read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.unclosed += reader.open
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self.open = Page(), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self._note(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.page.unclosed.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.page.text += data

    def _note(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in ("h1", "h2", "h3"):
            self.page.headings.append(int(tag[1]))
        self.page.ids += _given(attributes, "id")
        self.page.links += _given(attributes, "href") if tag == "a" else []
        self.page.loads += [*_given(attributes, "src"), *(_given(attributes, "href") if tag == "link" else [])]


def _given(attributes: dict[str, str | None], name: str) -> Iterator[str]:
    value = attributes.get(name)
    if value is not None:
        yield value

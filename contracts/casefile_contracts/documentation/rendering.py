"""Pages as HTML and as Markdown, from templates of the same names."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from casefile_contracts.documentation.book import Book
from casefile_contracts.documentation.clocks import limits_of
from casefile_contracts.documentation.colouring import coloured, pretty
from casefile_contracts.documentation.diagram import draw
from casefile_contracts.documentation.pages import Page, family_title
from casefile_contracts.documentation.places import Place, family_page, relative
from casefile_contracts.documentation.rulebook import decided_by, records_of, shown_examples

INITIALS = frozenset({"cps", "ctl", "dga", "nfa", "pace", "vrr"})
"""Parts of names that are spoken letter by letter."""

_MARKED = re.compile(r"([\\*_\[\]<>|])")
_WORD_ENDS = re.compile(r"(?<=_)|(?<=[a-z])(?=[A-Z])")
_BLANK_LINES = re.compile(r"\n{3,}")


class Renderer:
    """Renders pages about one release."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._environment = _environment()

    def __call__(self, page: Page, suffix: str) -> bytes:
        """The page as `.html` or `.md`."""
        text = self._environment.get_template(f"{page.template}{suffix}").render(self._context(page, suffix))
        return (_BLANK_LINES.sub("\n\n", text).strip() + "\n").encode()

    def _context(self, page: Page, suffix: str) -> dict[str, Any]:
        book = self._book
        url = partial(self._url, page.name, suffix)
        return {
            "book": book,
            "page": page,
            "root": "../" * page.name.count("/"),
            "to": lambda name: relative(page.name, (name, ""), suffix),
            "url": url,
            "draw": partial(draw, link=url),
            **page.data,
        }

    def _url(self, source: str, suffix: str, kind: str, name: str) -> str | None:
        place: Place | None = self._book.places.find(kind, name)
        return relative(source, place, suffix) if place else None


def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader(__package__ or ""),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    found.filters |= {
        "pretty": pretty,
        "coloured": coloured,
        "prose": _prose,
        "words": _words,
        "breakable": _breakable,
        "cell": _cell,
        "heading": _heading,
    }
    found.globals |= {
        "decided_by": decided_by,
        "limits_of": limits_of,
        "records_of": records_of,
        "shown_examples": shown_examples,
        "family_page": family_page,
        "family_title": family_title,
    }
    return found


def _prose(text: str) -> Markup:
    """A sentence as HTML; what stands between back-quotes is code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def _breakable(name: str) -> Markup:
    """A name that may be broken between its words."""
    return Markup("<wbr>").join(_WORD_ENDS.split(name))


def _words(name: str) -> str:
    """A name of the contract as words; initials are capital letters."""
    return " ".join(part.upper() if part in INITIALS else part for part in name.split("_"))


def _heading(words: str) -> str:
    """Words that begin with a capital letter."""
    return words[:1].upper() + words[1:]


def _cell(text: Any) -> str:
    """Text that Markdown takes for nothing but text, on one line."""
    return _MARKED.sub(r"\\\1", " ".join(str(text).split()))

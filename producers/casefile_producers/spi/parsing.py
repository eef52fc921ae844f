"""XML from outside, read without trusting it.

No document type, no entity, no network, no unbounded size or depth. A first pass builds nothing and refuses the
hostile; only then is a tree built. Errors name a reason, a line and a column: never what stands there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from lxml import etree

from casefile_producers.errors import UnreadableFileError

MAX_BYTES = 8 * 1024 * 1024  # three layers of escaping can make 1 MB of case out of this much file
MAX_DEPTH = 64

_CUT_OFF = {
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_FINISHED,
    etree.ErrorTypes.ERR_GT_REQUIRED,
    etree.ErrorTypes.ERR_LTSLASH_REQUIRED,
    etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED,
    etree.ErrorTypes.ERR_CDATA_NOT_FINISHED,
    etree.ErrorTypes.ERR_PI_NOT_FINISHED,
    etree.ErrorTypes.ERR_XMLDECL_NOT_FINISHED,
    etree.ErrorTypes.ERR_SPACE_REQUIRED,
    etree.ErrorTypes.ERR_DOCUMENT_END,
    etree.ErrorTypes.ERR_INVALID_CHAR,
}
_ENCODING = {
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
}
_DECLARED_WIDE = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"'](?:utf-?16|ucs-?[24]|utf-?32)", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """A parsed layer and how many comments were left out of it."""

    root: etree._Element
    comments: int


def parse(data: bytes, *, layer: str = "file", encoding: str | None = None) -> Document:
    """Parse one XML document.

    Args:
        layer: Names the document in errors.
        encoding: Of `data`, when known from outside; overrides what the document declares.

    Raises:
        UnreadableFileError: with the reason.
    """
    data = data.lstrip(b" \t\r\n")
    if not data:
        raise UnreadableFileError("empty", layer)
    if len(data) > MAX_BYTES:
        raise UnreadableFileError("too_large", layer)
    if encoding is None and _DECLARED_WIDE.match(data):
        raise UnreadableFileError("wrong_encoding", layer)
    guard = _Guard(layer)
    _feed(data, layer, _parser(encoding, guard))
    return Document(_feed(data, layer, _parser(encoding)), guard.comments)


def _feed(data: bytes, layer: str, parser: etree.XMLParser) -> etree._Element:
    ended = False
    try:
        parser.feed(data)
        ended = True
        return parser.close()
    except etree.XMLSyntaxError as error:
        line, column = error.position
        where = f"{layer}, line {line}, column {column}"
        raise UnreadableFileError(_reason(getattr(error, "code", None), ended=ended), where) from None


def _reason(code: int | None, *, ended: bool) -> str:
    if code in _ENCODING:
        return "wrong_encoding"
    if code == etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
        return "entity"
    return "truncated" if ended and code in _CUT_OFF else "malformed"


def _parser(encoding: str | None, target: _Guard | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        target=cast("Any", target),  # the guard has no use for some of the events that the stubs ask for
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        no_network=True,
        huge_tree=False,
        remove_comments=target is None,
        remove_pis=True,
    )


class _Guard:
    """Sees the events of a first pass; raises at what must not be there."""

    def __init__(self, layer: str) -> None:
        self._layer = layer
        self._depth = 0
        self.comments = 0

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise UnreadableFileError("doctype", self._layer)

    def start(self, tag: str, attributes: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableFileError("too_deep", self._layer)

    def end(self, tag: str) -> None:
        self._depth -= 1

    def data(self, text: str) -> None:
        """Text is of no interest here."""

    def comment(self, text: str) -> None:
        self.comments += 1

    def close(self) -> None:
        """Nothing was built."""

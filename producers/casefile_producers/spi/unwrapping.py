"""From a file to the NewCaseMessage in it, through whatever envelopes it came in.

A new case travels plain, in a RouteData, or in a RouteData inside a SOAP SubmitRequest; the inner document stands as
escaped text, as base64 or as elements, with or without its own XML declaration and with any namespace prefix. So
nothing is matched by prefix: only by local name within the families of namespaces below.
Source: CJSE MessageLayer.xsd and cjseOperations.xsd.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from casefile_producers.errors import UnreadableFileError
from casefile_producers.spi.parsing import Document, parse

FAMILIES = (
    "http://www.dca.gov.uk/xmlschemas/",
    "http://www.govtalk.gov.uk/",
    "http://schemas.cjse.gov.uk/",
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
)
CASE = "NewCaseMessage"
CARRIERS = ("DataStreamContent", "Message")  # the elements whose content is a document of its own
MAX_LAYERS = 6


@dataclass(frozen=True)
class Layer:
    """One document of the nest: its tree, and the element of it that holds the next one."""

    document: Document
    carrier: etree._Element | None = None

    @property
    def name(self) -> str:
        """Local name of its outermost element."""
        return local_name(self.document.root)


@dataclass(frozen=True)
class Unwrapped:
    """The case and the layers around it, outermost first; the last layer holds the case."""

    layers: tuple[Layer, ...]
    case: etree._Element

    def text(self, *names: str) -> str | None:
        """The first non-blank text of the innermost path of local names that any envelope has."""
        for layer in reversed(self.layers):
            for found in _elements(layer.document.root, names[-1]):
                if _path_ends(found, names) and found is not self.case and (found.text or "").strip():
                    return (found.text or "").strip()
        return None


def unwrap(data: bytes) -> Unwrapped:
    """Open every envelope of a file.

    Raises:
        UnreadableFileError: if any layer cannot be read, or there is not exactly one NewCaseMessage.
    """
    layers: list[Layer] = []
    document = parse(data)
    while len(layers) < MAX_LAYERS:
        cases = list(_elements(document.root, CASE))
        if cases:
            return Unwrapped((*layers, Layer(document)), _only(cases))
        carrier = _carrier(document.root)
        layers.append(Layer(document, carrier))
        document = _open(carrier)
    raise UnreadableFileError("too_many_layers")


def local_name(element: etree._Element) -> str:
    """Its name without namespace."""
    return etree.QName(element).localname


def is_ours(element: etree._Element) -> bool:
    """Whether it is of a namespace that the exchange knows, or of none."""
    namespace = etree.QName(element).namespace
    return namespace is None or namespace.startswith(FAMILIES)


def _elements(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (found for found in root.iter("{*}" + name) if is_ours(found))


def _path_ends(element: etree._Element, names: tuple[str, ...]) -> bool:
    above: etree._Element | None = element
    for name in reversed(names):
        if above is None or local_name(above) != name:
            return False
        above = above.getparent()
    return True


def _only(cases: list[etree._Element]) -> etree._Element:
    if len(cases) > 1:
        raise UnreadableFileError("several_cases")
    return cases[0]


def _carrier(root: etree._Element) -> etree._Element:
    for name in CARRIERS:
        found = list(_elements(root, name))
        if len(found) > 1:
            raise UnreadableFileError("several_cases", local_name(root))
        if found:
            return found[0]
    raise UnreadableFileError("another_message")


def _open(carrier: etree._Element) -> Document:
    layer = f"content of {local_name(carrier)}"
    text = str(carrier.xpath("string()")).strip().lstrip("\ufeff")
    if not text:
        raise UnreadableFileError("no_content", layer)
    if text.startswith("&"):  # escaped once more than its envelope accounts for
        text = _unescape(text, layer)
    if text.startswith("<"):
        return parse(text.encode(), layer=layer, encoding="utf-8")  # text is decoded: what it declares no longer holds
    return parse(_from_base64(text, layer), layer=layer)


def _unescape(text: str, layer: str) -> str:
    if "<" in text:
        raise UnreadableFileError("not_xml", layer)
    return (parse(f"<t>{text}</t>".encode(), layer=layer, encoding="utf-8").root.text or "").strip()


def _from_base64(text: str, layer: str) -> bytes:
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise UnreadableFileError("not_xml", layer) from None
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        raise UnreadableFileError("not_xml", layer)
    return data

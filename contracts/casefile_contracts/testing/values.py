"""Hypothesis strategies: any raw value that a schema allows.

@given(raw_values(release.messages["TriageAccepted"].schema))
def test_...(raw): ...
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from casefile_contracts.codec.shape import Array, Enum, Fixed, Map, Optional, Primitive, Record, Shape, shape_of

_CHARACTERS = st.characters(codec="utf-8")
_LIST_LIMIT = 2
_LONG = (1 << 63) - 1
_INT = (1 << 31) - 1


def raw_values(schema: Any, *, constrained: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """Raw forms of a message.

    Args:
        constrained: Whether pattern, lengths, bounds and numbers of items are kept and no enum is UNKNOWN; else only
            the types are. Codes are any text of the right length.
    """
    return _Values(constrained).record(shape_of(schema))


class _Values:
    def __init__(self, constrained: bool) -> None:
        self.constrained = constrained

    def record(self, shape: Record) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({each.name: self.of(each.shape, each.attributes) for each in shape.fields})

    def of(self, shape: Shape, attributes: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        match shape:
            case Record():
                return self.record(shape)
            case Optional(inner=inner):
                return st.none() | self.of(inner, attributes)
            case Array(items=items):
                least, most = self.size(attributes, "minItems", "maxItems")
                return st.lists(self.of(items, _own(items)), min_size=least, max_size=min(most, least + _LIST_LIMIT))
            case Map(values=values):
                return st.dictionaries(st.text(_CHARACTERS), self.of(values, _own(values)), max_size=_LIST_LIMIT)
            case Enum(symbols=symbols):
                return st.sampled_from([each for each in symbols if each != "UNKNOWN" or not self.constrained])
            case Fixed(size=size):
                return st.binary(min_size=size, max_size=size)
            case Primitive():
                return self.primitive(shape, attributes)

    def primitive(self, shape: Primitive, attributes: Mapping[str, Any]) -> st.SearchStrategy[Any]:
        if shape.kind == "boolean":
            return st.booleans()
        if shape.kind == "bytes":
            return st.binary(max_size=20)
        if shape.kind == "string":
            return self.text(attributes) if self.constrained else _any_text()
        limit = _INT if shape.kind == "int" else _LONG
        if not self.constrained:
            return st.integers(-limit - 1, limit)
        return st.integers(attributes.get("minimum", -limit - 1), attributes.get("maximum", limit))

    def text(self, attributes: Mapping[str, Any]) -> st.SearchStrategy[str]:
        least, most = self.size(attributes, "minLength", "maxLength")
        if "pattern" not in attributes:
            return st.text(_CHARACTERS, min_size=least, max_size=most)
        narrow = attributes["pattern"].replace("\U0010ffff", "\u017f")  # a class of a million takes hypothesis a second
        matching = st.from_regex(narrow, fullmatch=True)
        return matching.filter(lambda text: least <= len(text) <= most)

    def size(self, attributes: Mapping[str, Any], least: str, most: str) -> tuple[int, int]:
        return (attributes.get(least, 0), attributes.get(most, 100)) if self.constrained else (0, 100)


def _own(shape: Shape) -> Mapping[str, Any]:
    return shape.attributes if isinstance(shape, Primitive | Enum) else {}


def _any_text() -> st.SearchStrategy[str]:
    """Texts of every width of character, and such as need a length of two or three bytes."""
    short = st.text(_CHARACTERS, max_size=20)
    return short | st.builds(lambda text, times: text * times, short, st.sampled_from([4, 64, 700]))

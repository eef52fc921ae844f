"""The excerpt of a message that its case is held against: what is kept of it until the case is known.

A batch of whole messages would fill the memory. What the rules that read the case do not speak of is left out; a field
of a name that they do speak of stays wherever it stands, which is a little too much and simple.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casefile_contracts.codec.shape import Array, Optional, Record, Shape, records_in
from casefile_contracts.rules.syntax import Member, Name, walk

if TYPE_CHECKING:
    from casefile_contracts.rules.binding import Bound


def write_excerpt(name: str, root: Record, bound: Mapping[str, Sequence[Bound]]) -> str:
    """The source of a function of raw form: the part of it that the bound rules read, lists as long as they are."""
    parts = [part for rules in bound.values() for one in rules for part in walk(one.condition)]
    spoken = {part.field for part in parts if isinstance(part, Member)}
    spoken |= {part.name for part in parts if isinstance(part, Name)}  # `envelope` is one without its message
    judged = {record for record, rules in bound.items() if rules}
    return f"def {name}(message):\n    return {_Writer(spoken, judged).record(root, 'message', 1)}\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    spoken: set[str]
    """Names of fields."""
    judged: set[str]
    """Names of the records that rules are on."""

    def record(self, record: Record, local: str, depth: int) -> str:
        kept = [one for one in record.fields if one.name in self.spoken or self._leads_to_rules(one.shape)]
        values = [self._value(one.shape, f"{local}[{one.name!r}]", depth) for one in kept]
        pairs = (f"{one.name!r}: {value}" for one, value in zip(kept, values, strict=True))
        return f"{{{', '.join(pairs)}}}"

    def _value(self, shape: Shape, value: str, depth: int) -> str:
        """An expression; the value itself where nothing can be left out of it."""
        match shape:
            case Optional(inner=inner):
                cut = self._value(inner, value, depth)
                return value if cut == value else f"None if {value} is None else {cut}"
            case Array(items=items):
                item = f"item_{depth}"
                cut = self._value(items, item, depth + 1)
                return value if cut == item else f"[{cut} for {item} in {value}]"
            case Record():
                return self.record(shape, value, depth)
        return value

    def _leads_to_rules(self, shape: Shape) -> bool:
        match shape:
            case Optional(inner=inner) | Array(items=inner):
                return self._leads_to_rules(inner)
            case Record():
                return any(one.name in self.judged for one in records_in(shape))
        return False

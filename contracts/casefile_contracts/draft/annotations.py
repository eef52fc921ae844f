"""How a type of the contract is written as a Python annotation, its constraints and all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from casefile_contracts.draft.lint.places import kind

PLAIN = {"boolean": "bool", "int": "int", "long": "int", "string": "str"}
STRING_LIMITS = {"pattern": "pattern", "minLength": "min_length", "maxLength": "max_length"}
NUMBER_LIMITS = {"minimum": "ge", "maximum": "le"}
ITEM_LIMITS = {"minItems": "min_length", "maxItems": "max_length"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Slot = Mapping[str, Any]
"""What carries the constraints of a value: its field, or the type object of an item."""


def annotation(node: Any, slot: Slot) -> str:
    """The annotation of a value that is not null."""
    logical_type = node.get("logicalType") if isinstance(node, dict) else None
    match kind(node):
        case "array":
            return _constrained(f"tuple[{_item(node['items'])}, ...]", "Field", _limits(slot, ITEM_LIMITS))
        case "map":
            return _constrained(f"dict[str, {_item(node['values'])}]", "Field", _limits(slot, ITEM_LIMITS))
        case "int" if logical_type == "date":
            return _constrained("datetime.date", "Field", _limits(slot, NUMBER_LIMITS, _date))
        case "long" if logical_type == "timestamp-millis":
            return _constrained("Timestamp", "Field", _limits(slot, NUMBER_LIMITS, _timestamp))
        case "string":
            return _constrained("str", "StringConstraints", _limits(slot, STRING_LIMITS))
        case "bytes" if logical_type == "decimal":
            return f"Annotated[Decimal, Field(max_digits={node['precision']}, decimal_places={node['scale']})]"
        case "bytes":
            return "Base64Bytes"
        case "boolean" | "int" | "long" as primitive:
            return _constrained(PLAIN[primitive], "Field", _limits(slot, NUMBER_LIMITS))
        case "record" | "enum":
            return str(node["name"])
        case name:
            return name.rpartition(".")[2]


def _item(node: Any) -> str:
    return annotation(node, node if isinstance(node, dict) else {})


def _constrained(type_: str, constraint: str, limits: list[str]) -> str:
    return f"Annotated[{type_}, {constraint}({', '.join(limits)})]" if limits else type_


def _limits(slot: Slot, names: Mapping[str, str], literal: Callable[[Any], str] = ascii) -> list[str]:
    return [f"{python}={literal(slot[avro])}" for avro, python in names.items() if avro in slot]


def _date(days: int) -> str:
    day = EPOCH + timedelta(days=days)
    return f"datetime.date({day.year}, {day.month}, {day.day})"


def _timestamp(millis: int) -> str:
    moment = EPOCH + timedelta(milliseconds=millis)
    parts = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, moment.microsecond)
    return f"datetime.datetime({', '.join(map(str, parts))}, tzinfo=datetime.UTC)"

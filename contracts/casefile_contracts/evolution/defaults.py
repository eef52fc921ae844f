"""What a field is where it is left out, and whether that passes the field's own limits."""

from __future__ import annotations

from typing import Any

from casefile_contracts.evolution.avro import Field, Node, optional
from casefile_contracts.evolution.limits import CodeSets, Slot, takes
from casefile_contracts.rules.types import UNKNOWN


def effective(node: Node, default: Any) -> Any:
    """A default with the defaults of what it leaves out itself."""
    inner, _ = optional(node)
    if inner.kind == "record" and isinstance(default, dict):
        return {
            name: effective(each.type, default[name] if name in default else each.attributes.get("default"))
            for name, each in inner.fields.items()
        }
    if inner.kind == "array" and isinstance(default, list) and inner.inner is not None:
        return [effective(inner.inner, each) for each in default]
    return default


def refused(field: Field, codes: CodeSets) -> bool:
    """Whether a message that leaves the field out is refused because of what then stands there."""
    return _refused(field.type, field.attributes, effective(field.type, field.attributes["default"]), codes)


def _refused(node: Node, slot: Slot, value: Any, codes: CodeSets) -> bool:
    inner, _ = optional(node)
    if value is None:
        return False
    match inner.kind:
        case "enum":
            return bool(value == UNKNOWN)
        case "record":
            return any(
                _refused(each.type, each.attributes, value.get(name), codes) for name, each in inner.fields.items()
            )
        case "array" if inner.inner is not None:
            items = inner.inner
            return not takes(inner, slot, codes, value) or any(
                _refused(items, items.attributes, each, codes) for each in value
            )
    return not takes(inner, slot, codes, value)

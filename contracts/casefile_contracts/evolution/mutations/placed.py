"""The places of a release where operators can work: fields by what they are, and samples of what they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from casefile_contracts.evolution.mutations.edits import Contract
from casefile_contracts.rules.patterns import Chars, Choice, Node, Repeat, Sequence, parse

Field = Mapping[str, Any]


def fields(contract: Contract, wanted: Callable[[Field], bool]) -> Iterator[tuple[str, Field]]:
    """Every field of the kind, as `Type.field`, that no rule reads and that is rejected where it is wrong."""
    read = words(contract)
    for type_, schema in contract.types.items():
        for field in schema.get("fields", ()):
            if field["name"] not in read and rejects(contract, field) and wanted(field):
                yield f"{type_}.{field['name']}", field


def words(contract: Contract) -> frozenset[str]:
    """Names of fields that rules speak of."""
    conditions = (rule.get("require", "") for rule in contract.rules.values())
    return frozenset(word for text in conditions for word in re.findall(r"[.]([a-z][a-z0-9_]*)", text))


def rejects(contract: Contract, field: Field) -> bool:
    """Whether a message is rejected, always, if the field is wrong."""
    rule = contract.rules.get(field.get("rule", "F00"), {})
    return rule.get("severity") == "reject" and "softer" not in rule


def value(field: Field) -> Any:
    """The type of a field where it is not null."""
    type_ = field["type"]
    return next(branch for branch in type_ if branch != "null") if isinstance(type_, list) else type_


def kind(field: Field) -> str:
    """Primitive, array, or the full name of a named type."""
    type_ = value(field)
    return str(type_["type"]) if isinstance(type_, dict) else str(type_)


def logical(field: Field) -> str | None:
    """The logical type of a field."""
    type_ = value(field)
    return type_.get("logicalType") if isinstance(type_, dict) else None


def optional(field: Field) -> bool:
    """Whether it may be null."""
    return isinstance(field["type"], list)


def required(field: Field) -> bool:
    """Whether it can be neither null nor left out."""
    return not optional(field) and "default" not in field


def plain_text(field: Field) -> bool:
    """A text that only its length limits."""
    return kind(field) == "string" and not {"pattern", "codes"} & field.keys() and logical(field) is None


def patterned(field: Field) -> bool:
    """A text that a pattern limits, and no list."""
    return kind(field) == "string" and "pattern" in field and "codes" not in field


def sample(node: Node, high: bool = False) -> str:
    """A text that fits a pattern: a short one of first characters, or a longer one of last characters."""
    match node:
        case Chars(ranges):
            low, last = ranges[-1] if high else ranges[0]
            return chr(min(last, 0x7E) if high and low <= 0x7E else max(low, 0x20) if last >= 0x20 else low)
        case Sequence(parts):
            return "".join(sample(part, high) for part in parts)
        case Choice(branches):
            return sample(branches[-1 if high else 0], high)
        case Repeat(part, least, most):
            times = (least + 1 if most is None else most) if high else least
            return sample(part, high) * times
    return ""


def samples(pattern: str) -> tuple[str, str]:
    """Two texts that fit a pattern, if it takes more than one."""
    node = parse(pattern).node
    return sample(node), sample(node, True)


def fits(field: Field, text: str) -> bool:
    """Whether a text is what the field takes."""
    found = parse(field["pattern"]).compiled()(text) is not None if "pattern" in field else True
    return found and field.get("minLength", 0) <= len(text) <= field.get("maxLength", 1 << 31)


def inner(pattern: str) -> str:
    """A pattern without its anchors."""
    return pattern.removeprefix("^").removesuffix("$")


def literal(text: str) -> str:
    """A text as a pattern of itself."""
    return "".join(f"[{char}]" if char in ".*+?(){}|$" else f"\\{char}" if char in "^[]\\" else char for char in text)

"""What can be done to a contract: small edits, as data, on named types, rules and tables.

An edit is a list: what to do, where, and with what. `Offence.code` is a field, `Offence` a type, `X05` a rule,
`lifecycle/transitions/3` a row.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casefile_contracts.draft.compiler import messages, self_contained
from casefile_contracts.draft.source import Draft
from casefile_contracts.evolution.sides import Side

Edit = list[Any]
NAMESPACE = "casefile.v1"


@dataclass(slots=True)
class Contract:
    """A release taken apart: named types by short name, each written once."""

    types: dict[str, dict[str, Any]]
    rules: dict[str, dict[str, Any]]
    tables: dict[str, Any]

    def side(self, name: str, today: date) -> Side:
        """The release put together again."""
        draft = Draft({f"{NAMESPACE}.{short}": schema for short, schema in self.types.items()})
        schemas = {schema["name"]: self_contained(schema, draft.types) for schema in messages(draft)}
        return Side(name, schemas, self.rules, self.tables, today)

    def edited(self, edits: list[Edit]) -> Contract:
        """A copy on which the edits were done, in their order."""
        made = copy.deepcopy(self)
        for verb, *rest in edits:
            VERBS[verb](made, *rest)
        return made

    def field(self, place: str) -> dict[str, Any]:
        """A field, as `Type.field`."""
        type_, _, name = place.partition(".")
        return next(field for field in self.types[type_]["fields"] if field["name"] == name)


def taken_apart(side: Side) -> Contract:
    """A release with each named type by itself."""
    types: dict[str, dict[str, Any]] = {}
    for schema in side.schemas.values():
        _collect(copy.deepcopy(dict(schema)), types)
    rules = {id_: copy.deepcopy(dict(rule)) for id_, rule in side.rules.items()}
    return Contract(types, rules, copy.deepcopy(dict(side.tables)))


def _collect(node: Any, types: dict[str, dict[str, Any]]) -> Any:
    """What stands for a type once its named types are by themselves."""
    match node:
        case list():
            return [_collect(branch, types) for branch in node]
        case {"type": "record" | "enum" | "fixed", "name": name}:
            for field in node.get("fields", ()):
                field["type"] = _collect(field["type"], types)
            types.setdefault(name, node)
            return f"{node['namespace']}.{name}"
        case {"items": inner}:
            return node | {"items": _collect(inner, types)}
        case {"values": inner}:
            return node | {"values": _collect(inner, types)}
    return node


def _set(contract: Contract, place: str, given: Mapping[str, Any]) -> None:
    contract.field(place).update(copy.deepcopy(given))


def _drop(contract: Contract, place: str, name: str) -> None:
    contract.field(place).pop(name)


def _value(field: dict[str, Any]) -> Any:
    """The type object of a field that is not null; a bare name becomes an object."""
    type_ = field["type"]
    if isinstance(type_, list):
        place = next(i for i, branch in enumerate(type_) if branch != "null")
        if isinstance(type_[place], str):
            type_[place] = {"type": type_[place]}
        return type_[place]
    if isinstance(type_, str):
        field["type"] = {"type": type_}
    return field["type"]


def _inner(contract: Contract, place: str, given: Mapping[str, Any]) -> None:
    """Attributes of a field's type object: logical type, precision, scale."""
    value = _value(contract.field(place))
    value.update(given)
    for name in [name for name, each in given.items() if each is None]:
        del value[name]


def _items(contract: Contract, place: str, given: Mapping[str, Any]) -> None:
    """Attributes of the items of an array."""
    array = _value(contract.field(place))
    if isinstance(array["items"], str):
        array["items"] = {"type": array["items"]}
    array["items"].update(given)


def _retype(contract: Contract, place: str, type_: Any) -> None:
    contract.field(place)["type"] = copy.deepcopy(type_)


def _remove(contract: Contract, place: str) -> None:
    contract.types[place.partition(".")[0]]["fields"].remove(contract.field(place))


def _add(contract: Contract, type_: str, field: Mapping[str, Any], at: int | None = None) -> None:
    fields = contract.types[type_]["fields"]
    fields.insert(len(fields) if at is None else at, copy.deepcopy(dict(field)))


def _rename(contract: Contract, place: str, name: str) -> None:
    contract.field(place)["name"] = name


def _move(contract: Contract, place: str, at: int) -> None:
    fields, field = contract.types[place.partition(".")[0]]["fields"], contract.field(place)
    fields.remove(field)
    fields.insert(at, field)


def _named(contract: Contract, type_: str, given: Mapping[str, Any]) -> None:
    contract.types[type_].update(copy.deepcopy(given))


def _undo(contract: Contract, type_: str, name: str) -> None:
    contract.types[type_].pop(name)


def _rename_type(contract: Contract, type_: str, name: str) -> None:
    schema = contract.types.pop(type_)
    contract.types[name] = schema | {"name": name}
    for each in contract.types.values():
        for field in each.get("fields", ()):
            field["type"] = _renamed(field["type"], f"{NAMESPACE}.{type_}", f"{NAMESPACE}.{name}")
    for rule in contract.rules.values():
        on = rule.get("on")
        if on == type_ or (isinstance(on, list) and type_ in on):
            rule["on"] = name if on == type_ else [name if one == type_ else one for one in on]


def _renamed(node: Any, old: str, new: str) -> Any:
    match node:
        case str():
            return new if node == old else node
        case list():
            return [_renamed(branch, old, new) for branch in node]
        case {"items": inner}:
            return node | {"items": _renamed(inner, old, new)}
        case {"values": inner}:
            return node | {"values": _renamed(inner, old, new)}
    return node


def _define(contract: Contract, type_: str, schema: Mapping[str, Any]) -> None:
    contract.types[type_] = copy.deepcopy(dict(schema))


def _remove_type(contract: Contract, type_: str) -> None:
    del contract.types[type_]


def _rule(contract: Contract, id_: str, given: Mapping[str, Any]) -> None:
    contract.rules.setdefault(id_, {"id": id_}).update(copy.deepcopy(given))


def _unrule(contract: Contract, id_: str, name: str | None = None) -> None:
    if name is None:
        del contract.rules[id_]
    else:
        del contract.rules[id_][name]


def _table(contract: Contract, path: str, value: Any) -> None:
    holder, key = _held(contract, path)
    if isinstance(holder, list) and key == len(holder):
        holder.append(copy.deepcopy(value))
    else:
        holder[key] = copy.deepcopy(value)


def _untable(contract: Contract, path: str) -> None:
    holder, key = _held(contract, path)
    del holder[key]


def _held(contract: Contract, path: str) -> tuple[Any, Any]:
    here: Any = contract.tables
    *way, last = path.split("/")
    for name in way:
        here = here[int(name)] if isinstance(here, list) else here[name]
    if isinstance(here, list):
        return here, len(here) if last == "+" else int(last)
    return here, last


VERBS: Mapping[str, Callable[..., None]] = {
    "set": _set,
    "drop": _drop,
    "inner": _inner,
    "items": _items,
    "retype": _retype,
    "remove": _remove,
    "add": _add,
    "rename": _rename,
    "move": _move,
    "named": _named,
    "unnamed": _undo,
    "rename_type": _rename_type,
    "define": _define,
    "remove_type": _remove_type,
    "rule": _rule,
    "unrule": _unrule,
    "table": _table,
    "untable": _untable,
}
"""What an edit may do: its first word."""

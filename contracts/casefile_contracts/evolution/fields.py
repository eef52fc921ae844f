"""The fields of a record, side by side: what is gone, what is new, what goes by another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casefile_contracts.evolution import values
from casefile_contracts.evolution.avro import Field, Node
from casefile_contracts.evolution.changes import Level
from casefile_contracts.evolution.defaults import effective, refused

if TYPE_CHECKING:
    from casefile_contracts.evolution.walking import Walk

OWN = frozenset({"name", "aliases", "doc", "default"})
"""What does not show that two fields are the same under two names."""


def compare(walk: Walk, before: Node, after: Node, place: str) -> None:
    """Compare the fields of two records that stand at a place."""
    renamed = _renamed(before, after)
    for name, field in before.fields.items():
        here = f"{place}/{name}"
        if name in after.fields:
            _same(walk, field, after.fields[name], here)
        elif name in renamed:
            _rename(walk, field, renamed[name], here)
        else:
            walk.say("field.removed", here, whole=not field.has_default)
    known = before.fields.keys() | {field.name for field in renamed.values()}
    for name, field in after.fields.items():
        if name not in known:
            _added(walk, field, f"{place}/{name}")
        _aliases(walk, before, after, field, f"{place}/{name}")
    for name in _swapped(before, after):
        walk.say("field.swapped", f"{place}/{name}")
    common = [name for name in before.fields if name in after.fields]
    if common != [name for name in after.fields if name in before.fields]:
        walk.say("field.reordered", place)


def _swapped(before: Node, after: Node) -> list[str]:
    """Fields that are described as another field was, which is itself described otherwise now."""
    old, new = ({name: each.attributes.get("doc") for name, each in node.fields.items()} for node in (before, after))
    changed = [name for name in old.keys() & new.keys() if old[name] != new[name]]
    return sorted(name for name in changed if new[name] and any(old[other] == new[name] for other in changed))


def _renamed(before: Node, after: Node) -> dict[str, Field]:
    """Fields that are gone by their old name, with what they are now: by alias, or because all else is the same."""
    gone = [field for name, field in before.fields.items() if name not in after.fields]
    new = [field for name, field in after.fields.items() if name not in before.fields]
    found: dict[str, Field] = {}
    for field in gone:
        by_alias = [other for other in new if field.name in other.aliases]
        alike = [other for other in new if _alike(before, field, after, other)]
        match by_alias or alike:
            case [other] if other not in found.values():
                found[field.name] = other
    return found


def _alike(before: Node, field: Field, after: Node, other: Field) -> bool:
    one, two = ({key: value for key, value in each.attributes.items() if key not in OWN} for each in (field, other))
    same_doc = field.attributes.get("doc") == other.attributes.get("doc")
    same_place = list(before.fields).index(field.name) == list(after.fields).index(other.name)
    return one == two and (same_doc or same_place)


def _rename(walk: Walk, field: Field, other: Field, place: str) -> None:
    whole = not field.has_default
    if field.name in other.aliases:
        seen = other.name in field.aliases  # the old readers know the new name already
        readers = Level.HARMLESS if seen else Level.BREAKING
        walk.say("field.renamed_with_alias", place, f"now {other.name}", whole and not seen, readers=readers)
    else:
        walk.say("field.renamed", place, f"now {other.name}", whole)
    walk.compare(field.type, other.type, place, field.attributes, other.attributes)
    values.handling(walk, place, field.attributes, other.attributes)


def _same(walk: Walk, field: Field, other: Field, place: str) -> None:
    walk.compare(field.type, other.type, place, field.attributes, other.attributes)
    values.handling(walk, place, field.attributes, other.attributes)
    _defaults(walk, field, other, place)


def _added(walk: Walk, field: Field, place: str) -> None:
    if not field.has_default:
        walk.say("field.added_required", place)
    elif refused(field, walk.new.codes):
        walk.say("field.added_refused", place, senders=walk.new.refusal(field.attributes))
    else:
        walk.say("field.added", place)


def _defaults(walk: Walk, field: Field, other: Field, place: str) -> None:
    if field.has_default and not other.has_default:
        left_out = other.type.kind == "union" and any(branch.kind == "null" for branch in other.type.branches)
        walk.say("default.removed", place, senders=Level.HARMLESS if left_out else Level.BREAKING)
    elif other.has_default and not field.has_default:
        walk.say("default.added", place)
    elif field.has_default and other.has_default:
        one, two = (effective(each.type, each.attributes["default"]) for each in (field, other))
        common = _common(one, two)
        if common[0] != common[1]:
            walk.say("default.changed", place)


def _common(one: object, two: object) -> tuple[object, object]:
    """Two defaults without the fields that only one of them has: those are changes of their own."""
    if isinstance(one, dict) and isinstance(two, dict):
        pairs = {name: _common(one[name], two[name]) for name in one.keys() & two.keys()}
        return {name: pair[0] for name, pair in pairs.items()}, {name: pair[1] for name, pair in pairs.items()}
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        items = [_common(first, second) for first, second in zip(one, two, strict=True)]
        return [pair[0] for pair in items], [pair[1] for pair in items]
    return one, two


def _aliases(walk: Walk, before: Node, after: Node, field: Field, place: str) -> None:
    taken = [alias for alias in field.aliases if alias in after.fields and alias != field.name]
    old = before.fields.get(field.name)
    known = set(old.aliases) if old else set()
    if set(taken) - known:
        walk.say("alias.taken", place, ", ".join(taken))
    elif old and set(field.aliases) - known:
        walk.say("alias.added", place)
    if old and known - set(field.aliases):
        walk.say("alias.removed", place)

"""Two file standards, side by side: which material which file must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Unpack

from casefile_contracts.evolution.changes import Change, Level, Levels
from casefile_contracts.evolution.sides import Side

NEEDS = {None: 0, "": 0, "-": 0, "C": 1, "IF": 2, "M": 3}
"""How much a cell asks for: nothing, where a prosecutor asks, where it applies, always."""
WORDS = frozenset({"text", "fix", "source"})


def file_standard(old: Side, new: Side) -> Iterator[Change]:
    """All changes between the two tables; the rules that they come to are judged as rules, beside this."""
    before, after = (side.tables.get("file_standard") or {} for side in (old, new))
    one, two = ({str(row["item"]): row for row in table.get("items", ())} for table in (before, after))
    if not before or not after:
        yield _row("table.removed" if before else "table.added", "")
        return
    for item in one.keys() | two.keys():
        yield from _item(item, one.get(item, {}), two.get(item, {}))
    rest = [{key: value for key, value in table.items() if key != "items"} for table in (before, after)]
    if rest[0] != rest[1]:
        yield _row("material.changed", "/messages")


def _row(kind: str, place: str, detail: str = "", **levels: Unpack[Levels]) -> Change:
    from casefile_contracts.evolution.tabling import row

    return row(kind, f"file_standard{place}", detail, **levels)


def _item(item: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    cells, others = before.get("cells") or {}, after.get("cells") or {}
    decided = "undecided" not in after and after.get("severity", "reject") == "reject"
    senders = Level.BREAKING if decided else Level.RISKY
    for file in sorted(cells.keys() | others.keys()):
        was, is_ = (NEEDS.get(row.get(file), 3) for row in (cells, others))
        place, detail = f"/items/{item}/cells/{file}", f"{cells.get(file, '-')} is {others.get(file, '-')}"
        if was < is_:
            yield _row("material.added", place, detail, senders=senders if is_ > 1 else Level.RISKY)
        elif was > is_:
            yield _row("material.removed", place, detail)
    if before and after:
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} - {"cells"}
        if changed - WORDS:
            yield _row("material.changed", f"/items/{item}", ", ".join(sorted(changed - WORDS)))
        elif changed:
            yield _row("table.words", f"/items/{item}")

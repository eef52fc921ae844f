"""Two file standards, side by side: which material which file must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Unpack

from casefile_contracts.evolution.changes import EVERY_TYPE, Change, Level, Levels
from casefile_contracts.evolution.rows import row
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
    carriers = _carriers(after)
    for item in one.keys() | two.keys():
        yield from _item(item, one.get(item, {}), two.get(item, {}), carriers)
    rest = [{key: value for key, value in table.items() if key != "items"} for table in (before, after)]
    if rest[0] != rest[1]:
        yield _row("material.changed", "/messages")


def _row(kind: str, place: str, detail: str = "", message_type: str = EVERY_TYPE, **levels: Unpack[Levels]) -> Change:
    return row(kind, f"file_standard{place}", detail, message_type, **levels)


def _carriers(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """The message types that carry each file."""
    found: dict[str, list[str]] = {}
    for form in table.get("messages", ()):
        for file in form["files"]:
            found.setdefault(str(file["file"]), []).extend(form["of"])
    return found


def _item(
    item: str, before: Mapping[str, Any], after: Mapping[str, Any], carriers: Mapping[str, list[str]]
) -> Iterator[Change]:
    cells, others = before.get("cells") or {}, after.get("cells") or {}
    decided = "undecided" not in after and after.get("severity", "reject") == "reject"
    senders = Level.BREAKING if decided else Level.RISKY
    for file in sorted(cells.keys() | others.keys()):
        was, is_ = (NEEDS.get(row.get(file), 3) for row in (cells, others))
        place, detail = f"/items/{item}/cells/{file}", f"{cells.get(file, '-')} is {others.get(file, '-')}"
        for name in carriers.get(file, [EVERY_TYPE]):
            if was < is_:
                yield _row("material.added", place, detail, name, senders=senders if is_ > 1 else Level.RISKY)
            elif was > is_:
                yield _row("material.removed", place, detail, name)
    if before and after:
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} - {"cells"}
        if changed - WORDS:
            yield _row("material.changed", f"/items/{item}", ", ".join(sorted(changed - WORDS)))
        elif changed:
            yield _row("table.words", f"/items/{item}")

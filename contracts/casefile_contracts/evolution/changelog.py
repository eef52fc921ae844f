"""What a release changes, as a page for people: Markdown, made from the judge's findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casefile_contracts.evolution.changes import EVERY_TYPE, Change, Level
from casefile_contracts.evolution.judging import PARTIES, Judgement
from casefile_contracts.evolution.kinds import KINDS

HEADINGS = {
    Level.BREAKING: "What breaks",
    Level.RISKY: "What to look at",
    Level.HARMLESS: "What else is new",
}
WHOM = {"readers": "readers", "senders": "senders", "history": "kept messages"}
UNSAID = frozenset({"doc.changed", "rule.words", "table.words"})
"""Changes of words alone are only counted."""


def changelog(version: str, judgement: Judgement | None) -> str:
    """The page of a release; the first one has nothing to be compared with."""
    return "\n".join(_page(version, judgement)) + "\n"


def _page(version: str, judgement: Judgement | None) -> Iterator[str]:
    yield f"# Release {version}"
    yield ""
    if judgement is None:
        yield "The first release."
        return
    yield f"Compared with {judgement.old}; made by `casefile contracts release`, not by hand."
    yield ""
    yield from (f"- {WHOM[party].capitalize()}: {judgement.party(party)}." for party in PARTIES)
    added = sorted(change.message_type for change in judgement.changes if change.kind == "message.added")
    if added:
        yield from ("", f"## New message types ({len(added)})", "", ", ".join(added) + ".")
    for level, heading in HEADINGS.items():
        yield from _section(
            heading, [change for change in judgement.changes if _told(change) and change.level is level]
        )
    words = sum(change.kind in UNSAID for change in judgement.changes)
    yield from ("", f"Words alone have changed in {words} places.") if words else ()


def _told(change: Change) -> bool:
    return change.kind not in UNSAID and change.kind != "message.added"


def _section(heading: str, changes: Iterable[Change]) -> Iterator[str]:
    by_kind: dict[str, list[Change]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    if by_kind:
        yield from ("", f"## {heading}")
    for kind, group in sorted(by_kind.items()):
        yield from ("", f"### {KINDS[kind].says}", "")
        yield from _items(kind, group)


def _items(kind: str, group: list[Change]) -> Iterator[str]:
    """One line for all places of one and the same change."""
    by_detail: dict[str, list[Change]] = {}
    for change in group:
        by_detail.setdefault(change.says.removeprefix(KINDS[kind].says).strip(" ()"), []).append(change)
    for detail, same in sorted(by_detail.items()):
        places = ", ".join(dict.fromkeys(_place(change) for change in same))
        broken = [WHOM[party] for party in PARTIES if getattr(same[0], party) is Level.BREAKING]
        whom = f" (breaks {', '.join(broken)})" if broken else ""
        yield f"- {f'**{detail}**: ' if detail else ''}{places}{whom}"


def _place(change: Change) -> str:
    if change.message_type == EVERY_TYPE or not change.place.startswith("/"):
        return f"`{change.place}`" if change.place else change.message_type
    return f"{change.message_type} `{change.place}`"

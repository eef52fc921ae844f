"""Examples of the rules that the file standard comes to, made from a whole file by taking one thing away.

Source: the table `file_standard_examples`. A patch is laid over a message: fields replace fields, None takes one away,
items of a list are laid over the first ones of the file (beyond its last, over its first), [] empties it, and `+field`
adds items to a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casefile_contracts.file_standard import REQUIRED, Asking, Form, Item, quoted

Patch = Mapping[str, Any]
Message = dict[str, Any]

IRRELEVANT = "LETTER"
"""A document that no item of the standard is."""

NO_PATCH: tuple[Patch, ...] = ({},)


def examples_of(table: Mapping[str, Any], item: Item, form: Form, asking: Asking) -> dict[str, list[Message]]:
    """Passing and failing examples of the rule `asking` for an item in messages of a form.

    Raises:
        KeyError: The table of examples has no whole file of this form.
    """
    made = _Examples(table, item, form, asking)
    return {"pass": _distinct(made.passing()), "fail": _distinct(made.failing())}


class _Examples:
    def __init__(self, table: Mapping[str, Any], item: Item, form: Form, asking: Asking) -> None:
        own = table["items"].get(item.id, {})
        shown = own.get(form.name, own.get(form.like, {}))
        self.item, self.form, self.asking = item, form, asking
        self.whole: Message = table["whole"][form.name]
        self.situations: Mapping[str, list[Patch]] = table["files"].get(form.name, {})
        self.yes, self.no = own.get("applies", NO_PATCH), own.get("applies_not", ())
        self.lacks = shown.get("lacking", NO_PATCH)
        self.also = shown.get("also", ())
        self.tells = len(asking.files) < len(form.files) or bool(self.no)
        present = item.present(form) or ""
        self.documents = [document for document in item.row.get("documents", ()) if quoted(document) in present]

    def failing(self) -> Iterator[Message]:
        for file in self.asking.files:
            yield from (self._lacking(situation, self.yes[0]) for situation in self._of(file))
            if self.item.need(file) == REQUIRED:
                yield from (self._lacking(situation, self.no[0]) for situation in self._of(file) if self.no)
        for lack in self.lacks[1:]:
            yield self._lacking(self._usual(), self.yes[0], lack=lack)
        for patch in self.yes[1:]:
            yield self._lacking(self._usual(), patch)
        if self.item.excused():
            yield laid(self._lacking(self._usual(), self.yes[0]), _excuse("CHARGING_REQUEST"))

    def passing(self) -> Iterator[Message]:
        yield from self._mended(laid(self.whole, self._usual(), self.yes[0]))
        for file in self.asking.files:
            if self.item.need(file) != REQUIRED:
                yield from (self._lacking(self._of(file)[0], patch) for patch in self.no)
        for file in (one.id for one in self.form.files if one.id not in self.asking.files):
            yield from (self._lacking(situation, self.yes[0]) for situation in self._of(file))
        yield from (self._lacking(silent, self.yes[0]) for silent in self._silent())

    def _silent(self) -> Iterator[Patch]:
        """What makes a message no file of the standard: it says nothing, or something that its form is not for."""
        if self.form.says:
            yield {self.form.says: "EARLY_ADVICE"}
        if self.form.says and self.form.may_be_silent:
            yield {self.form.says: None}

    def _mended(self, file: Message) -> Iterator[Message]:
        """Everything that makes a file have the item, or excuses it."""
        if self._has_documents() or not self.documents:
            yield file
        yield from (laid(file, patch) for patch in self.also)
        lacking = self._lacking(self._usual(), self.yes[0])
        yield from (self._with(document, lacking) for document in self.documents)
        if self.item.excused():
            yield laid(lacking, _excuse(self.item.id))

    def _lacking(self, *patches: Patch, lack: Patch | None = None) -> Message:
        """A file without the item: without its documents, and as a patch takes it away."""
        field, file = self._field(), laid(self.whole, *patches)
        kept = [_kept(document, self.documents) for document in file.get(field, ())]
        return laid({**file, field: kept} if kept else file, self.lacks[0] if lack is None else lack)

    def _with(self, document_type: str, lacking: Message) -> Message:
        field = self._field()
        documents = list(lacking[field])
        place = next(place for place, one in enumerate(documents) if one["document_type"] == IRRELEVANT)
        documents[place] = {**documents[place], "document_type": document_type}
        return {**lacking, field: documents}

    def _has_documents(self) -> bool:
        return any(one["document_type"] in self.documents for one in self.whole.get(self._field(), ()))

    def _field(self) -> str:
        return self.form.names["documents"].removeprefix("this.")

    def _usual(self) -> Patch:
        return self._of(self.asking.files[0])[0]

    def _of(self, file: str) -> list[Patch]:
        """What makes a message a file of this type."""
        shown = list(self.situations.get(file, NO_PATCH))
        if self.form.says:
            return [{self.form.says: file, **patch} for patch in shown]
        return shown if self.tells else shown[:1]


def laid(base: Message, *patches: Patch) -> Message:
    """A message with patches laid over it, one after the other."""
    for patch in patches:
        base = _laid(base, patch)
    return base


def _laid(base: Message, patch: Patch) -> Message:
    after = dict(base)
    for name, value in patch.items():
        if name.startswith("+"):
            after[name[1:]] = [*base.get(name[1:], ()), *value]
        elif value is None:
            after.pop(name, None)
        else:
            after[name] = _value(base.get(name), value)
    return after


def _value(base: Any, value: Any) -> Any:
    match base, value:
        case dict(), dict():
            return _laid(base, value)
        case [dict(), *_], [dict(), *_]:
            over = [_laid(base[place] if place < len(base) else base[0], each) for place, each in enumerate(value)]
            return [*over, *base[len(over) :]]
    return value


def _kept(document: Message, taken: list[str]) -> Message:
    """A document, or if it is to be taken away, one of no importance in its place."""
    if document["document_type"] not in taken:
        return document
    named: Message = {name: document[name] for name in ("material_id", "author_person_id") if name in document}
    return named | {"document_type": IRRELEVANT}


def _excuse(item: str) -> Patch:
    return {"absent_items": [{"item": item, "reason": "It does not exist."}]}


def _distinct(messages: Iterator[Message]) -> list[Message]:
    found: list[Message] = []
    for message in messages:
        if message not in found:
            found.append(message)
    return found

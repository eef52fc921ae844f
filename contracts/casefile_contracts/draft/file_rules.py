"""The rules that the file standard comes to: one condition for each item that some file must have.

`the message is no such file || it has the item || it says why not`, so that a program in any language checks the
standard by running rules, and needs no table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casefile_contracts.draft.file_examples import examples_of
from casefile_contracts.file_standard import REQUIRED, Asking, FileStandard, FileType, Form, Item

FAMILY = "file_standard"

ALWAYS = "true"
NEVER = "false"


def file_rules(tables: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """All rules that the tables of a draft come to, with their examples."""
    standard, shown = FileStandard.of(tables), tables.get("file_standard_examples", {})
    for item in standard.items:
        for form in standard.forms:
            for asking in item.asking(form):
                yield _rule(standard, item, form, asking) | {"examples": examples_of(shown, item, form, asking)}


def _rule(standard: FileStandard, item: Item, form: Form, asking: Asking) -> dict[str, Any]:
    at = item.row.get("at", {}).get(form.name, form.names["documents"].removeprefix("this").replace(".", "/"))
    return {
        "id": asking.id,
        "family": FAMILY,
        "on": form.of[0] if len(form.of) == 1 else list(form.of),
        "at": at,
        "require": condition(item, form, asking),
        "severity": asking.severity,
        **({"softer": "warn"} if asking.severity == "reject" else {}),
        "text": item.row["text"],
        "fix": _fix(item, form),
        "source": item.row["source"],
        **({"from": standard.first_day} if standard.first_day else {}),
    }


def _fix(item: Item, form: Form) -> str:
    """What to do, where messages have different fields to do it in."""
    said = item.row["fix"]
    return str(said[form.name] if isinstance(said, Mapping) else said)


def condition(item: Item, form: Form, asking: Asking) -> str:
    """What must hold of a message of this form.

    Raises:
        KeyError: The item is asked for, and nothing tells how it is seen.
    """
    present = item.present(form)
    if present is None:
        raise KeyError(f"{item.id} is asked for in {form.name} messages, which cannot show it")
    return _either(_exempt(item, form, asking), present, item.excused() or NEVER)


def _exempt(item: Item, form: Form, asking: Asking) -> str:
    """When a message need not have the item."""
    if not form.says:
        return _decided(item, form, asking, form.files)
    return _either(_not(form.named(asking.files)), _leaf(item, form, asking.files[0]))


def _decided(item: Item, form: Form, asking: Asking, files: tuple[FileType, ...]) -> str:
    """The first file type whose condition holds decides."""
    if not files:
        return ALWAYS
    file, rest = files[0], files[1:]
    leaf = _leaf(item, form, file.id) if file.id in asking.files else ALWAYS
    return leaf if file.when is None else _choice(file.when, leaf, _decided(item, form, asking, rest))


def _leaf(item: Item, form: Form, file: str) -> str:
    applies = item.applies(form)
    return NEVER if item.need(file) == REQUIRED or applies is None else _not(applies)


def _choice(when: str, leaf: str, rest: str) -> str:
    if leaf == rest:
        return leaf
    if leaf == ALWAYS:
        return _either(when, rest)
    if rest == NEVER:
        return _both(when, leaf)
    if leaf == NEVER:
        return _both(_not(when), rest)
    return _either(_not(when), leaf) if rest == ALWAYS else f"{when} ? {leaf} : {rest}"


def _either(*parts: str) -> str:
    """Parts joined by or, as CEL writes it."""
    if ALWAYS in parts:
        return ALWAYS
    return " || ".join(_bracketed(part, "?") for part in parts if part != NEVER) or NEVER


def _both(*parts: str) -> str:
    if NEVER in parts:
        return NEVER
    return " && ".join(_bracketed(part, "||", "?") for part in parts if part != ALWAYS) or ALWAYS


def _not(part: str) -> str:
    if part.startswith("!"):
        return part[1:]
    return f"!({part})" if list(_outside(part, " ")) else f"!{part}"


def _bracketed(part: str, *operators: str) -> str:
    """A part in brackets if it has one of the operators that bind less than what it is put beside."""
    loose = any(part[place + 1 :].startswith(f"{operator} ") for place in _outside(part, " ") for operator in operators)
    return f"({part})" if loose else part


def _outside(part: str, wanted: str) -> Iterator[int]:
    """Where a character stands outside all brackets."""
    depth = 0
    for place, character in enumerate(part):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if depth == 0 and character == wanted:
            yield place

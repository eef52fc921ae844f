"""Each room draws its errors as one tree, and every one of them has a place in it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOMS = ["casefile_contracts", "casefile_producers", "casefile_consumers"]
CLASS = re.compile(r"\w+Error$")


def classes(room: str) -> Iterator[ast.ClassDef]:
    """The error classes of a room, wherever in it they stand."""
    for path in Path(str(import_module(room).__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and CLASS.match(node.name):
                yield node


def codes(made: ast.ClassDef) -> list[str]:
    """The code of an error, if it has one of its own."""
    return [
        ast.literal_eval(line.value)
        for line in made.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code"
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_the_tree_in_errors_shows_every_error_of_the_room(room: str) -> None:
    drawn = set(re.findall(r"── (\w+Error)\b", import_module(f"{room}.errors").__doc__ or ""))

    assert drawn | {"CaseFileError"} == {made.name for made in classes(room)} | {"CaseFileError"}


def test_a_code_names_one_error() -> None:
    told = Counter(code for room in (*ROOMS, "casefile_gateway") for made in classes(room) for code in codes(made))

    assert len(told) > 20
    assert [code for code, count in told.items() if count > 1] == []

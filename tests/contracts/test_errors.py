"""Each room draws its errors as one tree, and every one of them has a place in it."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOMS = ["casefile_contracts", "casefile_producers", "casefile_consumers"]
CLASS = re.compile(r"\w+Error$")


def defined(room: str) -> set[str]:
    """The error classes of a room, wherever in it they stand."""
    folder = Path(str(import_module(room).__file__)).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))
    classes = (node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    return set(filter(CLASS.match, classes))


@pytest.mark.parametrize("room", ROOMS)
def test_the_tree_in_errors_shows_every_error_of_the_room(room: str) -> None:
    drawn = set(re.findall(r"── (\w+Error)\b", import_module(f"{room}.errors").__doc__ or ""))

    assert drawn | {"CaseFileError"} == defined(room) | {"CaseFileError"}

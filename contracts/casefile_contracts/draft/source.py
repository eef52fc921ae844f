"""The draft as it lies on disk: `types/*.avsc`, `rules/*.yaml`, `tables/*.yaml`.

A type file is named after its type. A rules file is a list of rules; a tables file is one table, named by the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from casefile_contracts.errors import DraftError

Schema = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """Everything a release is made of, not yet judged."""

    types: Mapping[str, Schema]
    """Named types by full name."""
    rules: tuple[Mapping[str, Any], ...] = ()
    tables: Mapping[str, Any] = field(default_factory=dict)


def load_draft(folder: Path) -> Draft:
    """Read the draft in `folder`.

    Raises:
        DraftError: Files that cannot be read as what they should be, all of them, one a line.
    """
    problems: list[str] = []
    types = dict(_types(folder, problems))
    rules = tuple(_rules(folder, problems))
    tables = {path.stem: content for path, content in _files(folder / "tables", "*.yaml", _yaml, problems)}
    if not types:
        problems.append(f"{folder / 'types'}: no .avsc file")
    if problems:
        raise DraftError("\n".join(problems))
    return Draft(types, rules, tables)


def _types(folder: Path, problems: list[str]) -> Iterator[tuple[str, Schema]]:
    for path, schema in _files(folder / "types", "*.avsc", _json, problems):
        if not isinstance(schema, dict) or schema.get("name") != path.stem:
            problems.append(f"{path.name}: must hold one named type called {path.stem}")
        else:
            yield f"{schema.get('namespace')}.{schema['name']}", schema


def _rules(folder: Path, problems: list[str]) -> Iterator[Mapping[str, Any]]:
    for path, rules in _files(folder / "rules", "*.yaml", _yaml, problems):
        if not isinstance(rules, list) or not all(isinstance(rule, dict) and "id" in rule for rule in rules):
            problems.append(f"{path.name}: must be a list of rules, each with an id")
        else:
            yield from rules


def _files(folder: Path, glob: str, parse: Callable[[str], Any], problems: list[str]) -> Iterator[tuple[Path, Any]]:
    for path in sorted(folder.glob(glob)):
        try:
            content = parse(path.read_text(encoding="utf-8"))
        except (ValueError, yaml.YAMLError) as error:
            problems.append(f"{path.name}: cannot be read: {' '.join(str(error).split())}")
        else:
            yield path, content


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_without_repeats)


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a safe loader, see below


def _without_repeats(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """The later of two equal keys would win in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key stands twice among {', '.join(map(str, found))}")
    return found


class _PlainLoader(yaml.CSafeLoader):
    """A safe loader that reads as numbers and words what JSON would, and refuses a key that stands twice.

    YAML 1.1 would also read `on` as true, `NO` as false, `01` as octal and `2020-12-31` as a date.
    """

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return _without_repeats(
            [(self.construct_object(k, True), self.construct_object(v, True)) for k, v in node.value]
        )


for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(0|[1-9][0-9]*)", list("-0123456789")),
    ("float", r"-?(0|[1-9][0-9]*)[.][0-9]+", list("-0123456789")),
):
    _PlainLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)

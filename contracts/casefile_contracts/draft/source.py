"""The draft as it lies on disk: `types/*.avsc`, `rules/*.yaml`, `tables/*.yaml`.

A type file is named after its type. A rules file is a list of rules; a tables file is one table, named by the file.
The rules that the file standard comes to are made of its table, and stand behind those that are written out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casefile_contracts.draft.clocks import timed
from casefile_contracts.draft.file_rules import file_rules
from casefile_contracts.draft.plain import parse_json, parse_yaml
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
    tables = {path.stem: content for path, content in _files(folder / "tables", "*.yaml", parse_yaml, problems)}
    rules += tuple(_of_file_standard(tables, problems))
    rules = tuple(timed(rules, tables.get("clocks", {}), problems))
    if not types:
        problems.append(f"{folder / 'types'}: no .avsc file")
    if problems:
        raise DraftError("\n".join(problems))
    return Draft(types, rules, tables)


def _types(folder: Path, problems: list[str]) -> Iterator[tuple[str, Schema]]:
    for path, schema in _files(folder / "types", "*.avsc", parse_json, problems):
        if not isinstance(schema, dict) or schema.get("name") != path.stem:
            problems.append(f"{path.name}: must hold one named type called {path.stem}")
        else:
            yield f"{schema.get('namespace')}.{schema['name']}", schema


def _rules(folder: Path, problems: list[str]) -> Iterator[Mapping[str, Any]]:
    for path, rules in _files(folder / "rules", "*.yaml", parse_yaml, problems):
        if not isinstance(rules, list) or not all(isinstance(rule, dict) and "id" in rule for rule in rules):
            problems.append(f"{path.name}: must be a list of rules, each with an id")
        else:
            yield from rules


def _of_file_standard(tables: Mapping[str, Any], problems: list[str]) -> Iterator[Mapping[str, Any]]:
    try:
        yield from file_rules(tables)
    except (KeyError, TypeError, ValueError) as error:
        problems.append(f"file_standard.yaml: cannot be made into rules: {error!r}")


def _files(folder: Path, glob: str, parse: Callable[[str], Any], problems: list[str]) -> Iterator[tuple[Path, Any]]:
    for path in sorted(folder.glob(glob)):
        try:
            content = parse(path.read_text(encoding="utf-8"))
        except ValueError as error:
            problems.append(f"{path.name}: cannot be read: {' '.join(str(error).split())}")
        else:
            yield path, content

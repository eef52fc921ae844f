"""YAML and JSON read alike: the same words mean the same things, and no key stands twice.

YAML 1.1 would also read `on` as true, `NO` as false, `01` as octal and `2020-12-31` as a date; a rule or a code list
means none of these.
"""

from __future__ import annotations

import json
import re
from typing import Any

import yaml


def parse_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: It is not JSON, or a key stands twice in an object.
    """
    return json.loads(text, object_pairs_hook=_without_repeats)


def parse_yaml(text: str) -> Any:
    """The value of a YAML text, of the kinds that JSON knows.

    Raises:
        ValueError: It is not YAML, or a key stands twice in a mapping.
    """
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - derives from the safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _without_repeats(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """The later of two equal keys would win in silence."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key stands twice among {', '.join(map(str, found))}")
    return found


_WORDS = {
    "null": ("~n", r"null|~"),
    "bool": ("tf", r"true|false"),
    "int": ("-0123456789", r"-?(0|[1-9][0-9]*)"),
    "float": ("-0123456789", r"-?(0|[1-9][0-9]*)[.][0-9]+"),
}


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """For each first character of a plain word, what the word may be."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {"": [("tag:yaml.org,2002:null", re.compile("^$"))]}
    for kind, (firsts, pattern) in _WORDS.items():
        for first in firsts:
            found.setdefault(first, []).append((f"tag:yaml.org,2002:{kind}", re.compile(f"^(?:{pattern})$")))
    return found


class _PlainLoader(yaml.CSafeLoader):
    yaml_implicit_resolvers = _resolvers()

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return _without_repeats(
            [(self.construct_object(k, True), self.construct_object(v, True)) for k, v in node.value]
        )

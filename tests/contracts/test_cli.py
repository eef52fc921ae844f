"""The `casefile` command and its documentation: the same words in both, and each of them explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from casefile_contracts.cli import build

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/*.md"), *ROOT.glob("contracts/conformance/**/README.md")]
SHOWN = re.compile(r"\bcasefile((?: [a-z]+)+)([^`#\n]*)")
"""A command line in a page: words, and what follows them up to the end of the code or a comment."""


def commands(group: TyperGroup, *words: str) -> Iterator[tuple[tuple[str, ...], TyperGroup | TyperCommand]]:
    """Every command by its words."""
    for name, command in group.commands.items():
        yield (*words, name), command
        if isinstance(command, TyperGroup):
            yield from commands(command, *words, name)


COMMANDS = dict(commands(typer.main.get_command(build())))


def meant(words: tuple[str, ...]) -> tuple[str, ...]:
    """The longest command that the words begin with; nothing if there is none."""
    return max((known for known in COMMANDS if words[: len(known)] == known), key=len, default=())


def shown() -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    """Every command line of the pages: the line, its command, its options."""
    for page in PAGES:
        for found in SHOWN.finditer(page.read_text(encoding="utf-8")):
            yield f"{page.name}: {found[0]}", meant(tuple(found[1].split())), re.findall(r"--[a-z-]+", found[2])


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_and_option_says_what_it_is_for(words: tuple[str, ...]) -> None:
    command = COMMANDS[words]

    assert len(command.help or "") > 20
    assert [one.name for one in command.params if not getattr(one, "help", None)] == []


def test_every_command_line_in_the_documentation_can_be_typed() -> None:
    for line, words, options in shown():
        assert words, line
        known = {option for one in COMMANDS[words].params for option in (*one.opts, *one.secondary_opts)}
        assert set(options) <= known | {"--help"}, line


def test_every_command_stands_in_the_documentation() -> None:
    told = {words for _, words, _ in shown()}
    single = {words for words, command in COMMANDS.items() if not isinstance(command, TyperGroup)}

    assert {" ".join(words) for words in single - told} == set()

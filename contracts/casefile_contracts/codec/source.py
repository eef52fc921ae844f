"""Python source in the making: lines at a depth, and the constants that they name.

The text is complete: together with a few fixed names it is all that a function is made from, so that it can be kept
as code and run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import CodeType
from typing import Any

Keep = Callable[[str, bytes, Callable[[], CodeType]], CodeType]
"""Gives code that is kept from an earlier run, or makes it: of a kind, from a schema. See `casefile_contracts.kept`."""


def make(kind: str, schema: bytes, code: Callable[[], CodeType]) -> CodeType:
    """Keeps nothing."""
    return code()


class Source:
    """Generated source, the same for the same schema; `run` turns its code into functions."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0
        self._variables = 0
        self._constants: dict[str, str] = {}

    def line(self, *lines: str) -> None:
        """Add lines at the present depth."""
        self._lines += ["    " * self._depth + line for line in lines]

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """Add an opening line and indent what follows."""
        self.line(opening)
        self._depth += 1
        yield
        self._depth -= 1

    def variable(self) -> str:
        """A local name not used before."""
        self._variables += 1
        return f"v{self._variables}"

    def constant(self, expression: str) -> str:
        """A global name for the value of an expression, computed once; the same for the same expression."""
        return self._constants.setdefault(expression, f"C{len(self._constants)}")

    def text(self) -> str:
        """All lines so far, after the constants."""
        constants = [f"{name} = {expression}" for expression, name in self._constants.items()]
        return "\n".join([*constants, *self._lines]) + "\n"

    def code(self, title: str) -> CodeType:
        """The source compiled; `title` stands for the file in tracebacks."""
        return compile(self.text(), f"<{title}>", "exec")


def run(code: CodeType, names: Mapping[str, Any], name: str) -> Any:
    """Run the code of a source with its fixed names, and give the function of that name."""
    scope = dict(names)
    exec(code, scope)  # noqa: S102  the text is ours: names are checked, values are repr
    return scope[name]

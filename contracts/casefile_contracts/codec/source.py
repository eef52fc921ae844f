"""Python source in the making: lines at a depth, and the constants that they name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Source:
    """Generated source, the same for the same schema; `load` turns it into its functions."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = dict(names)
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

    def constant(self, value: object) -> str:
        """A global name for a value; the same for an equal one."""
        name = self._constants.setdefault(repr(value), f"C{len(self._constants)}")
        self.names[name] = value
        return name

    def text(self) -> str:
        """All lines so far."""
        return "\n".join(self._lines) + "\n"

    def load(self, name: str, title: str) -> Any:
        """Run the source and give the function of that name; `title` stands for the file in tracebacks."""
        exec(compile(self.text(), title, "exec"), self.names)  # noqa: S102  the text is ours: names are checked, values are repr
        return self.names[name]

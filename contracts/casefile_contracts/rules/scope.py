"""What a condition may speak of, and what is known of it at one point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from casefile_contracts.rules.presence import Aliases, Facts
from casefile_contracts.rules.types import CodeLists, ListOf, Type


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may speak of."""

    names: Mapping[str, Type | None]
    """By name; None for what could not be judged."""
    aliases: Aliases
    code_lists: CodeLists
    present: Facts = frozenset()

    def knowing(self, more: Facts) -> Scope:
        """The same where more is known to be there."""
        return replace(self, present=self.present | more)

    def inside(self, variable: str, over: ListOf) -> Scope:
        """The same for the body of a macro."""
        present = {(variable, *path) for path in over.present}
        names = {**self.names, variable: over.items}
        return replace(self, names=names, present=self.present | present)

"""A check of one message type: a fast yes or no, and the whole truth when the answer is no.

It runs code that `checker` has written, maybe long ago, and needs nothing of what reads conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import TYPE_CHECKING, Any

from casefile_contracts.findings import Finding
from casefile_contracts.release import Release
from casefile_contracts.rules.environment import loaded
from casefile_contracts.rules.types import Reference

if TYPE_CHECKING:
    from casefile_contracts.rules.explaining import Explainer

Raw = Mapping[str, Any]
Named = Mapping[str, Sequence[tuple[str, str]]]
"""The rules on each record, by its full name: the rule's id, and the name of the function that prepares its test."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks messages of one type in their raw form.

    `now` is in milliseconds since 1970, UTC. `case` is what went before in the case, a CaseMemory in its raw form;
    rules that read it find nothing without it.
    """

    passes: Callable[..., bool]
    """Whether nothing at all is to be said: `passes(raw, now, case)` is `explain(...) == []`, only faster."""
    explain: Callable[..., list[Finding]]
    """All findings in document order, each with the exact place."""
    remembers: frozenset[str]
    """The parts of the case's memory that its rules read."""
    fits: Callable[..., bool]
    """Whether the rules that read the case, alone, have nothing to say: `fits(raw, now, case)`."""
    excerpt: Callable[..., Raw]
    """What `fits` reads of a message, to be given to it in place of the whole: `excerpt(raw)`."""
    historic: frozenset[str]
    """The ids of these rules."""


Code = tuple[CodeType, CodeType, Named, tuple[str, ...], tuple[str, ...]]
"""A check as code: deciding and explaining, whose tests are whose, what is remembered, which rules are historic."""


def checker_of(code: Code, release: Release, message_type: str, reference: Reference) -> Checker:
    """The check that the code is; what explains is made ready when it is first asked."""
    deciding, explaining, named, remembers, historic = code
    functions = loaded(deciding, reference)

    @cache
    def explainer() -> Explainer:
        from casefile_contracts.rules.explaining import explainer_of  # most messages are right

        return explainer_of(release, message_type, named, loaded(explaining, reference), reference)

    def explain(message: Raw, now: int, case: Raw | None = None) -> list[Finding]:
        return explainer().explain(message, now, case)

    fits, excerpt = functions["fits"], functions["excerpt"]
    return Checker(functions["passes"], explain, frozenset(remembers), fits, excerpt, frozenset(historic))

"""The contract lint: everything that is wrong with a draft, before anybody depends on it.

Its points hold in every release, so that no message can crash, hang or exhaust a reader in any language: no recursion,
no items that take no bytes, no floats, no union but null and one type, every length bounded, nesting at most 12. And
so that every field can be understood and handled: documented, with its sensitivity and its source.
"""

from __future__ import annotations

from itertools import chain

from casefile_contracts.draft.lint.book import lint_book
from casefile_contracts.draft.lint.bounds import lint_bounds
from casefile_contracts.draft.lint.messages import lint_messages
from casefile_contracts.draft.lint.rules import lint_rules
from casefile_contracts.draft.lint.types import lint_types
from casefile_contracts.draft.source import Draft
from casefile_contracts.errors import DraftError

__all__ = ["lint", "refuse_lint"]


def lint(draft: Draft) -> list[str]:
    """All problems of the draft, each as `place: sentence`; empty if it can be released."""
    problems = list(chain(lint_types(draft), lint_bounds(draft), lint_messages(draft), lint_book(draft)))
    return problems or lint_rules(draft)  # rules can only be judged against types that are right


def refuse_lint(draft: Draft) -> None:
    """Raise what `lint` finds.

    Raises:
        DraftError: With one line a problem.
    """
    if problems := lint(draft):
        raise DraftError("\n".join(problems))

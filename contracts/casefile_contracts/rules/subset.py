"""What a condition may not be made of, since CEL libraries read it differently.

Found by putting the same conditions to the libraries of all readers: they differ in escapes, comments and the names
that they keep for themselves, and one overflows its stack on brackets that the others read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casefile_contracts.errors import RuleError

if TYPE_CHECKING:  # no rule that is only run needs the grammar
    from lark import Token, Tree

MOST_DEPTH = 80
"""Levels of CEL's grammar within each other. In Rust, twelve pairs of brackets overflow a stack of two megabytes."""

COSTLY_LEVEL = 10
"""What a `?:` counts for: as much as a pair of brackets."""

LARGEST = (1 << 53) - 1
"""The largest whole number that JSON carries in every language."""

RESERVED = frozenset({"as", "break", "const", "continue", "else", "for", "function", "if", "import", "in"}) | frozenset(
    {"let", "loop", "namespace", "package", "return", "var", "void", "while"}
)
"""Names that CEL keeps for later, and no variable may have. A field may."""

ASKED = re.compile(r"""known\(\s*["']([a-z_]+)["']""").findall
"""The lists that a condition asks, as readers find them in its text."""

OF_THE_CASE = re.compile(r"(^|[^\w.])case[.]").search
"""Whether a condition reads the case, as readers find it in its text."""

_quoted = re.compile(r""""[^"]*"|'[^']*'""")
_plain_name = re.compile("[a-z][a-z0-9_]*").fullmatch


def refuse_text(text: str) -> None:
    """Refuse what cannot be told from the tree.

    Raises:
        RuleError: There is an escape, a comment, a text over several lines, or a character that cannot be seen.
    """
    signs = {
        "a backslash (in a pattern write [.] for a full stop)": "\\" in text,
        "a text in three quotes": '"""' in text or "'''" in text,
        "a comment": "//" in _quoted.sub("", text),
        "a character that cannot be seen": not text.replace("\n", " ").isprintable(),
    }
    for sign, found in signs.items():
        if found:
            raise RuleError(f"has {sign}, which CEL libraries read differently")


def refuse_depth(tree: Tree[Token]) -> None:
    """Refuse what nests so deep that a parser may overflow its stack.

    Raises:
        RuleError: It does.
    """
    waiting = [(tree, 0)]
    while waiting:
        part, above = waiting.pop()
        parts = part.children
        depth = above + (COSTLY_LEVEL if part.data == "expr" and len(parts) > 1 else 1)
        if depth > MOST_DEPTH:
            raise RuleError("nests too deep for some CEL libraries: make two rules of it")
        waiting += [(each, depth) for each in parts if not isinstance(each, str)]


def refuse_variable(name: str) -> None:
    """Refuse a macro's variable whose name a library keeps for itself.

    Raises:
        RuleError: It does, or the name is not in snake_case.
    """
    if name in RESERVED or not _plain_name(name):
        raise RuleError(f"calls a variable {name}, which CEL keeps for itself")


def refuse_number(number: int) -> None:
    """Refuse a number that another language would not have exactly.

    Raises:
        RuleError: It is larger than JSON carries.
    """
    if abs(number) > LARGEST:
        raise RuleError(f"writes {number}, a larger number than JSON carries")

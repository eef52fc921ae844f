"""From a judged condition to Python that runs on the raw form of a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.rules.dates import HOUR_MILLIS
from casefile_contracts.rules.environment import compiled, loaded
from casefile_contracts.rules.presence import path_of
from casefile_contracts.rules.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    Has,
    Index,
    Listing,
    Literal,
    Macro,
    Member,
    Name,
    Unary,
    free_names,
    walk,
)
from casefile_contracts.rules.types import Path, Reference

OPERATORS = {"&&": "and", "||": "or"}

CASE = "case"
"""The name of what went before in the case, which the exchange alone knows."""


@dataclass(slots=True)
class Bindings:
    """Names that generated source refers to, each with the expression that makes it in an `environment`."""

    reference: Reference
    suffix: str = ""
    """Ends every name, where the source is to stand beside another."""
    _names: dict[str, str] = field(default_factory=dict)
    """By expression, or by pattern."""
    _made: list[str] = field(default_factory=list)
    _variables: int = 0

    def variable(self, hint: str) -> str:
        """A name for a local variable, not used before."""
        self._variables += 1
        return f"{hint}_{self._variables}"

    def bind(self, hint: str, expression: str) -> str:
        """A name for the value of an expression; the same again for the same expression."""
        if expression not in self._names:
            name = self._names[expression] = self._name(hint)
            self._made.append(f"{name} = {expression}")
        return self._names[expression]

    def pattern(self, text: str) -> str:
        """The name of a function that searches for a pattern."""
        if text not in self._names:
            name = self._names[text] = self._name("match")
            self._made.append(f"{name} = pattern({name!r}, {text!r})")
        return self._names[text]

    def _name(self, hint: str) -> str:
        return f"{re.sub(r'[^A-Za-z]', '_', hint)}_{len(self._names)}{self.suffix}"

    def codes(self, list_name: str) -> str:
        """The name of the set of a list's codes."""
        return self.bind(f"codes_{list_name}", f"codes({list_name!r})")

    def source(self, functions: str) -> str:
        """The source of functions, after that of the names in it."""
        return "\n".join([*self._made, functions])

    def function(self, source: str, name: str) -> Callable[..., Any]:
        """Run generated source and give back the function `name` that it defines."""
        found: Callable[..., Any] = loaded(compiled(self.source(source), name), self.reference)[name]
        return found


@dataclass(frozen=True, slots=True)
class Emitter:
    """Writes conditions in Python; `places` are those that a local variable holds.

    Sets that conditions look things up in are gathered: in `outer` those made from the message alone, in `inner` those
    made from `this`. Their `assignments` go before the conditions.
    """

    bindings: Bindings
    places: Mapping[Path, str]
    aliases: Mapping[str, Path]
    outer: dict[Index, str]
    inner: dict[Index, str]

    def condition(self, expression: Expression) -> str:
        """A Python expression of the same value."""
        match expression:
            case Literal(value):
                return repr(value)
            case Name() | Member():
                return self._place(expression)
            case Has(member):
                return f"({self.condition(member)} is not None)"
            case Unary("-", operand):
                return f"(-{self.condition(operand)})"
            case Unary(_, operand):
                return f"(not {self.condition(operand)})"
            case Binary("in", left, Listing(items)) if all(isinstance(item, Literal) for item in items):
                values = sorted({repr(item.value) for item in items if isinstance(item, Literal)})
                among = self.bindings.bind("among", f"frozenset(({', '.join(values)},))")
                return f"({self.condition(left)} in {among})"
            case Binary("in", left, Index() as index):
                return f"({self._key(left)} in {self._index(index)})"
            case Index():
                return self._index(expression)
            case Binary(operator, left, right):
                return f"({self.condition(left)} {OPERATORS.get(operator, operator)} {self.condition(right)})"
            case Conditional(test, yes, no):
                return f"({self.condition(yes)} if {self.condition(test)} else {self.condition(no)})"
            case Listing(items):
                return f"[{', '.join(map(self.condition, items))}]"
            case Macro():
                return self._macro(expression)
            case Call():
                return self._call(expression)

    def refusals(self, expression: Expression, when: bool = False) -> Iterator[str]:
        """Python statements that return False where the condition is `when`; loops, where CEL has macros."""
        match expression:
            case Unary("!", operand):
                yield from self.refusals(operand, not when)
            case Binary("&&" | "||" as operator, left, right) if when == (operator == "||"):
                yield from self.refusals(left, when)
                yield from self.refusals(right, when)
            case Binary("&&" | "||", left, right):
                yield from self._guarded(left, when, self.refusals(right, when))
            case Conditional(test, yes, no):
                yield f"if {self.condition(test)}:"
                yield from indented(self.refusals(yes, when))
                yield "else:"
                yield from indented(self.refusals(no, when))
            case Macro("all" | "exists" as kind, over, variable, body) if not _bound_again(variable, body):
                yield f"for each_{variable} in {self.condition(over)}:"
                if when == (kind == "exists"):
                    yield from indented(self.refusals(body, when))
                else:
                    yield from (f"    if {self._is(body, not when)}:", "        break", "else:", "    return False")
            case _:
                yield f"if {self._is(expression, when)}:"
                yield "    return False"

    def _guarded(self, guard: Expression, wanted: bool, lines: Iterator[str]) -> Iterator[str]:
        """The lines, run only where the guard is `wanted`; each part a test of its own, for rules to share."""
        match guard:
            case Unary("!", operand):
                yield from self._guarded(operand, not wanted, lines)
            case Binary("&&" | "||" as operator, left, right) if wanted == (operator == "&&"):
                yield from self._guarded(left, wanted, self._guarded(right, wanted, lines))
            case Macro("all" | "exists" as kind, over, variable, body):
                hit, head = kind == "exists", f"for each_{variable} in {self.condition(over)}:"
                if wanted == hit:
                    yield from (head, *indented(self._at_first(body, hit, lines)), "else:", "    pass")
                else:
                    yield from (head, f"    if {self._is(body, hit)}:", "        break", "else:", *indented(lines))
            case _:
                yield f"if {self._is(guard, wanted)}:"
                yield from indented(lines)

    def _at_first(self, body: Expression, hit: bool, lines: Iterator[str]) -> Iterator[str]:
        """What stands in a loop: the lines, run where the body is first `hit`; then the loop is left."""
        match body:
            case Macro("all" | "exists" as kind, over, variable, inner) if hit == (kind == "exists"):
                yield f"for each_{variable} in {self.condition(over)}:"
                yield from indented(self._at_first(inner, hit, lines))
                yield from ("else:", "    continue", "break")
            case _:
                yield f"if {self._is(body, hit)}:"
                yield from indented([*lines, "break"])

    def _is(self, expression: Expression, wanted: bool) -> str:
        return self.condition(expression) if wanted else f"not {self.condition(expression)}"

    def assignments(self, indexes: Mapping[Index, str]) -> Iterator[str]:
        """Python statements that make the sets; most lists are empty, and need none."""
        for index, name in indexes.items():
            _, over, _ = index.loops[0]
            asked = f"{CASE} is not None and " if CASE in free_names(index) else ""
            made = f"{{{self._key(index.key)} {' '.join(self._loops(index))}}}"
            yield f"{name} = {made} if {asked}{self.condition(over)} else ()"

    def _key(self, expression: Expression) -> str:
        """Several values that are looked up together are a tuple."""
        if isinstance(expression, Listing):
            return f"({', '.join(map(self.condition, expression.items))})"
        return self.condition(expression)

    def _loops(self, index: Index) -> Iterator[str]:
        for variable, over, test in index.loops:
            listed = f"({self.condition(over)} or ())"  # a list may be absent where its rule asks that first
            yield f"for each_{variable} in {listed}" + (f" if {self.condition(test)}" if test else "")

    def _index(self, index: Index) -> str:
        indexes = self.inner if "this" in free_names(index) else self.outer
        if index not in indexes:
            indexes[index] = self.bindings.variable("index")
        return indexes[index]

    def _place(self, expression: Name | Member) -> str:
        """The local variable that comes nearest, and the rest of the way from there."""
        path = path_of(expression, self.aliases) or ()
        held = next((cut for cut in range(len(path), 0, -1) if path[:cut] in self.places), 0)
        start = self.places[path[:held]] if held else f"each_{path[0]}"
        return start + "".join(f"[{name!r}]" for name in path[held or 1 :])

    def _macro(self, macro: Macro) -> str:
        over, body, each = self.condition(macro.over), self.condition(macro.body), f"each_{macro.variable}"
        match macro.kind:
            case "all":
                return f"all({body} for {each} in {over})"
            case "exists":
                return f"any({body} for {each} in {over})"
            case "exists_one":
                return f"(sum(1 for {each} in {over} if {body}) == 1)"
            case "filter":
                return f"[{each} for {each} in {over} if {body}]"
        return f"[{body} for {each} in {over}]"

    def _distinct(self, macro: Macro) -> str:
        """Lists of one item, which most are, need no set."""
        whole = macro.over
        while isinstance(whole, Macro):
            whole = whole.over
        return f"(len({self.condition(whole)}) < 2 or {self._function('distinct')}({self.condition(macro)}))"

    def _call(self, call: Call) -> str:
        match call:
            case Call("matches", (of, Literal(str(text)))):
                return f"({self.bindings.pattern(text)}({self.condition(of)}) is not None)"
            case Call("known", (Literal(str(name)), code)):
                return f"({self.condition(code)} in {self.bindings.codes(name)})"
            case Call("date_of", (millis,)):
                return day_of(self.condition(millis))
        arguments = [self.condition(argument) for argument in call.arguments]
        match call.function:
            case "distinct" if isinstance(call.arguments[0], Macro):
                return self._distinct(call.arguments[0])
            case "size":
                return f"len({arguments[0]})"
            case "startsWith" | "endsWith":
                return f"{arguments[0]}.{call.function.lower()}({arguments[1]})"
            case "contains":
                return f"({arguments[1]} in {arguments[0]})"
            case "known":
                return f"(known({', '.join(arguments)}) is not False)"
        return f"{self._function(call.function)}({', '.join(arguments)})"

    def _function(self, name: str) -> str:
        return self.bindings.bind(name, f"functions[{name!r}].run")


def day_of(millis: str) -> str:
    """What gives the day in England and Wales at a moment."""
    return f"day_of_hour[{millis} // {HOUR_MILLIS}]"


def _bound_again(variable: str, body: Expression) -> bool:
    return any(isinstance(part, Macro) and part.variable == variable for part in walk(body))


def indented(lines: Iterable[str]) -> Iterator[str]:
    """The lines, one level deeper."""
    return (f"    {line}" for line in lines)

"""From a rule's condition to a formula, as it stands in messages of one release.

A message of the old release has no fields of the new one: where those are asked for, they are absent, or what their
default says. So a rule about new fields alone follows for every old message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.codec.logical import date_days, timestamp_millis
from casefile_contracts.errors import RuleError
from casefile_contracts.evolution.avro import Node, optional
from casefile_contracts.evolution.formulas import (
    Formula,
    Test,
    both,
    either,
    exists,
    joined,
    negated,
    same,
    text_of,
)
from casefile_contracts.evolution.implying import World
from casefile_contracts.evolution.languages import Texts
from casefile_contracts.evolution.limits import Interval, Slot, values_of
from casefile_contracts.evolution.sides import Side
from casefile_contracts.rules.functions import decimal, minutes_after
from casefile_contracts.rules.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    Has,
    Listing,
    Literal,
    Macro,
    Member,
    Name,
    Unary,
)
from casefile_contracts.rules.types import UNKNOWN

MINUTE = minutes_after(0, 1)
BOOLEAN = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "&&", "||"})
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
EMPTY = frozenset({("==", 0), ("<=", 0), ("<", 1)})
FILLED = frozenset({("!=", 0), (">", 0), (">=", 1)})
"""What a count is compared with to ask whether there is nothing, or something."""
NOTHING: frozenset[str] = frozenset()
MISSING = object()


@dataclass(frozen=True, slots=True)
class Place:
    """Something in a message that a condition names."""

    key: str
    elements: frozenset[str] = NOTHING
    node: Node | None = None
    """Its type in the world of the condition; None where nobody knows."""
    other: Node | None = None
    """Its type in the other release, from which fields come that this world has not."""
    slot: Slot = field(default_factory=dict)
    absent: Any = MISSING
    """What stands there in a world that does not have it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A number: a constant and some values, added and taken away. Without values and of a text, that text."""

    terms: tuple[tuple[str, int], ...] = ()
    constant: int | str = 0
    elements: frozenset[str] = NOTHING


Scope = Mapping[str, "Place | tuple[Expression, Scope]"]
Case = tuple[Formula, Sum]


@dataclass(slots=True)
class Conditions:
    """Reads conditions in the world of one release, and gathers what its schemas say of the values they ask."""

    side: Side
    numbers: dict[str, Interval] = field(default_factory=dict)
    texts: dict[str, frozenset[str]] = field(default_factory=dict)
    languages: dict[str, Texts] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)

    @property
    def world(self) -> World:
        """What was gathered."""
        return World(self.numbers, self.texts, self.languages, frozenset(self.filled))

    def formula(self, expression: Expression, scope: Scope) -> Formula:
        """A condition as a formula.

        Raises:
            RuleError: It is not of the form that conditions have.
        """
        match expression:
            case Literal(bool(value)):
                return value
            case Has(member):
                return self._has(member, scope)
            case Unary("!", operand):
                return negated(self.formula(operand, scope))
            case Binary("&&" | "||" as operator, left, right):
                return joined(operator == "&&", (self.formula(left, scope), self.formula(right, scope)))
            case Conditional(test, yes, no):
                asked = self.formula(test, scope)
                return either(both(asked, self.formula(yes, scope)), both(negated(asked), self.formula(no, scope)))
            case Binary("in", left, right):
                return self._membership(left, right, scope)
            case Binary(operator, left, right):
                return self._comparison(operator, left, right, scope)
            case Macro("all", over, variable, body):
                return negated(self._some(over, variable, Unary("!", body), scope))
            case Macro("exists", over, variable, body):
                return self._some(over, variable, body, scope)
            case Macro("exists_one", over, variable, body):
                list_, element, guard, inside = self._loop(over, variable, scope)
                return self.count(list_, element, both(guard, self.formula(body, inside)), "==", 1)
            case Name() | Member():
                return self._truth(expression, scope)
            case Call():
                return self._called(expression, scope)
        raise RuleError("is no condition")

    def _has(self, member: Member, scope: Scope) -> Formula:
        place = self._place(member, scope)
        if place.absent is not MISSING:
            return place.absent is not None
        if place.node is not None and not _nullable(place.node):
            return True
        return Test("bool", f"has({place.key})", place.elements)

    def _truth(self, expression: Expression, scope: Scope) -> Formula:
        place = self._place(expression, scope)
        if place.absent is not MISSING:
            return bool(place.absent)
        return Test("bool", place.key, place.elements)

    def _some(self, over: Expression, variable: str, body: Expression, scope: Scope) -> Formula:
        list_, element, guard, inside = self._loop(over, variable, scope)
        if list_.absent is not MISSING:
            return False
        return exists(list_.key, list_.elements, element.key, both(guard, self.formula(body, inside)))

    def _loop(self, over: Expression, variable: str, scope: Scope) -> tuple[Place, Place, Formula, Scope]:
        """The list that a loop goes through, an element of it, what is true of the element, and the loop's scope."""
        match over:
            case Macro("filter", inner, name, body):
                list_, element, guard, inside = self._loop(inner, name, scope)
                return list_, element, both(guard, self.formula(body, inside)), {**scope, variable: inside[name]}
            case Macro("map", inner, name, body):
                list_, element, guard, inside = self._loop(inner, name, scope)
                return list_, element, guard, {**scope, variable: (body, inside)}
        list_ = self._place(over, scope)
        if list_.slot.get("minItems", 0) > 0 and self.side.firm(list_.slot):
            self.filled.add(list_.key)
        element = element_of(list_, scope)
        return list_, element, True, {**scope, variable: element}

    def _place(self, expression: Expression, scope: Scope) -> Place:
        match expression:
            case Name(name):
                found = scope.get(name)
                if isinstance(found, Place):
                    return found
                if found is None:
                    return Place(name)
                return self._place(*found)
            case Member(of, name):
                return member(self._place(of, scope), name)
        whole = self._sum(expression, scope)
        return Place(_written(whole), whole.elements)

    def _membership(self, left: Expression, right: Expression, scope: Scope) -> Formula:
        if isinstance(right, Listing):
            return either(*(self._comparison("==", left, item, scope) for item in right.items))
        variable = "one of the list"
        list_, element, guard, inside = self._loop(right, variable, scope)
        if list_.absent is not MISSING:
            return False
        equal = self._comparison("==", Name(variable), left, {**scope, **inside})
        return exists(list_.key, list_.elements, element.key, both(guard, equal))

    def _comparison(self, operator: str, left: Expression, right: Expression, scope: Scope) -> Formula:
        if operator in ("==", "!=") and (_is_condition(left) or _is_condition(right)):
            equal = same(self.formula(left, scope), self.formula(right, scope))
            return equal if operator == "==" else negated(equal)
        for side, other, sign in ((left, right, operator), (right, left, MIRRORED[operator])):
            match side, other:
                case Call("size", (over,)), Literal(int(bound)):
                    return self._size(over, sign, bound, scope)
                case Binary("+"), Literal(int(bound)) if (lists := _sizes(side)) and (sign, bound) in EMPTY | FILLED:
                    filled = either(*(self._size(over, ">", 0, scope) for over in lists))
                    return filled if (sign, bound) in FILLED else negated(filled)
        return either(
            *(
                both(guard, other_guard, self._compared(operator, one, two))
                for guard, one in self._cases(left, scope)
                for other_guard, two in self._cases(right, scope)
            )
        )

    def _size(self, over: Expression, operator: str, bound: int, scope: Scope) -> Formula:
        list_, element, guard, _ = self._loop(over, "counted", scope)
        if list_.absent is not MISSING:
            return _number(operator, 0, bound)
        return self.count(list_, element, guard, operator, bound)

    def count(self, list_: Place, element: Place, guard: Formula, operator: str, bound: int) -> Formula:
        """How many elements a list has for which the guard holds; whether there is one at all is asked as such."""
        some = exists(list_.key, list_.elements, element.key, guard)
        if (operator, bound) in FILLED:
            return some
        if (operator, bound) in EMPTY:
            return negated(some)
        if (operator, bound) == (">=", 0):
            return True
        key = f"size({list_.key}{'' if guard is True else text_of(guard)})"
        firm = self.side.firm(list_.slot)
        least = list_.slot.get("minItems", 0) if firm and guard is True else 0
        self.numbers[key] = Interval(least, list_.slot.get("maxItems", 1 << 31) if firm else 1 << 31)
        return ordered(operator, Sum(((key, 1),), 0, list_.elements), bound)

    def _compared(self, operator: str, one: Sum, two: Sum) -> Formula:
        for side, other, sign in ((one, two, operator), (two, one, MIRRORED[operator])):
            if isinstance(other.constant, str):
                return _text_compared(sign, side, other.constant)
        return ordered(operator, _difference(one, two), 0)

    def _cases(self, expression: Expression, scope: Scope) -> Iterator[Case]:
        """The values that an expression can have, each with when it has that."""
        match expression:
            case Conditional(test, yes, no):
                asked = self.formula(test, scope)
                for guard, branch in ((asked, yes), (negated(asked), no)):
                    yield from ((both(guard, inner), value) for inner, value in self._cases(branch, scope))
            case Call(name, arguments) if any(isinstance(each, Conditional) for each in arguments):
                place = next(i for i, each in enumerate(arguments) if isinstance(each, Conditional))
                test, yes, no = (getattr(arguments[place], part) for part in ("test", "yes", "no"))
                asked = self.formula(test, scope)
                for guard, branch in ((asked, yes), (negated(asked), no)):
                    call = Call(name, (*arguments[:place], branch, *arguments[place + 1 :]))
                    yield from ((both(guard, inner), value) for inner, value in self._cases(call, scope))
            case _:
                yield True, self._sum(expression, scope)

    def _sum(self, expression: Expression, scope: Scope) -> Sum:
        match expression:
            case Literal(value):
                return Sum((), _constant(value))
            case Name() | Member():
                return self._value(self._place(expression, scope))
            case Unary("-", operand):
                return _difference(Sum(), self._sum(operand, scope))
            case Binary("+", left, right):
                return _difference(self._sum(left, scope), _difference(Sum(), self._sum(right, scope)))
            case Binary("-", left, right):
                return _difference(self._sum(left, scope), self._sum(right, scope))
            case Call("days_between", (first, last)):
                return _difference(self._sum(last, scope), self._sum(first, scope))
            case Call("minutes_after", (moment, Literal(int(minutes)))):
                return _difference(self._sum(moment, scope), Sum((), -minutes * MINUTE))
            case Call("decimal", (Literal(str(text)),)):
                return Sum((), decimal(text))
            case Call("size", (over,)):
                list_, _, guard, _ = self._loop(over, "counted", scope)
                return Sum(((f"size({list_.key}{'' if guard is True else text_of(guard)})", 1),), 0, list_.elements)
            case Call("date_of", (Name("now"),)):
                return self._sum(Name("today"), scope)
            case Call(name, arguments):
                parts = [self._argument(each, scope) for each in arguments]
                elements = frozenset().union(*(part.elements for part in parts))
                return Sum(((f"{name}({','.join(map(_written, parts))})", 1),), 0, elements)
        return Sum(((text_of(self.formula(expression, scope)), 1),))

    def _argument(self, expression: Expression, scope: Scope) -> Sum:
        """What a function is called with; a list by how it is made."""
        if not isinstance(expression, Macro):
            return self._sum(expression, scope)
        list_, _, guard, inside = self._loop(expression, "each", scope)
        value = self._sum(Name("each"), inside)
        if list_.absent is not MISSING:
            return Sum((("nothing", 1),))
        return Sum(((f"{list_.key}/{text_of(guard)}/{_written(value)}", 1),), 0, list_.elements)

    def _value(self, place: Place) -> Sum:
        if place.absent is not MISSING:
            return Sum((), _constant(place.absent) if isinstance(place.absent, int | str) else 0)
        self.learn(place)
        return plain(place)

    def learn(self, place: Place) -> None:
        """Keep what the schema says of the value."""
        node = optional(place.node)[0] if place.node else None
        if node is None or not self.side.firm(place.slot):
            return
        if node.kind == "enum":
            self.texts[place.key] = frozenset(node.symbols) - {UNKNOWN}
        listed = self.side.codes.get(place.slot.get("codes", ""))
        try:
            values = values_of(node, place.slot, {})
        except RuleError:
            return
        match values:
            case Texts() if listed is not None:
                self.texts[place.key] = listed
            case Texts():
                self.languages[place.key] = values
            case Interval() if node.kind in ("int", "long"):
                self.numbers[place.key] = values

    def _called(self, call: Call, scope: Scope) -> Formula:
        match call:
            case Call("matches", (of, Literal(str(pattern)))):
                return self._matching(of, pattern, scope)
            case Call("startsWith", (of, Literal(str(text)))):
                return self._matching(of, f"^{_escaped(text)}", scope)
            case Call("endsWith", (of, Literal(str(text)))):
                return self._matching(of, f"{_escaped(text)}$", scope)
            case Call("contains", (of, Literal(str(text)))):
                return self._matching(of, _escaped(text), scope)
            case Call("distinct", (Macro() as made,)):
                over, _, _, _ = self._loop(made, "each", scope)
                if over.absent is not MISSING:
                    return True
        parts = [self._argument(each, scope) for each in call.arguments]
        elements = frozenset().union(*(part.elements for part in parts))
        return Test("bool", f"{call.function}({','.join(map(_written, parts))})", elements)

    def _matching(self, of: Expression, pattern: str, scope: Scope) -> Formula:
        value = self._sum(of, scope)
        return Test("text", _written(value), value.elements, "~", pattern)


def element_of(list_: Place, scope: Scope) -> Place:
    """Any element of a list; in a loop inside a loop over the same list, another one."""
    taken = {each.key for each in scope.values() if isinstance(each, Place)}
    key = f"{list_.key}*"
    while key in taken:
        key += "*"
    items = _items(list_.node)
    inherited = {"rule": list_.slot["rule"]} if "rule" in list_.slot else {}
    slot = {**inherited, **(items.attributes if items else {})}
    return Place(key, list_.elements | {key}, items, _items(list_.other), slot)


def member(of: Place, name: str) -> Place:
    """A field of a record."""
    key = f"{of.key}.{name}"
    if of.absent is not MISSING:
        return Place(key, of.elements, absent=of.absent.get(name) if isinstance(of.absent, Mapping) else None)
    node = optional(of.node)[0] if of.node else None
    other = optional(of.other)[0] if of.other else None
    found = node.fields.get(name) if node else None
    elsewhere = other.fields.get(name) if other else None
    if found is not None:
        return Place(key, of.elements, found.type, elsewhere.type if elsewhere else None, found.attributes)
    if node is not None and elsewhere is not None:
        return Place(key, of.elements, absent=elsewhere.attributes.get("default"))
    return Place(key, of.elements)


def _sizes(expression: Expression) -> list[Expression]:
    """The lists whose sizes an expression adds up; none if it adds anything else."""
    match expression:
        case Call("size", (over,)):
            return [over]
        case Binary("+", left, right):
            one, two = _sizes(left), _sizes(right)
            return [*one, *two] if one and two else []
    return []


def _items(node: Node | None) -> Node | None:
    return optional(node)[0].inner if node else None


def _nullable(node: Node) -> bool:
    return node.kind == "union" and any(branch.kind == "null" for branch in node.branches)


def _is_condition(expression: Expression) -> bool:
    match expression:
        case Literal(bool()) | Has() | Unary("!", _):
            return True
        case Macro(kind):
            return kind in ("all", "exists", "exists_one")
        case Binary(operator):
            return operator in BOOLEAN
        case Call(name):
            return name in ("matches", "startsWith", "endsWith", "contains", "known", "distinct") or name.endswith(
                "_valid"
            )
    return False


def _constant(value: bool | int | str) -> int | str:
    if not isinstance(value, str):
        return int(value)
    for read in (date_days, timestamp_millis):
        try:
            return read(value)
        except ValueError:
            continue
    return value


def _difference(one: Sum, two: Sum) -> Sum:
    counted = dict(one.terms)
    for key, times in two.terms:
        counted[key] = counted.get(key, 0) - times
    terms = tuple(sorted((key, times) for key, times in counted.items() if times))
    if isinstance(one.constant, str) or isinstance(two.constant, str):
        raise RuleError("counts with a text")
    return Sum(terms, one.constant - two.constant, one.elements | two.elements)


def plain(place: Place) -> Sum:
    """The value of a place."""
    return Sum(((place.key, 1),), 0, place.elements)


def ordered(operator: str, one: Sum, bound: int) -> Formula:
    """A sum beside a number."""
    if isinstance(one.constant, str):
        raise RuleError("orders a text")
    bound -= one.constant
    if not one.terms:
        return _number(operator, 0, bound)
    if one.terms[0][1] < 0:
        one, operator, bound = (
            Sum(tuple((key, -times) for key, times in one.terms), 0, one.elements),
            MIRRORED[operator],
            -bound,
        )
    key = " ".join(
        f"{'+' if times > 0 else '-'}{abs(times) if abs(times) > 1 else ''}{name}" for name, times in one.terms
    )
    key = key.removeprefix("+")

    def asked(sign: str, limit: int) -> Test:
        return Test("number", key, one.elements, sign, limit)

    match operator:
        case "<=":
            return asked("<=", bound)
        case "<":
            return asked("<=", bound - 1)
        case ">":
            return negated(asked("<=", bound))
        case ">=":
            return negated(asked("<=", bound - 1))
        case "==":
            return asked("==", bound)
    return negated(asked("==", bound))


def _number(operator: str, one: int, two: int) -> bool:
    return {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two, "==": one == two, "!=": one != two}[
        operator
    ]


def _text_compared(operator: str, side: Sum, text: str) -> Formula:
    if operator not in ("==", "!="):
        raise RuleError("orders texts")
    if not side.terms:
        return (side.constant == text) == (operator == "==")
    test = Test("text", _written(side), side.elements, "==", text)
    return test if operator == "==" else negated(test)


def _written(value: Sum) -> str:
    if not value.terms:
        return repr(value.constant)
    terms = "+".join(key if times == 1 else f"{times}*{key}" for key, times in value.terms)
    return f"{terms}+{value.constant}" if value.constant else terms


def _escaped(text: str) -> str:
    return "".join(f"[{char}]" if char in ".*+?(){}|$" else f"\\{char}" if char in "^[]\\" else char for char in text)

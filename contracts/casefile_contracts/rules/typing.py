"""Judges a condition against the schemas: every field exists, is there when it is read, and fits what is done with it.

The judged tree has its date and timestamp literals as numbers, so that it can run on a message's raw form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from casefile_contracts.codec.logical import date_days
from casefile_contracts.codec.shape import Optional, Record
from casefile_contracts.errors import RuleError
from casefile_contracts.rules.backtracking import linear
from casefile_contracts.rules.dates import moment
from casefile_contracts.rules.functions import FUNCTIONS
from casefile_contracts.rules.patterns import parse as parse_pattern
from casefile_contracts.rules.presence import facts, path_of
from casefile_contracts.rules.scope import Scope
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
)
from casefile_contracts.rules.types import (
    BOOL,
    INT,
    ORDERED,
    STRING,
    ListOf,
    Scalar,
    Type,
    named,
    type_of_field,
)

Judged = tuple[Expression, Type | None]

LITERAL_OF: Mapping[str, tuple[Callable[[str], int], str]] = {
    "date": (date_days, "2026-03-02"),
    "timestamp": (moment, "2026-03-02T10:15:00.000Z"),
}


@dataclass(slots=True)
class _Judge:
    problems: list[str] = field(default_factory=list)

    def judge(self, expression: Expression, scope: Scope) -> Judged:
        match expression:
            case Literal(value):
                return expression, _literal_type(value)
            case Name(name):
                if name not in scope.names:
                    self.problems.append(f"{name} is nothing in scope")
                return expression, scope.names.get(name)
            case Member(of, _):
                return self._member(expression, of, scope)
            case Has(member):
                return self._has(member, scope)
            case Unary(operator, operand):
                judged = self._must_be(operand, scope, INT if operator == "-" else BOOL, operator)
                return Unary(operator, judged), INT if operator == "-" else BOOL
            case Binary("&&" | "||"):
                return self._logical(expression, scope)
            case Binary("+" | "-" as operator, left, right):
                sides = (self._must_be(side, scope, INT, operator) for side in (left, right))
                return Binary(operator, *sides), INT
            case Binary("in", left, right):
                return self._membership(left, right, scope)
            case Binary():
                return self._comparison(expression, scope)
            case Conditional():
                return self._conditional(expression, scope)
            case Listing(items):
                return self._listing(items, scope)
            case Macro():
                return self._macro(expression, scope)
            case Call():
                return self._call(expression, scope)
            case Index():
                return expression, None  # made by `indexing`, from what was judged

    def _member(self, member: Member, of: Expression, scope: Scope) -> Judged:
        judged, found = self._field(member, of, scope)
        path = path_of(member, scope.aliases)
        if found and found[1] and path not in scope.present:
            self.problems.append(f"reads {member.field}, which is optional, without has() before it")
        return judged, found[0] if found else None

    def _has(self, member: Member, scope: Scope) -> Judged:
        judged, found = self._field(member, member.of, scope)
        if found and not found[1]:
            self.problems.append(f"asks has() of {member.field}, which is always there")
        elif found and path_of(member, scope.aliases) in scope.present:
            self.problems.append(f"asks has() of {member.field} where it is known to be there")
        return Has(judged), BOOL

    def _field(self, member: Member, of: Expression, scope: Scope) -> tuple[Member, tuple[Type, bool] | None]:
        """The field's type and whether it is optional."""
        inner, record = self.judge(of, scope)
        judged = Member(inner, member.field)
        if not isinstance(record, Record):
            if record:
                self.problems.append(f"reads {member.field} of what is no record")
            return judged, None
        found = next((one for one in record.fields if one.name == member.field), None)
        if found is None:
            self.problems.append(f"reads {member.field}, which {named(record)} has not")
            return judged, None
        return judged, (type_of_field(found, scope.code_lists), isinstance(found.shape, Optional))

    def _logical(self, expression: Binary, scope: Scope) -> Judged:
        operator = expression.operator
        left = self._must_be(expression.left, scope, BOOL, operator)
        holds, fails = facts(left, scope.aliases)
        right = self._must_be(expression.right, scope.knowing(holds if operator == "&&" else fails), BOOL, operator)
        return Binary(operator, left, right), BOOL

    def _conditional(self, expression: Conditional, scope: Scope) -> Judged:
        test = self._must_be(expression.test, scope, BOOL, "?:")
        holds, fails = facts(test, scope.aliases)
        yes, one = self.judge(expression.yes, scope.knowing(holds))
        no, two = self.judge(expression.no, scope.knowing(fails))
        yes, no = self._alike(yes, one, no, two, "?:")
        return Conditional(test, yes, no), two if isinstance(yes, Literal) else one

    def _comparison(self, expression: Binary, scope: Scope) -> Judged:
        operator = expression.operator
        left, one = self.judge(expression.left, scope)
        right, two = self.judge(expression.right, scope)
        left, right = self._alike(left, one, right, two, operator)
        kind = _kind(one if isinstance(right, Literal) else two)
        if operator not in ("==", "!=") and kind and kind not in ORDERED:
            self.problems.append(f"orders with {operator} what has no order: {kind}")
        return Binary(operator, left, right), BOOL

    def _membership(self, left: Expression, right: Expression, scope: Scope) -> Judged:
        if isinstance(right, Listing):
            (item, *items), _ = self._like_each_other((left, *right.items), scope, "in")
            return Binary("in", item, Listing(tuple(items))), BOOL
        item, type_ = self.judge(left, scope)
        among, over = self.judge(right, scope)
        if over and not isinstance(over, ListOf):
            self.problems.append("uses in with what is no list")
        elif isinstance(over, ListOf):
            item, _ = self._alike(item, type_, among, over.items, "in")
        return Binary("in", item, among), BOOL

    def _listing(self, items: tuple[Expression, ...], scope: Scope) -> Judged:
        alike, type_ = self._like_each_other(items, scope, "a list")
        return Listing(tuple(alike)), ListOf(type_)

    def _like_each_other(
        self, items: tuple[Expression, ...], scope: Scope, by: str
    ) -> tuple[list[Expression], Type | None]:
        """Items of one kind, literals read as what the first other item is."""
        judged = [self.judge(item, scope) for item in items]
        first = next((one for one in judged if not isinstance(one[0], Literal)), judged[0])
        return [one[0] if one is first else self._alike(*first, *one, by)[1] for one in judged], first[1]

    def _macro(self, macro: Macro, scope: Scope) -> Judged:
        over, type_ = self.judge(macro.over, scope)
        if type_ and not isinstance(type_, ListOf):
            self.problems.append(f"uses {macro.kind} on what is no list")
        if macro.variable in scope.names:
            self.problems.append(f"gives {macro.variable} a second meaning")
        if not isinstance(type_, ListOf):
            return macro, None
        inside = scope.inside(macro.variable, type_)
        if macro.kind == "map":
            body, items = self.judge(macro.body, inside)
            return replace(macro, over=over, body=body), ListOf(items)
        body = self._must_be(macro.body, inside, BOOL, macro.kind)
        if macro.kind != "filter":
            return replace(macro, over=over, body=body), BOOL
        holds, _ = facts(body, scope.aliases)
        sure = {path[1:] for path in holds if path[0] == macro.variable}
        return replace(macro, over=over, body=body), replace(type_, present=type_.present | sure)

    def _call(self, call: Call, scope: Scope) -> Judged:
        match call:
            case Call("size", (over,)):
                judged, type_ = self.judge(over, scope)
                if type_ and not isinstance(type_, ListOf):
                    self.problems.append("takes the size of what is no list")
                return Call("size", (judged,)), INT
            case Call("matches", (of, Literal(str(pattern)))):
                self._pattern(pattern)
                return Call("matches", (self._must_be(of, scope, STRING, "matches"), Literal(pattern))), BOOL
            case Call("startsWith" | "endsWith" | "contains" as name, (of, other)):
                return Call(name, tuple(self._must_be(one, scope, STRING, name) for one in (of, other))), BOOL
        return self._function(call, scope)

    def _function(self, call: Call, scope: Scope) -> Judged:
        function = FUNCTIONS.get(call.function)
        if function is None:
            self.problems.append(f"calls {call.function}, which is no function that rules may call so")
            return call, None
        least = len(function.takes) - function.optional
        if not least <= len(call.arguments) <= len(function.takes):
            self.problems.append(f"calls {call.function} with {len(call.arguments)} arguments")
            return call, Scalar(function.gives)
        if call.function == "known" and not isinstance(call.arguments[0], Literal):
            self.problems.append("asks known() of a list that is not named by a literal")
        pairs = zip(call.arguments, function.takes, strict=False)
        return Call(call.function, tuple(self._argument(*pair, scope, call.function) for pair in pairs)), Scalar(
            function.gives
        )

    def _argument(self, argument: Expression, kind: str, scope: Scope, function: str) -> Expression:
        if kind != "list":
            return self._must_be(argument, scope, Scalar(kind), function)
        judged, type_ = self.judge(argument, scope)
        if type_ and not (isinstance(type_, ListOf) and isinstance(type_.items, Scalar)):
            self.problems.append(f"gives {function} a {named(type_)}")
        return judged

    def _must_be(self, expression: Expression, scope: Scope, type_: Scalar, by: str) -> Expression:
        judged, found = self.judge(expression, scope)
        if found is None:
            return judged
        if isinstance(judged, Literal) and isinstance(found, Scalar):
            judged = self._read_as(judged, found, type_)
        elif _kind(found) != type_.kind:
            self.problems.append(f"gives {by} a {named(found)} where it takes a {named(type_)}")
        return judged

    def _alike(
        self, left: Expression, one: Type | None, right: Expression, two: Type | None, by: str
    ) -> tuple[Expression, Expression]:
        """Both sides of one kind, literals read as what they are compared with."""
        if one is None or two is None:
            return left, right
        if not (isinstance(one, Scalar) and isinstance(two, Scalar)):
            self.problems.append(f"compares with {by} what is no single value")
        elif "bytes" in (one.kind, two.kind):
            self.problems.append(f"compares bytes with {by}, which are a text in JSON")
        elif isinstance(right, Literal):
            right = self._read_as(right, two, one)
        elif isinstance(left, Literal):
            left = self._read_as(left, one, two)
        elif one.kind != two.kind:
            self.problems.append(f"puts a {one.kind} beside a {two.kind} with {by}")
        elif one.allowed is not None and two.allowed is not None and not one.allowed & two.allowed:
            self.problems.append(f"puts texts beside each other with {by} that can never be equal")
        return left, right

    def _read_as(self, literal: Literal, own: Scalar, wanted: Scalar) -> Literal:
        if own.kind == "string" and wanted.kind in LITERAL_OF:
            read, like = LITERAL_OF[wanted.kind]
            try:
                return Literal(read(str(literal.value)))
            except ValueError:
                self.problems.append(f"compares a {wanted.kind} with a text that is not written like {like}")
        elif own.kind != wanted.kind:
            self.problems.append(f"puts a {own.kind} beside a {wanted.kind}")
        elif wanted.allowed is not None and literal.value not in wanted.allowed:
            self.problems.append(f"compares with {literal.value!r}, which is not in the closed list of values")
        return literal

    def _pattern(self, text: str) -> None:
        try:
            if not linear(parse_pattern(text)):
                self.problems.append(f"matches {text!r}, which can take more than linear time")
        except RuleError as error:
            self.problems.append(str(error))


def judge(expression: Expression, scope: Scope) -> tuple[Expression, list[str]]:
    """The condition ready to run, and everything that is wrong with it."""
    judge_ = _Judge()
    judged, type_ = judge_.judge(expression, scope)
    if type_ and type_ != BOOL:
        judge_.problems.append(f"gives a {named(type_)}, not a condition")
    return judged, judge_.problems


def _literal_type(value: bool | int | str) -> Scalar:
    return BOOL if isinstance(value, bool) else INT if isinstance(value, int) else STRING


def _kind(type_: Type | None) -> str | None:
    return type_.kind if isinstance(type_, Scalar) else None

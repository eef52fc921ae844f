"""From the text of a condition to its tree.

The grammar is cel-python's; this takes from its parse tree what the subset has and names what it has not.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

from celpy.celparser import CELParseError, CELParser
from lark import Token, Tree

from casefile_contracts.errors import RuleError
from casefile_contracts.rules.subset import refuse_depth, refuse_number, refuse_text, refuse_variable
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

Node: TypeAlias = "Tree[Token]"

OPERATORS = {
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
    "relation_in": "in",
    "addition_add": "+",
    "addition_sub": "-",
}
MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
OF_TEXTS = frozenset({"startsWith", "endsWith", "contains", "matches"})
METHODS = OF_TEXTS | {"size"}
OUTSIDE = {
    "multiplication_mul": "*",
    "multiplication_div": "/",
    "multiplication_mod": "%",
    "member_index": "an index",
    "member_object": "a message literal",
    "dot_ident": "a name with a leading dot",
    "dot_ident_arg": "a name with a leading dot",
    "map_lit": "a map",
    "UINT_LIT": "an unsigned number",
    "FLOAT_LIT": "a floating-point number",
    "BYTES_LIT": "bytes",
    "NULL_LIT": "null",
}


@cache
def parse(text: str) -> Expression:
    """Read a condition.

    Raises:
        RuleError: It is no CEL, or CEL outside the subset; says which construct.
    """
    refuse_text(text)
    tree = _tree(text)
    refuse_depth(tree)
    return _expression(tree)


@cache
def read(text: str) -> Expression:
    """A condition as `parse` reads it, though a release could not have it: how deep it nests, and what is a comment.

    Raises:
        RuleError: It is no CEL, or uses what conditions may not.
    """
    return _expression(_tree(text))


def _tree(text: str) -> Tree[Token]:
    try:
        return CELParser().parse(text)
    except CELParseError as error:
        raise RuleError(f"cannot be read as CEL at line {error.line}, column {error.column}") from error


def _expression(node: Node) -> Expression:
    kind = str(node.data)
    parts: list[Any] = list(node.children)
    if kind in OUTSIDE:
        raise RuleError(f"uses {OUTSIDE[kind]}, which rules may not")
    match kind, parts:
        case "expr", [test, yes, no]:
            return Conditional(_expression(test), _expression(yes), _expression(no))
        case "conditionalor", [left, right]:
            return Binary("||", _expression(left), _expression(right))
        case "conditionaland", [left, right]:
            return Binary("&&", _expression(left), _expression(right))
        case "relation" | "addition" | "multiplication", [Tree(data=operator, children=[left]), right]:
            return _binary(str(operator), left, right)
        case "unary", [Tree(data=sign), operand]:
            return Unary("!" if sign == "unary_not" else "-", _expression(operand))
        case "literal", [token]:
            return _literal(token)
        case "member_dot", [of, field]:
            return Member(_expression(of), str(field))
        case "member_dot_arg", [of, name, *arguments]:
            return _method(_expression(of), str(name), _listed(arguments))
        case "ident", [name]:
            return Name(str(name))
        case "ident_arg", [name, *arguments]:
            return _call(str(name), _listed(arguments))
        case "list_lit", []:
            raise RuleError("writes an empty list, in which nothing ever is")
        case "list_lit", items:
            return Listing(tuple(_expression(item) for item in _listed(items)))
        case _, [Tree() as inner]:
            return _expression(inner)
    raise RuleError(f"uses {kind}, which rules may not")


def _binary(operator: str, left: Node, right: Node) -> Expression:
    if operator in OUTSIDE:
        raise RuleError(f"uses {OUTSIDE[operator]}, which rules may not")
    return Binary(OPERATORS[operator], _expression(left), _expression(right))


def _listed(arguments: list[Any]) -> list[Node]:
    return list(arguments[0].children) if arguments else []


def _literal(token: Token) -> Literal:
    if token.type in OUTSIDE:
        raise RuleError(f"uses {OUTSIDE[token.type]}, which rules may not")
    if token.type == "INT_LIT":
        number = int(token, 0 if "x" in token else 10)
        refuse_number(number)
        return Literal(number)
    if token.type == "BOOL_LIT":
        return Literal(str(token) == "true")
    if token[0] not in "\"'":
        raise RuleError("uses a raw text, which rules may not")
    return Literal(str(token[1:-1]))


def _call(name: str, arguments: list[Node]) -> Expression:
    if name in OF_TEXTS:
        raise RuleError(f"calls {name} not as the method of a text")
    if name != "has":
        return Call(name, tuple(_expression(argument) for argument in arguments))
    match [_expression(argument) for argument in arguments]:
        case [Member() as member]:
            return Has(member)
    raise RuleError("asks has() of something that is no field")


def _method(of: Expression, name: str, arguments: list[Node]) -> Expression:
    if name in MACROS:
        match [_expression(argument) for argument in arguments]:
            case [Name(variable), body]:
                refuse_variable(variable)
                return Macro(name, of, variable, body)
        raise RuleError(f"uses {name} with other than a variable and a condition")
    if name not in METHODS:
        raise RuleError(f"calls {name} on a value, which rules may not")
    return Call(name, (of, *(_expression(argument) for argument in arguments)))

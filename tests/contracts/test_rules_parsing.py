from __future__ import annotations

import pytest

from casefile_contracts.errors import RuleError
from casefile_contracts.rules.parsing import parse
from casefile_contracts.rules.subset import RESERVED
from casefile_contracts.rules.syntax import Binary, Call, Conditional, Has, Listing, Literal, Macro, Member, Name, Unary

THIS_A = Member(Name("this"), "a")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("!has(this.a)", Unary("!", Has(THIS_A))),
        ("this.a >= -1", Binary(">=", THIS_A, Literal(-1))),
        ("this.a - 1 == 0x10", Binary("==", Binary("-", THIS_A, Literal(1)), Literal(16))),
        ("true || false", Binary("||", Literal(True), Literal(False))),
        ("this.a && !this.a", Binary("&&", THIS_A, Unary("!", THIS_A))),
        ("this.a in ['x', \"y'é\"]", Binary("in", THIS_A, Listing((Literal("x"), Literal("y'é"))))),
        ("this.a ? 1 : 2", Conditional(THIS_A, Literal(1), Literal(2))),
        ("this.a.all(x, x)", Macro("all", THIS_A, "x", Name("x"))),
        ("this.a.size()", Call("size", (THIS_A,))),
        ('known("l", this.a)', Call("known", (Literal("l"), THIS_A))),
        ("(this.a)", THIS_A),
    ],
)
def test_a_condition_is_read_as_a_tree(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("this.a * 2 > 1", "*"),
        ("this.a / 2 > 1", "/"),
        ("this.a % 2 == 1", "%"),
        ("this.a[0] == 1", "an index"),
        ("this.a == null", "null"),
        ("this.a < 1.5", "a floating-point number"),
        ("this.a == 1u", "an unsigned number"),
        ("this.a == b'x'", "bytes"),
        ("{'a': 1} == this.a", "a map"),
        ("Case{a: 1} == this.a", "a message literal"),
        (".a == 1", "a leading dot"),
        ("this.a.lower() == 'x'", "lower"),
        ("this.a.all(x)", "all"),
        ("this.a.map(x, x > 1, x) == this.a", "map"),
        ("has(a)", "has()"),
        ("this.a ==", "line 1"),
        ("this.a == 'x", "line 1"),
        (r"this.a == '\x41'", "a backslash"),
        ("this.a == r'x'", "a raw text"),
        ('this.a == """x"""', "three quotes"),
        ("this.a // always", "a comment"),
        ("this.a\u00a0== 1", "cannot be seen"),
        ("this.a == '\u200b'", "cannot be seen"),
        ("this.a < 9007199254740992", "larger number"),
        ("this.a > -0x20000000000000", "larger number"),
        ("startsWith(this.a, 'x')", "not as the method"),
        ("matches(this.a, '^x')", "not as the method"),
        ("this.a in []", "an empty list"),
        ("[].all(x, x)", "an empty list"),
        ("(" * 9 + "this.a" + ")" * 9, "too deep"),
        ("this.a" + " + 1" * 99 + " > 0", "too deep"),
        ("this.a ? 1 : " * 9 + "2 == 1", "too deep"),
        *((f"this.a.all({word}, {word} == 1)", "keeps for itself") for word in (*sorted(RESERVED), "__result__", "X")),
    ],
)
def test_what_is_outside_the_subset_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text)

    assert named in str(refused.value)


def test_what_is_long_but_not_deep_is_read() -> None:
    chain, listed = " && ".join(["this.a == 'http://x'"] * 60), ", ".join(map(str, range(2_000)))

    assert parse(chain) and parse(f"this.a in [{listed}]") and parse("((((this.a))))")

"""Whether one condition follows from others: decided over all cases that their tests can tell apart.

Each value gets one representative for each way that the tests can come out, each list every selection of the kinds of
elements that there can be. What values have to do with each other beyond one test is left open, so more cases are
tried than can be: that a condition follows is sure; that it does not may be too careful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from casefile_contracts.errors import RuleError
from casefile_contracts.evolution.formulas import Exists, Formula, Joined, Not, Test, joined, keys_in, negated
from casefile_contracts.evolution.languages import Texts, disjoint, included, one_of, read, whole
from casefile_contracts.evolution.limits import Interval
from casefile_contracts.rules.patterns import Node as Language

MAX_CASES = 3_000

Case = tuple[bool, ...]
Variable = tuple[str, str]
Value = bool | int | str | frozenset[str]
"""A representative: of texts that no literal names, the patterns that they match."""


class TooManyCasesError(RuleError):
    """A formula has more cases than are worth trying."""


@dataclass(frozen=True, slots=True)
class World:
    """What the schemas say of the values in messages of one release."""

    numbers: Mapping[str, Interval] = field(default_factory=dict)
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Values out of closed lists."""
    languages: Mapping[str, Texts] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    """Lists that are never empty."""


def follows(premise: Formula, conclusion: Formula, world: World) -> bool:
    """Whether the conclusion holds wherever the premise does.

    Raises:
        TooManyCasesError: That would take too long to say.
    """
    if conclusion is True or premise is False or _weaker(premise, conclusion):
        return True
    return (True, False) not in _Cases(world).each((premise, conclusion))


def _weaker(premise: Formula, conclusion: Formula) -> bool:
    """Whether it shows at a glance that a conclusion follows."""
    if premise == conclusion:
        return True
    match premise, conclusion:
        case Joined(True, parts), _ if any(_weaker(part, conclusion) for part in parts):
            return True
        case _, Joined(False, parts) if any(_weaker(premise, part) for part in parts):
            return True
        case Joined(False, parts), Joined(False, others):
            return parts <= others
        case Joined(True, parts), Joined(True, others):
            return others <= parts
    return False


@dataclass(slots=True)
class _Cases:
    world: World
    tried: int = 0
    known: dict[tuple[Formula, ...], frozenset[Case]] = field(default_factory=dict)

    def of(self, formulas: tuple[Formula, ...]) -> frozenset[Case]:
        """All ways that the formulas can come out together."""
        if formulas not in self.known:
            self.known[formulas] = frozenset(self.each(formulas))
        return self.known[formulas]

    def each(self, formulas: tuple[Formula, ...]) -> Iterator[Case]:
        """The same as they are found, some more than once."""
        free: dict[Variable, set[Test]] = {}
        for formula in formulas:
            _free(formula, frozenset(), free)
        names = list(free)
        for values in product(*(self._values(name, free[name]) for name in names)):
            self._count()
            told = dict(zip(names, values, strict=True))
            yield from self._over_lists(tuple(_told(formula, told) for formula in formulas))

    def _count(self) -> None:
        self.tried += 1
        if self.tried > MAX_CASES:
            raise TooManyCasesError("has too many cases")

    def _over_lists(self, formulas: tuple[Formula, ...]) -> Iterator[Case]:
        """The same where only questions about lists are left."""
        asked: dict[str, set[Exists]] = {}
        for formula in formulas:
            for one in _lists(formula):
                asked.setdefault(one.list, set()).add(one)
        if not asked:
            yield tuple(bool(formula) for formula in formulas)
            return
        groups = [sorted(group, key=lambda one: hash(one)) for group in asked.values()]
        choices = [self._selections(group) for group in groups]
        for chosen in product(*choices):
            self._count()
            pairs = (zip(group, case, strict=True) for group, case in zip(groups, chosen, strict=True))
            answers = {one: answer for pair in pairs for one, answer in pair}
            yield tuple(bool(_answered(formula, answers)) for formula in formulas)

    def _selections(self, group: list[Exists]) -> set[Case]:
        """What the questions about one list can come to: any selection of elements, none among them."""
        kinds = self.of(tuple(one.body for one in group))
        found: set[Case] = set() if group[0].list in self.world.filled else {(False,) * len(group)}
        for kind in kinds:
            found |= {tuple(a or b for a, b in zip(kind, other, strict=True)) for other in found} | {kind}
        return found

    def _values(self, variable: Variable, tests: set[Test]) -> list[Value]:
        kind, key = variable
        if kind == "bool":
            return [False, True]
        if kind == "number":
            bounds = self.world.numbers.get(key, Interval(float("-inf"), float("inf")))
            near = {int(test.bound) + step for test in tests for step in (-1, 0, 1)}
            edges = {int(edge) for edge in (bounds.least, bounds.most) if abs(edge) != float("inf")}
            return sorted(value for value in near | edges if bounds.least <= value <= bounds.most) or [0]
        return self._texts(key, tests)

    def _texts(self, key: str, tests: set[Test]) -> list[Value]:
        if key in self.world.texts:
            return sorted(self.world.texts[key]) or [""]
        literals = {str(test.bound) for test in tests if test.operator == "=="}
        patterns = sorted({str(test.bound) for test in tests if test.operator == "~"})
        language = self.world.languages.get(key)
        if language is not None:
            literals = {text for text in literals if included(Texts((one_of(frozenset({text})),)), language)}
        return [*sorted(literals), *_matches(patterns, language)]


def _matches(patterns: list[str], language: Texts | None) -> Iterable[frozenset[str]]:
    """Every selection of patterns that one text can match."""
    nodes = {pattern: whole(read(pattern)) for pattern in patterns}
    for bits in product((False, True), repeat=len(patterns)):
        matched = {pattern for pattern, bit in zip(patterns, bits, strict=True) if bit}
        if all(_possible(one, matched, nodes, language) for one in patterns):
            yield frozenset(matched)


def _possible(one: str, matched: set[str], nodes: Mapping[str, Language], language: Texts | None) -> bool:
    here = Texts((nodes[one],))
    if one in matched:
        wider = (other for other in nodes if other not in matched and included(here, Texts((nodes[other],))))
        apart = (other for other in matched if other != one and disjoint(nodes[one], nodes[other]))
        return (
            not any(wider)
            and not any(apart)
            and not (language and any(disjoint(nodes[one], each) for each in language.nodes))
        )
    return not (language and included(language, here))


def _free(formula: Formula, bound: frozenset[str], found: dict[Variable, set[Test]]) -> None:
    """The tests that ask nothing of the elements of loops inside the formula."""
    match formula:
        case Test(kind, key, elements) if not elements & bound:
            found.setdefault((kind, key), set()).add(formula)
        case Not(of):
            _free(of, bound, found)
        case Joined(_, parts):
            for part in parts:
                _free(part, bound, found)
        case Exists():
            _free(formula.body, bound | {formula.element}, found)


def _told(formula: Formula, values: Mapping[Variable, Value]) -> Formula:
    """The formula where the values are as given."""
    match formula:
        case Test(kind, key) if (kind, key) in values:
            return _holds(formula, values[kind, key])
        case Not(of):
            return negated(_told(of, values))
        case Joined(every, parts):
            return joined(every, (_told(part, values) for part in parts))
        case Exists():
            body = _told(formula.body, values)
            return False if body is False else Exists(formula.list, formula.elements, formula.element, body)
    return formula


def _holds(test: Test, value: Value) -> bool:
    match test.operator, value:
        case "", _:
            return bool(value)
        case "<=", int():
            return value <= int(test.bound)
        case "==", _:
            return value == test.bound
        case _, frozenset():
            return test.bound in value
    return read(str(test.bound)).compiled()(str(value)) is not None


def _lists(formula: Formula) -> Iterable[Exists]:
    """The questions about lists that are inside no other."""
    match formula:
        case Exists():
            yield formula
        case Not(of):
            yield from _lists(of)
        case Joined(_, parts):
            for part in parts:
                yield from _lists(part)


def _answered(formula: Formula, answers: Mapping[Exists, bool]) -> Formula:
    match formula:
        case Exists():
            return answers[formula]
        case Not(of):
            return negated(_answered(of, answers))
        case Joined(every, parts):
            return joined(every, (_answered(part, answers) for part in parts))
    return formula


def relevant(premises: Iterable[Formula], conclusion: Formula) -> list[Formula]:
    """Those of the premises that speak of something that the conclusion asks."""
    asked = keys_in(conclusion)
    return [one for one in premises if not asked.isdisjoint(keys_in(one))]

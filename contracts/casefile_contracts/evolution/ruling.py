"""The rules of one message type, side by side: which are new, gone, stricter, milder, or only written otherwise.

A rule counts where it stands: on each record of the message type. Whether it refuses more than before is decided over
old messages, with what the old rules refused anyway left out; whether it lets more pass, over new messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Unpack

from casefile_contracts.errors import RuleError
from casefile_contracts.evolution.changes import Level, Levels
from casefile_contracts.evolution.conditions import Conditions
from casefile_contracts.evolution.formulas import Exists, Formula, Joined, Not, Test, both
from casefile_contracts.evolution.implying import TooManyCasesError, follows, relevant
from casefile_contracts.evolution.placing import Trees
from casefile_contracts.evolution.sides import Row, Side, is_empty, severities
from casefile_contracts.evolution.walking import Walk
from casefile_contracts.rules.parsing import read
from casefile_contracts.rules.syntax import Expression, lists_asked

WORDS = ("text", "fix", "source", "family", "examples", "undecided")

MAX_PREMISES = 8
"""How many rules that speak of the same fields are asked whether a rule follows from them."""


@dataclass(frozen=True, eq=False)
class Standing:
    """A rule as it stands on one record of a message type."""

    id: str
    row: Row
    record: str

    @cached_property
    def condition(self) -> Expression:
        """Its condition.

        Raises:
            RuleError: It cannot be read.
        """
        return read(self.row["require"])

    @property
    def severities(self) -> tuple[str, str]:
        """What it does in an ordinary message, and where severities are softened."""
        return severities(self.row)

    @property
    def level(self) -> Level:
        """What it is to a sender to fail it."""
        return Level.BREAKING if "reject" in self.severities else Level.RISKY

    @property
    def key(self) -> tuple[str, str]:
        """What it is found by."""
        return self.id, self.record

    @cached_property
    def words(self) -> frozenset[str]:
        """The fields that it speaks of, by name."""
        return frozenset(re.findall(r"[.]([a-z][a-z0-9_]*)\b(?![(])", self.row["require"]))

    def near(self, other: Standing) -> bool:
        """Whether both speak of a field of the same name."""
        return not self.words.isdisjoint(other.words)

    def covers(self, other: Standing) -> bool:
        """Whether what fails this one is treated at least as hard as what fails the other."""
        return all(
            one == "reject" or two != "reject" for one, two in zip(self.severities, other.severities, strict=True)
        )


Rules = Mapping[tuple[str, str], Standing]
"""The rules in force of a message type by id and record."""


@dataclass(slots=True)
class Comparison:
    """The rules of one message type in both releases."""

    walk: Walk
    trees: Trees
    before: Rules
    after: Rules
    known: dict[tuple[Standing, str, bool], Formula] = field(default_factory=dict)
    readings: dict[str, Conditions] = field(default_factory=dict)

    @classmethod
    def of(cls, walk: Walk) -> Comparison:
        """What `walk` compares."""
        trees = Trees.of(walk.message_type, walk.old, walk.new)
        return cls(walk, trees, standing(walk.old, trees), standing(walk.new, trees.turned))

    def compare(self) -> None:
        """Note every change."""
        changed = differing(self.walk.old, self.walk.new)
        for key, rule in self.before.items():
            if key in self.after:
                if rule.id in changed:
                    self._same(rule, self.after[key])
            else:
                implied = self._implied(rule, self.after, self.trees.turned, self.walk.new)
                self._say("rule.removed", rule, readers=Level.HARMLESS if implied else Level.RISKY)
        for key, rule in self.after.items():
            if key not in self.before:
                self._added(rule)

    def _added(self, rule: Standing) -> None:
        if self._implied(rule, self.before, self.trees, self.walk.old):
            self._say("rule.added_implied", rule)
        else:
            self._say("rule.added", rule, senders=rule.level)

    def _same(self, old: Standing, new: Standing) -> None:
        self._severity(old, new)
        self._period(old, new)
        if old.row["require"] != new.row["require"]:
            self._condition(old, new)
        elif lists := self._lists(new):
            self._asking(old, new, lists)
        if old.row.get("at", "") != new.row.get("at", ""):
            self._say("rule.moved", new)
        if any(old.row.get(name) != new.row.get(name) for name in WORDS):
            self._say("rule.words", new)

    def _condition(self, old: Standing, new: Standing) -> None:
        stricter = not self._implied(new, {("", ""): old}, self.trees, self.walk.old) and not self._implied(
            new, self.before, self.trees, self.walk.old
        )
        milder = not self._implied(old, {("", ""): new}, self.trees.turned, self.walk.new)
        kind = {(False, False): "reworded", (True, False): "tightened", (False, True): "loosened"}.get(
            (stricter, milder)
        )
        levels: Levels = {"senders": new.level} if stricter else {}
        self._say(f"rule.{kind or 'changed'}", new, **levels)

    def _severity(self, old: Standing, new: Standing) -> None:
        pairs = list(zip(old.severities, new.severities, strict=True))
        if any(one == "warn" and two == "reject" for one, two in pairs):
            self._say("rule.severity_raised", new)
        elif any(one == "reject" and two == "warn" for one, two in pairs):
            self._say("rule.severity_lowered", new)

    def _period(self, old: Standing, new: Standing) -> None:
        before, after = self.walk.old.period(old.row), self.walk.new.period(new.row)
        if after[0] < before[0] or before[1] < after[1]:
            self._say("rule.longer", new, senders=new.level)
        if before[0] < after[0] or after[1] < before[1]:
            self._say("rule.shorter", new)

    def _lists(self, rule: Standing) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """The lists that a rule asks and that have other codes now: what is gone, and what is new."""
        found = {}
        for name in relisted(self.walk.old, self.walk.new):
            if name not in rule.row["require"]:
                continue
            one, two = _listed(self.walk.old, name), _listed(self.walk.new, name)
            found[name] = (one - two, two - one)
        try:
            return {name: change for name, change in found.items() if name in lists_asked(rule.condition)}
        except RuleError:
            return {}

    def _asking(self, old: Standing, new: Standing, lists: Mapping[str, tuple[frozenset[str], frozenset[str]]]) -> None:
        """The same words ask other lists: a code that is gone fails where it had to be known, and the contrary."""
        signs = _signs(self._formula(new, self.trees, self.walk.old), True)
        stricter = milder = False
        for name, (gone, more) in lists.items():
            for sign in {sign for sign, key in signs if key.startswith(f"known({name!r}")}:
                stricter |= bool(gone if sign else more)
                milder |= bool(more if sign else gone)
        kind = {(True, False): "tightened", (False, True): "loosened", (True, True): "changed"}.get((stricter, milder))
        if kind:
            levels: Levels = {"senders": new.level} if stricter else {}
            self._say(f"rule.{kind}", new, detail=f"asks {', '.join(lists)}", **levels)

    def _implied(self, rule: Standing, premises: Rules, trees: Trees, side: Side) -> bool:
        """Whether messages that pass the premises pass the rule; False also where nobody can tell."""
        near = sorted(premises.values(), key=lambda one: (one.id != rule.id, -len(one.words & rule.words)))
        fit = (one for one in near if one.near(rule) and one.covers(rule) and self._in_force(one, rule))
        harder = list(islice(fit, MAX_PREMISES))
        here = [one for one in harder if one.record == rule.record]
        moved = [one for one in harder if one.id == rule.id or one.key not in self.before or one.key not in self.after]
        if rule.record not in trees.records:  # no message has such a record
            return True
        try:
            if self._follows(rule, here, trees, side, False):
                return True
            return any(one not in here for one in moved) and self._follows(rule, moved, trees, side, True)
        except RuleError:
            return any(one.record == rule.record and one.row["require"] == rule.row["require"] for one in harder)

    def _in_force(self, premise: Standing, rule: Standing) -> bool:
        first, last = self.walk.old.period(premise.row)
        other_first, other_last = self.walk.new.period(rule.row)
        return first <= other_first and other_last <= last

    def _follows(self, rule: Standing, premises: Iterable[Standing], trees: Trees, side: Side, whole: bool) -> bool:
        """Whether it follows on each record by itself, or for the message as a whole."""
        conclusion = self._formula(rule, trees, side, whole)
        if self._shown(True, conclusion, side):
            return True
        found = [one for premise in premises if (one := self._premise(premise, trees, side, whole)) is not None]
        near = relevant(found, conclusion)
        return any(self._shown(one, conclusion, side) for one in near) or (
            len(near) > 1 and self._shown(both(*near), conclusion, side)
        )

    def _shown(self, premise: Formula, conclusion: Formula, side: Side) -> bool:
        try:
            return follows(premise, conclusion, self._reading(side).world)
        except TooManyCasesError:
            return False

    def _premise(self, rule: Standing, trees: Trees, side: Side, whole: bool) -> Formula | None:
        try:
            return self._formula(rule, trees, side, whole)
        except RuleError:
            return None

    def _formula(self, rule: Standing, trees: Trees, side: Side, whole: bool = False) -> Formula:
        key = (rule, side.name, whole)
        if key not in self.known:
            reading = self._reading(side)
            self.known[key] = (
                trees.everywhere(rule.record, rule.condition, reading)
                if whole
                else reading.formula(rule.condition, trees.scope(rule.record))
            )
        return self.known[key]

    def _reading(self, side: Side) -> Conditions:
        return self.readings.setdefault(side.name, Conditions(side))

    def _say(self, kind: str, rule: Standing, detail: str = "", **levels: Unpack[Levels]) -> None:
        trees = self.trees if kind.startswith("rule.removed") else self.trees.turned
        said = f"{rule.id}: {detail or rule.row.get('text', '')}"
        for pointer in trees.pointers(rule.record):
            self.walk.say(kind, f"{pointer}{rule.row.get('at', '')}", said, **levels)


def standing(side: Side, trees: Trees) -> Rules:
    """The rules in force of one release on the records of a message type."""
    return {
        (id_, record): Standing(id_, row, record)
        for id_, row in side.rules.items()
        if isinstance(row.get("require"), str) and not is_empty(*side.period(row))
        for record in records_of(row)
        if record in trees.records
    }


def records_of(row: Row) -> tuple[str, ...]:
    """The records that a rule is on."""
    on = row.get("on")
    return (on,) if isinstance(on, str) else tuple(on or ())


@lru_cache(maxsize=8)
def differing(old: Side, new: Side) -> frozenset[str]:
    """The rules that are not the same, or that ask lists that are not."""
    asked = tuple(f'"{name}"' for name in relisted(old, new))
    return frozenset(
        id_
        for id_ in old.rules.keys() | new.rules.keys()
        if old.rules.get(id_) != new.rules.get(id_)
        or any(name in str(new.rules[id_].get("require", "")) for name in asked)
    )


@lru_cache(maxsize=8)
def relisted(old: Side, new: Side) -> tuple[str, ...]:
    """The lists that rules can ask whose codes are not the same."""
    names = {"forces", *old.codes, *new.codes}
    return tuple(sorted(name for name in names if _listed(old, name) != _listed(new, name)))


def _listed(side: Side, name: str) -> frozenset[str]:
    """The codes of a list that ships: a code list, or the forces."""
    if name == "forces":
        return frozenset(side.tables.get("forces") or ())
    return side.codes.get(name, frozenset())


def _signs(formula: Formula, sign: bool) -> set[tuple[bool, str]]:
    """For each test, whether the formula wants it to hold."""
    match formula:
        case Test(key=key):
            return {(sign, key)}
        case Not(of):
            return _signs(of, not sign)
        case Joined(_, parts):
            return set().union(*(_signs(part, sign) for part in parts))
        case Exists(body=body):
            return _signs(body, sign)
    return set()

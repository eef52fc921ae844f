"""Operators on rules: new, gone, stricter, milder, written otherwise, moved, dated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from casefile_contracts.evolution.mutations.edits import NAMESPACE, Contract
from casefile_contracts.evolution.mutations.operators import SENDERS, Made, Operator
from casefile_contracts.evolution.mutations.placed import optional, plain_text
from casefile_contracts.evolution.mutations.schemata import ABOUT
from casefile_contracts.evolution.mutations.spelling import rewritings, spelt
from casefile_contracts.rules.mutants import mutants
from casefile_contracts.rules.parsing import parse

Places = Iterator[Made]
SAID = {"text": "Made up.", "fix": "Make it up.", "source": "casefile", "at": ""}
TEXT = "Example"


def _conditions(contract: Contract, severity: str = "reject") -> Iterator[tuple[str, Mapping[str, Any]]]:
    return (
        (id_, rule)
        for id_, rule in contract.rules.items()
        if "require" in rule and rule["severity"] == severity and "softer" not in rule
    )


def _free_field(contract: Contract, record: str, besides: str = "") -> str | None:
    """A question about a text that can be anything: whether it is the example."""
    for field in contract.types.get(record, {}).get("fields", ()):
        name = field["name"]
        if (
            plain_text(field)
            and name not in besides
            and field.get("minLength", 0) <= len(TEXT) <= field.get("maxLength", 0)
        ):
            asked = f'this.{name} == "{TEXT}"'
            return f"has(this.{name}) && {asked}" if optional(field) else asked
    return None


def _record(rule: Mapping[str, Any]) -> str:
    on = rule["on"]
    return str(on if isinstance(on, str) else on[0])


def _single(contract: Contract, severity: str = "reject") -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Rules on one record that has a free text, with the question about it."""
    for id_, rule in _conditions(contract, severity):
        if isinstance(rule["on"], str) and (asked := _free_field(contract, rule["on"], rule["require"])):
            yield id_, rule, asked


def _records(contract: Contract) -> Iterator[tuple[str, str]]:
    return ((name, asked) for name in contract.types if (asked := _free_field(contract, name)))


def _adding(severity: str, softer: str | None = None) -> Callable[[Contract], Places]:
    def places(contract: Contract) -> Places:
        for record, asked in _records(contract):
            rule = SAID | {"on": record, "severity": severity, "require": f"!({asked})"}
            yield record, [["rule", "M01", rule | ({"softer": softer} if softer else {})]]

    return places


def _add_dated(first: str | None, last: str | None) -> Callable[[Contract], Places]:
    def places(contract: Contract) -> Places:
        for record, asked in _records(contract):
            dates = {name: day for name, day in (("from", first), ("to", last)) if day}
            yield (
                record,
                [["rule", "M01", SAID | dates | {"on": record, "severity": "reject", "require": f"!({asked})"}]],
            )

    return places


def _about_new(require: str, field: dict[str, Any]) -> Callable[[Contract], Places]:
    def places(contract: Contract) -> Places:
        for record, schema in contract.types.items():
            if schema["type"] == "record":
                rule = SAID | {"on": record, "severity": "reject", "require": require}
                yield record, [["add", record, ABOUT | field], ["rule", "M01", rule]]

    return places


def _repeat(contract: Contract) -> Places:
    for id_, rule in _conditions(contract):
        yield id_, [["rule", "M01", dict(rule) | {"id": "M01"}]]


def _weaker_copy(contract: Contract) -> Places:
    return (
        (id_, [["rule", "M01", dict(rule) | {"id": "M01", "require": f"({rule['require']}) || ({asked})"}]])
        for id_, rule, asked in _single(contract)
    )


def _remove(contract: Contract) -> Places:
    return ((id_, [["unrule", id_]]) for id_, _ in _conditions(contract))


def _rename(contract: Contract) -> Places:
    return (
        (id_, [["unrule", id_], ["rule", f"{id_}Z", dict(rule) | {"id": f"{id_}Z"}]])
        for id_, rule in _conditions(contract)
    )


def _tighten(contract: Contract) -> Places:
    return (
        (id_, [["rule", id_, {"require": f"({rule['require']}) && !({asked})"}]])
        for id_, rule, asked in _single(contract)
    )


def _loosen(contract: Contract) -> Places:
    return (
        (id_, [["rule", id_, {"require": f"({rule['require']}) || ({asked})"}]])
        for id_, rule, asked in _single(contract)
    )


def _tighten_warning(contract: Contract) -> Places:
    return (
        (id_, [["rule", id_, {"require": f"({rule['require']}) && !({asked})"}]])
        for id_, rule, asked in _single(contract, "warn")
    )


def _split(contract: Contract) -> Places:
    """A rule of two demands becomes two rules."""
    for id_, rule in _conditions(contract):
        one = dict(rule) | {"id": "M01"}
        condition = parse(rule["require"])
        if getattr(condition, "operator", "") == "&&":
            left, right = spelt(condition.left), spelt(condition.right)  # type: ignore[union-attr]
            yield id_, [["rule", id_, {"require": left}], ["rule", "M01", one | {"require": right}]]


def _break_by_mutant(contract: Contract) -> Places:
    """One thing in the condition is changed, so that an example that passed fails."""
    for id_, rule in _conditions(contract):
        if "known(" in rule["require"] or "matches(" in rule["require"] or not isinstance(rule["on"], str):
            continue
        passing = [one for one in (rule.get("examples") or {}).get("pass", ()) if "case" not in one]
        for number, mutant in enumerate(mutants(parse(rule["require"]))):
            if any(_fails(spelt(mutant), rule, contract, example) for example in passing):
                yield f"{id_} {number}", [["rule", id_, {"require": spelt(mutant)}]]


def _fails(condition: str, rule: Mapping[str, Any], contract: Contract, example: Mapping[str, Any]) -> bool:
    """Whether the Rust library `cel` finds that an example fails; it knows nothing of the judge."""
    from casefile_contracts.reference import ReferenceData
    from casefile_contracts.rules.examples import NOW
    from casefile_contracts.rules.interpreters import Names, cel_rust

    this = {name: value for name, value in example.items() if name != "now"}
    message = this if "sender" in contract.types[str(rule["on"])] else {"envelope": example.get("envelope", {})}
    try:
        return not cel_rust(condition, ReferenceData({}))(Names(this, message, str(example.get("now", NOW))))
    except (LookupError, ValueError, RuntimeError, TypeError):
        return False


def _respell(contract: Contract) -> Places:
    for id_, rule in _conditions(contract):
        for name, text in rewritings(parse(rule["require"])):
            yield f"{id_} {name}", [["rule", id_, {"require": text}]]


def _setting(given: Mapping[str, Any], severity: str = "reject") -> Callable[[Contract], Places]:
    def places(contract: Contract) -> Places:
        for id_, rule in _conditions(contract, severity):
            if not given.keys() & rule.keys() - {"text", "fix", "severity", "at", "source"}:
                yield id_, [["rule", id_, given]]

    return places


def _unsoften(contract: Contract) -> Places:
    for id_, _ in _conditions(contract):
        yield id_, [["unrule", id_, "softer"]], [["rule", id_, {"softer": "warn"}]]


def _elsewhere(contract: Contract) -> Places:
    """A rule on a record holds on the message types that have such records, instead, and asks the same."""
    for id_, rule in _conditions(contract):
        holders = [
            _holder(contract, name, _record(rule)) for name, schema in contract.types.items() if "sender" in schema
        ]
        paths = [path for found in holders for path in found]
        if not isinstance(rule["on"], str) or not paths or any(count > 1 for count in map(len, holders)):
            continue
        if "message." in rule["require"] or _buried(contract, _record(rule), paths):
            continue
        edits: list[Any] = [["unrule", id_]]
        for number, (message, field, many) in enumerate(paths):
            inside = re.sub(r"\bthis\b", "one" if many else f"this.{field}", rule["require"])
            text = f"this.{field}.all(one, {inside})" if many else inside
            edits.append(
                [
                    "rule",
                    f"{id_}{number}",
                    dict(rule) | {"id": f"{id_}{number}", "on": message, "at": f"/{field}", "require": text},
                ]
            )
        yield id_, edits


def _holder(contract: Contract, message: str, record: str) -> list[tuple[str, str, bool]]:
    """Fields of a message type that hold the record, as a list or as it is; not as an optional one."""
    full = f"{NAMESPACE}.{record}"
    found = []
    for field in contract.types[message]["fields"]:
        if field["type"] == full:
            found.append((message, field["name"], False))
        elif isinstance(field["type"], dict) and field["type"].get("items") == full:
            found.append((message, field["name"], True))
    return found


def _buried(contract: Contract, record: str, paths: list[tuple[str, str, bool]]) -> bool:
    """Whether the record stands anywhere else."""
    count = sum(
        str(field["type"]).count(f"{NAMESPACE}.{record}'") + (field["type"] == f"{NAMESPACE}.{record}")
        for schema in contract.types.values()
        for field in schema.get("fields", ())
    )
    return bool(count != len(paths))


def _severity_of_limits(was: str, now: str) -> Callable[[Contract], Places]:
    def places(contract: Contract) -> Places:
        used = {field.get("rule", "F00") for schema in contract.types.values() for field in schema.get("fields", ())}
        for id_, rule in contract.rules.items():
            if "require" not in rule and rule["severity"] == was and "softer" not in rule and id_ in used:
                yield id_, [["rule", id_, {"severity": now}]]

    return places


OPERATORS = [
    Operator("rule.added", "A rule is new that some messages fail.", (SENDERS,), _adding("reject")),
    Operator(
        "rule.added_softer",
        "A rule is new that only warns where severities are softened.",
        (SENDERS,),
        _adding("reject", "warn"),
    ),
    Operator("rule.added_warning", "A rule is new that warns.", (), _adding("warn")),
    Operator("rule.added_later", "A rule is new that will be in force.", (SENDERS,), _add_dated("2031-01-01", None)),
    Operator("rule.added_over", "A rule is new that was in force long ago.", (), _add_dated(None, "2020-12-31")),
    Operator(
        "rule.added_about_new",
        "A rule is new about a field that is new and may be absent.",
        (),
        _about_new(
            "!has(this.made_up) || this.made_up > 3", {"name": "made_up", "type": ["null", "int"], "default": None}
        ),
    ),
    Operator(
        "rule.added_about_new_list",
        "A rule is new about the items of a list that is new.",
        (),
        _about_new(
            "this.made_up.all(one, one > 3)",
            {"name": "made_up", "type": {"type": "array", "items": "int"}, "default": [], "maxItems": 9},
        ),
    ),
    Operator(
        "rule.added_for_new",
        "A rule is new that asks for a field that is new.",
        (SENDERS,),
        _about_new("has(this.made_up)", {"name": "made_up", "type": ["null", "int"], "default": None}),
    ),
    Operator(
        "rule.added_for_new_default",
        "A rule is new that a new field's default fails.",
        (SENDERS,),
        _about_new("this.made_up > 3", {"name": "made_up", "type": "int", "default": 0}),
    ),
    Operator(
        "rule.added_kept_default",
        "A rule is new that a new field's default passes.",
        (),
        _about_new("this.made_up < 3", {"name": "made_up", "type": "int", "default": 0}),
    ),
    Operator("rule.repeated", "A rule is there twice, by two ids.", (), _repeat),
    Operator("rule.repeated_weaker", "A rule is new that asks less than one that is there.", (), _weaker_copy),
    Operator("rule.removed", "A rule is gone.", (), _remove),
    Operator("rule.renamed", "A rule has another id.", (), _rename),
    Operator("rule.tightened", "A rule asks for more.", (SENDERS,), _tighten),
    Operator("rule.tightened_warning", "A rule that warns asks for more.", (), _tighten_warning),
    Operator("rule.loosened", "A rule asks for less.", (), _loosen),
    Operator("rule.split", "A rule of two demands is two rules.", (), _split),
    Operator(
        "rule.mutated",
        "One thing in a condition is changed, and an example that passed fails.",
        (SENDERS,),
        _break_by_mutant,
    ),
    Operator("rule.respelt", "A condition is written otherwise, by a law of logic.", (), _respell),
    Operator("rule.moved", "A rule stands on the message types, for each of its records.", (), _elsewhere),
    Operator("rule.rejects", "A rule that warned rejects.", (SENDERS,), _setting({"severity": "reject"}, "warn")),
    Operator("rule.warns", "A rule that rejected warns.", (), _setting({"severity": "warn"})),
    Operator("rule.softened", "A rule warns where severities are softened.", (), _setting({"softer": "warn"})),
    Operator("rule.unsoftened", "A rule rejects also where severities are softened.", (SENDERS,), _unsoften),
    Operator("rule.ended", "A rule is over.", (), _setting({"to": "2025-12-31"})),
    Operator("rule.ending", "A rule will be over.", (), _setting({"to": "2035-12-31"})),
    Operator("rule.begun", "A rule has a first day long ago.", (), _setting({"from": "2020-12-31"})),
    Operator("rule.postponed", "A rule holds only later.", (), _setting({"from": "2035-12-31"})),
    Operator(
        "rule.words", "A rule has other texts.", (), _setting({"text": "Said otherwise.", "fix": "Do it otherwise."})
    ),
    Operator("rule.points", "A rule points elsewhere.", (), _setting({"at": ""})),
    Operator("rule.source", "A rule has another source.", (), _setting({"source": "Elsewhere"})),
    Operator("limits.warn", "Limits that rejected warn.", (), _severity_of_limits("reject", "warn")),
    Operator("limits.reject", "Limits that warned reject.", (SENDERS,), _severity_of_limits("warn", "reject")),
]
"""All of them, in the order of the corpus."""

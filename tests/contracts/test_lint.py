"""The contract lint: one small draft that is right, and everything that can be wrong with it."""

from __future__ import annotations

from typing import Any

import pytest

from casefile_contracts.draft.lint import lint, refuse_lint
from casefile_contracts.draft.source import Draft, load_draft
from casefile_contracts.errors import DraftError
from casefile_schemas import ROOT

RULES_THAT_TYPES_NEED = ("F00", "F16", "F44")
DESCRIBED = {"doc": "What it is.", "sensitivity": "public", "source": "a standard"}
TEXT = {"type": "string", "maxLength": 10}


def field(name: str, **attributes: Any) -> dict[str, Any]:
    return {"name": name, **DESCRIBED, **attributes}


def record(name: str, *fields: dict[str, Any], **attributes: Any) -> dict[str, Any]:
    described = {"type": "record", "name": name, "namespace": "casefile.v1", "doc": "What it is."}
    return {**described, "fields": list(fields), **attributes}


def enum(*symbols: str, **attributes: Any) -> dict[str, Any]:
    described = {"type": "enum", "name": "Mood", "namespace": "casefile.v1", "doc": "What it is."}
    return {**described, "symbols": list(symbols), "default": "UNKNOWN", **attributes}


RULES = tuple(
    {"id": id_, "severity": "reject", "text": "It is wrong.", "fix": "Mend it."} for id_ in RULES_THAT_TYPES_NEED
)
ENVELOPE = record("Envelope", field("message_id", **TEXT))
TO_ENVELOPE = field("envelope", type="casefile.v1.Envelope")


def draft(*fields: dict[str, Any], types: tuple[dict[str, Any], ...] = (), **attributes: Any) -> Draft:
    """A draft of one message, `Ping`, with these fields, and of more types."""
    ping = record("Ping", TO_ENVELOPE, *fields, **{"sender": ["police"], **attributes})
    named = {f"casefile.v1.{schema['name']}": schema for schema in (ENVELOPE, ping, *types)}
    return Draft(named, RULES, {"code_lists": {"gender": {"1": "Male"}}})


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [field("note", **TEXT)],
        [field("note", type=["null", "string"], default=None, maxLength=9, pattern="^(a|b[|])$", rule="F00")],
        [field("sex", type="string", maxLength=1, codes="gender", normalise="upper")],
        [field("names", type={"type": "array", "items": TEXT}, maxItems=3)],
        [field("born", type={"type": "int", "logicalType": "date"}, minimum=0, maximum=5)],
        [field("size", type="long", minimum=0, maximum=(1 << 53) - 1)],
        [field("at", type=["null", {"type": "long", "logicalType": "timestamp-millis"}], default=None)],
        [field("sum", type={"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}, maxLength=9)],
    ],
)
def test_a_draft_that_keeps_to_the_contract_has_no_problems(fields: list[dict[str, Any]]) -> None:
    assert lint(draft(*fields)) == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (field("note", type="string"), "Ping.note: type string needs maxLength"),
        (field("note", type="bytes"), "Ping.note: type bytes needs maxLength"),
        (field("notes", type={"type": "array", "items": TEXT}), "Ping.notes: type array needs maxItems"),
        (field("notes", type={"type": "map", "values": TEXT}), "Ping.notes: type map needs maxItems"),
        (
            field("notes", type={"type": "array", "items": "string"}, maxItems=1),
            "Ping.notes[]: type string needs maxLength",
        ),
        (field("weight", type="double"), "Ping.weight: a float has no exact value"),
        (field("weight", type=["null", "float"], default=None), "Ping.weight: a float has no exact value"),
        (field("mixed", type=["null", "int", "string"], default=None), "Ping.mixed: a union must be null first"),
        (field("mixed", type=["int", "null"], default=None), "Ping.mixed: a union must be null first"),
        (field("mixed", type=["null", ["null", "int"]], default=None), "Ping.mixed: a union must be null first"),
        (field("maybe", type=["null", "int"]), "Ping.maybe: is optional, so its default must be null"),
        (field("other", type="casefile.v1.Lost"), "Ping.other: casefile.v1.Lost is no type of the contract"),
        (field("nothing", type="null"), "Ping.nothing: null is no type of the contract"),
        (field("inner", type=record("Inner", field("a", type="int"))), "Ping.inner: a named type needs a file"),
        (field("born", type={"type": "long", "logicalType": "date"}), "Ping.born: date on long is no logical type"),
        (
            field("sum", type={"type": "bytes", "logicalType": "decimal", "scale": 2}, maxLength=9),
            "Ping.sum: a decimal needs precision and scale",
        ),
        (field("Note", **TEXT), "Ping.Note: must be named in snake_case"),
        (field("note", **TEXT) | {"doc": ""}, "Ping.note: needs a doc"),
        (field("note", **TEXT) | {"sensitivity": "secret"}, "Ping.note: needs a sensitivity"),
        (field("note", **TEXT) | {"source": ""}, "Ping.note: needs a source"),
        (field("note", **TEXT, minLength=11), "Ping.note: minLength is above maxLength"),
        (field("count", type="int", minimum=2, maximum=1), "Ping.count: minimum is above maximum"),
        (field("count", type="int", maxLength=1), "Ping.count: maxLength says nothing about type int"),
        (field("note", **TEXT, maxlength=1), "Ping.note: maxlength is no attribute of the contract"),
        (field("note", type=TEXT, maxLength=1), "Ping.note: maxLength must stand on the field"),
        (field("note", **TEXT, normalise="rot13"), "Ping.note: normalise must be one of"),
        (field("note", **TEXT, rule="F99"), "Ping.note: rule F99 is not in the rule book"),
        (field("note", **TEXT, codes="moods"), "Ping.note: moods is no code list of the tables"),
        (field("note", **TEXT, pattern=5), "Ping.note: the pattern is no text"),
        (field("note", **TEXT, pattern="[a"), "Ping.note: the pattern '[a' has a class that engines read differently"),
        (field("note", **TEXT, pattern="a$"), "Ping.note: the pattern 'a$' is not anchored at both ends"),
        (field("note", **TEXT, pattern=r"^\d$"), r"Ping.note: the pattern '^\\d$' has a backslash"),
        (field("note", **TEXT, pattern="^.$"), "Ping.note: the pattern '^.$' has a bare full stop"),
        (field("note", **TEXT, pattern="^(a+)+$"), "Ping.note: the pattern '^(a+)+$' can take more than linear time"),
        (field("size", type="long", minimum=0), "Ping.size: type long needs minimum and maximum"),
        (field("size", type="long", minimum=0, maximum=1 << 53), "Ping.size: type long needs minimum and maximum"),
        (field("sizes", type={"type": "array", "items": "long"}, maxItems=2), "Ping.sizes[]: type long needs minimum"),
        (field("count", type="int", default="one"), "Ping: is no Avro schema"),
    ],
)
def test_a_field_that_breaks_the_contract_is_named(wrong: dict[str, Any], problem: str) -> None:
    assert [line for line in lint(draft(wrong)) if line.startswith(problem)]


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (enum("UNKNOWN", "GLAD", default=None), "Mood: the first symbol and the default must be UNKNOWN"),
        (enum("GLAD", "UNKNOWN"), "Mood: the first symbol and the default must be UNKNOWN"),
        (enum("UNKNOWN", "GLAD", "GLAD"), "Mood: symbol GLAD stands twice"),
        (enum("UNKNOWN", "glad"), "Mood: symbol glad must be UPPER_CASE"),
        (enum("UNKNOWN", doc=""), "Mood: needs a doc"),
        (enum("UNKNOWN", namespace="other"), "Mood: must be in the namespace casefile.v1"),
        (record("Mood"), "Mood: has no field"),
        (record("Mood", field("a", type="int"), field("a", type="int")), "Mood: field a stands twice"),
        ({**enum(), "type": "fixed", "size": 4}, "Mood: must be a record or an enum, not fixed"),
    ],
)
def test_a_type_that_breaks_the_contract_is_named(wrong: dict[str, Any], problem: str) -> None:
    used = draft(field("mood", type="casefile.v1.Mood"), types=(wrong,))

    assert [line for line in lint(used) if line.startswith(problem)]


def test_a_type_that_contains_itself_is_refused_however_far_round() -> None:
    tree = record("Tree", field("branches", type={"type": "array", "items": "casefile.v1.Branch"}, maxItems=2))
    branch = record("Branch", field("tree", type=["null", "casefile.v1.Tree"], default=None))

    problems = lint(draft(field("tree", type="casefile.v1.Tree"), types=(tree, branch)))

    assert [line.split(",")[0] for line in problems] == ["Branch: contains itself", "Tree: contains itself"]


def test_items_that_take_no_bytes_are_refused() -> None:
    empty = record("Empty", field("nothing", type="casefile.v1.Void"))
    void = record("Void")
    many = field("many", type={"type": "array", "items": "casefile.v1.Empty"}, maxItems=9)

    problems = lint(draft(many, types=(empty, void)))

    assert "Ping.many[]: items that take no bytes could be claimed in any number" in problems


def test_twelve_levels_are_allowed_and_thirteen_are_not() -> None:
    def nested(levels: int) -> Draft:
        inner = [record(f"L{i}", field("next", type=f"casefile.v1.L{i + 1}")) for i in range(2, levels)]
        return draft(
            field("next", type="casefile.v1.L2"), types=(*inner, record(f"L{levels}", field("end", type="int")))
        )

    assert lint(nested(12)) == []
    assert lint(nested(13)) == ["Ping: nests 13 deep, 12 is the most"]


@pytest.mark.parametrize("sender", [[], "police", ["police", "court"]])
def test_a_message_names_who_may_send_it(sender: Any) -> None:
    assert "Ping: sender must be a list of police, cps, gateway" in lint(draft(sender=sender))


def test_only_the_exchange_itself_may_write_without_an_envelope() -> None:
    bare = record("Bare", field("count", type="int"), sender=["police"])

    problems = lint(draft(types=(bare,)))

    assert problems == ["Bare: is sent, so its first field must be the envelope, of type casefile.v1.Envelope"]
    assert lint(draft(types=({**bare, "sender": ["gateway"]},))) == []


def test_a_type_in_no_message_is_named() -> None:
    assert lint(draft(types=(enum("UNKNOWN"),))) == ["Mood: is part of no message"]


def test_rules_with_one_id_and_codes_that_are_no_text_are_named() -> None:
    good = draft()
    rules = (*RULES, {"id": "X01"}, {"id": "X01"})

    problems = lint(Draft(good.types, rules, {"code_lists": {"age": {1: "one"}, "empty": {}}}))

    assert problems == [
        "X01: two rules have this id",
        "age: 1 must stand in quotes, or YAML reads it as no text",
        "empty: a code list maps each code to what it means",
    ]


def test_a_rule_that_does_not_fit_the_types_is_named() -> None:
    good = draft(field("count", type="int"))
    rule = {
        **RULES[0],
        "id": "X01",
        "on": "Ping",
        "at": "/count",
        "require": "this.number > 1",
        "examples": {"pass": [{"count": 2}], "fail": [{"count": 1}]},
    }

    assert [line for line in lint(Draft(good.types, (*RULES, rule), good.tables)) if line.startswith("X01: ")]
    fitting = rule | {"require": "this.count > 1"}
    assert lint(Draft(good.types, (*RULES, fitting), good.tables)) == []


def test_all_problems_are_told_at_once() -> None:
    wrong = draft(field("note", type="string"), field("weight", type="double"))

    with pytest.raises(DraftError) as refusal:
        refuse_lint(wrong)

    assert len(str(refusal.value).splitlines()) == 2


def test_the_draft_of_the_contract_has_no_problems() -> None:
    assert lint(load_draft(ROOT / "draft")) == []


@pytest.mark.parametrize(
    ("aliases", "problem"),
    [
        ("memo", "Ping.note: aliases must be a list of names in snake_case"),
        (["Memo"], "Ping.note: aliases must be a list of names in snake_case"),
        (["note"], "Ping.note: is its own alias"),
    ],
)
def test_an_alias_is_another_name_of_the_field(aliases: Any, problem: str) -> None:
    assert problem in lint(draft(field("note", **TEXT, aliases=aliases)))


def test_a_field_may_have_an_alias_and_a_unit() -> None:
    assert lint(draft(field("note", **TEXT, aliases=["memo"]), field("turns", type="int", unit="turn"))) == []

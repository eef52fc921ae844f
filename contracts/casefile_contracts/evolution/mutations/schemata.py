"""Operators on schemas: fields, types, enums, limits, code lists, handling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casefile_contracts.evolution.mutations.edits import NAMESPACE, Contract
from casefile_contracts.evolution.mutations.operators import HISTORY, READERS, SENDERS, Made, Operator
from casefile_contracts.evolution.mutations.placed import (
    fields,
    fits,
    inner,
    kind,
    literal,
    logical,
    optional,
    patterned,
    plain_text,
    rejects,
    required,
    samples,
    value,
    words,
)

ABOUT = {"sensitivity": "public", "source": "casefile", "doc": "Made up."}
EVERYBODY = (READERS, SENDERS, HISTORY)
Places = Iterator[Made]


def _remove_optional(contract: Contract) -> Places:
    return ((at, [["remove", at]]) for at, _ in fields(contract, optional))


def _remove_required(contract: Contract) -> Places:
    return ((at, [["remove", at]]) for at, field in fields(contract, required) if field["name"] != "envelope")


def _remove_list(contract: Contract) -> Places:
    return ((at, [["remove", at]]) for at, field in fields(contract, lambda one: one.get("default") == []))


def _records(contract: Contract) -> Iterator[str]:
    return (name for name, schema in contract.types.items() if schema["type"] == "record" and len(schema["fields"]) > 1)


def _adding(field: dict[str, Any], *define: Any) -> Any:
    def places(contract: Contract) -> Places:
        return ((name, [*define, ["add", name, ABOUT | field]]) for name in _records(contract))

    return places


MADE_UP = {
    "type": "enum",
    "name": "MadeUp",
    "namespace": NAMESPACE,
    "doc": "Made up.",
    "symbols": ["UNKNOWN", "SOME", "OTHER"],
    "default": "UNKNOWN",
}
WITH_ENUM: dict[str, Any] = {"name": "made_up", "type": f"{NAMESPACE}.MadeUp"}
WITH_LIST: dict[str, Any] = {
    "name": "made_up",
    "type": {"type": "array", "items": "long"},
    "default": [],
    "maxItems": 9,
}
WITH_TEXT: dict[str, Any] = {"name": "made_up", "type": "string", "maxLength": 9}


def _add_elsewhere(contract: Contract) -> Places:
    return (
        (name, [["add", name, ABOUT | {"name": "made_up", "type": ["null", "long"], "default": None}, 1]])
        for name in _records(contract)
    )


def _rename(contract: Contract) -> Places:
    return (
        (at, [["rename", at, f"{field['name']}_now"]])
        for at, field in fields(contract, lambda one: one["name"] != "envelope")
    )


def _rename_aliased(contract: Contract) -> Places:
    for at, field in fields(contract, lambda one: one["name"] != "envelope"):
        yield at, [["set", at, {"aliases": [field["name"]]}], ["rename", at, f"{field['name']}_now"]]


def _move(contract: Contract) -> Places:
    for name in _records(contract):
        last = contract.types[name]["fields"][-1]["name"]
        yield f"{name}.{last}", [["move", f"{name}.{last}", 0 if "sender" not in contract.types[name] else 1]]


def _alias_for_nothing(contract: Contract) -> Places:
    return ((at, [["set", at, {"aliases": ["never_used"]}]]) for at, _ in fields(contract, lambda _: True))


def _alias_stolen(contract: Contract) -> Places:
    for name in _records(contract):
        one, two = contract.types[name]["fields"][:2]
        if one["name"] != "envelope":
            yield f"{name}.{two['name']}", [["set", f"{name}.{two['name']}", {"aliases": [one["name"]]}]]


def _retyping(was: str, type_: str) -> Any:
    def places(contract: Contract) -> Places:
        for at, field in fields(contract, lambda one: kind(one) == was and logical(one) is None):
            if not {"codes", "pattern"} & field.keys():
                yield at, [["retype", at, ["null", type_] if optional(field) else type_]]

    return places


def _to_list(contract: Contract) -> Places:
    for at, field in fields(contract, lambda one: kind(one) == "string" and required(one)):
        yield at, [["retype", at, {"type": "array", "items": field["type"]}]]


def _from_list(contract: Contract) -> Places:
    for at, field in fields(contract, lambda one: kind(one) == "array"):
        yield at, [["retype", at, ["null", value(field)["items"]]], ["set", at, {"default": None}]]


def _allow_null(contract: Contract) -> Places:
    for at, field in fields(contract, required):
        if field["name"] != "envelope":
            yield at, [["retype", at, ["null", field["type"]]], ["set", at, {"default": None}]]


def _refuse_null(contract: Contract) -> Places:
    return ((at, [["retype", at, value(field)], ["drop", at, "default"]]) for at, field in fields(contract, optional))


def _turn_union(contract: Contract) -> Places:
    return ((at, [["retype", at, [value(field), "null"]]]) for at, field in fields(contract, optional))


def _named(contract: Contract, sort: str) -> Iterator[str]:
    return (name for name, schema in contract.types.items() if schema["type"] == sort and "sender" not in schema)


def _rename_types(contract: Contract) -> Places:
    for name in [*_named(contract, "record"), *_named(contract, "enum")]:
        yield name, [["rename_type", name, f"{name}Now"]]


def _rename_types_aliased(contract: Contract) -> Places:
    for number, name in enumerate([*_named(contract, "record"), *_named(contract, "enum")]):
        alias = name if number % 2 else f"{NAMESPACE}.{name}"
        yield name, [["named", name, {"aliases": [alias]}], ["rename_type", name, f"{name}Now"]]


def _logical(was: str | None, now: str | None) -> Any:
    def places(contract: Contract) -> Places:
        for at, _ in fields(contract, lambda one: logical(one) == was and kind(one) in ("int", "long")):
            yield at, [["inner", at, {"logicalType": now}]]

    return places


def _uuid_lost(contract: Contract) -> Places:
    for at, _ in fields(contract, lambda one: logical(one) == "uuid" and "pattern" in one):
        yield at, [["inner", at, {"logicalType": None}]]


def _uuid_asked(contract: Contract) -> Places:
    return ((at, [["inner", at, {"logicalType": "uuid"}]]) for at, _ in fields(contract, plain_text))


def _enums(contract: Contract) -> Iterator[tuple[str, list[str]]]:
    """Enums whose fields all reject, so that a missing symbol does."""
    for name in _named(contract, "enum"):
        using = [
            field
            for schema in contract.types.values()
            for field in schema.get("fields", ())
            if f"{NAMESPACE}.{name}" in str(field["type"])
        ]
        if using and all(rejects(contract, field) for field in using):
            yield name, contract.types[name]["symbols"]


def _add_symbol(contract: Contract) -> Places:
    return ((name, [["named", name, {"symbols": [*symbols, "MADE_UP"]}]]) for name, symbols in _enums(contract))


def _remove_symbol(contract: Contract) -> Places:
    for name, symbols in _enums(contract):
        if len(symbols) > 2:
            yield f"{name}.{symbols[-1]}", [["named", name, {"symbols": symbols[:-1]}]]


def _rename_symbol(contract: Contract) -> Places:
    for name, symbols in _enums(contract):
        yield f"{name}.{symbols[1]}", [["named", name, {"symbols": [symbols[0], f"{symbols[1]}_NOW", *symbols[2:]]}]]


def _turn_symbols(contract: Contract) -> Places:
    for name, symbols in _enums(contract):
        if len(symbols) > 2:
            yield name, [["named", name, {"symbols": [symbols[0], *reversed(symbols[1:])]}]]


def _other_default(contract: Contract) -> Places:
    return ((name, [["named", name, {"default": symbols[1]}]]) for name, symbols in _enums(contract))


def _add_symbol_undefaulted(contract: Contract) -> Places:
    for name, symbols in _enums(contract):
        yield name, [["named", name, {"symbols": [*symbols, "MADE_UP"]}]], [["unnamed", name, "default"]]


def _enum_to_text(contract: Contract) -> Places:
    for at, field in fields(contract, lambda one: kind(one).startswith(NAMESPACE)):
        if contract.types[kind(field).rpartition(".")[2]]["type"] == "enum":
            yield (
                at,
                [["retype", at, ["null", "string"] if optional(field) else "string"], ["set", at, {"maxLength": 60}]],
            )


def _bound(attribute: str, step: int, wanted: Any) -> Any:
    def places(contract: Contract) -> Places:
        for at, field in fields(contract, lambda one: attribute in one and wanted(one)):
            if field.get("minLength", 0) <= field[attribute] + step or attribute == "minLength":
                yield at, [["set", at, {attribute: field[attribute] + step}]]

    return places


def _longer_than_pattern(contract: Contract) -> Places:
    for at, field in fields(contract, lambda one: patterned(one) and "maxLength" in one):
        if (
            "*" not in field["pattern"]
            and "+" not in field["pattern"]
            and len(samples(field["pattern"])[1]) == field["maxLength"]
        ):
            yield at, [["set", at, {"maxLength": field["maxLength"] + 40}]]


def _emptiable(field: Any) -> bool:
    return plain_text(field) and field.get("minLength") == 1


def _narrow_pattern(contract: Contract) -> Places:
    for at, field in fields(contract, patterned):
        one, two = samples(field["pattern"])
        if one != two and fits(field, one) and fits(field, two):
            yield at, [["set", at, {"pattern": f"^{literal(two)}$"}]]


def _widen_pattern(contract: Contract) -> Places:
    for at, field in fields(contract, patterned):
        extra = "~" * max(1, int(field.get("minLength", 1)))
        if fits({key: field[key] for key in ("minLength", "maxLength") if key in field}, extra) and not fits(
            field, extra
        ):
            yield at, [["set", at, {"pattern": f"^(?:{inner(field['pattern'])}|{extra})$"}]]


def _drop_pattern(contract: Contract) -> Places:
    for at, field in fields(contract, patterned):
        extra = "~" * max(1, int(field.get("minLength", 1)))
        two = samples(field["pattern"])
        if (
            not fits(field, extra)
            and len(extra) <= field.get("maxLength", 1)
            and all(one == one.strip() for one in two)
        ):
            yield at, [["drop", at, "pattern"]]


def _respell_pattern(contract: Contract) -> Places:
    for at, field in fields(contract, patterned):
        body = inner(field["pattern"])
        spelt = (
            f"^(?:{body})$",
            f"^(?:{body}|{body})$",
            f"^{body.replace('[0-9]', '[0-45-9]')}$",
            f"^{body.replace('A-Z', 'A-MN-Z')}$",
        )
        yield from (
            (f"{at} {number}", [["set", at, {"pattern": text}]])
            for number, text in enumerate(spelt)
            if text != field["pattern"]
        )


def _change_pattern(contract: Contract) -> Places:
    for at, field in fields(contract, patterned):
        extra = "~" * max(1, int(field.get("minLength", 1)))
        if (
            len(extra) <= field.get("maxLength", 1)
            and not fits(field, extra)
            and fits(field, samples(field["pattern"])[0])
        ):
            yield at, [["set", at, {"pattern": f"^{extra}$"}]]


def _numbers(field: Any) -> bool:
    return kind(field) in ("int", "long") and logical(field) is None and "minimum" in field and "maximum" in field


def _items(field: Any) -> bool:
    return kind(field) == "array" and field.get("maxItems", 0) > 1


def _coded(contract: Contract) -> Iterator[tuple[str, Any]]:
    lists = contract.tables["code_lists"]
    for at, field in fields(contract, lambda one: "codes" in one):
        if all(fits(field, code) for code in lists[field["codes"]]):
            yield at, field


def _swap_list(contract: Contract) -> Places:
    lists = contract.tables["code_lists"]
    for at, field in _coded(contract):
        other = next((name for name in sorted(lists) if set(lists[field["codes"]]) - set(lists[name])), None)
        if other:
            yield at, [["set", at, {"codes": other}]]


def _same_list(contract: Contract) -> Places:
    lists = contract.tables["code_lists"]
    for at, field in _coded(contract):
        yield at, [["table", "code_lists/made_up", lists[field["codes"]]], ["set", at, {"codes": "made_up"}]]


def _drop_list(contract: Contract) -> Places:
    return ((at, [["drop", at, "codes"]]) for at, field in _coded(contract) if "pattern" not in field)


def _ask_list(contract: Contract) -> Places:
    name = next(iter(contract.tables["code_lists"]))
    return ((at, [["set", at, {"codes": name}]]) for at, _ in fields(contract, plain_text))


def _lists(contract: Contract) -> Iterator[str]:
    """Lists that fields use and no rule asks."""
    asked = " ".join(rule.get("require", "") for rule in contract.rules.values())
    return (name for name in dict.fromkeys(field["codes"] for _, field in _coded(contract)) if f'"{name}"' not in asked)


def _remove_code(contract: Contract) -> Places:
    for name in _lists(contract):
        codes = contract.tables["code_lists"][name]
        if len(codes) > 1:
            yield f"{name}/{list(codes)[-1]}", [["untable", f"code_lists/{name}/{list(codes)[-1]}"]]


def _end_code(contract: Contract) -> Places:
    for name in _lists(contract):
        code, said = next(iter(contract.tables["code_lists"][name].items()))
        yield f"{name}/{code}", [["table", f"code_lists/{name}/{code}", {"meaning": said, "to": "2025-12-31"}]]


def _date_code(contract: Contract) -> Places:
    for name in _lists(contract):
        code, said = next(iter(contract.tables["code_lists"][name].items()))
        yield f"{name}/{code}", [["table", f"code_lists/{name}/{code}", {"meaning": said, "from": "2020-12-31"}]]


def _add_code(contract: Contract) -> Places:
    for at, field in _coded(contract):
        code = next(
            (
                c
                for c in ("Z9", "9", "Z", "ZZZ", "999", "9999")
                if fits(field, c) and c not in contract.tables["code_lists"][field["codes"]]
            ),
            None,
        )
        if code and field["codes"] in set(_lists(contract)):
            yield f"{at} {code}", [["table", f"code_lists/{field['codes']}/{code}", "Made up"]]


def _swap_meanings(contract: Contract) -> Places:
    for name in _lists(contract):
        codes = list(contract.tables["code_lists"][name].items())[:2]
        if len(codes) == 2 and codes[0][1] != codes[1][1]:
            (one, said), (two, other) = codes
            yield name, [["table", f"code_lists/{name}/{one}", other], ["table", f"code_lists/{name}/{two}", said]]


def _reword_code(contract: Contract) -> Places:
    for name in _lists(contract):
        code, said = next(iter(contract.tables["code_lists"][name].items()))
        yield f"{name}/{code}", [["table", f"code_lists/{name}/{code}", f"{said}, that is"]]


def _sensitivity(was: str, now: str) -> Any:
    def places(contract: Contract) -> Places:
        return (
            (at, [["set", at, {"sensitivity": now}]])
            for at, _ in fields(contract, lambda one: one["sensitivity"] == was)
        )

    return places


def _drop_normaliser(contract: Contract) -> Places:
    return ((at, [["drop", at, "normalise"]]) for at, _ in fields(contract, lambda one: "normalise" in one))


def _other_rule(contract: Contract) -> Places:
    same = [
        id_
        for id_, rule in contract.rules.items()
        if "require" not in rule and rule["severity"] == "reject" and "softer" not in rule
    ]
    return (
        (at, [["set", at, {"rule": same[0]}]])
        for at, field in fields(contract, lambda one: "rule" in one)
        if field["rule"] != same[0]
    )


def _attribute(name: str, text: str) -> Any:
    def places(contract: Contract) -> Places:
        return ((at, [["set", at, {name: text}]]) for at, _ in fields(contract, lambda _: True))

    return places


def _type_doc(contract: Contract) -> Places:
    return ((name, [["named", name, {"doc": "Said otherwise."}]]) for name in contract.types)


def _unit(contract: Contract) -> Places:
    for at, _ in fields(contract, lambda one: kind(one) in ("int", "long") and logical(one) is None):
        yield at, [["set", at, {"unit": "second"}]], [["set", at, {"unit": "minute"}]]


def _remove_message(contract: Contract) -> Places:
    return ((name, [["remove_type", name]]) for name, schema in contract.types.items() if "sender" in schema)


def _add_message(contract: Contract) -> Places:
    for name, schema in contract.types.items():
        if "sender" in schema:
            yield name, [["define", "MadeUp", schema | {"name": "MadeUp"}]]


def _lose_sender(contract: Contract) -> Places:
    for name, schema in contract.types.items():
        if len(schema.get("sender", ())) > 1:
            yield name, [["named", name, {"sender": schema["sender"][:1]}]]


def _swap_sender(contract: Contract) -> Places:
    for name, schema in contract.types.items():
        if schema.get("sender") in (["police"], ["cps"]):
            yield name, [["named", name, {"sender": ["cps" if schema["sender"] == ["police"] else "police"]}]]


def _add_sender(contract: Contract) -> Places:
    for name, schema in contract.types.items():
        if schema.get("sender") in (["police"], ["cps"]):
            yield name, [["named", name, {"sender": ["police", "cps"]}]]


def _default(contract: Contract) -> Places:
    for at, _ in fields(contract, lambda one: required(one) and kind(one) == "boolean"):
        yield at, [["set", at, {"default": False}]]


def _drop_default(contract: Contract) -> Places:
    return ((at, [["drop", at, "default"]]) for at, _ in fields(contract, lambda one: one.get("default") == []))


def _change_default(contract: Contract) -> Places:
    for at, _ in fields(contract, lambda one: required(one) and kind(one) == "boolean"):
        yield at, [["set", at, {"default": True}]], [["set", at, {"default": False}]]


def _shadow(contract: Contract) -> Places:
    """A field gives way to a new one of another name and type, as an optional one."""
    for at, field in fields(
        contract, lambda one: optional(one) and plain_text(one) and one["name"] not in words(contract)
    ):
        type_ = at.partition(".")[0]
        yield (
            at,
            [
                ["remove", at],
                ["add", type_, ABOUT | {"name": f"{field['name']}_v2", "type": ["null", "boolean"], "default": None}],
            ],
        )


LIMITS = [
    Operator(
        "length.lowered",
        "The longest text is a character shorter.",
        (SENDERS, HISTORY),
        _bound("maxLength", -1, plain_text),
    ),
    Operator("length.raised", "The longest text is longer.", (READERS,), _bound("maxLength", 5, plain_text)),
    Operator("length.emptied", "A text may be empty.", (READERS,), _bound("minLength", -1, _emptiable)),
    Operator(
        "length.least_raised", "The shortest text is longer.", (SENDERS, HISTORY), _bound("minLength", 1, _emptiable)
    ),
    Operator("length.slack", "The longest text is longer than the pattern lets any be.", (), _longer_than_pattern),
    Operator("pattern.narrowed", "The pattern takes one text only.", (SENDERS, HISTORY), _narrow_pattern),
    Operator("pattern.widened", "The pattern takes one text more.", (READERS,), _widen_pattern),
    Operator("pattern.dropped", "There is no pattern any more.", (READERS,), _drop_pattern),
    Operator("pattern.respelt", "The pattern is written otherwise.", (), _respell_pattern),
    Operator("pattern.changed", "The pattern takes something else.", EVERYBODY, _change_pattern),
    Operator("range.least_raised", "The least number is greater.", (SENDERS, HISTORY), _bound("minimum", 1, _numbers)),
    Operator("range.least_lowered", "The least number is smaller.", (READERS,), _bound("minimum", -1, _numbers)),
    Operator(
        "range.most_lowered", "The greatest number is smaller.", (SENDERS, HISTORY), _bound("maximum", -1, _numbers)
    ),
    Operator("range.most_raised", "The greatest number is greater.", (READERS,), _bound("maximum", 1, _numbers)),
    Operator("items.most_lowered", "A list may be less long.", (SENDERS, HISTORY), _bound("maxItems", -1, _items)),
    Operator("items.most_raised", "A list may be longer.", (READERS,), _bound("maxItems", 1, _items)),
    Operator("items.least_raised", "A list needs an item more.", (SENDERS, HISTORY), _bound("minItems", 1, _items)),
    Operator("items.least_lowered", "A list needs an item less.", (READERS,), _bound("minItems", -1, _items)),
]
OPERATORS = [
    Operator("field.removed", "An optional field is gone.", (READERS, SENDERS), _remove_optional),
    Operator("field.removed_required", "A required field is gone.", (READERS, SENDERS), _remove_required),
    Operator("field.removed_list", "A list that may be empty is gone.", (READERS, SENDERS), _remove_list),
    Operator("field.replaced", "A field gives way to one of another name and type.", (READERS, SENDERS), _shadow),
    Operator(
        "field.added",
        "An optional field is new.",
        (),
        _adding({"name": "made_up", "type": ["null", "long"], "default": None}),
    ),
    Operator("field.added_before", "An optional field is new, not at the end.", (), _add_elsewhere),
    Operator("field.added_list", "A list is new that may be empty.", (), _adding(WITH_LIST)),
    Operator(
        "field.added_with_default", "A field with a default is new.", (), _adding(WITH_TEXT | {"default": "none"})
    ),
    Operator(
        "field.added_enum",
        "A field is new with a symbol that is sent as its default.",
        (),
        _adding(WITH_ENUM | {"default": "SOME"}, ["define", "MadeUp", MADE_UP]),
    ),
    Operator("field.added_required", "A field without default is new.", (SENDERS, HISTORY), _adding(WITH_TEXT)),
    Operator(
        "field.added_misfit",
        "A field is new whose default is not of its type.",
        (SENDERS, HISTORY),
        _adding(WITH_TEXT | {"default": None}),
    ),
    Operator(
        "field.added_unknown",
        "An enum is new whose default nobody may send.",
        (SENDERS,),
        _adding(WITH_ENUM | {"default": "UNKNOWN"}, ["define", "MadeUp", MADE_UP]),
    ),
    Operator(
        "field.added_short",
        "A text is new whose default is too short.",
        (SENDERS,),
        _adding(WITH_TEXT | {"default": "", "minLength": 1}),
    ),
    Operator(
        "field.added_few",
        "A list is new whose default has too few items.",
        (SENDERS,),
        _adding(WITH_LIST | {"minItems": 1}),
    ),
    Operator(
        "field.added_small",
        "A number is new whose default is too small.",
        (SENDERS,),
        _adding({"name": "made_up", "type": "int", "default": 0, "minimum": 1}),
    ),
    Operator("field.renamed", "A field has another name.", EVERYBODY, _rename),
    Operator(
        "field.renamed_aliased",
        "A field has another name and its old one as an alias.",
        (READERS, SENDERS),
        _rename_aliased,
    ),
    Operator("field.moved", "The last field comes first.", (), _move),
    Operator("alias.added", "A field has an alias that nothing had.", (), _alias_for_nothing),
    Operator("alias.stolen", "A field has another field's name as an alias.", (HISTORY,), _alias_stolen),
    Operator("type.int_to_long", "An int is a long.", (READERS,), _retyping("int", "long")),
    Operator("type.int_to_double", "An int is a double.", (READERS,), _retyping("int", "double")),
    Operator("type.long_to_int", "A long is an int.", (SENDERS, HISTORY), _retyping("long", "int")),
    Operator(
        "type.string_to_bytes",
        "A text is bytes, which Avro resolves both ways.",
        (READERS, SENDERS),
        _retyping("string", "bytes"),
    ),
    Operator("type.string_to_int", "A text is a number.", EVERYBODY, _retyping("string", "int")),
    Operator("type.int_to_string", "A number is a text.", EVERYBODY, _retyping("int", "string")),
    Operator("type.boolean_to_string", "A yes or no is a text.", EVERYBODY, _retyping("boolean", "string")),
    Operator("type.to_list", "One value is a list.", EVERYBODY, _to_list),
    Operator("type.from_list", "A list is one value.", EVERYBODY, _from_list),
    Operator("null.allowed", "What was always there may be absent.", (READERS,), _allow_null),
    Operator("null.refused", "What could be absent must be there.", (SENDERS, HISTORY), _refuse_null),
    Operator("union.turned", "Null comes last in a union.", (), _turn_union),
    Operator("type.renamed", "A named type has another name.", EVERYBODY, _rename_types),
    Operator(
        "type.renamed_aliased",
        "A named type has another name and its old one as an alias.",
        (READERS,),
        _rename_types_aliased,
    ),
    Operator("logical.date_lost", "A date is a number.", EVERYBODY, _logical("date", None)),
    Operator(
        "logical.millis_to_micros",
        "A time counts microseconds.",
        EVERYBODY,
        _logical("timestamp-millis", "timestamp-micros"),
    ),
    Operator(
        "logical.local", "A time is a local one.", EVERYBODY, _logical("timestamp-millis", "local-timestamp-millis")
    ),
    Operator("logical.date_gained", "A number is a date.", EVERYBODY, _logical(None, "date")),
    Operator("logical.uuid_lost", "A UUID is a text with the pattern of one.", (), _uuid_lost),
    Operator("logical.uuid_gained", "Any text is a UUID.", (SENDERS, HISTORY), _uuid_asked),
    Operator("symbol.added", "An enum has a symbol more, and a default.", (), _add_symbol),
    Operator(
        "symbol.added_undefaulted", "An enum without a default has a symbol more.", (READERS,), _add_symbol_undefaulted
    ),
    Operator("symbol.removed", "An enum has a symbol less.", (SENDERS, HISTORY), _remove_symbol),
    Operator("symbol.renamed", "A symbol has another name.", (SENDERS, HISTORY), _rename_symbol),
    Operator("symbol.turned", "Symbols stand in another order.", (), _turn_symbols),
    Operator("symbol.other_default", "Unknown symbols are read as another.", (), _other_default),
    Operator("type.enum_to_string", "A symbol is a text.", EVERYBODY, _enum_to_text),
    *LIMITS,
    Operator("codes.swapped", "A field takes the codes of a list that lacks some.", (SENDERS,), _swap_list),
    Operator("codes.same", "A field takes the codes of another list with the same codes.", (), _same_list),
    Operator("codes.dropped", "A field takes any text, not the codes of a list.", (READERS,), _drop_list),
    Operator("codes.asked", "A field takes the codes of a list, not any text.", (SENDERS,), _ask_list),
    Operator("code.removed", "A code is gone.", (SENDERS,), _remove_code),
    Operator("code.ended", "A code has ended.", (SENDERS,), _end_code),
    Operator("code.dated", "A code has begun long ago.", (), _date_code),
    Operator("code.added", "A code is new.", (), _add_code),
    Operator("code.meanings_swapped", "Two codes mean what the other meant.", EVERYBODY, _swap_meanings),
    Operator("code.reworded", "A code's meaning is worded otherwise.", (), _reword_code),
    Operator("sensitivity.raised", "What was public is personal.", (READERS,), _sensitivity("public", "personal")),
    Operator(
        "sensitivity.raised_more", "What was personal is special.", (READERS,), _sensitivity("personal", "special")
    ),
    Operator("sensitivity.lowered", "What was personal is public.", (HISTORY,), _sensitivity("personal", "public")),
    Operator("normalise.dropped", "A value is not respelt any more.", (SENDERS,), _drop_normaliser),
    Operator("finding.other_rule", "A fault is reported as another rule that rejects.", (), _other_rule),
    Operator("doc.changed", "A field is described otherwise.", (), _attribute("doc", "Said otherwise.")),
    Operator("source.changed", "A field has another source.", (), _attribute("source", "Elsewhere")),
    Operator("type.doc_changed", "A type is described otherwise.", (), _type_doc),
    Operator("unit.changed", "The same number counts another unit.", EVERYBODY, _unit),
    Operator("message.removed", "A message type is gone.", EVERYBODY, _remove_message),
    Operator("message.added", "A message type is new.", (), _add_message),
    Operator("sender.removed", "One of several kinds of senders may not send it.", (SENDERS,), _lose_sender),
    Operator("sender.swapped", "Others may send it, and those who did may not.", (SENDERS,), _swap_sender),
    Operator("sender.added", "Others may send it, too.", (), _add_sender),
    Operator("default.added", "A field may be left out.", (), _default),
    Operator("default.removed", "A list may not be left out.", (SENDERS,), _drop_default),
    Operator("default.changed", "A field that is left out means something else.", (SENDERS,), _change_default),
]
"""All of them, in the order of the corpus."""

"""The tables of the draft: codes fit their fields, fictional forces are marked."""

from __future__ import annotations

import re

from drafts import draft


def test_codes_fit_the_fields_that_take_them() -> None:
    lists = draft().tables["code_lists"]
    for schema in draft().types.values():
        for field in schema.get("fields", ()):
            for code in lists.get(field.get("codes"), ()):
                assert field.get("minLength", 0) <= len(code) <= field["maxLength"], f"{schema['name']}: {code}"


def test_codes_and_labels_are_text() -> None:
    for name, codes in draft().tables["code_lists"].items():
        for code, label in codes.items():
            assert isinstance(code, str) and isinstance(label, str) and label == label.strip(), f"{name}: {code}"


def test_only_codes_that_exist_are_marked_as_inferred() -> None:
    lists = draft().tables["code_lists"]
    for name, codes in draft().tables["inferred"].items():
        assert set(codes) <= set(lists[name]), name


def test_force_codes_are_two_digits_and_the_fictional_two_alone_are_marked() -> None:
    forces = draft().tables["forces"]

    assert len(forces) == 83
    assert all(re.fullmatch("[0-9]{2}", code) and force["name"] for code, force in forces.items())
    assert {code for code, force in forces.items() if force.get("test")} == {"98", "99"}
    assert sum(force["kind"] == "territorial" for force in forces.values()) == 44 + 2

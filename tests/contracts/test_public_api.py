"""What the library exports is exactly what was meant."""

from __future__ import annotations

import subprocess
import sys

import pytest

import casefile_contracts
import casefile_schemas

PUBLIC = {
    "CaseFileError": "casefile_contracts.errors",
    "Contract": "casefile_contracts.contract",
    "Finding": "casefile_contracts.findings",
    "Message": "casefile_contracts.contract",
    "MessageType": "casefile_contracts.release",
    "Participant": "casefile_contracts.participants",
    "Participants": "casefile_contracts.participants",
    "ReferenceData": "casefile_contracts.reference.data",
    "Release": "casefile_contracts.release",
    "Severity": "casefile_contracts.findings",
    "UnreadableError": "casefile_contracts.errors",
    "load_release": "casefile_contracts.release",
    "rejects": "casefile_contracts.findings",
    "seal": "casefile_contracts.sealing",
}


def test_the_library_exports_what_was_meant_and_nothing_else() -> None:
    assert casefile_contracts.__all__ == sorted(PUBLIC)
    assert dir(casefile_contracts) == sorted(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_exported_name_is_documented_where_it_is_defined(name: str) -> None:
    exported = getattr(casefile_contracts, name)

    assert exported.__module__ == PUBLIC[name]
    assert exported.__doc__


def test_a_name_that_is_not_exported_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Contracts'"):
        casefile_contracts.Contracts  # noqa: B018


def test_importing_the_library_brings_nothing_heavy() -> None:
    heavy = "{'celpy', 'confluent_kafka', 'fastavro', 'lark', 'pydantic', 'yaml'}"
    program = f"import sys, casefile_contracts, casefile_contracts.contract; print(sorted({heavy} & set(sys.modules)))"

    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert found.stdout == "[]\n"


def test_the_schemas_are_data_with_one_name() -> None:
    assert casefile_schemas.__all__ == ["ROOT"]
    assert (casefile_schemas.ROOT / "lock.json").is_file()

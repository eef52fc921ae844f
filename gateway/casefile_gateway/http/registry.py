"""The released schemas as a Schema Registry shows them: subjects, versions and ids straight from the lock file.

Read-only: a schema comes into being by a release of the contract, never through an API.
Source: Confluent Schema Registry API v1; subject names are record names (RecordNameStrategy).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from fastavro import parse_schema
from fastavro.schema import SchemaParseException, UnknownType, fingerprint, to_parsing_canonical_form

from casefile_contracts.release import MessageType, Release

COMPATIBILITY = "FULL_TRANSITIVE"
MODE = "READONLY"
CONTEXT = "."

_NUMBER = re.compile(r"[0-9]{1,9}")


class RegistryError(Exception):
    """A registry's answer to what it does not have or does not do."""

    def __init__(self, status: int, error_code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error_code = error_code
        self.message = message


class Registry:
    """Everything that was released, findable the way registry clients look for it."""

    def __init__(self, releases: Iterable[Release]) -> None:
        found = {one.schema_id: one for release in releases for one in release.messages.values()}
        self._by_id: Mapping[int, MessageType] = dict(sorted(found.items()))
        self._subjects: dict[str, dict[int, MessageType]] = {}
        for one in sorted(found.values(), key=lambda one: (one.subject, one.version)):
            self._subjects.setdefault(one.subject, {})[one.version] = one

    def subjects(self, prefix: str = "") -> list[str]:
        """Every subject that begins so."""
        return [subject for subject in self._subjects if subject.startswith(prefix)]

    def versions(self, subject: str) -> list[int]:
        """The versions of a subject."""
        return list(self._versions(subject))

    def version(self, subject: str, version: str) -> dict[str, Any]:
        """A version of a subject by its number, or `latest` (or `-1`)."""
        return _described(self._version(subject, version))

    def version_schema(self, subject: str, version: str) -> bytes:
        """The bare schema of a version."""
        return _compact(self._version(subject, version)).encode()

    def by_id(self, schema_id: str) -> dict[str, Any]:
        """The schema of an id; what a client asks for when it reads a message."""
        return {"schema": _compact(self._schema(schema_id))}

    def schema(self, schema_id: str) -> bytes:
        """The bare schema of an id."""
        return _compact(self._schema(schema_id)).encode()

    def subjects_of(self, schema_id: str) -> list[str]:
        """The subjects that an id stands under."""
        return [self._schema(schema_id).subject]

    def versions_of(self, schema_id: str) -> list[dict[str, Any]]:
        """The subjects and versions that an id stands under."""
        one = self._schema(schema_id)
        return [{"subject": one.subject, "version": one.version}]

    def all(self) -> list[dict[str, Any]]:
        """Every version of every subject."""
        return [_described(one) for versions in self._subjects.values() for one in versions.values()]

    def look_up(self, subject: str, request: Any) -> dict[str, Any]:
        """The version of a subject that is this schema, whatever its layout and documentation."""
        versions = self._versions(subject)
        wanted = _fingerprint(request)
        for one in reversed(versions.values()):
            if one.fingerprint == wanted:
                return _described(one)
        raise RegistryError(404, 40403, "Schema not found")

    def check_subject(self, subject: str) -> None:
        """Raises: RegistryError: There is no such subject."""
        self._versions(subject)

    def _versions(self, subject: str) -> dict[int, MessageType]:
        if subject not in self._subjects:
            raise RegistryError(404, 40401, "Subject not found")
        return self._subjects[subject]

    def _version(self, subject: str, version: str) -> MessageType:
        versions = self._versions(subject)
        if version in ("latest", "-1"):
            return versions[max(versions)]
        if not _NUMBER.fullmatch(version) or int(version) == 0:
            raise RegistryError(422, 42202, "A version is a number from 1, or latest")
        if int(version) not in versions:
            raise RegistryError(404, 40402, "Version not found")
        return versions[int(version)]

    def _schema(self, schema_id: str) -> MessageType:
        found = self._by_id.get(int(schema_id)) if _NUMBER.fullmatch(schema_id) else None
        if found is None:
            raise RegistryError(404, 40403, "Schema not found")
        return found


def refuse_change() -> RegistryError:
    """The answer to every attempt to write."""
    return RegistryError(422, 42205, "Schemas come from releases of the contract; this registry is read-only")


def _compact(one: MessageType) -> str:
    return orjson.dumps(one.schema).decode()


def _described(one: MessageType) -> dict[str, Any]:
    return {"subject": one.subject, "version": one.version, "id": one.schema_id, "schema": _compact(one)}


def _fingerprint(request: Any) -> str:
    match request:
        case {"schema": str(text), **rest} if rest.get("schemaType", "AVRO") == "AVRO" and not rest.get("references"):
            return _fingerprint_of(text)
    raise RegistryError(422, 42201, "Give an Avro schema without references as a JSON string")


def _fingerprint_of(text: str) -> str:
    # Whatever a parser makes of a stranger's schema, it is either one of ours or not.
    try:
        canonical = to_parsing_canonical_form(parse_schema(orjson.loads(text), {}))
        return str(fingerprint(canonical, "SHA-256"))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        SchemaParseException,
        UnknownType,
    ) as error:
        raise RegistryError(422, 42201, "The schema is not valid Avro") from error

"""A release or a draft from wherever it lies: by number, as the folder of a release, or as the folder of a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from casefile_contracts.draft.compiler import RULES, compile_draft, contents
from casefile_contracts.draft.source import load_draft
from casefile_contracts.errors import DraftError
from casefile_contracts.evolution.forms import refuse_malformed_book
from casefile_contracts.evolution.sides import Side
from casefile_contracts.release import read_release


def load_side(source: str, root: Path, today: date) -> Side:
    """What `source` names.

    Args:
        source: Number of a release under `root`, or a folder: of a release, or of a draft with its `types`.

    Raises:
        DraftError: The folder holds neither, or files that cannot be read.
        LockError: There is no such release, or its files are not those that were released.
    """
    folder = Path(source)
    try:
        if (folder / "types").is_dir():
            return side_of(folder.name, _compiled(folder), today)
        if (folder / RULES).is_file():
            files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
            return side_of(folder.name, files, today)
    except OSError as error:
        raise DraftError(f"{error.filename}: cannot be read: {error.strerror}") from error
    if folder.is_dir():
        raise DraftError(f"{source}: is neither the folder of a draft, with types, nor that of a release, with {RULES}")
    release = read_release(root, source)
    schemas = {name: message.schema for name, message in release.messages.items()}
    return Side(source, schemas, release.rules, release.tables, today)


def _compiled(folder: Path) -> dict[str, bytes]:
    try:
        draft = load_draft(folder)
        if twice := [rule for rule, times in Counter(rule["id"] for rule in draft.rules).items() if times > 1]:
            raise DraftError(f"{folder}: a rule stands twice: {', '.join(map(str, twice))}")
        return compile_draft(draft)
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise DraftError(f"{folder}: cannot be compiled: {error!r}") from error


def side_of(name: str, files: Mapping[str, bytes], today: date) -> Side:
    """A release from its files by name.

    Raises:
        DraftError: A file is missing, or is no JSON.
    """
    try:
        schemas, rules, tables = contents(files)
    except KeyError as error:
        raise DraftError(f"{name}: lacks {error.args[0]}") from error
    except ValueError as error:
        raise DraftError(f"{name}: {error}") from error
    refuse_malformed_book(rules, tables)
    return Side(name, schemas, rules, tables, today)

"""A folder that holds the documentation and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from casefile_contracts.errors import SettingsError

MARK = "asyncapi.yaml"
"""A file that every documentation has; a folder without it was not written by this."""


def refuse_other(folder: Path) -> None:
    """Refuse a folder that holds something else, which would be lost.

    Raises:
        SettingsError: It does.
    """
    found = files_in(folder)
    if found and MARK not in found:
        raise SettingsError(f"{folder}: holds other things than documentation of the contract; name another folder")


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, and remove what an earlier documentation left there.

    Raises:
        SettingsError: The folder holds something else.
    """
    refuse_other(folder)
    for name in files_in(folder) - set(files):
        (folder / name).unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def files_in(folder: Path) -> set[str]:
    """The files under a folder, by path with `/`."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

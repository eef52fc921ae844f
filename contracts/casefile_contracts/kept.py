"""Generated code kept between runs, so that a command starts in an instant.

What is generated from a release is the same every time, and making it takes longer than a check. It is kept under a
name that is the SHA-256 of all that it depends on: what it was made from, the code that makes it, and the Python that
compiled it. Nothing is ever out of date; what is not asked for any more goes when there is much of it.

Kept code is run, so it is only taken from where nobody else can have put it: a folder that belongs to the user who
runs and that no other may write to, reached without following a link, and likewise each file in it. Whoever can write
there can as well write the user's shell profile or the compiled files of Python itself, so nothing is risked that was
not before. A file carries the SHA-256 of its content, against damage. Whatever is not exactly right is ignored and
made anew, and a failure to keep something is no failure.

`CASEFILE_CACHE` names the folder; empty, nothing is kept. Otherwise it is `casefile` in the user's folder for caches.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from collections.abc import Callable
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

MOST_FILES = 2_000
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_PYTHON = f"{sys.implementation.cache_tag} {sys.version} {marshal.version}".encode()


def kept(kind: str, source: bytes, make: Callable[[], T]) -> T:
    """What `make` gives for `source`, from an earlier run if it is there.

    Args:
        kind: What is made.
        source: All that it is made from.
        make: Gives what `marshal` can write: code, and tuples, lists, dicts, texts and numbers of them.
    """
    folder = _folder()
    if folder is None:
        return make()
    name = sha256(b"\0".join((_PYTHON, _generators(), kind.encode(), source))).hexdigest()
    found = _read(folder, name)
    if found is not None:
        earlier: T = found[0]
        return earlier
    value: Any = make()
    with suppress(OSError, ValueError):
        _write(folder, name, marshal.dumps((value,)))
    made: T = value
    return made


def _read(folder: Path, name: str) -> tuple[Any] | None:
    try:
        with _opened(folder) as inside:
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=inside)
            with open(file, "rb") as opened:  # noqa: PTH123  by descriptor
                content = opened.read() if _own(os.fstat(file), stat.S_ISREG) else b""
        digest, payload = content[:32], content[32:]
        if sha256(payload).digest() != digest:
            return None
        found: tuple[Any] = marshal.loads(payload)  # noqa: S302  ours, see above
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return found


def _write(folder: Path, name: str, payload: bytes) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _opened(folder) as inside:
        partial = f"{name}.{os.getpid()}"
        file = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600, dir_fd=inside)
        with open(file, "wb") as opened:  # noqa: PTH123  by descriptor
            opened.write(sha256(payload).digest() + payload)
        os.replace(partial, name, src_dir_fd=inside, dst_dir_fd=inside)
        _forget_some(inside)


def _forget_some(inside: int) -> None:
    names = os.listdir(inside)
    if len(names) > MOST_FILES:
        oldest = sorted(names, key=lambda each: os.stat(each, dir_fd=inside, follow_symlinks=False).st_mtime)
        for each in oldest[: MOST_FILES // 2]:
            with suppress(OSError):
                os.unlink(each, dir_fd=inside)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    """The folder by descriptor, so that it stays the one that was looked at."""
    inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if not _own(os.fstat(inside), stat.S_ISDIR):
            raise PermissionError
        yield inside
    finally:
        os.close(inside)


def _own(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    return is_kind(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & _OTHERS


def _folder() -> Path | None:
    """None where nothing is to be kept, or this system cannot tell whose a file is."""
    asked = os.environ.get("CASEFILE_CACHE")
    if asked == "" or os.open not in os.supports_dir_fd or not hasattr(os, "geteuid"):
        return None
    if asked:
        return Path(asked)
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    folder = Path(home).expanduser() / "casefile"
    return folder if folder.is_absolute() else None


@cache
def _generators() -> bytes:
    """The code that makes what is kept; any change of it makes everything anew."""
    here = Path(__file__).parent
    digest = sha256()
    for path in sorted([*here.glob("*.py"), *here.glob("codec/*.py"), *here.glob("rules/*.py")]):
        digest.update(path.read_bytes())
    return digest.digest()

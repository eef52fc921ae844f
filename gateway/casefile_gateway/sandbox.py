"""Reads one suspect message in a process of its own, which may die of it in the relay's place.

python -m casefile_gateway.sandbox < message        # ends with 0 if the message can be read or refused
"""

from __future__ import annotations

import resource
import subprocess
import sys

LIMIT_SECONDS = 10
LIMIT_BYTES = 2 * 1024**3


def survives(value: bytes, module: str = __name__, seconds: float = 2 * LIMIT_SECONDS) -> bool:
    """Whether a process can read the value and live."""
    try:
        done = subprocess.run(  # noqa: S603  our own module, in our own interpreter
            [sys.executable, "-m", module],
            input=value,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _read(value: bytes) -> None:
    from casefile_contracts.contract import Contract
    from casefile_contracts.errors import UnreadableError

    contract = Contract.load()
    try:
        contract.check(contract.read(value), now=0)
    except UnreadableError:
        return


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _read(sys.stdin.buffer.read())

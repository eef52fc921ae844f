"""The exit codes of the gateway's programs, after sysexits.h: what happened, and whether a restart can help."""

from __future__ import annotations

from enum import IntEnum

from casefile_contracts.errors import CaseFileError


class Exit(IntEnum):
    """Why a program of the gateway ended."""

    DRAINED = 0
    CONFIGURATION = 64
    FATAL = 70
    IO = 74
    TEMPORARY = 75
    REFUSED = 78

    @property
    def worth_restarting(self) -> bool:
        """Whether a supervisor should start the program again."""
        return self in (Exit.FATAL, Exit.IO, Exit.TEMPORARY)


def exit_for(error: BaseException) -> Exit:
    """The exit code that names an error; what nobody expected is fatal."""
    if isinstance(error, CaseFileError):
        return Exit(error.exit_code) if error.exit_code in set(Exit) else Exit.FATAL
    if isinstance(error, OSError):
        return Exit.IO
    return Exit.FATAL

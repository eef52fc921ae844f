"""Follows the operator's reference data while the gateway runs.

A new version is read and its rules are compiled beside the work, in a thread of its own, and then put in place between
two messages. A version that cannot be used changes nothing: the one before goes on, and an event and a metric say so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import structlog

from casefile_contracts.contract import Contract
from casefile_contracts.errors import CaseFileError
from casefile_contracts.now import today
from casefile_contracts.reference import ReferenceData
from casefile_contracts.reference.asked import operator_lists
from casefile_contracts.reference.store import ReferenceStore, version_of
from casefile_gateway.metrics import REFERENCE_REFUSED, REFERENCE_VERSION

log = structlog.get_logger(__name__)

LOOK_SECONDS = 2.0


@contextmanager
def following(contract: Contract, folder: Path | None, use: Callable[[Contract], None]) -> Iterator[None]:
    """Follow the folder during the block; arguments as for `Renewal`."""
    renewal = Renewal(contract, folder, use)
    renewal.start()
    try:
        yield
    finally:
        renewal.close()


class Renewal:
    """Looks for a version that comes into force, until it is closed."""

    def __init__(
        self,
        contract: Contract,
        folder: Path | None,
        use: Callable[[Contract], None],
        *,
        every: float = LOOK_SECONDS,
        day: Callable[[], date] = today,
    ) -> None:
        """Begin from the data that `contract` has.

        Args:
            folder: What the gateway was given as reference data; followed if it is a store of versions.
            use: Is given the contract with the new data, in the thread of this object.
            every: Seconds between two looks.
        """
        self._contract = contract
        self._store = ReferenceStore(folder) if folder else None
        self._use = use
        self._every = every
        self._day = day
        self._told = ""
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="reference-data", daemon=True)
        self._say_what_is_used()

    def start(self) -> None:
        """Begin to look; does nothing where there are no versions to follow."""
        if self._store is not None:
            self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._closed.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> None:
        """Put a version in place that came into force since the last look."""
        try:
            self._renew()
        except CaseFileError as error:
            self._refuse(error)

    def _follow(self) -> None:
        while not self._closed.wait(self._every):
            self.look()

    def _renew(self) -> None:
        version = self._store.current(self._day()) if self._store else None
        if self._store is None or version is None or version.folder == self._contract.reference.origin:
            return
        self._store.verify(version)
        shipped = ReferenceData.from_release(self._contract.release)
        fresh = self._contract.with_reference(shipped.with_folder(version.folder))
        fresh.warm(self._contract)
        self._use(fresh)
        self._contract, self._told = fresh, ""
        log.info("reference_renewed", version=version.number, count=len(version.lists))
        self._say_what_is_used()

    def _refuse(self, error: CaseFileError) -> None:
        REFERENCE_REFUSED.inc()
        if str(error) != self._told:
            self._told = str(error)
            log.error("reference_refused", reason=str(error))

    def _say_what_is_used(self) -> None:
        reference = self._contract.reference
        REFERENCE_VERSION.set(version_of(reference.origin) if reference.origin else 0)
        wanted = sorted(operator_lists(self._contract.release))
        if missing := [name for name in wanted if reference.codes(name) is None]:
            log.warning("reference_lists_missing", lists=missing)

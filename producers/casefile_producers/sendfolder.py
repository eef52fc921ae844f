"""`casefile send`: a folder of files goes out, with a line of progress and an account at the end."""

from __future__ import annotations

import time
from collections import Counter

from rich.console import Console

from casefile_contracts.errors import KafkaUnavailableError
from casefile_producers.exchange import Exchange
from casefile_producers.folder import Folder
from casefile_producers.sealed import State
from casefile_producers.sending import Refused, Sent

WATCH_PAUSE_SECONDS = 2.0


class FolderSending:
    """Sends a folder and counts what happens. `console` is where progress goes."""

    def __init__(self, exchange: Exchange, folder: Folder, console: Console) -> None:
        self._exchange = exchange
        self._folder = folder
        self._console = console
        self._seen: set[int] = set()
        self.counted: Counter[str] = Counter()

    def once(self) -> None:
        """Send what is there.

        Raises:
            KafkaUnavailableError: with how much stays queued.
        """
        self._seen.clear()
        with self._console.status(self._progress()) as status:

            def tell(event: Sent | Refused) -> None:
                self._count(event)
                status.update(self._progress())

            try:
                self._exchange.send(self._folder, tell)
            except KafkaUnavailableError as error:
                raise KafkaUnavailableError(f"{error} {self._left()}") from error

    def for_ever(self) -> None:
        """Send what is there and whatever comes, until interrupted; a broker that is away is waited for."""
        while True:
            before = sum(self.counted.values())
            try:
                self.once()
            except KafkaUnavailableError as error:
                self._console.print(f"casefile: {error}", markup=False, highlight=False)
            if sum(self.counted.values()) > before:
                self._console.print(self.account(), markup=False, highlight=False)
            time.sleep(WATCH_PAUSE_SECONDS)

    def account(self) -> str:
        """What became of the messages, in one line."""
        failed = self.counted["failed"]
        line = f"{self.counted['sent']} sent, {self.counted['again']} of them again, {failed} failed"
        return f"{line}: see {self._folder.failed_folder}" if failed else line

    def _count(self, event: Sent | Refused) -> None:
        if isinstance(event, Refused):
            self.counted["failed"] += 1
            return
        self.counted["sent"] += 1
        self.counted["again"] += event.entry.attempts > 0 or event.entry.id in self._seen
        self._seen.add(event.entry.id)
        self._folder.sent(event)

    def _progress(self) -> str:
        return f"Sending: {self.counted['sent']} confirmed, {self.counted['failed']} failed ..."

    def _left(self) -> str:
        queued = self._exchange.outbox.counts()[State.QUEUED]
        return f"{queued} messages stay queued and go with the next `casefile send`; files not yet sent stay in place."

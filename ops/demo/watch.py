"""The live account: one table, drawn again while messages travel; without a terminal, a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.live import Live
from rich.table import Table

from casefile_gateway.books import Account

COLUMNS = ("sent", "accepted", "rejected", "duplicates", "quarantined", "delivered", "in flight")
PAUSE_SECONDS = 0.7


def watch(console: Console, take: Callable[[], Account], settled: Callable[[Account], bool], limit: float) -> Account:
    """Show the account until it is settled or `limit` seconds are over; the last one taken."""
    deadline, account = time.monotonic() + limit, take()
    with Live(table(account), console=console, refresh_per_second=4) as live:
        while not settled(account) and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)
            account = take()
            live.update(table(account))
            if not console.is_terminal:
                console.print(_line(account))
    return account


def table(account: Account) -> Table:
    """The account, one row per organisation."""
    drawn = Table(title="The account, as the ledger has it")
    drawn.add_column("organisation")
    for name in COLUMNS:
        drawn.add_column(name, justify="right")
    for organisation, column in sorted(account.columns.items()):
        drawn.add_row(organisation, *map(str, _numbers(column)))
    return drawn


def _numbers(column: object) -> Iterable[int]:
    return (getattr(column, name.replace(" ", "_")) for name in COLUMNS)


def _line(account: Account) -> str:
    return "  ".join(
        f"{organisation}: {column.sent} sent, {column.accepted} accepted, {column.delivered} delivered"
        for organisation, column in sorted(account.columns.items())
    )

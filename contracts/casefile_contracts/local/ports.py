"""Ports of this machine: which are free."""

from __future__ import annotations

import socket
from contextlib import ExitStack

from casefile_contracts.local.properties import HOST, Ports


def free_ports() -> Ports:
    """Two ports that nothing listens on now."""
    with ExitStack() as stack:
        # Both are held until both are known, or the second could be the first again.
        bound = [stack.enter_context(socket.socket()) for _ in range(2)]
        for each in bound:
            each.bind((HOST, 0))
        broker, controller = (each.getsockname()[1] for each in bound)
    return Ports(broker, controller)


def with_controller(port: int) -> Ports:
    """A given port for clients, and for the broker itself any that is free; it may be another at each start."""
    return Ports(port, free_ports().controller)


def first_taken(ports: Ports) -> int | None:
    """The first of the ports that another program listens on, or that is not ours to use."""
    return next((port for port in (ports.broker, ports.controller) if not _usable(port)), None)


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex((HOST, port)) == 0


def _usable(port: int) -> bool:
    with socket.socket() as trial:
        # As the broker does it, so that connections of a broker that just stopped do not count.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True

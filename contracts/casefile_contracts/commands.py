"""The commands of this room."""

from __future__ import annotations

import typer

from casefile_contracts import (
    check_commands,
    conformance_commands,
    contract_commands,
    documentation_commands,
    generate_commands,
    kafka_commands,
    reference_commands,
)


def register(app: typer.Typer) -> None:
    """Add this room's commands to `casefile`."""
    check_commands.register(app)
    contract_commands.register(app)
    conformance_commands.register(contract_commands.contracts)
    documentation_commands.register(contract_commands.contracts)
    generate_commands.register(app)
    kafka_commands.register(app)
    reference_commands.register(app)

"""`python -m casefile_contracts` is the `casefile` command."""

from casefile_contracts.cli import main

main()

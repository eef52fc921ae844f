"""Operators on tables: lifecycle, forces, severities, file standard, clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from casefile_contracts.evolution.mutations.edits import Contract
from casefile_contracts.evolution.mutations.operators import HISTORY, READERS, SENDERS, Made, Operator

Places = Iterator[Made]


def _transitions(contract: Contract) -> Iterator[tuple[int, dict[str, Any]]]:
    return enumerate(contract.tables["lifecycle"]["transitions"])


def _at(row: dict[str, Any]) -> str:
    return f"{row['from']} {row['message']} {row.get('when', '')}".strip()


def _twice(contract: Contract, row: dict[str, Any]) -> bool:
    key = (row["from"], row["message"], row.get("when"))
    return sum((one["from"], one["message"], one.get("when")) == key for _, one in _transitions(contract)) > 1


def _remove(contract: Contract) -> Places:
    for place, row in _transitions(contract):
        if not _twice(contract, row):
            yield _at(row), [["untable", f"lifecycle/transitions/{place}"]]


def _end(contract: Contract) -> Places:
    for place, row in _transitions(contract):
        if not _twice(contract, row) and not {"starts", "ends"} & row.keys():
            yield _at(row), [["table", f"lifecycle/transitions/{place}/ends", "2035-12-31"]]


def _lead(contract: Contract) -> Places:
    states = [state["id"] for state in contract.tables["lifecycle"]["states"]]
    for place, row in _transitions(contract):
        other = next(state for state in states if state not in (row["to"], row["from"]))
        if not _twice(contract, row) and row["to"] != "same":
            yield _at(row), [["table", f"lifecycle/transitions/{place}/to", other]]


def _add(contract: Contract) -> Places:
    lifecycle = contract.tables["lifecycle"]
    known = {(row["from"], row["message"]) for row in lifecycle["transitions"]}
    known |= {
        (state["id"], name)
        for stay in lifecycle.get("stays", ())
        for name in stay["messages"]
        for state in lifecycle["states"]
    }
    for state in lifecycle["states"]:
        for message, naming in lifecycle["messages"].items():
            if (state["id"], message) not in known and naming["defendants"] != "all" and "outcome" not in naming:
                row = {"from": state["id"], "message": message, "to": lifecycle["states"][0]["id"]}
                yield f"{state['id']} {message}", [["table", "lifecycle/transitions/+", row]]


def _turn(contract: Contract) -> Places:
    rows = contract.tables["lifecycle"]["transitions"]
    yield "lifecycle", [["table", "lifecycle/transitions", list(reversed(rows))]]


def _close(contract: Contract) -> Places:
    for place, state in enumerate(contract.tables["lifecycle"]["states"]):
        if state["open"]:
            yield state["id"], [["table", f"lifecycle/states/{place}/open", False]]


def _remove_state(contract: Contract) -> Places:
    for place, state in enumerate(contract.tables["lifecycle"]["states"]):
        yield state["id"], [["untable", f"lifecycle/states/{place}"]]


def _add_state(contract: Contract) -> Places:
    yield (
        "MADE_UP",
        [
            [
                "table",
                "lifecycle/states/+",
                {"id": "MADE_UP", "phase": "court", "meaning": "Made up", "next_action_by": "cps", "open": False},
            ]
        ],
    )


def _mean(contract: Contract) -> Places:
    for place, state in enumerate(contract.tables["lifecycle"]["states"]):
        yield state["id"], [["table", f"lifecycle/states/{place}/meaning", "Said otherwise"]]


def _forces(verb: str) -> Callable[[Contract], Places]:
    def places(contract: Contract) -> Places:
        for code, row in contract.tables["forces"].items():
            match verb:
                case "remove":
                    yield code, [["untable", f"forces/{code}"]]
                case "rename":
                    yield code, [["table", f"forces/{code}/name", f"{row['name']}, as it is called now"]]

    return places


def _add_force(contract: Contract) -> Places:
    for number in range(10, 100):
        if str(number) not in contract.tables["forces"]:
            yield str(number), [["table", f"forces/{number}", {"name": "Made up", "kind": "territorial"}]]


def _softer(change: str) -> Callable[[Contract], Places]:
    """How severities are softened; there is a rule that can be."""

    def places(contract: Contract) -> Places:
        when = contract.tables["severity"]["softer_when"]
        made = {
            "narrowed": f"({when}) && envelope.test",
            "widened": f"({when}) || envelope.test",
            "respelt": f"!(!({when}))",
        }[change]
        given = [
            [
                "rule",
                next(id_ for id_, rule in contract.rules.items() if "require" in rule and rule["severity"] == "reject"),
                {"softer": "warn"},
            ]
        ]
        yield change, [["table", "severity/softer_when", made]], given

    return places


def _cells(contract: Contract) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    for place, row in enumerate((contract.tables.get("file_standard") or {}).get("items", ())):
        for file, cell in (row.get("cells") or {}).items():
            yield place, file, cell, row


def _cell(was: tuple[str, ...], now: str) -> Callable[[Contract], Places]:
    def places(contract: Contract) -> Places:
        for place, file, cell, row in _cells(contract):
            if cell in was and row.get("severity", "reject") == "reject" and "undecided" not in row:
                yield f"{row['item']} {file}", [["table", f"file_standard/items/{place}/cells/{file}", now]]

    return places


def _drop_cell(contract: Contract) -> Places:
    for place, file, cell, row in _cells(contract):
        if cell == "M":
            yield f"{row['item']} {file}", [["untable", f"file_standard/items/{place}/cells/{file}"]]


OPERATORS = [
    Operator("lifecycle.removed", "A message is refused in a state where it was legal.", (SENDERS,), _remove),
    Operator("lifecycle.ended", "A message will be refused in a state where it was legal.", (SENDERS,), _end),
    Operator("lifecycle.led", "A message leads to another state.", (READERS, SENDERS), _lead),
    Operator("lifecycle.added", "A message is legal in a state where it was refused.", (), _add),
    Operator("lifecycle.turned", "The rows of the lifecycle stand in another order.", (), _turn),
    Operator("lifecycle.closed", "An open state is closed.", (SENDERS,), _close),
    Operator("lifecycle.state_removed", "A state is gone.", (READERS, SENDERS, HISTORY), _remove_state),
    Operator("lifecycle.state_added", "A state is new.", (), _add_state),
    Operator("lifecycle.meaning", "A state is described otherwise.", (), _mean),
    Operator("force.removed", "A force is gone.", (SENDERS,), _forces("remove")),
    Operator("force.added", "A force is new.", (), _add_force),
    Operator("force.renamed", "A force has another name.", (), _forces("rename")),
    Operator("severity.narrowed", "Severities are softened in fewer cases.", (SENDERS,), _softer("narrowed")),
    Operator("severity.widened", "Severities are softened in more cases.", (), _softer("widened")),
    Operator("severity.respelt", "Severities are softened in the same cases.", (), _softer("respelt")),
    Operator("material.required", "A file must have what it might have.", (SENDERS,), _cell(("C", "IF"), "M")),
    Operator("material.optional", "A file might have what it had to have.", (), _cell(("M", "IF"), "C")),
    Operator("material.dropped", "A file need not have what it had to have.", (), _drop_cell),
]
"""All of them, in the order of the corpus."""

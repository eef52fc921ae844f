"""Cases as files and lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from casefile_contracts.contract import Contract
from casefile_contracts.errors import ContractError
from casefile_contracts.generator.breaking import Breaker
from casefile_contracts.generator.faults import FAULTS
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.paths import Path as Way
from casefile_contracts.generator.paths import Size, load_paths, path_to
from casefile_contracts.generator.telling import case_messages, named
from casefile_contracts.generator.walking import WALK
from casefile_contracts.preflight.progress import shown

ALONE = "{} is broken in a golden message of the contract, which stands alone and is the same for every seed and force"


@dataclass(frozen=True)
class Case:
    """One generated case."""

    seed: int
    messages: Sequence[Document]
    says: str = ""
    """What is to be known of it: what is to be done wrong in sending it, or that it is no case of this seed."""


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    contract: Contract
    seeds: range
    now: int
    size: Size = "medium"
    organisation: str = "police-99"
    path: str | None = None

    def case(self, way: str | Way, seed: int) -> list[Document]:
        """One case of a path."""
        return list(
            case_messages(
                way, seed=seed, contract=self.contract, now=self.now, size=self.size, organisation=self.organisation
            )
        )


def whole_cases(order: Order, message_type: str | None = None) -> Iterator[Case]:
    """Cases without a finding, as they are made.

    Args:
        message_type: What each of them ends with.

    Raises:
        ContractError: No such path, or none that has such a message.
    """
    ways = _ways(order.path, message_type)
    return (Case(seed, order.case(ways[seed % len(ways)], seed)) for seed in shown(order.seeds))


def broken_cases(order: Order, rule: str) -> Iterator[Case]:
    """Cases whose last message breaks the rule, as they are made.

    Raises:
        ContractError: No such rule or path, or nothing that it could be broken in.
    """
    entry = order.contract.release.rules.get(rule, {})
    if "undecided" in entry:
        raise ContractError(f"{rule} cannot be broken: {entry['undecided']}")
    if rule in FAULTS:
        return (_badly_sent(order, rule, seed) for seed in shown(order.seeds))
    breaker = Breaker(order.contract, order.now)
    return (_broken(order, breaker, rule, seed) for seed in shown(order.seeds))


def lines(case: Case) -> Iterator[str]:
    """The messages as JSON, one a line."""
    return (orjson.dumps(message).decode("utf-8") for message in case.messages)


def write_files(contract: Contract, case: Case, form: str, folder: Path) -> None:
    """Write the messages of a case: `json` or `avro` a file each, `jsonl` a file for all of them.

    Raises:
        ContractError: A message is none of the contract, so it has no Avro bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"case-{case.seed:06}"
    if form == "jsonl":
        (folder / f"{name}.jsonl").write_text("".join(f"{line}\n" for line in lines(case)), encoding="utf-8")
        return
    for number, message in enumerate(case.messages, start=1):
        path = folder / f"{name}-{number:02}-{message['envelope']['message_type']}.{form}"
        path.write_bytes(_avro(contract, message) if form == "avro" else orjson.dumps(message))


def _ways(path: str | None, message_type: str | None) -> Sequence[str | Way]:
    if message_type is None:
        return list(load_paths().values()) if path is None else [path if path == WALK else named(path)]
    if path is None:
        return [path_to(message_type)]
    if path == WALK:
        raise ContractError(f"a walk leads anywhere; leave out --path to be led to {message_type}")
    found = named(path).reaching(message_type)
    if found is None:
        raise ContractError(f"{path} has no {message_type}; leave out --path, or see --list-paths")
    return [found]


def _broken(order: Order, breaker: Breaker, rule: str, seed: int) -> Case:
    if order.path is not None:
        broken = breaker.break_case(order.case(order.path, seed), rule)
    else:
        broken = breaker.break_any(rule, seed=seed, size=order.size, organisation=order.organisation)
        broken = broken or breaker.break_any(rule, seed=seed, organisation=order.organisation)
    if broken is None:
        where = f"a case of {order.path}" if order.path else "any case; it may need a list: see --reference"
        raise ContractError(f"{rule} cannot be broken in {where}")
    return Case(seed, broken.messages, ALONE.format(rule) if broken.alone else "")


def _badly_sent(order: Order, rule: str, seed: int) -> Case:
    messages = order.case(order.path or "referral", seed)[:1]
    return Case(seed, messages, f"only the exchange finds {rule}. To break it: {FAULTS[rule].says}")


def _avro(contract: Contract, document: Document) -> bytes:
    message, findings = contract.from_json(document)
    if message is None:
        said = ", ".join(sorted({one.rule for one in findings}))
        raise ContractError(f"a message that breaks {said} has no Avro form; use --format json")
    return contract.write(message)

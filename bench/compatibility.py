"""How many changes of the contract the judge gets right, beside plain Avro compatibility, on the same labelled corpus.

    python bench/compatibility.py [--release 0.1]

Plain Avro is the checker of Apache's `avro` package, asked both ways on every message type that a change touches: that
is what a schema registry with FULL compatibility does. A change is missed if somebody whom it breaks is not named, and
a false alarm if somebody is named whom it does not break; plain Avro names nobody, so for it only yes or no counts.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.errors import AvroException, IgnoredLogicalType
from avro.schema import Schema, parse

from casefile_contracts.evolution.judging import judge, message_changes
from casefile_contracts.evolution.loading import load_side
from casefile_contracts.evolution.mutations.corpus import Trial, read, trials
from casefile_contracts.evolution.sides import Side
from casefile_contracts.release import read_lock, version_key
from casefile_schemas import ROOT

CORPUS = Path(__file__).parents[1] / "contracts/conformance/mutations"
TODAY = date(2026, 11, 23)
"""Judged as of one day, so that the figures do not change with the calendar."""


@dataclass
class Score:
    """How often one of the two was right."""

    broken: int = 0
    missed: int = 0
    false_alarms: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def count(self, broken: bool, missed: bool, false_alarm: bool, operator: str) -> None:
        """Take one change into the score."""
        self.broken += broken
        self.missed += missed
        self.false_alarms += false_alarm
        self.wrong[operator] += missed or false_alarm

    def recall(self) -> float:
        """Share of the breaking changes that were found."""
        return (self.broken - self.missed) / self.broken

    def precision(self) -> float:
        """Share of what was found that does break."""
        found = self.broken - self.missed
        return found / (found + self.false_alarms) if found else 1.0


def plain_avro(trial: Trial) -> bool:
    """Whether Apache's checker refuses the change, one way or the other."""
    names = trial.old.schemas.keys() & trial.new.schemas.keys()
    changed = [name for name in names if trial.old.schemas[name] != trial.new.schemas[name]]
    return any(not _compatible(trial.old, trial.new, name) for name in changed)


def _compatible(old: Side, new: Side, name: str) -> bool:
    try:
        one, two = (_parsed(json.dumps(side.schemas[name])) for side in (old, new))
    except AvroException:
        return False
    both = (ReaderWriterCompatibilityChecker().get_compatibility(*pair) for pair in ((one, two), (two, one)))
    return all(result.compatibility is SchemaCompatibilityType.compatible for result in both)


@lru_cache(maxsize=200)
def _parsed(schema: str) -> Schema:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IgnoredLogicalType)
        return parse(schema)


def newest_with_corpus() -> str:
    """The last release that mutations were planted in."""
    return max(
        (path.stem for path in CORPUS.glob("*.jsonl") if path.stem in read_lock(ROOT)["releases"]), key=version_key
    )


def main() -> None:
    """Judge the whole corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", default=newest_with_corpus(), help="release whose mutations are judged")
    release = parser.parse_args().release
    side = load_side(release, ROOT, TODAY)
    ours, avro = Score(), Score()
    mutations, types, seconds, slowest, worst = 0, 0, 0.0, 0.0, ""
    for trial in trials(side, read(CORPUS, release), TODAY):
        mutations += 1
        names = trial.old.schemas.keys() | trial.new.schemas.keys()
        started = time.process_time()
        judgement = judge(trial.old, trial.new)
        took = time.process_time() - started
        seconds, types = seconds + took, types + len(names)
        if took / len(names) > slowest:
            slowest, worst = took / len(names), trial.mutation.id
        missed, alarms = trial.wrong(judgement)
        broken = bool(trial.mutation.breaks)
        ours.count(broken, bool(missed), bool(alarms), trial.mutation.operator)
        if missed or alarms:
            print(f"wrong: {trial.mutation.id}: missed {missed}, for nothing {alarms}")
        refused = plain_avro(trial)
        avro.count(broken, broken and not refused, refused and not broken, trial.mutation.operator)
    each = [_alone(side, name) for name in side.schemas]
    _print(release, mutations, ours, avro)
    print(f"\none message type: {1000 * seconds / types:.1f} ms CPU on average, {1000 * slowest:.1f} ms in the worst")
    print(f"change ({worst}); walked in full, {1000 * max(each):.1f} ms at most; aim: 50 ms")
    print(
        json.dumps(
            {
                "release": release,
                "mutations": mutations,
                "breaking": ours.broken,
                "missed": ours.missed,
                "false_alarms": ours.false_alarms,
                "avro_missed": avro.missed,
                "avro_false_alarms": avro.false_alarms,
                "ms_per_type": round(1000 * seconds / types, 2),
                "ms_per_type_worst": round(1000 * max(slowest, max(each)), 2),
            }
        )
    )


def _alone(side: Side, name: str) -> float:
    """CPU seconds for a message type of which nothing may be skipped: every code list has changed."""
    tables = {**side.tables, "code_lists": {**side.tables["code_lists"], "made_up": {"A": "Made up"}}}
    other = Side("other", side.schemas, side.rules, tables, side.today)
    started = time.process_time()
    message_changes(name, side, other)
    return time.process_time() - started


def _print(release: str, mutations: int, ours: Score, avro: Score) -> None:
    print(f"release {release}: {mutations} mutations, {ours.broken} of them break somebody\n")
    print(f"{'':14}{'precision':>10}{'recall':>10}{'missed':>10}{'for nothing':>13}")
    for name, score in (("judge", ours), ("plain Avro", avro)):
        print(f"{name:14}{score.precision():10.3f}{score.recall():10.3f}{score.missed:10}{score.false_alarms:13}")


if __name__ == "__main__":
    main()

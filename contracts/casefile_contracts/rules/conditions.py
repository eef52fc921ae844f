"""A condition of a table of the release, made code: one that stands in no rule, but is judged like one."""

from __future__ import annotations

from types import CodeType

from casefile_contracts.findings import Severity
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import Release
from casefile_contracts.rules.binding import bind, code_lists_of
from casefile_contracts.rules.checker import root_of
from casefile_contracts.rules.emitting import Bindings
from casefile_contracts.rules.environment import compiled
from casefile_contracts.rules.explaining import preparing
from casefile_contracts.rules.rulebook import Rule


def condition_code(release: Release, message_type: str, condition: str) -> CodeType:
    """The code of a function `prepare`, see `explaining.prepared`, for a condition on messages of a type.

    Raises:
        RuleError: The condition does not fit the schema.
    """
    root = root_of(release, message_type)
    rule = Rule("condition", Severity.WARN, "", "", on=(root.name,), require=condition)
    bindings = Bindings(ReferenceData({}))
    source = preparing("prepare", bind(rule, root, root, code_lists_of(release.tables)).condition, bindings)
    return compiled(bindings.source(source), f"condition on {message_type}")

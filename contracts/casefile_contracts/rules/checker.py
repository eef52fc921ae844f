"""From the rules and schemas of a release to the check of a message type."""

from __future__ import annotations

from casefile_contracts.codec.shape import Record, shape_of
from casefile_contracts.errors import RuleError
from casefile_contracts.findings import Severity
from casefile_contracts.release import Release
from casefile_contracts.rules.binding import ENVELOPE, Bound, bind_all, case_of, code_lists_of, judged_rule, scope_of
from casefile_contracts.rules.checking import Checker, Code, checker_of
from casefile_contracts.rules.deciding import write_decider
from casefile_contracts.rules.emitting import Bindings
from casefile_contracts.rules.environment import compiled, loaded
from casefile_contracts.rules.excerpting import write_excerpt
from casefile_contracts.rules.explaining import explainer_of, write_explainer
from casefile_contracts.rules.rulebook import Rule, RuleBook
from casefile_contracts.rules.syntax import Expression, lists_asked
from casefile_contracts.rules.types import CodeLists, Reference

NEVER = "false"


def compile_checker(release: Release, message_type: str, reference: Reference) -> Checker:
    """The check of a message type, as the release's schemas and rules define it. Takes long: keep the result.

    Args:
        reference: Rules and code lists that ask a list which it has not loaded find nothing.

    Raises:
        RuleError: A rule does not fit the schemas.
    """
    return checker_of(checker_code(release, message_type, reference), release, message_type, reference)


def checker_code(release: Release, message_type: str, reference: Reference) -> Code:
    """The check as code that can be kept: it depends on which lists are loaded, and not on what they hold.

    Raises:
        RuleError: A rule does not fit the schemas.
    """
    book, code_lists = RuleBook.of(release), code_lists_of(release.tables)
    root = root_of(release, message_type)
    bound = {
        name: [one for one in rules if _answerable(one, reference)]
        for name, rules in bind_all(book, root, code_lists, case_of(release)).items()
    }
    historic = {name: [one for one in rules if one.remembers] for name, rules in bound.items()}
    reading = [one for rules in historic.values() for one in rules]
    deciding = [
        write_decider("passes", root, bound, Bindings(reference, "_all")),
        write_decider("fits", root, historic, Bindings(reference, "_historic"), constrained=False),
        write_excerpt("excerpt", root, historic),
    ]
    source, named = write_explainer(bound, softer_condition(book, root, code_lists), Bindings(reference))
    explaining = compiled(source, f"explanation of {message_type}")
    explainer_of(
        release, message_type, named, loaded(explaining, reference), reference
    )  # what does not fit is told now
    return (
        compiled("\n".join(deciding), f"check of {message_type}"),
        explaining,
        named,
        tuple(sorted({part for one in reading for part in one.remembers})),
        tuple(sorted({one.rule.id for one in reading})),
    )


def root_of(release: Release, message_type: str) -> Record:
    """The record that a message type is."""
    shape = shape_of(release.messages[message_type].schema)
    if not isinstance(shape, Record):
        raise RuleError(f"{message_type} is no record")
    return shape


def softer_condition(book: RuleBook, root: Record, code_lists: CodeLists) -> Expression:
    """When severities are softened in messages of the type `root`; never in those without an envelope.

    Raises:
        RuleError: The condition does not fit the schema.
    """
    scope = scope_of(root, root, code_lists)
    when = book.softer_when if book.softer_when and ENVELOPE in scope.names else NEVER
    condition, problems = judged_rule(Rule("softer_when", Severity.WARN, text="", fix="", require=when), scope)
    if problems:
        raise RuleError(f"softer_when: {'; '.join(problems)}")
    return condition


def _answerable(bound: Bound, reference: Reference) -> bool:
    """A rule that asks a list which is not loaded can tell nobody anything."""
    return all(reference.codes(name) is not None for name in lists_asked(bound.condition))

"""What each kind of change means for whom: the one table that the judge decides by.

Three parties can be broken, and each can be by itself:

    readers   still read by the old release, and get messages of the new one. Avro resolves the new schema to theirs;
              their models, tables and programs hold what the old release promised: limits, precision, sensitivity.
    senders   still send by the old release, and are judged by the new one. What they send is read as the new schema,
              from bytes or from JSON, and must pass every limit and rule that rejects. A rule that only warns is a
              risk to them.
    history   reads by the new release what was sent by the old one: the ledger, topics that are kept, files.

Reading more codes or symbols than before is a risk and no break: readers are told to expect both, a symbol that they
do not know is read as UNKNOWN. Reading longer, larger or otherwise formed values breaks them. A change of words alone
is harmless.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

from casefile_contracts.evolution.changes import Change, Level, Levels

H, R, B = Level.HARMLESS, Level.RISKY, Level.BREAKING


@dataclass(frozen=True, slots=True)
class Kind:
    """Levels of a kind of change, where the place itself does not say more."""

    readers: Level
    senders: Level
    history: Level
    says: str
    """What it is, in one sentence."""
    whole: bool = False
    """A reader cannot take the message at all, whichever fields it relies on."""


KINDS: Mapping[str, Kind] = {
    # Message types
    "message.added": Kind(H, H, H, "A message type is new."),
    "message.removed": Kind(B, B, B, "A message type is gone: nobody gets it, sends it or can read it again.", True),
    "message.renamespaced": Kind(B, B, B, "A message type has another full name, which is its subject.", True),
    "sender.added": Kind(R, H, H, "Others may send it, too."),
    "sender.removed": Kind(H, B, H, "Some may no longer send it."),
    "unreadable": Kind(B, B, B, "The schemas do not resolve.", True),
    # Records and fields
    "type.renamed": Kind(B, B, B, "A named type has another name and no alias, so schemas do not resolve.", True),
    "type.renamed_with_alias": Kind(
        B, H, H, "A named type has another name; only readers of the new know the old.", True
    ),
    "field.added": Kind(H, H, H, "A field is new, and may be left out."),
    "field.added_required": Kind(H, B, B, "A field is new, and what was sent before does not have it."),
    "field.added_refused": Kind(H, B, R, "A field is new, and its default is itself refused."),
    "field.removed": Kind(B, B, R, "A field is gone: readers miss it, and in JSON it is refused."),
    "field.renamed": Kind(B, B, B, "A field has another name and no alias: both sides lose its value."),
    "field.renamed_with_alias": Kind(
        B, B, H, "A field has another name; only Avro readers of the new know the old one."
    ),
    "field.swapped": Kind(B, B, B, "A field is described as another one was: the same name means something else."),
    "field.reordered": Kind(H, H, H, "Fields stand in another order; Avro resolves them by name."),
    "alias.added": Kind(H, H, H, "An alias is new."),
    "alias.removed": Kind(H, H, R, "An alias is gone: what was written under it cannot be read."),
    "alias.taken": Kind(H, R, B, "An alias is the name of another field: readers may take the value of that one."),
    # Types
    "type.changed": Kind(B, B, B, "A value is of another type."),
    "type.widened": Kind(B, H, H, "Every old value can be read as the new type, but not the other way round.", True),
    "type.narrowed": Kind(H, B, B, "Not every old value can be read as the new type."),
    "null.allowed": Kind(B, H, H, "What was always there may be absent; readers by the old cannot take null.", True),
    "null.refused": Kind(H, B, B, "What might be absent must be there."),
    "union.changed": Kind(B, B, B, "A union has other branches."),
    "union.reordered": Kind(H, H, H, "The branches of a union stand in another order; Avro resolves them by type."),
    "union.default_moved": Kind(
        R, H, R, "The default fits no longer the first branch, which readers before Avro 1.12 refuse."
    ),
    "logical.changed": Kind(B, B, B, "The same bytes mean something else."),
    "logical.narrowed": Kind(H, B, B, "Values must be of a logical type."),
    "logical.widened": Kind(B, H, H, "Values need not be of a logical type any more."),
    "logical.respelt": Kind(H, H, H, "The logical type is another name for what the limits demand anyway."),
    "precision.raised": Kind(B, H, H, "Numbers may have more digits."),
    "precision.lowered": Kind(H, B, B, "Numbers may have fewer digits."),
    "scale.changed": Kind(B, B, B, "The same bytes are another number."),
    "size.changed": Kind(B, B, B, "A fixed has another size.", True),
    # Enums
    "symbol.added": Kind(R, H, H, "A symbol is new; readers by the old take it for the default."),
    "symbol.added_unreadable": Kind(B, H, H, "A symbol is new, and readers by the old have no default for it.", True),
    "symbol.removed": Kind(H, B, B, "A symbol is gone: senders of it are refused, and old messages lose it."),
    "symbol.unsent_added": Kind(H, H, H, "A symbol is new that nobody sends."),
    "symbol.unsent_removed": Kind(H, H, R, "A symbol is gone that nobody sent."),
    "symbol.reordered": Kind(H, H, H, "Symbols stand in another order; Avro resolves them by name."),
    "symbol.default_added": Kind(H, H, H, "Unknown symbols are now read as a default."),
    "symbol.default_changed": Kind(H, H, R, "Unknown symbols are read as another symbol."),
    "symbol.default_removed": Kind(H, H, R, "Unknown symbols cannot be read any more."),
    # Defaults
    "default.added": Kind(H, H, H, "A field may now be left out."),
    "default.changed": Kind(H, B, R, "A field that is left out means something else."),
    "default.removed": Kind(H, B, R, "A field may not be left out any more."),
    # Limits of values
    **{
        f"{limit}.{change}": kind
        for limit in ("pattern", "length", "range", "items", "text")
        for change, kind in {
            "narrowed": Kind(H, B, B, "Values that were taken are refused."),
            "widened": Kind(B, H, H, "Values come that could not come before."),
            "changed": Kind(B, B, B, "Some values that were taken are refused, and others come."),
            "respelt": Kind(H, H, H, "The limits are written otherwise, and take the same values."),
        }.items()
    },
    "codes.narrowed": Kind(H, B, R, "Codes are gone from the list."),
    "codes.widened": Kind(R, H, H, "Codes are new in the list; readers are told to expect that."),
    "codes.changed": Kind(R, B, R, "Codes are gone from the list, and others are new."),
    "codes.respelt": Kind(H, H, H, "The code list is another with the same codes."),
    "codes.dropped": Kind(B, H, H, "Any text comes where codes of a list came."),
    "codes.meaning": Kind(R, R, R, "The meaning of a code is worded otherwise."),
    "codes.swapped": Kind(B, B, B, "A code means what another meant."),
    # Handling
    "sensitivity.raised": Kind(B, H, H, "Readers by the old handle as less sensitive what is more: a privacy change."),
    "sensitivity.lowered": Kind(H, R, B, "What was sent as more sensitive is handled as less: a privacy change."),
    "normalise.added": Kind(H, R, H, "What senders write may be respelt before it is checked."),
    "normalise.refused": Kind(H, B, H, "What senders write is respelt to what is refused."),
    "normalise.changed": Kind(H, B, H, "What senders write is respelt otherwise, or no longer, before it is checked."),
    "unit.changed": Kind(B, B, B, "The same number means something else."),
    "unit.reworded": Kind(
        R, R, R, "A description speaks of another unit: only people can tell whether the number does."
    ),
    "finding.rule": Kind(H, R, H, "What breaks a limit here is reported as another rule."),
    "finding.severity": Kind(H, B, H, "What breaks a limit here was a warning, and is a rejection."),
    "finding.softened": Kind(R, H, H, "What breaks a limit here was a rejection, and is a warning."),
    "attribute.changed": Kind(R, R, R, "An attribute has another value that the judge does not know."),
    "doc.changed": Kind(H, H, H, "Words have changed."),
    # Rules
    "rule.added": Kind(H, B, H, "A rule is new, and messages that passed may fail it."),
    "rule.added_implied": Kind(H, H, H, "A rule is new, and whatever passed before passes it."),
    "rule.removed": Kind(R, H, H, "A rule is gone: readers get what it refused."),
    "rule.tightened": Kind(H, B, H, "A rule refuses what it let pass."),
    "rule.loosened": Kind(R, H, H, "A rule lets pass what it refused."),
    "rule.changed": Kind(R, B, H, "A rule refuses what it let pass, and the other way round, or nobody can tell."),
    "rule.reworded": Kind(H, H, H, "A rule is written otherwise, and decides the same."),
    "rule.severity_raised": Kind(H, B, H, "A rule warned, and rejects."),
    "rule.severity_lowered": Kind(R, H, H, "A rule rejected, and warns."),
    "rule.longer": Kind(H, B, H, "A rule is in force on more days."),
    "rule.shorter": Kind(R, H, H, "A rule is in force on fewer days."),
    "rule.moved": Kind(H, R, H, "A rule points at another place."),
    "rule.words": Kind(H, H, H, "The texts, sources or examples of a rule have changed."),
    # Tables
    "lifecycle.state_added": Kind(R, H, H, "A defendant may be in a state that readers do not know."),
    "lifecycle.state_removed": Kind(B, B, B, "A state is gone that the ledger holds and senders count on."),
    "lifecycle.state_closed": Kind(R, B, H, "A state is closed: what was legal for an open case is refused."),
    "lifecycle.state_opened": Kind(R, H, H, "A state is open that was closed."),
    "lifecycle.transition_added": Kind(R, H, H, "A message is legal where it was refused."),
    "lifecycle.transition_removed": Kind(R, B, H, "A message is refused where it was legal."),
    "lifecycle.transition_changed": Kind(B, B, R, "A message takes a defendant to another state."),
    "lifecycle.changed": Kind(R, B, R, "The lifecycle looks at a message in another way."),
    "force.added": Kind(R, H, H, "Cases of another force come."),
    "force.removed": Kind(H, B, R, "Cases of a force are refused."),
    "severity.softer": Kind(R, H, H, "Severities are softened in more cases."),
    "severity.harder": Kind(H, B, H, "Severities are softened in fewer or other cases."),
    "material.added": Kind(H, B, H, "A file needs material that it did not need."),
    "material.removed": Kind(R, H, H, "A file comes without material that it had to have."),
    "material.changed": Kind(R, R, H, "How material is seen has changed; what that refuses, the rules say."),
    "clock.added": Kind(H, R, H, "A time limit is new."),
    "clock.removed": Kind(R, H, H, "A time limit is gone."),
    "clock.shortened": Kind(H, B, H, "Less time is given."),
    "clock.lengthened": Kind(R, H, H, "Others may take longer."),
    "clock.changed": Kind(R, B, H, "A time limit runs otherwise."),
    "table.row_added": Kind(R, R, H, "A table has a new row."),
    "table.row_removed": Kind(R, B, R, "A table lacks a row that it had."),
    "table.row_changed": Kind(R, B, R, "A row of a table has changed."),
    "table.words": Kind(H, H, H, "Words in a table have changed."),
    "table.added": Kind(H, H, H, "A table is new; what it brings about stands in the rules."),
    "table.removed": Kind(R, B, R, "A table is gone."),
}


def change_of(
    kind: str, message_type: str, place: str, detail: str = "", whole: bool | None = None, **levels: Unpack[Levels]
) -> Change:
    """A change of a kind; what is not given is as its kind has it."""
    known = KINDS[kind]
    return Change(
        kind,
        message_type,
        place,
        levels.get("readers", known.readers),
        levels.get("senders", known.senders),
        levels.get("history", known.history),
        f"{known.says} ({detail})" if detail else known.says,
        known.whole if whole is None else whole,
    )

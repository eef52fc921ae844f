"""The view is a fold over the ledger: what it answers never depends on when or how often it was filled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gateway_samples import Ignorance, contract
from hypothesis import given, settings
from hypothesis import strategies as st

from casefile_gateway.errors import ViewError
from casefile_gateway.knowledge import Knowledge, Overlay, Seen
from casefile_gateway.view import View

SENDERS = ("police-98", "police-99", "cps-north")
IDS = tuple(f"0000000{n}-0000-4000-8000-000000000000" for n in range(4))
URN = "99ZZ0012326"
MEMORIES = contract().memories
PARTS = frozenset(MEMORIES.parts)
FINDING = {"rule": "E05", "severity": "REJECT", "pointer": "/a", "text": "Wrong.", "fix": None}


def entry(
    offset: int,
    outcome: str = "ACCEPTED",
    *,
    sender: str = "police-99",
    message_id: str | None = IDS[0],
    recipient: str | None = "cps-north",
    sha256: str = "ab" * 32,
    to_state: str | None = None,
    material: tuple[str, str | None, bool | None] | None = None,
) -> dict[str, Any]:
    steps = [{"person_id": "P1", "from_state": None, "to_state": to_state}] if to_state else []
    return {
        "about": {
            "message_id": message_id,
            "message_type": "ChargesLaid",
            "sha256": sha256,
            "bytes": 7,
            "topic": f"casefile.{sender}.outbox",
            "partition": 0,
            "offset": offset,
        },
        "outcome": outcome,
        "sender": sender,
        "recipient": recipient,
        "urn": URN,
        "findings": [FINDING] if outcome == "REJECTED" else [],
        "transitions": steps,
        "remembered": remembered(*material) if material and outcome == "ACCEPTED" else None,
    }


def remembered(material_id: str, sha256: str | None, current: bool | None) -> dict[str, Any]:
    """What a message adds to the memory of its case."""
    return {part: [] for part in PARTS} | {
        "materials": [{"material_id": material_id, "sha256": sha256, "current": current}]
    }


entries = st.builds(
    entry,
    offset=st.integers(0, 50),
    outcome=st.sampled_from(["ACCEPTED", "REJECTED", "DUPLICATE", "QUARANTINED", "DELIVERED", "PARKED"]),
    sender=st.sampled_from(SENDERS),
    message_id=st.sampled_from(IDS),
    recipient=st.sampled_from(SENDERS),
    sha256=st.sampled_from(["ab" * 32, "cd" * 32]),
    to_state=st.sampled_from([None, "SUBMITTED", "CHARGED"]),
    material=st.none()
    | st.tuples(
        st.sampled_from(["M1", "M2"]),
        st.sampled_from([None, "ab" * 32, "cd" * 32]),
        st.sampled_from([None, True, False]),
    ),
)


def answers(known: Knowledge) -> tuple[dict[Any, Seen | None], dict[str, str], Any]:
    seen = {(sender, one): known.seen(sender, one) for sender in SENDERS for one in IDS}
    return seen, dict(known.states(URN)), MEMORIES.case(known.memory(URN, PARTS), known.states(URN))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "view.sqlite"


@settings(deadline=None)  # a busy disk is no failure
@given(history=st.lists(entries, max_size=12), cut=st.integers(0, 12))
def test_overlay_and_file_give_the_same_answers_however_the_ledger_is_cut(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, Any]], cut: int
) -> None:
    view = View(tmp_path_factory.mktemp("view") / "view.sqlite", "ledger", MEMORIES)
    alone, above = Overlay(Ignorance(), MEMORIES), Overlay(view, MEMORIES)

    view.apply(history[:cut], cut)
    for one in history[cut:]:
        above.add(one)
    for one in history:
        alone.add(one)

    assert answers(above) == answers(alone)
    view.apply(history[cut:], len(history))
    assert answers(view) == answers(alone)
    view.close()


def test_a_view_opened_again_stands_where_it_stood(path: Path) -> None:
    view = View(path, "ledger", MEMORIES)
    view.apply([entry(3), entry(4, "REJECTED", message_id=IDS[1])], 9)
    view.close()

    again = View(path, "ledger", MEMORIES)

    assert again.position == 9
    assert again.next_offsets() == {"casefile.police-99.outbox": 5}
    assert again.seen("police-99", IDS[1]) == Seen("ab" * 32, "REJECTED", [FINDING], "cps-north", "ChargesLaid", 7, URN)


def test_a_view_of_another_ledger_is_not_used(path: Path) -> None:
    view = View(path, "ledger", MEMORIES)
    view.apply([entry(3)], 9)
    view.close()

    other = View(path, "another ledger", MEMORIES)

    assert (other.position, other.seen("police-99", IDS[0])) == (0, None)


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 100, b"SQLite format 3\0" + bytes(5000)])
def test_a_damaged_file_is_made_anew(path: Path, damage: bytes) -> None:
    View(path, "ledger", MEMORIES).close()
    path.write_bytes(damage)

    view = View(path, "ledger", MEMORIES)

    assert view.position == 0


def test_damage_found_later_is_an_error_and_the_next_start_begins_anew(path: Path) -> None:
    ids = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(500)]
    view = View(path, "ledger", MEMORIES)
    view.apply([entry(number, message_id=one) for number, one in enumerate(ids)], 500)
    view.close()
    content = bytearray(path.read_bytes())
    content[7 * 4096 :] = b"\xff" * (len(content) - 7 * 4096)
    path.write_bytes(content)
    damaged = View(path, "ledger", MEMORIES)

    with pytest.raises(ViewError, match="malformed"):
        for one in ids:
            damaged.seen("police-99", one)
    damaged.discard()

    assert View(path, "ledger", MEMORIES).position == 0


def test_a_view_that_another_process_locks_is_an_error_with_a_name(path: Path) -> None:
    view, other = View(path, "ledger", MEMORIES), View(path, "ledger", MEMORIES)
    other._sql.execute("BEGIN EXCLUSIVE")
    view._sql.execute("PRAGMA busy_timeout = 10")

    with pytest.raises(ViewError, match="locked"):
        view.apply([entry(1)], 2)


def test_a_folder_that_cannot_be_made_is_an_error_with_a_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ViewError):
        View(tmp_path / "file" / "view.sqlite", "ledger", MEMORIES)

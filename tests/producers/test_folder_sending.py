from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from producers_fakes import DEMO, FakeBroker, case_form, contract, packer

from casefile_contracts.errors import KafkaUnavailableError, SettingsError
from casefile_producers.folder import Folder
from casefile_producers.formats import Format
from casefile_producers.outbox import Outbox
from casefile_producers.sending import Refused, Sender, Sent


class Post:
    """A folder, an outbox and a broker, and one run of sending at a time."""

    def __init__(self, path: Path, broker: FakeBroker) -> None:
        self.path = path / "cases"
        self.path.mkdir()
        self.broker = broker
        self.outbox = Outbox(path / "outbox.db")
        self.send_anyway = False

    def put(self, name: str, data: bytes | None = None) -> None:
        (self.path / name).write_bytes((DEMO / name).read_bytes() if data is None else data)

    def run(self, format: Format = Format.AUTO) -> list[Sent | Refused]:
        folder = Folder(self.path, format)
        events = []
        for event in Sender(packer(send_anyway=self.send_anyway), self.outbox, self.broker).send(folder):
            events.append(event)
            if isinstance(event, Sent):
                folder.sent(event)
        return events

    def files(self, name: str = "") -> list[str]:
        return sorted(path.name for path in (self.path / name).iterdir() if path.is_file())

    def reasons(self, name: str) -> dict[str, object]:
        found: dict[str, object] = json.loads((self.path / "failed" / f"{name}.reasons.json").read_text())
        return found


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    found = Post(tmp_path, FakeBroker())
    yield found
    found.outbox.close()


def test_every_demo_file_ends_where_it_belongs(post: Post) -> None:
    for path in DEMO.glob("*.xml"):
        post.put(path.name)

    post.run()

    assert post.files() == []
    assert [name for name in post.files("sent") if name.endswith(".xml")] == sorted(
        path.name for path in DEMO.glob("*.xml") if path.name < "11"
    )
    assert [name for name in post.files("failed") if name.endswith(".xml")] == [
        "11-breaks-rules.xml",
        "12-entity-bomb.xml",
        "13-cut-off.xml",
    ]


def test_the_same_content_under_two_names_is_the_same_bytes_twice(post: Post) -> None:
    post.put("01-shop-theft.xml")
    post.put("10-shop-theft-again.xml")

    post.run()

    assert len(post.broker.values) == 2
    assert len(set(post.broker.values)) == 1


def test_a_sent_spi_file_has_its_mapping_report_beside_it(post: Post) -> None:
    post.put("09-every-detail.xml")

    post.run()

    assert post.files("sent") == ["09-every-detail.xml", "09-every-detail.xml.mapping.json"]
    report = json.loads((post.path / "sent" / "09-every-detail.xml.mapping.json").read_text())
    assert report["values"]["carried"] == len(report["carried"]) > 150
    assert report["values"]["not_carried"] == len(report["not_carried"])


def test_a_file_that_breaks_rules_has_all_reasons_beside_it_by_its_own_paths(post: Post) -> None:
    post.put("11-breaks-rules.xml")

    post.run()

    (refused,) = post.reasons("11-breaks-rules.xml")["refused"]  # type: ignore[misc]
    found = {finding["rule"]: finding for finding in refused["findings"]}
    assert {"F05", "X03", "X09"} <= set(found)
    assert found["F05"]["pointer"] == "/defendants/0/asn"
    assert found["F05"]["path"] == "NewCaseMessage/Case/Defendant/ProsecutorReference"
    text = (post.path / "failed" / "11-breaks-rules.xml.reasons.txt").read_text()
    assert "F05 (reject) at NewCaseMessage/Case/Defendant/ProsecutorReference" in text


def test_reasons_show_nothing_of_the_file(post: Post) -> None:
    post.put("11-breaks-rules.xml")
    post.put("13-cut-off.xml")

    post.run()

    for name in ("11-breaks-rules.xml.reasons.json", "11-breaks-rules.xml.reasons.txt", "13-cut-off.xml.reasons.txt"):
        text = (post.path / "failed" / name).read_text()
        assert not [secret for secret in ("Vance", "Quinn", "bicycle", "Marlowe") if secret in text]


def test_send_anyway_sends_what_breaks_rules_but_not_what_is_hostile(post: Post) -> None:
    post.put("11-breaks-rules.xml")
    post.put("12-entity-bomb.xml")
    post.send_anyway = True

    post.run()

    assert "11-breaks-rules.xml" in post.files("sent")
    assert post.reasons("12-entity-bomb.xml")["refused"] == [
        {
            "reason": "The XML carries a document type declaration. (file)"
            " Remove the DOCTYPE; entities are never expanded.",
            "findings": [],
        }
    ]


def test_messages_in_json_go_the_same_way(post: Post) -> None:
    post.put("one.json", json.dumps(case_form()).encode())

    (event,) = post.run()

    assert isinstance(event, Sent)
    assert contract().read(post.broker.values[0]).envelope["message_id"] == case_form()["envelope"]["message_id"]
    assert post.files("sent") == ["one.json"]


def test_a_file_of_lines_goes_when_all_its_messages_have_their_fate(post: Post) -> None:
    good = json.dumps(case_form()).encode()
    post.put("all-good.jsonl", good + b"\n" + json.dumps(case_form("02-drink-driving.xml")).encode())
    post.put("one-bad.jsonl", good + b"\n{}\n" + good)

    post.run()

    assert post.files("sent") == ["all-good.jsonl"]
    reasons = post.reasons("one-bad.jsonl")
    assert reasons["sent"] == 2
    assert [each["line"] for each in reasons["refused"]] == [2]  # type: ignore[attr-defined]


def test_a_broker_that_is_down_leaves_the_files_in_place_and_they_go_next_time_once(post: Post) -> None:
    post.put("01-shop-theft.xml")
    post.broker.down = True
    with pytest.raises(KafkaUnavailableError):
        post.run()
    assert post.files() == ["01-shop-theft.xml"]

    post.broker.down = False
    post.run()

    assert post.files() == []
    assert post.files("sent") == ["01-shop-theft.xml", "01-shop-theft.xml.mapping.json"]
    assert len(post.broker.values) == 1


def test_a_file_changed_since_it_was_kept_is_another_message(post: Post) -> None:
    post.put("case.xml", (DEMO / "01-shop-theft.xml").read_bytes())
    post.broker.down = True
    with pytest.raises(KafkaUnavailableError):
        post.run()
    post.put("case.xml", (DEMO / "02-drink-driving.xml").read_bytes())
    post.broker.down = False

    post.run()

    assert len(set(post.broker.values)) == 2
    assert post.files() == []


def test_a_name_that_is_taken_is_never_overwritten(post: Post) -> None:
    for _ in range(3):
        post.put("case.xml", (DEMO / "13-cut-off.xml").read_bytes())
        post.run()

    assert [name for name in post.files("failed") if name.endswith(".xml")] == ["case.2.xml", "case.3.xml", "case.xml"]


def test_files_that_are_not_finished_or_not_ours_are_left_alone(post: Post) -> None:
    for name in (".case.xml", "case.xml.tmp", "case.xml.part"):
        post.put(name, b"<half")
    (post.path / "folder.xml").mkdir()

    assert post.run() == []

    assert post.files() == [".case.xml", "case.xml.part", "case.xml.tmp"]


def test_a_watched_file_is_taken_only_when_it_has_been_left_alone(post: Post) -> None:
    post.put("01-shop-theft.xml")
    folder = Folder(post.path, watched=True)
    assert folder.waiting() == []

    post.put("01-shop-theft.xml", b"<longer")
    assert folder.waiting() == []

    assert [path.name for path in folder.waiting()] == ["01-shop-theft.xml"]


@pytest.mark.parametrize("watched", [False, True])
def test_the_clock_of_the_machine_that_wrote_a_file_does_not_matter(post: Post, watched: bool) -> None:
    post.put("01-shop-theft.xml")
    ahead = time.time() + 3600
    os.utime(post.path / "01-shop-theft.xml", (ahead, ahead))
    folder = Folder(post.path, watched=watched)

    assert {path.name for _ in range(2) for path in folder.waiting()} == {"01-shop-theft.xml"}


def test_a_file_that_is_replaced_while_it_is_sent_stays_and_goes_next(post: Post) -> None:
    post.put("01-shop-theft.xml")
    post.broker.on_flush = lambda: post.put("01-shop-theft.xml", (DEMO / "02-drink-driving.xml").read_bytes())
    post.run()
    assert post.files() == ["01-shop-theft.xml"]

    post.broker.on_flush = lambda: None
    post.run()

    assert len(set(post.broker.values)) == 2
    assert "01-shop-theft.xml" in post.files("sent")


def test_a_file_that_is_taken_away_while_it_is_sent_stops_nothing(post: Post) -> None:
    post.put("01-shop-theft.xml")
    post.broker.on_flush = (post.path / "01-shop-theft.xml").unlink

    (event,) = post.run()

    assert isinstance(event, Sent)
    assert post.files("sent") == []


def test_reasons_name_the_line_as_an_editor_counts_it(post: Post) -> None:
    post.put("cases.jsonl", b'{"message_type": 1}\n\n\n[]\n')

    post.run()

    assert [each["line"] for each in post.reasons("cases.jsonl")["refused"]] == [1, 4]


def test_a_link_is_not_followed(post: Post, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xml"
    shutil.copy(DEMO / "01-shop-theft.xml", outside)
    (post.path / "link.xml").symlink_to(outside)

    (event,) = post.run()

    assert isinstance(event, Refused)
    assert outside.exists()
    assert post.broker.values == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("big.xml", b"<a>" + b" " * (8 * 1024 * 1024) + b"</a>", "larger than the limit"),
        ("empty.xml", b"", "is empty"),
        ("empty.json", b" ", "is empty"),
        ("photo.jpg", b"\xff\xd8\xff", "neither SPI XML nor JSON"),
        ("latin.xml", '<?xml version="1.0" encoding="utf-8"?><a>é</a>'.encode("latin-1"), "encoding"),
    ],
)
def test_what_cannot_be_read_fails_with_a_sentence(post: Post, name: str, data: bytes, words: str) -> None:
    post.put(name, data)

    post.run()

    assert words in (post.path / "failed" / f"{name}.reasons.txt").read_text()


def test_the_format_can_be_said_where_names_do_not(post: Post) -> None:
    post.put("case.dat", (DEMO / "01-shop-theft.xml").read_bytes())

    (event,) = post.run(Format.SPI)

    assert isinstance(event, Sent)


def test_files_go_in_the_order_of_their_names(post: Post) -> None:
    for name in ("03-two-defendants-summer-hearing.xml", "01-shop-theft.xml", "02-drink-driving.xml"):
        post.put(name)

    post.run()

    assert [contract().read(value).envelope["urn"] for value in post.broker.values] == [
        "98AA0010125",
        "98AA0010225",
        "98AA0010325",
    ]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no folder"):
        Folder(tmp_path / "nowhere")

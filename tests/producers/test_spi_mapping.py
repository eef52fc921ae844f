from __future__ import annotations

import csv
import json
import os
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casefile_contracts.contract import Contract, Message
from casefile_contracts.sealing import seal
from casefile_producers.errors import UnreadableFileError
from casefile_producers.spi import SpiCase, read_spi
from casefile_producers.spi.conversions import CONVERSIONS
from casefile_producers.spi.table import table
from casefile_producers.spi.unwrapping import unwrap

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "spi").glob("*.xml"))
SAMPLES = Path(os.environ.get("CASEFILE_SPI_SAMPLES", HERE.parents[2] / "shared" / "samples" / "spi"))
LIBRA = "http://www.dca.gov.uk/xmlschemas/libra"
ROUTING = ("Routing; ", "Label ", "Version ", "Kind ", "Names the SPI", "Hint ", "A comment ")


def samples() -> list[Path]:
    return sorted(SAMPLES.glob("*.xml")) if SAMPLES.is_dir() else []


@cache
def contract() -> Contract:
    return Contract.load()


def fixture(name: str) -> SpiCase:
    return read_spi((HERE / "spi" / name).read_bytes())


def form_of(case: SpiCase) -> dict[str, Any]:
    parties = {"sender": ("police-98", "00098SpiBridge"), "recipient": ("cps-north", "cms")}
    form = seal(contract(), "PoliceChargedCaseSubmitted", case.body, urn=None, now=1_764_000_000_000, **parties)
    form["envelope"] |= case.envelope
    return form


def message_of(case: SpiCase) -> Message:
    message, findings = contract().from_json(form_of(case))
    assert message is not None, findings
    return message


def at(form: Any, pointer: str) -> Any:
    for name in pointer.split("/")[1:]:
        form = form[int(name)] if isinstance(form, list) else form[name]
    return form


def values_of(data: bytes) -> Iterator[tuple[str, str]]:
    """Local name and text of every element with a value in the case itself, found without the adapter's own walk."""
    from lxml import etree

    for element in ET.fromstring(etree.tostring(unwrap(data).case)).iter():
        text = (element.text or "") + "".join(child.tail or "" for child in element)
        if text.strip():
            yield element.tag.rpartition("}")[2], text


def plain(value: Any) -> str:
    return "".join(str(value).split()).lower()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_value_of_the_case_is_carried_to_where_the_report_says(path: Path) -> None:
    check_nothing_is_lost(path)


@pytest.mark.parametrize("path", samples() or [None], ids=lambda path: path.name if path else "none")
def test_every_value_of_the_public_samples_is_carried(path: Path | None) -> None:
    if path is None:
        pytest.skip(f"no samples in {SAMPLES}; set CASEFILE_SPI_SAMPLES")
    check_nothing_is_lost(path)
    message_of(read_spi(path.read_bytes()))


def check_nothing_is_lost(path: Path) -> None:
    data = path.read_bytes()
    case = read_spi(data)
    form = {"envelope": case.envelope, **case.body}

    carried = [(each.path.rpartition("/")[2].partition("[")[0], each.pointers) for each in case.report.carried]
    in_case = [each for each in case.report.carried if "NewCaseMessage/" in each.path]
    arrived = {plain(at(form, pointer)) for _, pointers in carried for pointer in pointers}
    for name, text in values_of(data):
        for part in text.split("||"):
            assert arrived & {plain(part), plain(CONVERSIONS["date"](part)), _clock(part)}, (name, "arrived nowhere")
    assert len(in_case) == len(list(values_of(data)))
    assert all(each.reason.startswith(ROUTING) for each in case.report.not_carried), case.report.not_carried


def _clock(text: str) -> str:
    return plain(text).partition("z")[0].partition("+")[0].partition("-00:00")[0]


def test_every_path_of_the_spi_schema_has_its_place() -> None:
    with (HERE / "spi" / "new_case_paths.csv").open(encoding="utf-8") as file:
        paths = {row["path"]: row["base"] for row in csv.DictReader(file)}
    leaves = {path: base for path, base in paths.items() if "@" not in path}

    for absent in ("PoliceCorporateDefendant", "PoliceIndividualDefendant"):
        wanted = {path: base for path, base in leaves.items() if absent not in path and "InitiationCode" not in path}
        case = read_spi(document(wanted))

        assert {each.path for each in case.report.carried} == set(wanted)
        assert [each.path for each in case.report.not_carried] == []
        message_of(case)


VALUES = {
    "string": "A1",
    "date": "2025-03-01",
    "time": "10:00:00",
    "integer": "3",
    "byte": "1",
    "gYear": "1990",
}


def document(paths: dict[str, str]) -> bytes:
    """A document with one element a path, each value made unlike all others where its type allows that."""
    root = ET.Element(f"{{{LIBRA}}}NewCaseMessage")
    for number, (path, base) in enumerate(paths.items()):
        element = root
        for name in path.split("/")[1:]:
            found = element.find(f"{{{LIBRA}}}{name}")
            element = ET.SubElement(element, f"{{{LIBRA}}}{name}") if found is None else found
        element.text = f"V{number}" if base == "string" else VALUES[base]
    return ET.tostring(root)


def test_what_the_contract_has_no_field_for_is_listed_and_nothing_else_is_lost() -> None:
    strange = (
        '<ProsecutorReference>98/1</ProsecutorReference><ShoeSize unit="UK">9</ShoeSize>loose words'
        '<m:Mood xmlns:m="http://example.org/mood">fair</m:Mood>'
    )
    data = (
        (HERE / "spi" / "plain.xml")
        .read_text(encoding="utf-8")
        .replace("<CustodyStatus>", "<Tag>1</Tag><CustodyStatus>")
    )
    data = data.replace("<Defendant>", f"<Defendant>{strange}")

    listed = {each.path.rpartition("/")[2]: each.reason for each in read_spi(data.encode()).report.not_carried}

    assert listed["ShoeSize"] == listed["@unit"] == listed["Tag"] == "The contract has no field for it."
    assert listed["Mood"] == "It is of a namespace that the exchange does not know."
    assert listed["Defendant"] == "Text between elements, where SPI has none."
    assert listed["ProsecutorReference[2]"] == "Comes twice with different values; the first was taken."


def test_a_report_holds_no_value_of_the_file() -> None:
    report = json.dumps(fixture("every-detail-escaped.xml").report.as_json())

    for _, text in values_of((HERE / "spi" / "every-detail-escaped.xml").read_bytes()):
        if len(text) > 4:
            assert text not in report


def test_all_envelopes_give_the_same_case() -> None:
    bodies = [
        fixture(name).body for name in ("plain.xml", "escaped-twice.xml", "routedata-base64.xml", "soap-escaped.xml")
    ]
    for body in bodies:
        body.pop("source_reference", None)
        for defendant in body["defendants"]:
            for own in ("asn", "prosecutor_reference", "person_id", "offences"):
                defendant.pop(own)

    assert all(body == bodies[0] for body in bodies)


def test_every_detail_survives_the_way_to_bytes_and_back() -> None:
    message = message_of(fixture("every-detail.xml"))

    form = contract().to_json(contract().read(contract().write(message)))

    individual, company = form["defendants"]
    assert individual["individual"]["name"]["given_names"] == ["Avery", "Blake", "Cameron"]
    assert individual["remand"] == {
        "status": "B",
        "conditions": "To report to Northmere Police Station daily between 18:00 and 20:00.",
    }
    assert individual["individual"]["driving_licence"]["counterpart_issue"] == "1"
    assert individual["individual"]["address"]["structured"]["saon"] == "   2A"
    assert individual["individual"]["address"]["lines"] == [
        "2A", "12 Alder Street", "Weirside", "NORTHMERE", "Eastbank",
    ]  # fmt: skip
    assert company["organisation"]["aliases"] == ["Wycliffe Cars", "W Motors"]
    assert [phone["type"] for phone in form["officer_in_case"]["contact"]["phones"]] == ["WORK", "MOBILE"]


def test_an_arrest_number_is_known_by_its_form_and_kept_as_written() -> None:
    charged, summonsed = fixture("every-detail.xml").body["defendants"]

    assert charged["asn"] == charged["prosecutor_reference"]
    assert "asn" not in summonsed
    assert summonsed["prosecutor_reference"] == "NM/2025/0109"


def test_ids_are_the_same_whenever_a_case_is_read_and_differ_between_defendants() -> None:
    first, second = fixture("many-defendants.xml").body, fixture("many-defendants.xml").body

    ids = [defendant["person_id"] for defendant in first["defendants"]]
    assert first == second
    assert len(set(ids)) == 40
    assert len({offence["offence_id"] for each in first["defendants"] for offence in each["offences"]}) == 120


def test_defendants_alike_in_everything_still_get_ids_of_their_own() -> None:
    data = (HERE / "spi" / "plain.xml").read_text(encoding="utf-8")
    defendant = data[data.index("<Defendant>") : data.index("</Defendant>") + len("</Defendant>")]

    body = read_spi(data.replace(defendant, defendant * 2).encode()).body

    one, other = (each["person_id"] for each in body["defendants"])
    assert other == f"{one}-2"


def test_a_victim_of_several_offences_is_one_person_linked_to_each() -> None:
    body = read_spi((HERE.parents[1] / "ops/demo/spi/03-two-defendants-summer-hearing.xml").read_bytes()).body

    (victim,) = body["victims_witnesses"]
    offences = [offence for defendant in body["defendants"] for offence in defendant["offences"]]
    assert victim["role"] == "VICTIM"
    assert victim["linked_offence_ids"] == [offence["offence_id"] for offence in offences]
    assert victim["linked_suspect_ids"] == [defendant["person_id"] for defendant in body["defendants"]]
    assert all(offence["victim_ids"] == [victim["person_id"]] for offence in offences)


def test_english_and_welsh_in_one_field_are_told_apart() -> None:
    body = read_spi((HERE.parents[1] / "ops/demo/spi/08-in-welsh-and-english.xml").read_bytes()).body

    offence = body["defendants"][0]["offences"][0]
    assert offence["prosecution_facts"] == "Seen on camera."
    assert offence["prosecution_facts_welsh"] == "Gwelwyd ar gamera."
    assert offence["wording_welsh"].startswith("Ar 5 Mawrth")


def test_values_that_break_rules_are_read_and_left_to_the_check() -> None:
    case = fixture("blank-and-wrong-values.xml")

    offence = case.body["defendants"][0]["offences"][0]
    assert case.envelope["urn"] == "98AB00212251"
    assert (offence["code"], offence["start_date"]) == ("", "2025-02-30")
    assert case.body["initial_hearing"]["local_time"] == "noon"
    _, findings = contract().from_json(form_of(case))
    assert {finding.pointer for finding in findings} == {
        "/initial_hearing/starts_at",
        "/initial_hearing/local_date",
        "/defendants/0/offences/0/start_date",
    }


def test_the_envelopes_tell_when_it_was_sent_whether_it_is_a_test_and_its_correlation() -> None:
    case = fixture("soap-escaped.xml")

    assert case.envelope["occurred_at"] == "2025-03-10T14:27:48.000Z"
    assert case.envelope["test"] is True
    assert case.body["source_reference"] == "NICHE-00000206"
    assert case.envelope["correlation_id"] == fixture("soap-escaped.xml").envelope["correlation_id"]
    assert case.envelope["correlation_id"] != fixture("soap-prefixed.xml").envelope["correlation_id"]


def test_the_table_leads_to_fields_that_the_contract_has() -> None:
    rules = [rule for block in table().blocks.values() for rule in block.values()]

    assert {rule.block for rule in rules if rule.block} <= set(table().blocks)
    assert {rule.conversion for rule in rules if rule.conversion} <= set(CONVERSIONS)


def test_demo_files_are_what_their_names_say() -> None:
    for path in sorted((HERE.parents[1] / "ops/demo/spi").glob("*.xml")):
        if path.name.startswith(("12", "13")):
            with pytest.raises(UnreadableFileError):
                read_spi(path.read_bytes())
        else:
            message = message_of(read_spi(path.read_bytes()))
            assert message.envelope["urn"].startswith("98")


@pytest.mark.parametrize("swollen", ["spaces", "defendants", "base64"])
def test_a_file_that_swells_does_not_take_the_time_to_match(swollen: str) -> None:
    plain = (HERE / "spi" / "plain.xml").read_text(encoding="utf-8")
    start, end = plain.index("<Defendant>"), plain.index("</Defendant>") + len("</Defendant>")
    match swollen:
        case "spaces":
            data = plain.replace(
                "<Defendant>", f"<Defendant><ProsecutorReference>a{' ' * 200_000}b</ProsecutorReference>"
            )
        case "defendants":
            one = "<Defendant><ProsecutorReference>2598AA0100000020101V</ProsecutorReference></Defendant>"
            data = plain[:start] + one * 20_000 + plain[end:]
        case _:
            data = f"<DataStreamContent>A{' ' * 200_000}!</DataStreamContent>"

    began = time.process_time()
    with suppress(UnreadableFileError):
        read_spi(data.encode())

    assert time.process_time() - began < 10

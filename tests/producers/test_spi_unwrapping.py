from __future__ import annotations

import base64
import contextlib
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile_producers.errors import UNREADABLE, UnreadableFileError
from casefile_producers.spi import read_spi
from casefile_producers.spi.parsing import MAX_BYTES, MAX_DEPTH
from casefile_producers.spi.unwrapping import unwrap

FIXTURES = Path(__file__).parent / "spi"
LIBRA = "http://www.dca.gov.uk/xmlschemas/libra"
CASE = f'<NewCaseMessage xmlns="{LIBRA}"><Case><PTIURN>98AA0000125</PTIURN></Case></NewCaseMessage>'


def route_data(content: str) -> str:
    return (
        '<RouteData xmlns="http://schemas.cjse.gov.uk/common/operations"><DataStream><DataStreamContent>'
        f"{content}</DataStreamContent></DataStream></RouteData>"
    )


def urn_of(data: bytes) -> str | None:
    return unwrap(data).text("PTIURN")


def reason_of(data: bytes) -> str:
    with pytest.raises(UnreadableFileError) as refused:
        unwrap(data)
    return refused.value.reason


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("plain.xml", ["NewCaseMessage"]),
        ("plain-prefixed-no-declaration.xml", ["NewCaseMessage"]),
        ("routedata-escaped.xml", ["RouteData", "NewCaseMessage"]),
        ("routedata-own-declaration.xml", ["RouteData", "NewCaseMessage"]),
        ("routedata-base64.xml", ["RouteData", "NewCaseMessage"]),
        ("escaped-twice.xml", ["RouteData", "NewCaseMessage"]),
        ("soap-escaped.xml", ["Envelope", "RouteData", "NewCaseMessage"]),
        ("soap-prefixed.xml", ["Envelope", "RouteData", "NewCaseMessage"]),
    ],
)
def test_a_case_is_found_in_every_envelope(name: str, layers: list[str]) -> None:
    unwrapped = unwrap((FIXTURES / name).read_bytes())

    assert [layer.name for layer in unwrapped.layers] == layers
    assert unwrapped.text("PersonFamilyName") == "Fenwick"


@pytest.mark.parametrize(
    "data",
    [
        CASE.encode(),
        b"\n  " + CASE.encode(),
        CASE.replace(f' xmlns="{LIBRA}"', "").encode(),
        route_data(escape(CASE)).encode(),
        route_data(CASE).encode(),
        route_data(f"<![CDATA[{CASE}]]>").encode(),
        route_data(escape(escape(CASE))).encode(),
        route_data(base64.b64encode(CASE.encode()).decode()).encode(),
        route_data(base64.b64encode(CASE.encode("utf-16")).decode()).encode(),
        route_data(escape(f'<?xml version="1.0" encoding="utf-16"?>{CASE}')).encode("utf-16"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>' + CASE).encode("latin-1"),
    ],
)
def test_the_content_may_be_packed_in_any_way(data: bytes) -> None:
    assert urn_of(data) == "98AA0000125"


def test_elements_of_a_foreign_namespace_are_not_taken_for_ours() -> None:
    assert reason_of(CASE.replace(LIBRA, "http://example.org/other").encode()) == "another_message"


def bomb(levels: int) -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x a="&e{levels - 1};">&e{levels - 1};</x>'.encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (bomb(12), "doctype"),
        (route_data(escape(bomb(12).decode())).encode(), "doctype"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "doctype"),
        (b"<x>&passwd;</x>", "entity"),
        (b"<x>" * (MAX_DEPTH + 1) + b"</x>" * (MAX_DEPTH + 1), "too_deep"),
        (b"<x>" + b" " * MAX_BYTES + b"</x>", "too_large"),
        ('<?xml version="1.0" encoding="utf-8"?><x>Müller</x>'.encode("latin-1"), "wrong_encoding"),
        (b'<?xml version="1.0" encoding="utf-16"?><x/>', "wrong_encoding"),
        (b'<?xml version="1.0" encoding="klingon"?><x/>', "wrong_encoding"),
        (CASE.encode()[:-30], "truncated"),
        (CASE.encode()[:60], "truncated"),
        (route_data(escape(CASE[:-30])).encode(), "truncated"),
        (b"<a><b></a></b>", "malformed"),
        (b"<a/><b/>", "malformed"),
        (b"<a>\x00</a>", "malformed"),
        (route_data("malformed xml").encode(), "not_xml"),
        (route_data("bWFsZm9ybWVk").encode(), "not_xml"),
        (route_data("&amp;lt;x/&amp;gt;&lt;y/&gt;").encode(), "not_xml"),
        (route_data(" ").encode(), "no_content"),
        (route_data("&lt;RouteDataResp/&gt;").encode(), "another_message"),
        (b"<ResultedCaseMessage/>", "another_message"),
        (f"<batch>{CASE}{CASE}</batch>".encode(), "several_cases"),
    ],
)
def test_what_is_no_case_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    assert reason_of(data) == reason


def test_layers_are_not_opened_for_ever() -> None:
    content = CASE
    for _ in range(7):
        content = route_data(escape(content))

    assert reason_of(content.encode()) == "too_many_layers"


def test_a_refusal_never_shows_what_stands_in_the_file() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        unwrap(CASE.replace("98AA0000125", "<SECRET>").encode())

    assert "SECRET" not in str(refused.value)
    assert "line 1" in str(refused.value)


def test_every_reason_has_a_sentence_and_an_advice() -> None:
    for reason, (text, fix) in UNREADABLE.items():
        assert text.endswith("."), reason
        assert fix.endswith("."), reason


@given(st.data())
def test_whatever_is_done_to_a_file_it_is_read_or_refused_and_never_crashes(data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(["soap-prefixed.xml", "routedata-base64.xml", "every-detail.xml", "escaped-twice.xml"])
    )
    mutated = bytearray((FIXTURES / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        junk = data.draw(
            st.sampled_from([b"", b"<", b"&", b"]]>", b"\xff", b"\x00", b"&#0;", b"</Case>", b"<!--", b"&lt;"])
        )
        mutated[at : at + data.draw(st.integers(0, 40))] = junk

    with contextlib.suppress(UnreadableFileError):
        case = read_spi(bytes(mutated))
        assert len(case.report.carried) + len(case.report.not_carried) > 0

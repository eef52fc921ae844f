from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.identifiers import (
    LETTERS,
    asn_check_letter,
    asn_dummy,
    asn_unit,
    asn_valid,
    cro_valid,
    normalise_asn,
    normalise_cro,
    normalise_pnc_id,
    normalise_postcode,
    normalise_urn,
    ou_code,
    pnc_valid,
    urn_force,
    urn_unit,
)

Normaliser = Callable[[str], str]

NORMALISERS: list[Normaliser] = [
    normalise_asn,
    normalise_cro,
    lambda text: normalise_pnc_id(text, 2026),
    normalise_postcode,
    normalise_urn,
]

digits = st.characters(min_codepoint=ord("0"), max_codepoint=ord("9"))
code = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=2)


def number(length: int) -> st.SearchStrategy[str]:
    return st.text(digits, min_size=length, max_size=length)


asn_stems = st.builds("".join, st.tuples(number(2), st.sampled_from(["", "A", "0"]), code, code, code, number(11)))
pnc_stems = st.builds("/".join, st.tuples(st.integers(1950, 2049).map(str), number(7)))


@pytest.mark.parametrize("asn", ["1101ZD0100000448754K", "0836FP0100000377244A", "2699ZZ0100000001234R"])
def test_an_asn_in_use_has_the_right_letter(asn: str) -> None:
    assert asn_valid(asn)


@pytest.mark.parametrize(
    "asn", ["", "K", "1101ZD0100000448754", "1101zd0100000448754k", "1101ZD010000044875K", "\u0663" * 20]
)
def test_what_has_not_the_form_of_an_asn_is_no_asn(asn: str) -> None:
    assert not asn_valid(asn)
    assert asn_check_letter(asn) is None


@given(asn_stems)
def test_an_asn_takes_one_letter_and_no_other(stem: str) -> None:
    right = asn_check_letter(f"{stem}A")

    assert right is not None
    assert [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if asn_valid(stem + letter)] == [right]


def test_the_top_level_character_does_not_count_towards_the_letter() -> None:
    assert asn_check_letter("11A01ZD0100000448754K") == "K"


@pytest.mark.parametrize(
    "asn", ["0800NP0100000000001H", "1112LN0000000000001A", "1106NRPR000000000012", "1150SJ0100000000001A"]
)
def test_a_stand_in_is_told_from_an_asn(asn: str) -> None:
    assert asn_dummy(asn)
    assert not asn_dummy("1101ZD0100000448754K")


@pytest.mark.parametrize(
    ("written", "asn"),
    [
        ("11/01ZD/01/448754K", "1101ZD0100000448754K"),
        (" 1101zd 01 00000448754k", "1101ZD0100000448754K"),
        ("11/01ZD/01/00000448754K", "1101ZD0100000448754K"),
        ("11/A01ZD/01/448754K", "11A01ZD0100000448754K"),
    ],
)
def test_an_asn_is_written_one_way(written: str, asn: str) -> None:
    assert normalise_asn(written) == asn


@pytest.mark.parametrize("pnc_id", ["2003/0011985X", "2019/9912345B"])
def test_a_pnc_id_in_use_has_the_right_letter(pnc_id: str) -> None:
    assert pnc_valid(pnc_id)


@pytest.mark.parametrize("pnc_id", ["", "03/11985X", "0000/0000000Z", "2003/0011985x", "2003/\u0660\u066011985X"])
def test_what_is_no_pnc_id_in_full_is_refused(pnc_id: str) -> None:
    assert not pnc_valid(pnc_id)


@given(pnc_stems)
def test_a_pnc_id_takes_one_letter_and_no_other(stem: str) -> None:
    right = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if pnc_valid(stem + letter)]

    assert len(right) == 1
    assert right[0] in LETTERS


@pytest.mark.parametrize(
    ("written", "pnc_id"),
    [
        ("03/11985x", "2003/0011985X"),
        ("20030011985X", "2003/0011985X"),
        ("2003 / 11985X", "2003/0011985X"),
        ("26/1A", "2026/0000001A"),
        ("27/1A", "1927/0000001A"),
    ],
)
def test_a_pnc_id_is_written_in_full(written: str, pnc_id: str) -> None:
    assert normalise_pnc_id(written, this_year=2026) == pnc_id


def test_a_year_of_two_digits_belongs_to_the_century_that_has_been() -> None:
    assert normalise_pnc_id("99/1A") == "1999/0000001A"


@given(number(2), number(6))
def test_a_cro_number_takes_one_letter_and_no_other(year: str, serial: str) -> None:
    for stem in (f"{serial}/{year}", f"SF{year}/{serial}"):
        assert len([letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if cro_valid(stem + letter)]) == 1


def test_a_standard_cro_number_counts_its_serial_padded_and_an_sf_number_unpadded() -> None:
    assert cro_valid("991234/19B")
    assert cro_valid("12/39" + LETTERS[39_000_012 % 23])
    assert cro_valid("SF39/12" + LETTERS[3912 % 23])


@pytest.mark.parametrize("cro", ["", "1234567/19B", "991234-19B", "SF1/1A"])
def test_what_is_no_cro_number_is_refused(cro: str) -> None:
    assert not cro_valid(cro)


@given(number(2), number(6), st.sampled_from(LETTERS))
def test_normalising_a_cro_number_keeps_its_verdict(year: str, serial: str, letter: str) -> None:
    for cro in (f"{serial}/{year}{letter}", f"SF{year}/{serial}{letter}"):
        assert cro_valid(normalise_cro(cro.lower())) == cro_valid(cro)


@pytest.mark.parametrize(("written", "urn"), [("99zz/123/26", "99ZZ0012326"), ("99 ZZ 00123 26", "99ZZ0012326")])
def test_a_urn_is_written_as_eleven_characters(written: str, urn: str) -> None:
    assert normalise_urn(written) == urn


def test_a_urn_begins_with_its_force() -> None:
    assert urn_force("99ZZ0012326") == "99"
    assert urn_force("") == ""


@pytest.mark.parametrize(
    ("written", "postcode"), [("sw1a1aa", "SW1A 1AA"), ("ZZ99  9ZZ", "ZZ99 9ZZ"), ("m1 1ae", "M1 1AE")]
)
def test_a_postcode_has_one_space(written: str, postcode: str) -> None:
    assert normalise_postcode(written) == postcode


@pytest.mark.parametrize("normalise", NORMALISERS)
@given(text=st.text(max_size=25) | st.text("0123456789ABZsf/ ", max_size=25) | asn_stems.map(lambda stem: stem + "K"))
def test_normalising_twice_is_normalising_once(normalise: Normaliser, text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("normalise", NORMALISERS)
def test_a_letter_that_only_looks_like_one_does_not_become_it(normalise: Normaliser) -> None:
    assert normalise("\u017f1a") == "\u017f1a"


@given(number(2), number(2), code, code, number(11))
def test_a_number_names_one_unit_however_its_top_level_is_written(
    year: str, force: str, unit: str, system: str, sequence: str
) -> None:
    for top in ("", "0"):
        stem = f"{year}{top}{force}{unit}{system}{sequence}"
        asn = stem + str(asn_check_letter(f"{stem}A"))

        assert asn_unit(asn) == urn_unit(f"{force}{unit}0012326") == f"{force}{unit}00"


@given(st.text(max_size=8))
def test_only_the_zero_before_a_police_code_is_left_out(text: str) -> None:
    assert ou_code(ou_code(text)) == ou_code(text)
    assert ou_code(text) in (text, text.removeprefix("0"))

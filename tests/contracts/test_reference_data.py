"""Which codes exist, and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casefile_contracts.errors import SettingsError
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import load_release


def day(text: str) -> int:
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


@pytest.fixture
def shipped() -> ReferenceData:
    return ReferenceData.from_release(load_release())


@pytest.fixture
def offences(tmp_path: Path) -> Path:
    path = tmp_path / "offences.csv"
    path.write_text(
        "code,title,from,to\n"
        "TH68001,Theft,,\n"
        "OF61001,Old,,1999-12-31\n"
        "NW20001,New,2020-02-01,\n"
        "TW01001,Twice,2001-01-01,2001-12-31\n"
        "TW01001,Twice,2011-01-01,2011-12-31\n"
        ",no code,,\n",
        encoding="utf-8",
    )
    return path


def test_the_lists_of_the_release_are_known(shipped: ReferenceData) -> None:
    assert shipped.known("gender", "1") is True
    assert shipped.known("gender", "7") is False
    assert shipped.known("forces", "99") is True
    assert shipped.known("forces", "09") is False


def test_of_a_list_that_is_not_loaded_nobody_can_tell(shipped: ReferenceData) -> None:
    assert shipped.known("offence_code", "TH68001") is None
    assert shipped.codes("offence_code") is None


def test_an_operator_adds_a_list_and_the_data_before_stays_as_it_was(shipped: ReferenceData, offences: Path) -> None:
    more = shipped.with_csv("offence_code", offences)

    assert more.known("offence_code", "TH68001") is True
    assert more.known("gender", "1") is True
    assert shipped.known("offence_code", "TH68001") is None


@pytest.mark.parametrize(
    ("code", "on", "known"),
    [
        ("TH68001", "1900-01-01", True),
        ("TH68001", "2100-01-01", True),
        ("OF61001", "1999-12-31", True),
        ("OF61001", "2000-01-01", False),
        ("NW20001", "2020-01-31", False),
        ("NW20001", "2020-02-01", True),
        ("TW01001", "2001-06-01", True),
        ("TW01001", "2005-06-01", False),
        ("TW01001", "2011-12-31", True),
        ("XX00000", "2011-12-31", False),
    ],
)
def test_a_code_is_known_from_its_first_day_to_its_last(offences: Path, code: str, on: str, known: bool) -> None:
    data = ReferenceData({}).with_csv("offence_code", offences)

    assert data.known("offence_code", code, day(on)) is known


def test_a_published_list_is_taken_with_its_own_name_for_the_codes(tmp_path: Path) -> None:
    path = tmp_path / "organisation_unit.csv"
    path.write_text("ou_code,top_name,psa_code\n99ZZ00,Testshire,1234\n", encoding="utf-8")

    assert ReferenceData({}).with_csv("organisation_unit", path).codes("organisation_unit") == {"99ZZ00"}


def test_without_a_day_a_code_that_ever_was_is_known(offences: Path) -> None:
    assert ReferenceData({}).with_csv("offence_code", offences).known("offence_code", "OF61001") is True


def test_a_list_can_be_had_whole(offences: Path) -> None:
    data = ReferenceData({}).with_csv("offence_code", offences)

    assert data.codes("offence_code") == {"TH68001", "OF61001", "NW20001", "TW01001"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"title\nTheft\n", "needs a first line that names its columns"),
        (b"title,ou_code\nTheft,99ZZ00\n", "needs a first line that names its columns"),
        (b"", "needs a first line that names its columns"),
        (b"code\n", "holds no codes"),
        (b"code;from\nTH68001;\n", "separated by commas"),
        (b"code,from\nTH68001,\nTH68002,1st May\n", "line 3: '1st May' is no date; write YYYY-MM-DD"),
        (b"code,from,to\nTH68001,2026-02-01,2026-01-31\n", "line 2: ends before it begins"),
        (b"code\nTH68001\n\xff\n", "line 3: is not UTF-8"),
        (b'code,title\nTH68001,Theft\nTH68002,"Theft\nTH68003,Theft\n', "line 3: unexpected end of data"),
        (b'code,title\nTH68001,"Theft" of\n', "line 2: "),
        (b"code,from,to\nTH68001,,\nTH68", "line 3: has fewer values than there are columns"),
        (b"code,value\n99ZZ00,A99AA00\n99ZZ00,A99BB00\n", "line 3: says something else of a code than a line before"),
        (b"code\nTH\x1b[31m\n", "line 2: a code has characters that cannot be printed"),
        (b"title,code\nTheft, from a shop,TH68001\n", "line 2: has more values than there are columns"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=problem) as refusal:
        ReferenceData({}).with_csv("offence_code", path)

    assert str(path) in str(refusal.value)


def test_names_of_columns_are_taken_however_they_are_spelt(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("\ufeffCode, From, To\r\nOF61001,,1999-12-31\r\n", encoding="utf-8")

    data = ReferenceData({}).with_csv("offence_code", path)

    assert data.known("offence_code", "OF61001", day("1999-12-31")) is True
    assert data.known("offence_code", "OF61001", day("2000-01-01")) is False


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        ReferenceData({}).with_csv("offence_code", tmp_path / "codes.csv")


def test_a_folder_holds_one_list_a_file(tmp_path: Path, offences: Path) -> None:
    (tmp_path / "court.csv").write_text("code\nB01AB00\n", encoding="utf-8")

    data = ReferenceData({}).with_folder(tmp_path)

    assert data.known("court", "B01AB00") is True
    assert data.known("offences", "TH68001") is True


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no reference data"):
        ReferenceData({}).with_folder(tmp_path / "missing")

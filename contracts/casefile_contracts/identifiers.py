"""Identifiers of cases, people and places: one spelling each, and their check letters.

Layouts: PTI-URN, arrest/summons number (ASN), PNC id and CRO number as the courts' and prison services' open systems
publish them; postcode as in BS 7666. Nothing here looks anything up. A normaliser changes spelling only, never an
identifier, and gives what it does not recognise back without blanks and in upper case for the check to find. What is
written the one way already is most of what comes, so it is asked first.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""Check letters by remainder: 23 of them, without I, O and S."""

_ASN = re.compile(r"[0-9]{2}[A-Z0-9]{6,7}[0-9]{11}[A-HJ-NP-RT-Z]").fullmatch
_ASN_DISPLAYED = re.compile(r"([0-9]{2})/([A-Z0-9]{4,5})/([A-Z0-9]{2})/([0-9]{1,11})([A-Z])").fullmatch
_ASN_DUMMY = re.compile(
    r"0800[NP]P01[0-9]{11}[A-Z]|[0-9]{4}NRPR[0-9A-Z]{12}|[0-9]{2}(12LN00|00NP00|6300[0-9]{2})[0-9]{11}[A-Z]"
    r"|[0-9]{2}(06SS|00XX|50(11|12|21|41|42|43|OF|SJ))[0-9A-Z]{2}[0-9]{11}[A-Z]"
).fullmatch
_PNC = re.compile(r"[0-9]{4}/[0-9]{7}[A-Z]").fullmatch
_PNC_SPOKEN = re.compile(r"([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])").fullmatch
_PNC_UNBROKEN = re.compile(r"([0-9]{4})([0-9]{7})([A-Z])").fullmatch
_CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])").fullmatch
_CRO_SF = re.compile(r"SF([0-9]{2})/([0-9]{1,6})([A-Z])").fullmatch
_OU_POLICE = re.compile(r"0[0-9]{2}[A-Z0-9]{4}").fullmatch
_WRITTEN_CODE = re.compile(r"[A-Z0-9]+").fullmatch
_URN_SHORT = re.compile(r"([0-9]{2}[A-Z0-9]{2})([0-9]{1,5})([0-9]{2})").fullmatch
_URN = re.compile(r"[0-9]{2}[A-Z0-9]{2}[0-9]{7}").fullmatch
_WRITTEN_CRO = re.compile(r"[1-9][0-9]{0,5}/[0-9]{2}[A-Z]").fullmatch
_WRITTEN_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}").fullmatch
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})").fullmatch


def urn_force(urn: str) -> str:
    """The force code that a URN begins with."""
    return urn[:2]


def urn_unit(urn: str) -> str:
    """The organisation unit that a URN begins with, force and station: `99ZZ0012326` is `99ZZ00`."""
    return f"{urn[:4]}00"


def normalise_urn(text: str) -> str:
    """A URN as 11 characters: `99zz/123/26` is `99ZZ0012326`."""
    if _URN(text):
        return text
    plain = _plain(text).replace("/", "")
    short = _URN_SHORT(plain)
    return f"{short[1]}{short[2]:0>5}{short[3]}" if short else plain


def asn_check_letter(asn: str) -> str | None:
    """The letter that an ASN of 20 or 21 characters ought to end with; None if it has not the form of one."""
    return _letter(_before_serial(asn[:-12]) + int(asn[-12:-1])) if _ASN(asn) else None


@lru_cache(maxsize=4096)
def _before_serial(start: str) -> int:
    """What year, force and system of an ASN, of which there are few, add to its eleven digits."""
    force, system = start[-6:-4], start[-2:]
    counted = (force if force.isdigit() else "") + (system if system.isdigit() else "")
    return int(counted + start[:2]) * 10**11


def asn_valid(asn: str) -> bool:
    """Whether this has the form of an ASN and ends with the right letter."""
    return asn[-1:] == asn_check_letter(asn)


def asn_dummy(asn: str) -> bool:
    """Whether this is one of the stand-ins that forces use where nobody was arrested or summonsed."""
    return _ASN_DUMMY(asn) is not None


def asn_unit(asn: str) -> str:
    """The organisation unit that an ASN names, as `ou_code` spells it; what is no ASN as it is."""
    return ou_code(f"{asn[2:-14]}00") if _ASN(asn) else asn


def normalise_asn(text: str) -> str:
    """An ASN as 20 or 21 characters, also from the way PNC shows it: `11/01ZD/01/448754K`."""
    if _ASN(text):
        return text
    plain = _plain(text)
    shown = _ASN_DISPLAYED(plain)
    if shown:
        return f"{shown[1]}{shown[2]}{shown[3]}{shown[4]:0>11}{shown[5]}"
    return plain.replace("/", "")


def pnc_valid(pnc_id: str) -> bool:
    """Whether this is a PNC id in full, `2003/0011985X`, with the right letter."""
    if not _PNC(pnc_id) or pnc_id.startswith("0000"):
        return False
    return pnc_id[-1] == _letter(int(pnc_id[2:4] + pnc_id[5:12]))


def normalise_pnc_id(text: str, this_year: int | None = None) -> str:
    """A PNC id in full: `03/11985x` is `2003/0011985X`.

    Args:
        this_year: A year of two digits is not after it; the clock's unless given.
    """
    if _PNC(text):
        return text
    plain = _plain(text)
    spoken = _PNC_SPOKEN(plain) or _PNC_UNBROKEN(plain)
    if not spoken:
        return plain
    return f"{_whole_year(spoken[1], this_year or datetime.now(UTC).year)}/{spoken[2]:0>7}{spoken[3]}"


def cro_valid(cro: str) -> bool:
    """Whether this is a CRO number, `991234/19B` or `SF39/12F`, with the right letter."""
    if found := _CRO(cro):
        return found[3] == _letter(int(found[2]) * 1_000_000 + int(found[1]))
    if found := _CRO_SF(cro):
        return found[3] == _letter(int(f"{found[1]}{int(found[2])}"))
    return False


def normalise_cro(text: str) -> str:
    """A CRO number without blanks, in upper case, its serial without leading zeros."""
    if _WRITTEN_CRO(text):
        return text
    plain = _plain(text)
    if found := _CRO(plain):
        return f"{int(found[1])}/{found[2]}{found[3]}"
    if found := _CRO_SF(plain):
        return f"SF{found[1]}/{int(found[2])}{found[3]}"
    return plain


def normalise_code(text: str) -> str:
    """A code of letters and digits, however it was grouped: `aa 12 34 56 c` is `AA123456C`."""
    return text if _WRITTEN_CODE(text) else _plain(text)


def ou_code(text: str) -> str:
    """An organisation unit code as the list of units spells it: a police code without the zero for no top level."""
    return text[1:] if _OU_POLICE(text) else text


def normalise_postcode(text: str) -> str:
    """A postcode with its one space: `sw1a1aa` is `SW1A 1AA`."""
    if _WRITTEN_POSTCODE(text):
        return text
    plain = _plain(text)
    found = _POSTCODE(plain)
    return f"{found[1]} {found[2]}" if found else plain


def _letter(number: int) -> str:
    return LETTERS[number % len(LETTERS)]


def _whole_year(year: str, this_year: int) -> str:
    if len(year) == 4:
        return year
    century, current = divmod(this_year, 100)
    return f"{century - (int(year) > current)}{year}"


def _plain(text: str) -> str:
    """Only ASCII is put in upper case: a letter that merely looks like one must not become it."""
    bare = "".join(text.split())
    return bare.upper() if bare.isascii() else bare

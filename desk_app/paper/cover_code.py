"""What a cover sheet says to the desk: which paper of which dossier the pages behind it are.

The QR codes hold the long text, Code 128 the short one (the bars of the long one would not fit a
hand-held reader):

* ``HS1|H25.12.34-261120-0007|3|1/4|FAE0C6DC``: version, dossier code, paper number, sheet of how
  many printed together, CRC-32 of all before the last bar;
* ``H25.12.34-261120-0007/3/4D95``: dossier code, paper number, CRC-16 of both and the version.

The dossier code is taken as letters here; whether there is such a dossier is for others to know.
No personal data: a cover sheet may lie about.
"""

from __future__ import annotations

import binascii
import re
import zlib
from dataclasses import dataclass

VERSION = "HS1"
LONGEST = 110
MOST_PAPERS = 999
MOST_SHEETS = 999

_CODE = r"(?=[0-9A-Z.-]{5,64}(?![0-9A-Z.-]))[0-9A-Z]+(?:[.-][0-9A-Z]+)+"
_NUMBER = r"[1-9][0-9]{0,2}"
_LONG = re.compile(rf"{VERSION}\|({_CODE})\|({_NUMBER})\|({_NUMBER})/({_NUMBER})\|([0-9A-F]{{8}})")
_SHORT = re.compile(rf"({_CODE})/({_NUMBER})/([0-9A-F]{{4}})")
_LIKE = re.compile(r"HS[0-9]{1,2}\|")
_DOSSIER = re.compile(_CODE)
_AIM = re.compile(r"\][A-Za-z][0-9A-Za-z]")  # a hand-held reader's "this was a QR code"


@dataclass(frozen=True)
class CoverCode:
    """A cover sheet's code.

    Args:
        dossier: the dossier code, upper case.
        paper: number of the paper in the dossier, from 1.
        sheet: number of this sheet among those printed together; None: the short text was read.
        of: how many sheets were printed together; None: the short text was read.
    """

    dossier: str
    paper: int
    sheet: int | None = None
    of: int | None = None

    def __post_init__(self) -> None:
        if not _DOSSIER.fullmatch(self.dossier):
            raise ValueError("not the letters of a dossier code")
        if not 1 <= self.paper <= MOST_PAPERS:
            raise ValueError("not the number of a paper")
        if (self.sheet is None) != (self.of is None):
            raise ValueError("a sheet is one of how many")
        if self.sheet is not None and not 1 <= self.sheet <= (self.of or 0) <= MOST_SHEETS:
            raise ValueError("not the number of a sheet")


def cover_text(cover: CoverCode) -> str:
    """The long text, for QR codes."""
    if cover.sheet is None:
        raise ValueError("the long text numbers its sheets")
    body = f"{VERSION}|{cover.dossier}|{cover.paper}|{cover.sheet}/{cover.of}"
    return f"{body}|{_check(body)}"


def short_cover_text(cover: CoverCode) -> str:
    """The short text, for Code 128."""
    return f"{cover.dossier}/{cover.paper}/{_short_check(cover.dossier, cover.paper)}"


def read_cover(text: str) -> CoverCode | None:
    """The cover sheet a text comes from; None for every other text, also for one that looks
    alike but whose check does not agree."""
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    found = _LONG.fullmatch(plain)
    if found:
        body, _, check = plain.rpartition("|")
        dossier, paper, sheet, of, _ = found.groups()
        if check != _check(body) or int(sheet) > int(of):
            return None
        return CoverCode(dossier, int(paper), int(sheet), int(of))
    found = _SHORT.fullmatch(plain)
    if found and found[3] == _short_check(found[1], int(found[2])):
        return CoverCode(found[1], int(found[2]))
    return None


def is_like_a_cover(text: str) -> bool:
    """Whether a text begins as a cover sheet's does: ours but damaged, or of a later version."""
    return _LIKE.match(_plain(text)) is not None


def _plain(text: str) -> str:
    """Without what hand-held readers do to a text: aim, white space, caps lock."""
    text = text.strip()
    found = _AIM.match(text)
    text = text[found.end() :] if found else text
    return text.upper() if text.isascii() else text


def _check(body: str) -> str:
    return f"{zlib.crc32(body.encode('ascii')):08X}"


def _short_check(dossier: str, paper: int) -> str:
    # A CRC made for 16 bits sees every wrong letter; half of a longer one would not.
    return f"{binascii.crc_hqx(f'{VERSION}|{dossier}|{paper}'.encode('ascii'), 0xFFFF):04X}"

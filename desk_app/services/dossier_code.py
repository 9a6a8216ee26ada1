"""Dossier codes of both grammars, look-up links, and what a reader has just read.

Two grammars are in use: ``{unit code}-{YYMMDD}-{NNNN}`` (Thông tư 03/2025/TT-VPCP Đ.13 k3 and the
provincial systems) and ``{unit code}-{YYYYMMDD}-{N…}`` (national adapter, 2026). The number has
four digits or more. Unit codes stand in the form of QĐ 20/2020 (``H15.50.05.13``) or in the older
one that is read from the right (``000.00.19.H26``).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from desk_app.hand_over import is_like_a_document
from desk_app.paper.cover_code import CoverCode, is_like_a_cover, read_cover

LONGEST_UNIT = 35  # QĐ 20/2020 Đ.4
_CODE = re.compile(r"([0-9A-Z]+(?:\.[0-9A-Z]+)*)-([0-9]{6}|[0-9]{8})-([0-9]{4,12})")
_LEVEL_ONE = re.compile(r"[A-Z][0-9]{2}")
_AIM = re.compile(r"[\s\x00-\x1f]*\][A-Za-z][0-9A-Za-z]")  # a reader's "this was a QR code"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")

Kind = Literal["dossier_code", "card", "look_up", "cover", "hand_over", "unknown"]


@dataclass(frozen=True)
class DossierCode:
    """A code taken apart. ``text`` is the code as the centre knows it: upper case, its date and
    its width kept."""

    unit: str
    day: date
    number: int
    text: str


@dataclass(frozen=True)
class Scanned:
    """What a reader has read. ``code`` for a dossier code, ``token`` for a look-up link; a
    ``card`` goes to :func:`~desk_app.services.card_qr.read_card`. ``cover`` for a cover sheet; it
    is None where the sheet's code is damaged."""

    kind: Kind
    text: str
    code: DossierCode | None = None
    token: str | None = None
    cover: CoverCode | None = None


def format_code(unit: str, day: date, number: int) -> str:
    """The official code of the unit's ``number`` of a day: ``H15.50.05.13-261008-0975``."""
    return f"{unit}-{day:%y%m%d}-{number:04d}"


def read_code(text: str) -> DossierCode | None:
    """Takes a dossier code apart; None if ``text`` is not one.

    Lower case, spaces, control characters and long dashes, as readers and copied text bring them,
    do no harm.
    """
    if len(text) > 4 * LONGEST_UNIT:
        return None
    plain = "".join(
        ch for ch in without_aim(text).translate(_DASHES) if ch.isprintable() and not ch.isspace()
    )
    found = _CODE.fullmatch(plain.upper())
    if found is None:
        return None
    unit, digits, number = found.groups()
    day = _day(digits)
    if day is None or not is_unit_code(unit):
        return None
    return DossierCode(unit=unit, day=day, number=int(number), text=found.group())


def without_aim(text: str) -> str:
    """``text`` without the symbology identifier (ISO/IEC 15424, "]Q1") a reader may set before
    it."""
    found = _AIM.match(text)
    return text[found.end() :] if found else text


def is_unit_code(text: str) -> bool:
    """Whether ``text`` is a unit code in the form of QĐ 20/2020 or in the older one."""
    groups = text.split(".")
    return len(text) <= LONGEST_UNIT and any(
        _LEVEL_ONE.fullmatch(group) is not None for group in (groups[0], groups[-1])
    )


def code_parts(code: str) -> list[str]:
    """The words under which a code is found in parts: day, number, number without zeros."""
    found = read_code(code)
    if found is None:
        return re.findall(r"[0-9a-z]+", code.lower())
    _, day, number = found.text.rsplit("-", 2)
    return list(dict.fromkeys((day, number, str(found.number))))


def look_up_token_of(url: str) -> str | None:
    """The opaque token of a receipt's look-up link; None if ``url`` is no such link."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    last = parts.path.rstrip("/").rpartition("/")[2]
    return last if _TOKEN.fullmatch(last) else None


def kept_tokens(token: str) -> tuple[str, str]:
    """The forms in which desks keep the token of a look-up link: the desk that printed the receipt
    as it is; others of its unit, which were never told it, as its SHA-256."""
    return token, hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def what_is(scanned: str) -> Scanned:
    """What a reader has read: a dossier code, a cover sheet, numbers handed over by a neighbour, an
    ID card, a look-up link, or none of them."""
    text = without_aim(scanned).strip()
    code = read_code(text)
    if code is not None:
        return Scanned("dossier_code", text, code=code)
    cover = read_cover(text)
    if cover is not None or is_like_a_cover(text):
        return Scanned("cover", text, cover=cover)
    if is_like_a_document(text):
        return Scanned("hand_over", text)
    token = look_up_token_of(text)
    if token is not None:
        return Scanned("look_up", text, token=token)
    if text.count("|") >= 4:
        return Scanned("card", text)
    return Scanned("unknown", text)


def _day(digits: str) -> date | None:
    if len(digits) == 6:
        digits = "20" + digits
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None

"""The QR code of the ID card (CCCD, Căn cước): seven fields and what stands behind them.

``12 digits|old number|name|ddMMyyyy|Nam or Nữ|address|ddMMyyyy``, UTF-8; the old number may be
empty; cards of 2024 add fields whose meaning is not published, so the rest is kept raw. A text is
judged by the type of its fields. Letters that a reader has broken are never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desk_app.errors import Refusal
from desk_app.folding import tidy
from desk_app.services.dossier_code import look_up_token_of, read_code, without_aim
from desk_app.wording import Message, message

Sex = Literal["male", "female"]
LONGEST = 4000  # a QR code of the densest kind holds fewer characters
FIELDS = 7
_NUMBER = re.compile(r"(?:^|[^0-9])([0-9]{12})$")
_DATE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ISSUED = re.compile(r"([0-9]{8})[^0-9]{0,4}")  # a reader's own suffix may follow the last field
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SEXES: dict[str, Sex] = {"nam": "male", "nữ": "female"}
# Provinces as they were before the mergers of 2025; a number keeps its province for life.
_PROVINCES = frozenset(
    # fmt: off
    (
        1,
        2,
        4,
        6,
        8,
        10,
        11,
        12,
        14,
        15,
        17,
        19,
        20,
        22,
        24,
        25,
        26,
        27,
        30,
        31,
        33,
        34,
        35,
        36,
        37,
        38,
        40,
        42,
        44,
        45,
        46,
        48,
        49,
        51,
        52,
        54,
        56,
        58,
        60,
        62,
        64,
        66,
        67,
        68,
        70,
        72,
        74,
        75,
        77,
        79,
        80,
        82,
        83,
        84,
        86,
        87,
        89,
        91,
        92,
        93,
        94,
        95,
        96,
    )
    # fmt: on
)


@dataclass(frozen=True)
class Card:
    """What the QR code of an ID card says.

    ``birth_date`` is None on cards that know the year only; ``rest`` is what follows the seven
    known fields, as it was read.
    """

    id_number: str
    old_id_number: str | None
    full_name: str
    birth_date: date | None
    sex: Sex
    address: str
    issued_on: date | None
    rest: str | None


def read_card(text: str) -> Card:
    """The card whose QR code a reader has read.

    Raises:
        Refusal: broken letters, a field that is not what stands there on a card, or another
            layout, which the refusal names.
    """
    if len(text) > LONGEST:
        raise Refusal("card.unknown")
    if _is_broken(text):
        raise Refusal("card.broken_letters")
    text = without_aim(text)
    fields = [tidy(part) for part in text.split("|")]
    number = _NUMBER.search(fields[0])
    if number is None or len(fields) == 1:
        raise _other_layout(tidy(text), fields)
    if len(fields) < FIELDS:
        raise Refusal("card.cut_off", found=len(fields), least=FIELDS)
    old, name, born, sex, address, issued = fields[1:FIELDS]
    return Card(
        id_number=number.group(1),
        old_id_number=_old_number(old),
        full_name=_name(name),
        birth_date=_birth_date(born),
        sex=_sex(sex),
        address=_letters(address),
        issued_on=_issued_on(issued),
        rest="|".join(fields[FIELDS:]) or None,
    )


def card_text(raw: bytes) -> str:
    """The text of bytes from a reader's serial port; broken UTF-8 stays visible as U+FFFD."""
    return raw.decode("utf-8", errors="replace")


def id_number_doubts(
    id_number: str, birth_date: date | None = None, sex: Sex | None = None
) -> list[Message]:
    """What in a 12-digit number does not agree with the person: warnings only, never a block.

    Three digits of province or country of birth registration, one of century and sex, two of the
    year, six at random (NĐ 137/2015, order recalled).
    """
    if not re.fullmatch(r"[0-9]{12}", id_number):
        return []
    doubts = []
    province = int(id_number[:3])
    # From 100 on: born abroad; the list of countries does not reach 900 (recalled).
    if province not in _PROVINCES and not 100 <= province < 900:
        doubts.append(message("card.doubt.province", province=id_number[:3]))
    century = int(id_number[3])
    if sex is not None and sex != ("female" if century % 2 else "male"):
        doubts.append(message(f"card.doubt.sex_{sex}", digit=century))
    year = 1900 + 100 * (century // 2) + int(id_number[4:6])
    if birth_date is not None and birth_date.year != year:
        doubts.append(message("card.doubt.year", by_number=year, by_form=birth_date.year))
    return doubts


def _is_broken(text: str) -> bool:
    """Whether letters were lost, or UTF-8 was read with a Western code page ("Nguyá»…n")."""
    if "\ufffd" in text:
        return True
    if text.isascii():
        return False
    try:
        b"".join(_western_byte(ch) for ch in text).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _western_byte(ch: str) -> bytes:
    try:
        return ch.encode("cp1252")
    except UnicodeError:
        return ch.encode("latin-1")


def _old_number(text: str) -> str | None:
    if text and not re.fullmatch(r"[0-9]{9}|[0-9]{12}", text):
        raise Refusal("card.field", field=message("card.part.old_number"))
    return text or None


def _name(text: str) -> str:
    name = _letters(text)
    if not name or any(ch.isdigit() for ch in name):
        raise Refusal("card.field", field=message("card.part.name"))
    if not all(ch.isalpha() or ch in " '’.-" for ch in name):
        raise Refusal("card.broken_letters")
    return name


def _letters(text: str) -> str:
    """``text`` if its letters can be whole: no question marks in words, one tone in a syllable."""
    for word in text.split():
        tones = sum(ch in _TONES for ch in unicodedata.normalize("NFD", word))
        if re.search(r"\w\?|\?\w", word) or (tones > 1 and word.isalpha()):
            raise Refusal("card.broken_letters")
    return text


def _birth_date(text: str) -> date | None:
    if re.fullmatch(r"(?:0000)?(?:19|20)[0-9]{2}", text):
        return None
    return _date(text, "birth_date")


def _issued_on(text: str) -> date | None:
    if not text:
        return None
    found = _ISSUED.fullmatch(text)
    return _date(found.group(1) if found else text, "issued_on")


def _date(text: str, part: str) -> date:
    found = _DATE.fullmatch(text)
    refusal = Refusal("card.field", field=message(f"card.part.{part}"))
    if found is None:
        raise refusal
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise refusal from None


def _sex(text: str) -> Sex:
    sex = _SEXES.get(text.casefold())
    if sex is not None:
        return sex
    if text[:1].casefold() == "n":
        raise Refusal("card.broken_letters")
    raise Refusal("card.field", field=message("card.part.sex"))


def _other_layout(text: str, fields: list[str]) -> Refusal:
    if not text:
        return Refusal("card.empty")
    seems = "unknown"
    if read_code(text) is not None:
        seems = "dossier_code"
    elif look_up_token_of(text) is not None or re.match(r"(?i)https?://", text):
        seems = "link"
    elif re.match(r"[A-Z]{2}[0-9]{8}", text) and len(fields) > 2:
        seems = "health_insurance"
    elif text[0] in "{[":
        seems = "json"
    elif re.fullmatch(r"[0-9]{9,15}", text):
        seems = "number_only"
    elif "<<" in text:
        seems = "mrz"
    elif len(fields) > 2:
        seems = "other_fields"
    elif re.search(r"\w\s*:\s*\S", text) or text.count(",") >= 3 or text.count(";") >= 3:
        seems = "labelled"
    if seems == "unknown":
        return Refusal("card.unknown")
    return Refusal("card.other_layout", seems=message(f"card.seems.{seems}"))

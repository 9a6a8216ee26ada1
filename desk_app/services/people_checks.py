"""What is wrong or odd about a person's particulars. Pure.

A number that contradicts itself is a doubt, never a block: cards with such numbers exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import phonenumbers

from desk_app.folding import first_unprintable, tidy
from desk_app.services.card_qr import id_number_doubts
from desk_app.services.intake_form import PersonForm
from desk_app.wording import Message, message

LONGEST_NAME = 500
LONGEST_TEXT = 1000
LONGEST_EMAIL = 254  # RFC 5321
OLDEST = 130  # years
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]+@(?:[^@\s.]+\.)+[^@\s.]{2,}")
_TOO_FEW = (
    phonenumbers.ValidationResult.TOO_SHORT,
    phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
)
_UNIT_NUMBER = re.compile(r"[0-9]{10}(?:-?[0-9]{3})?|[0-9]{12}|[0-9]{9}")


class PersonProblem(NamedTuple):
    """A sentence about one field of a person. ``blocks``: cannot be received like this."""

    field: str
    text: Message
    blocks: bool


def person_problems(person: PersonForm, today: date) -> list[PersonProblem]:
    """Everything wrong or odd about ``person``, in the order of the screen."""
    found = [
        *_labelled("id_number", id_number_problems(person)),
        *_labelled("full_name", name_problems(person.full_name, person.kind)),
        *_labelled("birth_date", birth_date_problems(person.birth_date, today, person.birth_text)),
        *_labelled("address", text_problems(person.address)),
        *_labelled("phone", phone_problems(person.phone)),
        *_labelled("email", email_problems(person.email)),
        *_labelled("old_id_number", old_number_problems(person.old_id_number)),
    ]
    found += _labelled("authorisation", text_problems(person.authorisation))
    return found


Judged = tuple[Message, bool]


def id_number_problems(person: PersonForm) -> list[Judged]:
    """The ID number of a citizen (12 digits; 9 of the old one with a doubt), or the number of
    an enterprise or body."""
    number = person.id_number
    if not number:
        return [(_about("id_number_missing", "unit_number_missing", person.kind), False)]
    if person.kind != "citizen":
        fits = _UNIT_NUMBER.fullmatch(number)
        wrong = message("people.unit_number", found=len(number), body=body_words(person.kind))
        return [] if fits else [(wrong, True)]
    if not (number.isascii() and number.isdigit()):
        return [(message("people.id_number_digits"), True)]
    if len(number) == 9:
        return [(message("people.id_number_old"), False)]
    if len(number) != 12:
        return [(message("people.id_number_length", found=len(number)), True)]
    return [(doubt, False) for doubt in id_number_doubts(number, person.birth_date, person.sex)]


def old_number_problems(number: str) -> list[Judged]:
    """The former number on a card: 9 or 12 digits."""
    if not number or re.fullmatch(r"[0-9]{9}|[0-9]{12}", number):
        return []
    return [(message("people.old_number"), True)]


def name_problems(name: str, kind: str = "citizen") -> list[Judged]:
    """The name of a person, enterprise or body."""
    plain = tidy(name)
    if not plain:
        return [(_about("name_missing", "unit_name_missing", kind), True)]
    found = list(text_problems(name, LONGEST_NAME))
    if not found and not any(ch.isalpha() for ch in plain):
        found.append((_about("name_letters", "unit_name_letters", kind), True))
    elif not found and kind == "citizen" and any(ch.isdigit() for ch in plain):
        found.append((message("people.name_digits"), False))
    return found


def body_words(kind: str) -> Message:
    """What an applicant who is no person is called within a sentence."""
    return message(f"people.body.{kind}")


def _about(of_a_person: str, of_a_body: str, kind: str) -> Message:
    if kind == "citizen":
        return message(f"people.{of_a_person}")
    return message(f"people.{of_a_body}", body=body_words(kind))


def birth_date_problems(born: date | None, today: date, unread: str = "") -> list[Judged]:
    """A birth date that is no day (``unread``: as typed), has not come yet, or is too long ago to
    be meant."""
    if unread:
        return [(message("people.birth_date_unread"), True)]
    if born is None:
        return []
    if born > today:
        return [(message("people.born_later", born=born), True)]
    if today.year - born.year > OLDEST:
        return [(message("people.born_long_ago", years=today.year - born.year), False)]
    return []


def phone_problems(phone: str) -> list[Judged]:
    """A phone number; one that is not of Viet Nam's numbering is a doubt only."""
    if not phone.strip():
        return []
    found = text_problems(phone, 50)
    if found:
        return found
    if not re.fullmatch(r"\+?[0-9 .()-]{3,}", phone.strip(), re.ASCII):
        return [(message("people.phone_signs"), True)]
    try:
        number = phonenumbers.parse(phone, "VN")
    except phonenumbers.NumberParseException:
        return [(message("people.phone_unknown"), False)]
    if phonenumbers.is_possible_number_with_reason(number) in _TOO_FEW:
        digits = sum(ch.isdigit() for ch in phone)
        return [(message("people.phone_short", found=digits), False)]
    if not phonenumbers.is_valid_number(number):
        return [(message("people.phone_unknown"), False)]
    return []


def email_problems(email: str) -> list[Judged]:
    """An e-mail address as a receipt can print it."""
    plain = email.strip()
    if not plain:
        return []
    if len(plain) > LONGEST_EMAIL:
        return [(message("people.too_long", most=LONGEST_EMAIL, found=len(plain)), True)]
    if not _EMAIL.fullmatch(plain) or not plain.isprintable():
        return [(message("people.email"), True)]
    return []


def text_problems(text: str, most: int = LONGEST_TEXT) -> list[Judged]:
    """A text that is too long or holds signs no form can print: control characters, emoji,
    letters that a reader has broken."""
    if len(text) > most:
        return [(message("people.too_long", most=most, found=len(text)), True)]
    odd = first_unprintable(text)
    return [] if odd is None else [(message("people.sign", sign=odd), True)]


def _labelled(field: str, judged: list[Judged]) -> Iterator[PersonProblem]:
    return (PersonProblem(field, text, blocks) for text, blocks in judged)

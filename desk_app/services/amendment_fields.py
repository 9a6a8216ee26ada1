"""The fields an officer may correct after the receipt: how they are read, checked and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.errors import Refusal
from desk_app.folding import tidy
from desk_app.models.tables import Dossier, DossierPerson
from desk_app.services.people_checks import (
    Judged,
    birth_date_problems,
    email_problems,
    name_problems,
    phone_problems,
    text_problems,
)
from desk_app.sync.protocol import AMENDABLE, fits_field
from desk_app.wording import Message, has_words, message

FIELDS = tuple(AMENDABLE)
CHOICES = {
    "applicant.sex": ("male", "female"),
    "result_at": ("counter", "post", "electronic"),
}
Values = dict[str, str | None]


def printed_values(session: Session, dossier: Dossier) -> Values:
    """What the fields said when the dossier was received, by name; only those it has: without a
    submitter there is none to correct."""
    people = {
        person.role: person
        for person in session.scalars(
            select(DossierPerson).where(DossierPerson.dossier_id == dossier.id)
        )
    }
    values: Values = {}
    for name in FIELDS:
        role, _, part = name.rpartition(".")
        if not role:
            values[name] = getattr(dossier, part)
        elif role in people:
            values[name] = _as_text(getattr(people[role], part))
    return values


def read_values(typed: Mapping[str, str | None], kind: str, today: date) -> Values:
    """What was typed, as it is stored: days as ISO text, nothing as None.

    Args:
        typed: by name of the field; a birth date as 05/09/1987 or 1987-09-05.
        kind: of the applicant.

    Raises:
        Refusal: a field is unknown or a value does not fit; ``fields`` names each.
    """
    values: Values = {}
    faults: dict[str, Message] = {}
    for name, text in typed.items():
        if name not in AMENDABLE:
            faults[name] = message("amend.unknown_field")
            continue
        values[name] = _tidied(name, text)
        fault = _fault(name, values[name], kind, today)
        if fault is not None:
            faults[name] = fault
    if faults:
        raise Refusal("amend.wrong", fields=faults, count=len(faults))
    return values


def field_words(name: str) -> Message:
    """What a field is called; one of a newer version by its name."""
    key = f"amend.field.{name.replace('.', '_')}"
    return message(key) if has_words(key) else message("amend.field.other", name=name)


def value_words(name: str, value: str | None) -> str | Message | date:
    """A value as people read it."""
    if value is None:
        return message("amend.empty")
    if name in CHOICES and value in CHOICES[name]:
        return message(f"amend.value.{value}")
    if name == "applicant.birth_date" and fits_field(name, value):
        return date.fromisoformat(value)
    return value


def _as_text(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _tidied(name: str, text: str | None) -> str | None:
    said = (text or "").strip() if name == "note" else tidy(text or "")
    if name == "applicant.birth_date" and said:
        return _day(said)
    return said or None


def _day(said: str) -> str:
    parts = said.split("/")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        day, month, year = (int(part) for part in parts)
        said = f"{year:04d}-{month:02d}-{day:02d}"
    return said


def _fault(name: str, value: str | None, kind: str, today: date) -> Message | None:
    check = _CHECKS.get(name)
    judged = check(value or "", kind, today) if check is not None else []
    for text, blocks in judged:
        if blocks:
            return text
    return None if fits_field(name, value) else message("amend.not_a_value")


def _born(value: str, today: date) -> list[Judged]:
    if not value:
        return []
    if not fits_field("applicant.birth_date", value):
        return birth_date_problems(None, today, value)
    return birth_date_problems(date.fromisoformat(value), today)


_CHECKS: dict[str, Callable[[str, str, date], list[Judged]]] = {
    "applicant.full_name": lambda value, kind, _: name_problems(value, kind),
    "applicant.birth_date": lambda value, _, today: _born(value, today),
    "applicant.address": lambda value, _, __: text_problems(value),
    "applicant.phone": lambda value, _, __: phone_problems(value),
    "applicant.email": lambda value, _, __: email_problems(value),
    "submitter.full_name": lambda value, _, __: name_problems(value),
    "submitter.phone": lambda value, _, __: phone_problems(value),
    "note": lambda value, _, __: text_problems(value, AMENDABLE["note"]),
}

"""A dossier's amendable fields to look at: as printed, as amended, and where counters disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk_app.amending import Outcome, Writing, outcomes
from desk_app.models.tables import Dossier
from desk_app.services.amendment_fields import field_words, printed_values, value_words
from desk_app.services.amendment_rows import writings_of
from desk_app.sync.protocol import fits_field
from desk_app.wording import Message


@dataclass(frozen=True)
class ValueView:
    """A value somebody wrote: who, where, when. ``sent`` False: nobody else knows of it yet."""

    value: str | None
    officer_name: str
    counter: str
    at: datetime
    sent: bool


@dataclass(frozen=True)
class FieldView:
    """One field. ``value`` is in force; ``printed`` stands on the receipt; ``written``: who wrote
    what is in force, None if nobody did since. ``options``: the values counters disagree about,
    that in force first. ``over`` is to be handed back with an answer to what was seen here."""

    name: str
    printed: str | None
    value: str | None
    written: ValueView | None = None
    options: tuple[ValueView, ...] = ()
    over: tuple[str, ...] = ()

    @property
    def words(self) -> Message:
        """What the field is called."""
        return field_words(self.name)

    def in_words(self, value: str | None) -> Any:
        """A value of this field as people read it."""
        return value_words(self.name, value)

    @property
    def in_conflict(self) -> bool:
        """Whether an officer has to decide."""
        return bool(self.options)

    @property
    def is_amended(self) -> bool:
        """Whether it says something else than the receipt."""
        return self.written is not None and self.value != self.printed

    def as_json(self, language: str) -> dict[str, Any]:
        """As ``desk-app show`` prints an amended field."""
        return {
            "field": self.name,
            "name": self.words.in_words(language),
            "printed": self.printed,
            "value": self.value,
            "conflict": [
                {
                    "value": option.value,
                    "officer": option.officer_name,
                    "counter": option.counter,
                    "at": option.at.isoformat(),
                }
                for option in self.options
            ],
        }


def fields_of(session: Session, dossier: Dossier) -> tuple[FieldView, ...]:
    """The fields of ``dossier`` that can be amended."""
    printed = printed_values(session, dossier)
    touched = dossier.amended is not None
    found = outcomes(writings_of(session, dossier.id)) if touched else {}
    return tuple(_field(name, text, found.get(name)) for name, text in printed.items())


def _field(name: str, printed: str | None, outcome: Outcome | None) -> FieldView:
    # A value that fits no such field comes from a broken centre, and is not shown as one.
    if outcome is None or not fits_field(name, outcome.value):
        return FieldView(name, printed, printed)
    values = tuple(_value(one) for one in outcome.open if fits_field(name, one.value))
    return FieldView(
        name,
        printed,
        outcome.value,
        written=values[0],
        options=values if len(values) > 1 else (),
        over=outcome.over,
    )


def _value(one: Writing) -> ValueView:
    return ValueView(one.value, one.officer_name, one.counter, one.at, one.heard)

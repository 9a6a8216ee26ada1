"""A version of a procedure as services and screens see it: frozen, without the database."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from desk_app.models.tables import ProcedureChannel, ProcedureVersion
from desk_app.services.promised_time import TimeLimit, number
from desk_app.wording import Message, has_words, message

PAPER_LANGUAGE = "vi"
CUT_SHORT = "…"
LONGEST_NAME = 4000
# Marks of a time limit that say "not known" where no length could be taken from the source.
_TIME_UNKNOWN = ("unreadable", "missing", "unknown")


@dataclass(frozen=True)
class RequiredPaperCard:
    """One line of the checklist; ``case`` None: for all cases. ``uncertain``: why its text is
    doubtful (``repaired``, ``text_cut``, …). ``scan``: see ``services.scan_recipes``."""

    number: int
    case: str | None
    name: str
    requirement: str
    kind: str
    originals: int
    copies: int
    required: bool
    uncertain: str | None = None
    scan: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ChannelCard:
    """How a procedure may be filed, with time limit and fee (see ``services.fees``)."""

    channel: str
    label: str | None = None
    time_value: float | None = None
    time_unit: str | None = None
    time_note: str | None = None
    fee_vnd: int | None = None
    fee_set_elsewhere: bool = False
    fee_note: str | None = None
    fee_formula: Mapping[str, Any] | None = None
    uncertain: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def time_limit(self) -> TimeLimit:
        """The length, for the promised time."""
        return TimeLimit(self.time_value, self.time_unit, self.time_unknown)

    @property
    def time_unknown(self) -> bool:
        """Whether the source could not tell the time limit: there may well be one."""
        return self.time_unit is None and self.uncertain.get("time") in _TIME_UNKNOWN

    @property
    def time_limit_message(self) -> Message | None:
        """The length for people, or that it is not known; None: no time limit."""
        if self.time_unknown:
            return Message("catalogue.time.unknown")
        if self.time_unit is None:
            return None
        return Message(f"catalogue.time.{self.time_unit}", {"value": number(self.time_value)})

    @property
    def time_limit_words(self) -> str | None:
        """The length as the receipt prints it, in Vietnamese; None: none, or not known."""
        words = self.time_limit_message
        if words is None or self.time_unknown:
            return None
        return words.in_words(PAPER_LANGUAGE)


@dataclass(frozen=True)
class ProcedureCard:
    """One version of a procedure. ``uncertain`` maps a part to why it is not certain."""

    code: str
    version: int
    version_id: int
    name_vi: str
    name_en: str | None = None
    field: str = ""
    level: str | None = None
    online_level: str | None = None
    form_kind: str = "usual"
    decision: str | None = None
    source: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    notes: tuple[str, ...] = ()
    uncertain: Mapping[str, str] = dataclasses.field(default_factory=dict)
    cases: tuple[str, ...] = ()
    papers: tuple[RequiredPaperCard, ...] = ()
    channels: tuple[ChannelCard, ...] = ()

    def name(self, language: str) -> str:
        """The name in ``language`` if there is one, else in Vietnamese."""
        return self.name_en if language == "en" and self.name_en else self.name_vi


def checklist(card: ProcedureCard, case: str | None) -> list[RequiredPaperCard]:
    """The required papers to tick: those common to all cases and those of ``case``.

    Without a case: the common ones; all of the version where there are none (the case's text may
    be an introduction, or the officer chooses later).
    """
    chosen = [paper for paper in card.papers if paper.case is None or paper.case == case]
    return chosen or list(card.papers)


def doubts(card: ProcedureCard) -> list[Message]:
    """What is not certain about a procedure, a sentence for each part, for the officer."""
    marks = dict(card.uncertain)
    for channel in card.channels:
        marks |= {part: why for part, why in channel.uncertain.items() if part not in marks}
    found = [
        message("catalogue.doubt", part=_part(part), why=why_words(why))
        for part, why in marks.items()
    ]
    return found + [
        message("catalogue.doubt_paper", number=paper.number, why=why_words(paper.uncertain))
        for paper in card.papers
        if paper.uncertain
    ]


def _part(part: str) -> Message | str:
    key = f"catalogue.part.{part}"
    return Message(key) if has_words(key) else part


def why_words(why: str) -> Message | str:
    """Why something is not certain, in words; a reason this program does not know, as it came."""
    key = f"catalogue.uncertain.{why}"
    return Message(key) if has_words(key) else why


def load_card(session: Session, version_id: int) -> ProcedureCard | None:
    """One version with all its parts."""
    query = (
        select(ProcedureVersion)
        .where(ProcedureVersion.id == version_id)
        .options(
            selectinload(ProcedureVersion.cases),
            selectinload(ProcedureVersion.papers),
            selectinload(ProcedureVersion.channels),
        )
    )
    row = session.scalars(query).one_or_none()
    return None if row is None else _card(row)


def _card(row: ProcedureVersion) -> ProcedureCard:
    cases = {case.id: case.name for case in row.cases}
    return ProcedureCard(
        code=row.procedure,
        version=row.version,
        version_id=row.id,
        name_vi=row.name_vi,
        name_en=row.name_en,
        field=row.field,
        level=row.level,
        online_level=row.online_level,
        form_kind=row.form_kind,
        decision=row.decision,
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        notes=tuple(row.notes),
        uncertain=row.uncertain,
        cases=tuple(case.name for case in row.cases),
        papers=tuple(
            RequiredPaperCard(
                paper.number,
                None if paper.case_id is None else cases[paper.case_id],
                _name(paper.name, paper.uncertain),
                paper.requirement,
                paper.kind,
                paper.originals,
                paper.copies,
                paper.required,
                paper.uncertain,
                paper.scan,
            )
            for paper in row.papers
        ),
        channels=tuple(_channel(channel) for channel in row.channels),
    )


def _name(name: str, uncertain: str | None) -> str:
    """A text that its source cut short ends with "…": nobody takes it for the whole."""
    if uncertain != "text_cut" or name.endswith(CUT_SHORT):
        return name
    return f"{name[: LONGEST_NAME - 1]}{CUT_SHORT}"


def _channel(row: ProcedureChannel) -> ChannelCard:
    return ChannelCard(
        row.channel,
        row.label,
        row.time_value,
        row.time_unit,
        row.time_note,
        row.fee_vnd,
        row.fee_set_elsewhere,
        row.fee_note,
        row.fee_formula,
        row.uncertain,
    )


def as_document(card: ProcedureCard) -> dict[str, Any]:
    """The procedure for ``catalogue show --json``."""
    places = {name: place for place, name in enumerate(card.cases, 1)}
    return {
        "code": card.code,
        "version": card.version,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_to": card.valid_to.isoformat() if card.valid_to else None,
        "name": card.name_vi,
        "name_en": card.name_en,
        "field": card.field,
        "level": card.level,
        "online_level": card.online_level,
        "form_kind": card.form_kind,
        "decision": card.decision,
        "source": card.source,
        "cases": [{"number": place, "name": name} for name, place in places.items()],
        "papers": [
            {
                "number": paper.number,
                "case": paper.case,
                "name": paper.name,
                "requirement": paper.requirement,
                "kind": paper.kind,
                "originals": paper.originals,
                "copies": paper.copies,
                "required": paper.required,
                "uncertain": paper.uncertain,
                "scan": dict(paper.scan) if paper.scan else None,
            }
            for paper in card.papers
        ],
        "channels": [_channel_document(channel) for channel in card.channels],
        "notes": list(card.notes),
        "uncertain": dict(card.uncertain),
    }


def _time_words(channel: ChannelCard) -> str:
    words = channel.time_limit_message or Message("catalogue.time.none")
    return words.in_words(PAPER_LANGUAGE)


def _channel_document(channel: ChannelCard) -> dict[str, Any]:
    limit = {"value": channel.time_value, "unit": channel.time_unit}
    return {
        "channel": channel.channel,
        "label": channel.label,
        "time": limit if channel.time_unit else None,
        "time_words": _time_words(channel),
        "time_note": channel.time_note,
        "fee_vnd": channel.fee_vnd,
        "fee_set_elsewhere": channel.fee_set_elsewhere,
        "fee_note": channel.fee_note,
        "fee_formula": dict(channel.fee_formula) if channel.fee_formula else None,
        "uncertain": dict(channel.uncertain),
    }

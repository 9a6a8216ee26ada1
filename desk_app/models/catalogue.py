"""Procedures with their versions, cases, required papers and channels; the calendar.

A dossier names the version of its intake, so rows of a version never change once written.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk_app.models.base import Base, Json
from desk_app.moments import Moment


class Procedure(Base):
    """What a person may ask for. ``current`` is the version in force for new dossiers."""

    __tablename__ = "procedure"
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    current: Mapped[int | None] = mapped_column(ForeignKey("procedure_version.id"))
    used: Mapped[int] = mapped_column(default=0)


class ProcedureVersion(Base):
    """One state of a procedure, in force from ``valid_from`` (None: always) to ``valid_to``.

    ``uncertain`` maps a part's name to why it is not certain ("recalled", "unit recalled", …),
    shown to the officer. ``folded`` is name, code and field without diacritics, for search.
    """

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("procedure", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    content_sha256: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    name_vi: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    online_level: Mapped[str | None] = mapped_column(Text)
    form_kind: Mapped[str] = mapped_column(Text, default="usual")  # usual | certified_copy
    decision: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[list[str]] = mapped_column(Json, default=list)
    uncertain: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    folded: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime] = mapped_column(Moment)
    cases: Mapped[list[ProcedureCase]] = relationship(order_by="ProcedureCase.position")
    papers: Mapped[list[RequiredPaper]] = relationship(order_by="RequiredPaper.number")
    channels: Mapped[list[ProcedureChannel]] = relationship(order_by="ProcedureChannel.position")


class ProcedureCase(Base):
    """A variant of a procedure; decides papers."""

    __tablename__ = "procedure_case"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)


class RequiredPaper(Base):
    """One line of the checklist. ``case_id`` None: holds for all cases. ``number`` is unique
    within the version and is what people and scripts call it by. ``scan``: how it is scanned
    where it differs from the usual, see ``services.scan_recipes``."""

    __tablename__ = "required_paper"
    __table_args__ = (UniqueConstraint("version_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_case.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    requirement: Mapped[str] = mapped_column(Text)  # submit | present
    kind: Mapped[str] = mapped_column(Text)  # original | certified | copy | original_and_copy
    originals: Mapped[int] = mapped_column(default=0)
    copies: Mapped[int] = mapped_column(default=0)
    required: Mapped[bool] = mapped_column(default=True)
    uncertain: Mapped[str | None] = mapped_column(Text)
    scan: Mapped[dict[str, Any] | None] = mapped_column(Json)


class ProcedureChannel(Base):
    """How a procedure may be filed, with its time limit and fee.

    ``time_unit``: working_days | days | hours | same_day | review_round | None (no time limit).
    ``fee_vnd`` None: unknown; ``fee_set_elsewhere``: the province or a fee law sets it.
    ``fee_formula``: see ``services.fees``.
    """

    __tablename__ = "procedure_channel"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("procedure_version.id"), index=True)
    position: Mapped[int]
    channel: Mapped[str] = mapped_column(Text)  # direct | post | online
    label: Mapped[str | None] = mapped_column(Text)
    time_value: Mapped[float | None]
    time_unit: Mapped[str | None] = mapped_column(Text)
    time_note: Mapped[str | None] = mapped_column(Text)
    fee_vnd: Mapped[int | None]
    fee_set_elsewhere: Mapped[bool] = mapped_column(default=False)
    fee_note: Mapped[str | None] = mapped_column(Text)
    fee_formula: Mapped[dict[str, Any] | None] = mapped_column(Json)
    uncertain: Mapped[dict[str, str]] = mapped_column(Json, default=dict)


class CalendarVersion(Base):
    """Working days as one document knew them. ``unit`` None: the whole country; else exceptions
    of one unit laid over it. ``years`` are the years it speaks for."""

    __tablename__ = "calendar_version"
    __table_args__ = (UniqueConstraint("name", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    unit: Mapped[str | None] = mapped_column(Text)
    years: Mapped[list[int]] = mapped_column(Json)
    rules: Mapped[dict[str, Any]] = mapped_column(Json)
    valid_from: Mapped[date | None]
    imported_at: Mapped[datetime] = mapped_column(Moment)


class CalendarDay(Base):
    """A day that differs from its weekday. ``kind``: off | make_up | half_day | closed.
    ``sessions``: opening hours of that day where they differ (``[["07:30","11:30"]]``).
    ``state``: confirmed | pending; a pending day is shown, and does not count. ``evidence``: how
    well a confirmed day is known (official | law | second_hand | recalled), shown as well."""

    __tablename__ = "calendar_day"
    __table_args__ = (Index("ix_calendar_day_version_day", "version_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("calendar_version.id"))
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(Text)
    reason_vi: Mapped[str] = mapped_column(Text)
    reason_en: Mapped[str | None] = mapped_column(Text)
    legal_basis: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="confirmed")
    evidence: Mapped[str | None] = mapped_column(Text)
    sessions: Mapped[list[list[str]] | None] = mapped_column(Json)

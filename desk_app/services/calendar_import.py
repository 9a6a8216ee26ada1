"""New versions of working days: from a file, or pushed by the centre. One checked door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import CalendarDay, CalendarVersion
from desk_app.services.catalogue_format import Day, ShortText, clean
from desk_app.services.catalogue_source import read_json
from desk_app.services.working_time import rules_of, sessions_of
from desk_app.wording import Message, message

FIRST_YEAR, LAST_YEAR = 2000, 2100
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), BeforeValidator(clean)]


class Part(BaseModel):
    """A checked piece of a calendar document."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class DayRecord(Part):
    """A day that differs from its weekday (see ``models.catalogue.CalendarDay``)."""

    day: date
    kind: Literal["off", "make_up", "half_day", "closed"]
    reason_vi: Name
    reason_en: ShortText | None = None
    legal_basis: ShortText | None = None
    state: Literal["confirmed", "pending"] = "confirmed"
    evidence: ShortText | None = None
    sessions: list[list[str]] | None = None

    @field_validator("day", mode="before")
    @classmethod
    def _iso(cls, value: Any) -> Any:
        if not isinstance(value, str | date):
            raise PydanticCustomError("date", "not a date")
        return value

    @field_validator("sessions")
    @classmethod
    def _in_order(cls, value: list[list[str]] | None) -> list[list[str]] | None:
        if value is not None:
            sessions_of(value)
        return value


class CalendarRecord(Part):
    """One document of working days. ``unit`` None: the whole country. ``rules`` hold the regular
    working time where the document sets it (see ``services.working_time.rules_of``)."""

    name: Name
    version: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    unit: Annotated[str, StringConstraints(max_length=35)] | None = None
    valid_from: Day = None
    years: list[Annotated[StrictInt, Field(ge=FIRST_YEAR, le=LAST_YEAR)]] = []
    rules: dict[str, Any] = {}
    days: Annotated[list[DayRecord], Field(max_length=5000)] = []

    @field_validator("rules")
    @classmethod
    def _rules_can_be(cls, value: dict[str, Any]) -> dict[str, Any]:
        try:
            rules_of(value)
        except (TypeError, AttributeError) as fault:
            raise ValueError(str(fault)) from fault
        return value

    @model_validator(mode="after")
    def _days_agree(self) -> CalendarRecord:
        seen: set[date] = set()
        for found in self.days:
            if found.day in seen:
                raise PydanticCustomError("day_twice", "a day stands twice")
            if self.years and found.day.year not in self.years:
                raise PydanticCustomError("day_outside", "a day lies outside the years")
            seen.add(found.day)
        return self


@dataclass(frozen=True)
class CalendarReport:
    """What was imported. ``taken`` False: this version was known already."""

    name: str
    version: int
    unit: str | None
    years: tuple[int, ...]
    days: int
    pending: int
    taken: bool

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "name": self.name,
            "version": self.version,
            "unit": self.unit,
            "years": list(self.years),
            "days": self.days,
            "pending": self.pending,
            "taken": self.taken,
        }


def import_calendar(
    store: Store, clock: Clock, source: bytes | Path | Mapping[str, Any]
) -> CalendarReport:
    """Takes one document of working days; afterwards the caller publishes ``CalendarChanged``.

    Raises:
        Refusal: it cannot be read (``fields`` names each part), or this version is known with
            another content.
        EnvironmentFault: the file cannot be read, or the disk says no.
    """
    if isinstance(source, Path):
        source = _bytes_of(source)
    record = read_calendar(read_json(source) if isinstance(source, bytes) else source)
    with store.write() as session:
        taken = _write(session, record, clock.now())
    pending = sum(1 for found in record.days if found.state == "pending")
    return CalendarReport(
        record.name,
        record.version,
        record.unit,
        tuple(record.years),
        len(record.days),
        pending,
        taken,
    )


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise EnvironmentFault("catalogue.unreadable_file", file=file.name) from fault


def apply_calendar_change(session: Session, payload: dict[str, Any], now: datetime) -> bool:
    """A document pushed by the centre, inside the caller's unit of work; True if it was new.

    Raises:
        Refusal: as :func:`import_calendar`.
    """
    return _write(session, read_calendar(payload), now)


def read_calendar(document: Any) -> CalendarRecord:
    """The checked document.

    Raises:
        Refusal: ``fields`` names each part that is wrong.
    """
    try:
        return CalendarRecord.model_validate(document)
    except ValidationError as fault:
        faults: dict[str, Message] = {}
        for error in fault.errors(include_url=False, include_input=False)[:10]:
            place = ".".join(
                str(part + 1 if isinstance(part, int) else part) for part in error["loc"]
            )
            faults[place or "document"] = _sentence(error["type"])
        raise Refusal("calendar.unreadable", fields=faults, count=len(faults)) from fault


def _sentence(kind: str) -> Message:
    if kind == "missing":
        return message("calendar.fault.missing")
    if kind in ("day_twice", "day_outside"):
        return Message(f"calendar.fault.{kind}")
    if kind.startswith("date"):
        return message("calendar.fault.no_date")
    return message("calendar.fault.wrong")


def _write(session: Session, record: CalendarRecord, now: datetime) -> bool:
    query = select(CalendarVersion).where(
        CalendarVersion.name == record.name, CalendarVersion.version == record.version
    )
    known = session.scalars(query).one_or_none()
    rows = [found.model_dump() for found in record.days]
    if known is not None:
        if _same(session, known, record, rows):
            return False
        raise Refusal("calendar.version_taken", name=record.name, version=record.version)
    row = CalendarVersion(
        name=record.name,
        version=record.version,
        unit=record.unit,
        years=list(record.years),
        rules=record.rules,
        valid_from=record.valid_from,
        imported_at=now,
    )
    session.add(row)
    session.flush()
    if rows:
        session.execute(insert(CalendarDay), [{"version_id": row.id, **found} for found in rows])
    return True


def _same(
    session: Session,
    known: CalendarVersion,
    record: CalendarRecord,
    rows: Sequence[Mapping[str, Any]],
) -> bool:
    head = (known.unit, known.years, known.rules, known.valid_from)
    if head != (record.unit, list(record.years), record.rules, record.valid_from):
        return False
    names = list(DayRecord.model_fields)
    stands = session.scalars(select(CalendarDay).where(CalendarDay.version_id == known.id))
    before = sorted(({name: getattr(day, name) for name in names} for day in stands), key=_day)
    return before == sorted((dict(row) for row in rows), key=_day)


def _day(row: Mapping[str, Any]) -> date:
    found = row["day"]
    assert isinstance(found, date)
    return found

"""The register (form 07, "Sổ theo dõi hồ sơ", Thông tư 03/2025/TT-VPCP) of a day or of days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.clock import VIETNAM, Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, DossierPerson, Setting, Unit
from desk_app.paper.register_rows import RegisterHeading, RegisterRow
from desk_app.wording import say

LONGEST_SPAN = timedelta(days=366)
PAPER_LANGUAGE = "vi"


@dataclass(frozen=True)
class Register:
    """The heading and the rows, in the order of receipt."""

    heading: RegisterHeading
    rows: tuple[RegisterRow, ...]


class Registers:
    """Makes registers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def register(self, first: date | None = None, last: date | None = None) -> Register:
        """The register from ``first`` (None: today) to ``last`` (None: the same day).

        Raises:
            Refusal: the days stand in the wrong order or span more than a year.
        """
        first = first or self._clock.now().date()
        last = last or first
        if not timedelta() <= last - first <= LONGEST_SPAN:
            raise Refusal("day.register_span", first=first, last=last)
        with self._store.read() as session:
            return Register(_heading(session, first, last), _rows(session, first, last))

    def pdf(
        self,
        first: date | None = None,
        last: date | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> bytes:
        """The register as PDF; ``progress`` is told how many dossiers of how many are set.

        Raises:
            Refusal: as :meth:`register`.
        """
        made = self.register(first, last)
        from desk_app.paper.register_pdf import register_pdf  # drawing loads when first needed

        return register_pdf(made.rows, made.heading, progress)

    def xlsx(
        self,
        first: date | None = None,
        last: date | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> bytes:
        """The register as a workbook; ``progress`` as :meth:`pdf`.

        Raises:
            Refusal: as :meth:`register`.
        """
        made = self.register(first, last)
        from desk_app.paper.register_xlsx import register_xlsx

        return register_xlsx(made.rows, made.heading, progress)


def _rows(session: Session, first: date, last: date) -> tuple[RegisterRow, ...]:
    found = session.execute(
        select(
            Dossier.code,
            Dossier.procedure_name,
            Dossier.applicant_name,
            Dossier.received_at,
            Dossier.promised_at,
            Dossier.result_at,
            DossierPerson.address,
            DossierPerson.phone,
            Unit.name.label("unit_name"),
            Dossier.unit,
            Dossier.amended,
        )
        .outerjoin(
            DossierPerson,
            (DossierPerson.dossier_id == Dossier.id) & (DossierPerson.role == "applicant"),
        )
        .outerjoin(Unit, Unit.code == Dossier.unit)
        .where(
            Dossier.received_at >= _start(first),
            Dossier.received_at < _start(last + timedelta(days=1)),
            Dossier.origin_desk.is_(None),
        )
        .order_by(Dossier.received_at, Dossier.seq)
    )
    return tuple(_row(row) for row in found)


def _row(row: Any) -> RegisterRow:
    """Every column says what holds now, not what was printed on the receipt."""
    amended = row.amended or {}
    address = amended.get("applicant.address", row.address)
    phone = amended.get("applicant.phone", row.phone)
    result_at = amended.get("result_at") or row.result_at
    return RegisterRow(
        code=row.code,
        procedure_name=row.procedure_name,
        applicant_name=row.applicant_name,
        address_and_phone="; ".join(part for part in (address, phone) if part),
        deciding_unit=row.unit_name or row.unit,
        received_at=row.received_at,
        promised_at=row.promised_at,
        return_method=say(f"day.return_method.{result_at}", PAPER_LANGUAGE),
    )


def _heading(session: Session, first: date, last: date) -> RegisterHeading:
    here = session.get(Setting, "this_desk")
    said: dict[str, Any] = here.value if here is not None else {}
    unit = session.get(Unit, said.get("unit", ""))
    parent = session.get(Unit, unit.parent) if unit is not None and unit.parent else None
    return RegisterHeading(
        unit_name=unit.name if unit is not None else str(said.get("unit", "")),
        parent_name=parent.name if parent is not None else "",
        first_day=first,
        last_day=last,
        training=bool(said.get("training", False)),
    )


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)

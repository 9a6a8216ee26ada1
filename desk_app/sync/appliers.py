"""How each kind of change becomes rows of the desk: units, officers, progress of dossiers.

Procedures and calendars are read by services; the wiring hands their appliers in beside these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desk_app.models.desk import NEIGHBOURS
from desk_app.models.tables import Dossier, JournalLine, Officer, Setting, Unit
from desk_app.sync.protocol import DeskV1, OfficerV1, ProgressV1, UnitV1

ChangeApplier = Callable[[Session, dict[str, Any], datetime], object]
ChangeAppliers = Mapping[str, ChangeApplier]

KNOWN_STATES = frozenset({"received", "processing", "supplement", "done", "returned"})
IN_WORK = "processing"


def apply_unit(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """A unit is added or described anew."""
    unit = UnitV1.model_validate(payload)
    session.merge(Unit(**unit.model_dump()))


def apply_officer(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """An officer is added or changed. The desk's own lock-out stays, unless the password is a
    new one."""
    said = OfficerV1.model_validate(payload)
    officer = session.get(Officer, said.login)
    if officer is None:
        session.add(Officer(**said.model_dump(), wrong_tries=0))
        return
    if officer.password_hash != said.password_hash:
        officer.wrong_tries, officer.locked_until = 0, None
    for name, value in said.model_dump().items():
        setattr(officer, name, value)


def apply_progress(session: Session, payload: dict[str, Any], now: datetime) -> str | None:
    """The centre owns progress and result: its state is taken. Returns the dossier's id if it is
    one of this desk. A state this version does not know counts as in work."""
    said = ProgressV1.model_validate(payload)
    dossier = session.scalar(select(Dossier).where(Dossier.id == said.dossier_id))
    if dossier is None:
        return None
    dossier.state = said.state if said.state in KNOWN_STATES else IN_WORK
    dossier.version += 1
    session.execute(
        insert(JournalLine).values(
            at=now,
            dossier_id=dossier.id,
            action="dossier.changed",
            details={"state": said.state, "at": said.at.isoformat(), "by": said.by},
        )
    )
    return dossier.id


def apply_desk(session: Session, payload: dict[str, Any], now: datetime) -> None:
    """A neighbour is made known or described anew; the last one told stands last."""
    said = DeskV1.model_validate(payload)
    row = session.get(Setting, NEIGHBOURS)
    known: dict[str, Any] = dict(row.value) if row is not None else {}
    known.pop(said.desk_id, None)
    known[said.desk_id] = said.model_dump(exclude={"desk_id"})
    session.merge(Setting(name=NEIGHBOURS, value=known))


OWN_APPLIERS: ChangeAppliers = {
    "desk": apply_desk,
    "unit": apply_unit,
    "officer": apply_officer,
    "dossier.progress": apply_progress,
}

"""What IT of the province does at the centre: units, officers, desks, published data, progress.

Each function is one unit of work and tells the desks through the change feed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.central import changes, mergers, neighbours, put_back, tables
from desk_app.central.changes import NewChange
from desk_app.central.desks import known_desk
from desk_app.central.engine import CentreStore
from desk_app.central.passwords import hash_password
from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.sync.protocol import OfficerV1, ProgressV1, UnitV1, canonical_json, payload_hash
from desk_app.wording import message

SHORTEST_PASSWORD = 8
PublishedKind = Literal["procedure", "calendar"]


@dataclass(frozen=True)
class PublishReport:
    """How many versions were new, and how many the centre had already."""

    published: int
    known: int


# Where a dossier can be (glossary: state, business).
STATES = ("received", "processing", "supplement", "done", "returned")


def add_unit(store: CentreStore, clock: Clock, unit: UnitV1) -> None:
    """Adds a unit, or changes what is said of it.

    Raises:
        Refusal: the parent is not known.
    """
    with store.writing() as session:
        before = mergers.read_ends(session)
        is_new = session.get(tables.Unit, unit.code) is None
        put_unit(session, unit)
        if is_new:
            put_back.pass_over_too(session, unit.code, clock.now().date())
        told = [unit_change(unit)]
        if mergers.read_ends(session) != before and unit.merged_into is not None:
            told += _officers_of(session, unit.merged_into, for_unit=unit.code)
        changes.append(session, told, clock.now())


def put_unit(session: Session, unit: UnitV1) -> None:
    """The row of a unit, without telling the desks."""
    if unit.parent == unit.code:
        raise Refusal("central.unit_unknown", unit=unit.code)
    if unit.parent is not None and session.get(tables.Unit, unit.parent) is None:
        raise Refusal("central.unit_unknown", unit=unit.parent)
    session.merge(tables.Unit(**unit.model_dump()))
    session.flush()


def _officers_of(session: Session, unit: str, *, for_unit: str) -> list[NewChange]:
    """Those whom the desks of ``for_unit`` have never heard of and will work with."""
    rows = session.scalars(select(tables.Officer).where(tables.Officer.unit == unit))
    officers = [OfficerV1.model_validate(row, from_attributes=True) for row in rows]
    return [NewChange("officer", one.model_dump(mode="json"), for_unit) for one in officers]


def unit_change(unit: UnitV1) -> NewChange:
    """Every desk knows every unit: a dossier may be decided anywhere."""
    return NewChange("unit", unit.model_dump(mode="json"))


def add_officer(
    store: CentreStore,
    clock: Clock,
    *,
    login: str,
    full_name: str,
    role: str,
    unit: str,
    password: str,
    active: bool = True,
    move: bool = False,
) -> OfficerV1:
    """Adds an officer, or changes name, role, password; with ``move`` the unit, too.

    Raises:
        Refusal: no such unit or role, a login that cannot be, a password under 8 characters, or
            the login belongs to another unit.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(
            "central.officer_input",
            fields={"password": message("central.password_short", least=SHORTEST_PASSWORD)},
        )
    try:
        officer = OfficerV1.model_validate(
            {
                "login": login.strip(),
                "full_name": full_name.strip(),
                "role": role,
                "unit": unit,
                "password_hash": hash_password(password),
                "active": active,
            }
        )
    except ValidationError as fault:
        names = [str(error["loc"][0]) for error in fault.errors() if error["loc"]]
        raise Refusal(
            "central.officer_input",
            fields={name: message("central.input_wrong") for name in names},
        ) from fault
    with store.writing() as session:
        known = session.get(tables.Officer, officer.login)
        if known is not None and known.unit != unit and not move:
            raise Refusal("central.officer_elsewhere", login=officer.login, unit=known.unit)
        put_officers(session, clock, [officer])
    return officer


def put_officers(session: Session, clock: Clock, officers: Iterable[OfficerV1]) -> None:
    """Rows and changes of officers; whoever moved is told to the former unit as inactive."""
    told: list[NewChange] = []
    for officer in officers:
        if session.get(tables.Unit, officer.unit) is None:
            raise Refusal("central.unit_unknown", unit=officer.unit)
        before = session.get(tables.Officer, officer.login)
        if before is not None and before.unit != officer.unit:
            gone = officer.model_copy(update={"active": False, "unit": before.unit})
            told.append(NewChange("officer", gone.model_dump(mode="json"), before.unit))
        session.merge(tables.Officer(**officer.model_dump()))
        told.append(NewChange("officer", officer.model_dump(mode="json"), officer.unit))
    session.flush()
    changes.append(session, told, clock.now())


def set_block_size(store: CentreStore, unit: str, counter: str, size: int) -> None:
    """How many numbers a counter gets for a day (brought into 20 … 200 when leasing).

    Raises:
        Refusal: no such counter.
    """
    with store.writing() as session:
        row = session.get(tables.Counter, (unit, counter))
        if row is None:
            raise Refusal("central.counter_unknown", unit=unit)
        row.block_size, row.size_set = size, True


def revoke_desk(store: CentreStore, clock: Clock, desk_id: str) -> None:
    """Shuts a desk out; its credential is worth nothing from now on.

    Raises:
        Refusal: no such desk.
    """
    with store.writing() as session:
        desk = known_desk(session, desk_id)
        desk.revoked_at = desk.revoked_at or clock.now()
        changes.append(session, neighbours.told(desk), clock.now())


def restore_desk(store: CentreStore, clock: Clock, desk_id: str) -> None:
    """Lets a revoked desk work again, with the credential and the numbers it has: what it holds
    comes in by itself. Its numbers were leased to nobody else meanwhile.

    Raises:
        Refusal: no such desk, or it is not revoked.
    """
    with store.writing() as session:
        desk = known_desk(session, desk_id)
        if desk.revoked_at is None:
            raise Refusal("central.desk_not_revoked", desk=desk_id)
        desk.revoked_at = None
        session.flush()
        changes.append(session, neighbours.told(desk), clock.now())


def record_progress(
    store: CentreStore,
    clock: Clock,
    code: str,
    state: str,
    *,
    by: str | None = None,
    note: str | None = None,
) -> ProgressV1:
    """Notes a step of a dossier's life and tells the desks of its unit.

    Raises:
        Refusal: no such dossier, or no such state.
    """
    if state not in STATES:
        raise Refusal("central.state_unknown", state=state[:50], known=", ".join(STATES))
    with store.writing() as session:
        dossier = session.scalar(select(tables.Dossier).where(tables.Dossier.code == code))
        if dossier is None:
            raise Refusal("central.dossier_unknown", code=code)
        said = ProgressV1(
            dossier_id=dossier.id, code=code, state=state, at=clock.now(), by=by, note=note
        )
        dossier.state, dossier.state_at = state, said.at
        session.add(
            tables.Progress(dossier_id=dossier.id, state=state, at=said.at, by=by, note=note)
        )
        session.flush()
        told = NewChange("dossier.progress", said.model_dump(mode="json"), dossier.unit)
        changes.append(session, [told], said.at)
    return said


def read_published(kind: PublishedKind, path: Path) -> list[dict[str, Any]]:
    """The records of a file: one object, a list, or an object with a list under
    ``procedures`` or ``calendars``.

    Raises:
        Refusal: the file cannot be read, is not JSON, or a record has no code or version.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise Refusal("central.file_unreadable", file=path.name) from fault
    records = found
    if isinstance(found, dict):
        records = found.get(f"{kind}s", [found])
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise Refusal("central.file_unreadable", file=path.name)
    for number, record in enumerate(records, 1):
        if not _identity(record)[0] or "version" not in record:
            raise Refusal("central.record_without_version", file=path.name, number=number)
    return records


def publish(
    store: CentreStore, clock: Clock, kind: PublishedKind, records: list[dict[str, Any]]
) -> PublishReport:
    """Publishes versions as changes for every desk, all or none. What the centre has already
    is passed over.

    Raises:
        Refusal: another content under a version that is already published.
    """
    with store.writing() as session:
        return put_published(session, clock, kind, records)


def put_published(
    session: Session, clock: Clock, kind: PublishedKind, records: list[dict[str, Any]]
) -> PublishReport:
    """As :func:`publish`, inside a unit of work."""
    now = clock.now()
    before = {
        (row.code, row.version): row.content_sha256
        for row in session.scalars(select(tables.Published).where(tables.Published.kind == kind))
    }
    told: list[NewChange] = []
    for record in records:
        name = _identity(record)
        content = payload_hash(record)
        if name in before:
            if before[name] != content:
                raise Refusal("central.version_taken", code=name[0], version=name[1])
            continue
        before[name] = content
        session.add(
            tables.Published(
                kind=kind, code=name[0], version=name[1], content_sha256=content, published_at=now
            )
        )
        told.append(NewChange(kind, json.loads(canonical_json(record))))
    session.flush()
    changes.append(session, told, now)
    return PublishReport(published=len(told), known=len(records) - len(told))


def _identity(record: dict[str, Any]) -> tuple[str, str]:
    """Code and version of a record; a calendar may call its code ``name``."""
    code = record.get("code") or record.get("name") or ""
    return str(code), str(record.get("version", ""))

"""A desk joins with a one-time code; asked again with the same code and id, the same answer."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.round_trip import NotWelcomeHere
from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.sync.protocol import EnrolAnswer, EnrolRequest, UnitV1

# Without letters that look like digits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
GROUPS, GROUP = 3, 4
GOOD_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class OneTimeCode:
    """A fresh code; this is the only time it is seen in clear."""

    code: str
    unit: str
    counter: str
    expires_at: datetime


def make_code(store: CentreStore, clock: Clock, unit: str, counter: str) -> OneTimeCode:
    """A one-time code for one desk at ``counter`` of ``unit``, good for 24 hours. The counter
    is made if there is none of that name.

    Raises:
        Refusal: no such unit, a unit that is over, or an empty name.
    """
    name = counter.strip()
    if not name or len(name) > 200:
        raise Refusal("central.counter_name")
    now = clock.now()
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    fresh = OneTimeCode(code, unit, name, now + GOOD_FOR)
    with store.writing() as session:
        place = session.get(tables.Unit, unit)
        if place is None:
            raise Refusal("central.unit_unknown", unit=unit)
        if place.valid_to is not None and place.valid_to < now.date():
            raise Refusal("central.unit_over", unit=unit, day=place.valid_to)
        if session.get(tables.Counter, (unit, name)) is None:
            session.add(tables.Counter(unit=unit, name=name))
        session.add(
            tables.EnrolCode(
                code_sha256=code_hash(code),
                unit=unit,
                counter=name,
                made_at=now,
                expires_at=fresh.expires_at,
            )
        )
    return fresh


def code_hash(code: str) -> str:
    """What is kept of a code, however it was typed: case, hyphens, blanks, O for 0, I for 1."""
    plain = "".join(code.upper().split()).replace("-", "").translate(LOOK_ALIKES)
    return hashlib.sha256(plain.encode()).hexdigest()


def enrol(store: CentreStore, clock: Clock, said: EnrolRequest) -> EnrolAnswer:
    """Takes the desk in, or gives the same answer again.

    Raises:
        NotWelcomeHere: ``not-for-training`` (the code stays good), ``enrol-code-wrong``,
            ``enrol-code-expired``, ``enrol-code-used``.
    """
    with store.writing() as session:
        if said.training and not session.scalars(select(tables.About.training)).one():
            raise NotWelcomeHere("not-for-training")
        row = session.scalar(
            select(tables.EnrolCode)
            .where(tables.EnrolCode.code_sha256 == code_hash(said.code))
            .with_for_update()
        )
        if row is None:
            raise NotWelcomeHere("enrol-code-wrong")
        if row.used_by is None:
            desk = _take_in(session, clock, row, said)
        else:
            desk = _once_more(session, row, said)
        return _answer(session, desk)


def _take_in(
    session: Session, clock: Clock, row: tables.EnrolCode, said: EnrolRequest
) -> tables.Desk:
    now = clock.now()
    if row.expires_at < now:
        raise NotWelcomeHere("enrol-code-expired")
    if session.get(tables.Desk, said.desk_id) is not None:
        raise NotWelcomeHere("desk-known")
    desk = tables.Desk(
        id=said.desk_id,
        unit=row.unit,
        counter=row.counter,
        credential_sha256=said.credential_sha256,
        epoch=1,
        enrolled_at=now,
        app_version=said.app_version,
        waiting=0,
        told=session.scalars(select(tables.About.put_backs)).one(),  # it has nothing to tell
    )
    session.add(desk)
    session.flush()
    row.used_by = desk.id
    return desk


def _once_more(session: Session, row: tables.EnrolCode, said: EnrolRequest) -> tables.Desk:
    desk = session.get(tables.Desk, said.desk_id)
    if desk is None or row.used_by != desk.id or desk.credential_sha256 != said.credential_sha256:
        raise NotWelcomeHere("enrol-code-used")
    if desk.revoked_at is not None:
        raise NotWelcomeHere("desk-revoked")
    return desk


def _answer(session: Session, desk: tables.Desk) -> EnrolAnswer:
    about = session.scalars(select(tables.About)).one()
    unit = session.get_one(tables.Unit, desk.unit)
    return EnrolAnswer(
        desk_id=desk.id,
        epoch=desk.epoch,
        unit=UnitV1.model_validate(unit, from_attributes=True),
        counter=desk.counter,
        centre_name=about.name,
        public_url=about.public_url,
        training=about.training,
    )

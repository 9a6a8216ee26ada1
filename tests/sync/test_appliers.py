"""Changes of the centre become rows of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, JournalLine, Officer, Unit
from desk_app.sync.appliers import apply_officer, apply_progress, apply_unit
from tests.builders.outbox import send_later
from tests.builders.stores import AN, NOW, UNIT


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """A unit of work on a desk with one dossier."""
    send_later(store, 1)
    with store.write() as opened:
        yield opened


def officer(**other: object) -> dict[str, object]:
    said = {"login": "moi", "full_name": "Cán Bộ Mới", "role": "officer", "unit": UNIT}
    return {**said, "password_hash": "$argon2id$new", "active": True, **other}


def progress(dossier: str, state: str) -> dict[str, object]:
    at = "2026-11-23T10:00:00+07:00"
    return {"dossier_id": dossier, "code": "x", "state": state, "at": at, "by": "Phòng Tư pháp"}


def test_a_unit_is_added_and_described_anew(session: Session) -> None:
    said = {"code": "H15.99", "name": "Xã Cũ", "level": "commune", "valid_to": "2025-06-30"}
    apply_unit(session, said, NOW)
    apply_unit(session, {**said, "name": "Xã Mới"}, NOW)
    unit = session.get_one(Unit, "H15.99")
    assert (unit.name, unit.valid_to) == ("Xã Mới", date(2025, 6, 30))


def test_an_officer_is_added_and_may_leave(session: Session) -> None:
    apply_officer(session, officer(), NOW)
    assert session.get_one(Officer, "moi").active
    apply_officer(session, officer(active=False), NOW)
    assert not session.get_one(Officer, "moi").active


def test_the_lock_out_outlives_a_change_but_not_a_new_password(session: Session) -> None:
    an = session.get_one(Officer, AN.login)
    an.wrong_tries, an.locked_until = 7, NOW
    same = officer(login=AN.login, password_hash=an.password_hash, full_name="Nguyễn Thị An Mới")
    apply_officer(session, same, NOW)
    assert (an.wrong_tries, an.locked_until, an.full_name) == (7, NOW, "Nguyễn Thị An Mới")
    apply_officer(session, officer(login=AN.login), NOW)
    assert (an.wrong_tries, an.locked_until) == (0, None)


def test_progress_is_taken_and_journalled(session: Session) -> None:
    dossier = session.scalars(select(Dossier)).one()
    assert apply_progress(session, progress(dossier.id, "done"), NOW) == dossier.id
    assert (dossier.state, dossier.version) == ("done", 2)
    line = session.scalars(select(JournalLine).order_by(JournalLine.id.desc())).first()
    assert line is not None
    assert (line.action, line.details["state"]) == ("dossier.changed", "done")


def test_a_state_of_a_newer_centre_counts_as_in_work(session: Session) -> None:
    dossier = session.scalars(select(Dossier)).one()
    apply_progress(session, progress(dossier.id, "at-the-moon"), NOW)
    assert dossier.state == "processing"


def test_progress_of_another_desks_dossier_is_passed_over(session: Session) -> None:
    assert apply_progress(session, progress("somebody-else", "done"), NOW) is None


def test_what_cannot_be_read_is_said(session: Session) -> None:
    for applier in (apply_unit, apply_officer, apply_progress):
        with pytest.raises(ValidationError):
            applier(session, {"level": "planet"}, NOW)

"""Real encrypted stores for tests, with invented people in them. The empty schema is made once
per process and copied."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from desk_app.clock import VIETNAM, TickingClock, uuid7
from desk_app.models.engine import Store
from desk_app.models.schema import open_store
from desk_app.models.tables import (
    Counter,
    Dossier,
    DossierPerson,
    Officer,
    OutboxEntry,
    Procedure,
    ProcedureVersion,
    Receipt,
    SubmittedPaper,
    Unit,
)
from desk_app.services.dossier_code import format_code
from desk_app.services.journal import write_line
from desk_app.services.search_index import index_words
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.this_desk import ThisDesk, write_this_desk

KEY = bytes(range(32))
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)  # a Friday morning
UNIT = "H15.50.05.13"
COUNTER = "Quầy 01"
PASSWORD = "mat khau cua an"
PROCEDURE = "1.001193"
PROCEDURE_NAME = "Đăng ký khai sinh"
PROCEDURE_NAME_EN = "Birth registration"

AN = OfficerAtDesk("an", "Nguyễn Thị An", "officer", UNIT, COUNTER)
BINH = OfficerAtDesk("binh", "Trần Văn Bình", "supervisor", UNIT, COUNTER)


def a_clock(now: datetime = NOW) -> TickingClock:
    """A clock that stands at ``now``."""
    return TickingClock(now)


def a_store(folder: Path) -> Store:
    """A store of an enrolled training desk: one unit, two counters, two officers and one who has
    left, one procedure, no dossiers. Close it."""
    file = folder / "desk.db"
    file.write_bytes(_template())
    return open_store(file, KEY)


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "desk.db"
        store = open_store(file, KEY)
        with store.write() as session:
            _fill(session)
        store.close()
        return file.read_bytes()


def _fill(session: Session) -> None:
    known = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    parent = Unit(code="H15.50.05", name="Ủy ban nhân dân phường Mẫu", level="commune")
    unit = Unit(
        code=UNIT, name="Trung tâm Phục vụ hành chính công phường Mẫu", level="commune_centre"
    )
    unit.parent = parent.code
    session.add_all([parent, unit])
    session.flush()
    session.add_all([Counter(unit=UNIT, name=COUNTER), Counter(unit=UNIT, name="Quầy 02")])
    for officer, active in ((AN, True), (BINH, True), (_GONE, False)):
        session.add(
            Officer(
                login=officer.login,
                full_name=officer.full_name,
                role=officer.role,
                unit=UNIT,
                password_hash=known,
                active=active,
            )
        )
    session.add(
        ProcedureVersion(
            id=1,
            procedure=PROCEDURE,
            version=1,
            content_sha256="0" * 64,
            name_vi=PROCEDURE_NAME,
            field="Hộ tịch",
            folded="dang ky khai sinh",
            imported_at=NOW,
        )
    )
    session.flush()
    session.add(Procedure(code=PROCEDURE, current=1))
    write_this_desk(
        session,
        ThisDesk(UNIT, COUNTER, True, "Tỉnh Mẫu", "https://tra-cuu.tinh-mau.invalid"),
    )


_GONE = OfficerAtDesk("cuc", "Lê Thị Cúc", "officer", UNIT, COUNTER)


def a_dossier(session: Session, **overrides: Any) -> Dossier:
    """A received dossier with its applicant, one paper, receipt, journal line, outbox entry and
    search words.

    ``overrides``: any column of ``dossier``; ``number`` (of the day), ``phone``, ``address``,
    ``submitter`` (name), ``papers`` (rows of ``submitted_paper`` without ``dossier_id``).
    """
    seq = (session.scalar(select(func.max(Dossier.seq))) or 0) + 1
    received_at = overrides.get("received_at", NOW)
    number = overrides.pop("number", seq)
    phone = overrides.pop("phone", "0912345678")
    address = overrides.pop("address", "25/7 Nguyễn Bỉnh Khiêm")
    submitter = overrides.pop("submitter", None)
    papers = overrides.pop("papers", [{"state": "submitted"}])
    row: dict[str, Any] = {
        "seq": seq,
        "id": uuid7(NOW, seq.to_bytes(10, "big")),
        "code": format_code(UNIT, received_at.date(), number),
        "unit": UNIT,
        "counter": COUNTER,
        "officer": AN.login,
        "procedure": PROCEDURE,
        "procedure_version": 1,
        "procedure_name": PROCEDURE_NAME,
        "channel": "direct",
        "id_number": "079187001234",
        "applicant_name": "Nguyễn Thị Phương Uyên",
        "received_at": received_at,
        "promised_at": received_at + timedelta(days=7),
        "promise_explained": [],
        "fee_vnd": 0,
        "fee_explained": [],
        "sets": 1,
        "result_at": "counter",
        "look_up_token": f"token-of-dossier-{seq:08d}",
        "state": "received",
        "fee_state": "none",
        "delivery_state": "waiting",
        "sync_state": "waiting",
        **overrides,
    }
    dossier = Dossier(**row)
    session.add(dossier)
    session.flush()
    people = [
        DossierPerson(
            dossier_id=dossier.id,
            role="applicant",
            kind="citizen",
            id_number=dossier.id_number,
            full_name=dossier.applicant_name,
            birth_date=date(1987, 9, 5),
            sex="female",
            address=address,
            phone=phone,
            identity_method="typed",
        )
    ]
    if submitter is not None:
        people.append(
            DossierPerson(
                dossier_id=dossier.id,
                role="submitter",
                kind="citizen",
                full_name=submitter,
                identity_method="typed",
            )
        )
    session.add_all(people)
    for position, paper in enumerate(papers, start=1):
        values = {"number": position, "name": f"Giấy tờ {position}", "originals": 1} | paper
        session.add(SubmittedPaper(**{**_NO_PAPER, **values, "dossier_id": dossier.id}))
    session.add(Receipt(dossier_id=dossier.id, content={}, issued_at=received_at))
    index_words(
        session,
        seq,
        code=dossier.code,
        procedure=dossier.procedure,
        counter=dossier.counter,
        names=[person.full_name for person in people],
        id_numbers=[person.id_number for person in people],
        phones=[person.phone for person in people],
    )
    write_line(
        session,
        received_at,
        dossier.officer,
        dossier.counter,
        dossier.id,
        "dossier.received",
        code=dossier.code,
    )
    an_entry(session, dossier, state=dossier.sync_state, created_at=received_at)
    session.flush()
    return dossier


def an_entry(session: Session, dossier: Dossier, **overrides: Any) -> str:
    """The dossier's next outbox entry; returns its id."""
    last = select(func.max(OutboxEntry.position)).where(OutboxEntry.dossier_id == dossier.id)
    position = (session.scalar(last) or 0) + 1
    row = {
        "id": uuid7(NOW, dossier.seq.to_bytes(8, "big") + position.to_bytes(2, "big")),
        "dossier_id": dossier.id,
        "position": position,
        "kind": "dossier.received" if position == 1 else "receipt.printed",
        "version": 1,
        "created_at": NOW,
        "payload": "{}",
        "payload_sha256": "0" * 64,
        "state": "waiting",
        "attempts": 0,
        **overrides,
    }
    session.execute(insert(OutboxEntry), [row])
    return str(row["id"])


_NO_PAPER = {"certified": 0, "copies": 0, "note": None, "originals": 0}

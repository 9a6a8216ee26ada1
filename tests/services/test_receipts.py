"""The receipt: stored once, printed from the stored bytes, reprints marked and counted."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk_app.clock import TickingClock
from desk_app.errors import Refusal
from desk_app.events import ReceiptStored
from desk_app.models.engine import Store
from desk_app.models.tables import OutboxEntry, Receipt, ReceiptPdf, ReceiptPrint
from desk_app.services.desk import Desk
from desk_app.services.intake_json import read_form
from desk_app.services.receipts import PAPERS, Paper, Receipts
from tests.builders.desks import NOW, a_dossier_said, a_training_desk
from tests.builders.pdf_reading import page_texts


def _received(desk: Desk) -> str:
    return desk.intake.receive(read_form(a_dossier_said()), desk.officer()).code


def _receipt(desk: Desk) -> Receipt:
    with desk.store.read() as session:
        return session.scalars(select(Receipt)).one()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_bytes_are_made_once(tmp_path: Path, paper: Paper) -> None:
    with a_training_desk(tmp_path) as desk:
        code = _received(desk)
        first = desk.receipts.stored(code, paper)
        assert desk.receipts.stored(code, paper) == first
        with desk.store.read() as session:
            kept = session.scalars(select(ReceiptPdf)).one()
        assert (kept.paper, kept.sha256) == (paper, hashlib.sha256(first).hexdigest())
        assert code in " ".join(page_texts(first))


def test_of_two_who_draw_at_once_the_first_bytes_stay(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        code = _received(desk)
        dossier_id = desk.receipts.first_print(code, "A4").dossier_id
        heard: list[ReceiptStored] = []
        desk.bus.subscribe(ReceiptStored, heard.append)
        slower = Receipts(desk.store, _Overtaken(desk.store, dossier_id), desk.bus)
        assert slower.stored(code) == b"%PDF faster"
        assert desk.receipts.stored(code) == b"%PDF faster"
        assert [event.dossier_id for event in heard] == [dossier_id]


class _Overtaken(TickingClock):
    """A clock that lets another one store the A5 receipt while the slower one looks at it."""

    def __init__(self, store: Store, dossier_id: str) -> None:
        super().__init__(NOW)
        self._store = store
        self._dossier_id = dossier_id

    def now(self) -> datetime:
        with self._store.write() as session:
            said = {"pdf": b"%PDF faster", "sha256": "", "made_at": NOW, "paper": "A5"}
            session.add(ReceiptPdf(dossier_id=self._dossier_id, **said))
        return super().now()


def test_a_later_change_of_the_unit_does_not_touch_an_issued_receipt(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        code = _received(desk)
        from desk_app.models.tables import Unit

        with desk.store.write() as session:
            unit = session.get_one(Unit, desk.this_desk().unit)
            unit.name = "Tên khác"
        assert "Tên khác" not in " ".join(page_texts(desk.receipts.stored(code, "A4")))


def test_the_first_print_has_no_mark_and_a_reprint_has(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        code, officer = _received(desk), desk.officer()
        first = desk.receipts.first_print(code)
        assert first.pdf == desk.receipts.stored(code)
        desk.receipts.record_print(first, "printed", "HP-1", officer)
        assert _receipt(desk).print_state == "printed"
        for times in (1, 2):
            again = desk.receipts.reprint(code, "Người dân làm mất", officer)
            assert again.reprint == times
            assert f"lần {times}" in " ".join(page_texts(again.pdf))
        assert desk.receipts.stored(code) == first.pdf
        with desk.store.read() as session:
            entries = session.scalars(select(OutboxEntry.kind).order_by(OutboxEntry.position)).all()
        assert list(entries) == ["dossier.received", "receipt.printed", "receipt.printed"]


def test_a_failed_print_leaves_it_one_key_away(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        code, officer = _received(desk), desk.officer()
        job = desk.receipts.first_print(code)
        desk.receipts.record_print(job, "failed", "HP-1", officer)
        assert _receipt(desk).print_state == "not_printed"
        assert desk.receipts.not_printed() == [code]
        desk.receipts.record_print(desk.receipts.first_print(code), "printed", "HP-1", officer)
        assert desk.receipts.not_printed() == []
        with desk.store.read() as session:
            assert session.scalar(select(func.count()).select_from(ReceiptPrint)) == 2


def test_what_the_spooler_did_not_confirm_is_not_called_printed(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        job = desk.receipts.first_print(_received(desk))
        desk.receipts.record_print(job, "queued", "HP-1", desk.officer())
        assert _receipt(desk).print_state == "unconfirmed"


def test_a_reprint_needs_a_reason_and_a_dossier(tmp_path: Path) -> None:
    with a_training_desk(tmp_path) as desk:
        code, officer = _received(desk), desk.officer()
        for said, key in ((code, "receipt.reprint_needs_reason"), ("H99-1", "dossier.unknown")):
            with pytest.raises(Refusal) as caught:
                desk.receipts.reprint(said, " " if said == code else "lost", officer)
            assert caught.value.key == key
        assert _receipt(desk).reprints == 0


def test_after_a_crash_before_printing_the_receipt_is_there(tmp_path: Path) -> None:
    """The process ends right after the commit: the next start offers the receipt."""
    with a_training_desk(tmp_path) as desk:
        code = _received(desk)
    with a_training_desk(tmp_path) as desk:
        assert desk.receipts.not_printed() == [code]
        assert desk.receipts.first_print(code).pdf.startswith(b"%PDF")

"""Form 01: stored once, printed from the stored bytes, reprints marked and counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import OutboxChanged, ReceiptPrinted, ReceiptStored
from desk_app.models.base import table_of
from desk_app.models.dossiers import NOT_PRINTED
from desk_app.models.engine import Store
from desk_app.models.tables import Dossier, Receipt, ReceiptPdf, ReceiptPrint
from desk_app.prepared import Prepared, inserted
from desk_app.services.journal import write_line
from desk_app.services.sign_in import OfficerAtDesk

Paper = Literal["A5", "A4", "80mm"]
PAPERS: tuple[Paper, ...] = ("A5", "A4", "80mm")
REPRINT_REASONS = ("lost", "damaged", "printer")
Outcome = Literal["printed", "queued", "failed", "unconfirmed"]

_DOSSIER, _PDF = table_of(Dossier).c, table_of(ReceiptPdf).c
_KEEP = inserted(table_of(ReceiptPdf), instead="OR IGNORE")
_KEPT = Prepared(
    select(_DOSSIER.id, table_of(Receipt).c.content, _PDF.pdf)
    .join(table_of(Receipt), table_of(Receipt).c.dossier_id == _DOSSIER.id)
    .outerjoin(
        table_of(ReceiptPdf), (_PDF.dossier_id == _DOSSIER.id) & (_PDF.paper == bindparam("size"))
    )
    .where(_DOSSIER.code == bindparam("wanted"))
)
_ELSEWHERE = Prepared(
    select(_DOSSIER.counter).where(
        _DOSSIER.code == bindparam("wanted"), _DOSSIER.origin_desk.is_not(None)
    )
)


@dataclass(frozen=True)
class PrintJob:
    """Bytes for a printer and what they are. ``reprint`` 0 is the first print."""

    dossier_id: str
    code: str
    paper: Paper
    pdf: bytes
    reprint: int
    reason: str | None = None


class Receipts:
    """Makes, keeps and counts receipts."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bus: EventBus,
        before_paper: Callable[[], object] = lambda: None,
    ) -> None:
        """
        Args:
            before_paper: called before bytes of a receipt are handed out: the number on it must
                be known outside the database before it is on paper.
        """
        self._store = store
        self._clock = clock
        self._bus = bus
        self._before_paper = before_paper

    def stored(self, code: str, paper: Paper = "A5") -> bytes:
        """The receipt's bytes in one paper size: made from the committed content the first time
        it is asked for, the same bytes ever after.

        Raises:
            Refusal: there is no such dossier, or the desk that received it has its receipt.
        """
        return self._kept(code, paper)[1]

    def _kept(self, code: str, paper: Paper) -> tuple[str, bytes]:
        """The dossier's id, and the receipt's bytes in one paper size."""
        with self._store.read_rows() as look:
            found = _KEPT.run(look, {"wanted": code, "size": paper}).one_or_none()
            counter = _ELSEWHERE.run(look, {"wanted": code}).scalar() if found is None else None
        if counter is not None:
            raise Refusal("amend.not_here", counter=counter)
        if found is None:
            raise Refusal("dossier.unknown", code=code)
        self._before_paper()
        if found.pdf is not None:
            return found.id, found.pdf
        # Drawing loads when first needed; warm_up() does it while the officer signs in.
        from desk_app.paper.receipt_pdf import receipt_pdf
        from desk_app.services.intake_rows import unpack_content

        pdf = receipt_pdf(unpack_content(json.loads(found.content)), paper)
        row = {
            "dossier_id": found.id,
            "paper": paper,
            "pdf": pdf,
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "made_at": self._clock.now(),
        }
        with self._store.write_rows() as work:
            if _KEEP.run(work, row).rowcount == 0:
                # Someone was faster; the first bytes stay.
                pdf = _KEPT.run(work, {"wanted": code, "size": paper}).one().pdf
        self._bus.publish(ReceiptStored(found.id, code))
        return found.id, pdf

    def first_print(self, code: str, paper: Paper = "A5") -> PrintJob:
        """The stored receipt, to be handed to a printer for the first time."""
        dossier_id, pdf = self._kept(code, paper)
        return PrintJob(dossier_id, code, paper, pdf, reprint=0)

    def reprint(
        self, code: str, reason: str, officer: OfficerAtDesk, paper: Paper = "A5"
    ) -> PrintJob:
        """The stored bytes with the mark "BẢN IN LẠI lần n"; counted, journalled and told to the
        centre before the bytes leave.

        Raises:
            Refusal: no such dossier, or an unknown reason (names ``reason``).
        """
        from desk_app.paper.reprint_mark import mark_reprint
        from desk_app.services.entries import add_entry
        from desk_app.sync.protocol import ReceiptPrintedV1

        reason = reason.strip()
        if not reason:
            raise Refusal("receipt.reprint_needs_reason")
        pdf = self.stored(code, paper)
        now = self._clock.now()
        with self._store.write() as session:
            dossier, receipt = _find(session, code)
            receipt.reprints += 1
            times = receipt.reprints
            write_line(
                session,
                now,
                officer.login,
                officer.counter,
                dossier.id,
                "receipt.reprinted",
                reason=reason,
                times=times,
            )
            said = ReceiptPrintedV1(
                code=dossier.code,
                printed_at=now,
                officer=officer.login,
                reprint=times,
                reason=reason[:200],
            )
            add_entry(
                session, self._clock, dossier.id, "receipt.printed", said.model_dump(mode="json")
            )
        self._bus.publish(OutboxChanged())
        marked = mark_reprint(pdf, times, now, officer.counter)
        return PrintJob(dossier.id, dossier.code, paper, marked, times, reason)

    def record_print(
        self, job: PrintJob, outcome: Outcome, printer: str | None, officer: OfficerAtDesk
    ) -> None:
        """Remembers what the printer made of ``job``. A failed print changes nothing of the
        dossier: it stays "receipt not printed", one key away from printing."""
        state = {"printed": "printed", "queued": "unconfirmed", "unconfirmed": "unconfirmed"}
        now = self._clock.now()
        with self._store.write() as session:
            session.add(
                ReceiptPrint(
                    dossier_id=job.dossier_id,
                    at=now,
                    officer=officer.login,
                    paper=job.paper,
                    reprint=job.reprint,
                    reason=job.reason,
                    printer=printer,
                    outcome=outcome,
                )
            )
            if outcome in state:
                session.execute(
                    update(Receipt)
                    .where(Receipt.dossier_id == job.dossier_id, Receipt.print_state != "printed")
                    .values(print_state=state[outcome])
                )
            action = "receipt.print_failed" if outcome == "failed" else "receipt.printed"
            write_line(
                session,
                now,
                officer.login,
                officer.counter,
                job.dossier_id,
                action,
                outcome=outcome,
                printer=printer or "",
                reprint=job.reprint,
            )
        self._bus.publish(ReceiptPrinted(job.dossier_id, job.code, outcome == "printed"))

    def not_printed(self) -> list[str]:
        """Codes of dossiers whose receipt never came out of a printer, oldest first."""
        with self._store.read() as session:
            query = (
                select(Dossier.code)
                .join(Receipt, Receipt.dossier_id == Dossier.id)
                .where(text(NOT_PRINTED))  # these words: they have an index of their own
                .order_by(Dossier.seq)
            )
            return list(session.scalars(query))


def _find(session: Session, code: str) -> tuple[Dossier, Receipt]:
    dossier = session.scalar(select(Dossier).where(Dossier.code == code))
    receipt = session.get(Receipt, dossier.id) if dossier is not None else None
    if dossier is None or receipt is None:
        raise Refusal("dossier.unknown", code=code)
    return dossier, receipt

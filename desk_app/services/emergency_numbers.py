"""The sealed emergency block of a day: opened by a supervisor at the desk, with or without
network, when the numbers are used up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import OutboxChanged
from desk_app.folding import tidy
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock
from desk_app.services.entries import add_entry
from desk_app.services.journal import write_line
from desk_app.services.numbers import EMERGENCY, BlockLine, line_of
from desk_app.services.sign_in import OfficerAtDesk, SignIn
from desk_app.services.this_desk import ThisDesk
from desk_app.sync.protocol import NumbersOpenedV1
from desk_app.wording import message

LONGEST_REASON = 200


@dataclass(frozen=True)
class OpenedBlock:
    """An emergency block that gives numbers: who opened it (login), when, how many are left."""

    by: str
    at: datetime
    left: int


class EmergencyNumbers:
    """Opens emergency blocks."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bus: EventBus,
        sign_in: SignIn,
        this_desk: Callable[[], ThisDesk],
    ) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus
        self._sign_in = sign_in
        self._this_desk = this_desk

    def sealed(self, day: date | None = None) -> BlockLine | None:
        """The block that could be opened for ``day`` (today); None if there is none."""
        with self._store.read() as session:
            block = self._find(session, day or self._clock.now().date())
            return None if block is None else line_of(block)

    def opened(self, day: date | None = None) -> OpenedBlock | None:
        """The block of ``day`` (today) that was opened last; None: none was."""
        with self._store.read() as session:
            return self._opened(session, day or self._clock.now().date())

    def open(self, login: str, password: str, reason: str, day: date | None = None) -> BlockLine:
        """Opens the block of ``day`` (today); from now on it gives numbers.

        Args:
            login: of a supervisor of this unit; who is signed in at the desk stays so.
            reason: why, in the supervisor's words; it goes into the journal and to the centre.

        Raises:
            Refusal: wrong login or password (``numbers.supervisor_wrong``), or too many tries as
                :meth:`SignIn.signed_in` says; not a supervisor; no reason; the block of
                that day is open already, or there is none.
        """
        words = tidy(reason)[:LONGEST_REASON]
        if not words:
            said = {"reason": message("numbers.reason_missing.field")}
            raise Refusal("numbers.reason_missing", fields=said)
        supervisor = self._checked(login, password)
        if supervisor.role != "supervisor":
            raise Refusal("numbers.not_supervisor")
        wanted = day or self._clock.now().date()
        with self._store.write() as session:
            block = self._find(session, wanted)
            if block is None:
                raise self._none_sealed(session, wanted)
            self._open(session, block, supervisor, words)
            line = line_of(block)
        self._bus.publish(OutboxChanged())
        return line

    def _checked(self, login: str, password: str) -> OfficerAtDesk:
        try:
            return self._sign_in.checked(login, password)
        except Refusal as no:
            if no.key == "sign_in.wrong":  # its words speak of signing in, and nobody wants to
                raise Refusal("numbers.supervisor_wrong") from no
            raise

    def _open(
        self, session: Session, block: NumberBlock, supervisor: OfficerAtDesk, reason: str
    ) -> None:
        now = self._clock.now()
        block.opened_at, block.opened_by = now, supervisor.login
        session.flush()
        write_line(
            session,
            now,
            supervisor.login,
            supervisor.counter,
            None,
            "numbers.opened",
            day=f"{block.day:%d/%m/%Y}",
            first=block.first,
            last=block.last,
            reason=reason,
        )
        desk_id = self._this_desk().desk_id
        if desk_id is None:
            return
        said = NumbersOpenedV1(
            block_id=block.id,
            unit=block.unit,
            day=block.day,
            supervisor=supervisor.login,
            reason=reason,
            opened_at=now,
        )
        add_entry(session, self._clock, desk_id, "numbers.opened", said.model_dump(mode="json"))

    def _none_sealed(self, session: Session, day: date) -> Refusal:
        opened = self._opened(session, day)
        if opened is None:
            return Refusal("numbers.no_emergency", day=day)
        key = "numbers.emergency_open" if opened.left else "numbers.emergency_used_up"
        return Refusal(key, day=day, at=opened.at, left=opened.left)

    def _opened(self, session: Session, day: date) -> OpenedBlock | None:
        block = session.scalar(
            select(NumberBlock)
            .where(NumberBlock.unit == self._this_desk().unit, NumberBlock.day == day)
            .where(NumberBlock.kind == EMERGENCY, NumberBlock.opened_at.is_not(None))
            .order_by(NumberBlock.opened_at.desc())
            .limit(1)
        )
        if block is None or block.opened_at is None:
            return None
        left = 0 if block.closed_at is not None else block.last - block.next + 1
        return OpenedBlock(block.opened_by or "—", block.opened_at, left)

    def _find(self, session: Session, day: date) -> NumberBlock | None:
        here = self._this_desk()
        return session.scalar(
            select(NumberBlock)
            .where(NumberBlock.unit == here.unit, NumberBlock.day == day)
            .where(NumberBlock.kind == EMERGENCY, NumberBlock.opened_at.is_(None))
            .where(NumberBlock.closed_at.is_(None), NumberBlock.next <= NumberBlock.last)
            .order_by(NumberBlock.first)
            .limit(1)
        )

"""Numbers go from one counter to the next without the centre: a signed document, shown as a QR
code or carried as a file.

The giver's block shrinks in the commit that makes the document, so that no number of it is ever
given out there again; the document is kept and can be shown and saved again. The taker keeps the
numbers in one commit with the document's id, so that it is taken once. A kill in between leaves
either nothing or everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app import signing
from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import OutboxChanged
from desk_app.hand_over import Document, HandOver, read_document, write_document
from desk_app.models.desk import NEIGHBOURS
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock, NumberHandOver, Setting
from desk_app.services.desk_key import key_in
from desk_app.services.entries import add_entry
from desk_app.services.journal import write_line
from desk_app.services.numbers import TAKEN_OVER, business_date
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.services.this_desk import ThisDesk
from desk_app.sync.protocol import NumbersMovedV1
from desk_app.wording import message

# What was leased by the centre itself may be handed on; what came from a neighbour stays.
GIVABLE = ("usual", "top_up")


@dataclass(frozen=True)
class Neighbour:
    """Another desk of this unit, as the centre told of it."""

    desk_id: str
    counter: str
    public_key: str
    epoch: int
    revoked: bool


@dataclass(frozen=True)
class Handed:
    """Numbers that were given or taken. ``document``: the signed line, as shown and saved.
    ``counter``: the neighbour's."""

    document: str
    direction: str
    counter: str
    unit: str
    day: date
    first: int
    last: int
    at: datetime

    @property
    def count(self) -> int:
        """How many."""
        return self.last - self.first + 1

    def as_json(self) -> dict[str, Any]:
        """The answer of ``desk-app numbers give`` and ``take``."""
        return {
            "direction": self.direction,
            "counter": self.counter,
            "unit": self.unit,
            "day": self.day.isoformat(),
            "first": self.first,
            "last": self.last,
            "count": self.count,
            "at": self.at.isoformat(timespec="seconds"),
        }


def most_to_give(first: int, last: int, next_: int) -> int:
    """How many numbers may be cut off the end of a block: those not given out; of a block that
    nobody touched all but the first, so that it stays a block."""
    return max(0, last - max(next_, first + 1) + 1)


class HandOvers:
    """Giving numbers to a neighbouring desk, and taking them from one."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        bus: EventBus,
        this_desk: Callable[[], ThisDesk],
        before_leaving: Callable[[], object] = lambda: None,
    ) -> None:
        """
        Args:
            before_leaving: called before a document is shown: that its numbers are gone from here
                must be known outside the database, too.
        """
        self._store = store
        self._clock = clock
        self._bus = bus
        self._this_desk = this_desk
        self._before_leaving = before_leaving

    def neighbours(self) -> list[Neighbour]:
        """The other desks of this unit that are in use, by counter."""
        with self._store.read() as session:
            known = self._known(session)
        return sorted(
            (one for one in known if not one.revoked), key=lambda one: (one.counter, one.desk_id)
        )

    def most(self, day: date | None = None) -> int:
        """How many numbers of ``day`` (today) this desk can give in one document."""
        with self._store.read() as session:
            return self._best(session, day or self._today())[1]

    def give(self, to: str, count: int, officer: OfficerAtDesk, day: date | None = None) -> Handed:
        """Cuts ``count`` numbers of ``day`` (today) off this desk for a neighbour.

        Args:
            to: the neighbour's counter, or its desk id where several desks stand at one counter.

        Raises:
            Refusal: no such neighbour, more than this desk can give, or the desk stands alone.
        """
        here = self._enrolled()
        wanted = day or self._today()
        with self._store.write() as session:
            neighbour = self._neighbour(session, to)
            block, most = self._best(session, wanted)
            if block is None or most < 1:
                nothing = {"count": message("numbers.nothing_to_give.field")}
                raise Refusal("numbers.nothing_to_give", fields=nothing, day=wanted)
            if not 1 <= count <= most:
                said = {"count": message("numbers.too_many.field", most=most)}
                raise Refusal("numbers.too_many", fields=said, most=most, day=wanted)
            said_over = HandOver(
                self._clock.new_id(),
                block.unit,
                block.day,
                block.last - count + 1,
                block.last,
                str(here.desk_id),
                neighbour.desk_id,
                neighbour.epoch,
            )
            block.last -= count
            session.flush()
            document = write_document(said_over, key_in(session).sign)
            handed = self._record(session, said_over, document, "out", block.id, officer, neighbour)
        self._bus.publish(OutboxChanged())
        self._before_leaving()
        return handed

    def take(self, text: str, officer: OfficerAtDesk) -> Handed:
        """Takes the numbers of a document that a neighbour made for this desk.

        Raises:
            Refusal: the document is damaged, not signed by the neighbour, for another desk, of a
                day that is over, or was taken before; each with its own sentence.
        """
        here = self._enrolled()
        document = read_document(text)
        if document is None:
            raise Refusal("numbers.document_damaged")
        said = document.said
        with self._store.write() as session:
            neighbour = self._giver(session, document, here)
            self._refuse_used(session, said, here)
            now = self._clock.now()
            session.add(
                NumberBlock(
                    id=said.id,
                    unit=said.unit,
                    day=said.day,
                    first=said.first,
                    last=said.last,
                    next=said.first,
                    epoch=here.epoch,
                    leased_at=now,
                    kind=TAKEN_OVER,
                )
            )
            session.flush()
            handed = self._record(session, said, document.text, "in", said.id, officer, neighbour)
        self._bus.publish(OutboxChanged())
        return handed

    def past(self, since: date | None = None) -> list[Handed]:
        """What was given and taken for days from ``since`` (today) on, newest first; documents
        can be shown again."""
        with self._store.read() as session:
            names = {one.desk_id: one.counter for one in self._known(session)}
            rows = session.scalars(
                select(NumberHandOver)
                .where(NumberHandOver.day >= (since or self._today()))
                .order_by(NumberHandOver.at.desc(), NumberHandOver.id.desc())
            ).all()
        self._before_leaving()
        return [
            Handed(
                row.document,
                row.direction,
                names.get(row.to_desk if row.direction == "out" else row.from_desk, "—"),
                row.unit,
                row.day,
                row.first,
                row.last,
                row.at,
            )
            for row in rows
        ]

    def _record(
        self,
        session: Session,
        said: HandOver,
        document: str,
        direction: str,
        block_id: str,
        officer: OfficerAtDesk,
        neighbour: Neighbour,
    ) -> Handed:
        now = self._clock.now()
        session.add(
            NumberHandOver(
                id=said.id,
                direction=direction,
                unit=said.unit,
                day=said.day,
                first=said.first,
                last=said.last,
                from_desk=said.from_desk,
                to_desk=said.to_desk,
                block_id=block_id,
                document=document,
                at=now,
                officer=officer.login,
            )
        )
        session.flush()
        action = "numbers.handed_over" if direction == "out" else "numbers.taken_over"
        write_line(
            session,
            now,
            officer.login,
            officer.counter,
            None,
            action,
            day=f"{said.day:%d/%m/%Y}",
            first=said.first,
            last=said.last,
            neighbour=neighbour.counter,
        )
        payload = NumbersMovedV1(document=document, officer=officer.login, at=now)
        desk_id = str(self._enrolled().desk_id)
        add_entry(session, self._clock, desk_id, action, payload.model_dump(mode="json"))
        return Handed(
            document, direction, neighbour.counter, said.unit, said.day, said.first, said.last, now
        )

    def _giver(self, session: Session, document: Document, here: ThisDesk) -> Neighbour:
        said = document.said
        if said.to_desk != here.desk_id:
            raise Refusal("numbers.document_for_another")
        giver = next((one for one in self._known(session) if one.desk_id == said.from_desk), None)
        if giver is None:
            raise Refusal("numbers.giver_unknown")
        if giver.revoked:
            raise Refusal("numbers.giver_revoked", counter=giver.counter)
        if not signing.is_signed(giver.public_key, document.words, document.signature):
            raise Refusal("numbers.document_forged", counter=giver.counter)
        return giver

    def _refuse_used(self, session: Session, said: HandOver, here: ThisDesk) -> None:
        taken = session.get(NumberHandOver, said.id) or session.get(NumberBlock, said.id)
        if taken is not None:
            raise Refusal("numbers.document_taken", first=said.first, last=said.last)
        worked = business_date(session)
        today = max(self._today(), worked) if worked is not None else self._today()
        if said.day < today:
            raise Refusal("numbers.document_past", day=said.day)
        if said.to_epoch != here.epoch or said.unit != here.unit:
            raise Refusal("numbers.document_outdated")
        overlapping = session.scalar(
            select(NumberBlock.id)
            .where(NumberBlock.unit == said.unit, NumberBlock.day == said.day)
            .where(NumberBlock.first <= said.last, NumberBlock.last >= said.first)
            .limit(1)
        )
        if overlapping is not None:
            raise Refusal("numbers.document_overlaps", first=said.first, last=said.last)

    def _best(self, session: Session, day: date) -> tuple[NumberBlock | None, int]:
        """The block of which most can be given, and how many that is."""
        here = self._this_desk()
        rows = session.scalars(
            select(NumberBlock)
            .where(NumberBlock.unit == here.unit, NumberBlock.day == day)
            .where(NumberBlock.kind.in_(GIVABLE), NumberBlock.closed_at.is_(None))
            .where(NumberBlock.epoch == here.epoch)
            .order_by(NumberBlock.first.desc())
        ).all()
        found = [(most_to_give(row.first, row.last, row.next), row) for row in rows]
        most, block = max(found, key=lambda pair: pair[0], default=(0, None))
        return block, most

    def _neighbour(self, session: Session, to: str) -> Neighbour:
        wanted = to.strip()
        found = [
            one
            for one in self._known(session)
            if not one.revoked and wanted in (one.counter, one.desk_id)
        ]
        here = self._this_desk()
        if not found and wanted in (here.counter, here.desk_id):
            said = {"to": message("numbers.own_counter.field")}
            raise Refusal("numbers.own_counter", fields=said)
        if not found:
            said = {"to": message("numbers.no_neighbour.field")}
            raise Refusal("numbers.no_neighbour", fields=said, counter=wanted[:100])
        return found[-1]  # of several at one counter the one the centre told of last

    def _known(self, session: Session) -> list[Neighbour]:
        row = session.get(Setting, NEIGHBOURS)
        known: dict[str, Any] = row.value if row is not None else {}
        own = self._this_desk().desk_id
        return [Neighbour(name, **said) for name, said in known.items() if name != own]

    def _enrolled(self) -> ThisDesk:
        here = self._this_desk()
        if here.desk_id is None:
            raise Refusal("numbers.stands_alone")
        return here

    def _today(self) -> date:
        return self._clock.now().date()

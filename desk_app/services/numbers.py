"""Numbers of dossiers: leased in blocks, taken inside the intake transaction, never reused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select, text

from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock
from desk_app.prepared import Prepared, Transaction
from desk_app.wording import message

EMERGENCY = "emergency"
TAKEN_OVER = "taken_over"

# One statement, so that no two takers can read the same number. The oldest block of the day
# that still has numbers is used up first, an opened emergency block last. No day before the one
# on which this desk last worked gives any: a clock put back opens nothing.
_TAKE = Prepared(
    text(
        """
        UPDATE number_block SET next = next + 1
        WHERE id = (
            SELECT id FROM number_block
            WHERE unit = :unit AND day = :day AND next <= last AND closed_at IS NULL
            AND (kind <> 'emergency' OR opened_at IS NOT NULL)
            AND NOT EXISTS (
                SELECT 1 FROM setting
                WHERE (name = 'business_date' AND value > :worked) OR name = 'shut_out'
            )
            ORDER BY kind = 'emergency', first LIMIT 1
        )
        RETURNING next - 1
        """
    )
)
_ANY = Prepared(
    text(
        """
        SELECT count(*) FROM number_block
        WHERE unit = :unit AND day = :day AND (kind <> 'emergency' OR opened_at IS NOT NULL)
        """
    )
)
# What a supervisor can still open: where there is none, nobody is sent to ask for it.
_SEALED = Prepared(
    text(
        """
        SELECT count(*) FROM number_block
        WHERE unit = :unit AND day = :day AND kind = 'emergency' AND next <= last
        AND opened_at IS NULL AND closed_at IS NULL
        """
    )
)
# Gave up its numbers after it was put back, and has heard of no newer ones for that day since.
_GIVEN_UP = Prepared(
    text(
        """
        SELECT count(*) FROM setting
        WHERE name = 'began_anew' AND json_extract(value, '$.numbers') > 0
        AND NOT EXISTS (
            SELECT 1 FROM number_block
            WHERE unit = :unit AND day = :day AND epoch >= json_extract(value, '$.epoch')
        )
        """
    )
)
# The centre has said that this desk is revoked: what it issues from then on, nobody takes.
_SHUT_OUT = Prepared(text("SELECT count(*) FROM setting WHERE name = 'shut_out'"))
_WORKED = Prepared(text("SELECT value FROM setting WHERE name = 'business_date'"))
_WORK_ON = Prepared(
    text(
        """
        INSERT INTO setting (name, value) VALUES ('business_date', :worked)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE excluded.value > value
        """
    )
)


@dataclass(frozen=True)
class BlockLine:
    """A leased block as shown: ``left`` numbers remain, ``next`` is the one to be taken.

    ``kind``: usual | top_up | emergency | taken_over. ``sealed``: an emergency block that nobody
    has opened. ``closed``: its day is over, nothing of it is left.
    """

    unit: str
    day: date
    first: int
    last: int
    next: int
    left: int
    kind: str = "usual"
    sealed: bool = False
    closed: bool = False


def take_number(work: Transaction, unit: str, day: date) -> int:
    """The next number of ``unit`` for ``day``, used up for ever once ``work`` is committed.

    Raises:
        Refusal: no leased block of that day has numbers left (``numbers.usual_used_up`` where the
            emergency block can still be opened, else ``numbers.used_up``;
            ``numbers.given_up``, ``numbers.no_block``), the desk has worked on a later
            day already (``numbers.clock_back``), or the centre has revoked it
            (``numbers.shut_out``); names ``received_at``.
    """
    asked = {"unit": unit, "day": day.isoformat()}
    number = _TAKE.run(work, {**asked, "worked": _as_json(day)}).scalar()
    if number is None:
        raise _no_number(work, asked, day)
    return int(number)


def work_on(work: Transaction, day: date) -> None:
    """Notes that this desk works on ``day``; an earlier day changes nothing."""
    _WORK_ON.run(work, {"worked": _as_json(day)})


def business_date(work: Transaction) -> date | None:
    """The last day on which this desk worked."""
    said = _WORKED.run(work, {}).scalar()
    return None if said is None else date.fromisoformat(json.loads(said))


def _no_number(work: Transaction, asked: dict[str, str], day: date) -> Refusal:
    if _SHUT_OUT.run(work, {}).scalar():
        words = message("numbers.shut_out.field")
        return Refusal("numbers.shut_out", fields={"received_at": words})
    worked = business_date(work)
    if worked is not None and worked > day:
        words = message("numbers.clock_back.field", day=day, worked=worked)
        return Refusal("numbers.clock_back", fields={"received_at": words}, day=day, worked=worked)
    key = "numbers.no_block"
    if _ANY.run(work, asked).scalar():
        sealed = _SEALED.run(work, asked).scalar()
        key = "numbers.usual_used_up" if sealed else "numbers.used_up"
        if _GIVEN_UP.run(work, asked).scalar():
            key = "numbers.given_up"
    return Refusal(key, fields={"received_at": message(f"{key}.field", day=day)}, day=day)


def _as_json(day: date) -> str:
    return json.dumps(day.isoformat())


def is_open() -> ColumnElement[bool]:
    """Of a block: it may give numbers, if any are left."""
    return NumberBlock.closed_at.is_(None) & or_(
        NumberBlock.kind != EMERGENCY, NumberBlock.opened_at.is_not(None)
    )


class Numbers:
    """The leased blocks of this desk."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def blocks(self, since: date | None = None) -> list[BlockLine]:
        """All blocks from ``since`` on (None: all), by day."""
        query = select(NumberBlock).order_by(NumberBlock.day, NumberBlock.first)
        if since is not None:
            query = query.where(NumberBlock.day >= since)
        with self._store.read() as session:
            return [line_of(block) for block in session.scalars(query)]

    def left(self, unit: str, day: date) -> int:
        """How many dossiers can still get a number of ``unit`` on ``day``."""
        with self._store.read() as session:
            sum_left = func.sum(NumberBlock.last - NumberBlock.next + 1)
            query = select(sum_left).where(NumberBlock.unit == unit, NumberBlock.day == day)
            return int(session.scalar(query.where(is_open())) or 0)

    def why_none(self, unit: str, day: date) -> Refusal | None:
        """What :func:`take_number` would refuse with now; None: there are numbers."""
        asked = {"unit": unit, "day": day.isoformat()}
        left = self.left(unit, day)
        with self._store.read() as session:
            worked = business_date(session)
            welcome = not _SHUT_OUT.run(session, {}).scalar()
            if left and welcome and (worked is None or worked <= day):
                return None
            return _no_number(session, asked, day)

    def worked(self) -> date | None:
        """The last day on which this desk worked."""
        with self._store.read() as session:
            return business_date(session)


def line_of(block: NumberBlock) -> BlockLine:
    """A row as shown."""
    return BlockLine(
        block.unit,
        block.day,
        block.first,
        block.last,
        block.next,
        block.last - block.next + 1,
        block.kind,
        sealed=block.kind == EMERGENCY and block.opened_at is None and block.closed_at is None,
        closed=block.closed_at is not None,
    )

"""Numbers of dossiers: leased in blocks, taken inside the intake transaction, never reused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, text

from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.prepared import Prepared, Transaction
from desk_app.models.tables import NumberBlock
from desk_app.wording import message

# One statement, so that no two takers can read the same number. The oldest block of the day
# that still has numbers is used up first.
_TAKE = Prepared(
    text(
        """
        UPDATE number_block SET next = next + 1
        WHERE id = (
            SELECT id FROM number_block
            WHERE unit = :unit AND day = :day AND next <= last
            ORDER BY first LIMIT 1
        )
        RETURNING next - 1
        """
    )
)
_ANY = Prepared(text("SELECT count(*) FROM number_block WHERE unit = :unit AND day = :day"))


@dataclass(frozen=True)
class BlockLine:
    """A leased block as shown: ``left`` numbers remain, ``next`` is the one to be taken."""

    unit: str
    day: date
    first: int
    last: int
    next: int
    left: int


def take_number(work: Transaction, unit: str, day: date) -> int:
    """The next number of ``unit`` for ``day``, used up for ever once ``work`` is committed.

    Raises:
        Refusal: no leased block of that day has numbers left (names ``received_at``).
    """
    asked = {"unit": unit, "day": day.isoformat()}
    number = _TAKE.run(work, asked).scalar()
    if number is None:
        any_block = _ANY.run(work, asked).scalar()
        key = "numbers.used_up" if any_block else "numbers.no_block"
        raise Refusal(key, fields={"received_at": message(f"{key}.field", day=day)}, day=day)
    return int(number)


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
            return [
                BlockLine(b.unit, b.day, b.first, b.last, b.next, b.last - b.next + 1)
                for b in session.scalars(query)
            ]

    def left(self, unit: str, day: date) -> int:
        """How many dossiers can still get a number of ``unit`` on ``day``."""
        with self._store.read() as session:
            sum_left = func.sum(NumberBlock.last - NumberBlock.next + 1)
            query = select(sum_left).where(NumberBlock.unit == unit, NumberBlock.day == day)
            return int(session.scalar(query) or 0)

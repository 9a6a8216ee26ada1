"""A desk that was put back from a copy, or copied, notices it, and gives no number twice.

The mark (:mod:`desk_app.config.marks`) is written down after each commit that made a number and
before its paper goes to a printer, in every pass of the engine, and at the end. Where it is ahead
of the database, the desk uses up all numbers it holds and begins a new epoch, in one commit. What
it had not sent stays and goes up as always.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.config.marks import Mark, Marks, suspicion
from desk_app.errors import EnvironmentFault
from desk_app.models.base import table_of
from desk_app.models.desk import BEGAN_ANEW
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock, OutboxEntry, Setting
from desk_app.prepared import Prepared
from desk_app.services.journal import write_line
from desk_app.services.this_desk import place_in, write_this_desk
from desk_app.wording import Message, message

log = logging.getLogger(__name__)
NOTED = "mark_noted"
# How long the officers of a desk that began anew are told of it.
TOLD_FOR = timedelta(days=7)
_LAST = Prepared(select(func.max(table_of(OutboxEntry).c.seq)))


@dataclass(frozen=True)
class BeganAnew:
    """The last time this desk gave up its numbers: when, why (key of words), how many numbers."""

    at: datetime
    why: str
    epoch: int
    numbers: int

    @property
    def words(self) -> Message:
        """What happened, what it means, what to do, in a sentence or two."""
        return message(f"restored.{self.why}", at=self.at, numbers=self.numbers)

    def as_json(self, language: str) -> dict[str, Any]:
        """As ``desk-app numbers`` prints it."""
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "why": self.why,
            "epoch": self.epoch,
            "numbers": self.numbers,
            "text": self.words.in_words(language),
        }


class MarkKeeper:
    """Keeps the mark of one desk. Desks that stand alone have none: nobody could lease anew.

    May be asked from any thread.
    """

    def __init__(self, store: Store, clock: Clock, marks: Marks | None) -> None:
        self._store = store
        self._clock = clock
        self._marks = marks
        self._lock = threading.Lock()
        self._in_file: Mark | None = None
        self._in_keyring: Mark | None = None

    def check(self, *, recovered: bool = False) -> str | None:
        """Looks, before any number is given out, whether this database is the one that was worked
        with last; begins anew if not. Returns why.

        Args:
            recovered: opened with the recovery passphrase: nobody knows what was done since.

        Raises:
            EnvironmentFault: the database cannot be written.
        """
        database = self._mark()
        if database is None or self._marks is None:
            return None
        with self._store.read() as session:
            noted_before = session.get(Setting, NOTED) is not None
        file, ring = self._marks.in_file(), self._marks.in_keyring()
        why: str | None = suspicion(
            database, file, ring, self._marks.place, noted_before=noted_before
        )
        if why is None and recovered:
            why = "recovered"
        if why is None:
            if noted_before:
                self._in_file = file.mark
                # What the keyring says of another place does not say it of this one.
                self._in_keyring = ring.mark if ring.place == self._marks.place else None
            return None
        self.begin_anew(why, database.epoch)
        return why

    def begin_anew(self, why: str, present: int) -> int:
        """Uses up every number held and raises the epoch above ``present``, its own and all that
        are known here, in one commit; returns the new epoch.

        Raises:
            EnvironmentFault: the database cannot be written.
        """
        now = self._clock.now()
        known = 0 if self._marks is None else self._marks.highest_epoch()
        with self._store.write() as session:
            here = place_in(session)
            if here is None:
                return present
            epoch = max(here.epoch, present, known) + 1
            numbers = _use_up(session)
            write_this_desk(session, replace(here, epoch=epoch))
            said = {"epoch": epoch, "numbers": numbers}
            told = {"at": now.isoformat(), "why": why, **said}
            session.merge(Setting(name=BEGAN_ANEW, value=told))
            write_line(session, now, None, here.counter, None, f"desk.began_anew.{why}", **said)
        log.warning("this desk begins epoch %d: %s; %d numbers given up", epoch, why, numbers)
        self.note(everywhere=True)
        return epoch

    def note(self, *, everywhere: bool = False) -> None:
        """Writes the mark down if it moved. What the disk or the keyring refuses is written down
        next time: a mark behind is no fault.

        Args:
            everywhere: in the keyring, too, which may take its time; else in the folder alone.
        """
        if self._marks is None:
            return
        with self._lock:
            mark = self._mark()
            if mark is None:
                return
            try:
                self._note(self._marks, mark, everywhere=everywhere)
            except (OSError, EnvironmentFault) as fault:
                log.warning("the mark is not written down: %s", type(fault).__name__)

    def _note(self, marks: Marks, mark: Mark, *, everywhere: bool) -> None:
        if mark != self._in_file:
            first = self._in_file is None
            marks.keep_in_file(mark)
            if first:
                with self._store.write() as session:
                    session.merge(Setting(name=NOTED, value=True))
            self._in_file = mark
        if everywhere and mark != self._in_keyring:
            marks.keep_in_keyring(mark)
            self._in_keyring = mark

    def _mark(self) -> Mark | None:
        """What follows from the database; None for a desk without a centre."""
        with self._store.read() as session:
            here = place_in(session)
            if here is None or here.centre_url is None:
                return None
            return Mark(here.epoch, int(_LAST.run(session, {}).scalar() or 0))


def began_anew(store: Store, now: datetime) -> BeganAnew | None:
    """The last time this desk gave up its numbers, as long as officers are to be told."""
    with store.read() as session:
        row = session.get(Setting, BEGAN_ANEW)
        said: dict[str, Any] | None = row.value if row is not None else None
    if said is None:
        return None
    at = datetime.fromisoformat(said["at"])
    if abs(now - at) > TOLD_FOR:
        return None
    return BeganAnew(at, said["why"], said["epoch"], said["numbers"])


def _use_up(session: Session) -> int:
    left = NumberBlock.next <= NumberBlock.last
    numbers = session.scalar(select(func.sum(NumberBlock.last - NumberBlock.next + 1)).where(left))
    session.execute(update(NumberBlock).where(left).values(next=NumberBlock.last + 1))
    return int(numbers or 0)

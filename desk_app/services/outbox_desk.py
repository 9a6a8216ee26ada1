"""What the desk has still to tell the centre, for people: what waits, since when, what to do.

The light is green only when nothing is unsent: it follows from this list, not from the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal_column, select, update
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.event_bus import EventBus
from desk_app.events import DossierChanged, OutboxChanged, SendRequested
from desk_app.models.engine import Store
from desk_app.models.last_sync import read_last_sync
from desk_app.models.sync_states import settle_dossiers
from desk_app.models.tables import Dossier, OutboxEntry
from desk_app.services.archive_queue import files_waiting
from desk_app.services.files_sent import FilesSent, files_sent
from desk_app.services.journal import write_line
from desk_app.services.outbox_words import kind_words, last_error, what_next
from desk_app.services.send_again import UNKNOWN_THERE, put_back_earlier
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.wording import Message, message

STATES = ("waiting", "refused", "held", "accepted")
UNSENT = ("waiting", "refused", "held")
ACTIONS = {  # what an officer can do with an entry, by its state
    "waiting": ("send_now", "set_aside"),
    "refused": ("try_again", "set_aside"),
    "held": ("try_again",),
    "accepted": (),
}
SLOW_AFTER = timedelta(minutes=15)
JAMMED_AFTER = timedelta(hours=2)
JAMMED_FROM = 500
MOST_LISTED = 1000


@dataclass(frozen=True)
class QueueEntry:
    """One entry as people read it.

    ``state``: waiting | refused | held | accepted; ``age_seconds`` since it was committed;
    ``what_next``: what happens by itself or what to do; ``actions``: of :data:`ACTIONS`.
    ``files``: how far the archive copies of its dossier are; None: there are none.
    """

    id: str
    dossier_id: str
    code: str
    applicant: str
    kind: str
    kind_words: Message
    position: int
    state: str
    state_words: Message
    since: datetime
    age_seconds: int
    attempts: int
    last_try_at: datetime | None
    next_try_at: datetime | None
    last_error: Message | None
    what_next: Message
    actions: tuple[str, ...]
    files: FilesSent | None = None

    def as_json(self, language: str) -> dict[str, Any]:
        """The entry as ``desk-app queue`` prints it."""
        return {
            "id": self.id,
            "dossier": self.code,
            "applicant": self.applicant,
            "kind": self.kind,
            "position": self.position,
            "state": self.state,
            "since": self.since.isoformat(),
            "age_seconds": self.age_seconds,
            "attempts": self.attempts,
            "last_try_at": self.last_try_at.isoformat() if self.last_try_at else None,
            "next_try_at": self.next_try_at.isoformat() if self.next_try_at else None,
            "last_error": self.last_error.in_words(language) if self.last_error else None,
            "what_next": self.what_next.in_words(language),
            "files": (
                {"total": self.files.total, "uploaded": self.files.uploaded} if self.files else None
            ),
        }


@dataclass(frozen=True)
class Queue:
    """The whole outbox in numbers, and its unsent entries, the oldest first.

    ``condition``: clear | waiting | slow | jammed | needs_you. ``oldest_seconds``: age of the
    oldest unsent entry. ``files_waiting``, ``pages_waiting``, ``bytes_waiting``: archive copies
    still to be made or sent.
    """

    waiting: int
    refused: int
    held: int
    pages_waiting: int
    bytes_waiting: int
    oldest_seconds: int | None
    accepted_today: int
    condition: str
    entries: tuple[QueueEntry, ...]
    files_waiting: int = 0

    @property
    def unsent(self) -> int:
        """How many entries the centre has not accepted."""
        return self.waiting + self.refused + self.held

    @property
    def unlisted(self) -> int:
        """How many unsent entries are not among ``entries``."""
        return self.unsent - len(self.entries)

    @property
    def condition_words(self) -> Message:
        """The condition in words."""
        return message(f"outbox.condition.{self.condition}")

    def as_json(self, language: str) -> dict[str, Any]:
        """The answer of ``desk-app queue``."""
        return {
            "waiting": self.waiting,
            "refused": self.refused,
            "held": self.held,
            "files_waiting": self.files_waiting,
            "pages_waiting": self.pages_waiting,
            "bytes_waiting": self.bytes_waiting,
            "oldest_seconds": self.oldest_seconds,
            "accepted_today": self.accepted_today,
            "entries": [entry.as_json(language) for entry in self.entries],
        }


class OutboxDesk:
    """The outbox for the sync centre screen and ``desk-app queue``."""

    def __init__(self, store: Store, clock: Clock, bus: EventBus) -> None:
        self._store = store
        self._clock = clock
        self._bus = bus

    def queue(self, most: int = MOST_LISTED) -> Queue:
        """The outbox as it is; at most ``most`` entries are listed, all are counted (``unlisted``
        tells how many are not)."""
        now = self._clock.now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        with self._store.read() as session:
            counts = _counts(session)
            entries = _unsent(session, now, most)
            first = session.scalar(
                select(func.min(OutboxEntry.created_at)).where(OutboxEntry.state.in_(UNSENT))
            )
            today = session.scalar(
                select(func.count()).where(_ACCEPTED, OutboxEntry.answered_at >= midnight)
            )
            files = files_waiting(session)
        oldest = None if first is None else _age(first, now)
        return Queue(
            waiting=counts["waiting"],
            refused=counts["refused"],
            held=counts["held"],
            pages_waiting=files.pages,
            bytes_waiting=files.bytes,
            oldest_seconds=oldest,
            accepted_today=today or 0,
            condition=condition(counts, oldest),
            entries=entries,
            files_waiting=files.files,
        )

    def accepted(self, most: int = 100) -> list[QueueEntry]:
        """What the centre accepted last, the latest first."""
        now = self._clock.now()
        with self._store.read() as session:
            return _read(session, now, ("accepted",), most)

    def last_sync(self) -> datetime | None:
        """When the centre last answered, before this program began, too; None: never."""
        return read_last_sync(self._store)

    def send_now(self) -> None:
        """Asks for the outbox to be sent at once, without waiting for the next try."""
        self._bus.publish(SendRequested())

    def try_again(self, entry_id: str, officer: OfficerAtDesk) -> None:
        """Puts a refused or held entry back to be sent, under the same id; those of its dossier
        that are held behind it follow. Where the centre says it does not have the dossier, what it
        had accepted of it goes first.

        Raises:
            Refusal: there is no such entry, or it is not refused or held.
        """
        self._move(entry_id, officer, ("refused", "held"), "waiting")
        self.send_now()

    def set_aside(self, entry_id: str, officer: OfficerAtDesk) -> None:
        """Holds a waiting or refused entry and those of its dossier behind it, until someone
        tries again.

        Raises:
            Refusal: there is no such entry, or the centre has accepted it.
        """
        self._move(entry_id, officer, ("waiting", "refused"), "held")

    def _move(
        self, entry_id: str, officer: OfficerAtDesk, allowed: Sequence[str], state: str
    ) -> None:
        with self._store.write() as session:
            entry = session.scalar(select(OutboxEntry).where(OutboxEntry.id == entry_id))
            if entry is None:
                raise Refusal("outbox.unknown")
            if entry.state not in allowed:
                raise Refusal("outbox.not_now", state=message(f"outbox.state.{entry.state}"))
            was = entry.state
            entry.state, entry.next_try_at = state, None
            session.execute(
                update(OutboxEntry)
                .where(
                    OutboxEntry.dossier_id == entry.dossier_id,
                    OutboxEntry.position > entry.position,
                    OutboxEntry.state == ("held" if state == "waiting" else "waiting"),
                )
                .values(state=state, next_try_at=None)
            )
            if state == "waiting" and entry.last_error == UNKNOWN_THERE:
                put_back_earlier(session, entry)
            settle_dossiers(session, [entry.dossier_id])
            if state == "held":
                action = "entry.held"
            else:
                action = "entry.try_again" if was == "refused" else "entry.released"
            write_line(
                session,
                self._clock.now(),
                officer.login,
                officer.counter,
                entry.dossier_id,
                action,
                entry=entry_id,
            )
            dossier_id = entry.dossier_id
        self._bus.publish(OutboxChanged())
        self._bus.publish(DossierChanged(dossier_id))


def condition(counts: dict[str, int], oldest_seconds: int | None) -> str:
    """What the light shows: clear | waiting | slow | jammed | needs_you."""
    if counts["refused"] or counts["held"]:
        return "needs_you"
    if not counts["waiting"] or oldest_seconds is None:
        return "clear"
    if oldest_seconds > JAMMED_AFTER.total_seconds() or counts["waiting"] > JAMMED_FROM:
        return "jammed"
    return "slow" if oldest_seconds > SLOW_AFTER.total_seconds() else "waiting"


# The plus keeps SQLite from walking everything that was ever accepted: it shall walk today's.
_ACCEPTED = literal_column("+outbox.state") == "accepted"


def _counts(session: Session) -> dict[str, int]:
    rows = session.execute(
        select(OutboxEntry.state, func.count().label("entries"))
        .where(OutboxEntry.state.in_(UNSENT))
        .group_by(OutboxEntry.state)
    )
    return {**dict.fromkeys(UNSENT, 0), **{row.state: row.entries for row in rows}}


def _read(session: Session, now: datetime, states: Sequence[str], most: int) -> list[QueueEntry]:
    """The entries in ``states``: those done the latest first, all others the oldest first."""
    seq = OutboxEntry.seq.desc() if "accepted" in states else OutboxEntry.seq
    rows = session.execute(
        select(OutboxEntry, Dossier.code, Dossier.applicant_name)
        .outerjoin(Dossier, Dossier.id == OutboxEntry.dossier_id)
        .where(OutboxEntry.state.in_(states))
        .order_by(seq)
        .limit(most)
    ).all()
    files = files_sent(session, {entry.dossier_id for entry, _, _ in rows})
    return [
        _entry(entry, code, applicant, now, files.get(entry.dossier_id))
        for entry, code, applicant in rows
    ]


def _unsent(session: Session, now: datetime, most: int) -> tuple[QueueEntry, ...]:
    """The oldest first. What needs someone is listed before what goes by itself takes the room."""
    stuck = _read(session, now, ("refused", "held"), most)
    waiting = _read(session, now, ("waiting",), most - len(stuck))
    return tuple(sorted([*stuck, *waiting], key=lambda entry: (entry.since, entry.id)))


def _age(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds()))


def _entry(
    row: OutboxEntry,
    code: str | None,
    applicant: str | None,
    now: datetime,
    files: FilesSent | None,
) -> QueueEntry:
    return QueueEntry(
        id=row.id,
        dossier_id=row.dossier_id,
        code=code or "",
        applicant=applicant or "",
        kind=row.kind,
        kind_words=kind_words(row.kind),
        position=row.position,
        state=row.state,
        state_words=message(f"outbox.state.{row.state}"),
        since=row.created_at,
        age_seconds=_age(row.created_at, now),
        attempts=row.attempts,
        last_try_at=row.last_try_at,
        next_try_at=row.next_try_at,
        last_error=last_error(row.last_error, row.reason_text),
        what_next=what_next(row.state, row.attempts, row.next_try_at, row.last_error),
        actions=ACTIONS[row.state],
        files=files,
    )

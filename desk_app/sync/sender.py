"""Which entries go into the next batch.

Entries of one dossier go in their order and only when all earlier ones were accepted or go along;
dossiers never wait for each other. What cannot be sent stays behind with those of its own dossier.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from desk_app.models.desk import BEGAN_ANEW
from desk_app.models.tables import OutboxEntry, Setting
from desk_app.sync.protocol import MAX_BYTES, MAX_ENTRIES, Entry

# What an entry weighs in the request beside its payload.
FRAME_BYTES = 400

# Every pass asks these, most of them for nothing: they are put together once.
_EARLIER = aliased(OutboxEntry)
_STUCK = exists().where(
    _EARLIER.dossier_id == OutboxEntry.dossier_id,
    _EARLIER.position < OutboxEntry.position,
    _EARLIER.state.in_(("refused", "held")),
)
_WAITING = (
    select(
        OutboxEntry.seq,
        OutboxEntry.id,
        OutboxEntry.dossier_id,
        OutboxEntry.position,
        func.length(OutboxEntry.payload).label("size"),
    )
    .where(OutboxEntry.state == "waiting", ~_STUCK)
    .order_by(OutboxEntry.seq)
    .limit(bindparam("look_at"))
)
_BATCH = (
    select(OutboxEntry)
    .where(OutboxEntry.id.in_(bindparam("ids", expanding=True)))
    .order_by(OutboxEntry.seq)
)
_UNSENT = (
    select(OutboxEntry.state, func.count(), func.min(OutboxEntry.created_at))
    .where(OutboxEntry.state.in_(("waiting", "refused", "held")))
    .group_by(OutboxEntry.state)
)
_MARK = select(func.max(OutboxEntry.seq))


@dataclass(frozen=True)
class Waiting:
    """A waiting entry as the chooser sees it. ``size``: bytes of its payload.

    ``stuck``: an earlier entry of its dossier was refused or is held.
    """

    seq: int
    id: str
    dossier_id: str
    position: int
    size: int
    stuck: bool = False


def choose(
    waiting: Iterable[Waiting],
    *,
    set_back: Collection[str] = (),
    most: int = MAX_ENTRIES,
    most_bytes: int = MAX_BYTES,
) -> list[str]:
    """Ids of the next batch, in the order of commits, which is the order within each dossier.

    Args:
        set_back: ids that are not to be tried now; later ones of their dossiers wait with them.
        most: how many at most.
        most_bytes: how many bytes at most; one entry always goes, however large.
    """
    chosen: list[str] = []
    behind: set[str] = set()
    total = 0
    for entry in sorted(waiting, key=lambda entry: entry.seq):
        if entry.dossier_id in behind:
            continue
        weight = entry.size + FRAME_BYTES
        full = len(chosen) >= most or (chosen and total + weight > most_bytes)
        if entry.stuck or entry.id in set_back or full:
            behind.add(entry.dossier_id)
            continue
        chosen.append(entry.id)
        total += weight
    return chosen


def read_waiting(session: Session, look_at: int) -> list[Waiting]:
    """The ``look_at`` oldest waiting entries that are not stuck behind a refused or held one."""
    rows = session.execute(_WAITING, {"look_at": look_at})
    return [Waiting(row.seq, row.id, row.dossier_id, row.position, row.size) for row in rows]


@dataclass(frozen=True)
class Batch:
    """Messages ready to go, in the order of commits, and the ids of rows that cannot be read."""

    entries: list[Entry]
    broken: list[str]


def read_batch(session: Session, ids: Collection[str]) -> Batch:
    """The messages of ``ids``."""
    batch = Batch([], [])
    if not ids:
        return batch
    for row in session.scalars(_BATCH, {"ids": list(ids)}):
        try:
            batch.entries.append(_entry(row))
        except ValueError:  # of json and of pydantic alike
            batch.broken.append(row.id)
    return batch


def _entry(row: OutboxEntry) -> Entry:
    return Entry(
        id=row.id,
        dossier_id=row.dossier_id,
        position=row.position,
        kind=row.kind,
        version=row.version,
        created_at=row.created_at,
        payload=json.loads(row.payload),
        payload_sha256=row.payload_sha256,
    )


@dataclass(frozen=True)
class Unsent:
    """What has not been accepted. ``oldest``: when the oldest waiting entry was committed."""

    waiting: int
    refused: int
    held: int
    oldest: datetime | None


def read_unsent(session: Session) -> Unsent:
    """How much of the outbox is unsent, and since when."""
    rows = session.execute(_UNSENT).all()
    counts = {state: count for state, count, _ in rows}
    oldest = next((since for state, _, since in rows if state == "waiting"), None)
    return Unsent(counts.get("waiting", 0), counts.get("refused", 0), counts.get("held", 0), oldest)


def read_mark(session: Session) -> int:
    """The number of the last entry ever committed here."""
    return session.scalar(_MARK) or 0


def is_ours(session: Session, entry_id: str | None) -> bool:
    """Whether this desk has the entry; None is nobody's."""
    if entry_id is None:
        return True
    found = select(OutboxEntry.seq).where(OutboxEntry.id == entry_id)
    return session.scalar(found) is not None


def any_since_began_anew(session: Session, ids: Collection[str]) -> bool:
    """Whether one of ``ids`` was committed after this desk last gave up its numbers: then others
    give out the same ones once more."""
    if not ids:
        return False
    row = session.get(Setting, BEGAN_ANEW)
    since = datetime.fromisoformat(row.value["at"]) if row is not None else None
    dates = session.scalars(select(OutboxEntry.created_at).where(OutboxEntry.id.in_(ids)))
    return any(since is None or created > since for created in dates)

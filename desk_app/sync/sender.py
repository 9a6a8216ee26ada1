"""Which entries go into the next batch.

Entries of one dossier go in their order and only when all earlier ones were accepted or go along;
dossiers never wait for each other. What cannot be sent stays behind with those of its own dossier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic_core import from_json
from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from desk_app.models.desk import BEGAN_ANEW
from desk_app.models.tables import OutboxEntry, Setting
from desk_app.prepared import OneOf, Prepared, Transaction
from desk_app.sync.protocol import MAX_BYTES, MAX_ENTRIES, Entry

# What an entry weighs in the request beside its payload.
FRAME_BYTES = 400
_EARLIER = aliased(OutboxEntry)
_WAITING = Prepared(
    select(
        OutboxEntry.seq,
        OutboxEntry.id,
        OutboxEntry.dossier_id,
        OutboxEntry.position,
        func.octet_length(OutboxEntry.payload),  # told without reading it
    )
    .where(OutboxEntry.state == "waiting")
    .where(
        ~exists().where(
            _EARLIER.dossier_id == OutboxEntry.dossier_id,
            _EARLIER.position < OutboxEntry.position,
            or_(_EARLIER.state == "refused", _EARLIER.state == "held"),
        )
    )
    .order_by(OutboxEntry.seq)
    .limit(bindparam("look_at"))
)
_BATCH = Prepared(
    select(
        OutboxEntry.id,
        OutboxEntry.dossier_id,
        OutboxEntry.position,
        OutboxEntry.kind,
        OutboxEntry.version,
        OutboxEntry.created_at,
        OutboxEntry.payload,
        OutboxEntry.payload_sha256,
    )
    .where(OneOf(OutboxEntry.id, "ids"))
    .order_by(OutboxEntry.seq)
)
_UNSENT = Prepared(
    select(OutboxEntry.state, func.count(), func.min(OutboxEntry.created_at))
    .where(or_(*(OutboxEntry.state == state for state in ("waiting", "refused", "held"))))
    .group_by(OutboxEntry.state)
)
_MARK = Prepared(select(func.max(OutboxEntry.seq)))
_OURS = Prepared(select(OutboxEntry.seq).where(OutboxEntry.id == bindparam("entry")))


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


def read_waiting(look: Transaction, look_at: int) -> list[Waiting]:
    """The ``look_at`` oldest waiting entries that are not stuck behind a refused or held one."""
    return [Waiting(*row) for row in _WAITING.read(look, {"look_at": look_at})]


@dataclass(frozen=True)
class Batch:
    """Messages ready to go, in the order of commits, and the ids of rows that cannot be read."""

    entries: list[Entry]
    broken: list[str]


def read_batch(look: Transaction, ids: Collection[str]) -> Batch:
    """The messages of ``ids``."""
    batch = Batch([], [])
    for row in _BATCH.read(look, {"ids": list(ids)}) if ids else ():
        try:
            batch.entries.append(_entry(*row))
        except ValueError:  # of JSON and of pydantic alike
            batch.broken.append(row[0])
    return batch


def _entry(
    entry_id: str,
    dossier_id: str,
    position: int,
    kind: str,
    version: int,
    created_at: datetime,
    payload: str,
    payload_sha256: str,
) -> Entry:
    return Entry(
        id=entry_id,
        dossier_id=dossier_id,
        position=position,
        kind=kind,
        version=version,
        created_at=created_at,
        payload=from_json(payload),
        payload_sha256=payload_sha256,
    )


@dataclass(frozen=True)
class Unsent:
    """What has not been accepted. ``oldest``: when the oldest waiting entry was committed."""

    waiting: int
    refused: int
    held: int
    oldest: datetime | None


def read_unsent(look: Transaction) -> Unsent:
    """How much of the outbox is unsent, and since when."""
    rows = _UNSENT.read(look)
    counts = {state: count for state, count, _ in rows}
    oldest = next((since for state, _, since in rows if state == "waiting"), None)
    return Unsent(counts.get("waiting", 0), counts.get("refused", 0), counts.get("held", 0), oldest)


def read_mark(look: Transaction) -> int:
    """The number of the last entry ever committed here."""
    ((last,),) = _MARK.read(look)
    return last or 0


def is_ours(look: Transaction, entry_id: str | None) -> bool:
    """Whether this desk has the entry; None is nobody's."""
    return entry_id is None or bool(_OURS.read(look, {"entry": entry_id}))


def any_since_began_anew(session: Session, ids: Collection[str]) -> bool:
    """Whether one of ``ids`` was committed after this desk last gave up its numbers: then others
    give out the same ones once more."""
    if not ids:
        return False
    row = session.get(Setting, BEGAN_ANEW)
    since = datetime.fromisoformat(row.value["at"]) if row is not None else None
    dates = session.scalars(select(OutboxEntry.created_at).where(OutboxEntry.id.in_(ids)))
    return any(since is None or created > since for created in dates)

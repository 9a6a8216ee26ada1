"""A look of a desk that has nothing to send: answered by reading alone.

Most of what a centre is asked is that. It writes and locks nothing, so looks hold up nobody.
Whatever would have to be written, or refused, goes the long way.
"""

from __future__ import annotations

import hmac
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, true
from sqlalchemy.orm import Session

from desk_app.central import changes, epochs, numbers, put_back, sharing
from desk_app.central.changes import Page
from desk_app.central.engine import CentreStore
from desk_app.central.number_rules import horizon
from desk_app.central.tables import About, ChangeHead, Counter, Desk, Unit
from desk_app.clock import Clock
from desk_app.prepared import Prepared
from desk_app.sync.protocol import PROTOCOL, Change, SyncAnswer, SyncRequest, credential_hash

# When a desk was last heard of is written down this often.
SEEN_EVERY = timedelta(minutes=5)


class _Standing(NamedTuple):
    """All that a look depends on, but for the desk's blocks and the feed."""

    id: str
    unit: str
    counter: str
    credential_sha256: str
    credential_expires_at: datetime | None
    revoked_at: datetime | None
    epoch: int
    epoch_raises: int
    told: int
    mark: int
    public_key: str | None
    last_seen_at: datetime | None
    app_version: str
    waiting: int
    last_entry: str | None
    training: bool
    put_backs: int
    unit_ends: date | None
    last_change: int
    block_size: int
    size_set: bool
    sized_on: date | None


_STANDING = Prepared(
    select(
        Desk.id,
        Desk.unit,
        Desk.counter,
        Desk.credential_sha256,
        Desk.credential_expires_at,
        Desk.revoked_at,
        Desk.epoch,
        Desk.epoch_raises,
        Desk.told,
        Desk.mark,
        Desk.public_key,
        Desk.last_seen_at,
        Desk.app_version,
        Desk.waiting,
        Desk.last_entry,
        About.training,
        About.put_backs,
        Unit.valid_to,
        ChangeHead.last_seq,
        Counter.block_size,
        Counter.size_set,
        Counter.sized_on,
    )
    .select_from(Desk)
    .join(About, true())
    .join(ChangeHead, true())
    .join(Unit, Unit.code == Desk.unit)
    .join(Counter, (Counter.unit == Desk.unit) & (Counter.name == Desk.counter))
    .where(Desk.id == bindparam("desk"))
)


def answer(
    store: CentreStore, clock: Clock, desk_id: str, credential: str, said: SyncRequest
) -> SyncAnswer | None:
    """What is new for the desk; None where reading is not enough.

    Raises:
        EnvironmentFault: the database is out of reach.
    """
    if said.entries or said.settled is None:
        return None
    now = clock.now()
    with store.looking() as look:
        found = _STANDING.read(look, {"desk": desk_id})
        if not found:
            return None
        desk = _Standing(*found[0])
        if not _is_let_in(desk, credential, now) or not _is_as_before(desk, said, now):
            return None
        days = horizon(now.date(), training=desk.training)
        blocks = numbers.read_leased(look, desk.id, desk.epoch, days)
        size = numbers.size_of_today(desk.block_size, desk.size_set, desk.sized_on, now.date())
        sealed = said.public_key is not None
        if said.settled != numbers.word(days, blocks, size, sealed=sealed):
            return None
        page, told = Page([], said.cursor, more=False), list[Change]()
        if said.cursor != desk.last_change:
            page = changes.page(look, desk.unit, said.cursor)
            put_back.note_ahead(desk.id, said.cursor, page.cursor)
            with Session(look) as session:
                told = sharing.told(session, page.changes, desk.id, desk.epoch, now)
        return SyncAnswer(
            protocol=PROTOCOL,
            nonce=said.nonce,
            time=now,
            changes=told,
            cursor=page.cursor,
            more=page.more,
            last_entry=desk.last_entry,
            credential_expires_at=desk.credential_expires_at,
            settled=said.settled,
        )


def _is_let_in(desk: _Standing, credential: str, now: datetime) -> bool:
    """Whether it shows the credential it has, which is good, and is not suspected."""
    same = hmac.compare_digest(desk.credential_sha256, credential_hash(credential))
    ended = desk.credential_expires_at is not None and desk.credential_expires_at < now
    return (
        same
        and not ended
        and desk.revoked_at is None
        and desk.epoch_raises <= epochs.MOST_RAISES
        and (desk.public_key is None or desk.credential_expires_at is not None)
    )


def _is_as_before(desk: _Standing, said: SyncRequest, now: datetime) -> bool:
    """Whether nothing of what it says would have to be written down."""
    seen = desk.last_seen_at
    return (
        seen is not None
        and timedelta() <= now - seen < SEEN_EVERY
        and now.date() == seen.date()
        and (desk.unit_ends is None or now.date() <= desk.unit_ends)
        and said.epoch == desk.epoch
        and desk.told >= desk.put_backs
        and said.mark in (None, desk.mark)
        and said.public_key in (None, desk.public_key)
        and (said.app_version, said.waiting) == (desk.app_version, desk.waiting)
    )

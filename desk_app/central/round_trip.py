"""One round trip of ``POST /v1/sync`` in one unit of work, without HTTP."""

from __future__ import annotations

import hmac

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.central import changes, entries, numbers, sharing, tables
from desk_app.central.engine import CentreStore
from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.sync.protocol import PROTOCOL, SyncAnswer, SyncRequest, credential_hash


class NotWelcomeHere(Refusal):
    """The desk is not let in. ``code`` is the code of the problem document."""

    def __init__(self, code: str) -> None:
        super().__init__(f"central.not_welcome.{code.replace('-', '_')}")
        self.code = code


def known_desk(session: Session, desk_id: str, credential: str) -> tables.Desk:
    """The desk that shows this credential, locked for this unit of work, so that two round
    trips of one desk (a lost answer asked for again too early) follow each other.

    Raises:
        NotWelcomeHere: ``desk-unknown`` (also for a wrong credential) or ``desk-revoked``.
    """
    desk = session.scalar(
        select(tables.Desk)
        .where(tables.Desk.id == desk_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    kept = desk.credential_sha256 if desk else "0" * 64
    same = hmac.compare_digest(kept, credential_hash(credential))
    if desk is None or not same:
        raise NotWelcomeHere("desk-unknown")
    if desk.revoked_at is not None:
        raise NotWelcomeHere("desk-revoked")
    return desk


def round_trip(
    store: CentreStore, clock: Clock, desk_id: str, credential: str, said: SyncRequest
) -> tuple[SyncAnswer, str]:
    """Takes the entries, leases numbers, tells the news. Also returns the hash of the
    credential, with which the answer is to be signed.

    Raises:
        NotWelcomeHere: unknown or revoked desk, or an epoch that is over.
        EnvironmentFault: the database is out of reach; nothing was taken.
    """
    with store.writing() as session:
        desk = known_desk(session, desk_id, credential)
        return settle(session, clock, desk, said), desk.credential_sha256


def settle(session: Session, clock: Clock, desk: tables.Desk, said: SyncRequest) -> SyncAnswer:
    """What a desk says takes effect within the caller's unit of work, whatever way it came (the
    line, a file on a stick). ``desk`` is locked.

    Raises:
        NotWelcomeHere: an epoch that is over.
    """
    if said.epoch < desk.epoch:
        raise NotWelcomeHere("epoch-past")
    now = clock.now()
    desk.epoch = said.epoch
    desk.last_seen_at = now
    desk.app_version = said.app_version
    desk.waiting = said.waiting
    training = session.scalars(select(tables.About.training)).one()
    taken = entries.take(session, desk, said.entries, now)
    blocks = numbers.lease(session, desk, said.blocks, clock, training=training)
    page = changes.page(session, desk.unit, said.cursor)
    return SyncAnswer(
        protocol=PROTOCOL,
        nonce=said.nonce,
        time=now,
        entries=taken,
        changes=page.changes,
        cursor=page.cursor,
        more=page.more,
        blocks=blocks,
    )

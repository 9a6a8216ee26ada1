"""One round trip of ``POST /v1/sync`` in one unit of work, without HTTP."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.central import (
    changes,
    credentials,
    entries,
    epochs,
    mergers,
    neighbours,
    numbers,
    places,
    put_back,
    quiet_look,
    sharing,
    tables,
    telling,
)
from desk_app.central.amendments import AMENDED
from desk_app.central.changes import NewChange
from desk_app.central.engine import CentreStore
from desk_app.central.epochs import NotWelcomeHere
from desk_app.clock import Clock
from desk_app.sync.protocol import PROTOCOL, Change, SyncAnswer, SyncRequest, credential_hash

__all__ = ["NotWelcomeHere", "known_desk", "round_trip", "settle"]


def known_desk(session: Session, desk_id: str, credential: str, now: datetime) -> tables.Desk:
    """The desk that shows this credential, locked for this unit of work, so that two round
    trips of one desk (a lost answer asked for again too early) follow each other. Rows that point
    to it may be written meanwhile: a neighbour that hands numbers over does not wait.

    Args:
        now: judges whether the credential has ended.

    Raises:
        NotWelcomeHere: ``desk-unknown`` (also for a wrong credential), ``desk-revoked`` or
            ``credential-expired``.
    """
    found = session.scalar(
        select(tables.Desk)
        .where(tables.Desk.id == desk_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    shown = credential_hash(credential)
    desk = credentials.let_in(found, shown)
    credentials.shown(desk, shown, now)
    return desk


def round_trip(
    store: CentreStore, clock: Clock, desk_id: str, credential: str, said: SyncRequest
) -> tuple[SyncAnswer, str]:
    """Takes the entries, leases numbers, tells the news. Also returns the hash of the
    credential, with which the answer is to be signed.

    Raises:
        NotWelcomeHere: unknown, revoked or copied desk, a credential that has ended, or an epoch
            that is over.
        EnvironmentFault: the database is out of reach; nothing was taken.
    """
    quiet = quiet_look.answer(store, clock, desk_id, credential, said)
    if quiet is not None:
        return quiet, credential_hash(credential)

    def answered(session: Session) -> SyncAnswer | NotWelcomeHere:
        now = clock.now()
        desk = known_desk(session, desk_id, credential, now)
        return epochs.refusal(desk, said, now) or settle(session, clock, desk, said)

    answer = put_back.at_home(store, clock, answered)
    if isinstance(answer, NotWelcomeHere):
        raise answer
    return answer, credential_hash(credential)


def settle(session: Session, clock: Clock, desk: tables.Desk, said: SyncRequest) -> SyncAnswer:
    """What a desk says takes effect within the caller's unit of work, whatever way it came (the
    line, a file on a stick). ``desk`` is locked.

    Raises:
        NotWelcomeHere: an epoch that is over.
        Elsewhere: the database was put back; see :func:`desk_app.central.put_back.at_home`.
    """
    if said.epoch < desk.epoch:
        raise NotWelcomeHere("epoch-past", str(desk.epoch))
    now = clock.now()
    before = (desk.unit, desk.epoch)
    epochs.enter(desk, said, now)
    last_entry = desk.last_entry
    mergers.follow(session, desk, now.date())
    desk.last_seen_at = now
    desk.app_version = said.app_version
    desk.waiting = said.waiting
    training = session.scalars(select(tables.About.training)).one()
    news = neighbours.note(desk, said, before)
    if said.holding is not None:
        told = said.holding
        telling.hear(session, desk, told, put_back.how_often(session), now, training=training)
    taken = entries.take(session, desk, said.entries, now, news)
    if any(answer.reason == "number-not-leased" for answer in taken):
        places.refuse_elsewhere(session)  # it may be leased and forgotten: the desk is asked first
    leased = numbers.lease(
        session,
        desk,
        said.blocks,
        clock,
        training=training,
        sealed=said.public_key is not None,
        settled=said.settled,
    )
    epochs.heard(desk, taken)
    credentials.limit(desk, now)
    page, changed = _hear(session, desk, said, now, news)
    return SyncAnswer(
        protocol=PROTOCOL,
        nonce=said.nonce,
        time=now,
        entries=taken,
        changes=changed,
        cursor=page.cursor,
        more=page.more,
        blocks=leased.blocks,
        last_entry=last_entry,
        credential_expires_at=desk.credential_expires_at,
        settled=leased.settled,
        tell=desk.told < put_back.how_often(session),  # another process may just have noted one
    )


def _hear(
    session: Session, desk: tables.Desk, said: SyncRequest, now: datetime, news: list[NewChange]
) -> tuple[changes.Page, list[Change]]:
    """A page of the feed for the desk, and the news it brought put into the feed.

    The lock of the feed is taken as late as can be. Only who wrote something anew in a dossier
    reads under it: what it wrote is to come back in the same answer. Under the lock every earlier
    change is committed and visible, so the page has no gaps either way.
    """
    if news:
        places.refuse_newcomer(session)  # else some have heard others under the same numbers
    back = any(change.kind == AMENDED for change in news)
    if back:
        changes.append(session, news, now)
    page = changes.page(session, desk.unit, said.cursor)
    put_back.note_ahead(desk.id, said.cursor, page.cursor)
    told = sharing.told(session, page.changes, desk.id, desk.epoch, now)
    if not back:
        changes.append(session, news, now)
    return page, told

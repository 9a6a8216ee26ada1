"""A desk's credential lives half a year and is renewed by the desk itself.

The proof is the desk key: an Ed25519 key pair that never leaves the desk. It also opens the door
again where the credential has ended, or where a desk was put back from a copy with an old one. A
revoked desk renews nothing.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import select

from desk_app import signing
from desk_app.central import tables
from desk_app.central.engine import CentreStore
from desk_app.central.epochs import NotWelcomeHere
from desk_app.clock import Clock
from desk_app.sync.protocol import (
    CREDENTIAL_DAYS,
    RenewAnswer,
    RenewRequest,
    renew_words,
)

LIFE = timedelta(days=CREDENTIAL_DAYS)
NOBODYS = "0" * 64


class Holder(Protocol):
    """Who holds credentials: a desk, as a row or as an object."""

    @property
    def credential_sha256(self) -> str:
        """Of the one it has."""
        ...

    @property
    def next_credential_sha256(self) -> str | None:
        """Of the one that is to follow."""
        ...

    @property
    def revoked_at(self) -> datetime | None:
        """Since when it is shut out."""
        ...


Known = TypeVar("Known", bound=Holder)


def let_in(desk: Known | None, shown_sha256: str) -> Known:
    """The desk, if the credential shown is one of its two. Takes as long for any.

    Raises:
        NotWelcomeHere: ``desk-unknown`` (also for a wrong credential), ``desk-revoked``.
    """
    good = (desk.credential_sha256, desk.next_credential_sha256) if desk else (None, None)
    found = [hmac.compare_digest(one or NOBODYS, shown_sha256) for one in good]
    if desk is None or not any(found):
        raise NotWelcomeHere("desk-unknown")
    if desk.revoked_at is not None:
        raise NotWelcomeHere("desk-revoked")
    return desk


def shown(desk: tables.Desk, credential_sha256: str, now: datetime) -> None:
    """The desk shows this credential, which is one of its two: the new one takes the place of the
    old one the first time it is used.

    Raises:
        NotWelcomeHere: ``credential-expired``.
    """
    if not hmac.compare_digest(desk.credential_sha256, credential_sha256):
        desk.credential_sha256, desk.next_credential_sha256 = credential_sha256, None
        desk.credential_expires_at = now + LIFE
    elif desk.credential_expires_at is not None and desk.credential_expires_at < now:
        raise NotWelcomeHere("credential-expired")


def limit(desk: tables.Desk, now: datetime) -> None:
    """Gives the credential an end once the desk has a key to renew it with. A desk of an older
    version has none, and its credential no end."""
    if desk.public_key is not None and desk.credential_expires_at is None:
        desk.credential_expires_at = now + LIFE


def renew(store: CentreStore, clock: Clock, said: RenewRequest) -> RenewAnswer:
    """Takes the hash of a new credential; asked again with the same one, the same answer. The old
    one stays good until the new one is first used.

    Raises:
        NotWelcomeHere: ``desk-unknown`` (also without a desk key, or for a wrong signature),
            ``desk-revoked``.
    """
    with store.writing() as session:
        now = clock.now()
        desk = session.scalar(
            select(tables.Desk).where(tables.Desk.id == said.desk_id).with_for_update()
        )
        if desk is None or not _is_signed(desk.public_key, said):
            raise NotWelcomeHere("desk-unknown")
        if desk.revoked_at is not None:
            raise NotWelcomeHere("desk-revoked")
        if hmac.compare_digest(desk.credential_sha256, said.credential_sha256):
            expires_at = desk.credential_expires_at or now + LIFE
        else:
            desk.next_credential_sha256 = said.credential_sha256
            expires_at = now + LIFE
        return RenewAnswer(nonce=said.nonce, credential_expires_at=expires_at)


def _is_signed(public_key: str | None, said: RenewRequest) -> bool:
    words = renew_words(said.desk_id, said.nonce, said.credential_sha256)
    return public_key is not None and signing.is_signed(public_key, words, said.key_signature)

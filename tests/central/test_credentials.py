"""Credentials end, and are renewed with proof of the desk key; nobody is shut out half-way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk_app import signing
from desk_app.central import administration
from desk_app.central.credentials import LIFE, renew
from desk_app.central.engine import CentreStore
from desk_app.central.epochs import NotWelcomeHere
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.sync.protocol import RenewRequest, SyncAnswer, credential_hash, renew_words
from tests.builders.centres import enrolled
from tests.builders.messages import CREDENTIAL, NOW, identity_text, sync_request

DESK = identity_text(800_001)
NEW = "n" * 43
NONCE = "nonce-nonce-nonce"
KEY = signing.new_private_key()
PUBLIC = signing.public_key_of(KEY)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _joined(store: CentreStore, clock: TickingClock) -> None:
    enrolled(store, clock)


def ask(
    store: CentreStore, clock: TickingClock, credential: str = CREDENTIAL, key: str | None = PUBLIC
) -> SyncAnswer:
    answer, signed_with = round_trip(store, clock, DESK, credential, sync_request(public_key=key))
    assert signed_with == credential_hash(credential)
    return answer


def refused(store: CentreStore, clock: TickingClock, credential: str = CREDENTIAL) -> str:
    with pytest.raises(NotWelcomeHere) as caught:
        ask(store, clock, credential)
    return caught.value.code


def request(credential: str = NEW, key: str = KEY, desk: str = DESK) -> RenewRequest:
    hashed = credential_hash(credential)
    return RenewRequest(
        desk_id=desk,
        nonce=NONCE,
        credential_sha256=hashed,
        key_signature=signing.sign(key, renew_words(desk, NONCE, hashed)),
    )


def not_renewed(store: CentreStore, clock: TickingClock, said: RenewRequest) -> str:
    with pytest.raises(NotWelcomeHere) as caught:
        renew(store, clock, said)
    return caught.value.code


def test_a_credential_has_an_end_once_the_desk_can_renew_it(
    store: CentreStore, clock: TickingClock
) -> None:
    assert ask(store, clock, key=None).credential_expires_at is None  # a desk of an older version
    clock.advance(2 * LIFE)
    assert ask(store, clock).credential_expires_at == clock.now() + LIFE
    clock.advance(LIFE)
    ask(store, clock)
    clock.advance(DAY)
    assert refused(store, clock) == "credential-expired"


def test_both_are_good_until_the_new_one_is_used(store: CentreStore, clock: TickingClock) -> None:
    ask(store, clock)
    clock.advance(DAY)
    assert renew(store, clock, request()).credential_expires_at == clock.now() + LIFE
    assert ask(store, clock).credential_expires_at == NOW + LIFE  # the answer was lost
    assert renew(store, clock, request()).credential_expires_at == clock.now() + LIFE
    assert ask(store, clock, NEW).credential_expires_at == clock.now() + LIFE
    assert refused(store, clock) == "desk-unknown"
    assert renew(store, clock, request()).credential_expires_at == clock.now() + LIFE
    ask(store, clock, NEW)


def test_an_ended_credential_is_renewed_with_the_key(
    store: CentreStore, clock: TickingClock
) -> None:
    ask(store, clock)
    clock.advance(LIFE + DAY)
    assert refused(store, clock) == "credential-expired"
    renew(store, clock, request())
    assert refused(store, clock) == "credential-expired"
    ask(store, clock, NEW)


def test_without_the_right_key_nothing_is_renewed(store: CentreStore, clock: TickingClock) -> None:
    assert not_renewed(store, clock, request()) == "desk-unknown"  # no key was told yet
    ask(store, clock)
    other = signing.new_private_key()
    assert not_renewed(store, clock, request(key=other)) == "desk-unknown"
    moved = request().model_copy(update={"credential_sha256": "0" * 64})
    assert not_renewed(store, clock, moved) == "desk-unknown"
    broken = request().model_copy(update={"key_signature": "ă"})
    assert not_renewed(store, clock, broken) == "desk-unknown"
    assert not_renewed(store, clock, request(desk=identity_text(5))) == "desk-unknown"
    assert refused(store, clock, NEW) == "desk-unknown"


def test_a_revoked_desk_renews_nothing(store: CentreStore, clock: TickingClock) -> None:
    ask(store, clock)
    renew(store, clock, request())
    administration.revoke_desk(store, clock, DESK)
    assert not_renewed(store, clock, request()) == "desk-revoked"
    assert refused(store, clock, NEW) == "desk-revoked"
    assert refused(store, clock) == "desk-revoked"

"""Renews the desk's credential in the background: at two thirds of its life, and where the centre
says that it has ended or does not know it (a desk put back from a copy has an old one).

The new credential is kept at the desk before its hash travels, and the old one stays good until
the new one is first used: whatever is cut off where, one of the two opens the door.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import Protocol

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.sync.centre import NotWelcome
from desk_app.sync.exchanges import Standing
from desk_app.sync.protocol import (
    CREDENTIAL_DAYS,
    RenewAnswer,
    RenewRequest,
    credential_hash,
    renew_words,
)

log = logging.getLogger(__name__)
LEFT = timedelta(days=CREDENTIAL_DAYS / 3)
# A centre that says no is not asked again in every pass.
AGAIN_AFTER = timedelta(hours=1)
MENDED_BY_RENEWAL = frozenset({"credential-expired", "desk-unknown"})


class Credentials(Protocol):
    """What the desk keeps of its way in."""

    @property
    def desk_id(self) -> str:
        """The desk."""
        ...

    def next_credential(self) -> str:
        """A new credential, kept durably before anybody hears of it; asked again before
        :meth:`take`, the same one."""
        ...

    def sign(self, words: bytes) -> str:
        """The desk key's signature (base64url)."""
        ...

    def take(self, credential: str) -> None:
        """The centre knows the new credential: it is the desk's from now on."""
        ...


class RenewingCentre(Protocol):
    """The way to a centre, as far as credentials go."""

    def renew(self, request: RenewRequest) -> RenewAnswer:
        """Asks for a new credential.

        Raises:
            NoAnswer, NotTheCentre, NotWelcome, Busy, TooOld, NotUnderstood
        """
        ...

    def use(self, credential: str) -> None:
        """Shows this credential from now on."""
        ...


class Renewal:
    """Renews when it is time."""

    def __init__(self, clock: Clock, centre: RenewingCentre, credentials: Credentials) -> None:
        self._clock = clock
        self._centre = centre
        self._credentials = credentials
        self._asked_at: datetime | None = None

    def when_due(self, standing: Standing | None) -> None:
        """Renews if a third of the credential's life is left, by the centre's time."""
        ends = standing.credential_expires_at if standing else None
        if standing is not None and ends is not None and ends - standing.at <= LEFT:
            self._renew()

    def after(self, fault: DeskError | None) -> bool:
        """Renews if that can mend what the centre said; True: the pass is worth another try."""
        mended = isinstance(fault, NotWelcome) and fault.code in MENDED_BY_RENEWAL
        return mended and self._renew()

    def _renew(self) -> bool:
        now = self._clock.now()
        if self._asked_at is not None and abs(now - self._asked_at) < AGAIN_AFTER:
            return False
        self._asked_at = now
        credential = self._credentials.next_credential()
        nonce, key = secrets.token_urlsafe(24), credential_hash(credential)
        desk_id = self._credentials.desk_id
        try:
            self._centre.renew(
                RenewRequest(
                    desk_id=desk_id,
                    nonce=nonce,
                    credential_sha256=key,
                    key_signature=self._credentials.sign(renew_words(desk_id, nonce, key)),
                )
            )
        except DeskError as fault:
            if not isinstance(fault, NotWelcome):
                self._asked_at = None  # the line failed: the next pass asks again
            log.warning("the credential is not renewed: %s", fault.key)
            return False
        self._credentials.take(credential)
        self._centre.use(credential)
        log.info("the credential is renewed")
        return True

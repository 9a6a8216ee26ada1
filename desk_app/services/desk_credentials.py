"""The desk's way in to its centre: the credential it shows, and the next one while it renews."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.services.journal import write_line
from desk_app.services.this_desk import ThisDesk, place_in, write_this_desk


class DeskCredentials:
    """The credentials of one enrolled desk, kept with its place."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        sign: Callable[[bytes], str],
        changed: Callable[[], object] = lambda: None,
    ) -> None:
        """
        Args:
            sign: signs with the desk key, base64url.
            changed: told when the desk's place says something new.
        """
        self._store = store
        self._clock = clock
        self._sign = sign
        self._changed = changed

    @property
    def desk_id(self) -> str:
        """The desk.

        Raises:
            Refusal: it is not enrolled.
        """
        with self._store.read() as session:
            return str(_enrolled(place_in(session)).desk_id)

    def next_credential(self) -> str:
        """A new credential, durably kept; the same one until it is taken.

        Raises:
            Refusal: the desk is not enrolled.
            EnvironmentFault: the database cannot be written.
        """
        with self._store.write() as session:
            here = _enrolled(place_in(session))
            if here.next_credential is None:
                here = replace(here, next_credential=secrets.token_urlsafe(32))
                write_this_desk(session, here)
            return str(here.next_credential)

    def sign(self, words: bytes) -> str:
        """The desk key's signature."""
        return self._sign(words)

    def take(self, credential: str) -> None:
        """Shows ``credential`` from now on.

        Raises:
            EnvironmentFault: the database cannot be written; the old one is still good.
        """
        with self._store.write() as session:
            here = _enrolled(place_in(session))
            write_this_desk(session, replace(here, credential=credential, next_credential=None))
            now = self._clock.now()
            write_line(session, now, None, here.counter, None, "desk.credential_renewed")
        self._changed()


def _enrolled(here: ThisDesk | None) -> ThisDesk:
    if here is None or here.desk_id is None:
        raise Refusal("desk.not_enrolled")
    return here

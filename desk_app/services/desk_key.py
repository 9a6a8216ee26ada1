"""The key with which this desk signs what leaves it: documents for neighbours, proofs for the
centre. It is made once, stands in the encrypted database, and never travels."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk_app import signing
from desk_app.models.desk import DESK_KEY
from desk_app.models.engine import Store
from desk_app.models.tables import Setting


@dataclass(frozen=True)
class DeskKey:
    """An Ed25519 key pair. ``public``: base64url, 43 characters."""

    public: str
    _private: str

    def sign(self, words: bytes) -> str:
        """The signature of ``words``; base64url, 86 characters."""
        return signing.sign(self._private, words)

    def __repr__(self) -> str:
        return f"DeskKey(public={self.public!r})"


def ensure_key(store: Store) -> DeskKey:
    """This desk's key; made now if there is none yet."""
    with store.read() as session:
        there = read_key(session)
    if there is not None:
        return there
    with store.write() as session:
        return key_in(session)


def key_in(session: Session) -> DeskKey:
    """:func:`ensure_key` within the caller's unit of work."""
    there = read_key(session)
    if there is not None:
        return there
    private = signing.new_private_key()
    made = DeskKey(signing.public_key_of(private), private)
    said = {"public": made.public, "private": private}
    session.add(Setting(name=DESK_KEY, value=said))
    session.flush()
    return made


def read_key(session: Session) -> DeskKey | None:
    """The key, if there is one."""
    row = session.get(Setting, DESK_KEY)
    return None if row is None else DeskKey(row.value["public"], row.value["private"])

"""Who sits at the desk: sign-in with what the centre sent, with or without network.

Passwords are checked against Argon2id hashes (RFC 9106). A wrong password costs: from the fifth
on a wait that doubles, from the tenth on a quarter of an hour. The count stands in the database,
so neither a restart nor a clock put back shortens a wait. An unknown name is answered with the
same words, after the same work, as a wrong password.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import Refusal
from desk_app.models.engine import Store
from desk_app.models.tables import Officer, Setting
from desk_app.services.journal import write_line
from desk_app.services.merged_units import became

if TYPE_CHECKING:
    from argon2 import PasswordHasher

WAIT_FROM = 5
LOCK_FROM = 10
FIRST_WAIT = timedelta(seconds=2)
LOCK = timedelta(minutes=15)
LONGEST_PASSWORD = 1024
_STRANGERS = "sign_in_strangers"  # one count for all names that are not known
# Of a password nobody has; costs as much to check as a real one.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$ZGVza19hcHAgbm9ib2R5IQ"
    "$uY5VYFs1Fn6h8pOTk0qYfM1pXBZBnKbRkPqm8Gd4fXE"
)


@dataclass(frozen=True)
class OfficerAtDesk:
    """The officer who is signed in, and where. ``role``: officer | supervisor | it."""

    login: str
    full_name: str
    role: str
    unit: str
    counter: str


@dataclass(frozen=True)
class OfficerCard:
    """One line of the list to pick from."""

    login: str
    full_name: str
    role: str


@dataclass(frozen=True)
class _Try:
    """A counted try: the hash to check, whose it is (None: nobody's), what it costs if wrong."""

    stored: str
    login: str | None
    tries: int
    until: datetime | None


def hash_password(password: str) -> str:
    """The Argon2id string of a password; about 0.15 s of work and 64 MiB."""
    return _hasher().hash(password)


class SignIn:
    """Signs officers in and out at this desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def officers(self) -> list[OfficerCard]:
        """The active officers of this desk's unit, by name."""
        with self._store.read() as session:
            rows = session.scalars(select(Officer).order_by(Officer.full_name, Officer.login))
            return [
                OfficerCard(row.login, row.full_name, row.role)
                for row in rows.all()
                if _may_sign_in(session, row)
            ]

    def signed_in(self, login: str, password: str) -> OfficerAtDesk:
        """The officer, if the password is right.

        Raises:
            Refusal: ``sign_in.wrong`` (name or password), ``sign_in.wait`` or ``sign_in.locked``
                (too many wrong tries; nothing was checked).
        """
        action = "officer.signed_in"
        return self._proved(login, password, action)

    def checked(self, login: str, password: str) -> OfficerAtDesk:
        """The officer, if the password is right, who says yes to one action and does not sit down
        at this desk: nobody is signed in or out.

        Raises:
            Refusal: as :meth:`signed_in`.
        """
        return self._proved(login, password, None)

    def _proved(self, login: str, password: str, action: str | None) -> OfficerAtDesk:
        login = login.strip()
        with self._store.write() as session:
            tried = self._count_try(session, login)
        if not _is_right(tried.stored, password):
            self._note_wrong(tried)
            raise Refusal("sign_in.wrong")
        with self._store.write() as session:
            officer = session.get(Officer, login)
            if officer is None or not _may_sign_in(session, officer):
                raise Refusal("sign_in.wrong")
            officer.wrong_tries = 0
            officer.locked_until = None
            at_desk = _at_desk(session, officer)
            if action is not None:
                self._journal(session, at_desk.counter, login, action)
        return at_desk

    def sign_out(self, officer: OfficerAtDesk) -> None:
        """Writes down that the officer left the desk."""
        with self._store.write() as session:
            self._journal(session, officer.counter, officer.login, "officer.signed_out")

    def _count_try(self, session: Session, login: str) -> _Try:
        """Counts the try as wrong until it proves right (so a crash in between is no free try);
        the pause it costs begins now."""
        now = self._clock.now()
        officer = session.get(Officer, login)
        known = officer is not None and _may_sign_in(session, officer)
        tries, until = _told(session, officer if known else None)
        if until is not None and now < until:
            raise _wait(now, until, tries)
        tries += 1
        until = now + _pause(tries) if tries >= WAIT_FROM else None
        if officer is not None and known:
            officer.wrong_tries, officer.locked_until = tries, until
        else:
            said = {"tries": tries, "until": until.isoformat() if until else None}
            session.merge(Setting(name=_STRANGERS, value=said))
        if officer is not None and known:
            return _Try(officer.password_hash, login, tries, until)
        return _Try(_NOBODY, None, tries, until)

    def _note_wrong(self, tried: _Try) -> None:
        with self._store.write() as session:
            counter = _counter(session)
            self._journal(
                session, counter, tried.login, "officer.wrong_password", tries=tried.tries
            )
            if tried.tries >= LOCK_FROM and tried.until is not None:
                until = tried.until.isoformat()
                self._journal(session, counter, tried.login, "officer.locked", until=until)

    def _journal(
        self, session: Session, counter: str, login: str | None, action: str, **details: Any
    ) -> None:
        write_line(session, self._clock.now(), login, counter, None, action, **details)


def _pause(tries: int) -> timedelta:
    return LOCK if tries >= LOCK_FROM else FIRST_WAIT * 2 ** (tries - WAIT_FROM)


def _wait(now: datetime, until: datetime, tries: int) -> Refusal:
    if tries >= LOCK_FROM:
        return Refusal("sign_in.locked", until=until)
    return Refusal("sign_in.wait", seconds=max(1, round((until - now).total_seconds())))


def _told(session: Session, officer: Officer | None) -> tuple[int, datetime | None]:
    if officer is not None:
        return officer.wrong_tries, officer.locked_until
    kept = session.get(Setting, _STRANGERS)
    if kept is None:
        return 0, None
    until = kept.value["until"]
    return kept.value["tries"], datetime.fromisoformat(until) if until else None


@cache
def _hasher() -> PasswordHasher:
    # Loaded when somebody signs in; a window that waits for it does without.
    from argon2 import PasswordHasher

    return PasswordHasher()  # the library's default is RFC 9106 with 64 MiB


def _is_right(stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


def _may_sign_in(session: Session, officer: Officer) -> bool:
    """Whether the officer works here: at the desks of a unit its own officers sign in."""
    here = session.get(Setting, "this_desk")
    if here is None or not officer.active:
        return officer.active
    # Officers of a unit that was merged into this one work on where its desks went.
    return became(session, officer.unit, here.value["unit"])


def _at_desk(session: Session, officer: Officer) -> OfficerAtDesk:
    here = session.get(Setting, "this_desk")
    unit = here.value["unit"] if here is not None else officer.unit
    return OfficerAtDesk(officer.login, officer.full_name, officer.role, unit, _counter(session))


def _counter(session: Session) -> str:
    here = session.get(Setting, "this_desk")
    return str(here.value["counter"]) if here is not None else ""

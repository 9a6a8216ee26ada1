"""The only module that knows everyone: builds, wires, starts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk_app.clock import Clock, SystemClock
from desk_app.config.instance_lock import InstanceLock
from desk_app.config.logs import start_log, stop_log
from desk_app.config.profile import Profile, create_profile, open_profile, profile_exists
from desk_app.config.vault import new_key, unwrap_with_recovery, vault_of
from desk_app.errors import EnvironmentFault
from desk_app.event_bus import EventBus
from desk_app.models.schema import open_store
from desk_app.services.desk import Desk
from desk_app.services.training import fill_training

log = logging.getLogger(__name__)


@contextmanager
def running(
    folder: Path, *, clock: Clock | None = None, passphrase: str | None = None
) -> Iterator[Desk]:
    """The desk in ``folder``, locked for this process, until the block ends.

    Args:
        passphrase: IT's recovery passphrase, used where the keyring has lost the key; the key is
            put back into the keyring.

    Raises:
        Refusal: no profile there, wrong passphrase.
        EnvironmentFault: another instance runs, no key, the database cannot be opened.
    """
    profile = open_profile(folder)
    lock = InstanceLock(profile.lock)
    handler = start_log(profile.logs)
    try:
        store = open_store(profile.database, _key(profile, passphrase))
        try:
            yield Desk(store, clock or SystemClock(), EventBus())
        finally:
            store.close()
    finally:
        stop_log(handler)
        lock.release()


def make_profile(folder: Path, *, training: bool) -> Profile:
    """An empty profile with a fresh key in its vault and an empty database.

    Raises:
        Refusal: there is a profile already.
        EnvironmentFault: the vault or the disk says no; nothing is left behind that looks whole.
    """
    profile = create_profile(folder, training=training)
    try:
        key = new_key()
        vault_of(profile).keep(key)
        open_store(profile.database, key).close()
    except BaseException:
        (folder / "profile.json").unlink(missing_ok=True)
        raise
    return profile


def make_training_desk(folder: Path, clock: Clock | None = None) -> None:
    """A training profile that stands alone, with everything to work with at once."""
    make_profile(folder, training=True)
    try:
        with running(folder, clock=clock) as desk:
            fill_training(desk.store, desk.clock)
    except BaseException:
        (folder / "profile.json").unlink(missing_ok=True)
        raise


def _key(profile: Profile, passphrase: str | None) -> bytes:
    vault = vault_of(profile)
    if passphrase is not None:
        key = unwrap_with_recovery(profile.recovery, passphrase)
        vault.keep(key)
        return key
    kept = vault.fetch()
    if kept is None:
        raise EnvironmentFault("vault.no_key", folder=str(profile.folder))
    return kept


__all__ = ["make_profile", "make_training_desk", "profile_exists", "running"]

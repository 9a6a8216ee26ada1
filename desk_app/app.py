"""The only module that knows everyone: builds, wires, starts."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desk_app.clock import Clock, SystemClock
from desk_app.config.instance_lock import InstanceLock
from desk_app.config.logs import start_log, stop_log
from desk_app.config.profile import Profile, create_profile, open_profile, unfinished_profile
from desk_app.config.vault import (
    new_key,
    unwrap_with_recovery,
    vault_of,
)
from desk_app.errors import EnvironmentFault
from desk_app.event_bus import EventBus
from desk_app.events import SyncFinished

# Store, services, enrolment, training and the engine are loaded when they begin: the window stands
# before the store is opened, and a short command ends before the rest.
if TYPE_CHECKING:
    from desk_app.models.engine import Store
    from desk_app.paper.scan_store import PlainFile
    from desk_app.services.desk import Desk
    from desk_app.services.mark_keeping import MarkKeeper
    from desk_app.services.page_work import PageWork
    from desk_app.sync.appliers import ChangeAppliers
    from desk_app.sync.central_http import HttpCentre
    from desk_app.sync.engine import SyncEngine, SyncReport
    from desk_app.sync.renewal import Renewal

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
        from desk_app.services.desk import Desk

        used = clock or SystemClock()
        store, key = _open_with(profile, passphrase)
        try:
            marks = _marks_of(profile, store, key, used)
            # Before any number can be given out.
            marks.check(recovered=passphrase is not None)
            try:
                desk = Desk(store, used, EventBus(), profile.pages, marks, vault_of(profile))
                desk.turn_day()
                yield desk
            finally:
                marks.note(everywhere=True)
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
    from desk_app.models.schema import open_store

    def fill(profile: Profile) -> None:
        key = new_key()
        vault_of(profile).keep(key)
        open_store(profile.database, key).close()

    _forget_unfinished(folder)
    try:
        return create_profile(folder, training=training, fill=fill)
    except BaseException:
        _forget_unfinished(folder)
        raise


def make_training_desk(
    folder: Path, *, dossiers: int = 0, clock: Clock | None = None
) -> dict[str, Any]:
    """A training profile that stands alone, with everything to work with at once; says what it
    holds. ``dossiers``: how many past ones to receive.

    Raises:
        Refusal: there is a profile already.
    """
    from desk_app.services.past_dossiers import receive_past
    from desk_app.services.training import fill_training, read_province

    profile = make_profile(folder, training=True)
    try:
        with running(folder, clock=clock) as desk:
            fill_training(desk.store, desk.clock)
            here = desk.this_desk()
            province = read_province()
            return {
                "profile": str(folder),
                "training": True,
                "unit": here.unit,
                "counter": here.counter,
                "officers": [card.login for card in desk.sign_in.officers()],
                "password": province.password,
                "procedures": desk.catalogue.count(),
                "dossiers": receive_past(desk, dossiers) if dossiers else 0,
            }
    except BaseException:
        forget(profile)
        raise


def change_appliers() -> ChangeAppliers:
    """What applies the centre's changes, by their kind."""
    from desk_app.services.calendar_import import apply_calendar_change
    from desk_app.services.catalogue_import import apply_procedure_change
    from desk_app.services.shared_dossiers import apply_amended, apply_shared
    from desk_app.sync.appliers import OWN_APPLIERS

    return {
        **OWN_APPLIERS,
        "procedure": apply_procedure_change,
        "calendar": apply_calendar_change,
        "dossier.shared": apply_shared,
        "dossier.amended": apply_amended,
    }


@contextmanager
def sync_engine(desk: Desk) -> Iterator[SyncEngine]:
    """The engine of ``desk``, stopped and off the line when the block ends. Without a place at a
    centre it only shows that there is none."""
    from desk_app.sync.engine import SyncEngine

    centre = _centre_of(desk)
    renewal = _renewal_of(desk, centre) if centre is not None else None
    engine = SyncEngine(
        desk.store,
        desk.clock,
        desk.bus,
        centre,
        epoch=desk.this_desk().epoch if desk.enrolled else 1,
        appliers=change_appliers(),
        files=_ArchiveCopies(desk),
        lineage=_Lineage(desk),
        renewal=renewal,
    )
    end = desk.bus.subscribe(
        SyncFinished, lambda done: desk.turn_day(heard_centre=done.reached_centre)
    )
    try:
        yield engine
    finally:
        end()
        engine.stop()
        if centre is not None:
            centre.close()


class _Lineage:
    """How far this desk has come, and what it does when the centre knows of more."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def begin_anew(self, why: str, present: int) -> int:
        """As :meth:`desk_app.services.desk.Desk.begin_anew`."""
        return self._desk.begin_anew(why, present)

    def note(self) -> None:
        """Writes the mark down wherever it is kept."""
        self._desk.marks.note(everywhere=True)


class _ArchiveCopies:
    """The scan store of a desk; what opens its files is loaded when the first one goes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read_from(self, name: str, key: bytes, offset: int, most: int | None) -> bytes:
        """As :meth:`desk_app.paper.scan_store.ScanStore.read_from`."""
        return self._desk.scan_store.read_from(name, key, offset, most)

    def opened(self, name: str, key: bytes) -> AbstractContextManager[PlainFile]:
        """As :meth:`desk_app.paper.scan_store.ScanStore.opened`."""
        return self._desk.scan_store.opened(name, key)


@contextmanager
def page_work(desk: Desk) -> Iterator[PageWork]:
    """The work on pages of ``desk``, ended when the block ends."""
    from desk_app.services.page_work import PageWork

    work = PageWork(desk.archiving, desk.piles, desk.bus)
    try:
        yield work
    finally:
        work.stop()


def sync_once(desk: Desk) -> SyncReport:
    """One pass. A desk without a centre reaches none."""
    from desk_app.sync.engine import SyncReport

    if not desk.enrolled or desk.this_desk().centre_url is None:
        return SyncReport(waiting=desk.outbox.queue().waiting)
    with sync_engine(desk) as engine:
        return engine.run_once(at_once=True)


def _centre_of(desk: Desk) -> HttpCentre | None:
    here = desk.this_desk() if desk.enrolled else None
    if here is None or not (here.centre_url and here.desk_id and here.credential):
        return None
    from desk_app.sync.central_http import HttpCentre
    from desk_app.sync.centre import DeskIdentity

    identity = DeskIdentity(here.desk_id, here.credential)
    way = desk.proxy.way()
    return HttpCentre(
        here.centre_url,
        identity,
        plain_http_allowed=here.training,
        proxy=way.url,
        proxy_login=way.login,
        system_proxy=way.system,
    )


def _renewal_of(desk: Desk, centre: HttpCentre) -> Renewal:
    from desk_app.services.desk_credentials import DeskCredentials
    from desk_app.services.desk_key import ensure_key
    from desk_app.sync.renewal import Renewal

    # Made here if there is none, so that the centre hears of it in the first exchange.
    key = ensure_key(desk.store)
    credentials = DeskCredentials(desk.store, desk.clock, key.sign, desk.forget_place)
    return Renewal(desk.clock, centre, credentials)


def _forget_unfinished(folder: Path) -> None:
    left = unfinished_profile(folder)
    if left is not None:
        forget(left)


def forget(profile: Profile) -> None:
    """Removes a profile that never came to be: it holds nothing."""
    vault_of(profile).forget()
    beside = (profile.training_key, profile.recovery, profile.mark)
    for path in (profile.database, *beside, profile.named, profile.begun):
        for ending in ("", "-wal", "-shm", ".part"):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _marks_of(profile: Profile, store: Store, key: bytes, clock: Clock) -> MarkKeeper:
    from desk_app.config.marks import Marks
    from desk_app.services.mark_keeping import MarkKeeper

    vault = None if profile.training else vault_of(profile)
    return MarkKeeper(store, clock, Marks(profile, key, vault))


def _open_with(profile: Profile, passphrase: str | None) -> tuple[Store, bytes]:
    from desk_app.models.schema import open_store

    if passphrase is None:
        key = key_of(profile)
        return open_store(profile.database, key, must_exist=True), key
    key = unwrap_with_recovery(profile.recovery, passphrase)
    store = open_store(profile.database, key, must_exist=True)
    # Only now is it known to be the right key: a good one in the vault is never overwritten.
    vault_of(profile).keep(key)
    return store, key


def key_of(profile: Profile) -> bytes:
    """The key of the database, from where the profile keeps it.

    Raises:
        EnvironmentFault: it is not there, or the keyring says no.
    """
    kept = vault_of(profile).fetch()
    if kept is None and profile.training and not profile.recovery.is_file():
        raise EnvironmentFault("vault.no_training_key", file=str(profile.training_key))
    if kept is None:
        raise EnvironmentFault("vault.no_key", folder=str(profile.folder))
    return kept

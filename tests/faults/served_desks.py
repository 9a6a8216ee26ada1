"""A real centre, served, and real desks of it whose way in is tampered with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from desk_app.central import administration, tables
from desk_app.central.engine import CentreStore
from desk_app.central.http import make_app
from desk_app.central.page_store import LocalPageStore
from desk_app.clock import TickingClock
from desk_app.errors import DeskError
from desk_app.event_bus import EventBus
from desk_app.events import ConnectionChanged
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock, OutboxEntry
from desk_app.paper.scan_store import ScanStore
from desk_app.services.desk_credentials import DeskCredentials
from desk_app.services.desk_key import ensure_key
from desk_app.services.this_desk import ThisDesk, place_in, write_this_desk
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import DeskIdentity, UploadState
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import RenewAnswer, RenewRequest, UnitV1, credential_hash
from desk_app.sync.queue_export import FileSender
from desk_app.sync.renewal import Renewal
from tests.builders.archive_copies import a_copy, announce_copy
from tests.builders.centres import enrolled, sqlite_copy
from tests.builders.messages import identity_text
from tests.builders.outbox import send_later
from tests.builders.served import served
from tests.builders.stick import credential_of
from tests.builders.stores import COUNTER, UNIT, a_clock, a_store
from tests.faults.history import check
from tests.faults.looked_at import of_the_centre, of_the_desk, unsent
from tests.faults.simulation.parts import centre_template

COPY = a_copy(900_000, seed=12)
MOST_PASSES = 6


class TamperedWay(HttpCentre):
    """The way to the centre, and what happens on it: ``before_piece`` knows the number of the
    piece, ``after_renewal`` comes when the centre has renewed and nobody has heard."""

    def __init__(self, url: str, identity: DeskIdentity) -> None:
        super().__init__(url, identity)
        self.pieces = 0
        self.before_piece: Callable[[int], object] = lambda _: None
        self.before_renewal: Callable[[], object] = lambda: None
        self.after_renewal: Callable[[], object] = lambda: None

    def upload_piece(self, file_id: str, offset: int, size: int, piece: bytes) -> UploadState:
        self.pieces += 1
        self.before_piece(self.pieces)
        return super().upload_piece(file_id, offset, size, piece)

    def renew(self, request: RenewRequest) -> RenewAnswer:
        self.before_renewal()
        answer = super().renew(request)
        self.after_renewal()
        return answer


@dataclass
class ServedDesk:
    """A desk of the served centre. ``clock`` is its own."""

    centre: ServedCentre
    store: Store
    scans: ScanStore
    clock: TickingClock
    number: int
    lights: list[ConnectionChanged] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    @property
    def id(self) -> str:
        return identity_text(800_000 + self.number)

    def place(self) -> ThisDesk:
        """Where it is, and what it shows."""
        with self.store.read() as session:
            here = place_in(session)
        assert here is not None
        return here

    def show(self, credential: str) -> None:
        """Another credential stands in its database, as after a copy was put back."""
        with self.store.write() as session:
            place = replace(self.place(), credential=credential, next_credential=None)
            write_this_desk(session, place)

    @contextmanager
    def program(self) -> Iterator[tuple[SyncEngine, TamperedWay]]:
        """The program as it has just begun."""
        bus = EventBus()
        bus.subscribe(ConnectionChanged, self.lights.append)
        key = ensure_key(self.store)
        way = TamperedWay(self.centre.url, DeskIdentity(self.id, str(self.place().credential)))
        credentials = DeskCredentials(self.store, self.clock, key.sign)
        engine = SyncEngine(
            self.store,
            self.clock,
            bus,
            way,
            files=self.scans,
            renewal=Renewal(self.clock, way, credentials),
            random=lambda: 0.0,
        )
        try:
            yield engine, way
        finally:
            way.close()

    def one_pass(self) -> DeskError | None:
        """What was wrong with it."""
        with self.program() as (engine, _):
            return engine.run_once(at_once=True).fault

    def work(self, dossiers: int = 2, *, file: bool = False) -> None:
        """Dossiers are received; with ``file``, the copy of a paper is ready."""
        taken = [self.numbers.pop(0) for _ in range(dossiers)]
        ids = send_later(self.store, *taken, prints=1)
        if file:
            announce_copy(self.store, self.scans, ids[0], COPY, number=self.number)

    def drain(self) -> Iterator[str]:
        """Good passes; what is left after them, and what is wrong then."""
        faults = []
        for _ in range(MOST_PASSES):
            fault = self.one_pass()
            faults.append(fault.key if fault else "-")
            if not unsent(self.store):
                break
            self.clock.advance(self.centre.while_passing)
        yield from self.wrong(", ".join(faults))

    def wrong(self, said: str = "", *, left: bool = False) -> Iterator[str]:
        """What is wrong with desk and centre. ``left``: something may be unsent."""
        files = self.centre.folder / "kept"
        history = [
            *of_the_centre(str(self.centre.folder / "centre.db"), files),
            *of_the_desk(self.store, self.id),
        ]
        for found in check(history):
            if not (left and found.invariant == "I7"):
                yield f"{found} {said}"

    def waiting(self) -> int:
        """Entries that wait; none may be refused or held."""
        with self.store.read() as session:
            return len(
                session.scalars(select(OutboxEntry.id).where(OutboxEntry.state == "waiting")).all()
            )

    def sender(self) -> FileSender:
        """Who writes the queue into a file."""
        key = ensure_key(self.store)
        return FileSender(
            desk_id=self.id,
            unit=UNIT,
            epoch=1,
            credential_sha256=credential_hash(str(self.place().credential)),
            public_key=key.public,
            key_sign=key.sign,
        )


@dataclass
class ServedCentre:
    """The centre and its clock."""

    kept: CentreStore
    clock: TickingClock
    files: LocalPageStore
    url: str
    folder: Path
    desks: int = 0
    while_passing: timedelta = timedelta(hours=7)

    @contextmanager
    def desk(self) -> Iterator[ServedDesk]:
        """A new desk with its numbers, until the block ends."""
        self.desks += 1
        number = self.desks
        folder = self.folder / f"desk-{number}"
        folder.mkdir()
        credential = credential_of(number)
        enrolled(self.kept, self.clock, number, unit=UNIT, counter=COUNTER, credential=credential)
        store = a_store(folder)
        clock = a_clock(self.clock.now())
        here = ServedDesk(self, store, ScanStore(folder / "scans"), clock, number)
        with store.write() as session:
            place = ThisDesk(UNIT, COUNTER, True, "Tỉnh Mẫu", "https://x.invalid", here.id)
            write_this_desk(session, replace(place, credential=credential))
        fault = here.one_pass()
        if fault is not None:
            raise fault
        with store.read() as session:
            today = select(NumberBlock).where(NumberBlock.day == a_clock().now().date())
            for block in session.scalars(today):
                here.numbers += range(block.first, block.last + 1)
        try:
            yield here
        finally:
            store.close()

    def end_credential(self, desk: ServedDesk) -> None:
        """It has ended just now."""
        with self.kept.writing() as session:
            end = self.clock.now() - self.while_passing
            of_desk = update(tables.Desk).where(tables.Desk.id == desk.id)
            session.execute(of_desk.values(credential_expires_at=end))

    def revoke(self, desk: ServedDesk) -> None:
        """IT shuts it out."""
        administration.revoke_desk(self.kept, self.clock, desk.id)

    def officer(self, login: str, full_name: str, password: str, *, active: bool = True) -> None:
        """IT adds or changes an officer."""
        administration.add_officer(
            self.kept,
            self.clock,
            login=login,
            full_name=full_name,
            role="officer",
            unit=UNIT,
            password=password,
            active=active,
            move=True,
        )


@contextmanager
def a_served_centre(folder: Path) -> Iterator[ServedCentre]:
    """It serves until the block ends."""
    template = folder / "template.db"
    template.write_bytes(centre_template())
    clock, files = a_clock(), LocalPageStore(folder / "kept")
    with sqlite_copy(template, folder) as kept:
        unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
        administration.add_unit(kept, clock, unit)
        with served(make_app(kept, clock, files=files)) as url:
            yield ServedCentre(kept, clock, files, url, folder)

"""A real desk, a real centre in a process of its own, and a line between them that can be cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from desk_app.central import administration
from desk_app.central.engine import CentreStore, open_centre
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.models.tables import NumberBlock
from desk_app.paper.scan_store import ScanStore
from desk_app.services.desk_credentials import DeskCredentials
from desk_app.services.desk_key import ensure_key
from desk_app.services.this_desk import ThisDesk, place_in, write_this_desk
from desk_app.sync.central_http import STALL_SECONDS, HttpCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import UnitV1
from desk_app.sync.renewal import Renewal
from tests.builders.centres import enrolled, prepare, small_resources
from tests.builders.certificates import certificate, tls_of
from tests.builders.messages import CREDENTIAL, identity_text
from tests.builders.stores import COUNTER, UNIT, a_store
from tests.fakes.cut_line import CutLine, cut_line
from tests.fakes.tls_front import tls_front
from tests.faults.centre_apart import centre_apart
from tests.faults.desk_at_work import TrialClock, a_clock

DESK = identity_text(800_001)
# A line that fell silent is given up after this; nothing that works takes so long.
HASTY_SECONDS = 0.5
MOST_PASSES = 8


@dataclass
class CutPair:
    """The desk reaches its centre through ``line``; with ``trusted``, over TLS.

    ``numbers``: of today, not used yet. ``calm``: bytes that go up with a file if nothing breaks.
    ``dossier``, ``papers``: to which files belong, and those that were announced.
    """

    store: Store
    scans: ScanStore
    clock: TrialClock
    line: CutLine
    database: str
    files: Path
    straight: str
    trusted: str | None = None
    numbers: list[int] = field(default_factory=list)
    calm: int | None = None
    dossier: str | None = None
    papers: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The way that can be cut."""
        return self.line.url if self.trusted is None else self.line.url.replace("http:", "https:")

    def credential(self) -> str:
        """What the desk shows."""
        with self.store.read() as session:
            here = place_in(session)
        return str(here.credential if here else None)

    def centre(
        self,
        stall: float = STALL_SECONDS,
        identity: DeskIdentity | None = None,
        *,
        cut: bool = True,
    ) -> HttpCentre:
        """The desk's way to its centre, or another's; ``cut``: through the line."""
        return HttpCentre(
            self.url if cut else self.straight,
            identity or DeskIdentity(DESK, self.credential()),
            ca_bundle=self.trusted if cut else None,
            stall_seconds=stall,
        )

    @contextmanager
    def engine(
        self,
        stall: float = STALL_SECONDS,
        *,
        cut: bool = True,
        files: bool = True,
        renews: bool = False,
    ) -> Iterator[SyncEngine]:
        """The program as it has just begun."""
        centre = self.centre(stall, cut=cut)
        key = ensure_key(self.store)
        credentials = DeskCredentials(self.store, self.clock, key.sign)
        engine = SyncEngine(
            self.store,
            self.clock,
            EventBus(),
            centre,
            files=self.scans if files else None,
            renewal=Renewal(self.clock, centre, credentials) if renews else None,
            random=lambda: 0.0,
        )
        try:
            yield engine
        finally:
            centre.close()

    @contextmanager
    def kept(self) -> Iterator[CentreStore]:
        """What the centre has, read and written past it."""
        kept = open_centre(self.database)
        try:
            yield kept
        finally:
            kept.close()

    def pass_by(self) -> None:
        """Long enough for everything that was set back to be due."""
        self.clock.advance(timedelta(hours=7))


@contextmanager
def cut_pair(folder: Path, *, tls: bool = False) -> Iterator[CutPair]:
    """Both at rest, the desk with its numbers, until the block ends."""
    database, files = folder / "centre.db", folder / "kept"
    prepare(str(database), small_resources(folder / "resources"))
    kept = open_centre(str(database))
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    administration.add_unit(kept, a_clock(), unit)
    enrolled(kept, a_clock(), unit=UNIT, counter=COUNTER)
    kept.close()
    store = a_store(folder)
    with store.write() as session:
        place = ThisDesk(UNIT, COUNTER, True, "Tỉnh Mẫu", "https://x.invalid", DESK)
        write_this_desk(session, replace(place, credential=CREDENTIAL))
    with ExitStack() as open_things:
        open_things.callback(store.close)
        host, port = open_things.enter_context(centre_apart(database, files))
        far, trusted = (host, port), None
        if tls:
            trusted = str(certificate(folder))
            far = open_things.enter_context(tls_front(host, port, tls_of(Path(trusted))))
        line = open_things.enter_context(cut_line(*far))
        scans = ScanStore(folder / "scans")
        straight = f"http://{host}:{port}"
        pair = CutPair(store, scans, a_clock(), line, str(database), files, straight, trusted)
        with pair.engine(cut=False) as engine:
            report = engine.run_once()
            if report.fault is not None:
                raise RuntimeError(report.fault.key)
        with store.read() as session:
            today = select(NumberBlock).where(NumberBlock.day == a_clock().now().date())
            for block in session.scalars(today):
                pair.numbers += range(block.first, block.last + 1)
        yield pair

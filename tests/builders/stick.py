"""Desks, a centre without a line, and a stick that is carried between them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import select

from desk_app import signing
from desk_app.central import administration
from desk_app.central import tables as centre_tables
from desk_app.central.engine import CentreStore
from desk_app.central.page_store import LocalPageStore
from desk_app.central.queue_import import Place, import_queues
from desk_app.central.queue_reports import ImportReport
from desk_app.central.round_trip import round_trip
from desk_app.clock import TickingClock
from desk_app.models.engine import Store
from desk_app.models.schema import open_store
from desk_app.paper.disk import Disk
from desk_app.paper.queue_file import QueueHeader, QueueReader, QueueWriter, Record
from desk_app.paper.scan_store import ScanStore
from desk_app.sync import fetcher, reconcile, sender
from desk_app.sync.appliers import OWN_APPLIERS
from desk_app.sync.protocol import SyncAnswer, SyncRequest, UnitV1, credential_hash, signature
from desk_app.sync.queue_answers import AnsweredDesk, QueueAnswers, Returned
from desk_app.sync.queue_export import Exported, FileSender, QueueExporter
from tests.builders.centres import enrolled, prepare, small_resources, sqlite_copy
from tests.builders.messages import identity_text
from tests.builders.stores import KEY, NOW, UNIT, a_clock, a_store

VERSION = "0.1.0"


def credential_of(number: int) -> str:
    """The credential of the desk with this number."""
    return str(number) * 43


@dataclass
class DeskWithoutLine:
    """A desk that has a centre and no line to it. ``told``: events it published."""

    store: Store
    scans: ScanStore
    clock: TickingClock
    who: FileSender
    credential: str
    told: list[object] = field(default_factory=list)
    anew: list[tuple[str, int]] = field(default_factory=list)

    def export(self, path: Path, disk: Disk | None = None) -> Exported:
        """Writes the queue."""
        return QueueExporter(
            self.store, self.clock, self.scans, self.who, app_version=VERSION, disk=disk
        ).export(path)

    def take(self, path: Path) -> Returned:
        """Takes an answer."""
        desk = AnsweredDesk(self.store, self.clock, self.who, OWN_APPLIERS, VERSION)

        def begin_anew(why: str, present: int) -> int:
            self.anew.append((why, present))
            return present + 1

        return QueueAnswers(desk, self.told.append, begin_anew).take(path)

    def on_the_line(self, centre: CentreStore, clock: TickingClock) -> SyncAnswer:
        """One exchange by the line, which is there for a moment."""
        now = self.clock.now()
        with self.store.read() as session:
            ids = sender.choose(sender.read_waiting(session, 1000))
            request = SyncRequest(
                app_version=VERSION,
                epoch=self.who.epoch,
                nonce="n" * 20,
                cursor=fetcher.read_cursor(session),
                sent_at=now,
                entries=sender.read_batch(session, ids).entries,
                blocks=fetcher.held_blocks(session, self.who.epoch, now.date()),
                mark=sender.read_mark(session),
                public_key=None,
            )
            before = fetcher.read_cursor(session)
        answer, _ = round_trip(centre, clock, self.who.desk_id, self.credential, request)
        with self.store.write() as session:
            reconcile.apply_answers(session, ids, answer.entries, now)
            reconcile.apply_blocks(session, answer.blocks, self.who.epoch, now)
        fetcher.apply_changes(
            self.store, OWN_APPLIERS, answer.changes, before, answer.cursor, now, VERSION
        )
        return answer

    def cursor(self) -> int:
        """How far it has read the feed."""
        with self.store.read() as session:
            return fetcher.read_cursor(session)


@dataclass
class CentreWithoutLine:
    """A centre that sticks are brought to."""

    store: CentreStore
    clock: TickingClock
    files: LocalPageStore

    def take(
        self, *paths: Path, folder: Path | None = None, disk: Disk | None = None
    ) -> list[ImportReport]:
        """Imports files."""
        place = Place(self.store, self.clock, self.files, disk or Disk())
        return list(import_queues(place, paths, folder))

    def codes(self) -> list[str]:
        """The dossiers it has."""
        with self.store.reading() as session:
            return sorted(session.scalars(select(centre_tables.Dossier.code)))

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All that it has, to compare."""
        names = ("entry", "dossier", "used_number", "number_block", "archive_file", "receipt_print")
        tables = centre_tables.Base.metadata.tables
        with self.store.reading() as session:
            return {
                name: sorted(
                    tuple(map(repr, row)) for row in session.execute(tables[name].select())
                )
                for name in names
            }


@dataclass
class Pair:
    """A desk and a centre, and the folder that stands for the stick."""

    desk: DeskWithoutLine
    centre: CentreWithoutLine
    stick: Path

    def carry(self, name: str = "a.desk-queue") -> tuple[ImportReport, Returned]:
        """There and back."""
        self.desk.export(self.stick / name)
        [report] = self.centre.take(self.stick / name)
        assert report.answer is not None, report.error
        return report, self.desk.take(report.answer)


@cache
def _template() -> Path:
    folder = Path(mkdtemp(prefix="centre-template-"))
    prepare(str(folder / "centre.db"), small_resources(folder / "resources"))
    return folder / "centre.db"


@contextmanager
def a_centre(folder: Path) -> Iterator[CentreWithoutLine]:
    """A training centre on SQLite that has the desks' unit."""
    clock = a_clock()
    with sqlite_copy(_template(), folder) as store:
        yield furnished(store, folder, clock)


def furnished(store: CentreStore, folder: Path, clock: TickingClock) -> CentreWithoutLine:
    """``store`` with the desks' unit."""
    unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
    administration.add_unit(store, clock, unit)
    return CentreWithoutLine(store, clock, LocalPageStore(folder / "kept"))


def a_desk(
    folder: Path, centre: CentreWithoutLine, number: int = 1, *, key: bool = False
) -> DeskWithoutLine:
    """A desk that joined ``centre``; with ``key`` the centre knows its desk key. Close its
    store."""
    folder.mkdir(parents=True, exist_ok=True)
    credential = credential_of(number)
    enrolled(centre.store, centre.clock, number, unit=UNIT, credential=credential)
    desk_id = identity_text(800_000 + number)
    private = signing.new_private_key() if key else None
    public = signing.public_key_of(private) if private else None
    if public:
        with centre.store.writing() as session:
            session.get_one(centre_tables.Desk, desk_id).public_key = public
    who = FileSender(
        desk_id=desk_id,
        unit=UNIT,
        epoch=1,
        credential_sha256=credential_hash(credential),
        public_key=public,
        key_sign=partial(signing.sign, private) if private else None,
    )
    store = a_store(folder)
    return DeskWithoutLine(store, ScanStore(folder / "scans"), a_clock(), who, credential)


@contextmanager
def a_pair(folder: Path, *, key: bool = False) -> Iterator[Pair]:
    """A desk that has its numbers already, a centre, a stick."""
    template, who, credential = _pair_template(key)
    (folder / "desk").mkdir()
    stick = folder / "stick"
    stick.mkdir()
    shutil.copy(template / "desk" / "desk.db", folder / "desk" / "desk.db")
    with ExitStack() as stack:
        kept = stack.enter_context(sqlite_copy(template / "centre.db", folder))
        # A later clock: ids made from its time are none of those made before.
        clock = a_clock(NOW + timedelta(seconds=1))
        centre = CentreWithoutLine(kept, clock, LocalPageStore(folder / "kept"))
        store = open_store(folder / "desk" / "desk.db", KEY, must_exist=True)
        stack.callback(store.close)
        scans = ScanStore(folder / "desk" / "scans")
        yield Pair(DeskWithoutLine(store, scans, a_clock(), who, credential), centre, stick)


@cache
def _pair_template(key: bool) -> tuple[Path, FileSender, str]:
    folder = Path(mkdtemp(prefix="pair-template-"))
    with a_centre(folder) as centre:
        desk = a_desk(folder / "desk", centre, key=key)
        desk.on_the_line(centre.store, centre.clock)
        desk.store.close()
    return folder, desk.who, desk.credential


def read_back(path: Path, credential: str) -> tuple[QueueHeader, list[Record]]:
    """What a file holds."""
    with path.open("rb") as file:
        reader = QueueReader(file)
        return reader.header, list(reader.records(credential_hash(credential)))


def write_file(path: Path, header: QueueHeader, credential: str, *records: Record) -> None:
    """A file with just these records, signed."""
    key = credential_hash(credential)
    with path.open("wb") as file:
        writer = QueueWriter(file.write, header, key, partial(signature, key))
        for record in records:
            writer.add(record.kind, record.body)
        writer.finish()

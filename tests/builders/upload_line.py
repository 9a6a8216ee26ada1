"""A desk, a served centre and a line between them that can be cut: all real, on loopback."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from desk_app.central import administration
from desk_app.central.http import make_app
from desk_app.central.page_store import LocalPageStore
from desk_app.clock import TickingClock
from desk_app.event_bus import EventBus
from desk_app.models.engine import Store
from desk_app.models.tables import ArchiveFile
from desk_app.paper.scan_store import ScanStore
from desk_app.sync.central_http import HttpCentre
from desk_app.sync.centre import DeskIdentity
from desk_app.sync.engine import SyncEngine
from desk_app.sync.protocol import UnitV1
from desk_app.sync.uploads import Uploads
from tests.builders.archive_copies import Copy, announce_copy, archive_row
from tests.builders.centres import enrolled, prepare, small_resources, sqlite_copy
from tests.builders.messages import CREDENTIAL, identity_text
from tests.builders.outbox import send_later
from tests.builders.served import served
from tests.builders.stores import UNIT, a_clock, a_store
from tests.fakes.cut_line import CutLine, cut_line

IDENTITY = DeskIdentity(identity_text(800_001), CREDENTIAL)
MOST_PASSES = 6


@dataclass
class UploadLine:
    """``centre`` goes through ``line``; ``direct`` does not. Papers are announced directly."""

    store: Store
    scans: ScanStore
    clock: TickingClock
    engine: SyncEngine
    centre: HttpCentre
    direct: HttpCentre
    line: CutLine
    files: LocalPageStore
    dossier: str
    papers: int = 0

    def announce(self, copy: Copy) -> str:
        """The centre expects a file."""
        return self.announce_all(copy, 1)[0]

    def announce_all(self, copy: Copy, count: int) -> list[str]:
        """The centre expects the same file for so many papers."""
        kept, files = self.scans.put(copy.pdf), []
        for _ in range(count):
            self.papers += 1
            files.append(
                announce_copy(
                    self.store, self.scans, self.dossier, copy, number=self.papers, kept=kept
                )
            )
        assert self.engine.run_once().refused == 0
        return files

    def send(self, file: str, copy: Copy) -> int:
        """Sends until the file is there, whole; returns how many bytes went up the line."""
        before = self.line.up
        self.send_by(self.centre, file)
        data = self.files.path(file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == copy.sha256
        return self.line.up - before

    def uploads(self) -> Uploads:
        """As they are when the program has just begun."""
        return Uploads(self.store, self.clock, lambda _: None, self.scans, random=lambda: 0.0)

    def send_by(self, centre: HttpCentre, file: str, uploads: Uploads | None = None) -> None:
        """Sends until the file is there."""
        uploads = uploads or self.uploads()
        for _ in range(MOST_PASSES):
            self._only(file)
            uploads.one_pass(centre, lambda _: None, lambda: False)
            if archive_row(self.store, file).state == "uploaded":
                return
            self.clock.advance(timedelta(hours=7))
        raise AssertionError(archive_row(self.store, file).last_error)

    def _only(self, file: str) -> None:
        """No other file is due."""
        later = self.clock.now() + timedelta(hours=20)
        with self.store.write() as session:
            session.execute(update(ArchiveFile).values(next_try_at=later))
            session.get_one(ArchiveFile, file).next_try_at = None


@contextmanager
def upload_line(folder: Path) -> Iterator[UploadLine]:
    """Everything up until the block ends; the centre has a dossier of the desk."""
    template = folder / "template"
    template.mkdir()
    prepare(str(template / "centre.db"), small_resources(folder / "resources"))
    clock, store, scans = a_clock(), a_store(folder), ScanStore(folder / "scans")
    files = LocalPageStore(folder / "kept")
    with sqlite_copy(template / "centre.db", folder) as kept:
        unit = UnitV1(code=UNIT, name="Trung tâm", level="commune_centre")
        administration.add_unit(kept, clock, unit)
        enrolled(kept, clock, unit=UNIT)
        with served(make_app(kept, clock, files=files)) as url:
            host, port = url.removeprefix("http://").split(":")
            with cut_line(host, int(port)) as line:
                direct, centre = HttpCentre(url, IDENTITY), HttpCentre(line.url, IDENTITY)
                engine = SyncEngine(store, clock, EventBus(), direct)
                engine.run_once()
                [dossier] = send_later(store, 1)
                assert engine.run_once().accepted == 1
                yield UploadLine(store, scans, clock, engine, centre, direct, line, files, dossier)
                direct.close()
                centre.close()
    store.close()

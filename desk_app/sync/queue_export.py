"""The queue as a file on a stick, for a desk without a line.

It holds what the next passes would have sent: the waiting entries in their order and the archive
copies that wait. Nothing at the desk changes: what is in the file goes on waiting until the centre
has answered, by whatever way. So a stick that is lost costs nothing, and one that is read twice or
after the line is back neither.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desk_app.clock import Clock
from desk_app.errors import EnvironmentFault
from desk_app.models.engine import Store
from desk_app.models.tables import JournalLine, OutboxEntry
from desk_app.paper.disk import Disk
from desk_app.paper.queue_file import QUEUE_ENDING, QueueHeader, QueueWriter
from desk_app.paper.stick import refuse_too_little_room, written_whole
from desk_app.sync import fetcher, sender, upload_rows
from desk_app.sync.protocol import (
    MAX_BYTES,
    MAX_ENTRIES,
    STICK_BROKEN,
    STICK_PIECE,
    Entry,
    FileOnStick,
    Part,
    SyncRequest,
    signature,
)
from desk_app.sync.queue_exports import QueueExport, remember_export
from desk_app.sync.upload_rows import WaitingFile
from desk_app.sync.uploads import PlainFiles

# Most sticks are formatted so that no file is larger than 4 GiB.
MOST_BYTES = 3_900_000_000
# What one message, header and tags may come to beside the entries and files.
FRAME = 1024 * 1024
PIECE = 1024 * 1024
Progress = Callable[[int, int | None], object]


@dataclass(frozen=True)
class FileSender:
    """Whose files these are. ``key_sign`` signs with the desk key; None: it has none."""

    desk_id: str
    unit: str
    epoch: int
    credential_sha256: str
    public_key: str | None = None
    key_sign: Callable[[bytes], str] | None = None


@dataclass(frozen=True)
class Exported:
    """What a file holds. ``files_left``: archive copies that did not fit into a file of this size,
    or that could not be read."""

    path: Path
    entries: int
    files: int
    files_left: int
    bytes: int

    def as_json(self) -> dict[str, Any]:
        """The answer of ``desk-app queue export``."""
        return {
            "file": str(self.path),
            "entries": self.entries,
            "files": self.files,
            "files_left": self.files_left,
            "bytes": self.bytes,
        }


@dataclass(frozen=True)
class _Cargo:
    batches: list[list[str]]
    files: list[WaitingFile]
    files_left: int

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.files)


def proposed_name(who: FileSender, now: datetime) -> str:
    """A name that tells desks and times apart, and nothing else."""
    return f"{who.unit}-{who.desk_id[-8:]}-{now:%Y%m%d-%H%M%S}{QUEUE_ENDING}"


class QueueExporter:
    """Writes files of one desk."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        files: PlainFiles,
        who: FileSender,
        *,
        app_version: str,
        disk: Disk | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._store, self._clock, self._files, self._who = store, clock, files, who
        self._app_version = app_version
        self._disk = disk or Disk()
        self._most_bytes = most_bytes

    def export(
        self, path: Path, *, officer: str | None = None, progress: Progress | None = None
    ) -> Exported:
        """Writes the file; when it returns, it outlives a power cut and the pulling of the stick.

        Args:
            officer: login for the journal.
            progress: told of bytes done and all; what it raises ends the export and leaves nothing.

        Raises:
            EnvironmentFault: too little room, or the stick says no; nothing is left there.
        """
        with self._store.read() as session:
            cargo = self._choose(session)
        refuse_too_little_room(path, cargo.bytes + (len(cargo.batches) + 1) * 2 * FRAME)
        now = self._clock.now()
        header = QueueHeader(
            kind="up",
            desk_id=self._who.desk_id,
            epoch=self._who.epoch,
            unit=self._who.unit,
            nonce=secrets.token_urlsafe(24),
            created_at=now,
        )
        with written_whole(path, self._disk) as write:
            writing = _Writing(self._writer(write, header), self._files, cargo.bytes, progress)
            for request in self._requests(cargo.batches, now):
                writing.request(request)
            for file in cargo.files:
                writing.file(file)
            writing.writer.finish()
        done = Exported(
            path, writing.entries, writing.files, cargo.files_left + writing.unread, writing.bytes
        )
        self._remember(header, done, officer)
        return done

    def _choose(self, session: Session) -> _Cargo:
        waiting = sender.read_waiting(session, -1)
        batches: list[list[str]] = []
        size = 0
        for entry in waiting:
            weight = entry.size + sender.FRAME_BYTES
            if not batches or len(batches[-1]) >= MAX_ENTRIES or size + weight > MAX_BYTES:
                batches.append([])
                size = 0
            batches[-1].append(entry.id)
            size += weight
        found = upload_rows.unsent_files(session, {entry.id for entry in waiting})
        taken: list[WaitingFile] = []
        room = self._most_bytes - (len(batches) + 1) * FRAME
        for file in found:
            room -= file.size + file.size // 1000 + 4096
            if room < 0:
                break
            taken.append(file)
        return _Cargo(batches, taken, len(found) - len(taken))

    def _requests(self, batches: Sequence[list[str]], now: datetime) -> Iterator[SyncRequest]:
        """One for each batch, and at least one: a desk without entries wants numbers and news."""
        stopped: set[str] = set()
        for number, ids in enumerate(batches or [[]]):
            with self._store.read() as session:
                batch = sender.read_batch(session, ids)
                broken = _dossiers_of(session, batch.broken)
                blocks = fetcher.held_blocks(session, self._who.epoch, now.date())
                cursor = fetcher.read_cursor(session)
                unsent = sender.read_unsent(session)
                # A centre that was put back cannot ask by this way, so it is told in any case.
                holding = None if number else fetcher.read_holding(session, now.date())
            stopped |= broken
            entries: list[Entry] = [e for e in batch.entries if e.dossier_id not in stopped]
            # No mark: what a file says is old when it arrives, and the line may have said more.
            yield SyncRequest(
                app_version=self._app_version,
                epoch=self._who.epoch,
                nonce=secrets.token_urlsafe(24),
                cursor=cursor,
                sent_at=now,
                entries=entries,
                blocks=blocks,
                waiting=unsent.waiting,
                mark=None,
                public_key=self._who.public_key,
                holding=holding,
            )

    def _writer(
        self, write: Callable[[bytes | bytearray], None], header: QueueHeader
    ) -> QueueWriter:
        key = self._who.credential_sha256
        return QueueWriter(write, header, key, partial(signature, key), self._who.key_sign)

    def _remember(self, header: QueueHeader, done: Exported, officer: str | None) -> None:
        export = QueueExport(
            header.nonce, header.created_at, done.entries, done.files, self._who.credential_sha256
        )
        with self._store.write() as session:
            remember_export(session, export)
            session.execute(
                insert(JournalLine).values(
                    at=header.created_at,
                    officer=officer,
                    action="queue.exported",
                    details={"entries": done.entries, "files": done.files},
                )
            )


class _Writing:
    """One file while it is written, and what has gone into it."""

    def __init__(
        self, writer: QueueWriter, files: PlainFiles, total: int, progress: Progress | None
    ) -> None:
        self.writer, self._plain = writer, files
        self._total, self._progress = total, progress
        self.entries = self.files = self.unread = self.bytes = 0

    def request(self, request: SyncRequest) -> None:
        self._part("Q", request)
        self.entries += len(request.entries)
        self._tell()

    def file(self, file: WaitingFile) -> None:
        """Puts a file in. One that cannot be read to its end is marked, and stays at the desk."""
        said = FileOnStick(
            file_id=file.id, sha256=file.sha256, size=file.size, nonce=secrets.token_urlsafe(24)
        )
        self._part("F", said)
        at = 0
        while at < file.size:
            try:
                piece = self._plain.read_from(file.name, file.key, at, PIECE)
            except EnvironmentFault:
                piece = b""
            if not piece:
                self.writer.add(STICK_BROKEN, b"")
                self.unread += 1
                return
            self.writer.add(STICK_PIECE, piece)
            at += len(piece)
            self.bytes += len(piece)
            self._tell()
        self.files += 1

    def _part(self, kind: str, part: Part) -> None:
        self.writer.add(kind, part.model_dump_json(exclude_none=True).encode())

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self.bytes, self._total)


def _dossiers_of(session: Session, ids: Sequence[str]) -> set[str]:
    found = select(OutboxEntry.dossier_id).where(OutboxEntry.id.in_(ids))
    return set(session.scalars(found)) if ids else set()

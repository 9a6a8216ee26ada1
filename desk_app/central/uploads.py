"""Archive copies on their way in, without HTTP: who may send, how far it is, and the proof.

What is told as the offset is on the disk. A process of the centre claims a file before it writes;
a newer claim ends a request in another process. Within a process requests take turns.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from desk_app.central import credentials, file_rows
from desk_app.central.engine import CentreStore
from desk_app.central.epochs import NotWelcomeHere
from desk_app.central.file_rows import FileNotTaken, Sender
from desk_app.central.page_check import is_as_announced
from desk_app.central.page_store import PageStore, Part, PartGone
from desk_app.clock import Clock
from desk_app.errors import EnvironmentFault
from desk_app.sync.protocol import FileProof, credential_hash

log = logging.getLogger(__name__)
# After so many bytes they are put on the disk and counted, whatever else is still to come.
DURABLE_EVERY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Asker:
    """The desk as it shows itself."""

    desk_id: str
    credential: str

    def let_in(self, work: Connection) -> Sender:
        """The desk, if it may come in. A file goes on after an exchange that was judged, so whether
        the credential has ended is not asked.

        Raises:
            NotWelcomeHere: unknown or revoked desk.
        """
        desk = file_rows.sender(work, self.desk_id)
        return credentials.let_in(desk, credential_hash(self.credential))


class Comer(Protocol):
    """Whoever brings files: a desk on the line (:class:`Asker`), or its file on a stick."""

    def let_in(self, work: Connection) -> Sender:
        """The desk they are of, or NotWelcomeHere."""
        ...


@dataclass(frozen=True)
class Standing:
    """How far a file is. ``key``: the hash of the credential, with which answers are signed.
    ``revoked_at``: of the desk, where its file may come in all the same."""

    file_id: str
    sha256: str
    size: int
    pages: list[dict[str, Any]]
    durable: int
    received_at: datetime | None
    desk_id: str
    claim: str
    key: str
    revoked_at: datetime | None = None

    @property
    def proof(self) -> FileProof | None:
        """The centre's word, once it has the whole."""
        if self.received_at is None:
            return None
        return FileProof(
            file_id=self.file_id,
            sha256=self.sha256,
            size=self.size,
            received_at=self.received_at,
        )


class Uploads:
    """The archive copies that desks announced."""

    def __init__(self, store: CentreStore, clock: Clock, files: PageStore) -> None:
        self._store = store
        self._clock = clock
        self._files = files
        # Requests of this process take turns; another process has another name.
        self._claim = secrets.token_hex(16)

    def look(self, asker: Comer, file_id: str) -> None:
        """Whether ``asker`` may send this file at all, and end a request that came before.

        Raises:
            NotWelcomeHere: unknown or revoked desk.
            FileNotTaken: ``file-unknown``, ``file-replaced``, ``file-withdrawn``.
            EnvironmentFault: the database is out of reach.
        """
        with self._store.writing_rows() as work:
            file_rows.find(work, asker.let_in(work), file_id)

    def claim(self, asker: Comer, file_id: str) -> Standing:
        """How far the file is; from now on no other process of the centre writes it.

        Raises:
            NotWelcomeHere, FileNotTaken, EnvironmentFault: as :meth:`look`; or the disk says no.
        """
        # A claim means something to processes that run: none of them outlives a power cut.
        with self._store.writing_rows(durable=False) as work:
            desk = asker.let_in(work)
            row = file_rows.find(work, desk, file_id)
            if row.received_at is None:
                file_rows.claim(work, file_id, self._claim)
            standing = Standing(
                file_id=row.id,
                sha256=row.sha256,
                size=row.size,
                pages=row.pages,
                durable=row.durable,
                received_at=row.received_at,
                desk_id=desk.id,
                claim=self._claim,
                key=desk.credential_sha256,
                revoked_at=desk.revoked_at,
            )
        return standing if standing.received_at else self._still_there(standing)

    def _still_there(self, standing: Standing) -> Standing:
        """Nobody else writes it now, so what the store has is what there is. Asked outside of the
        unit of work: the store may be far away."""
        there = self._files.length(standing.file_id)
        if there >= standing.durable:
            return standing
        self.count(standing, there)
        return replace(standing, durable=there)

    def arrive(self, standing: Standing) -> Arrival:
        """Makes ready for bytes from ``standing.durable`` on.

        Raises:
            FileNotTaken: ``offset-other``: the disk has lost some of what it had;
                ``upload-ended``: a newer request has the file.
            EnvironmentFault: the disk says no.
        """
        with _gone_means_ended():
            part = self._files.open_part(standing.file_id, standing.durable)
        arrival = Arrival(self, standing, part)
        if part.offset != standing.durable:
            self.count(standing, part.offset)
            part.close()
            raise FileNotTaken("offset-other", part.offset)
        return arrival

    def count(self, standing: Standing, durable: int) -> None:
        """Notes how many bytes are on the disk.

        Raises:
            NotWelcomeHere: the desk was revoked in the meantime.
            FileNotTaken: ``upload-ended``: a newer request has the file.
        """
        self._note(standing, durable)

    def settle(self, standing: Standing) -> Standing:
        """Holds a file whose bytes are all here against what was announced, and keeps it.

        Raises:
            FileNotTaken: ``file-damaged``: it is another file; it is forgotten.
            NotWelcomeHere, EnvironmentFault: as :meth:`count`.
        """
        if standing.received_at is not None:
            return standing
        with self._files.open_arrived(standing.file_id) as file:
            good = is_as_announced(file, standing.sha256, standing.pages)
            if good:
                self._files.keep(standing.file_id, file)
        if not good:
            log.warning("an archive copy is not what was announced, and is forgotten")
            self._note(standing, 0, damaged=True)
            self._files.drop(standing.file_id)
            raise FileNotTaken("file-damaged")
        received_at = self._clock.now().replace(microsecond=0)  # as it is kept
        self._note(standing, standing.size, received_at=received_at)
        return replace(standing, durable=standing.size, received_at=received_at)

    def _note(
        self,
        standing: Standing,
        durable: int,
        *,
        received_at: datetime | None = None,
        damaged: bool = False,
    ) -> None:
        """Changes the row of a file that is still claimed."""
        with self._store.writing_rows() as work:
            if file_rows.revoked_at(work, standing.desk_id) != standing.revoked_at:
                raise NotWelcomeHere("desk-revoked")
            noted = file_rows.note(
                work,
                standing.file_id,
                standing.claim,
                durable,
                received_at=received_at,
                damaged=damaged,
            )
            if not noted:
                raise FileNotTaken("upload-ended")


class Arrival:
    """One piece on its way to the disk. Not for two threads at once."""

    def __init__(self, uploads: Uploads, standing: Standing, part: Part) -> None:
        self._uploads = uploads
        self._part = part
        self._began = standing
        self._counted = standing.durable

    @property
    def standing(self) -> Standing:
        """How far the file is, by what is counted."""
        return replace(self._began, durable=self._counted)

    def write(self, data: bytes | bytearray) -> None:
        """Writes what came; now and then puts it on the disk and counts it.

        Raises:
            FileNotTaken: ``file-too-long``: more than was announced; ``upload-ended``.
            NotWelcomeHere, EnvironmentFault: as :meth:`Uploads.count`.
        """
        if len(data) > self._began.size - self._part.offset:
            raise FileNotTaken("file-too-long")
        with _gone_means_ended():
            self._part.write(data)
        if self._part.offset - self._counted >= DURABLE_EVERY:
            self.count()

    def count(self) -> None:
        """Puts what was written on the disk and counts it."""
        if self._part.offset == self._counted:
            return
        self._part.sync()
        self._uploads.count(self._began, self._part.offset)
        self._counted = self._part.offset

    def finish(self) -> Standing:
        """The piece is over. If it was the last one the whole is held against what was announced;
        its end, less than what is counted on the way, is then counted with the proof.

        Raises:
            FileNotTaken, NotWelcomeHere, EnvironmentFault: as :meth:`Uploads.settle`.
        """
        if self._part.offset < self._began.size:
            self.count()
            return self.standing
        self._part.sync(by_name=False)  # it is about to get its last one
        try:
            return self._uploads.settle(replace(self._began, durable=self._part.offset))
        except EnvironmentFault:
            self.count()  # it is here all the same, and need not come again
            raise

    def forget(self) -> None:
        """Goes back to where the piece began: nothing of it is to be trusted. Only for whom the
        file is still claimed: another process may have more of it by now."""
        self._uploads.count(self._began, self._began.durable)
        with _gone_means_ended():
            self._part.cut(self._began.durable)
        self._counted = self._began.durable

    def close(self) -> None:
        """Lets go of the file."""
        self._part.close()


@contextmanager
def _gone_means_ended() -> Iterator[None]:
    try:
        yield
    except PartGone as gone:
        raise FileNotTaken("upload-ended") from gone

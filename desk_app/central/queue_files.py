"""Archive copies in a queue that came on a stick: the same way in as on the line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from desk_app.central import file_rows
from desk_app.central.engine import CentreStore
from desk_app.central.epochs import NotWelcomeHere
from desk_app.central.file_rows import FileNotTaken, Sender
from desk_app.central.page_store import PageStore
from desk_app.central.uploads import Arrival, Standing, Uploads
from desk_app.clock import Clock
from desk_app.paper.queue_file import Record
from desk_app.sync.protocol import (
    STICK_BROKEN,
    STICK_PIECE,
    FileOnStick,
    NotTakenOnStick,
    Part,
    ProofOnStick,
    signature,
)


@dataclass(frozen=True)
class DeskOnStick:
    """The desk whose signed file this is; a revoked one, too: what it announced before may come."""

    desk_id: str

    def let_in(self, work: Connection) -> Sender:
        """As :meth:`desk_app.central.uploads.Asker.let_in`; the seal was checked before."""
        desk = file_rows.sender(work, self.desk_id)
        if desk is None:
            raise NotWelcomeHere("desk-unknown")
        return desk


class FilesOnStick:
    """Takes the files of one queue, piece by piece. ``arrived``: whole and proved now; ``known``:
    were there before; ``left``: not taken."""

    def __init__(
        self, store: CentreStore, clock: Clock, files: PageStore, desk_id: str, key: str
    ) -> None:
        self._uploads = Uploads(store, clock, files)
        self._desk, self._key = DeskOnStick(desk_id), key
        self._file: FileOnStick | None = None
        self._arrival: Arrival | None = None
        self._at = self._began = 0
        self.arrived = self.known = self.left = 0

    def take(self, record: Record, message: Part | None) -> Iterator[tuple[str, Part]]:
        """Takes one record; gives what there is to answer.

        Raises:
            EnvironmentFault: the page store or the database says no.
        """
        try:
            if isinstance(message, FileOnStick):
                self.end()
                self._file, self._at = message, 0
                proof = self._begin(message)
            elif record.kind == STICK_PIECE and self._arrival is not None:
                proof = self._piece(self._arrival, record.body)
            else:
                proof = None
                if record.kind == STICK_BROKEN:
                    self.end()
        except FileNotTaken as no:
            file = self._file
            self.end()
            if file is not None:
                yield "N", NotTakenOnStick(file_id=file.file_id, code=no.code)
            return
        if proof is not None:
            yield "P", proof

    def end(self) -> None:
        """Lets go of a file that did not come to its end; what came of it is kept for later."""
        arrival, self._arrival = self._arrival, None
        if self._file is not None:
            self.left += 1
        self._file = None
        if arrival is not None:
            try:
                with contextlib.suppress(FileNotTaken):  # the line has the file now
                    arrival.count()
            finally:
                arrival.close()

    def _begin(self, said: FileOnStick) -> ProofOnStick | None:
        standing = self._uploads.claim(self._desk, said.file_id)
        if (standing.sha256, standing.size) != (said.sha256, said.size):
            raise FileNotTaken("file-damaged")
        if standing.received_at is not None:
            self.known += 1
            return self._proof(standing)
        if standing.durable == standing.size:
            return self._arrived(self._uploads.settle(standing))
        try:
            self._arrival = self._uploads.arrive(standing)
        except FileNotTaken as no:
            if no.code != "offset-other":
                raise
            # The disk had lost some of it: what there is now is counted.
            standing = self._uploads.claim(self._desk, said.file_id)
            self._arrival = self._uploads.arrive(standing)
        self._began = standing.durable
        return None

    def _piece(self, arrival: Arrival, piece: bytes) -> ProofOnStick | None:
        skip = max(0, self._began - self._at)
        self._at += len(piece)
        if skip < len(piece):
            arrival.write(piece[skip:])
        if self._file is None or self._at < self._file.size:
            return None
        self._arrival = None
        with contextlib.closing(arrival):
            return self._arrived(arrival.finish())

    def _arrived(self, standing: Standing) -> ProofOnStick | None:
        self.arrived += 1
        return self._proof(standing)

    def _proof(self, standing: Standing) -> ProofOnStick | None:
        file, self._file = self._file, None
        proof = standing.proof
        if proof is None or file is None:
            return None
        body = proof.model_dump_json()
        return ProofOnStick(
            body=body, nonce=file.nonce, signature=signature(self._key, file.nonce, body.encode())
        )

"""Archive copies go up: after their entries, small ones first, each resumed where it stands.

A file is sent in pieces. Between two pieces new entries go, so that no receipt waits behind a
scan. What goes wrong with one file sets that file back and no other; whether it was the file or
the line, an exchange with the centre tells. Only the centre's verified proof makes a file
uploaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from desk_app.clock import Clock
from desk_app.errors import DeskError, EnvironmentFault
from desk_app.events import ArchiveChanged
from desk_app.models.engine import Store
from desk_app.sync import retry, upload_rows
from desk_app.sync.centre import (
    Busy,
    Centre,
    FileNotTaken,
    LineTrouble,
    NotTheCentre,
    NotUnderstood,
    NotWelcome,
    OtherOffset,
    SignedProof,
    TooOld,
    UploadState,
)
from desk_app.sync.piece_size import PieceSize
from desk_app.sync.upload_rows import WaitingFile

# A try that brought less than this brought nothing: it is not repeated at once.
LEAST_PROGRESS = 16 * 1024
# What does not mend itself is tried now and then: somebody may have mended it.
LONG = timedelta(hours=1)
LONGEST = timedelta(hours=6)
DAMAGED = "uploads.file_damaged"
# A piece that took longer than this is told, so that people see it move.
NOTICEABLE_SECONDS = 0.5


class PlainFiles(Protocol):
    """``paper.scan_store.ScanStore``, as far as it is needed here."""

    def read_from(self, name: str, key: bytes, offset: int, most: int | None) -> bytes:
        """Plain bytes of a file from ``offset`` on, at most ``most``.

        Raises:
            EnvironmentFault: the file is missing or damaged.
        """
        ...


Between = Callable[[bool], DeskError | None]
"""Sends what entries wait; with True it asks the centre also if there are none. Returns what is
wrong with the line, None if all is well."""


@dataclass
class Uploaded:
    """What one pass brought up. ``fault``: why it ended early; ``told``: the exchange that met it
    has told of it already."""

    pages: int = 0
    bytes: int = 0
    fault: DeskError | None = None
    told: bool = False


class _SetBack(Exception):
    """The file waits; the next one goes."""


class _End(Exception):
    """The pass is over."""


class _Unreadable(EnvironmentFault):
    """The file cannot be read on this machine."""

    def __init__(self) -> None:
        super().__init__("uploads.unreadable")


class Uploads:
    """Makes passes; remembers between them how large a piece the line takes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        publish: Callable[[object], None],
        files: PlainFiles,
        *,
        random: retry.Random,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self.clock = clock
        self.publish = publish
        self.files = files
        self.random = random
        self.seconds = seconds
        self.piece = PieceSize()

    def one_pass(self, centre: Centre, between: Between, stopping: Callable[[], bool]) -> Uploaded:
        """Sends every file that is due, until the line fails or ``stopping`` says so.

        Raises:
            EnvironmentFault: the desk's own database cannot be read or written.
        """
        found = Uploaded()
        while not stopping():
            with self.store.read() as session:
                file = upload_rows.next_file(session, self.clock.now())
            if file is None:
                break
            try:
                _OneFile(self, file, centre, between, stopping, found).send()
            except _SetBack:
                continue
            except _End:
                break
        return found

    def forget_delays(self) -> None:
        """Somebody wants everything sent now: no file waits for its time any more."""
        with self.store.write() as session:
            upload_rows.forget_delays(session)

    def seconds_to_next(self) -> float | None:
        """How long until a file that was set back is due; None if none was."""
        with self.store.read() as session:
            due = upload_rows.next_due(session)
        return None if due is None else max(0.0, (due - self.clock.now()).total_seconds())


class _OneFile:
    """One file on its way up."""

    def __init__(
        self,
        uploads: Uploads,
        file: WaitingFile,
        centre: Centre,
        between: Between,
        stopping: Callable[[], bool],
        found: Uploaded,
    ) -> None:
        self._uploads, self._file, self._centre = uploads, file, centre
        self._between, self._stopping, self._found = between, stopping, found
        self._sent, self._attempts = file.sent, file.attempts
        self._damaged = file.last_error == DAMAGED
        self._stumbled_at: int | None = None

    def send(self) -> None:
        """Sends it to its end.

        Raises:
            _SetBack, _End
        """
        # After trouble, or after a crash of this program, only the centre knows how far it is.
        asks = bool(self._file.attempts or self._file.sent)
        while not self._stopping():
            try:
                proof = self._ask() if asks else self._send_piece()
            except DeskError as fault:
                self._stumble(fault)
                asks = True
                continue
            if proof is not None:
                self._finish(proof)
                return
            if not asks:
                self._let_entries_go()
            asks = False
        raise _End

    def _ask(self) -> SignedProof | None:
        state = self._centre.upload_state(self._file.id)
        self._arrived(state)
        return None if state.proof is None else self._checked(state.proof)

    def _send_piece(self) -> SignedProof | None:
        uploads, file = self._uploads, self._file
        try:
            most = uploads.piece.of(file.size)
            piece = uploads.files.read_from(file.name, file.key, self._sent, most)
        except EnvironmentFault as fault:
            raise _Unreadable from fault
        began = uploads.seconds()
        state = self._centre.upload_piece(file.id, self._sent, file.size, piece)
        took = uploads.seconds() - began
        if state.proof is not None:
            return self._checked(state.proof)
        if state.offset <= self._sent:
            raise OtherOffset(state.offset)
        uploads.piece.went(len(piece), took)
        self._arrived(state)
        if took > NOTICEABLE_SECONDS:
            self._tell()
        return None

    def _checked(self, proof: SignedProof) -> SignedProof:
        said, file = proof.proof, self._file
        if (said.file_id, said.sha256, said.size) != (file.id, file.sha256, file.size):
            raise NotTheCentre("shape")
        return proof

    def _arrived(self, state: UploadState) -> None:
        """The centre has so much now."""
        if state.size != self._file.size:
            raise FileNotTaken("other-size")
        gained = state.offset - self._sent
        if not gained:
            return
        self._sent = state.offset
        self._found.bytes += max(0, gained)
        if gained > 0 and not self._damaged:
            self._attempts = 0
        with self._uploads.store.write() as session:
            upload_rows.note_sent(
                session,
                self._file.id,
                self._sent,
                attempts=self._attempts,
                error=DAMAGED if self._damaged else None,
            )

    def _finish(self, proof: SignedProof) -> None:
        with self._uploads.store.write() as session:
            upload_rows.note_uploaded(session, self._file, proof, self._uploads.clock.now())
        self._found.bytes += self._file.size - self._sent
        self._found.pages += self._file.pages
        self._tell()
        self._let_entries_go()

    def _let_entries_go(self) -> None:
        fault = self._between(False)
        if fault is not None:
            self._found.fault, self._found.told = fault, True
            raise _End

    def _stumble(self, fault: DeskError) -> None:
        """Returns if this file may go on at once, after asking how far it is.

        Raises:
            _SetBack, _End, EnvironmentFault: the desk's own database.
        """
        if isinstance(fault, NotWelcome | TooOld):
            self._found.fault = fault
            raise _End
        if isinstance(fault, Busy):
            self._note(fault.key, timedelta(seconds=fault.retry_after))
            raise _End
        if isinstance(fault, FileNotTaken):
            self._not_taken(fault)
        elif isinstance(fault, _Unreadable | NotUnderstood):
            self._set_back(fault.key, long=True)
        elif isinstance(fault, LineTrouble):
            self._uploads.piece.broke()
            self._ask_the_line(fault)
            self._must_have_moved(fault)
        elif isinstance(fault, OtherOffset):
            self._must_have_moved(fault)
        else:
            raise fault

    def _ask_the_line(self, fault: DeskError) -> None:
        line = self._between(True)
        if line is not None:
            self._attempts += 1
            self._note(fault.key, self._short())
            self._found.fault, self._found.told = line, True
            raise _End

    def _must_have_moved(self, fault: DeskError) -> None:
        """A file that broke off goes on at once, as long as every try brings something."""
        before, self._stumbled_at = self._stumbled_at, self._sent
        if before is not None and self._sent - before < LEAST_PROGRESS:
            self._set_back(fault.key)

    def _not_taken(self, fault: FileNotTaken) -> None:
        if fault.code == "file-replaced":
            with self._uploads.store.write() as session:
                replaced = upload_rows.note_replaced(session, self._file.id)
            if replaced:
                self._tell()
                raise _SetBack
        if fault.code == "file-damaged" and not self._damaged:
            # The line may have spoilt it: once more from the start, at once.
            self._damaged = True
            self._sent = 0
            with self._uploads.store.write() as session:
                upload_rows.note_sent(session, self._file.id, 0, attempts=0, error=DAMAGED)
            return
        self._set_back(fault.key, long=True)

    def _set_back(self, error: str, *, long: bool = False) -> None:
        self._attempts += 1
        delay = min(LONGEST, LONG * 2 ** (self._attempts - 1)) if long else self._short()
        self._note(error, delay)
        raise _SetBack

    def _short(self) -> timedelta:
        seconds = retry.delay_after(max(1, self._attempts), self._uploads.random)
        return timedelta(seconds=seconds)

    def _note(self, error: str, delay: timedelta) -> None:
        due = self._uploads.clock.now() + delay
        with self._uploads.store.write() as session:
            upload_rows.note_trouble(
                session, self._file.id, error, due, attempts=max(1, self._attempts)
            )
        self._tell()

    def _tell(self) -> None:
        with self._uploads.store.read() as session:
            waiting = upload_rows.count_waiting(session)
        self._uploads.publish(ArchiveChanged(self._file.dossier_id, waiting))

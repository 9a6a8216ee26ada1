"""One archive copy on its way up: its next step, and what that came to.

A step talks with the centre and changes nothing; it may be under way beside steps of other files.
What it came to is settled afterwards, in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import NoReturn, Protocol

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


class PlainFile(Protocol):
    """``paper.scan_store.PlainFile``, as far as it is needed here."""

    def read(self, offset: int, most: int | None) -> bytes:
        """Plain bytes from ``offset`` on, at most ``most``.

        Raises:
            EnvironmentFault: the file is damaged.
        """
        ...


class PlainFiles(Protocol):
    """``paper.scan_store.ScanStore``, as far as it is needed here."""

    def read_from(self, name: str, key: bytes, offset: int, most: int | None) -> bytes:
        """Plain bytes of a file from ``offset`` on, at most ``most``.

        Raises:
            EnvironmentFault: the file is missing or damaged.
        """
        ...

    def opened(self, name: str, key: bytes) -> AbstractContextManager[PlainFile]:
        """A file to read parts of until the block ends.

        Raises:
            EnvironmentFault: the file is missing or damaged.
        """
        ...


@dataclass
class Uploaded:
    """What one pass brought up. ``fault``: why it ended early; ``told``: the exchange that met it
    has told of it already."""

    pages: int = 0
    bytes: int = 0
    fault: DeskError | None = None
    told: bool = False


@dataclass(frozen=True)
class Went:
    """What one step came to. ``sent``: the bytes of the piece, None if it was only asked how far
    the file is; ``seconds``: from the first byte to the answer."""

    state: UploadState
    sent: int | None = None
    seconds: float = 0.0


class SetBack(Exception):
    """The file waits; the others go on."""


class End(Exception):
    """The pass is over."""


class Unreadable(EnvironmentFault):
    """The file cannot be read on this machine."""

    def __init__(self) -> None:
        super().__init__("uploads.unreadable")


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except EnvironmentFault as fault:
        raise Unreadable from fault


class _Unread:
    """A piece of a file that is read and decrypted while it is sent."""

    def __init__(self, file: PlainFile, offset: int, size: int) -> None:
        self._file, self._offset, self._size = file, offset, size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._size)
        with _readable():
            data = self._file.read(self._offset + start, stop - start)
        if len(data) != stop - start:
            raise Unreadable
        return data


@dataclass(frozen=True)
class Desk:
    """What an upload needs of the desk."""

    store: Store
    clock: Clock
    publish: Callable[[object], None]
    files: PlainFiles
    random: retry.Random
    seconds: Callable[[], float]
    piece: PieceSize


class Pass(Protocol):
    """The pass a file is sent in."""

    desk: Desk
    centre: Centre
    found: Uploaded

    def ask_the_line(self) -> DeskError | None:
        """What is wrong with the line; None: it is well."""
        ...

    def end(self, fault: DeskError | None = None) -> NoReturn:
        """No file goes on.

        Raises:
            End
        """
        ...


class OneFile:
    """One file on its way up. ``asks``: whether it has to be asked how far it is."""

    def __init__(self, here: Pass, file: WaitingFile) -> None:
        self._pass, self._desk, self._file = here, here.desk, file
        self._sent, self._attempts = file.sent, file.attempts
        self._damaged = file.last_error == DAMAGED
        self._stumbled_at: int | None = None
        self._most = 0  # bytes of the piece under way
        # After trouble, or after a crash of this program, only the centre knows how far it is.
        self.asks = bool(file.attempts or file.sent)

    @property
    def id(self) -> str:
        """Its id."""
        return self._file.id

    @property
    def size(self) -> int:
        """Its plain bytes."""
        return self._file.size

    def next_step(self) -> Callable[[], Went]:
        """What comes next: it talks with the centre, and changes nothing here."""
        if self.asks:
            return self._ask
        self._most = self._desk.piece.of(self.size)
        return partial(self._send_piece, self._sent, self._most)

    def _ask(self) -> Went:
        return Went(self._pass.centre.upload_state(self.id))

    def _send_piece(self, offset: int, most: int) -> Went:
        desk, file = self._desk, self._file
        with ExitStack() as open_files:
            with _readable():
                plain = open_files.enter_context(desk.files.opened(file.name, file.key))
            piece = _Unread(plain, offset, min(most, file.size - offset))
            began = desk.seconds()
            state = self._pass.centre.upload_piece(file.id, offset, file.size, piece)
            return Went(state, len(piece), desk.seconds() - began)

    def settle(self, came: Future[Went]) -> bool:
        """Takes in what a step came to; True if the file is there, whole and proved.

        Raises:
            SetBack, End, EnvironmentFault: the desk's own database.
        """
        try:
            proof = self._take(came.result())
        except DeskError as fault:
            self._stumble(fault)
            self.asks = True
            return False
        if proof is None:
            return False
        self._finish(proof)
        return True

    def must_be_expected(self) -> None:
        """Ends here if the copy was withdrawn while it was on its way.

        Raises:
            SetBack
        """
        with self._desk.store.read() as session:
            file = upload_rows.expected_file(session, self.id)
        if file is None:
            self._tell()
            raise SetBack

    def _take(self, went: Went) -> SignedProof | None:
        self.asks = False
        if went.state.proof is not None:
            return self._checked(went.state.proof)
        if went.sent is None:
            self._arrived(went.state)
            return None
        if went.state.offset <= self._sent:
            raise OtherOffset(went.state.offset)
        self._desk.piece.went(went.sent, went.seconds)
        self._arrived(went.state)
        if went.seconds > NOTICEABLE_SECONDS:
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
        self._pass.found.bytes += max(0, gained)
        if gained > 0 and not self._damaged:
            self._attempts = 0
        with self._desk.store.write() as session:
            upload_rows.note_sent(
                session,
                self._file.id,
                self._sent,
                attempts=self._attempts,
                error=DAMAGED if self._damaged else None,
            )

    def _finish(self, proof: SignedProof) -> None:
        with self._desk.store.write_rows() as work:
            upload_rows.note_uploaded(work, self._file, proof, self._desk.clock.now())
        self._pass.found.bytes += self._file.size - self._sent
        self._pass.found.pages += self._file.pages
        self._tell()

    def _stumble(self, fault: DeskError) -> None:
        """Returns if this file may go on at once, after asking how far it is.

        Raises:
            SetBack, End, EnvironmentFault: the desk's own database.
        """
        if isinstance(fault, NotWelcome | TooOld):
            self._pass.end(fault)
        if isinstance(fault, Busy):
            self._desk.piece.crowded()
            self._note(fault.key, timedelta(seconds=fault.retry_after))
            self._pass.end()
        if isinstance(fault, FileNotTaken):
            self._not_taken(fault)
        elif isinstance(fault, NotUnderstood) and fault.code == "too-large" and self._shrinks():
            return
        elif isinstance(fault, Unreadable | NotUnderstood):
            self._set_back(fault.key, long=True)
        elif isinstance(fault, LineTrouble):
            self._desk.piece.broke()
            self._ask_the_line(fault)
            self._must_have_moved(fault)
        elif isinstance(fault, OtherOffset):
            self._must_have_moved(fault)
        else:
            raise fault

    def _shrinks(self) -> bool:
        """Whether the next piece is smaller; something on the way may take no larger ones. A file
        beside this one may have been told so first."""
        piece = self._desk.piece
        if piece.of(self.size) >= self._most:
            piece.broke()
        return piece.of(self.size) < self._most

    def _ask_the_line(self, fault: DeskError) -> None:
        if self._pass.ask_the_line() is not None:
            self._attempts += 1
            self._note(fault.key, self._short())
            self._pass.end()

    def _must_have_moved(self, fault: DeskError) -> None:
        """A file that broke off goes on at once, as long as every try brings something."""
        before, self._stumbled_at = self._stumbled_at, self._sent
        if before is not None and self._sent - before < LEAST_PROGRESS:
            self._set_back(fault.key)

    def _not_taken(self, fault: FileNotTaken) -> None:
        if fault.code == "file-replaced":
            with self._desk.store.write() as session:
                replaced = upload_rows.note_replaced(session, self._file.id)
            if replaced:
                self._tell()
                raise SetBack
        if fault.code == "file-withdrawn":
            with self._desk.store.write() as session:
                upload_rows.note_withdrawn(session, self._file.id)
            self._tell()
            raise SetBack
        if fault.code == "file-damaged" and not self._damaged:
            # The line may have spoilt it: once more from the start, at once.
            self._damaged = True
            self._sent = 0
            with self._desk.store.write() as session:
                upload_rows.note_sent(session, self._file.id, 0, attempts=0, error=DAMAGED)
            return
        self._set_back(fault.key, long=True)

    def _set_back(self, error: str, *, long: bool = False) -> None:
        self._attempts += 1
        delay = min(LONGEST, LONG * 2 ** (self._attempts - 1)) if long else self._short()
        self._note(error, delay)
        raise SetBack

    def _short(self) -> timedelta:
        seconds = retry.delay_after(max(1, self._attempts), self._desk.random)
        return timedelta(seconds=seconds)

    def _note(self, error: str, delay: timedelta) -> None:
        due = self._desk.clock.now() + delay
        with self._desk.store.write() as session:
            upload_rows.note_trouble(
                session, self._file.id, error, due, attempts=max(1, self._attempts)
            )
        self._tell()

    def _tell(self) -> None:
        with self._desk.store.read_rows() as look:
            waiting = upload_rows.count_waiting(look)
        self._desk.publish(ArchiveChanged(self._file.dossier_id, waiting))

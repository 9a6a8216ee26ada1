"""Archive copies go up: after their entries, small ones first, each resumed where it stands.

A file is sent in pieces, and where the line is quick some files go side by side: their pieces are
on the line at once, and one settles what each came to, in turn. In between new entries go, so that
no receipt waits behind a scan. What goes wrong with one file sets that file back and no other;
whether it was the file or the line, an exchange with the centre tells. Only the centre's verified
proof makes a file uploaded.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NoReturn

from desk_app.clock import Clock
from desk_app.errors import DeskError
from desk_app.models.engine import Store
from desk_app.sync import retry, upload_rows
from desk_app.sync.centre import Centre
from desk_app.sync.lanes import Lanes, Threads
from desk_app.sync.one_upload import Desk, End, OneFile, PlainFiles, SetBack, Uploaded, Went
from desk_app.sync.piece_size import PieceSize

__all__ = ["OneFile", "PlainFiles", "Uploads", "Went"]

Between = Callable[[bool], DeskError | None]
"""Sends what entries wait; with True it asks the centre also if there are none. Returns what is
wrong with the line, None if all is well."""


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
        lanes: Callable[[], Lanes[OneFile, Went]] = Threads,
    ) -> None:
        """
        Args:
            lanes: where steps of several files are under way at once.
        """
        self._desk = Desk(store, clock, publish, files, random, seconds, PieceSize())
        self._lanes = lanes

    def one_pass(self, centre: Centre, between: Between, stopping: Callable[[], bool]) -> Uploaded:
        """Sends every file that is due, until the line fails or ``stopping`` says so.

        Raises:
            EnvironmentFault: the desk's own database cannot be read or written.
        """
        this = _Pass(self._desk, self._lanes(), centre, between, stopping)
        this.run()
        return this.found

    def forget_delays(self) -> None:
        """Somebody wants everything sent now: no file waits for its time any more."""
        with self._desk.store.write() as session:
            upload_rows.forget_delays(session)

    def seconds_to_next(self) -> float | None:
        """How long until a file that was set back is due; None if none was."""
        with self._desk.store.read() as session:
            due = upload_rows.next_due(session)
        return None if due is None else max(0.0, (due - self._desk.clock.now()).total_seconds())


class _Pass:
    """The files on their way up. Steps go by themselves; everything else happens in one thread,
    one thing after the other."""

    def __init__(
        self,
        desk: Desk,
        lanes: Lanes[OneFile, Went],
        centre: Centre,
        between: Between,
        stopping: Callable[[], bool],
    ) -> None:
        self.desk, self.centre = desk, centre
        self.found = Uploaded()
        self._lanes, self._between, self._stopping = lanes, between, stopping
        self._in_hand: dict[str, OneFile] = {}
        self._over = False
        self._none_left = False

    def run(self) -> None:
        """Goes on until no file is due, or the pass is over; what is under way then is settled."""
        self._begin_files()
        while self._in_hand:
            file, came = self._lanes.next()
            try:
                if file.settle(came):
                    self._leave(file)
                if not file.asks:
                    self._let_entries_go()
                    if file.id in self._in_hand:
                        file.must_be_expected()
            except SetBack:
                self._leave(file)
            except End:
                self._over = True
            self._go_on(file)
            self._begin_files()

    def ask_the_line(self) -> DeskError | None:
        """What is wrong with the line; None: it is well."""
        if self._over:
            return self.found.fault
        return self._met(self._between(True))

    def end(self, fault: DeskError | None = None) -> NoReturn:
        """No file goes on.

        Raises:
            End
        """
        self.found.fault = self.found.fault or fault
        raise End

    def _let_entries_go(self) -> None:
        if not self._over and self._met(self._between(False)) is not None:
            raise End

    def _met(self, fault: DeskError | None) -> DeskError | None:
        if fault is not None:
            self.found.fault, self.found.told = fault, True
        return fault

    def _go_on(self, file: OneFile) -> None:
        """The next step of a file; one that is too many on a slow line waits for the others."""
        if file.id not in self._in_hand:
            return
        if self._is_over() or len(self._in_hand) > self.desk.piece.abreast:
            self._leave(file)
        else:
            self._lanes.give(file, file.next_step())

    def _begin_files(self) -> None:
        while not (self._none_left or self._is_over()) and self._has_room():
            with self.desk.store.read_rows() as look:
                found = upload_rows.next_file(look, self.desk.clock.now(), self._in_hand)
            if found is None:
                self._none_left = True
                return
            file = self._in_hand[found.id] = OneFile(self, found)
            self._lanes.give(file, file.next_step())

    def _has_room(self) -> bool:
        return len(self._in_hand) < self.desk.piece.abreast

    def _leave(self, file: OneFile) -> None:
        del self._in_hand[file.id]
        self._none_left = False

    def _is_over(self) -> bool:
        self._over = self._over or self._stopping()
        return self._over

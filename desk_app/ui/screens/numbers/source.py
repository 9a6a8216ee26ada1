"""What the screen of numbers needs from the services of a desk."""

from __future__ import annotations

from pathlib import Path

from desk_app.config.profile import write_durably
from desk_app.errors import EnvironmentFault, Refusal
from desk_app.hand_over import LONGEST
from desk_app.paper.barcode_image import qr_modules
from desk_app.services.desk import Desk
from desk_app.services.hand_overs import Handed
from desk_app.services.number_ways import FEW, ONLY_THE_CENTRE, number_ways
from desk_app.services.numbers import BlockLine
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.number_ways import page_that_helps
from desk_app.ui.screens.numbers.state import NumbersState


class NumbersSource:
    """Reads, opens, gives and takes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self) -> NumbersState:
        """How it stands today."""
        desk = self._desk
        here = desk.this_desk()
        enrolled = here.desk_id is not None
        ways = number_ways(desk)
        return NumbersState(
            left=ways.left,
            sealed=None if ways.why in ONLY_THE_CENTRE else desk.emergency_numbers.sealed(),
            neighbours=tuple(desk.hand_overs.neighbours()) if enrolled else (),
            most=desk.hand_overs.most() if enrolled else 0,
            past=tuple(desk.hand_overs.past()) if enrolled else (),
            opened=desk.emergency_numbers.opened(),
            helps=page_that_helps(ways) if ways.left < FEW else None,
            centre=ways.centre,
            why=ways.why,
        )

    def send_now(self) -> None:
        """Asks the centre for numbers, among other things."""
        self._desk.outbox.send_now()

    def open(self, login: str, password: str, reason: str) -> BlockLine:
        """Opens today's emergency block."""
        return self._desk.emergency_numbers.open(login, password, reason)

    def give(self, to: str, count: int, officer: OfficerAtDesk) -> Handed:
        """Cuts numbers off for the desk ``to``."""
        return self._desk.hand_overs.give(to, count, officer)

    def take(self, text: str, officer: OfficerAtDesk) -> Handed:
        """Takes what a reader read or a file holds."""
        return self._desk.hand_overs.take(text, officer)

    def take_file(self, path: Path, officer: OfficerAtDesk) -> Handed:
        """Takes the hand-over in a file."""
        try:
            with path.open("rb") as file:
                said = file.read(LONGEST + 1)
        except OSError as fault:
            raise Refusal("numbers.file_unreadable", file=path.name) from fault
        return self.take(said.decode("ascii", "replace"), officer)

    def save(self, handed: Handed, path: Path) -> Path:
        """Writes the document to a file, whole or not at all."""
        try:
            write_durably(path, f"{handed.document}\n".encode())
        except OSError as fault:
            raise EnvironmentFault("numbers.file_not_written", file=path.name) from fault
        return path

    def modules(self, handed: Handed) -> tuple[tuple[bool, ...], ...]:
        """The QR code of a document."""
        return qr_modules(handed.document)

"""A training desk with the threads and the bridge that its screens work with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk_app.services.desk import Desk
from desk_app.services.intake_json import read_form
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.print_outcome import PrinterOnDesk, PrintOutcome
from tests.builders.desks import a_dossier_said, a_training_desk, applicant_said


class PaperTray:
    """Printers that keep what they are given; ``outcome`` is what they answer."""

    def __init__(self, outcome: PrintOutcome | None = None) -> None:
        self.outcome = outcome or PrintOutcome("printed")
        self.taken: list[tuple[bytes, str, str]] = []
        self.silent = False

    @property
    def known(self) -> tuple[PrinterOnDesk, ...]:
        return self.all()

    def all(self) -> tuple[PrinterOnDesk, ...]:
        return (PrinterOnDesk("HP-1", "", True), PrinterOnDesk("HP-2", "", False))

    def print(self, pdf: bytes, printer: str, title: str) -> PrintOutcome:
        self.taken.append((pdf, printer, title))
        return self.outcome


@dataclass
class Counter:
    """What a presenter needs, on a real store."""

    desk: Desk
    background: Background
    bus: BusBridge

    def officer(self, role: str = "officer") -> OfficerAtDesk:
        login = next(card.login for card in self.desk.sign_in.officers() if card.role == role)
        return self.desk.officer(login)

    def receive(self, name: str = "Nguyễn Thị Phương Uyên", **changes: Any) -> str:
        """Receives a birth registration; its code."""
        said = a_dossier_said(applicant=applicant_said(full_name=name), **changes)
        return self.desk.intake.receive(read_form(said), self.officer()).code


@contextmanager
def a_counter(folder: Path) -> Iterator[Counter]:
    """A counter; its threads end with the block."""
    with a_training_desk(folder) as desk:
        background, bus = Background(desk.clock), BusBridge(desk.bus)
        try:
            yield Counter(desk, background, bus)
        finally:
            bus.close()
            background.close()

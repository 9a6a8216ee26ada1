"""What the scan screen needs from services, and the ways in that this machine has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from desk_app.paper.scanners.port import Device, ScannedImage, ScanOptions
from desk_app.services.opened_files import OnRefused
from desk_app.services.page_views import (
    AddReport,
    Changes,
    FinishReport,
    PageCard,
    PageChange,
    PageSource,
    PaperChange,
    PaperTarget,
    PileReport,
    Progress,
    ReusableFile,
    ScanChecklist,
    Stopped,
)
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.wording import Message


class Pages(Protocol):
    """``services.scanning.Scanning``."""

    def checklist(self, code_or_id: str) -> ScanChecklist:
        """The papers of a dossier to scan."""
        ...

    def pages(self, target: PaperTarget) -> tuple[PageCard, ...]:
        """The pages of a paper, in order, hidden and removed ones too."""
        ...

    def thumbnail(self, page_id: str) -> bytes:
        """A small picture of a page."""
        ...

    def image(self, page_id: str) -> bytes:
        """The page as it counts."""
        ...

    def add_many(
        self,
        target: PaperTarget,
        images: Iterable[ScannedImage],
        source: PageSource,
        officer: OfficerAtDesk,
        *,
        progress: Progress = ...,
        stopped: Stopped = ...,
        instead_of: str | None = None,
        on_refused: OnRefused | None = None,
    ) -> AddReport:
        """Takes pages in as they come; each is durable before the next."""
        ...

    def change(
        self, changes: Sequence[PageChange | PaperChange], officer: OfficerAtDesk
    ) -> Changes:
        """Does ``changes`` and gives what undoes them."""
        ...

    def merge_card(self, front: str, back: str, officer: OfficerAtDesk) -> tuple[PageCard, Changes]:
        """Two sides of a card on one page."""
        ...

    def declare_pages(
        self, target: PaperTarget, pages: int | None, officer: OfficerAtDesk
    ) -> Changes:
        """How many pages the officer counted (None: not counted); gives what undoes it."""
        ...

    def interleave_backs(
        self, target: PaperTarget, first_back_position: int, officer: OfficerAtDesk
    ) -> Changes:
        """Backs that were scanned after the fronts go behind them."""
        ...

    def finish(
        self, code_or_id: str, officer: OfficerAtDesk, *, reason: str | None = None
    ) -> FinishReport:
        """Asks for the archive copies."""
        ...

    def take_as_whole(self, target: PaperTarget, officer: OfficerAtDesk) -> Changes:
        """What is there of a paper whose reading was cut short is all."""
        ...

    def reusable(self, target: PaperTarget) -> tuple[ReusableFile, ...]:
        """Copies of this paper from earlier dossiers of the person."""
        ...

    def copy_pages(self, copy_id: str) -> tuple[PageCard, ...]:
        """The pages of an archive copy."""
        ...

    def reuse(self, target: PaperTarget, choice: ReusableFile, officer: OfficerAtDesk) -> Changes:
        """Uses an earlier copy; gives what undoes it."""
        ...


class Devices(Protocol):
    """``services.scan_devices.ScanDevices``."""

    def devices(self) -> Sequence[Device]:
        """The scanners that answer."""
        ...

    def last_source(self) -> tuple[str, str]:
        """The way in that was chosen last and the name of its device; empty: none was."""
        ...

    def keep_source(self, value: str, name: str) -> None:
        """Keeps what was chosen."""
        ...

    def scan(
        self, device_id: str, options: ScanOptions, stopped: Callable[[], bool]
    ) -> Iterator[ScannedImage]:
        """Pages as they come out of a device."""
        ...

    def held(self, device_id: str | None, reader: Message) -> AbstractContextManager[None]:
        """Keeps others from reading from a device meanwhile."""
        ...

    def put_aside(self, device_id: str, name: str) -> None:
        """Moves a file of a hot folder that nobody can read out of the way."""
        ...

    def files(self, paths: Sequence[Path]) -> Iterator[ScannedImage]:
        """Pages of files."""
        ...

    def fingerprint(self, paths: Sequence[Path]) -> str | None:
        """Tells whether the same files are given once more."""
        ...


class Piles(Protocol):
    """``services.piles.Piles``."""

    def take(
        self,
        images: Iterable[ScannedImage],
        source: PageSource,
        officer: OfficerAtDesk,
        *,
        progress: Progress = ...,
        stopped: Stopped = ...,
        finish: bool = True,
        on_refused: OnRefused | None = None,
    ) -> PileReport:
        """Splits a pile by its cover sheets."""
        ...

    def acknowledge(self, source: PageSource) -> None:
        """The officer has seen what became of a pile."""
        ...

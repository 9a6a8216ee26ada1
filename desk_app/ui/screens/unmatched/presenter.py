"""Between the unmatched tray and the services that split piles and file stacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.events import StacksChanged
from desk_app.paper.scanners.port import ScannedImage, ScanOptions, Source
from desk_app.services.page_views import (
    Candidate,
    PageCard,
    PageSource,
    PaperTarget,
    PileReport,
    ScanChecklist,
    SettledCard,
    StackCard,
)
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background, Task
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.nearest import nearest
from desk_app.ui.screens.digitise.page_pictures import PagePictures
from desk_app.ui.screens.digitise.source import Devices, Pages, Piles
from desk_app.ui.screens.digitise.state import FILES
from desk_app.ui.screens.digitise.ways_in import WaysIn
from desk_app.ui.screens.unmatched.state import FilingState, TrayState, filing_in
from desk_app.ui.screens.unmatched.view import UnmatchedView
from desk_app.wording import message

PILE_COLOUR, PILE_DPI = "color", 300


class Tray(Protocol):
    """``services.unmatched.UnmatchedTray``."""

    def stacks(self) -> tuple[StackCard, ...]:
        """What waits, the newest first."""
        ...

    def pages(self, stack_id: str) -> tuple[PageCard, ...]:
        """The pages of a stack."""
        ...

    def file(self, stack_id: str, target: PaperTarget, officer: OfficerAtDesk) -> bool:
        """Puts a stack where it belongs; whether a damaged sheet went along, hidden."""
        ...

    def discard(self, stack_id: str, officer: OfficerAtDesk, reason: str) -> None:
        """Takes a stack out of sight; its pages stay."""
        ...

    def put_back(self, stack_id: str, officer: OfficerAtDesk) -> None:
        """Undoes filing or discarding."""
        ...

    def last_settled(self, officer: OfficerAtDesk) -> SettledCard | None:
        """What the officer filed or discarded last and can still put back."""
        ...

    def checklist_of(self, text: str) -> tuple[ScanChecklist, int | None]:
        """The dossier that a code, a cover sheet or a receipt names, and the paper if it does."""
        ...


class UnmatchedPresenter(QObject):
    """Args:
    officer: who sits here.
    choose_files: asks the officer for files.
    """

    def __init__(
        self,
        view: UnmatchedView,
        tray: Tray,
        pages: Pages,
        piles: Piles,
        devices: Devices,
        officer: Callable[[], OfficerAtDesk],
        background: Background,
        bus: BusBridge,
        *,
        choose_files: Callable[[], Sequence[Path]],
    ) -> None:
        super().__init__(view)
        self._view, self._tray, self._pages = view, tray, pages
        self._piles = piles
        self._officer, self._background = officer, background
        self._choose_files = choose_files
        self._chosen: str | None = None
        self._task: Task | None = None
        self._moves_on = False  # once the tray is read, the focus goes to the next stack
        self._reading, self._naming = background.newest(), background.newest()
        self._pictures = PagePictures(view, view, pages, background)
        self._ways = WaysIn(view, view, devices, background, camera=False)
        view.entered.connect(self._entered)
        view.stack_picked.connect(self._pick)
        view.pile_pressed.connect(self._scan_pile)
        view.files_given.connect(self._take_files)
        view.source_chosen.connect(self._choose_source)
        view.devices_pressed.connect(self._ways.find)
        view.dossier_named.connect(self._name_dossier)
        view.candidate_picked.connect(self._pick_candidate)
        view.paper_chosen.connect(self._choose_paper)
        view.file_pressed.connect(self._file)
        view.discard_pressed.connect(self._discard)
        view.put_back_pressed.connect(self._put_back_last)
        view.stop_pressed.connect(self._ways.stop)
        bus.listen(StacksChanged, lambda _event: self.refresh(), owner=view)

    # -- what is shown

    def _entered(self, _argument: object) -> None:
        self._ways.find_once()
        self._moves_on = True  # the stacks are not here yet
        self.refresh()

    def refresh(self) -> None:
        """Reads the tray anew."""
        self._reading.ask(
            self._read,
            self._chosen,
            tuple(stack.id for stack in self._view.state.stacks),
            self._officer(),
            done=self._show,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _read(self, chosen: str | None, before: Sequence[str], officer: OfficerAtDesk) -> TrayState:
        stacks = self._tray.stacks()
        here = nearest(chosen, before, [stack.id for stack in stacks])
        pages = self._tray.pages(here) if here is not None else ()
        return TrayState(stacks, here, pages, self._tray.last_settled(officer))

    def _show(self, state: TrayState) -> None:
        other = state.chosen != self._view.state.chosen
        self._chosen = state.chosen
        self._view.show_state(state)
        if self._moves_on:  # before the fields of the last stack go
            self._moves_on = False
            self._view.go_on()
        if other:
            self._view.show_filing(FilingState())
            self._follow_sheet(state.stack)

    def _follow_sheet(self, stack: StackCard | None) -> None:
        """Where the sheet itself names dossier and paper, both stand there to be agreed to."""
        for candidate in stack.candidates if stack is not None else ():
            if candidate.number is not None:
                self._look_up(candidate.code, candidate.number, go_there=False)

    def _pick(self, stack_id: str) -> None:
        self._chosen = stack_id
        self.refresh()

    # -- piles

    def _choose_source(self, value: str) -> None:
        self._ways.choose(value)

    def _scan_pile(self) -> None:
        if self._ways.source == FILES:
            self._take_files(self._choose_files())
            return
        if self._ways.looking:
            self._view.said.emit(message("digitise.looking"), None)
            return
        options = ScanOptions(_source_kind(self._ways.kind), PILE_COLOUR, PILE_DPI)
        self._take(self._ways.scan(options), self._ways.page_source)

    def _take_files(self, paths: Sequence[Path]) -> None:
        if paths:
            self._take(*self._ways.files(paths), paths)

    def _take(
        self,
        images: Iterable[ScannedImage],
        source: PageSource,
        paths: Sequence[Path] | None = None,
    ) -> None:
        if self._task is not None:
            return
        officer, said = self._officer(), source

        def take(**how: Any) -> PileReport:
            nonlocal said
            if paths is not None:
                said = self._ways.listed(source, paths)
            return self._piles.take(images, said, officer, **how)

        self._view.show_working(message("unmatched.reading"))
        self._task = self._background.read(
            self._ways.reading(source, message("unmatched.title"), take),
            done=lambda report: self._taken(report, said),
            failed=self._not_taken,
            advanced=self._view.advance,
            owner=self._view,
        )

    def _taken(self, report: PileReport, source: PageSource) -> None:
        self._task = None
        self._view.show_working(None)
        self._view.show_pile(report)
        if report.trouble is None and not self._ways.stopped:
            # The officer has seen it: the same files given once more are another pile.
            self._background.write(
                self._piles.acknowledge, source, failed=self._view.show_error, owner=self._view
            )
        self._moves_on = True
        if isinstance(report.trouble, DeskError):
            self._view.show_error(report.trouble)
        self.refresh()

    def _not_taken(self, error: DeskError) -> None:
        self._task = None
        self._view.show_working(None)
        self._view.show_error(error)
        self.refresh()

    # -- filing

    def _name_dossier(self, text: str) -> None:
        if text.strip():
            self._look_up(text, None, go_there=True)
        else:
            self._view.show_what_lacks()

    def _pick_candidate(self, candidate: Candidate) -> None:
        self._look_up(candidate.code, candidate.number, go_there=True)

    def _look_up(self, text: str, number: int | None, *, go_there: bool) -> None:
        of = self._chosen

        def named(found: tuple[ScanChecklist, int | None]) -> None:
            if self._chosen == of:  # else it was said of another stack
                self._view.show_filing(filing_in(found[0], number or found[1]))
                if go_there:
                    self._view.go_to_filing()

        self._naming.ask(
            self._tray.checklist_of,
            text,
            done=named,
            failed=self._view.show_code_error,
            owner=self._view,
        )

    def _choose_paper(self, number: int) -> None:
        self._view.show_filing(replace(self._view.filing, number=number))

    def _file(self) -> None:
        stack, filing = self._view.state.stack, self._view.filing
        if stack is None:
            return
        if filing.checklist is None or filing.number is None:
            self._view.show_what_lacks()
            return
        target = PaperTarget(filing.checklist.dossier_id, filing.number)
        values = {"code": filing.checklist.code, "count": stack.pages}

        def filed(with_sheet: bool) -> None:
            key = "unmatched.filed_with_sheet" if with_sheet else "unmatched.filed"
            self._settled(stack.id, message(key, **values))

        officer = self._officer()
        self._background.write(
            self._tray.file,
            stack.id,
            target,
            officer,
            done=filed,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _discard(self) -> None:
        stack = self._view.state.stack
        if stack is None:
            return
        words = message("unmatched.discarded", count=stack.pages)
        self._background.write(
            self._tray.discard,
            stack.id,
            self._officer(),
            "not_needed",
            done=lambda _: self._settled(stack.id, words),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _settled(self, stack_id: str, words: object) -> None:
        self._view.clear_error()
        self._view.said.emit(words, lambda: self._put_back(stack_id))
        self._moves_on = True
        self.refresh()

    def _put_back_last(self) -> None:
        last = self._view.state.last
        if last is not None:
            self._put_back(last.id)

    def _put_back(self, stack_id: str) -> None:
        self._background.write(
            self._tray.put_back,
            stack_id,
            self._officer(),
            done=lambda _: self._back_again(stack_id),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _back_again(self, stack_id: str) -> None:
        self._view.said.emit(message("unmatched.put_back"), None)
        self._chosen, self._moves_on = stack_id, True
        self.refresh()


def _source_kind(kind: str) -> Source:
    return "flatbed" if kind == "flatbed" else "feeder" if kind == "feeder" else "feeder_both_sides"

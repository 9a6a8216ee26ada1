"""Between the scan screen and the services that keep pages.

Reading from a device runs beside everything else; each page is durable before it is shown, so
stopping, closing the screen or leaving it never loses one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.events import ArchiveChanged, PagesChanged
from desk_app.paper.scanners.port import ScannedImage
from desk_app.services.page_views import (
    AddReport,
    FinishReport,
    PageCard,
    PageSource,
    PaperScan,
    PaperTarget,
    ScanChecklist,
)
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background, Task
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.document_camera import FindFrames, first_camera
from desk_app.ui.screens.digitise.acts import Act, Acts
from desk_app.ui.screens.digitise.acts_on_pages import ActsOnPages
from desk_app.ui.screens.digitise.earlier_copies import EarlierCopies
from desk_app.ui.screens.digitise.page_pictures import PagePictures
from desk_app.ui.screens.digitise.refused_words import refused_words
from desk_app.ui.screens.digitise.source import Devices, Pages
from desk_app.ui.screens.digitise.state import (
    CAMERA,
    FILES,
    DigitiseState,
    ScanOf,
    lacking_words,
    options_of,
    pages_words,
    scan_words,
    short,
)
from desk_app.ui.screens.digitise.view import DigitiseView
from desk_app.ui.screens.digitise.ways_in import WaysIn
from desk_app.wording import Message, message

ChooseFiles = Callable[[], Sequence[Path]]
Then = Callable[[PaperScan, AddReport], None]


@dataclass(frozen=True)
class _Fresh:
    """Pages just scanned into ``paper``, until it is known what is on them; ``then``: the paper
    that was the current one afterwards."""

    paper: PaperScan
    ids: frozenset[str]
    then: int | None


class DigitisePresenter(QObject):
    """Args:
    officer: who sits here.
    choose_files: asks the officer for files.
    find_camera: the document camera of this machine, or None.
    """

    def __init__(
        self,
        view: DigitiseView,
        pages: Pages,
        devices: Devices,
        officer: Callable[[], OfficerAtDesk],
        background: Background,
        bus: BusBridge,
        *,
        choose_files: ChooseFiles,
        find_camera: FindFrames = first_camera,
    ) -> None:
        super().__init__(view)
        self._view, self._pages = view, pages
        self._officer, self._background = officer, background
        self._choose_files, self._find_camera = choose_files, find_camera
        self._dossier = ""
        self._number: int | None = None
        self._instead_of: str | None = None
        self._fresh: _Fresh | None = None
        self._next_pages: tuple[str, ...] = ()  # the cursor goes to the first that is shown
        self._shots: list[tuple[PaperScan, bytes, str | None]] = []
        self._task: Task | None = None
        self._under: tuple[ScanChecklist, PaperScan, str] | None = None
        self._reading = background.newest()
        self._pictures = PagePictures(view, view, pages, background)
        self._ways = WaysIn(view, view, devices, background)
        self._acts = Acts(view, pages, officer, background, went=self._go_where)
        self._on_pages = ActsOnPages(view, pages, officer, self._acts, show=self._go_where)
        self._copies = EarlierCopies(view, pages, officer, background, self._acts)
        self._connect(bus)

    def _connect(self, bus: BusBridge) -> None:
        view = self._view
        view.entered.connect(self._entered)
        view.paper_picked.connect(self._pick)
        view.scan_pressed.connect(self._scan)
        view.backs_pressed.connect(self._scan_backs)
        view.files_given.connect(self._read_files)
        view.source_chosen.connect(self._choose_source)
        view.devices_pressed.connect(self._ways.find)
        view.finish_pressed.connect(self._finish)
        view.stop_pressed.connect(self._ways.stop)
        view.shot.connect(self._take_shot)
        view.rescan_pressed.connect(self._rescan)
        view.declared.connect(self._declare)
        view.whole_pressed.connect(self._take_as_whole)
        view.undo_pressed.connect(self._acts.undo)
        view.redo_pressed.connect(self._acts.redo)
        bus.listen(PagesChanged, self._pages_changed, owner=view)
        bus.listen(ArchiveChanged, self._archive_changed, owner=view)

    # -- what is shown

    def _entered(self, argument: object) -> None:
        self._ways.find_once()
        if isinstance(argument, ScanOf):
            self._next_pages = (argument.page,)
            self._open(argument.dossier, argument.number)
        elif isinstance(argument, str) and argument:
            self._open(argument, None)
        elif self._dossier:
            self.refresh()
        else:
            self._view.show_state(None)

    def _open(self, dossier: str, number: int | None) -> None:
        if dossier != self._dossier:
            self._fresh = None
        self._dossier, self._number = dossier, number
        self.refresh()

    def _pick(self, number: int) -> None:
        self._number = number
        self.refresh()

    def refresh(self) -> None:
        """Reads dossier and pages anew."""
        if self._dossier:
            self._reading.ask(
                self._read,
                self._dossier,
                self._number,
                self._fresh,
                done=self._show,
                failed=self._view.show_error,
                owner=self._view,
            )

    def _read(
        self, dossier: str, number: int | None, fresh: _Fresh | None
    ) -> tuple[DigitiseState, tuple[PageCard, ...]]:
        """What is shown, and what is known by now of the pages just scanned."""
        checklist = self._pages.checklist(dossier)
        current = number if number is not None else checklist.current
        if current is None or checklist.paper(current) is None:
            open_ = [paper.number for paper in checklist.papers if paper.why_not is None]
            current = open_[0] if open_ else None
        pages: tuple[PageCard, ...] = ()
        if current is not None:
            pages = self._pages.pages(PaperTarget(checklist.dossier_id, current))
        came: tuple[PageCard, ...] = ()
        if fresh is not None:
            into = PaperTarget(checklist.dossier_id, fresh.paper.number)
            came = tuple(page for page in self._pages.pages(into) if page.id in fresh.ids)
        paper = None if current is None else checklist.paper(current)
        lent: tuple[PageCard, ...] = ()
        if paper is not None and paper.digitised == "reused" and paper.copy_id is not None:
            lent = self._pages.copy_pages(paper.copy_id)
        return DigitiseState(checklist, current, pages, lent), came

    def _show(self, read: tuple[DigitiseState, tuple[PageCard, ...]]) -> None:
        state, came = read
        self._number = state.current
        self._view.show_state(state)
        self._say_reading()
        self._say_if_blank(came)
        shown = {page.id for page in state.pages if page.state != "removed"}
        goal = next((one for one in self._next_pages if one in shown), None)
        if goal is not None:
            self._view.go_to_page(goal)
            self._next_pages = ()

    def _go_where(self, act: Act) -> None:
        """The officer sees what was undone, or put on a page."""
        state = self._view.state
        if state is not None and state.checklist.dossier_id == act.dossier_id:
            self._number, self._next_pages = act.number, act.pages
            self.refresh()

    def _say_if_blank(self, came: tuple[PageCard, ...]) -> None:
        """A scan that brought only blank sides brought nothing: the officer stays at its paper."""
        fresh = self._fresh
        if fresh is None or {page.id for page in came} != fresh.ids:
            return
        if not all(page.checked or page.state != "kept" for page in came):
            return
        self._fresh = None
        if all(page.state == "hidden" for page in came):
            self._view.show_only_blank(short(fresh.paper.name), len(came))
            if self._number == fresh.then != fresh.paper.number:
                self._pick(fresh.paper.number)

    def _pages_changed(self, event: PagesChanged) -> None:
        state = self._view.state
        if state is not None and event.dossier_id == state.checklist.dossier_id:
            self.refresh()

    def _archive_changed(self, event: ArchiveChanged) -> None:
        state = self._view.state
        if state is not None and event.dossier_id == state.checklist.dossier_id:
            self.refresh()

    # -- ways in

    def _choose_source(self, value: str) -> None:
        self._ways.choose(value)
        on = value == CAMERA
        self._view.show_camera(self._find_camera() if on else None, on=on)

    # -- reading pages

    def _scan(self) -> None:
        self._begin(instead_of=None)

    def _rescan(self, page_id: str) -> None:
        self._begin(instead_of=page_id)

    def _begin(self, instead_of: str | None) -> None:
        state, paper = self._view.state, self._open_paper()
        if state is None or paper is None:
            return
        if self._ways.source == FILES:
            self._read_files(self._choose_files(), instead_of=instead_of)
            return
        if self._ways.source == CAMERA:
            self._instead_of = instead_of
            self._view.large.camera.shoot()
            return
        if self._still_looking():
            return
        source, kind = self._ways.page_source, self._ways.kind
        images = self._ways.scan(options_of(kind, paper.recipe))
        # An empty feeder says that the paper is whole; glass, camera and files do not.
        whole = kind.startswith("feeder") and source.way != "hot_folder" and instead_of is None
        then = partial(self._move_on, state.checklist.dossier_id) if whole else None
        self._add(paper, images, source, "scanning", instead_of, then)

    def _read_files(self, paths: Sequence[Path], *, instead_of: str | None = None) -> None:
        paper = self._open_paper()
        if paper is None or not paths:
            return
        images, source = self._ways.files(paths)
        whole = None if instead_of is not None else paths
        self._add(paper, images, source, "reading_files", instead_of, paths=whole)

    def _take_shot(self, jpeg: bytes) -> None:
        # The page is shot by itself when it lies still, also while the last one is being stored.
        paper = self._open_paper()
        if paper is not None:
            instead_of, self._instead_of = self._instead_of, None
            self._shots.append((paper, jpeg, instead_of))
            self._next_shot()

    def _next_shot(self) -> None:
        if self._shots and self._task is None:
            paper, jpeg, instead_of = self._shots.pop(0)
            image = ScannedImage(jpeg, "image/jpeg")
            self._add(paper, [image], PageSource("camera"), "scanning", instead_of)

    def _add(
        self,
        paper: PaperScan,
        images: Iterable[ScannedImage],
        source: PageSource,
        words: str,
        instead_of: str | None,
        then: Then | None = None,
        paths: Sequence[Path] | None = None,
    ) -> None:
        state = self._view.state
        if state is None or self._task is not None:
            return
        target = PaperTarget(state.checklist.dossier_id, paper.number)
        officer = self._officer()
        again = pages_words(state.pages, [instead_of]) if instead_of is not None else None

        def take(**how: Any) -> AddReport:
            said = source if paths is None else self._ways.listed(source, paths)
            return self._pages.add_many(target, images, said, officer, instead_of=instead_of, **how)

        self._under = (state.checklist, paper, words)
        self._say_reading()
        self._task = self._background.read(
            self._ways.reading(source, message("digitise.reader", code=state.checklist.code), take),
            done=lambda report: self._added(paper, target, report, again, then),
            failed=self._not_added,
            advanced=self._view.advance,
            owner=self._view,
        )

    @property
    def _reads_here(self) -> bool:
        """Whether something is read into the dossier that is shown."""
        state = self._view.state
        under = self._under[0].dossier_id if self._under is not None else None
        return state is not None and state.checklist.dossier_id == under

    def _say_reading(self) -> None:
        """What is being read, with its dossier where another one is shown."""
        if self._under is None:
            return
        into, paper, words = self._under
        said = message(f"digitise.{words}", name=short(paper.name))
        if not self._reads_here:
            said = message("digitise.in_dossier", what=said, code=into.code)
        self._view.show_working(said)

    def _over(self) -> None:
        """Nothing is read any more."""
        self._task = self._under = None
        self._view.show_working(None)

    def _added(
        self,
        paper: PaperScan,
        target: PaperTarget,
        report: AddReport,
        again: Message | None,
        then: Then | None,
    ) -> None:
        self._over()
        if report.pages:
            # Of pages scanned again the first stands where the officer was.
            self._next_pages = (report.pages[0 if again is not None else -1].id,)
            words = scan_words(paper, report, again)
            self._acts.remember(Act(words, target.dossier_id, target.number, report.back))
        elif report.trouble is None and not report.refused:
            self._view.said.emit(message("digitise.nothing_read"), None)
        trouble = report.trouble if isinstance(report.trouble, DeskError) else None
        if trouble is not None or report.refused:
            refused = refused_words(report.refused, len(report.pages)) if report.refused else None
            self._view.show_trouble(trouble, refused)
        elif report.notes:
            self._view.show_note(report.notes[0])
        else:
            self._view.bar.dismiss()
        if then is not None:
            then(paper, report)
        ids = frozenset(page.id for page in report.pages)
        self._fresh = _Fresh(paper, ids, self._number) if ids else None
        self.refresh()
        self._next_shot()

    def _not_added(self, error: DeskError) -> None:
        self._over()
        self._view.show_error(error)
        self.refresh()
        self._next_shot()

    def _move_on(self, dossier_id: str, paper: PaperScan, report: AddReport) -> None:
        """The feeder is empty: the next paper that is still missing is the current one."""
        state = self._view.state
        if state is None or state.checklist.dossier_id != dossier_id:
            return
        if report.trouble is not None or not report.pages:
            return
        later = [
            other.number
            for other in state.checklist.papers
            if other.missing and other.number > paper.number
        ]
        if later and self._number == paper.number:
            self._number = later[0]

    def _scan_backs(self) -> None:
        state, paper = self._view.state, self._open_paper()
        if state is None or paper is None or not state.pages:
            return
        first_back = max(page.position for page in state.pages) + 1
        target = PaperTarget(state.checklist.dossier_id, paper.number)

        def weave(_paper: PaperScan, report: AddReport) -> None:
            if report.pages:
                self._acts.do(
                    lambda: self._pages.interleave_backs(target, first_back, self._officer()),
                    message("digitise.did.interleaved"),
                )

        images: Iterable[ScannedImage]
        if self._ways.source == FILES:
            images, source = self._ways.files(self._choose_files())
        elif self._still_looking():
            return
        else:
            kind = self._ways.kind
            one_side = "feeder" if kind == "feeder_both_sides" else kind
            images = self._ways.scan(options_of(one_side, paper.recipe))
            source = self._ways.page_source
        self._add(paper, images, source, "scanning", None, weave)

    def _still_looking(self) -> bool:
        """Whether the scanner has not answered yet; the officer is told."""
        if self._ways.looking:
            self._view.said.emit(message("digitise.looking"), None)
        return self._ways.looking

    def _open_paper(self) -> PaperScan | None:
        state = self._view.state
        paper = state.paper if state is not None else None
        return paper if paper is not None and paper.why_not is None else None

    # -- the paper and the dossier

    def _declare(self, count: int) -> None:
        state = self._view.state
        if state is None or state.paper is None or (state.paper.declared_pages or 0) == count:
            return
        target = PaperTarget(state.checklist.dossier_id, state.paper.number)
        self._acts.do(
            lambda: self._pages.declare_pages(target, count or None, self._officer()),
            message("digitise.did.declared", count=count),
            kind="declared",
        )

    def _finish(self, reason: str) -> None:
        if not self._dossier:
            return
        state = self._view.state
        if state is not None and not reason and not self._reads_here:
            lacking = lacking_words(state.checklist.papers)
            if lacking:
                self._view.ask_reason(lacking)
                return
        self._background.write(
            self._pages.finish,
            self._dossier,
            self._officer(),
            reason=reason or None,
            done=self._finished,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _finished(self, report: FinishReport) -> None:
        self._view.show_finished(report.cut_short)
        self.refresh()

    def _take_as_whole(self) -> None:
        state = self._view.state
        if state is None or state.paper is None:
            return
        target = PaperTarget(state.checklist.dossier_id, state.paper.number)
        self._acts.do(
            lambda: self._pages.take_as_whole(target, self._officer()),
            message("digitise.did.taken_as_whole", name=short(state.paper.name)),
        )

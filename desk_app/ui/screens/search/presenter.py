"""Between the search screen and the services that find and show dossiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject

from desk_app.errors import DeskError
from desk_app.events import DossierChanged, DossierReceived, OutboxChanged, ReceiptPrinted
from desk_app.services.amendments import Amended, Seen
from desk_app.services.begun_amendments import BegunAmendment
from desk_app.services.dossiers import DossierView
from desk_app.services.page_views import PageHit
from desk_app.services.search import DossierLine, SearchResult
from desk_app.services.sign_in import OfficerAtDesk
from desk_app.ui.background import Background
from desk_app.ui.bus_bridge import BusBridge
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.search.state import AmendOf, AmendWish, Found, Question
from desk_app.ui.screens.search.view import SearchView
from desk_app.ui.widgets.table import WINDOW


class Finder(Protocol):
    """``services.search.Search``."""

    def search(
        self,
        text: str,
        limit: int = 50,
        *,
        days: int | None = None,
        state: str | None = None,
        overdue: bool | None = None,
    ) -> SearchResult:
        """The newest dossiers that fit."""
        ...


class Reader(Protocol):
    """``services.dossiers.Dossiers``."""

    def find(self, code_or_id: str) -> DossierView | None:
        """One dossier, whole."""
        ...


class PageFinder(Protocol):
    """``services.page_search.PageSearch``."""

    def find(self, text: str, limit: int = 50) -> tuple[PageHit, ...]:
        """Pages that hold the words of ``text``."""
        ...

    def unread(self) -> int:
        """How many pages cannot be found yet."""
        ...


class Pictures(Protocol):
    """``services.scanning.Scanning``."""

    def image(self, page_id: str) -> bytes:
        """The JPEG of a page."""
        ...


class Amender(Protocol):
    """``services.amendments.Amendments``."""

    def amend(
        self,
        code: str,
        typed: Mapping[str, str | None],
        reason: str,
        officer: OfficerAtDesk,
        seen: Seen | None = None,
    ) -> Amended:
        """Corrects fields of a dossier, or decides about them."""
        ...


class Keeper(Protocol):
    """``services.begun_amendments.BegunAmendments``."""

    def keep(self, officer: OfficerAtDesk, code: str, begun: BegunAmendment | None) -> None:
        """Keeps what stands in the sheet; None: it was saved, or thrown away."""
        ...

    def of(self, officer: OfficerAtDesk) -> dict[str, BegunAmendment]:
        """What the officer has begun."""
        ...


class SearchPresenter(QObject):
    """Asks as one types, the newest answer wins; keeps the dossier that is shown fresh."""

    def __init__(
        self,
        view: SearchView,
        finder: Finder,
        reader: Reader,
        background: Background,
        bus: BusBridge,
        pages: PageFinder,
        pictures: Pictures,
        amender: Amender,
        begun: Keeper,
        officer: Callable[[], OfficerAtDesk],
    ) -> None:
        super().__init__(view)
        self._view, self._finder, self._reader = view, finder, reader
        self._pages, self._pictures = pages, pictures
        self._amender, self._officer = amender, officer
        self._keeper = begun
        self._whose: OfficerAtDesk | None = None  # the sheet; she may have left when it goes
        self._begun_read = False
        self._looking = background.newest()
        self._background = background
        self._searching, self._reading = background.newest(), background.newest()
        self._renewing = background.newest()
        view.asked.connect(self.ask)
        view.window_wanted.connect(self._fetch)
        view.dossier_wanted.connect(self._read)
        view.none_wanted.connect(self._reading.forget)
        view.pages_asked.connect(self._find_pages)
        view.hit_wanted.connect(self._show_page)
        view.scan_pressed.connect(lambda code: view.open_screen.emit("digitise", ScanOf(code)))
        view.scan_taken.connect(view.search_for)
        view.amend_wanted.connect(self._amend)
        view.begun_typed.connect(self._keep_begun)
        view.pane.amend_pressed.connect(self._sheet_opened)
        view.entered.connect(self._entered)
        view.pane.print_pressed.connect(lambda code: view.open_screen.emit("receipt", code))
        view.pane.reprint_pressed.connect(lambda code: view.open_screen.emit("receipt", code))
        for kind in (DossierChanged, OutboxChanged, ReceiptPrinted):
            bus.listen(kind, lambda _event: self._freshen(), owner=view)
        for news in (DossierChanged, DossierReceived, OutboxChanged):
            bus.listen(news, lambda _event: self._renew(), owner=view)

    def ask(self, question: Question) -> None:
        """Looks for ``question``; an older question is forgotten."""
        self._searching.ask(
            self._search,
            question,
            WINDOW,
            done=self._view.show_found,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _find_pages(self, text: str) -> None:
        self._searching.ask(
            self._hits,
            text,
            done=lambda found: self._view.show_hits(text, *found),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _hits(self, text: str) -> tuple[tuple[PageHit, ...], int]:
        """The hits, and how many pages were not looked at."""
        return self._pages.find(text), self._pages.unread()

    def _show_page(self, hit: PageHit) -> None:
        self._looking.ask(
            self._pictures.image,
            hit.page_id,
            done=lambda picture: self._view.show_page(hit, picture),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _amend(self, wish: AmendWish) -> None:
        self._background.write(
            self._commit,
            wish,
            self._officer(),
            done=lambda _done: self._view.amended(),
            failed=self._view.sheet.show_error,
            owner=self._view,
        )

    def _commit(self, wish: AmendWish, officer: OfficerAtDesk) -> None:
        self._amender.amend(wish.code, wish.values, wish.reason, officer, wish.seen)
        self._keeper.keep(officer, wish.code, None)  # also when nobody looks at it any more

    def _sheet_opened(self, _dossier: DossierView) -> None:
        self._whose = self._officer()

    def _keep_begun(self, code: str, begun: BegunAmendment | None) -> None:
        if self._whose is not None:
            self._background.write(self._keeper.keep, self._whose, code, begun)

    def _read_begun(self, then: Callable[[], None]) -> None:
        def read(begun: dict[str, BegunAmendment]) -> None:
            self._begun_read = True
            self._view.show_begun(begun)
            then()

        self._background.read(
            self._keeper.of,
            self._officer(),
            done=read,
            failed=self._view.show_error,
            owner=self._view,
        )

    def _entered(self, argument: object) -> None:
        if isinstance(argument, AmendOf):
            code = argument.code
            if self._begun_read:
                self._view.go_on_amending(code)
            else:
                self._read_begun(lambda: self._view.go_on_amending(code))
            self._view.begin_anew()
            return
        if not self._begun_read:
            self._read_begun(_nothing)
        if isinstance(argument, str) and argument:
            self._view.search_for(argument)
        else:
            self._view.ask_again()
        self._view.begin_anew()

    def _renew(self) -> None:
        """The list says what the dossiers are now; one that is on its way is asked for anew."""
        view = self._view
        if not view.isVisible() or view.in_pages.isChecked():
            return
        if view.list_due:
            view.ask_again()
            return
        self._renewing.ask(
            self._search,
            view.question,
            view.rows_read,
            done=view.show_renewed,
            failed=view.show_error,
            owner=view,
        )

    def _search(self, question: Question, limit: int) -> Found:
        result = self._finder.search(
            question.text,
            limit,
            days=question.days,
            state=question.state,
            overdue=question.overdue or None,
        )
        return Found(question, result.total, result.more, result.took_ms, tuple(result.dossiers))

    def _fetch(self, question: Question, first: int, count: int) -> None:
        self._background.read(
            self._window,
            question,
            first,
            count,
            done=lambda lines: self._view.fill(question, first, lines),
            failed=self._view.show_error,
            owner=self._view,
        )

    def _window(self, question: Question, first: int, count: int) -> list[DossierLine]:
        return list(self._search(question, first + count).lines[first:])

    def _read(self, code: str) -> None:
        self._reading.ask(
            self._reader.find,
            code,
            done=self._view.show_dossier,
            failed=self._could_not_read,
            owner=self._view,
        )

    def _could_not_read(self, error: DeskError) -> None:
        self._view.show_dossier(None)
        self._view.show_error(error)

    def _freshen(self) -> None:
        code = self._view.chosen  # not the one shown: another may be on its way already
        if code is not None:
            self._read(code)


def _nothing() -> None:
    pass

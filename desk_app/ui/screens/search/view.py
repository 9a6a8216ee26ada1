"""The search screen: what is typed on top, what was found at the left, the dossier at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk_app.errors import DeskError
from desk_app.services.begun_amendments import BegunAmendment
from desk_app.services.dossiers import DossierView
from desk_app.services.page_views import PageHit
from desk_app.services.search import DossierLine
from desk_app.ui.language import tr
from desk_app.ui.screen import Screen
from desk_app.ui.screens.digitise.state import ScanOf
from desk_app.ui.screens.search.amend_sheet import AmendSheet
from desk_app.ui.screens.search.dossier_list import DossierList
from desk_app.ui.screens.search.dossier_pane import PARTS, DossierPane
from desk_app.ui.screens.search.due import UNREAD, Act, Due
from desk_app.ui.screens.search.page_hits import PageHits, place
from desk_app.ui.screens.search.state import DAYS, STATES, Found, Question
from desk_app.ui.shortcuts import key_map
from desk_app.ui.theme import XL, L, M, S, theme
from desk_app.ui.widgets.check_box import CheckBox
from desk_app.ui.widgets.empty_state import EmptyState
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.page_view import PageView
from desk_app.ui.widgets.segmented import Segmented
from desk_app.ui.widgets.select import Select
from desk_app.ui.widgets.table import WINDOW
from desk_app.ui.widgets.wrapping import Wrapping
from desk_app.wording import message

LEAST = (280, 440)
GROWS = 70  # no more with the text: the window does not grow
HITS, NO_HITS = 3, 4
LONGEST = 2000  # a card's QR code is longer than any name


class SearchView(Screen):
    """``asked`` at each letter and filter; ``dossier_wanted`` when the cursor comes to a row.

    What is done to a dossier waits for the answer to what was typed (:class:`Due`).
    """

    asked = Signal(object)
    """A :class:`Question`."""
    window_wanted = Signal(object, int, int)
    """Rows of the answer to a question: question, first, count."""
    dossier_wanted = Signal(str)
    none_wanted = Signal()
    """No dossier is chosen any more."""
    pages_asked = Signal(str)
    """Words to look for on scanned pages."""
    hit_wanted = Signal(object)
    """The page of this hit is to be shown."""
    scan_pressed = Signal(str)
    """F12: digitise the dossier with this code."""
    scan_taken = Signal(str)
    """A reader sent this while the screen was open."""

    amend_wanted = Signal(object)
    """An :class:`AmendWish` is to be committed."""
    begun_typed = Signal(str, object)
    """What stands in the sheet, see :attr:`AmendSheet.typed`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = Question()
        self._found = Found(Question())
        self._due = Due()
        self.bar = InfoBar()
        self.edit = QLineEdit()
        self.edit.setMaxLength(LONGEST)
        self.edit.setClearButtonEnabled(False)
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(lambda text: self._ask(replace(self._question, text=text)))
        self.days = Segmented(
            [(days, message(f"search_screen.days_{days or 'all'}")) for days in DAYS]
        )
        self.days.set_value(None)
        self.days.chosen.connect(lambda days: self._ask(replace(self._question, days=days)))
        self.state = Select(
            [(None, message("search_screen.any_state"))]
            + [(state, message(f"dossier.state.{state}")) for state in STATES]
        )
        self.state.chosen.connect(lambda state: self._ask(replace(self._question, state=state)))
        self.overdue = CheckBox(message("search_screen.only_overdue"))
        self.overdue.toggled.connect(lambda on: self._ask(replace(self._question, overdue=on)))
        self.in_pages = CheckBox(message("search_screen.in_pages"))
        self.in_pages.toggled.connect(self._look_in_pages)
        self.hits = PageHits()
        self.hits.picked.connect(self._hit_picked)
        self.hits.opened.connect(self._hit_opened)
        self.page = PageView(message("search_screen.no_hit"))
        self.counted = Label("", "hint")
        self.list = DossierList(self._want_window)
        self.list.picked.connect(self._picked)
        self.list.opened.connect(lambda _row: self._to_dossier())
        self.pane = DossierPane(self._for_dossier)
        self.pane.copy_pressed.connect(self._copy)
        self.pane.scan_pressed.connect(self.scan_pressed)
        self.left.connect(self.pane.hide_numbers)
        self.sheet = AmendSheet(self)
        self._begun: dict[str, BegunAmendment] = {}
        self.sheet.save_pressed.connect(self.amend_wanted)
        self.sheet.typed.connect(self._typed)
        self.pane.amend_pressed.connect(self._open_sheet)
        self.left.connect(self._leave_sheet)
        self.left.connect(self._due.forget)
        for listed in (self.list, self.hits):
            listed.installEventFilter(self)
            listed.viewport().installEventFilter(self)
        self._results = QStackedWidget()
        self._lay_out()
        self.speak()

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        asked.setSpacing(M)
        asked.addWidget(self.edit, 1)
        asked.addWidget(self.counted)
        filters = Wrapping(spacing=M)
        for widget in (self.days, self.state, self.overdue, self.in_pages):
            filters.addWidget(widget)
        self._results.addWidget(self.list)
        self._results.addWidget(
            EmptyState(
                "search", message("search_screen.nothing"), message("search_screen.nothing_hint")
            )
        )
        self._results.addWidget(
            EmptyState("inbox", message("search_screen.empty"), message("search_screen.empty_hint"))
        )
        self._results.addWidget(self.hits)
        self._no_hits = EmptyState(
            "scan-line", message("search_screen.no_pages"), message("search_screen.no_pages_hint")
        )
        self._results.addWidget(self._no_hits)
        self._beside = QStackedWidget()
        self._beside.addWidget(self.pane)
        self._beside.addWidget(self.page)
        left, right = _surface(self._results), _surface(self._beside, L)
        self._sides = (left, right)
        theme().changed.connect(self._size_sides)
        self._size_sides()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(M)
        self.split.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.split.addWidget(left)
        self.split.addWidget(right)
        self.split.setStretchFactor(0, 4)
        self.split.setStretchFactor(1, 5)
        self.split.setSizes([400, 500])
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addWidget(self.bar)
        column.addLayout(asked)
        column.addLayout(filters)
        column.addWidget(self.split, 1)

    def _size_sides(self) -> None:
        for side, least in zip(self._sides, LEAST, strict=True):
            side.setMinimumWidth(min(theme().px(least), least + GROWS))

    # -- what is shown

    def show_found(self, found: Found) -> None:
        """Shows an answer; the cursor goes to its first row, or stays on its dossier where the same
        was asked before."""
        if self.in_pages.isChecked() or not self._due.takes(found.question):
            return
        self.bar.hide()
        kept = self._row_of_chosen(found) if found.question == self._found.question else None
        self._show(found, 0 if kept is None and found.total else kept)
        if not found.total:
            self._want(None)
            self.pane.show_dossier(None)
        elif self.chosen is None:
            self._picked(self.list.current())  # the same row, but nothing of it is shown
        self._due.settle()

    def show_renewed(self, found: Found) -> None:
        """Shows what became of the rows of the question that is shown. Nobody asked: the cursor and
        the dossier beside the list stay."""
        asked = self.in_pages.isChecked() or self.list_due or found.question != self._question
        if asked or self._due.dossier == UNREAD:
            return
        row = self._row_of_chosen(found)
        self._show(found, 0 if self.chosen is None and found.total else row)

    def _row_of_chosen(self, found: Found) -> int | None:
        codes = [line.code for line in found.lines]
        return codes.index(self.chosen) if self.chosen in codes else None

    def _show(self, found: Found, row: int | None) -> None:
        before, self._found = self._found, found
        self.list.typed = found.question.text
        nothing = 2 if found.question == Question() else 1
        self._results.setCurrentIndex(0 if found.total else nothing)
        self._say_counted()
        if row == self.list.currentIndex().row() and _same_rows(before, found):
            self.list.fill(found.lines)
        else:
            self.list.show_rows(found.total, found.lines, row)

    @property
    def list_due(self) -> bool:
        """Whether the list does not yet answer what is asked."""
        return self._due.list_due

    @property
    def chosen(self) -> str | None:
        """Code of the dossier the cursor is on, be it shown already or not; None: none is known."""
        if self._due.dossier is not None:
            return self._due.dossier or None
        return self.pane.shown.code if self.pane.shown is not None else None

    def fill(self, question: Question, first: int, lines: list[DossierLine]) -> None:
        """Rows of a window, if they still answer what is asked."""
        if question == self._found.question:
            self.list.lines.fill(first, lines)
            if self._due.dossier == UNREAD:
                self._picked(self.list.current())

    def show_dossier(self, view: DossierView | None) -> None:
        """Shows one dossier beside the list."""
        self._due.wants(None)
        self.pane.show_dossier(view)
        self._due.settle()

    def show_error(self, error: DeskError) -> None:
        """Says in place what is wrong; what was typed stays."""
        self._due.fail()
        self.bar.show_error(error)

    def amended(self) -> None:
        """What the sheet asked for is committed."""
        self.sheet.settle()
        self.said.emit(message("search_screen.amend.done"), None)

    def show_begun(self, begun: Mapping[str, BegunAmendment]) -> None:
        """Corrections that were begun and not saved, by dossier; each stands in the sheet again
        when it is opened."""
        self._begun = {**begun, **self._begun}
        shown = self.pane.shown
        if self.sheet.isVisible() and not self.sheet.has_typed and shown is not None:
            self._open_sheet(shown)

    def go_on_amending(self, code: str) -> None:
        """Looks for the dossier, and opens the sheet where something was begun."""
        self.search_for(code)
        if code in self._begun and not self.sheet.isVisible():
            self.pane.press_amend()

    def show_hits(self, typed: str, hits: Sequence[PageHit], unread: int = 0) -> None:
        """Pages that hold what was typed; ``unread`` ones could not be looked at yet."""
        if not (self.in_pages.isChecked() and self._due.takes(("pages", typed))):
            return
        self.bar.hide()
        self.hits.show_hits(hits, typed)
        self._results.setCurrentIndex(HITS if hits else NO_HITS)
        total = "pages_total_unread" if unread else "pages_total"
        self.counted.say(message(f"search_screen.{total}", count=len(hits), unread=unread))
        if not hits:
            self.page.show_page(None)
            self._no_hits.text.say(
                message("search_screen.pages_unread", count=unread)
                if unread
                else message("search_screen.no_pages_hint")
            )
        self._due.settle()

    def show_page(self, hit: PageHit, picture: bytes) -> None:
        """The page of a hit, if the cursor is still on it."""
        if self.hits.current() == hit:
            self.page.show_page(picture, place(hit))

    def search_for(self, text: str) -> None:
        """Looks for ``text`` among all dossiers. A sheet about another one gives way, after asking
        if something was typed into it."""
        if self.sheet.isVisible() and not self.sheet.asked and text != self.sheet.code:
            self.sheet.press_leave()
        self.edit.blockSignals(True)
        self.edit.setText(text)
        self.edit.blockSignals(False)
        self.days.set_value(None)
        self.state.set_value(None)
        self.overdue.blockSignals(True)
        self.overdue.setChecked(False)
        self.overdue.blockSignals(False)
        self._question = Question()
        self.in_pages.setChecked(False)
        self._ask(Question(text=text))

    def begin_anew(self) -> None:
        """The next letter takes the place of the query that stands there."""
        self.edit.selectAll()

    def ask_again(self) -> None:
        """Asks what stands there once more."""
        if self.in_pages.isChecked():
            self._due.asks(("pages", self.edit.text()))
            self.pages_asked.emit(self.edit.text())
        else:
            self._due.asks(self._question)
            self.asked.emit(self._question)

    @property
    def rows_read(self) -> int:
        """So many rows are to be read anew, the one under the cursor among them."""
        return (max(self.list.currentIndex().row(), 0) // WINDOW + 1) * WINDOW

    @property
    def question(self) -> Question:
        """What is asked now."""
        return self._question

    # -- the screen

    def actions_here(self) -> Mapping[str, Callable[[], Any]]:
        """Print, reprint, correct, the parts of the dossier, back to the field; while the sheet of
        corrections is open, only its own."""
        if self.sheet.isVisible():
            return {"save_and_print": self.sheet.press_save, "back": self.sheet.press_leave}
        parts = {
            f"section_{number}": partial(self.pane.show_part, part)
            for number, part in enumerate(PARTS, 1)
        }
        return {
            "search": self._to_field,
            "scan": lambda: self._due.then(self._scan),
            "amend": self.pane.press_amend,
            "refresh": self.ask_again,
            "save_and_print": self.pane.press_print,
            "reprint": self.pane.press_reprint,
            "show_numbers": self.pane.press_numbers,
            **parts,
        }

    def show_picture_part(self, part: str) -> None:
        """For pictures: a part of the dossier, or the sheet of corrections."""
        if part == "amend":
            self.pane.press_amend()
        else:
            self.pane.show_part(part)

    def first_focus(self) -> QWidget:
        """Typing begins in the field, or goes on in the sheet."""
        return self.sheet.first_focus() if self.sheet.isVisible() else self.edit

    def scanned(self, text: str) -> bool:
        """Whatever is read here is looked for."""
        self.scan_taken.emit(text)
        return True

    def retranslate(self) -> None:
        """Words no widget says by itself."""
        self.edit.setPlaceholderText(tr("search_screen.placeholder"))
        self.edit.setAccessibleName(tr("search_screen.field"))
        self.days.setAccessibleName(tr("search_screen.days"))
        self.state.setAccessibleName(tr("search_screen.state"))
        self._say_counted()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list and Enter opens while one types."""
        if watched is self.edit and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                return _leaves_amend(event)
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        elif watched is not self.edit and self._due.list_due:
            return self._held_back(watched, event)
        return super().eventFilter(watched, event)

    def _held_back(self, watched: QObject, event: QEvent) -> bool:
        """A list about to change takes no click, for another row may come under the pointer; keys
        it takes when it has changed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            again = event.clone()
            self._due.then(lambda: QApplication.sendEvent(watched, again), in_list=True)
            return True
        return event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)

    def _key(self, event: QKeyEvent) -> bool:
        step = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 10,
            Qt.Key.Key_PageUp: -10,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._due.then(partial(self._move, step), in_list=True)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._due.then(self._enter)
            return True
        return False

    def _move(self, step: int) -> None:
        if self.in_pages.isChecked():
            self.hits.go_to(self.hits.currentIndex().row() + step)
        elif self._found.total:
            place = self.list.currentIndex().row() + step
            self.list.go_to(min(max(place, 0), self._found.total - 1))

    def _enter(self) -> None:
        """What was found and has the cursor is opened."""
        hit = self._current_hit()
        if hit is not None:
            self._hit_opened(hit)
        elif not self.in_pages.isChecked() and self.pane.shown is not None:
            self._to_dossier()

    def _for_dossier(self, act: Act) -> None:
        """Does ``act``, which means the dossier shown, when that is the one asked for."""
        self._due.then(lambda: self._choose_first() if self.in_pages.isChecked() else act())

    def _choose_first(self) -> None:
        self.said.emit(message("search_screen.choose_first"), None)

    def _leave_sheet(self) -> None:
        """What was typed waits here; a sheet with nothing in it does not."""
        if not self.sheet.has_typed:
            self.sheet.dismiss()
        elif self.sheet.isVisible():
            self.said.emit(message("search_screen.amend.kept", code=self.sheet.code), None)

    def _open_sheet(self, dossier: DossierView) -> None:
        self._due.forget()  # what was pressed behind it was not meant for what lies below
        self.sheet.open_for(dossier, self._begun.get(dossier.code))

    def _typed(self, code: str, begun: BegunAmendment | None) -> None:
        self._begun.pop(code, None)
        if begun is not None:
            self._begun[code] = begun
        self.begun_typed.emit(code, begun)

    def _current_hit(self) -> PageHit | None:
        return self.hits.current() if self._results.currentIndex() == HITS else None

    def _look_in_pages(self, on: bool) -> None:
        for widget in (self.days, self.state, self.overdue):
            widget.setEnabled(not on)
        self._beside.setCurrentIndex(1 if on else 0)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)  # the words come next
        self.ask_again()

    def _hit_picked(self, hit: PageHit | None) -> None:
        if hit is not None:
            self.hit_wanted.emit(hit)

    def _hit_opened(self, hit: PageHit) -> None:
        self.open_screen.emit("digitise", ScanOf(hit.code, hit.paper_number, hit.page_id))

    def _scan(self) -> None:
        hit = self._current_hit()
        if hit is not None:
            self._hit_opened(hit)
        elif self.pane.shown is not None and not self.in_pages.isChecked():
            self.scan_pressed.emit(self.pane.shown.code)
        else:
            self._choose_first()

    def _to_dossier(self) -> None:
        self.pane.parts.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_field(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def _ask(self, question: Question) -> None:
        if question != self._question:
            self._question = question
            self.ask_again()

    def _want_window(self, first: int, count: int) -> None:
        self.window_wanted.emit(self._found.question, first, count)

    def _picked(self, row: DossierLine | None) -> None:
        self._want(UNREAD if row is None else row.code)

    def _want(self, code: str | None) -> None:
        """The dossier beside the list is to be that of ``code``."""
        self._due.wants(code)
        if code:
            self.dossier_wanted.emit(code)
        else:
            self.none_wanted.emit()  # one still on its way would be another

    def _copy(self, code: str) -> None:
        QGuiApplication.clipboard().setText(code)
        self.said.emit(message("ui.done.copied"), None)

    def _say_counted(self) -> None:
        found = self._found
        key = "search_screen.more" if found.more else "search_screen.total"
        self.counted.say(tr(key, count=found.total, ms=round(found.took_ms)))


def _same_rows(one: Found, other: Found) -> bool:
    """Whether the same dossiers stand in the same rows, whatever is said of them."""
    return one.total == other.total and all(
        old.code == new.code for old, new in zip(one.lines, other.lines, strict=False)
    )


def _leaves_amend(event: QKeyEvent) -> bool:
    """Ctrl+E is the end of the line to a field on Linux; here it corrects the dossier shown."""
    pressed = QKeySequence(event.keyCombination())
    if any(pressed == QKeySequence(key) for key in key_map().keys("amend")):
        event.ignore()
        return True
    return False


def _surface(content: QWidget, air: int = 1) -> QWidget:
    frame = QFrame()
    frame.setProperty("role", "card")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(air, S if air == 1 else M, air, S if air == 1 else L)
    inside.addWidget(content)
    return frame

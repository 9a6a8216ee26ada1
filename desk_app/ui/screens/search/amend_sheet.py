"""Ctrl+E: corrects a dossier after its receipt, and decides where two counters wrote different
values. Lies over the search screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.services.begun_amendments import BegunAmendment
from desk_app.services.dossiers import DossierView
from desk_app.ui.language import Text
from desk_app.ui.screens.search.amend_fields import ConflictChoice, FieldEditor, laid_out
from desk_app.ui.screens.search.state import AmendWish
from desk_app.ui.theme import XXL, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.error_summary import ErrorSummary, Mistake
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.overlay import Overlay
from desk_app.wording import message

WIDTH = 880
LEAST = 120
KEEP_AFTER_MS = 700
"""At the latest so long after a keystroke what was typed is on disk."""


class AmendSheet(Overlay):
    """``open_for`` a dossier; ``save_pressed`` with an :class:`AmendWish`. Esc closes; what was
    typed is thrown away only when the officer says so."""

    save_pressed = Signal(object)
    typed = Signal(str, object)
    """What stands in it about the dossier with this code, to be kept: a :class:`BegunAmendment`;
    None: nothing, or it was saved or thrown away."""
    _dossier: DossierView | None = None  # a sheet is hidden before it is made

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, WIDTH)
        self._rows: list[ConflictChoice | FieldEditor] = []
        self._focus: QWidget | None = None
        self._told: BegunAmendment | None = None
        self._seen: dict[str, tuple[str, ...]] = {}
        self._saving = False
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(KEEP_AFTER_MS)
        self._keeping.timeout.connect(self._tell)
        self.asked: tuple[Button, ...] = ()
        """The answers to the question whether to throw away what was typed, while it stands there:
        keep on, throw away."""
        self.bar = InfoBar()
        self.summary = ErrorSummary()
        self.title = Label("", "section", wrap=True)
        self.fields = QWidget()
        # What is wrong scrolls with the fields: there is not room for all above one another.
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, S, 0)
        self._column.setSpacing(M)
        for part in (self.bar, self.summary, self.fields):
            self._column.addWidget(part)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._content)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reason = LabelledInput(
            message("search_screen.amend.reason"),
            required=True,
            placeholder=message("search_screen.amend.reason_example"),
            max_length=500,
        )
        self.reason.edit.textChanged.connect(self._keeping.start)
        self.save = Button(
            message("search_screen.amend.save"), "primary", icon="check", action="save_and_print"
        )
        self.save.clicked.connect(self.press_save)
        self.leave = Button(message("search_screen.amend.leave"), action="back")
        self.leave.clicked.connect(self.press_leave)
        foot = QHBoxLayout()
        foot.setSpacing(S)
        foot.addWidget(Label(message("search_screen.amend.frozen"), "hint", wrap=True), 1)
        foot.addWidget(self.leave)
        foot.addWidget(self.save)
        self.body.setSpacing(M)
        self.body.addWidget(self.title)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.reason)
        self.body.addLayout(foot)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    @property
    def rows(self) -> Sequence[ConflictChoice | FieldEditor]:
        """The fields, those to be decided first."""
        return self._rows

    @property
    def has_typed(self) -> bool:
        """Whether anything would be lost if it went away."""
        return self._begun() is not None

    @property
    def code(self) -> str:
        """The dossier it is about."""
        return self._dossier.code if self._dossier is not None else ""

    def open_for(self, dossier: DossierView, begun: BegunAmendment | None = None) -> None:
        """Shows the fields of ``dossier``; those about which counters disagree stand first.
        ``begun``: what the officer typed before."""
        self._tell()
        self._dossier, self._saving = dossier, False
        self._hide_bar()
        self.summary.show_mistakes([])
        self.reason.set_text("")
        self.reason.set_error(None)
        self.title.say(message("search_screen.amend.title", code=dossier.code))
        conflicts = [ConflictChoice(one) for one in dossier.conflicts]
        plain = [FieldEditor(one, value=one.value) for one in dossier.fields if not one.in_conflict]
        for choice in conflicts:
            choice.chosen.connect(self._place)
        self._rows = [*conflicts, *plain]
        self._seen = {one.name: one.over for one in dossier.fields}
        self._fill(begun)
        for row in self._rows:
            row.changed.connect(self._keeping.start)
        before, self.fields = self.fields, laid_out(conflicts, plain)
        self._column.replaceWidget(before, self.fields)
        before.hide()
        before.deleteLater()
        self.open_over()
        self._place()  # only now that it is shown it knows how high it is
        first = conflicts[0].group.buttons()[0] if conflicts else plain[0]
        self._focus = first
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, begun: BegunAmendment | None) -> None:
        self._told = begun
        if begun is None:
            return
        self.reason.set_text(begun.reason)
        for row in self._rows:
            if row.field.name not in begun.values:
                continue
            row.fill(begun.values[row.field.name])
            if isinstance(row, FieldEditor):  # what came since then does not stand in the sheet
                self._seen[row.field.name] = begun.seen.get(row.field.name, ())
        self.bar.say(message("search_screen.amend.again"))

    def _begun(self) -> BegunAmendment | None:
        """What was typed and not saved."""
        if self._dossier is None:
            return None
        values: dict[str, str | None] = {}
        for row in self._rows:
            if not (isinstance(row, ConflictChoice) and row.lacks_value):
                values |= row.answer()
        reason, seen = self.reason.text(), {name: self._seen[name] for name in values}
        return BegunAmendment(values, reason, seen) if values or reason.strip() else None

    def _tell(self) -> None:
        """Has what was typed kept; not while it is being saved."""
        self._keeping.stop()
        begun = self._begun()
        if self._dossier is not None and not self._saving and begun != self._told:
            self._told = begun
            self.typed.emit(self._dossier.code, begun)

    def settle(self) -> None:
        """What was typed is saved, or not wanted: it goes away, and nothing of it is kept."""
        dossier, self._dossier = self._dossier, None
        self._keeping.stop()
        if dossier is not None and self._told is not None:
            self._told = None
            self.typed.emit(dossier.code, None)
        self.dismiss()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever goes away, signs out or closes the window comes back to what was typed."""
        super().hideEvent(event)
        if self._dossier is not None:
            self._tell()

    def press_leave(self) -> None:
        """Goes away; first asks, once, if something was typed. Asked again, it stays."""
        if self.asked:
            self._keep_on()
        elif self.has_typed:
            self._ask()
        else:
            self.dismiss()

    def first_focus(self) -> QWidget:
        """Where typing goes on when the screen is shown again."""
        focus = self.asked[0] if self.asked else self._focus
        return focus if focus is not None else self.save

    def _ask(self) -> None:
        typing = self._focus
        self._show_faults({})
        self.bar.say(
            message("search_screen.amend.unsaved"),
            message("search_screen.amend.unsaved_means"),
            tone="care",
            closable=False,
        )
        keep_on = self.bar.add_action(message("search_screen.amend.keep_on"), self._keep_on, "back")
        throw_away = self.bar.add_action(
            message("search_screen.amend.throw_away"), self._throw_away
        )
        self.asked, self._focus = (keep_on, throw_away), typing
        self._show_top()
        keep_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep_on(self) -> None:
        typing = self._focus
        self._hide_bar()
        self._place()
        (typing or self.save).setFocus(Qt.FocusReason.OtherFocusReason)

    def _throw_away(self) -> None:
        self._hide_bar()
        self.settle()

    def _hide_bar(self) -> None:
        self.asked = ()
        self.bar.hide()

    def press_save(self) -> None:
        """Hands over what was changed."""
        if self._dossier is None or not self.isVisible():
            return
        values = {name: value for row in self._rows for name, value in row.answer().items()}
        faults = self._undecided(anything=bool(values))
        if faults:
            self._show_faults(faults)
            return
        if not values:
            self._show_faults({})
            self.bar.say(message("amend.nothing.title"), message("amend.nothing.next"), tone="care")
            self._show_top()
            return
        self._tell()
        self._saving = True
        wish = AmendWish(self._dossier.code, values, self.reason.text(), dict(self._seen))
        self.save_pressed.emit(wish)

    def show_error(self, error: DeskError) -> None:
        """Says what is wrong, beside each field; what was typed stays."""
        self._saving = False
        self._show_faults(error.fields)
        if not error.fields:
            self.bar.show_error(error)
            self._show_top()

    def _undecided(self, *, anything: bool) -> dict[str, Text]:
        """What is missing where counters disagree; ``anything``: whether something was answered,
        then a field may be left for later."""
        choices = [row for row in self._rows if isinstance(row, ConflictChoice)]
        faults: dict[str, Text] = {}
        for row in choices:
            if row.lacks_value:
                faults[row.field.name] = message("amend.other_missing", field=row.field.words)
            elif not (row.is_chosen or anything):
                faults[row.field.name] = message("amend.not_chosen", field=row.field.words)
        return faults

    def _show_faults(self, faults: Mapping[str, Text]) -> None:
        self._hide_bar()
        for row in self._rows:
            row.labelled.set_error(faults.get(row.field.name))
        self.reason.set_error(faults.get("reason"))
        inputs: dict[str, QWidget] = {row.field.name: row for row in self._rows}
        inputs["reason"] = self.reason
        self.summary.show_mistakes([Mistake(text, inputs[name]) for name, text in faults.items()])
        self._show_top()

    def _show_top(self) -> None:
        """What is wrong stands above the fields."""
        self._place()
        self._area.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F9 saves and Esc leaves here, too: the sheet covers the screen whose keys they are."""
        if event.key() == Qt.Key.Key_F9:
            self.press_save()
        elif event.key() == Qt.Key.Key_Escape:
            self.press_leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the sheet leaves it."""
        if not self.sheet.geometry().contains(event.position().toPoint()):
            self.press_leave()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays inside."""
        ring = [
            one
            for one in self.sheet.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.isVisibleTo(self)
            and one.isEnabled()
        ]
        here = QApplication.focusWidget()
        place = ring.index(here) if here in ring else -1
        ring[(place + (1 if next else -1)) % len(ring)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _follow(self, _before: QWidget | None, focus: QWidget | None) -> None:
        """What has the focus can be seen, however it got it."""
        if focus is None or not self.sheet.isAncestorOf(focus):
            return
        if focus not in (*self.asked, self.leave, self.save):
            self._focus = focus
        if self._content.isAncestorOf(focus):
            self._area.ensureWidgetVisible(focus)

    def _place(self) -> None:
        super()._place()
        ground = self.parentWidget()
        if ground is None:
            return
        width = min(theme().px(WIDTH), ground.width() - XXL)
        self._area.setFixedHeight(0)
        self.body.activate()
        rest = max(self.sheet.sizeHint().height(), self.body.totalHeightForWidth(width))
        fields = max(self._height_of_content(), theme().px(LEAST))
        height = min(rest + fields, ground.height() - XXL)
        self._area.setMinimumHeight(0)  # it takes what the others leave, and scrolls
        self._area.setMaximumHeight(ground.height())
        self.sheet.setGeometry(
            (ground.width() - width) // 2, (ground.height() - height) // 2, width, height
        )

    def _height_of_content(self) -> int:
        self._column.activate()
        air = self._area.verticalScrollBar().sizeHint().width()
        width = self._area.viewport().width() - air
        return max(self._content.sizeHint().height(), self._column.totalHeightForWidth(width))

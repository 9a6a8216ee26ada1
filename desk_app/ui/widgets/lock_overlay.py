"""The locked desk: nothing of the work can be seen, nothing of it is lost."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.ui.language import Text
from desk_app.ui.theme import L, M, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.info_bar import InfoBar
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.labelled import LabelledInput
from desk_app.ui.widgets.sign import Sign
from desk_app.ui.widgets.training_ribbon import TrainingRibbon
from desk_app.wording import message


class LockOverlay(QWidget):
    """Covers the whole window. ``unlock_pressed`` carries the password; the presenter checks it
    and answers with :meth:`open_up` or :meth:`refuse`."""

    unlock_pressed = Signal(str)
    unlocked = Signal()
    change_pressed = Signal()
    """Another officer takes the desk."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._before: QWidget | None = None
        self._locked = False
        self._text = Label("", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        edit = QLineEdit()
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.password = LabelledInput(message("ui.lock.password"), edit=edit)
        edit.returnPressed.connect(self._pressed)
        self.bar = InfoBar()
        unlock = Button(message("ui.lock.unlock"), "primary", icon="lock")
        unlock.clicked.connect(self._pressed)
        self.change = Button(message("ui.lock.change"), "quiet", icon="user")
        self.change.clicked.connect(self.change_pressed)
        box = QWidget()
        box.setFixedWidth(theme().px(360))
        column = QVBoxLayout(box)
        column.setSpacing(M)
        column.addWidget(Sign("lock", "accent", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Label(message("ui.lock.title"), "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        for part in (self._text, self.password, self.bar, unlock, self.change):
            column.addWidget(part)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, L)
        self._ribbon = TrainingRibbon()
        self._ribbon.hide()
        around.addWidget(self._ribbon, 0, Qt.AlignmentFlag.AlignTop)
        around.addWidget(box, 1, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)
        self.hide()

    def set_training(self, training: bool) -> None:
        """Shows, or takes away, the ribbon that says nothing here is real."""
        self._ribbon.setHidden(not training)

    def lock(self, officer: Text) -> None:
        """Covers everything; ``officer`` is who may open."""
        if self.isVisible():
            return
        self._locked = True
        self._before = QApplication.focusWidget()
        self._text.say(message("ui.lock.text", officer=officer))
        self.bar.hide()
        self.password.set_text("")
        self._cover()
        self.show()
        self.raise_()
        self.password.setFocus()

    def refuse(self, error: DeskError | None = None) -> None:
        """That was not the password (or ``error`` says why not)."""
        if error is None:
            self.password.set_error(message("ui.lock.wrong"))
        else:
            self.bar.show_error(error)
        self.password.edit.selectAll()
        self.password.setFocus()

    def open_up(self) -> None:
        """Gives the desk back as it was."""
        self._locked = False  # hiding passes the focus on; it may leave now
        self.hide()
        self.password.set_text("")
        self.password.set_error(None)
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.unlocked.emit()

    def give_way(self) -> None:
        """Goes without giving back what lay below: another officer takes the desk."""
        self._before = None
        self.open_up()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keeps covering the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """No key reaches what lies below."""
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab stays inside."""
        inside = [self.password.edit, *self.findChildren(Button)]
        shown = [widget for widget in inside if widget.isVisible()]
        if not shown or not self._locked:
            return super().focusNextPrevChild(next)
        here = QApplication.focusWidget()
        place = shown.index(here) if here in shown else 0
        shown[(place + (1 if next else -1)) % len(shown)].setFocus()
        return True

    def _pressed(self) -> None:
        self.password.set_error(None)
        self.unlock_pressed.emit(self.password.text())

    def _cover(self) -> None:
        ground = self.parentWidget()
        if ground is not None:
            self.setGeometry(ground.rect())

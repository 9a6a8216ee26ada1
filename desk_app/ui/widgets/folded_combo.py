"""Type a few letters without marks, pick from the list below, Enter chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.matching import matches, rank
from desk_app.ui.theme import ROW_HEIGHT, theme
from desk_app.ui.widgets.choices import CHOICE_ROLE, Choice, ChoiceDelegate

SHOWN = 8
MOST = 200


class FoldedCombo(QWidget, Spoken):
    """Either give all choices (:meth:`set_choices`; they are filtered here), or listen to
    ``asked`` and answer with :meth:`show_answers` (search in a service)."""

    asked = Signal(str)
    chosen = Signal(object)
    """The picked :class:`Choice`."""

    def __init__(self, placeholder: Text = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placeholder = placeholder
        self._choices: list[Choice] | None = None
        self._model = QStandardItemModel(self)
        self.edit = QLineEdit()
        self.edit.textEdited.connect(self._typed)
        self.edit.installEventFilter(self)
        self.list = QListView(self)
        self.list.setProperty("role", "choices")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self._model)
        self.list.setItemDelegate(ChoiceDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.hide()
        self.list.clicked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self.speak()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """All that can be picked."""
        self._choices = list(choices)

    def show_answers(self, choices: Sequence[Choice]) -> None:
        """What answers the text typed last; opens the list."""
        self._model.clear()
        for choice in choices[:MOST]:
            item = QStandardItem(in_words(choice.text))
            item.setData(choice, CHOICE_ROLE)
            item.setData(choice.searched(), Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        if choices and self.edit.hasFocus():
            self._open()
        else:
            self.list.hide()

    def answers(self) -> list[Choice]:
        """What the list holds now."""
        return [self._model.item(row).data(CHOICE_ROLE) for row in range(self._model.rowCount())]

    def show_text(self, text: str) -> None:
        """Puts ``text`` into the field without asking."""
        self.edit.setText(text)
        self.list.hide()

    def retranslate(self) -> None:
        """Says the placeholder in the language in force."""
        self.edit.setPlaceholderText(in_words(self._placeholder))
        self.edit.setAccessibleName(in_words(self._placeholder))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc work on the list while the field keeps the focus."""
        if watched is not self.edit:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.list.hide()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = event.key() == Qt.Key.Key_Escape and self.list.isVisible()
            event.setAccepted(ours)
            return ours
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if not self.list.isVisible():
            if key in (Qt.Key.Key_Down, Qt.Key.Key_F4) and not event.modifiers():
                self._typed(self.edit.text())
                return True
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN}
            self._move(step.get(key, -SHOWN))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._pick(self.list.currentIndex())
            return key != Qt.Key.Key_Tab
        if key == Qt.Key.Key_Escape:
            self.list.hide()
            return True
        return False

    def _move(self, by: int) -> None:
        row = min(max(self.list.currentIndex().row() + by, 0), self._model.rowCount() - 1)
        self.list.setCurrentIndex(self._model.index(row, 0))

    def _typed(self, text: str) -> None:
        if self._choices is None:
            self.asked.emit(text)
            return
        found = [c for c in self._choices if matches(text, c.searched())]
        found.sort(key=lambda c: rank(text, in_words(c.text)))
        self.show_answers(found)

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            choice = index.data(CHOICE_ROLE)
            self.show_text(in_words(choice.text))
            self.chosen.emit(choice)

    def _open(self) -> None:
        window = self.window()
        if self.list.parentWidget() is not window:
            self.list.setParent(window)  # over everything, never cut by a card
            self.destroyed.connect(self.list.deleteLater)
        height = min(self._model.rowCount(), SHOWN) * theme().px(ROW_HEIGHT) + 12
        corner = self.edit.mapTo(window, QPoint(0, self.edit.height() + 2))
        if corner.y() + height > window.height():
            above = corner.y() - self.edit.height() - 4 - height
            corner.setY(above if above >= 0 else max(window.height() - height, 0))
        self.list.setGeometry(QRect(corner, QSize(max(self.edit.width(), 360), height)))
        self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.show()
        self.list.raise_()

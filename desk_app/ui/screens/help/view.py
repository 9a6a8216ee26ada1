"""The help: pages at the left, the page at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desk_app.ui.language import language, tr
from desk_app.ui.screen import Screen
from desk_app.ui.screens.help.state import HelpPage, pages
from desk_app.ui.theme import ROW_HEIGHT, XL, L, M, S, theme
from desk_app.ui.widgets.help_panel import FOLDER, page_of, write_page
from desk_app.ui.widgets.label import Label
from desk_app.wording import message

LIST_WIDTH = 260
TOPIC = Qt.ItemDataRole.UserRole


class HelpView(Screen):
    """Needs no presenter: pages are files of the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._topic = ""
        self._pages: tuple[HelpPage, ...] = ()
        self.list = QListWidget()
        self.list.currentItemChanged.connect(self._chosen)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.entered.connect(self._entered)
        left, right = _surface(self.list), _surface(self.text)
        self._left = left
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addWidget(left)
        row.addWidget(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(XL, L, XL, L)
        column.setSpacing(M)
        column.addWidget(Label(message("window.help"), "title"))
        column.addLayout(row, 1)
        theme().changed.connect(self._dress)
        self._dress()
        self.speak()

    def show_topic(self, topic: str) -> None:
        """Shows the page ``topic``."""
        self._topic = topic
        self._fill()

    @property
    def topic(self) -> str:
        """The page that is shown."""
        return self._topic

    def first_focus(self) -> QWidget:
        """The list: arrows choose."""
        return self.list

    def retranslate(self) -> None:
        """Lists and shows the pages of the language in force."""
        self._pages = pages(FOLDER / language().code)
        if not self._topic and self._pages:
            self._topic = self._pages[0].topic
        self.list.setAccessibleName(tr("window.help"))
        self.text.setAccessibleName(tr("window.help"))
        self._fill()

    def _fill(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for page in self._pages:
            item = QListWidgetItem(page.title)
            item.setData(TOPIC, page.topic)
            item.setSizeHint(QSize(0, theme().px(ROW_HEIGHT)))
            self.list.addItem(item)
            if page.topic == self._topic:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        file = page_of(self._topic, language().code)
        words = file.read_text(encoding="utf-8") if file else tr("ui.help.missing")
        write_page(self.text, words)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._topic = str(item.data(TOPIC))
            file = page_of(self._topic, language().code)
            if file is not None:
                write_page(self.text, file.read_text(encoding="utf-8"))

    def _entered(self, argument: object) -> None:
        if isinstance(argument, str) and argument:
            self.show_topic(argument)

    def _dress(self) -> None:
        self._left.setFixedWidth(theme().px(LIST_WIDTH))
        self._fill()


def _surface(content: QWidget) -> QFrame:
    frame = QFrame()
    frame.setProperty("role", "card")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(L, S, L, S)
    inside.addWidget(content)
    return frame

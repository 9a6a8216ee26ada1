"""F1: the page of the help for the field that has the focus, offline, in the right pane."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from desk_app.ui.language import Spoken, language, tr
from desk_app.ui.theme import L, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.label import Label
from desk_app.wording import RESOURCES, message

WIDTH = 340
FOLDER = RESOURCES / "help"


class HelpPanel(QWidget, Spoken):
    """Shows ``resources/help/<lang>/<topic>.md``."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._topic = ""
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(False)
        close = Button(message("ui.close"), "quiet", icon="x", action="back")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(Label(message("ui.help.title"), "section"))
        head.addStretch(1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, L)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        theme().changed.connect(self._dress)
        self._dress()
        self.speak()

    def show_topic(self, topic: str) -> None:
        """Shows the page ``topic``, or says that there is none yet."""
        self._topic = topic
        self.retranslate()

    @property
    def topic(self) -> str:
        """The page that is shown."""
        return self._topic

    def retranslate(self) -> None:
        """Shows the page in the language in force."""
        self.text.setAccessibleName(tr("ui.help.title"))
        page = page_of(self._topic, language().code)
        words = page.read_text(encoding="utf-8") if page else tr("ui.help.missing")
        write_page(self.text, words)

    def _dress(self) -> None:
        self.setMinimumWidth(theme().px(WIDTH))


def write_page(browser: QTextBrowser, words: str) -> None:
    """Shows Markdown with air between its paragraphs."""
    browser.setMarkdown(words)
    cursor = QTextCursor(browser.document())
    cursor.beginEditBlock()
    while True:
        form = cursor.blockFormat()
        form.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        form.setBottomMargin(theme().px(S))
        cursor.setBlockFormat(form)
        if not cursor.movePosition(QTextCursor.MoveOperation.NextBlock):
            break
    cursor.endEditBlock()


def page_of(topic: str, code: str) -> Path | None:
    """Where the page ``topic`` stands; ``intake.fee`` falls back to ``intake``."""
    while topic:
        page = FOLDER / code / f"{topic}.md"
        if page.is_file():
            return page
        topic = topic.rpartition(".")[0]
    return None


def topic_here(fallback: str = "") -> str:
    """The ``help_topic`` of the focused widget or of the nearest around it."""
    widget = QApplication.focusWidget()
    while widget is not None:
        topic = widget.property("help_topic")
        if topic:
            return str(topic)
        widget = widget.parentWidget()
    return fallback

"""Something to know, in place and for as long as it is true; also how errors are shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.errors import DeskError
from desk_app.ui.language import Text, in_words
from desk_app.ui.show_error import code_of
from desk_app.ui.theme import XS, M, S, theme
from desk_app.ui.widgets.button import Button
from desk_app.ui.widgets.drawing import Drawing
from desk_app.ui.widgets.label import Label
from desk_app.ui.widgets.sign import Sign
from desk_app.wording import message

SIGNS = {
    "accent": "info",
    "good": "circle-check",
    "care": "triangle-alert",
    "wrong": "octagon-alert",
}
# Below this width the buttons go under the words, so that these are never squeezed.
NARROW = 520


class InfoBar(QFrame):
    """Title, one or two sentences, and what can be done about it. Hidden until it has a say."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._code = ""
        self._passing = False
        self._sign = Sign()
        self.drawing = Drawing()
        self.title = Label("", "strong", wrap=True)
        self.meaning = Label("", wrap=True)
        self.next_step = Label("", wrap=True)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(S)
        self._copy = Button(message("ui.error.copy_code"), "quiet", icon="copy")
        self._copy.clicked.connect(self._copy_code)
        self._close = Button(message("ui.close"), "quiet", icon="x")
        self._close.clicked.connect(self.dismiss)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self._words = QVBoxLayout()
        self._words.setSpacing(XS)
        for part in (self.title, self.meaning, self.next_step):
            self._words.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(M, S, S, S)
        row.setSpacing(M)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(M)
        self._tools.addLayout(self._actions)
        self._tools.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignVCenter)
        self._tools.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(M)
        self._body.addLayout(self._words, 1)
        self._body.addLayout(self._tools)
        row.addLayout(self._body, 1)
        row.addWidget(self.drawing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: buttons beside the words, or under them where there is little room."""
        super().resizeEvent(event)
        self.updateGeometry()
        narrow = self.width() < theme().px(NARROW)
        ways = QBoxLayout.Direction
        self._body.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        beside = Qt.AlignmentFlag.AlignVCenter
        self._body.setAlignment(self._tools, Qt.AlignmentFlag.AlignLeft if narrow else beside)

    def minimumSizeHint(self) -> QSize:
        """Qt: as high as the words need at this width. At the narrowest they would take half the
        screen, and large text would push the window over its edge. As wide as with the buttons
        under the words, wherever they stand now: with another width for each, a page that scrolls
        went from one to the other until the program fell over."""
        parts = [max(part.minimumSize().width() for part in (self._words, self._tools))]
        parts += [
            part.sizeHint().width() for part in (self._sign, self.drawing) if not part.isHidden()
        ]
        width = sum(parts) + M * (len(parts) - 1) + M + S  # and the air at both ends
        height = super().minimumSizeHint().height()
        return QSize(width, min(height, self.heightForWidth(self.width())))

    def show_error(
        self, error: DeskError, *, with_code: bool = True, closable: bool = True
    ) -> None:
        """Says what happened, what it means, what to do; with the small code to copy."""
        tone = "care" if error.kind == "environment" else "wrong"
        self.say(
            message(f"{error.key}.title", **error.values),
            message(f"{error.key}.meaning", **error.values),
            message(f"{error.key}.next", **error.values),
            tone=tone,
            code=code_of(error) if with_code else "",
            closable=closable,
        )
        self.drawing.show_drawing(str(getattr(error, "picture", "")), tone)

    def say(
        self,
        title: Text,
        meaning: Text = "",
        next_step: Text = "",
        *,
        tone: str = "accent",
        code: str = "",
        closable: bool = True,
        passing: bool = False,
    ) -> None:
        """Shows these words in the colour of ``tone``: accent, good, care or wrong. ``passing``:
        only until the screen is left."""
        self._code, self._passing = code, passing
        self.clear_actions()
        for label, text in (
            (self.title, title),
            (self.meaning, meaning),
            (self.next_step, next_step),
        ):
            label.say(text)
            label.setVisible(bool(text))
        self._copy.setVisible(bool(code))
        self._copy.setToolTip(code)
        self._close.setVisible(closable)
        self.setProperty("tone", tone)
        self.setAccessibleName(" ".join(in_words(t) for t in (title, meaning, next_step) if t))
        self.style().unpolish(self)
        self.style().polish(self)
        self._sign.show_icon(SIGNS[tone], tone)
        self.drawing.show_drawing("", tone)
        around = self.parentWidget()
        if self.isHidden() and around is not None:
            self.resize(around.width(), self.height())  # about as wide as it will be: see above
        self.show()

    def add_action(self, text: Text, act: Callable[[], object], action: str = "") -> Button:
        """Offers something to do about it."""
        button = Button(text, "secondary", action=action)
        button.clicked.connect(lambda: act())
        self._actions.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        button.show()  # else only the next round of events does, and until then it takes no focus
        return button

    def clear_actions(self) -> None:
        """Offers nothing."""
        while (item := self._actions.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def actions_here(self) -> dict[str, Callable[[], None]]:
        """For a screen's keys: Esc closes the bar while it stands there, else leads back."""
        return {} if self.isHidden() or self._close.isHidden() else {"back": self.dismiss}

    def dismiss(self) -> None:
        """The officer has read it."""
        self.hide()
        self.closed.emit()

    def leave(self) -> None:
        """The screen is left: what was said in passing has been read."""
        if self._passing:
            self.dismiss()

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code)

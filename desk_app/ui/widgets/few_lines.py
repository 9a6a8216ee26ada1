"""Words of any length in a room that is given: a few lines, cut with … where there are more."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.ui.language import Text
from desk_app.ui.theme import theme
from desk_app.ui.widgets.label import Label

LEAST_WIDE = 60
HEIGHT = 1.3  # of a line: Vietnamese stacks marks


def in_few_lines(text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    """``text`` in lines of ``width``, at most so many; the last one ends with … if cut. A word
    that is longer than a line is broken."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(" ".join(text.split()), font)
    layout.setTextOption(option)
    layout.beginLayout()
    pieces: list[tuple[int, int]] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 20))
        pieces.append((line.textStart(), line.textLength()))
    layout.endLayout()
    whole = layout.text()
    lines = [whole[start : start + length].strip() for start, length in pieces]
    if len(lines) <= most:
        return tuple(lines)
    rest = whole[pieces[most - 1][0] :]
    cut = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, max(width, 20))
    return (*lines[: most - 1], cut)


class FewLines(Label):
    """A label that never asks for more room than ``most`` lines and hardly any width. What is cut
    stands in its tool tip, and is read aloud whole."""

    def __init__(
        self, text: Text = "", role: str = "body", *, most: int = 2, parent: QWidget | None = None
    ) -> None:
        self._most = most
        super().__init__(text, role, parent=parent)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def shown(self) -> tuple[str, ...]:
        """The lines as they stand there."""
        return self._lines(self.width())

    def retranslate(self) -> None:
        """Says it in the language in force."""
        super().retranslate()
        self.setToolTip(self.words)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Qt: hardly any width, and the lines it takes at this one."""
        return QSize(theme().px(LEAST_WIDE), self.heightForWidth(self.width()))

    def sizeHint(self) -> QSize:
        """Qt: as its lines need."""
        return self.minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        """Qt: as many lines as needed, never more than allowed."""
        return max(len(self._lines(width)), 1) * self._line()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the lines."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        top = (self._line() - metrics.height()) / 2 + metrics.ascent()
        for place, line in enumerate(self.shown()):
            painter.drawText(QPointF(0, top + place * self._line()), line)

    def _lines(self, width: int) -> tuple[str, ...]:
        self.ensurePolished()
        return in_few_lines(self.words, self.font(), width, self._most)

    def _line(self) -> int:
        return round(self.fontMetrics().height() * HEIGHT)

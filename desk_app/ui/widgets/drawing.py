"""A drawing that shows what to do, for those who would rather look than read."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.ui.theme import theme
from desk_app.wording import RESOURCES

SIZE = (96, 72)
FOLDER = RESOURCES / "pictures"


class Drawing(QWidget):
    """The drawing ``name`` (a file of resources/pictures) in the colour of token ``tone``; hidden
    while there is none. It only repeats what the words beside it say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source, self._tone = "", "ink"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.hide()

    def show_drawing(self, name: str, tone: str) -> None:
        """Another drawing; an empty or unknown name shows none."""
        file = FOLDER / f"{name}.svg"
        self._source = file.read_text(encoding="utf-8") if name and file.is_file() else ""
        self._tone = tone
        self.setVisible(bool(self._source))
        self.update()

    def sizeHint(self) -> QSize:
        """As large as drawings are."""
        return QSize(*(theme().px(side) for side in SIZE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws it."""
        if self._source:
            colour = theme().colour(self._tone).name()
            drawing = self._source.replace("currentColor", colour)
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(self.rect()))

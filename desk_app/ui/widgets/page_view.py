"""One page, large: fitted to the room, zoomed, dragged about."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desk_app.ui.language import Spoken, Text, in_words
from desk_app.ui.theme import BASE, L, S, theme

NEAREST, FARTHEST, STEP = 6.0, 1.0, 1.25


class PageView(QWidget, Spoken):
    """Shows one page whole; + and - or the wheel with Ctrl zoom, the mouse or arrows move it.

    Paper stays white in the dark theme. While the full picture is on its way, the thumbnail is
    shown in its place.
    """

    def __init__(self, empty: Text = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self._name: Text = ""
        self._image = QImage()
        self._sharp: QPixmap | None = None
        self._zoom = FARTHEST
        self._shift = QPointF()
        self._grabbed: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 160)
        theme().changed.connect(self.update)
        self.speak()

    def show_page(self, picture: bytes | None, name: Text = "", *, keep_zoom: bool = False) -> None:
        """Shows an encoded picture, or with None the sentence for no page."""
        self._image = QImage.fromData(picture) if picture else QImage()
        self._sharp = None
        self._name = name
        if not keep_zoom:
            self._zoom, self._shift = FARTHEST, QPointF()
        self.retranslate()
        self.update()

    @property
    def shows_page(self) -> bool:
        """Whether there is a page to see."""
        return not self._image.isNull()

    @property
    def zoom_percent(self) -> int:
        """100: the whole page."""
        return round(self._zoom * 100)

    def zoom(self, factor: float) -> None:
        """1.0 shows the whole page."""
        self._zoom = min(max(factor, FARTHEST), NEAREST)
        self._sharp = None
        self._keep_inside()
        self.update()

    def retranslate(self) -> None:
        """Says what is shown in the language in force."""
        self.setAccessibleName(in_words(self._name if self.shows_page else self._empty))
        self.update()

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus, minus, arrows."""
        steps = {
            Qt.Key.Key_Left: (60, 0),
            Qt.Key.Key_Right: (-60, 0),
            Qt.Key.Key_Up: (0, 60),
            Qt.Key.Key_Down: (0, -60),
        }
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(self._zoom * STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(self._zoom / STEP)
        elif key in steps and self._zoom > FARTHEST:
            self._shift += QPointF(*steps[key])
            self._keep_inside()
            self.update()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms, else it moves."""
        turned = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(self._zoom * (STEP if turned > 0 else 1 / STEP))
        else:
            self._shift += QPointF(0, turned / 2)
            self._keep_inside()
            self.update()
        event.accept()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Near, and back to the whole page."""
        self.zoom(FARTHEST if self._zoom > FARTHEST else 2.5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of the page."""
        self._grabbed = event.position().toPoint()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves it."""
        if self._grabbed is not None:
            here = event.position().toPoint()
            self._shift += QPointF(here - self._grabbed)
            self._grabbed = here
            self._keep_inside()
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Lets go."""
        self._grabbed = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page is fitted anew."""
        super().resizeEvent(event)
        self._sharp = None
        self._keep_inside()

    # -- drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the page, or says that there is none."""
        painter = QPainter(self)
        if not self.shows_page:
            painter.setFont(theme().font(BASE))
            painter.setPen(theme().colour("ink_soft"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(self.rect().adjusted(L, L, -L, -L), flags, in_words(self._empty))
            return
        place = self._place()
        painter.fillRect(place, QColor("white"))
        painter.drawPixmap(place.topLeft(), self._sharpened(place.size()))
        painter.setPen(QPen(theme().colour("edge"), 1))
        painter.drawRect(place)

    def _sharpened(self, size: QSizeF) -> QPixmap:
        if self._sharp is None:
            ratio = self.devicePixelRatioF()
            scaled = self._image.scaled(
                (size * ratio).toSize(),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._sharp = QPixmap.fromImage(scaled)
            self._sharp.setDevicePixelRatio(ratio)
        return self._sharp

    def _size(self) -> QSizeF:
        room = QSizeF(max(self.width() - 2 * S, 1), max(self.height() - 2 * S, 1))
        natural = QSizeF(self._image.size())
        natural.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        return natural * self._zoom

    def _place(self) -> QRectF:
        size = self._size()
        left = (self.width() - size.width()) / 2 + self._shift.x()
        top = (self.height() - size.height()) / 2 + self._shift.y()
        return QRectF(QPointF(round(left), round(top)), size)

    def _keep_inside(self) -> None:
        if not self.shows_page:
            return
        size = self._size()
        for_x = max((size.width() - self.width()) / 2 + S, 0.0)
        for_y = max((size.height() - self.height()) / 2 + S, 0.0)
        self._shift = QPointF(
            min(max(self._shift.x(), -for_x), for_x), min(max(self._shift.y(), -for_y), for_y)
        )

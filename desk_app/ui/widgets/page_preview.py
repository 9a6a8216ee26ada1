"""Pages of a paper as they will be printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desk_app.ui.language import Spoken, tr
from desk_app.ui.theme import L, S, theme
from desk_app.ui.widgets.label import Label


class PagePreview(QWidget, Spoken):
    """Shows page images (``QImage`` or encoded bytes), fitted to the width; + and - zoom.

    The paper stays white in the dark theme: it is what comes out of the printer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoom = 1.0
        self._sheets = _Sheets()
        self._area = QScrollArea()
        self._area.setWidget(self._sheets)
        self._area.setWidgetResizable(True)
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._empty = Label("", "soft")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area, 1)
        column.addWidget(self._empty, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_pages([])
        self.speak()

    def show_pages(self, pages: Sequence[QImage | bytes]) -> None:
        """Shows ``pages`` instead of what stood here."""
        self._sheets.images = [_image(page) for page in pages]
        self._sheets.arrange()
        self._area.setVisible(bool(pages))
        self._empty.setVisible(not pages)
        self.retranslate()

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._sheets.images)

    def zoom(self, factor: float) -> None:
        """1.0 fits the width."""
        self._sheets.zoom = min(max(factor, 0.25), 4.0)
        self._sheets.arrange()

    def retranslate(self) -> None:
        """Says what is shown in the language in force."""
        self._empty.say(tr("ui.preview.empty"))
        count = self.page_count
        self.setAccessibleName(
            tr("ui.preview.page", page=1, pages=count) if count else tr("ui.preview.empty")
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus zoom."""
        if event.key() == Qt.Key.Key_Plus:
            self.zoom(self._sheets.zoom * 1.25)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom(self._sheets.zoom / 1.25)
        else:
            super().keyPressEvent(event)


class _Sheets(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.images: list[QImage] = []
        self.zoom = 1.0

    def arrange(self) -> None:
        self.setMinimumHeight(sum(size.height() + L for size in self._sizes()) + L)
        widest = max((size.width() for size in self._sizes()), default=0)
        self.setMinimumWidth(widest + 2 * L if self.zoom > 1 else 0)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        y = S
        for image, size in zip(self.images, self._sizes(), strict=True):
            x = max((self.width() - size.width()) // 2, 0)
            ratio = self.devicePixelRatioF()
            sharp = image.scaled(
                size * ratio,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            sharp.setDevicePixelRatio(ratio)
            painter.fillRect(x, y, size.width(), size.height(), QColor("white"))
            painter.drawPixmap(x, y, QPixmap.fromImage(sharp))
            painter.setPen(QPen(theme().colour("edge"), 1))
            painter.drawRect(x, y, size.width() - 1, size.height() - 1)
            y += size.height() + L

    def _sizes(self) -> list[QSize]:
        port = self.parentWidget()
        room = port.width() if port is not None else self.width()
        width = max(int((room - 2 * L) * self.zoom), 50)
        sizes = []
        for image in self.images:
            natural = max(image.width(), 1)
            sizes.append(QSize(width, width * image.height() // natural))
        return sizes


def _image(page: QImage | bytes) -> QImage:
    return page if isinstance(page, QImage) else QImage.fromData(page)

"""Icons: one outline family (Lucide, ISC), tinted by a token, sharp at every scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desk_app.ui.theme import theme
from desk_app.wording import RESOURCES

SIZE = 20
_SCALES = (1.0, 1.25, 1.5, 2.0)


def icon(name: str, tone: str = "ink", size: int = SIZE) -> QIcon:
    """The icon ``name`` (a file of resources/icons) in the colour of token ``tone``."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(pixmap(name, tone, size, scale))
    return made


def pixmap(name: str, tone: str = "ink", size: int = SIZE, scale: float = 2.0) -> QPixmap:
    """The same as a picture of ``size`` pixels at 100 percent text, for a screen of ``scale``."""
    return _drawn(name, str(getattr(theme().tokens, tone)), theme().px(size), scale)


def icon_names() -> tuple[str, ...]:
    """All shipped icons."""
    return tuple(sorted(file.stem for file in (RESOURCES / "icons").glob("*.svg")))


@cache
def _source(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _drawn(name: str, colour: str, size: int, scale: float) -> QPixmap:
    drawing = _source(name).replace("currentColor", colour)
    drawing = drawing.replace('stroke-width="2"', 'stroke-width="1.8"')
    side = round(size * scale)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(
        painter, QRectF(0, 0, image.width(), image.height())
    )
    painter.end()
    image.setDevicePixelRatio(scale)
    return QPixmap.fromImage(image)

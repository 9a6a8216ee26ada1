"""Draws a widget at a size into a PNG, the way it is shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

SIZES = (QSize(1366, 768), QSize(1920, 1080))


def shoot(widget: QWidget, size: QSize | tuple[int, int], path: Path | None = None) -> QPixmap:
    """``widget`` drawn at exactly ``size``, saved to ``path`` if given."""
    wanted = size if isinstance(size, QSize) else QSize(*size)
    widget.resize(wanted)
    widget.show()
    for _ in range(5):
        QApplication.processEvents()
    picture = widget.grab()
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(str(path))
    return picture

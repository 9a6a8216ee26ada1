"""What a document camera sees; takes a picture on demand, or by itself once the page lies still."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QRect, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desk_app.ui.document_camera import Frames
from desk_app.ui.language import Spoken, in_words, tr
from desk_app.ui.theme import BASE, L, theme
from desk_app.wording import Message, message

QUALITY = 92
SMALL = (32, 32)
MOVED, STILL = 6.0, 2.0
"""Mean difference of grey (0 … 255) between frames: something moves, nothing does."""
STILL_FRAMES = 8


class Stillness:
    """Tells when a page was put down: first something moved, then nothing for some frames."""

    def __init__(self) -> None:
        self._before: bytes | None = None
        self._moved = False
        self._still = 0

    def look(self, image: QImage) -> bool:
        """Takes the next frame; True once for each page that was put down."""
        small = image.scaled(*SMALL).convertToFormat(QImage.Format.Format_Grayscale8)
        now = bytes(small.constBits())
        before, self._before = self._before, now
        if before is None:
            return False
        change = sum(abs(one - other) for one, other in zip(before, now, strict=True)) / len(now)
        if change > MOVED:
            self._moved, self._still = True, 0
        elif change < STILL:
            self._still += 1
        if self._moved and self._still >= STILL_FRAMES:
            self._moved, self._still = False, 0
            return True
        return False


class CameraView(QWidget, Spoken):
    """``taken`` with the JPEG of each picture."""

    taken = Signal(bytes)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frames: Frames | None = None
        self._image = QImage()
        self._trouble: Message | None = None
        self._stillness = Stillness()
        self.by_itself = True
        self.setMinimumSize(160, 160)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme().changed.connect(self.update)
        self.speak()

    def begin(self, frames: Frames | None) -> None:
        """Looks through a camera; None: there is none."""
        self.end()
        self._frames = frames
        self._stillness = Stillness()
        self._trouble = None if frames is not None else message("digitise.no_camera")
        if frames is not None:
            frames.frame.connect(self._frame)
            frames.picture.connect(self._picture)
            frames.failed.connect(self._failed)
            frames.start()
        self.retranslate()

    def end(self) -> None:
        """Looks no longer."""
        if self._frames is not None:
            frames, self._frames = self._frames, None
            frames.frame.disconnect(self._frame)
            frames.picture.disconnect(self._picture)
            frames.failed.disconnect(self._failed)
            frames.stop()
        self._image = QImage()
        self.update()

    @property
    def looks(self) -> bool:
        """Whether a camera is open."""
        return self._frames is not None

    def shoot(self) -> None:
        """Takes a picture now."""
        if self._frames is not None:
            self._frames.shoot()

    def retranslate(self) -> None:
        """Says what is seen in the language in force."""
        self.setAccessibleName(in_words(self._trouble) if self._trouble else tr("digitise.camera"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws what the camera sees, or why it sees nothing."""
        painter = QPainter(self)
        if self._image.isNull():
            painter.setFont(theme().font(BASE))
            painter.setPen(theme().colour("ink_soft"))
            flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
            words = self._trouble or message("digitise.camera_starts")
            painter.drawText(self.rect().adjusted(L, L, -L, -L), flags, in_words(words))
            return
        size = self._image.size()
        size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        place = QRect(left, top, size.width(), size.height())
        painter.drawImage(place, self._image)
        painter.setPen(QPen(theme().colour("accent"), 2))
        painter.drawRect(place.adjusted(1, 1, -1, -1))

    def _frame(self, image: QImage) -> None:
        self._image = image
        self._trouble = None
        if self.by_itself and self._stillness.look(image):
            self.shoot()
        self.update()

    def _picture(self, image: QImage) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, b"jpg")
        writer.setQuality(QUALITY)
        writer.write(image)
        self.taken.emit(bytes(buffer.data().data()))

    def _failed(self, said: str) -> None:
        self._trouble = message("digitise.camera_failed", said=said[:80])
        self._image = QImage()
        self.retranslate()

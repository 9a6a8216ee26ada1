"""Document cameras: live frames, and one picture at the camera's full size.

QtMultimedia is loaded when somebody first chooses a camera, not before: it is large.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QImageCapture, QMediaCaptureSession


class Frames(Protocol):
    """A source of pictures; tests give their own."""

    @property
    def frame(self) -> SignalInstance:
        """A live ``QImage``, several times a second."""
        ...

    @property
    def picture(self) -> SignalInstance:
        """The ``QImage`` asked for, as large as the camera can."""
        ...

    @property
    def failed(self) -> SignalInstance:
        """What the camera said when it did not do as asked."""
        ...

    def start(self) -> None:
        """Begins to look."""
        ...

    def stop(self) -> None:
        """Looks no longer; the camera's light goes out."""
        ...

    def shoot(self) -> None:
        """Asks for one picture."""
        ...


FindFrames = Callable[[], "Frames | None"]


class CameraFrames(QObject):
    """The frames of one camera."""

    frame = Signal(QImage)
    picture = Signal(QImage)
    failed = Signal(str)

    def __init__(self, device: QCameraDevice, parent: QObject | None = None) -> None:
        from PySide6.QtMultimedia import (
            QCamera,
            QImageCapture,
            QMediaCaptureSession,
            QVideoSink,
        )

        super().__init__(parent)
        self._camera: QCamera = QCamera(device, self)
        self._camera.errorOccurred.connect(lambda _error, said: self.failed.emit(said))
        self._capture: QImageCapture = QImageCapture(self)
        self._capture.setQuality(QImageCapture.Quality.VeryHighQuality)
        self._capture.imageCaptured.connect(lambda _id, image: self.picture.emit(image))
        self._capture.errorOccurred.connect(lambda _id, _error, said: self.failed.emit(said))
        self._sink = QVideoSink(self)
        self._sink.videoFrameChanged.connect(lambda frame: self.frame.emit(frame.toImage()))
        self._session: QMediaCaptureSession = QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setImageCapture(self._capture)
        self._session.setVideoSink(self._sink)
        self._take_largest(device)

    def start(self) -> None:
        """Begins to look."""
        self._camera.start()

    def stop(self) -> None:
        """Looks no longer."""
        self._camera.stop()

    def shoot(self) -> None:
        """Asks for one picture."""
        if self._capture.isReadyForCapture():
            self._capture.capture()
        else:
            self.failed.emit(self._capture.errorString() or "not ready")

    def _take_largest(self, device: QCameraDevice) -> None:
        # Left to itself the backend takes a small video format, and stills come out as small.
        formats = device.videoFormats()
        if formats:
            largest = max(formats, key=lambda f: f.resolution().width() * f.resolution().height())
            self._camera.setCameraFormat(largest)
            self._capture.setResolution(largest.resolution())


def first_camera() -> Frames | None:
    """The frames of this machine's camera, those called document camera first; None: no camera."""
    from PySide6.QtMultimedia import QMediaDevices

    found = [device for device in QMediaDevices.videoInputs() if not device.isNull()]
    found.sort(key=lambda device: not _is_for_documents(device.description()))
    return CameraFrames(found[0]) if found else None


def _is_for_documents(name: str) -> bool:
    return any(
        word in name.casefold() for word in ("document", "czur", "visualizer", "scan", "ipevo")
    )
